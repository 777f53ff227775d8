// SPDX-License-Identifier: MIT
// CentralDifference: (J(t + h) - J(t - h)) / 2h.
#pragma once

#include <descent/derivative/difference_step.hpp>
#include <descent/derivative/lifted.hpp>

#include <cmath>
#include <limits>

namespace descent::derivative {

/// Approximates each entry of the gradient by (J(t + h) - J(t - h)) / 2h, h = cbrt(eps) max(|t|,
/// typical).
///
/// The error is h^2 J'''/6 from the shape and eps |J| / h from rounding; their sum is least near
/// this h, at a relative error about eps^(2/3): 4e-11 in double. 2h is the distance really moved.
///
/// @param typical  size below which an entry counts as small, in units of theta; > 0
/// @throws InvalidSetting if it is out of range
///
/// Expense  2n + 1 evaluations of J
/// Source   [DennisSchnabel1996], section 5.6 and algorithm A5.6.4; [NocedalWright2006],
///          section 8.1
class CentralDifference {
public:
    constexpr explicit CentralDifference(double typical = 1) : step_{typical} {}

    /// J(theta), its gradient into `gradient`. `theta` is moved, and put back bit for bit.
    template <class F, Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(const F& f, Theta& theta, Theta& gradient) const {
        using Scalar = scalar_t<Theta>;
        const Scalar relative = std::cbrt(std::numeric_limits<Scalar>::epsilon());
        const Theta& fixed = theta;
        for (Index i = 0; i < descent::size(theta); ++i) {
            Scalar& entry = entry_of<Theta, Scalar>(theta, i);
            const Scalar t = entry;
            const Scalar h = step_(relative, t);
            const Scalar above = t + h;
            const Scalar below = t - h;
            entry = above;
            const auto up = static_cast<Scalar>(f(fixed));
            entry = below;
            const auto down = static_cast<Scalar>(f(fixed));
            entry = t;
            entry_of<Theta, Scalar>(gradient, i) = (up - down) / (above - below);
        }
        return static_cast<Scalar>(f(fixed));
    }

private:
    DifferenceStep step_;
};

} // namespace descent::derivative
