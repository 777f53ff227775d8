// SPDX-License-Identifier: MIT
// DecoupledWeightDecay: a pull to zero beside any update rule.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>
#include <descent/update/steepest_descent.hpp>

#include <utility>

namespace descent::update {

/// Adds a pull of every parameter to zero to the direction of another rule, whose memory does not
/// see it: d = d_inner + decay theta.
///
/// @param decay  lambda, in units of 1 / alpha; finite and >= 0
/// @param inner  the rule whose direction is added to
/// @throws InvalidSetting if decay is out of range
///
/// Promises  Each update shrinks theta by the factor 1 - alpha decay, apart from what inner does.
///           With SteepestDescent: the gradient of J + decay/2 |theta|^2. A search for the rate
///           does not know of the pull; fixed rates are meant for it.
/// Expense   One theta of memory more than inner; no allocation after the start.
/// Source    [LoshchilovHutter2019], whose decay is theta <- (1 - decay) theta. Differs: the rate
///           scales the decay too, as in common implementations.
template <class Inner = SteepestDescent>
class DecoupledWeightDecay {
public:
    static constexpr bool scales = ScalingUpdateRule<Inner>; ///< see there

    constexpr explicit DecoupledWeightDecay(double decay, Inner inner = Inner{})
        : decay_{decay}, inner_{std::move(inner)} {
        require(decay >= 0 && is_finite(decay),
                "update::DecoupledWeightDecay: decay must be finite and >= 0", decay);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        memory_t<Inner, Theta> inner;
    };

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        static_assert(!ExtrapolatingUpdateRule<Inner, Theta>,
                      "update::DecoupledWeightDecay: a rule that steps from ahead of the iterate "
                      "cannot stand behind another");
        return {first.gradient, descent::init(inner_, first)};
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        descent::restart(inner_, memory.inner, now);
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        const Theta& inner = descent::direction(inner_, memory.inner, now);
        memory.direction = inner + static_cast<scalar_t<Theta>>(decay_) * now.theta;
        return memory.direction;
    }

private:
    double decay_;
    Inner inner_;
};

} // namespace descent::update
