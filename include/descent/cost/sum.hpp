// SPDX-License-Identifier: MIT
// Sum and Scaled: costs add and scale, a + 0.5 * b.
#pragma once

#include <descent/concepts/along_cost.hpp>
#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/curvature.hpp>
#include <descent/concepts/preconditioner.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/held.hpp>
#include <descent/core/require.hpp>
#include <descent/cost/composable.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// The cost that a Viewed or Owned one holds.
template <class HeldCost>
using CostIn = std::remove_cvref_t<decltype(*std::declval<const HeldCost&>())>;

/// weight * cost. The gradient is scaled alike. `0.5 * cost` for the library's costs and those that
/// derive from Composable, `cost::Scaled{0.5, cost}` for any.
///
/// @throws InvalidSetting if the weight is not finite
template <class C>
class Scaled : public Composable {
public:
    template <class Given>
    constexpr Scaled(double weight, Given&& cost)
        : weight_{weight}, cost_{std::forward<Given>(cost)} {
        require(is_finite(weight), "cost: a weight must be finite", weight);
    }

    constexpr auto start() const
        requires StartingCost<CostIn<C>>
    {
        return (*cost_).start();
    }

    template <Parameters Theta>
        requires CostFunction<CostIn<C>, Theta>
    constexpr auto init(const Theta& theta) const {
        return scratch(*cost_, theta);
    }

    template <Parameters Theta>
        requires CostFunction<CostIn<C>, Theta>
    constexpr scalar_t<Theta> value_and_gradient(scratch_t<CostIn<C>, Theta>& memory,
                                                 const Theta& theta, Theta& gradient) const {
        const auto weight = static_cast<scalar_t<Theta>>(weight_);
        const auto value = evaluate(*cost_, memory, theta, gradient);
        gradient *= weight;
        return weight * value;
    }

    template <Parameters Theta>
        requires AlongCost<CostIn<C>, Theta>
    constexpr auto room(const Theta& theta) const {
        return (*cost_).room(theta);
    }

    template <Parameters Theta, class Kept>
        requires AlongCost<CostIn<C>, Theta>
    constexpr scalar_t<Theta> value_and_gradient(scratch_t<CostIn<C>, Theta>& memory, Kept& room,
                                                 const Theta& theta, Theta& gradient) const {
        const auto weight = static_cast<scalar_t<Theta>>(weight_);
        const auto value = evaluate(*cost_, memory, room, theta, gradient);
        gradient *= weight;
        return weight * value;
    }

    template <class Memory, class Room, std::floating_point Scalar>
    constexpr Trial<Scalar> along(Memory& memory, const Room& here, const Room& there,
                                  Scalar share) const {
        const auto weight = static_cast<Scalar>(weight_);
        const auto [value, slope] = (*cost_).along(memory, here, there, share);
        return {weight * value, weight * slope};
    }

    constexpr double curvature_bound() const
        requires CurvatureBounded<CostIn<C>>
    {
        return magnitude(weight_) * static_cast<double>((*cost_).curvature_bound());
    }

    /// See ScaledCurvatureBounded.
    template <std::floating_point Scalar>
        requires ScaledCurvatureBounded<CostIn<C>, Scalar>
    double curvature_bound(const Eigen::VectorX<Scalar>& origin,
                           const Eigen::VectorX<Scalar>& unit) const {
        return magnitude(weight_) * static_cast<double>((*cost_).curvature_bound(origin, unit));
    }

    /// That of the cost: a weight changes no direction, but how long they are.
    auto preconditioner(Ridge ridge) const
        requires PreconditioningCost<CostIn<C>>
    {
        ridge.weight *= magnitude(weight_);
        return (*cost_).preconditioner(ridge);
    }

    /// See FeatureCost.
    constexpr Index features() const
        requires FeatureCost<CostIn<C>>
    {
        return static_cast<Index>((*cost_).features());
    }

private:
    double weight_;
    C cost_;
};

/// a + b. Both are evaluated at every theta. `a + b` if one is the library's or derives from
/// Composable, `cost::Sum{a, b}` for any two.
template <class A, class B>
class Sum : public Composable {
public:
    template <class GivenA, class GivenB>
    constexpr Sum(GivenA&& a, GivenB&& b)
        : a_{std::forward<GivenA>(a)}, b_{std::forward<GivenB>(b)} {}

    /// The start of the part that has one; of the first if both do.
    constexpr auto start() const
        requires(StartingCost<CostIn<A>> || StartingCost<CostIn<B>>)
    {
        if constexpr (StartingCost<CostIn<A>>) {
            return (*a_).start();
        } else {
            return (*b_).start();
        }
    }

    template <Parameters Theta>
    struct Memory {
        scratch_t<CostIn<A>, Theta> a;
        scratch_t<CostIn<B>, Theta> b;
        Theta gradient; ///< of b
    };

    template <Parameters Theta>
        requires CostFunction<CostIn<A>, Theta> && CostFunction<CostIn<B>, Theta>
    constexpr Memory<Theta> init(const Theta& theta) const {
        return {scratch(*a_, theta), scratch(*b_, theta), theta};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, const Theta& theta,
                                                 Theta& gradient) const {
        const auto a = evaluate(*a_, memory.a, theta, gradient);
        const auto b = evaluate(*b_, memory.b, theta, memory.gradient);
        gradient += memory.gradient;
        return a + b;
    }

    template <class RoomOfA, class RoomOfB>
    struct Rooms {
        RoomOfA a;
        RoomOfB b;
    };

    template <Parameters Theta>
        requires AlongCost<CostIn<A>, Theta> && AlongCost<CostIn<B>, Theta>
    constexpr auto room(const Theta& theta) const {
        return Rooms<room_t<CostIn<A>, Theta>, room_t<CostIn<B>, Theta>>{(*a_).room(theta),
                                                                         (*b_).room(theta)};
    }

    template <Parameters Theta, class Kept>
        requires AlongCost<CostIn<A>, Theta> && AlongCost<CostIn<B>, Theta>
    constexpr scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, Kept& room,
                                                 const Theta& theta, Theta& gradient) const {
        const auto a = evaluate(*a_, memory.a, room.a, theta, gradient);
        const auto b = evaluate(*b_, memory.b, room.b, theta, memory.gradient);
        gradient += memory.gradient;
        return a + b;
    }

    template <class Scratch, class Kept, std::floating_point Scalar>
    constexpr Trial<Scalar> along(Scratch& memory, const Kept& here, const Kept& there,
                                  Scalar share) const {
        const auto a = (*a_).along(memory.a, here.a, there.a, share);
        const auto b = (*b_).along(memory.b, here.b, there.b, share);
        return {a.value + b.value, a.slope + b.slope};
    }

    constexpr double curvature_bound() const
        requires(CurvatureBounded<CostIn<A>> && CurvatureBounded<CostIn<B>>)
    {
        return static_cast<double>((*a_).curvature_bound()) +
               static_cast<double>((*b_).curvature_bound());
    }

    /// See ScaledCurvatureBounded.
    template <std::floating_point Scalar>
        requires(ScaledCurvatureBounded<CostIn<A>, Scalar> &&
                 ScaledCurvatureBounded<CostIn<B>, Scalar>)
    double curvature_bound(const Eigen::VectorX<Scalar>& origin,
                           const Eigen::VectorX<Scalar>& unit) const {
        return static_cast<double>((*a_).curvature_bound(origin, unit)) +
               static_cast<double>((*b_).curvature_bound(origin, unit));
    }

    /// That of the part which has one, to which the other adds its curvature.
    auto preconditioner(const Ridge& ridge) const
        requires((PreconditioningCost<CostIn<A>> && !PreconditioningCost<CostIn<B>> &&
                  CurvatureBounded<CostIn<B>>) ||
                 (PreconditioningCost<CostIn<B>> && !PreconditioningCost<CostIn<A>> &&
                  CurvatureBounded<CostIn<A>>))
    {
        if constexpr (PreconditioningCost<CostIn<A>>) {
            return preconditioner_of(*a_, *b_, ridge);
        } else {
            return preconditioner_of(*b_, *a_, ridge);
        }
    }

    /// See FeatureCost: those of the part that has any.
    ///
    /// @throws ShapeMismatch if both have, and differ
    constexpr Index features() const
        requires(FeatureCost<CostIn<A>> || FeatureCost<CostIn<B>>)
    {
        if constexpr (!FeatureCost<CostIn<A>>) {
            return static_cast<Index>((*b_).features());
        } else {
            const auto features = static_cast<Index>((*a_).features());
            if constexpr (FeatureCost<CostIn<B>>) {
                const auto others = static_cast<Index>((*b_).features());
                if (others != features) {
                    require<ShapeMismatch>(
                        false,
                        Message("cost::Sum: both costs must have as many features, ", features),
                        others);
                }
            }
            return features;
        }
    }

private:
    template <class Cost, class Penalty>
    static auto preconditioner_of(const Cost& cost, const Penalty& penalty, Ridge ridge) {
        const auto bound = static_cast<double>(penalty.curvature_bound());
        const double weight = ridge.weight; // of the sum, and so of the penalty
        ridge.coefficients += weight * bound;
        if constexpr (ScaledCurvatureBounded<Penalty, double> && FeatureCost<Cost>) {
            // in units so large that coefficients are nothing, what is left is the intercept's
            const auto n = static_cast<Index>(cost.features());
            const Eigen::VectorXd origin = Eigen::VectorXd::Zero(n);
            const Eigen::VectorXd unit = Eigen::VectorXd::Constant(n, 1e200);
            ridge.intercept += weight * static_cast<double>(penalty.curvature_bound(origin, unit));
        } else {
            ridge.intercept += weight * bound;
        }
        return cost.preconditioner(ridge);
    }

    A a_;
    B b_;
};

/// Whether it may be a smooth cost: no number, no proximal term, and no cost that has one, which a
/// sum would lose.
template <class C>
inline constexpr bool is_summand =
    std::is_class_v<std::remove_cvref_t<C>> && !std::derived_from<std::remove_cvref_t<C>, Addend> &&
    !CarriesTerm<std::remove_cvref_t<C>>;

template <class Given>
    requires is_summand<Given>
Scaled(double, Given&&) -> Scaled<Held<Given>>;

template <class GivenA, class GivenB>
    requires(is_summand<GivenA> && is_summand<GivenB>)
Sum(GivenA&&, GivenB&&) -> Sum<Held<GivenA>, Held<GivenB>>;

/// The sum of two costs, one of them Composable. What has a name is viewed, temporaries are owned.
template <class A, class B>
    requires((is_composable<A> || is_composable<B>) && is_summand<A> && is_summand<B>)
constexpr Sum<Held<A>, Held<B>> operator+(A&& a, B&& b) {
    return {std::forward<A>(a), std::forward<B>(b)};
}

/// A cost times a number.
///
/// @throws InvalidSetting if the number is not finite
template <class C>
    requires(is_composable<C> && is_summand<C>)
constexpr Scaled<Held<C>> operator*(double weight, C&& cost) {
    return {weight, std::forward<C>(cost)};
}

/// The same, the other way round.
template <class C>
    requires(is_composable<C> && is_summand<C>)
constexpr Scaled<Held<C>> operator*(C&& cost, double weight) {
    return weight * std::forward<C>(cost);
}

} // namespace descent::cost
