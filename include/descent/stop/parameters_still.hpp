// SPDX-License-Identifier: MIT
// ParametersStill: theta no longer moves.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>
#include <descent/stop/if_gradient_fell.hpp>

namespace descent::stop {

/// Stops when the last update moved theta by no more than a small part of it:
///     max |theta_k - theta_{k-1}| <= tolerance * max |theta_k|.
///
/// @param tolerance  relative to theta; dimensionless, >= 0. 0 waits until theta does not move at
///                   all.
/// @throws InvalidSetting if it is negative or NaN
///
/// Certifies  convergence if the gradient has fallen too, to 10 sqrt(tolerance) of the largest met
///            (at a tolerance of 0, to 0); otherwise that the run has stalled, for a tiny learning
///            rate makes small steps as well. On an ill-conditioned cost theta may be still far
///            from the minimum, see CostFlat.
/// Expense    O(n) per check; no evaluation, no allocation
class ParametersStill {
public:
    constexpr explicit ParametersStill(double tolerance) : tolerance_{tolerance} {
        require(tolerance >= 0, "stop::ParametersStill: tolerance must be >= 0", tolerance);
    }

    template <class Scalar>
    struct Memory {
        Scalar moved = 0;    ///< what the last check measured
        Scalar limit = 0;    ///< and compared it with
        Scalar steepest = 0; ///< largest gradient norm so far
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) const {
        memory.steepest = larger(memory.steepest, now.gradient_norm);
        if (now.iteration == 0) {
            return false; // no step yet
        }
        memory.moved = max_distance(now.theta, now.previous.theta);
        memory.limit = static_cast<scalar_t<Theta>>(tolerance_) * max_norm(now.theta);
        return memory.moved <= memory.limit;
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<scalar_t<Theta>>& memory,
                              const Iterate<Theta>& now) const {
        return if_gradient_fell(now, memory.steepest, tolerance_);
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Memory<scalar_t<Theta>>& memory,
                                const Iterate<Theta>&) const {
        return {"stop::ParametersStill", static_cast<double>(memory.moved),
                static_cast<double>(memory.limit)};
    }

private:
    double tolerance_;
};

} // namespace descent::stop
