// SPDX-License-Identifier: MIT
// Adam: steps of even length, from running means of the gradient and its square.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/moments.hpp>

namespace descent::update {

/// Divides the mean of past gradients by the root of the mean of their squares, entry by entry:
///     m_t = beta1 m_{t-1} + (1 - beta1) g_t,  v_t = beta2 v_{t-1} + (1 - beta2) g_t^2,
///     d_t = (m_t / (1 - beta1^t)) / (sqrt(v_t / (1 - beta2^t)) + epsilon).
///
/// @param beta1    weight of the past in the mean of the gradient; dimensionless, in [0, 1)
/// @param beta2    weight of the past in the mean of its square; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  The first d is the sign of the gradient, but for epsilon; so a rate is in units of
///           theta. d does not change when the cost is scaled. The square of a gradient must not
///           overflow: beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Three thetas of memory; no allocation after the start.
/// Source    [KingmaBa2015], algorithm 1, with epsilon outside the root. Some implementations add
///           it before the correction of v, as the paper's faster variant does.
class Adam {
public:
    explicit Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : beta1_{beta1}, beta2_{beta2}, epsilon_{epsilon} {
        require(beta1 >= 0 && beta1 < 1, "update::Adam: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::Adam: beta2 must be in [0, 1)", beta2);
        require(epsilon >= 0 && is_finite(epsilon), "update::Adam: epsilon must be finite and >= 0",
                epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Moments<Theta> moments;
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, Moments<Theta>{first.theta}};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.moments.restart();
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        Moments<Theta>& moments = memory.moments;
        moments.add(now.gradient, beta1_, beta2_);
        divide(entries(moments.first) / moments.first_correction(),
               (entries(moments.second) / moments.second_correction()).sqrt(),
               static_cast<Scalar>(epsilon_), memory.direction);
        return memory.direction;
    }

private:
    double beta1_;
    double beta2_;
    double epsilon_;
};

} // namespace descent::update
