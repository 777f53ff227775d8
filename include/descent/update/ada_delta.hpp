// SPDX-License-Identifier: MIT
// AdaDelta: steps as long as past steps, so that units agree.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

#include <limits>

namespace descent::update {

/// Scales the gradient by the ratio of the sizes of past steps and past gradients, entry by entry:
///     v_t = rho v_{t-1} + (1 - rho) g_t^2,  d_t = sqrt(w_{t-1} + epsilon) / sqrt(v_t + epsilon)
///     g_t, w_t = rho w_{t-1} + (1 - rho) d_t^2.
/// The paper's method is this with rate::Constant{1}. Another rate scales the step, but not w.
///
/// @param rho      weight of the past in both means; dimensionless, in [0, 1)
/// @param epsilon  what starts the first step; inside the roots; finite and > 0: with 0 nothing
///                 would ever move
/// @throws InvalidSetting if any is out of range
///
/// Promises  The square of a gradient must not overflow:
///           beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Three thetas of memory; no allocation after the start.
/// Source    [Zeiler2012], algorithm 1. Common implementations are the same but for their default
///           rate and epsilon.
class AdaDelta {
public:
    explicit AdaDelta(double rho = 0.95, double epsilon = 1e-6) : rho_{rho}, epsilon_{epsilon} {
        require(rho >= 0 && rho < 1, "update::AdaDelta: rho must be in [0, 1)", rho);
        require(epsilon > 0 && is_finite(epsilon),
                "update::AdaDelta: epsilon must be finite and > 0", epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Theta squares; ///< v
        Theta steps;   ///< w
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        const Theta zero = filled_like(first.theta, scalar_t<Theta>(0));
        return {zero, zero, zero};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.squares);
        clear(memory.steps);
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto rho = static_cast<Scalar>(rho_);
        const auto rest = static_cast<Scalar>(1 - rho_);
        const auto epsilon =
            larger(static_cast<Scalar>(epsilon_), (std::numeric_limits<Scalar>::min)());
        const auto g = entries(now.gradient);
        auto d = entries(memory.direction);
        auto v = entries(memory.squares);
        auto w = entries(memory.steps);
        v = rho * v + rest * g.square();
        d = ((w + epsilon) / (v + epsilon)).sqrt() * g;
        w = rho * w + rest * d.square();
        return memory.direction;
    }

private:
    double rho_;
    double epsilon_;
};

} // namespace descent::update
