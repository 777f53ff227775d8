// SPDX-License-Identifier: MIT
// Step: a learning rate that drops by a factor every so many iterations.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <cstdint>

namespace descent::rate {

/// alpha_k = initial * factor^floor(k / every).
///
/// @param initial  alpha_0, in units of theta^2 per unit of J; finite and > 0
/// @param factor   from one stretch to the next; dimensionless, in (0, 1]
/// @param every    length of a stretch, in iterations; >= 1
/// @throws InvalidSetting if any is out of range
///
/// Promises  The rates never rise. A run whose rate has shrunk to 0 ends as stalled.
/// Expense   None: the cost is evaluated once an iteration.
/// Source    [BottouCurtisNocedal2018], section 4: halve the rate whenever progress stalls.
///           Differs: after a fixed number of iterations.
class Step {
public:
    constexpr Step(double initial, double factor, std::int64_t every)
        : initial_{initial}, factor_{factor}, every_{every} {
        require(initial > 0 && is_finite(initial), "rate::Step: initial must be finite and > 0",
                initial);
        require(factor > 0 && factor <= 1, "rate::Step: factor must be in (0, 1]", factor);
        require(every >= 1, "rate::Step: every must be >= 1", every);
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        return static_cast<scalar_t<Theta>>(
            initial_ * std::pow(factor_, static_cast<double>(now.iteration / every_)));
    }

private:
    double initial_;
    double factor_;
    std::int64_t every_;
};

} // namespace descent::rate
