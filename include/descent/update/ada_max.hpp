// SPDX-License-Identifier: MIT
// AdaMax: Adam with the largest gradient in place of the mean square.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/moments.hpp>

#include <type_traits>

namespace descent::update {

/// Divides the mean of past gradients by the largest of them, faded by age, entry by entry:
///     m_t = beta1 m_{t-1} + (1 - beta1) g_t,  u_t = max(beta2 u_{t-1}, |g_t|),
///     d_t = (m_t / (1 - beta1^t)) / u_t,  and 0 where u_t is 0.
///
/// @param beta1    weight of the past in the mean of the gradient; dimensionless, in [0, 1)
/// @param beta2    weight of the past in u; how fast the largest fades; dimensionless, in [0, 1)
/// @throws InvalidSetting if any is out of range
///
/// Promises  The first d is the sign of the gradient. No square that could overflow is taken.
/// Expense   Three thetas of memory; no allocation after the start.
/// Source    [KingmaBa2015], algorithm 2. Some implementations add an epsilon; the paper has none.
class AdaMax {
public:
    explicit AdaMax(double beta1 = 0.9, double beta2 = 0.999) : beta1_{beta1}, beta2_{beta2} {
        require(beta1 >= 0 && beta1 < 1, "update::AdaMax: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::AdaMax: beta2 must be in [0, 1)", beta2);
    }

    template <Parameters Theta>
    struct Memory {
        using Wide = std::common_type_t<scalar_t<Theta>, double>;

        Theta direction;
        Theta mean;     ///< m
        Theta largest;  ///< u
        Wide power = 1; ///< beta1^t
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        const Theta zero = filled_like(first.theta, scalar_t<Theta>(0));
        return {zero, zero, zero};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.mean);
        clear(memory.largest);
        memory.power = 1;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const typename Memory<Theta>::Wide beta1 = beta1_;
        const auto g = entries(now.gradient);
        entries(memory.mean) =
            static_cast<Scalar>(beta1) * entries(memory.mean) + static_cast<Scalar>(1 - beta1) * g;
        entries(memory.largest) =
            ((static_cast<Scalar>(beta2_) * entries(memory.largest)).max)(g.abs());
        memory.power = next_power(memory.power, beta1);
        divide(entries(memory.mean) / static_cast<Scalar>(1 - memory.power),
               entries(memory.largest), Scalar(0), memory.direction);
        return memory.direction;
    }

private:
    double beta1_;
    double beta2_;
};

} // namespace descent::update
