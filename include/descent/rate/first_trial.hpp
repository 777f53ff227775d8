// SPDX-License-Identifier: MIT
// FirstTrial: where a search along a line begins.
#pragma once

#include <descent/concepts/line.hpp>
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
/// At the start nothing is known but theta, cost and gradient. The step moves the entry of the
/// largest slope by the largest entry of theta; if theta is 0, the slope promises the whole cost;
/// if that is 0 too, the entry moves by 1. So it scales as theta and J do.
///
/// Source  [HagerZhang2005], the rules I0 to I2 for the initial step. Differs: 1 in place of the
///         factor 0.01, and the slope along d, for directions other than the gradient; in place of
///         I2, [NocedalWright2006], section 3.5.
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
    Scalar alpha = last.promised / -slope;
    if (!(alpha > 0) || !is_finite(alpha)) {
        const Scalar length = max_norm(now.theta);
        alpha = length > 0      ? length * (now.gradient_norm / -slope)
                : now.cost != 0 ? magnitude(now.cost) / -slope
                                : now.gradient_norm / -slope;
    }
    return alpha > 0 && is_finite(alpha) ? alpha : Scalar(1);
}

} // namespace descent::rate
