// SPDX-License-Identifier: MIT
// Momentum: the heavy ball.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>

#include <concepts>

namespace descent::update {

/// Adds up past gradients, each weighted less the older it is: d_k = beta d_{k-1} + gradient_k.
///
/// @param beta  how much of the last direction is kept; dimensionless, in [0, 1). 0 is
///              SteepestDescent.
/// @throws InvalidSetting if beta is out of range
///
/// Promises  For a constant rate,
///               theta_{k+1} = theta_k - alpha gradient_k + beta (theta_k - theta_{k-1}).
///           Under a changing rate the two forms differ: the rate scales the whole direction here.
///           On a quadratic with a constant rate it is stable up to
///           2 (1 + beta) / L.
/// Expense   One theta of memory; no allocation after the start.
/// Source    [Polyak1964], whose method is the recurrence above. Others weigh the gradient by
///           1 - beta, called dampening, or by alpha before it is added up, which keeps the
///           recurrence under a changing rate.
class Momentum {
public:
    constexpr explicit Momentum(double beta) : beta_{beta} {
        require(beta >= 0 && beta < 1, "update::Momentum: beta must be in [0, 1)", beta);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.direction);
    }

    template <Parameters Theta>
    constexpr const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        memory.direction = static_cast<scalar_t<Theta>>(beta_) * memory.direction + now.gradient;
        return memory.direction;
    }

private:
    double beta_;
};

} // namespace descent::update
