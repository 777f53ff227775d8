// SPDX-License-Identifier: MIT
// Fista: accelerated gradient steps, which allow a proximal step after each.
#pragma once

#include <descent/concepts/update_rule.hpp>

#include <cmath>
#include <concepts>

namespace descent::update {

/// Takes the gradient step not from theta_k but from ahead of it,
///     y_k = theta_k + beta_k (theta_k - theta_{k-1}),
///     theta_{k+1} = prox(y_k - alpha gradient(y_k)),
/// with beta_k = (t_k - 1) / t_{k+1}, t_{k+1} = (1 + sqrt(1 + 4 t_k^2)) / 2, t_1 = 1. The sequence
/// starts afresh at t = 1 as soon as the last step turned against the way made,
///     (y_{k-1} - theta_k) . (theta_k - theta_{k-1}) > 0.
/// Without a proximal term it is Nesterov's method.
///
/// Iterates are the theta_k: they satisfy the constraints, and cost, gradient and stopping policies
/// are at theta_k, not at y_k.
///
/// Promises  With a constant rate <= 1/L on a convex cost, J - J_min <= 2 |theta_0 - theta_min|^2 /
///           (alpha (k + 1)^2) until it first starts afresh. The cost may rise now and then.
/// Expense   A second evaluation an iteration, at y_k, but where beta_k = 0; three thetas of
///           memory. No allocation after the start.
/// Source    [BeckTeboulle2009], FISTA; [ODonoghueCandes2015], its gradient scheme with the step of
///           the proximal gradient in place of the gradient, for the fresh start.
class Fista {
public:
    template <Parameters Theta>
    struct Memory {
        Theta departure;       ///< y_{k-1}, which the last step was taken from
        scalar_t<Theta> t = 1; ///< t_k
        bool moved = false;    ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.theta};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.t = 1;
        memory.moved = false;
    }

    template <Parameters Theta>
    bool extrapolate(Memory<Theta>& memory, const Iterate<Theta>& now, Theta& ahead) const {
        using Scalar = scalar_t<Theta>;
        Scalar beta = 0;
        if (memory.moved) {
            if (turned(memory.departure, now)) {
                memory.t = 1;
            }
            const Scalar next = (1 + std::sqrt(1 + 4 * memory.t * memory.t)) / 2;
            beta = (memory.t - 1) / next;
            memory.t = next;
        }
        memory.moved = true;
        memory.departure = now.theta;
        if (beta == 0) {
            return false;
        }
        memory.departure += beta * (now.theta - now.previous.theta);
        ahead = memory.departure;
        return true;
    }

    template <Parameters Theta>
    constexpr const Theta& direction(Memory<Theta>&, const Iterate<Theta>& now) const {
        return now.gradient;
    }

private:
    template <Parameters Theta>
    static bool turned(const Theta& departure, const Iterate<Theta>& now) {
        if constexpr (std::floating_point<Theta>) {
            return (departure - now.theta) * (now.theta - now.previous.theta) > 0;
        } else {
            return (departure - now.theta).cwiseProduct(now.theta - now.previous.theta).sum() > 0;
        }
    }
};

static_assert(ExtrapolatingUpdateRule<Fista, Eigen::VectorXd>);
static_assert(ExtrapolatingUpdateRule<Fista, double>);

} // namespace descent::update
