// SPDX-License-Identifier: MIT
// RAdam: Adam that waits until it knows the mean square.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/moments.hpp>

#include <cmath>

namespace descent::update {

/// Adam, where as long as too few squares were seen the mean gradient is used alone:
///     m_t, v_t as Adam;  r = 2 / (1 - beta2) - 1;  r_t = r - 2 t beta2^t / (1 - beta2^t);
///     if r_t > 4:  d_t = c_t (m_t / (1 - beta1^t)) / (sqrt(v_t / (1 - beta2^t)) + epsilon)
///                  with c_t^2 = (r_t - 4) (r_t - 2) r / ((r - 4) (r - 2) r_t);
///     else:        d_t = m_t / (1 - beta1^t).
///
/// @param beta1    weight of the past in the mean of the gradient; dimensionless, in [0, 1)
/// @param beta2    weight of the past in the mean of its square; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  With beta2 <= 0.6 r_t never passes 4: momentum alone. The first steps scale with the
///           gradient, the later ones do not. The square of a gradient must not overflow:
///           beyond its root (1e154 in double, 1e19 in float) entries stop moving.
/// Expense   Three thetas of memory; no allocation after the start.
/// Source    [LiuEtAl2020], algorithm 2, its threshold 4 included; some implementations wait for 5.
///           Differs: epsilon, which the paper lacks.
class RAdam {
public:
    explicit RAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : beta1_{beta1}, beta2_{beta2}, epsilon_{epsilon} {
        require(beta1 >= 0 && beta1 < 1, "update::RAdam: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::RAdam: beta2 must be in [0, 1)", beta2);
        require(epsilon >= 0 && is_finite(epsilon),
                "update::RAdam: epsilon must be finite and >= 0", epsilon);
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
        moments.add(now.gradient, beta1_, beta2_);
        ++memory.gradients;
        const Wide longest = 2 / (1 - Wide(beta2_)) - 1;
        const Wide length = longest - 2 * static_cast<Wide>(memory.gradients) *
                                          moments.second_power / (1 - moments.second_power);
        if (length > 4) {
            const Wide squared =
                (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length);
            const Scalar scale =
                static_cast<Scalar>(std::sqrt(squared)) / moments.first_correction();
            divide(scale * entries(moments.first),
                   (entries(moments.second) / moments.second_correction()).sqrt(),
                   static_cast<Scalar>(epsilon_), memory.direction);
        } else {
            entries(memory.direction) = entries(moments.first) / moments.first_correction();
        }
        return memory.direction;
    }

private:
    double beta1_;
    double beta2_;
    double epsilon_;
};

} // namespace descent::update
