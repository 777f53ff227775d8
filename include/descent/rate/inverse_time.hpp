// SPDX-License-Identifier: MIT
// InverseTime: a learning rate that shrinks like 1/k.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

namespace descent::rate {

/// alpha_k = initial / (1 + decay k).
///
/// @param initial  alpha_0, in units of theta^2 per unit of J; finite and > 0
/// @param decay    how fast: alpha has halved after 1/decay iterations; per iteration, finite, >= 0
/// @throws InvalidSetting if either is out of range
///
/// Promises  The sum of the rates is infinite and, with decay > 0, that of their squares finite:
///           the conditions under which stochastic gradients converge.
/// Expense   None: the cost is evaluated once an iteration.
/// Source    [RobbinsMonro1951]; [BottouCurtisNocedal2018], section 4.
class InverseTime {
public:
    constexpr InverseTime(double initial, double decay) : initial_{initial}, decay_{decay} {
        require(initial > 0 && is_finite(initial),
                "rate::InverseTime: initial must be finite and > 0", initial);
        require(decay >= 0 && is_finite(decay), "rate::InverseTime: decay must be finite and >= 0",
                decay);
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        return static_cast<scalar_t<Theta>>(initial_ /
                                            (1 + decay_ * static_cast<double>(now.iteration)));
    }

private:
    double initial_;
    double decay_;
};

} // namespace descent::rate
