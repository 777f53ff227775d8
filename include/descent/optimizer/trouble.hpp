// SPDX-License-Identifier: MIT
// find_trouble: what went wrong in a run, or was left to do, from the last step it made. It is
// asked once, at the end, and only of runs that did not converge.
#pragma once

#include <descent/core/result.hpp>
#include <descent/optimizer/cost_line.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace descent {

/// gradient . (b - a) at a, or at b: what a gradient says of the way from a to b. A plain loop, for
/// nobody waits for it.
template <Parameters Theta>
[[gnu::cold]] constexpr scalar_t<Theta> along(const Theta& gradient, const Theta& a,
                                              const Theta& b) {
    scalar_t<Theta> sum = 0;
    for (Index i = 0; i < descent::size(a); ++i) {
        sum += entry(gradient, i) * (entry(b, i) - entry(a, i));
    }
    return sum;
}

/// Whether the cost changed from `a` to `b` against what the gradients at both ends say, well above
/// rounding. Both must say the same: a right gradient of a cost that is steep on either side of a
/// bend, as a logistic loss of features of different scales is, says nothing of a step across it.
template <Parameters Theta>
[[gnu::cold]] constexpr bool gradient_disagrees(const Point<Theta>& a, const Point<Theta>& b) {
    using Scalar = scalar_t<Theta>;
    const Scalar seen = b.cost - a.cost;
    const Scalar here = along(a.gradient, a.theta, b.theta);
    const Scalar ahead = along(b.gradient, a.theta, b.theta);
    return seen * here < 0 && seen * ahead < 0 &&
           stand_out(seen, (here + ahead) / 2, a.cost, b.cost);
}

/// Says what at this point is not finite, if anything is. A cost of minus infinity is unbounded.
template <Parameters Theta>
[[gnu::cold]] constexpr void blame(const Point<Theta>& point, Trouble& trouble) {
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

/// What a run remembers of its way, apart from the last step.
template <std::floating_point Scalar>
struct Course {
    Scalar start_cost;
    Scalar start_gradient_norm;
    Scalar lowest_cost;
    std::int64_t evaluations;
    bool stuck;    ///< the learning rate found no step
    bool smooth;   ///< the gradient is that of the whole cost: there is no proximal term
    bool scaled;   ///< the update rule makes up for unlike units
    bool features; ///< the cost has features, which it takes as they are
};

/// The curvature of the cost along the last step s, |y . s| / (s . s), with y the change of the
/// gradient, and how many such steps it was from where the step began to where the gradient along
/// it vanishes. A step too large lines up with the direction of largest curvature, so that the
/// curvature tends to L.
template <Parameters Theta>
[[gnu::cold]] constexpr void measure_last_step(const Iterate<Theta>& now, Trouble& trouble) {
    const Theta& from = now.previous.theta;
    const auto slope = along(now.previous.gradient, from, now.theta);
    const auto turned = along(now.gradient, from, now.theta) - slope;
    const auto moved = along(now.theta, from, now.theta) - along(from, from, now.theta);
    const auto curvature = static_cast<double>(turned / moved);
    if (curvature > 0 && is_finite(curvature)) {
        trouble.curvature = curvature;
        trouble.stable_rate = 2 / curvature;
        trouble.reach = static_cast<double>(-slope / turned);
    }
}

/// What was left to do when the budget was spent. The gradient is blamed only by a run that met
/// nothing below its start: a long step across a crooked valley may disagree with a gradient that
/// is right.
template <Parameters Theta>
[[gnu::cold]] constexpr void judge_last_step(const Iterate<Theta>& now,
                                             const Course<scalar_t<Theta>>& course,
                                             Trouble& trouble) {
    using Scalar = scalar_t<Theta>;
    const Scalar change = now.cost_change();
    const Scalar promised = along(now.previous.gradient, now.previous.theta, now.theta);
    const Scalar noise = 4 * std::numeric_limits<Scalar>::epsilon() *
                         larger(magnitude(now.cost), magnitude(now.previous.cost));
    trouble.change = static_cast<double>(change);
    if (magnitude(change) <= noise && magnitude(promised) <= noise) {
        trouble.kind = Trouble::Kind::no_change;
    } else if (!(course.lowest_cost < course.start_cost)) {
        trouble.kind = Trouble::Kind::never_lower;
        trouble.gradient_disagrees = course.smooth && gradient_disagrees(now.previous, now);
    } else {
        trouble.kind = change < 0 ? Trouble::Kind::still_falling : Trouble::Kind::not_falling;
        trouble.gradient_growth =
            static_cast<double>(now.gradient_norm / course.start_gradient_norm);
    }
    if (course.smooth) {
        measure_last_step(now, trouble);
    }
}

/// The trouble of a run that ended so, at this iterate. A search that is stuck at points which are
/// not finite says what was wrong with the last one.
template <Parameters Theta>
[[gnu::cold, gnu::noinline]] constexpr Trouble
find_trouble(Outcome outcome, const Iterate<Theta>& now, const Trials<Theta>& trials,
             const Course<scalar_t<Theta>>& course) {
    Trouble trouble;
    const bool stuck = course.stuck && outcome == Outcome::stalled;
    const bool moved = now.iteration > 0;
    const bool spent = outcome == Outcome::budget_spent && moved;
    const bool halted = outcome == Outcome::stalled && moved && !stuck; // by a stopping policy
    if (outcome != Outcome::diverged && !stuck && !spent && !halted) {
        return trouble;
    }
    trouble.evaluation = course.evaluations;
    trouble.scaled = course.scaled;
    trouble.features = course.features && !course.scaled;
    trouble.entries = descent::size(now.theta) > 1 && !course.scaled;
    trouble.at_start = !moved;
    trouble.start_cost = static_cast<double>(course.start_cost);
    trouble.value = static_cast<double>(now.cost);
    if (stuck) {
        trouble.kind = trials.last.known ? Trouble::Kind::no_lower_point : Trouble::Kind::zero_rate;
        trouble.gradient_disagrees = 2 * trials.contradictions > trials.count;
        if (trials.last.known && !trials.followed) {
            blame(trials.last.point, trouble);
        }
        return trouble;
    }
    trouble.rate = static_cast<double>(now.rate);
    trouble.searched = trials.last.promised != 0 || trials.lowest.promised != 0;
    if (halted) {
        trouble.kind = Trouble::Kind::no_progress;
        return trouble;
    }
    if (spent) {
        judge_last_step(now, course, trouble);
        return trouble;
    }
    blame(static_cast<const Point<Theta>&>(now), trouble);
    if (trouble.kind == Trouble::Kind::none) {
        trouble.kind =
            now.cost > course.start_cost ? Trouble::Kind::rising_cost : Trouble::Kind::unbounded;
        trouble.gradient_disagrees = course.smooth && gradient_disagrees(now.previous, now);
        measure_last_step(now, trouble);
    }
    return trouble;
}

} // namespace descent
