// SPDX-License-Identifier: MIT
// first_rate: how far to go along a line of which nothing is known yet.
#pragma once

#include <descent/core/iterate.hpp>

#include <limits>

namespace descent {

/// The rate of a first step from a point, along a direction whose length means nothing.
///
/// Nothing is known but theta, cost and gradient. The step moves the entry of the largest slope by
/// about the largest entry of theta; if theta is 0, or so small that such a step promises less than
/// a millionth of the cost's rounding, the slope promises the whole cost; if that is 0 too, the
/// entry moves by 1. So it scales as theta and J do.
///
/// @param slope  of the cost along the direction, -gradient . d, in units of J per unit of rate; < 0
///
/// Source  [HagerZhang2005], the rule I0 for the initial step. Differs: 1 in place of the factor
///         0.01; the slope along d, for directions other than the gradient; a theta near 0.
template <Parameters Theta>
constexpr scalar_t<Theta> first_rate(const Point<Theta>& start, scalar_t<Theta> slope) {
    using Scalar = scalar_t<Theta>;
    constexpr Scalar least = Scalar(1e-6) * std::numeric_limits<Scalar>::epsilon();
    const Scalar length = max_norm(start.theta);
    const Scalar cost = magnitude(start.cost);
    const bool long_enough = length > 0 && length * start.gradient_norm >= least * cost;
    const Scalar alpha = long_enough ? length * (start.gradient_norm / -slope)
                         : cost != 0 ? cost / -slope
                                     : start.gradient_norm / -slope;
    return alpha > 0 && is_finite(alpha) ? alpha : Scalar(1);
}

} // namespace descent
