// SPDX-License-Identifier: MIT
// Exponential: a learning rate that shrinks by the same factor every iteration.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

#include <cmath>

namespace descent::rate {

/// alpha_k = initial * factor^k.
///
/// @param initial  alpha_0, in units of theta^2 per unit of J; finite and > 0
/// @param factor   from one iteration to the next; dimensionless, in (0, 1]
/// @throws InvalidSetting if either is out of range
///
/// Promises  With a factor below 1 all steps together are finite, initial / (1 - factor) times the
///           largest direction: the run may come to rest before the minimum. A run whose rate has
///           shrunk to 0 ends as stalled.
/// Expense   None: the cost is evaluated once an iteration.
class Exponential {
public:
    constexpr Exponential(double initial, double factor) : initial_{initial}, factor_{factor} {
        require(initial > 0 && is_finite(initial),
                "rate::Exponential: initial must be finite and > 0", initial);
        require(factor > 0 && factor <= 1, "rate::Exponential: factor must be in (0, 1]", factor);
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        return static_cast<scalar_t<Theta>>(initial_ *
                                            std::pow(factor_, static_cast<double>(now.iteration)));
    }

private:
    double initial_;
    double factor_;
};

} // namespace descent::rate
