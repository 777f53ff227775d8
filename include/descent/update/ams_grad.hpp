// SPDX-License-Identifier: MIT
// AMSGrad: Adam whose steps never grow back.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/moments.hpp>

namespace descent::update {

/// Adam's means, with the largest mean square so far in place of the current one:
///     m_t = beta1 m_{t-1} + (1 - beta1) g_t,  v_t = beta2 v_{t-1} + (1 - beta2) g_t^2,
///     w_t = max(w_{t-1}, v_t),  d_t = m_t / (sqrt(w_t) + epsilon).
///
/// @param beta1    weight of the past in the mean of the gradient; dimensionless, in [0, 1)
/// @param beta2    weight of the past in the mean of its square; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  What divides m never shrinks. The square of a gradient must not overflow:
///           beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Four thetas of memory; no allocation after the start.
/// Source    [ReddiKaleKumar2018], algorithm 2. The paper has no bias correction, and neither has
///           this; many implementations correct. Differs: epsilon, which the paper lacks.
class AMSGrad {
public:
    explicit AMSGrad(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : beta1_{beta1}, beta2_{beta2}, epsilon_{epsilon} {
        require(beta1 >= 0 && beta1 < 1, "update::AMSGrad: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::AMSGrad: beta2 must be in [0, 1)", beta2);
        require(epsilon >= 0 && is_finite(epsilon),
                "update::AMSGrad: epsilon must be finite and >= 0", epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Moments<Theta> moments;
        Theta largest; ///< w
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, Moments<Theta>{first.theta},
                filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.moments.restart();
        clear(memory.largest);
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        Moments<Theta>& moments = memory.moments;
        moments.add(now.gradient, beta1_, beta2_);
        entries(memory.largest) = (entries(memory.largest).max)(entries(moments.second));
        divide(entries(moments.first), entries(memory.largest).sqrt(),
               static_cast<scalar_t<Theta>>(epsilon_), memory.direction);
        return memory.direction;
    }

private:
    double beta1_;
    double beta2_;
    double epsilon_;
};

} // namespace descent::update
