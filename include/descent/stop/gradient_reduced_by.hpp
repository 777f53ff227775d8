// SPDX-License-Identifier: MIT
// GradientReducedBy: the gradient is small beside the one at the start.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

namespace descent::stop {

/// Stops when the gradient is smaller than at the start by a factor:
///     max |dJ/dtheta_i| <= max |dJ/dtheta_i at theta_0| / factor.
/// Unlike GradientBelow it needs no knowledge of the units of J and theta.
///
/// @param factor  the reduction that is enough, such as 1e6; dimensionless, finite and >= 1
/// @throws InvalidSetting if it is not
///
/// Certifies  convergence: theta is stationary beside the start. A start that is stationary already
///            fires only if its gradient is exactly 0.
/// Expense    O(1) per check; no evaluation, no allocation
class GradientReducedBy {
public:
    constexpr explicit GradientReducedBy(double factor) : factor_{factor} {
        require(factor >= 1 && is_finite(factor),
                "stop::GradientReducedBy: factor must be finite and >= 1", factor);
    }

    static constexpr Outcome outcome = Outcome::converged;

    template <class Scalar>
    struct Memory {
        Scalar limit;
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>& first) const {
        return {first.gradient_norm / static_cast<scalar_t<Theta>>(factor_)};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) const {
        return now.gradient_norm <= memory.limit;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Memory<scalar_t<Theta>>& memory,
                                const Iterate<Theta>& now) const {
        return {"stop::GradientReducedBy", static_cast<double>(now.gradient_norm),
                static_cast<double>(memory.limit)};
    }

private:
    double factor_;
};

} // namespace descent::stop
