// SPDX-License-Identifier: MIT
// AdamW: Adam with decoupled weight decay.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>
#include <descent/update/adam.hpp>
#include <descent/update/decoupled_weight_decay.hpp>

namespace descent::update {

/// Adam, and apart from its means a pull of every parameter to zero: d = d_Adam + decay theta.
///
/// @param decay    lambda; in units of 1 / alpha; finite and >= 0
/// @param beta1    weight of the past in the mean of the gradient; dimensionless, in [0, 1)
/// @param beta2    weight of the past in the mean of its square; dimensionless, in [0, 1)
/// @param epsilon  added to the root, in units of the gradient; finite and >= 0. With 0, entries
///                 whose gradients were all zero stay where they are.
/// @throws InvalidSetting if any is out of range
///
/// Promises  The same numbers as DecoupledWeightDecay{decay, Adam{...}}.
/// Expense   Four thetas of memory; no allocation after the start.
/// Source    [LoshchilovHutter2019], algorithm 2. Differs: the rate scales the decay too, as in
///           common implementations; there only the schedule multiplier does.
class AdamW {
public:
    explicit AdamW(double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999,
                   double epsilon = 1e-8)
        : rule_{checked(decay, beta1, beta2, epsilon), Adam{beta1, beta2, epsilon}} {}

    template <Parameters Theta>
    auto init(const Iterate<Theta>& first) const {
        return rule_.init(first);
    }

    template <Parameters Theta>
    void restart(memory_t<DecoupledWeightDecay<Adam>, Theta>& memory,
                 const Iterate<Theta>& now) const {
        rule_.restart(memory, now);
    }

    template <Parameters Theta>
    const Theta& direction(memory_t<DecoupledWeightDecay<Adam>, Theta>& memory,
                           const Iterate<Theta>& now) const {
        return rule_.direction(memory, now);
    }

private:
    static double checked(double decay, double beta1, double beta2, double epsilon) {
        require(decay >= 0 && is_finite(decay), "update::AdamW: decay must be finite and >= 0",
                decay);
        require(beta1 >= 0 && beta1 < 1, "update::AdamW: beta1 must be in [0, 1)", beta1);
        require(beta2 >= 0 && beta2 < 1, "update::AdamW: beta2 must be in [0, 1)", beta2);
        require(epsilon >= 0 && is_finite(epsilon),
                "update::AdamW: epsilon must be finite and >= 0", epsilon);
        return decay;
    }

    DecoupledWeightDecay<Adam> rule_;
};

} // namespace descent::update
