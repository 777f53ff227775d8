// SPDX-License-Identifier: MIT
// Line: the cost along theta - alpha d, as learning rates see it.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>

namespace descent {

/// The cost at one point of a line: phi(alpha) = J(theta - alpha d) and its slope phi'(alpha).
template <std::floating_point Scalar>
struct Trial {
    Scalar value; ///< J there; +infinity where cost or gradient are not finite: "too far"
    Scalar slope; ///< dJ/dalpha there; not to be used where the value is not finite
};

/// The restriction of the cost to the line theta - alpha d.
///
/// Offers      line.value() -> phi(0), line.slope() -> phi'(0) = -gradient . d, both known;
///             line(alpha) -> Trial at alpha, one evaluation, unless alpha was the last one asked
///             or the cost knows the line (AlongCost).
/// Promises    The run takes over an evaluated point: the last, or the lowest before it. Cost and
///             gradient of a trial that was not evaluated are evaluated when it is taken.
template <class L, class Scalar>
concept Line = std::floating_point<Scalar> && requires(L& line, Scalar alpha) {
    { line.value() } -> std::same_as<Scalar>;
    { line.slope() } -> std::same_as<Scalar>;
    { line(alpha) } -> std::same_as<Trial<Scalar>>;
};

/// A line that is not bent by a proximal step: slope() is the slope of line(alpha) at 0, and the
/// slope of a trial is that of the line there. Searches that compare slopes at different points,
/// such as Wolfe's, need it.
template <class L, class Scalar>
concept StraightLine = Line<L, Scalar> && !requires { requires L::curved; };

/// Whether the line starts at a point ahead of the iterate (see ExtrapolatingUpdateRule). The cost
/// there is no measure for a search, for the point need not satisfy the constraints. Such a line
/// offers majorized().
template <class L>
constexpr bool extrapolated(const L& line) {
    if constexpr (requires { line.extrapolated(); }) {
        return line.extrapolated();
    } else {
        return false;
    }
}

/// The change of the cost that the slope at 0 promises for the last trial, which was at alpha. On a
/// line that is bent it need not be negative for every alpha where it is for a small one.
template <std::floating_point Scalar, Line<Scalar> L>
constexpr Scalar promised(const L& line, Scalar alpha) {
    if constexpr (requires { line.promised(); }) {
        return line.promised();
    } else {
        return alpha * line.slope();
    }
}

namespace archetype {
/// The least a type must offer to be a Line.
template <std::floating_point Scalar>
struct Line {
    constexpr Scalar value() const { return 0; }
    constexpr Scalar slope() const { return 0; }
    constexpr Trial<Scalar> operator()(Scalar) const { return {0, 0}; }
};

/// A line that is bent by a proximal step.
template <std::floating_point Scalar>
struct Arc : Line<Scalar> {
    static constexpr bool curved = true;
    constexpr Scalar promised() const { return 0; }
};
} // namespace archetype

static_assert(StraightLine<archetype::Line<double>, double>);
static_assert(Line<archetype::Arc<double>, double>);
static_assert(!StraightLine<archetype::Arc<double>, double>);

} // namespace descent
