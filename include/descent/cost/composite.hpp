// SPDX-License-Identifier: MIT
// Composite: a smooth cost with a constraint, or with a penalty that has no gradient.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/held.hpp>
#include <descent/cost/composable.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// J + R: a smooth cost J, and a term R that is handled by its proximal step after every update.
/// Whatever minimises J by straight steps minimises J + R by the projected or proximal gradient
/// method:
///
///     optimizer.minimize(cost::Composite{J, proximal::Box{0, 1}}, theta0);
///     optimizer.minimize(J + proximal::L1{0.1}, theta0);
///
/// The sign is for the library's costs, their sums and multiples. In iterates and results, cost is
/// J + R, gradient is that of J, and gradient_norm is 0 just where J + R is stationary: the largest
/// entry of theta - prox(theta - gradient), or, for a BoundConstraint, the largest entry of the
/// gradient but for those that push theta against its bound.
///
/// @param J     the smooth cost, viewed if it has a name; not a Composite itself, for R must be one
///              term
/// @param term  R, see concepts/proximal_term.hpp; copied
///
/// Source  [BeckTeboulle2009], ISTA; [Bertsekas1976] for projections.
template <class C, class R>
    requires(!CarriesTerm<std::remove_cvref_t<decltype(*std::declval<const C&>())>>)
class Composite {
    using Smooth = std::remove_cvref_t<decltype(*std::declval<const C&>())>;

public:
    template <class Given>
    constexpr Composite(Given&& cost, R term)
        : cost_{std::forward<Given>(cost)}, term_{std::move(term)} {}

    constexpr const R& term() const { return term_; }

    /// The start of J.
    constexpr auto start() const
        requires StartingCost<Smooth>
    {
        return (*cost_).start();
    }

    /// See FeatureCost.
    constexpr Index features() const
        requires FeatureCost<Smooth>
    {
        return static_cast<Index>((*cost_).features());
    }

    template <Parameters Theta>
        requires CostFunction<Smooth, Theta> && ProximalTerm<R, Theta>
    constexpr auto init(const Theta& theta) const {
        return scratch(*cost_, theta);
    }

    /// J and its gradient; not R.
    template <Parameters Theta>
        requires CostFunction<Smooth, Theta> && ProximalTerm<R, Theta>
    constexpr scalar_t<Theta> value_and_gradient(scratch_t<Smooth, Theta>& memory,
                                                 const Theta& theta, Theta& gradient) const {
        return evaluate(*cost_, memory, theta, gradient);
    }

private:
    C cost_;
    R term_;
};

template <class Given, class R>
Composite(Given&&, R) -> Composite<Held<Given>, R>;

/// A cost with a constraint or a penalty: `J + proximal::L1{0.1}`. What has a name is viewed.
template <class C, class R>
    requires(is_composable<C> && !CarriesTerm<std::remove_cvref_t<C>> &&
             std::derived_from<std::remove_cvref_t<R>, Addend>)
constexpr auto operator+(C&& cost, R&& term) {
    return Composite<Held<C>, std::remove_cvref_t<R>>{std::forward<C>(cost), std::forward<R>(term)};
}

} // namespace descent::cost
