// SPDX-License-Identifier: MIT
// Nesterov: momentum that takes the gradient where the momentum leads.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>

namespace descent::update {

/// Momentum with the gradient taken after the momentum's move:
///     v_k = beta v_{k-1} + gradient_k,  d_k = gradient_k + beta v_k.
///
/// The iterates are the points y_k at which the gradient is taken, so that one evaluation serves:
/// with x_{k+1} = y_k - alpha gradient(y_k), y_{k+1} = x_{k+1} + beta (x_{k+1} - x_k).
///
/// @param beta  how much of the last move is repeated; dimensionless, in [0, 1). 0 is
///              SteepestDescent.
/// @throws InvalidSetting if beta is out of range
///
/// Promises  The two sequences above for a constant rate; under a changing one the rate scales the
///           whole direction. On costs with curvatures from mu to L, alpha = 1/L and
///           beta = (sqrt(L) - sqrt(mu)) / (sqrt(L) + sqrt(mu)) shrink J - J* by 1 - sqrt(mu/L)
///           an iteration.
/// Expense   Two thetas of memory; no allocation after the start.
/// Source    [Nesterov2004], section 2.2.1, constant step scheme III; [SutskeverEtAl2013] for the
///           form with a velocity. Differs: there the iterates are x; here they are y, as in common
///           implementations.
class Nesterov {
public:
    constexpr explicit Nesterov(double beta) : beta_{beta} {
        require(beta >= 0 && beta < 1, "update::Nesterov: beta must be in [0, 1)", beta);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Theta velocity; ///< v
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.velocity);
    }

    template <Parameters Theta>
    constexpr const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        const auto beta = static_cast<scalar_t<Theta>>(beta_);
        memory.velocity = beta * memory.velocity + now.gradient;
        memory.direction = now.gradient + beta * memory.velocity;
        return memory.direction;
    }

private:
    double beta_;
};

} // namespace descent::update
