// SPDX-License-Identifier: MIT
// Polynomial: a learning rate that falls to its last value along a power.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <cstdint>

namespace descent::rate {

/// alpha_k = last + (initial - last) (1 - k/iterations)^power, and `last` from `iterations` on.
///
/// @param initial     alpha_0, in units of theta^2 per unit of J; finite and > 0
/// @param last        where it ends, same units; in [0, initial]. At 0 the run ends as stalled.
/// @param iterations  until it gets there; >= 1
/// @param power       1: along a line; dimensionless, finite and > 0
/// @throws InvalidSetting if any is out of range
///
/// Promises  The rates never rise.
/// Expense   None: the cost is evaluated once an iteration.
/// Source    [Chen2018], the "poly" policy, of power 0.9, which falls to 0.
class Polynomial {
public:
    constexpr Polynomial(double initial, double last, std::int64_t iterations, double power = 1)
        : initial_{initial}, last_{last}, iterations_{iterations}, power_{power} {
        require(initial > 0 && is_finite(initial),
                "rate::Polynomial: initial must be finite and > 0", initial);
        require(last >= 0 && last <= initial, "rate::Polynomial: last must be in [0, initial]",
                last);
        require(iterations >= 1, "rate::Polynomial: iterations must be >= 1", iterations);
        require(power > 0 && is_finite(power), "rate::Polynomial: power must be finite and > 0",
                power);
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        if (now.iteration >= iterations_) {
            return static_cast<scalar_t<Theta>>(last_);
        }
        const double left =
            static_cast<double>(iterations_ - now.iteration) / static_cast<double>(iterations_);
        return static_cast<scalar_t<Theta>>(last_ + (initial_ - last_) * std::pow(left, power_));
    }

private:
    double initial_;
    double last_;
    std::int64_t iterations_;
    double power_;
};

} // namespace descent::rate
