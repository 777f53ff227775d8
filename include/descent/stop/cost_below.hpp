// SPDX-License-Identifier: MIT
// CostBelow: the cost has reached a target.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

namespace descent::stop {

/// Stops when J(theta) <= target.
///
/// @param target  in units of J; any number but NaN
/// @throws InvalidSetting if it is NaN
///
/// Certifies  convergence: the target is reached
/// Expense    O(1) per check; no evaluation, no allocation
class CostBelow {
public:
    constexpr explicit CostBelow(double target) : target_{target} {
        require(target == target, "stop::CostBelow: target must be a number", target);
    }

    static constexpr Outcome outcome = Outcome::converged;

    template <Parameters Theta>
    constexpr bool check(const Iterate<Theta>& now) const {
        return now.cost <= target_;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Iterate<Theta>& now) const {
        return {"stop::CostBelow", static_cast<double>(now.cost), target_};
    }

private:
    double target_;
};

} // namespace descent::stop
