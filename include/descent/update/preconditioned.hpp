// SPDX-License-Identifier: MIT
// Preconditioned: another rule, in variables in which the cost is curved alike in all directions.
#pragma once

#include <descent/concepts/preconditioner.hpp>
#include <descent/concepts/update_rule.hpp>
#include <descent/update/shaped_iterate.hpp>
#include <descent/update/steepest_descent.hpp>

#include <utility>

namespace descent::update {

/// Lets another rule work in other variables, theta = T scaled, of a Preconditioner.
///
///     // Momentum on standardised features; the run, its stop and its observers see theta
///     update::Preconditioned{data::Standardization{X}, update::Momentum{0.9}}
///
/// The rule sees T^-1 theta and T' gradient / c, of the cost / c, and its direction d goes back as
/// T d; c is the curvature that the preconditioner says it leaves, 1 if it does not. So with a
/// constant rate and c = 1 the iterates are those of the rule on the cost in the scaled variables:
/// with data::Standardization, of cost::Standardized.
///
/// @param preconditioner  the change of variables; copied
/// @param inner           the rule that sees the scaled variables, of the previous iterate too
///
/// Promises  Costs, stopping policies and observers see theta and the gradient as they are. Rates
///           do too: searches, Exact, Polyak and schedules suit any direction, but InverseLipschitz,
///           Silver, BarzilaiBorwein and Adaptive go by the curvature of the cost as it is. With
///           those take cost::Standardized.
/// Expense   Five thetas of memory more than inner, three changes of variables an iteration; no
///           allocation after the start.
/// Source    [NocedalWright2006], section 5.1
template <class P, class Inner = SteepestDescent>
class Preconditioned {
public:
    static constexpr bool scales = true; ///< see ScalingUpdateRule

    static_assert(!UpdateRule<P, Eigen::VectorXd>,
                  "update::Preconditioned: the preconditioner comes first, then the update rule");

    constexpr explicit Preconditioned(P preconditioner, Inner inner = Inner{})
        : preconditioner_{std::move(preconditioner)}, inner_{std::move(inner)} {}

    template <Parameters Theta>
    struct Memory {
        ShapedIterate<Theta> scaled;
        memory_t<Inner, Theta> inner;
        Theta direction; ///< of theta
    };

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        static_assert(Preconditioner<P, Theta>,
                      "update::Preconditioned: the preconditioner must offer scale(theta, scaled), "
                      "unscale(scaled, theta) and scale_gradient(gradient, scaled), const and for "
                      "theta's type");
        static_assert(!ExtrapolatingUpdateRule<Inner, Theta> && !BoundedUpdateRule<Inner>,
                      "update::Preconditioned: a rule that steps from ahead of the iterate, or "
                      "keeps to bounds, cannot stand behind another");
        ShapedIterate<Theta> scaled{first, scale<Theta>()};
        auto inner = descent::init(inner_, scaled.last());
        return {std::move(scaled), std::move(inner), first.gradient};
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        descent::restart(inner_, memory.inner, memory.scaled.at(now, scale<Theta>()));
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return back(descent::direction(inner_, memory.inner, memory.scaled.at(now, scale<Theta>())),
                    memory.direction);
    }

    /// See FarSightedUpdateRule.
    template <Parameters Theta>
        requires FarSightedUpdateRule<Inner, Theta>
    constexpr const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now,
                                   bool stuck) const {
        const Theta* direction =
            inner_.farther(memory.inner, memory.scaled.at(now, scale<Theta>()), stuck);
        return direction == nullptr ? nullptr : &back(*direction, memory.direction);
    }

private:
    template <Parameters Theta>
    constexpr auto scale() const {
        return [this](const Point<Theta>& from, Point<Theta>& to) { there(from, to); };
    }

    /// The point in the scaled variables.
    template <Parameters Theta>
    constexpr void there(const Point<Theta>& from, Point<Theta>& to) const {
        if constexpr (Preconditioner<P, Theta>) { // else init says what is missing
            const auto unit = static_cast<scalar_t<Theta>>(curvature_left(preconditioner_));
            preconditioner_.scale(from.theta, to.theta);
            preconditioner_.scale_gradient(from.gradient, to.gradient);
            to.gradient /= unit;
            to.cost = from.cost / unit;
        }
    }

    /// The direction of theta that belongs to one of the scaled variables.
    template <Parameters Theta>
    constexpr const Theta& back(const Theta& scaled, Theta& direction) const {
        if constexpr (Preconditioner<P, Theta>) {
            preconditioner_.unscale(scaled, direction);
        }
        return direction;
    }

    P preconditioner_;
    Inner inner_;
};

} // namespace descent::update
