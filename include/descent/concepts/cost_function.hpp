// SPDX-License-Identifier: MIT
// CostFunction: the contract of what is minimised.
#pragma once

#include <descent/core/memory.hpp>
#include <descent/core/require.hpp>

#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent {

/// A cost that writes value and gradient in one call: the primary form.
template <class C, class Theta>
concept JointCost = requires(const C& cost, const Theta& theta, Theta& gradient) {
    { cost.value_and_gradient(theta, gradient) } -> std::convertible_to<scalar_t<Theta>>;
};

/// A cost with scratch memory: `init(theta)` makes it, the run owns it.
template <class C, class Theta>
concept ScratchCost =
    requires(const C& cost, const Theta& theta, Theta& gradient) { cost.init(theta); } &&
    requires(const C& cost, const Theta& theta, Theta& gradient,
             decltype(std::declval<const C&>().init(std::declval<const Theta&>()))& memory) {
        {
            cost.value_and_gradient(memory, theta, gradient)
        } -> std::convertible_to<scalar_t<Theta>>;
    };

/// A cost whose value and gradient are two functions: the simple form.
template <class C, class Theta>
concept SeparateCost = requires(const C& cost, const Theta& theta) {
    { cost.value(theta) } -> std::convertible_to<scalar_t<Theta>>;
    { cost.gradient(theta) } -> std::convertible_to<Theta>;
};

/// Says how wrong the parameters are, and which way is up.
///
/// Offers      value_and_gradient(theta, gradient) -> J(theta), writing every entry of `gradient`,
///             which has theta's shape and comes with unset content; or
///             init(theta) -> memory and value_and_gradient(memory, theta, gradient); or
///             value(theta) -> J(theta) and gradient(theta) -> same shape as theta.
///             Optional: start() -> a theta of the right shape, all zero; see also FeatureCost.
/// Promises    Same theta, same answer; calling it changes nothing but the memory.
/// May assume  theta and gradient do not share memory.
template <class C, class Theta>
concept CostFunction =
    Parameters<Theta> && (ScratchCost<C, Theta> || JointCost<C, Theta> || SeparateCost<C, Theta>);

/// A cost that knows the shape of its theta.
template <class C>
concept StartingCost = requires(const C& cost) {
    { cost.start() };
} && Parameters<std::remove_cvref_t<decltype(std::declval<const C&>().start())>>;

/// A cost over a training set: theta has a coefficient for each feature, below one intercept if
/// it has any, in a column or in several.
///
/// Offers    features() -> how many
template <class C>
concept FeatureCost = requires(const C& cost) {
    { cost.features() } -> std::convertible_to<Index>;
};

/// The scratch memory of a cost, for evaluations at thetas of this shape.
template <class C, Parameters Theta>
constexpr auto scratch(const C& cost, const Theta& theta) {
    if constexpr (ScratchCost<C, Theta>) {
        return cost.init(theta);
    } else {
        return NoMemory{};
    }
}

/// The type of a cost's scratch memory; NoMemory if it needs none.
template <class C, class Theta>
using scratch_t =
    decltype(descent::scratch(std::declval<const C&>(), std::declval<const Theta&>()));

/// J(theta), and its gradient into `gradient`, with scratch memory made by `scratch`.
///
/// @throws ShapeMismatch if the cost hands back a gradient of another shape than theta's
template <class C, Parameters Theta>
    requires CostFunction<C, Theta>
constexpr scalar_t<Theta> evaluate(const C& cost, scratch_t<C, Theta>& memory, const Theta& theta,
                                   Theta& gradient) {
    const scalar_t<Theta> value = [&]() -> scalar_t<Theta> {
        if constexpr (ScratchCost<C, Theta>) {
            return cost.value_and_gradient(memory, theta, gradient);
        } else if constexpr (JointCost<C, Theta>) {
            return cost.value_and_gradient(theta, gradient);
        } else {
            gradient = cost.gradient(theta);
            return cost.value(theta);
        }
    }();
    require_shape_of_theta(theta, gradient, "cost: the gradient must have theta's shape, ");
    return value;
}

/// J(theta), and its gradient into `gradient`, which is given theta's shape first.
template <class C, Parameters Theta>
    requires CostFunction<C, Theta>
constexpr scalar_t<Theta> evaluate(const C& cost, const Theta& theta, Theta& gradient) {
    if (!same_shape(theta, gradient)) {
        gradient = filled_like(theta, std::numeric_limits<scalar_t<Theta>>::quiet_NaN());
    }
    auto memory = descent::scratch(cost, theta);
    return descent::evaluate(cost, memory, theta, gradient);
}

namespace archetype {
/// The least a type must offer to be a CostFunction.
struct CostFunction {
    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(const Theta& theta, Theta& gradient) const {
        gradient = theta;
        return scalar_t<Theta>(0);
    }
};
} // namespace archetype

static_assert(CostFunction<archetype::CostFunction, double>);

} // namespace descent
