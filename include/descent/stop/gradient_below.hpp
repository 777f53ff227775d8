// SPDX-License-Identifier: MIT
// GradientBelow: the gradient is small.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

namespace descent::stop {

/// Stops when no entry of the gradient is larger than a tolerance: max |dJ/dtheta_i| <= tolerance.
///
/// @param tolerance  in units of J per unit of theta; >= 0, not NaN
/// @throws InvalidSetting if it is not
///
/// Certifies  convergence: theta is stationary to the tolerance (a minimum, a saddle or a maximum)
/// Expense    O(1) per check; no evaluation, no allocation
class GradientBelow {
public:
    constexpr explicit GradientBelow(double tolerance) : tolerance_{tolerance} {
        require(tolerance >= 0, "stop::GradientBelow: tolerance must be >= 0", tolerance);
    }

    static constexpr Outcome outcome = Outcome::converged;

    template <Parameters Theta>
    constexpr bool check(const Iterate<Theta>& now) const {
        return now.gradient_norm <= tolerance_;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Iterate<Theta>& now) const {
        return {"stop::GradientBelow", static_cast<double>(now.gradient_norm), tolerance_};
    }

private:
    double tolerance_;
};

} // namespace descent::stop
