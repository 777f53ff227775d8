// SPDX-License-Identifier: MIT
// find_trouble: what went wrong in a run, from the last step it made. Healthy runs do not ask.
#pragma once

#include <descent/core/result.hpp>
#include <descent/optimizer/cost_line.hpp>

#include <cstdint>

namespace descent {

/// gradient . (b - a) at a, or at b: what a gradient says of the way from a to b. A plain loop, for nobody
/// waits for it.
template <Parameters Theta>
constexpr scalar_t<Theta> along(const Theta& gradient, const Theta& a, const Theta& b) {
    scalar_t<Theta> sum = 0;
    for (Index i = 0; i < descent::size(a); ++i) {
        sum += entry(gradient, i) * (entry(b, i) - entry(a, i));
    }
    return sum;
}

/// Whether the cost changed from `a` to `b` against what both gradients say: the trapezoidal rule gives
/// the change to second order, so the opposite sign, well above rounding, is the gradient's fault.
template <Parameters Theta>
constexpr bool gradient_disagrees(const Point<Theta>& a, const Point<Theta>& b) {
    using Scalar = scalar_t<Theta>;
    const Scalar seen = b.cost - a.cost;
    const Scalar told =
        (along(a.gradient, a.theta, b.theta) + along(b.gradient, a.theta, b.theta)) / 2;
    return seen * told < 0 && stand_out(seen, told, a.cost, b.cost);
}

/// Says what at this point is not finite, if anything is. A cost of minus infinity is unbounded.
template <Parameters Theta>
constexpr void blame(const Point<Theta>& point, Trouble& trouble) {
    if (!is_finite(point.cost)) {
        trouble.kind = point.cost < 0 ? Trouble::Kind::unbounded : Trouble::Kind::non_finite_cost;
        trouble.value = static_cast<double>(point.cost);
    } else if (!is_finite(point.gradient_norm)) {
        trouble.kind = Trouble::Kind::non_finite_gradient;
        trouble.entry = first_non_finite(point.gradient);
        // a finite gradient may have a residual, theta - prox(theta - gradient), that overflows
        trouble.value = static_cast<double>(
            trouble.entry < 0 ? point.gradient_norm : entry(point.gradient, trouble.entry));
    } else if (!point.finite()) {
        trouble.kind = Trouble::Kind::non_finite_theta;
        trouble.entry = first_non_finite(point.theta);
        trouble.value = static_cast<double>(entry(point.theta, trouble.entry));
    }
}

/// The trouble of a run that ended so, at this iterate; `stuck` if the learning rate found no step.
/// A search that is stuck at points which are not finite says what was wrong with the last one.
///
/// The curvature is that of the cost along the last step s, |y . s| / (s . s), with y the change of
/// the gradient. A diverging step lines up with the direction of largest curvature, so this tends
/// to L.
template <Parameters Theta>
constexpr Trouble find_trouble(Outcome outcome, bool stuck, const Iterate<Theta>& now,
                               const Trials<Theta>& trials, scalar_t<Theta> start_cost,
                               std::int64_t evaluations) {
    Trouble trouble;
    if (outcome != Outcome::diverged && !stuck) {
        return trouble;
    }
    trouble.evaluation = evaluations;
    trouble.start_cost = static_cast<double>(start_cost);
    trouble.value = static_cast<double>(now.cost);
    if (stuck) {
        trouble.kind = Trouble::Kind::no_lower_point;
        trouble.gradient_disagrees = 2 * trials.contradictions > trials.count;
        if (trials.last.known) {
            blame(trials.last.point, trouble);
        }
        return trouble;
    }
    trouble.rate = static_cast<double>(now.rate);
    blame(static_cast<const Point<Theta>&>(now), trouble);
    if (trouble.kind == Trouble::Kind::none) {
        trouble.kind =
            now.cost > start_cost ? Trouble::Kind::rising_cost : Trouble::Kind::unbounded;
        trouble.gradient_disagrees = gradient_disagrees(now.previous, now);
        const Theta& from = now.previous.theta;
        const auto turned =
            along(now.gradient, from, now.theta) - along(now.previous.gradient, from, now.theta);
        const auto moved = along(now.theta, from, now.theta) - along(from, from, now.theta);
        const auto curvature = static_cast<double>(turned / moved);
        if (curvature > 0 && is_finite(curvature)) {
            trouble.curvature = curvature;
            trouble.stable_rate = 2 / curvature;
        }
    }
    return trouble;
}

} // namespace descent
