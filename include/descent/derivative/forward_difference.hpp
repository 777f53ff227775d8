// SPDX-License-Identifier: MIT
// ForwardDifference: (J(t + h) - J(t)) / h.
#pragma once

#include <descent/derivative/difference_step.hpp>
#include <descent/derivative/lifted.hpp>

#include <cmath>
#include <limits>

namespace descent::derivative {

/// Approximates each entry of the gradient by (J(t + h) - J(t)) / h, h = sqrt(eps) max(|t|,
/// typical), away from zero.
///
/// The error is h J''/2 from the curvature and 2 eps |J| / h from rounding; their sum is least near
/// this h, at a relative error about sqrt(eps): 1e-8 in double. h is what t really moved by.
///
/// @param typical  size below which an entry counts as small, in units of theta; > 0
/// @throws InvalidSetting if it is out of range
///
/// Expense  n + 1 evaluations of J
/// Source   [DennisSchnabel1996], section 5.6 and algorithm A5.6.3; [NocedalWright2006],
///          section 8.1
class ForwardDifference {
public:
    constexpr explicit ForwardDifference(double typical = 1) : step_{typical} {}

    /// J(theta), its gradient into `gradient`. `theta` is moved, and put back bit for bit.
    template <class F, Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(const F& f, Theta& theta, Theta& gradient) const {
        using Scalar = scalar_t<Theta>;
        const Scalar relative = std::sqrt(std::numeric_limits<Scalar>::epsilon());
        const Theta& fixed = theta;
        const auto value = static_cast<Scalar>(f(fixed));
        for (Index i = 0; i < descent::size(theta); ++i) {
            Scalar& entry = entry_of<Theta, Scalar>(theta, i);
            const Scalar t = entry;
            const Scalar h = step_(relative, t);
            entry = t < Scalar(0) ? t - h : t + h;
            const Scalar moved = entry - t; // exact: the two are within a factor of two, or t = 0
            const auto there = static_cast<Scalar>(f(fixed));
            entry = t;
            entry_of<Theta, Scalar>(gradient, i) = (there - value) / moved;
        }
        return value;
    }

private:
    DifferenceStep step_;
};

} // namespace descent::derivative
