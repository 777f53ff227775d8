// SPDX-License-Identifier: MIT
// AdaGrad: each entry has a rate that falls with its past gradients.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

namespace descent::update {

/// Divides the gradient by the root of the sum of all its squares, entry by entry:
///     G_t = G_{t-1} + g_t^2,  d_t = g_t / (sqrt(G_t) + epsilon).
///
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if epsilon is out of range
///
/// Promises  The first d is the sign of the gradient, but for epsilon; |d_t| <= 1 in every entry.
///           The square of a gradient must not overflow:
///           beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Two thetas of memory; no allocation after the start.
/// Source    [DuchiHazanSinger2011], the diagonal form; epsilon is its delta, outside the root.
///           Some implementations put it inside, or start G above 0.
class AdaGrad {
public:
    explicit AdaGrad(double epsilon = 1e-10) : epsilon_{epsilon} {
        require(epsilon >= 0 && is_finite(epsilon),
                "update::AdaGrad: epsilon must be finite and >= 0", epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Theta squares; ///< G
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
        entries(memory.squares) += entries(now.gradient).square();
        divide(entries(now.gradient), entries(memory.squares).sqrt(),
               static_cast<scalar_t<Theta>>(epsilon_), memory.direction);
        return memory.direction;
    }

private:
    double epsilon_;
};

} // namespace descent::update
