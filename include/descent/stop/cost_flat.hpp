// SPDX-License-Identifier: MIT
// CostFlat: the cost no longer moves.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>
#include <descent/stop/if_gradient_fell.hpp>

namespace descent::stop {

/// Stops when the cost has stayed flat for `patience` iterations in a row.
///
/// Iteration k is flat if both the fall of the cost and the fall that its gradient promised for the
/// step are small: max(|J_k - J_{k-1}|, |gradient_{k-1} . (theta_k - theta_{k-1})|) <= tolerance *
/// scale, where scale = max(|J_k|, J_0 - J_k). A run that jumps back and forth across a valley
/// keeps its cost but not the promise, and is not flat.
///
/// @param tolerance  change that counts as flat, relative to the scale; dimensionless, >= 0. 0
///                   waits until the cost does not change at all.
/// @param patience   flat iterations in a row; >= 1
/// @throws InvalidSetting if either is out of range
///
/// Certifies  convergence if the gradient has fallen too, to 10 sqrt(tolerance) of the largest met
///            (at a tolerance of 0, to 0), as it does beside a minimum; otherwise that the run has
///            stalled, as under a tiny learning rate. How low J is then depends on the cost: if its
///            curvatures are at least mu, gradient descent at the rate alpha <= 2/L ends within
///            tolerance * scale / (2 alpha mu) of the minimum. At 1/L that is half the condition
///            number L / mu times the change that counted as flat: on an ill-conditioned cost the
///            floor of a valley is flat too, and GradientReducedBy is the stricter test.
/// Expense    O(n) per check; no evaluation, no allocation
class CostFlat {
public:
    constexpr explicit CostFlat(double tolerance, int patience = 1)
        : tolerance_{tolerance}, patience_{patience} {
        require(tolerance >= 0, "stop::CostFlat: tolerance must be >= 0", tolerance);
        require(patience >= 1, "stop::CostFlat: patience must be >= 1", patience);
    }

    template <class Scalar>
    struct Memory {
        Scalar start;        ///< J_0
        Scalar change = 0;   ///< what the last check measured
        Scalar limit = 0;    ///< and compared it with
        Scalar steepest = 0; ///< largest gradient norm so far
        int flat = 0;        ///< flat iterations in a row
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>& first) const {
        return {first.cost};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) const {
        memory.steepest = larger(memory.steepest, now.gradient_norm);
        if (now.iteration == 0) {
            return false; // no earlier cost to compare with
        }
        const auto promised = dot_difference(now.previous.gradient, now.previous.theta, now.theta);
        memory.change = larger(magnitude(promised), magnitude(now.cost_change())); // NaN stays
        memory.limit = static_cast<scalar_t<Theta>>(tolerance_) *
                       larger(magnitude(now.cost), memory.start - now.cost);
        memory.flat = memory.change <= memory.limit ? memory.flat + 1 : 0;
        return memory.flat >= patience_;
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<scalar_t<Theta>>& memory,
                              const Iterate<Theta>& now) const {
        return if_gradient_fell(now, memory.steepest, tolerance_);
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Memory<scalar_t<Theta>>& memory,
                                const Iterate<Theta>&) const {
        return {"stop::CostFlat", static_cast<double>(memory.change),
                static_cast<double>(memory.limit)};
    }

private:
    double tolerance_;
    int patience_;
};

} // namespace descent::stop
