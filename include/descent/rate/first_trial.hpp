// SPDX-License-Identifier: MIT
// FirstTrial: where a search along a line begins.
#pragma once

#include <descent/concepts/line.hpp>
#include <descent/core/first_rate.hpp>
#include <descent/core/iterate.hpp>

#include <concepts>
#include <limits>

namespace descent::rate {

/// Where a search along a line begins.
///
/// `unit` is right for directions that know their length: of Newton, quasi-Newton. Where such a
/// rule has learnt nothing yet its direction is the gradient itself, whose length means nothing;
/// that is seen from the slope, -gradient . gradient, and the first trial is as for `last` then.
/// `last` is right for all other directions, those of conjugate gradients or with momentum: the
/// step for which the slope promises the fall that it promised for the step before.
enum class FirstTrial { unit, last };

/// The memory of a search: what the slope promised for the last step.
template <std::floating_point Scalar>
struct LastStep {
    Scalar promised = 0; ///< -alpha phi'(0) of the last iteration; 0 before the first
};

/// The first trial at this iterate, along a line that leads downhill.
///
/// Where no step was made before, it is `first_rate`. So it scales as theta and J do.
///
/// Source  [NocedalWright2006], section 3.5, for the promise of the step before.
template <Parameters Theta>
constexpr scalar_t<Theta> first_trial(FirstTrial choice, const LastStep<scalar_t<Theta>>& last,
                                      const Iterate<Theta>& now, scalar_t<Theta> slope) {
    using Scalar = scalar_t<Theta>;
    constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
    if (choice == FirstTrial::unit) {
        const Scalar steepest = squared_norm(now.gradient);
        if (magnitude(steepest + slope) >
            4 * epsilon * static_cast<Scalar>(size(now.theta)) * steepest) {
            return 1;
        }
    }
    const Scalar alpha = last.promised / -slope;
    return alpha > 0 && is_finite(alpha) ? alpha : first_rate(now, slope);
}

} // namespace descent::rate
