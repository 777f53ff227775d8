// SPDX-License-Identifier: MIT
// Exact: go to the minimum along the line, for costs that are quadratic there.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/rate/first_trial.hpp>

#include <limits>

namespace descent::rate {

/// Goes to the minimum of the parabola along the line, which the slopes at 0 and at one trial a
/// tell:
///     alpha = -a phi'(0) / (phi'(a) - phi'(0)).
/// The trial is the rate of the last iteration. A trial that is not finite is too far; where the
/// slope has not risen, the line has no minimum and the trial is the step if the cost is lower
/// there.
///
/// For costs that are quadratic along a line: Quadratic, and the squared errors of a linear
/// hypothesis. For other costs there is no promise: take HagerZhang or StrongWolfe.
///
/// Promises  On a convex quadratic, the lowest point of the line up to rounding: directions d_k =
///           gradient_k are orthogonal to the next gradient, and J - J_min falls by the factor
///           ((L - mu) / (L + mu))^2 an iteration at least, L and mu being the largest and the
///           least curvature. The answer is 0 if the direction does not lead downhill.
/// Expense   Two evaluations an iteration; one if the trial is the answer.
/// Source    [NocedalWright2006], section 3.3, for steepest descent with exact searches.
class Exact {
public:
    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>& now,
                                   StraightLine<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        const Scalar slope = line.slope();
        if (!(slope < 0) || !is_finite(slope)) {
            return 0;
        }
        Scalar trial = now.rate > 0 ? now.rate : first_trial(FirstTrial::last, {}, now, slope);
        for (int i = 0; i < most_trials; ++i, trial /= 10) {
            const auto [value, slope_there] = line(trial);
            if (is_finite(value) && is_finite(slope_there)) {
                const Scalar rise = slope_there - slope;
                if (rise > 0) {
                    return at_minimum(trial, -slope / rise);
                }
                return value < line.value() ? trial : Scalar(0);
            }
        }
        return 0;
    }

private:
    static constexpr int most_trials = 60;

    /// The trial itself if the minimum is there but for rounding: it has been evaluated.
    template <class Scalar>
    static constexpr Scalar at_minimum(Scalar trial, Scalar share) {
        const Scalar rounding = 4 * std::numeric_limits<Scalar>::epsilon();
        return magnitude(share - 1) <= rounding ? trial : trial * share;
    }
};

} // namespace descent::rate
