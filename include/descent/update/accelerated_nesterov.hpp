// SPDX-License-Identifier: MIT
// AcceleratedNesterov: Nesterov's method with the momentum that grows, and restarts.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>

#include <cmath>

namespace descent::update {

/// Nesterov's method with the momentum of the accelerated sequence, which needs no setting:
///     t_1 = 1,  t_{k+1} = (1 + sqrt(1 + 4 t_k^2)) / 2,  beta_k = (t_k - 1) / t_{k+1},
///     v_k = beta_{k-1} v_{k-1} + gradient_k,  d_k = gradient_k + beta_k v_k,
/// k counted from 1 here, beta_0 = 0. As in Nesterov, the iterates are the points y_k at which the
/// gradient is taken: x_{k+1} = y_k - alpha gradient_k, y_{k+1} = x_{k+1} + beta_k (x_{k+1} - x_k).
///
/// A restart sets v to 0 and t to 1, when momentum leads
/// - by_gradient: uphill, v_k . gradient_k < 0; then d_k = gradient_k;
/// - by_cost: to a higher cost than at the last iterate; then d_k = gradient_k;
/// - never.
///
/// @param restart  when to forget the momentum
///
/// Promises  For a constant rate alpha <= 1/L on convex costs, without restarts:
///           J(x_k) - J* <= 2 |theta_0 - theta*|^2 / (alpha (k + 1)^2). With restarts, on strongly
///           convex costs linear convergence without knowing mu, as observed rather than proved.
/// Expense   Two thetas of memory, by gradient a product an iteration; no allocation after the
///           start.
/// Source    [BeckTeboulle2009], FISTA with a constant step, without a proximal term;
///           [ODonoghueCandes2015], its gradient scheme and function scheme. Differs: by cost
///           compares the costs at y, the only ones evaluated, where the paper takes x.
class AcceleratedNesterov {
public:
    enum class Restart { by_gradient, by_cost, never };

    constexpr explicit AcceleratedNesterov(Restart restart = Restart::by_gradient)
        : restart_{restart} {}

    template <Parameters Theta>
    struct Memory {
        using Scalar = scalar_t<Theta>;

        Theta direction;
        Theta velocity; ///< v
        Scalar t = 1;
        Scalar beta = 0;      ///< beta of the last direction
        bool started = false; ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.t = 1;
        memory.beta = 0; // takes v out of the next one
        memory.started = false;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        memory.velocity = memory.beta * memory.velocity + now.gradient;
        if (memory.started && leads_up(memory, now)) {
            memory.t = 1;
            memory.beta = 0; // takes v out of the next one
            memory.direction = now.gradient;
            return memory.direction;
        }
        memory.started = true;
        const Scalar t = (1 + std::sqrt(1 + 4 * memory.t * memory.t)) / 2;
        memory.beta = (memory.t - 1) / t;
        memory.t = t;
        memory.direction = now.gradient + memory.beta * memory.velocity;
        return memory.direction;
    }

private:
    template <Parameters Theta>
    constexpr bool leads_up(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        switch (restart_) {
        case Restart::by_gradient:
            return dot(memory.velocity, now.gradient) < 0;
        case Restart::by_cost:
            return now.cost > now.previous.cost;
        case Restart::never:
            break;
        }
        return false;
    }

    Restart restart_;
};

} // namespace descent::update
