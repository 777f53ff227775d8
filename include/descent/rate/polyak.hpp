// SPDX-License-Identifier: MIT
// Polyak: as far as the cost is above its minimum.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/first_trial.hpp>

namespace descent::rate {

/// Steps to where the tangent of the cost meets the minimum:
///     alpha_k = (J_k - minimum) / (gradient . d),
/// which for plain gradient descent is (J_k - minimum) / |gradient|^2.
///
/// `Polyak{minimum}` knows the minimum: 0 for a sum of squares that can be fitted. `Polyak{}`
/// estimates it as delta below the lowest cost so far. delta doubles when an update lowered that
/// lowest cost by at least delta / 2, which is what a step of at most 1/L does, and halves
/// otherwise.
///
/// @param minimum  the least value of J, in units of J; finite
/// @throws InvalidSetting if it is not
///
/// Promises  With the minimum known and a convex cost, theta_k comes closer to every minimum in
///           every iteration; J_best - minimum = O(1/k) if the gradient is Lipschitz, linear
///           convergence if the cost is strongly convex too. A minimum stated too high ends the run
///           as stalled there; one stated too low makes the steps too long. Estimated: no promise;
///           it converges on easy convex costs, and runs out of budget on others. The cost may rise
///           now and then.
/// Expense   None: one evaluation an iteration.
/// Source    [Polyak1969]; [HazanKakade2019] for the rates; [NedicBertsekas2001], the dynamic
///           stepsize rule, for the estimate. Differs: they let delta grow only when the whole of
///           it was gained, which for a smooth cost never is.
class Polyak {
public:
    constexpr Polyak() = default;

    constexpr explicit Polyak(double minimum) : minimum_{minimum}, known_{true} {
        require(is_finite(minimum), "rate::Polyak: minimum must be finite", minimum);
    }

    template <class Scalar>
    struct Memory {
        Scalar lowest;    ///< cost so far
        Scalar delta = 0; ///< how far below it the minimum is thought to be
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>& first) const {
        return {first.cost};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now,
                                   Line<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        const Scalar slope = line.slope();
        if (!(slope < 0)) {
            return 0;
        }
        const Scalar gap =
            known_ ? now.cost - static_cast<Scalar>(minimum_) : estimate(memory, now, slope);
        Scalar alpha = gap / -slope;
        if (!known_ && now.rate > 0 && alpha > 2 * now.rate) {
            alpha = 2 * now.rate;
        }
        return alpha > 0 && is_finite(alpha) ? alpha : Scalar(0);
    }

private:
    /// How far the cost is thought to be above its minimum. Before the lowest cost is reached again
    /// a rise says that the last step was too long; a fall says nothing.
    template <Parameters Theta>
    static constexpr scalar_t<Theta> estimate(Memory<scalar_t<Theta>>& memory,
                                              const Iterate<Theta>& now, scalar_t<Theta> slope) {
        using Scalar = scalar_t<Theta>;
        const Scalar gained = memory.lowest - now.cost;
        if (!(memory.delta > 0)) {
            memory.delta = -slope * first_trial(FirstTrial::last, {}, now, slope);
        } else if (gained >= memory.delta / 2) {
            memory.delta *= 2;
        } else if (gained > 0 || !(now.cost_change() < 0)) {
            memory.delta /= 2;
        }
        memory.lowest = gained > 0 ? now.cost : memory.lowest;
        return (now.cost - memory.lowest) + memory.delta;
    }

    double minimum_ = 0;
    bool known_ = false;
};

} // namespace descent::rate
