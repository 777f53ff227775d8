// SPDX-License-Identifier: MIT
// find_trouble: what went wrong in a run, from the last step it made. Healthy runs do not ask.
#pragma once

#include <descent/core/result.hpp>
#include <descent/optimizer/cost_line.hpp>

#include <limits>

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
    const Scalar noise = Scalar(1e4) * std::numeric_limits<Scalar>::epsilon() *
                         larger(magnitude(a.cost), magnitude(b.cost));
    return seen * told < 0 && magnitude(seen) > noise && magnitude(told) > noise;
}

/// The trouble of a run that ended so, at this iterate; `stuck` if the learning rate found no step.
///
/// The curvature is that of the cost along the last step s, |y . s| / (s . s), with y the change of
/// the gradient. A diverging step lines up with the direction of largest curvature, so this tends
/// to L.
template <Parameters Theta>
constexpr Trouble find_trouble(Outcome outcome, bool stuck, const Iterate<Theta>& now,
                               const Trials<Theta>& trials, scalar_t<Theta> start_cost) {
    Trouble trouble;
    if (outcome != Outcome::diverged && !stuck) {
        return trouble;
    }
    trouble.evaluation = now.evaluations;
    trouble.start_cost = static_cast<double>(start_cost);
    trouble.value = static_cast<double>(now.cost);
    trouble.rate = static_cast<double>(now.rate);
    if (stuck) {
        trouble.kind = Trouble::Kind::no_lower_point;
        trouble.gradient_disagrees = 2 * trials.contradictions > trials.count;
        return trouble;
    }
    if (!is_finite(now.cost)) {
        trouble.kind = Trouble::Kind::non_finite_cost;
    } else if (!is_finite(now.gradient_norm)) {
        trouble.kind = Trouble::Kind::non_finite_gradient;
        trouble.entry = first_non_finite(now.gradient);
        trouble.value = static_cast<double>(entry(now.gradient, trouble.entry));
    } else {
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
