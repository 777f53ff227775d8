// SPDX-License-Identifier: MIT
// Lion: steps of equal length in every entry, by the sign of a mean.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

namespace descent::update {

/// Takes the sign of a mean of the past and the present, entry by entry:
///     d_t = sign(beta1 m_{t-1} + (1 - beta1) g_t),  then  m_t = beta2 m_{t-1} + (1 - beta2) g_t.
/// The sign of 0 is 0. The paper's weight decay is DecoupledWeightDecay{decay, Lion{}}.
///
/// @param beta1  weight of the past in d; dimensionless, in [0, 1)
/// @param beta2  weight of the past in m; dimensionless, in [0, 1)
/// @throws InvalidSetting if any is out of range
///
/// Promises  Every entry of d is -1, 0 or 1: the rate is in units of theta, and only a falling rate
///           comes to rest.
/// Expense   Two thetas of memory; no allocation after the start.
/// Source    [ChenEtAl2023], Lion without its weight decay.
class Lion {
public:
    explicit Lion(double beta1 = 0.9, double beta2 = 0.99) : beta1_{beta1}, beta2_{beta2} {
        require(beta1 >= 0 && beta1 < 1, "update::Lion: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::Lion: beta2 must be in [0, 1)", beta2);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Theta mean; ///< m
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, filled_like(first.theta, scalar_t<Theta>(0))};
    }

    template <Parameters Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        clear(memory.mean);
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto g = entries(now.gradient);
        auto mean = entries(memory.mean);
        entries(memory.direction) =
            (static_cast<Scalar>(beta1_) * mean + static_cast<Scalar>(1 - beta1_) * g).sign();
        mean = static_cast<Scalar>(beta2_) * mean + static_cast<Scalar>(1 - beta2_) * g;
        return memory.direction;
    }

private:
    double beta1_;
    double beta2_;
};

} // namespace descent::update
