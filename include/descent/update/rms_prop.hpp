// SPDX-License-Identifier: MIT
// RMSProp: the gradient over the root of its mean square.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

namespace descent::update {

/// Divides the gradient by the root of the mean of its squares, entry by entry:
///     v_t = rho v_{t-1} + (1 - rho) g_t^2,  d_t = g_t / (sqrt(v_t) + epsilon).
///
/// @param rho      weight of the past in the mean of squares; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  |d_t| <= 1 / sqrt(1 - rho) in every entry. The square of a gradient must not overflow:
///           beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Two thetas of memory; no allocation after the start.
/// Source    [TielemanHinton2012], which has no epsilon. Implementations add it outside the root,
///           as here, or inside; some subtract the square of a mean gradient, or add momentum.
class RMSProp {
public:
    explicit RMSProp(double rho = 0.9, double epsilon = 1e-8) : rho_{rho}, epsilon_{epsilon} {
        require(rho >= 0 && rho < 1, "update::RMSProp: rho must be in [0, 1)", rho);
        require(epsilon >= 0 && is_finite(epsilon),
                "update::RMSProp: epsilon must be finite and >= 0", epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Theta squares; ///< v
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.squares);
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        entries(memory.squares) = static_cast<Scalar>(rho_) * entries(memory.squares) +
                                  static_cast<Scalar>(1 - rho_) * entries(now.gradient).square();
        divide(entries(now.gradient), entries(memory.squares).sqrt(), static_cast<Scalar>(epsilon_),
               memory.direction);
        return memory.direction;
    }

private:
    double rho_;
    double epsilon_;
};

} // namespace descent::update
