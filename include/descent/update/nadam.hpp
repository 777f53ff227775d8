// SPDX-License-Identifier: MIT
// NAdam: Adam with Nesterov momentum.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/moments.hpp>

#include <cmath>

namespace descent::update {

/// Adam that looks one step of the mean ahead:
///     mu_t = beta1 (1 - 0.96^(t/250) / 2),  m_t = mu_t m_{t-1} + (1 - mu_t) g_t,
///     v_t = beta2 v_{t-1} + (1 - beta2) g_t^2,
///     a_t = mu_{t+1} m_t / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) g_t / (1 - mu_1 ... mu_t),
///     d_t = a_t / (sqrt(v_t / (1 - beta2^t)) + epsilon).
///
/// @param beta1    what mu_t tends to; dimensionless, in [0, 1)
/// @param beta2    weight of the past in the mean of its square; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  d does not change when the cost is scaled, but for epsilon. The square of a gradient
///           must not overflow: beyond its root (1e154 in double, 1e19 in float) entries stop
///           moving.
/// Expense   Three thetas of memory; no allocation after the start.
/// Source    [Dozat2016], algorithm 2, with the schedule of mu that common implementations have.
///           Differs: the paper multiplies v by beta2 when correcting it, which they leave out, as
///           here.
class NAdam {
public:
    explicit NAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : beta1_{beta1}, beta2_{beta2}, epsilon_{epsilon} {
        require(beta1 >= 0 && beta1 < 1, "update::NAdam: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::NAdam: beta2 must be in [0, 1)", beta2);
        require(epsilon >= 0 && is_finite(epsilon),
                "update::NAdam: epsilon must be finite and >= 0", epsilon);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Moments<Theta> moments;
        Index gradients = 0; ///< t
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, Moments<Theta>{first.theta}, 0};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.moments.restart();
        memory.gradients = 0;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        using Wide = typename Moments<Theta>::Wide;
        Moments<Theta>& moments = memory.moments;
        ++memory.gradients;
        const Wide mu = weight<Wide>(memory.gradients);
        const Wide next = weight<Wide>(memory.gradients + 1);
        moments.add(now.gradient, mu, beta2_);
        const auto ahead = static_cast<Scalar>(next / (1 - moments.first_power * next));
        const auto here = static_cast<Scalar>((1 - mu) / (1 - moments.first_power));
        divide(ahead * entries(moments.first) + here * entries(now.gradient),
               (entries(moments.second) / moments.second_correction()).sqrt(),
               static_cast<Scalar>(epsilon_), memory.direction);
        return memory.direction;
    }

private:
    /// mu_t
    template <class Wide>
    Wide weight(Index t) const {
        return beta1_ * (1 - std::pow(Wide(0.96L), static_cast<Wide>(t) / 250) / 2);
    }

    double beta1_;
    double beta2_;
    double epsilon_;
};

} // namespace descent::update
