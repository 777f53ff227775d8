// SPDX-License-Identifier: MIT
// AlongCost: the refinement of a cost that knows a line between two points by heart.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/line.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent {

/// The type of what a cost keeps of one point.
template <class C, class Theta>
using room_t =
    std::remove_cvref_t<decltype(std::declval<const C&>().room(std::declval<const Theta&>()))>;

/// A cost that, once it was evaluated at two points, knows value and slope everywhere on the line
/// through both for much less than an evaluation: the scores of a linear model at the two are all
/// that its loss needs. Searches profit without knowing (see CostLine).
///
/// Offers      room(theta)          -> room for what is kept of one point, of no particular content
///             value_and_gradient(memory, room, theta, gradient) -> as without room, the same bits;
///             and fills the room. The memory is scratch(cost, theta).
///             along(memory, here, there, share) -> value at theta(share) = (1 - share) here +
///             share there, and its derivative with respect to share
/// Promises    `along` is right but for rounding, as far as share is not large. It does not
///             allocate.
/// May assume  both rooms were filled; whoever owns them may swap and copy them.
template <class C, class Theta>
concept AlongCost =
    CostFunction<C, Theta> && requires(const C& cost, const Theta& theta) { cost.room(theta); } &&
    requires(const C& cost, scratch_t<C, Theta>& memory, room_t<C, Theta>& room,
             const room_t<C, Theta>& here, const Theta& theta, Theta& gradient,
             scalar_t<Theta> share) {
        {
            cost.value_and_gradient(memory, room, theta, gradient)
        } -> std::convertible_to<scalar_t<Theta>>;
        { cost.along(memory, here, here, share) } -> std::same_as<Trial<scalar_t<Theta>>>;
    };

/// J(theta), and its gradient into `gradient`; the room is filled.
///
/// @throws ShapeMismatch if the cost hands back a gradient of another shape than theta's
template <class C, Parameters Theta>
    requires AlongCost<C, Theta>
constexpr scalar_t<Theta> evaluate(const C& cost, scratch_t<C, Theta>& memory,
                                   room_t<C, Theta>& room, const Theta& theta, Theta& gradient) {
    const scalar_t<Theta> value = cost.value_and_gradient(memory, room, theta, gradient);
    require_shape_of_theta(theta, gradient, "cost: the gradient must have theta's shape, ");
    return value;
}

namespace archetype {
/// The least a type must offer to be an AlongCost.
struct AlongCost : CostFunction {
    using CostFunction::value_and_gradient;

    template <Parameters Theta>
    constexpr NoMemory room(const Theta&) const {
        return {};
    }
    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(NoMemory&, NoMemory&, const Theta& theta,
                                                 Theta& gradient) const {
        return value_and_gradient(theta, gradient);
    }
    template <std::floating_point Scalar>
    constexpr Trial<Scalar> along(NoMemory&, const NoMemory&, const NoMemory&, Scalar) const {
        return {0, 0};
    }
};
} // namespace archetype

static_assert(AlongCost<archetype::AlongCost, double>);
static_assert(!AlongCost<archetype::CostFunction, double>);

} // namespace descent
