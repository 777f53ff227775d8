// SPDX-License-Identifier: MIT
// BarzilaiBorwein: the curvature along the last update is the learning rate of the next.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/core/secant.hpp>
#include <descent/rate/first_trial.hpp>
#include <descent/rate/parabola_share.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace descent::rate {

/// Takes the curvature that the last update met as that of the next, with s = theta_k - theta_{k-1}
/// and y = gradient_k - gradient_{k-1}:
///     long   alpha = s.s / s.y        short   alpha = s.y / y.y  <=  long
/// or both in turn, long at even k. Costs rise now and then: that is what makes it fast. So that it
/// converges beyond quadratics, a step is shortened until
///     J(theta - alpha d) <= (the largest of the last `window` costs) - c alpha d . gradient.
/// Where s.y <= 0, the cost is not convex along s and the first trial is |s| / |y|. A trial that is
/// not finite is just too far.
///
/// Made for update::SteepestDescent. With a proximal step it is the spectral projected gradient:
/// the last term is then what is promised for the step actually made.
///
/// @param step    which of the two
/// @param window  costs remembered; in [1, 20], where 1 lets no cost rise
/// @param c       the share of the promised fall that is enough; dimensionless, in (0, 0.5)
/// @throws InvalidSetting if window or c is out of range
///
/// Promises  No cost exceeds the largest of the `window` before it but for rounding; on strictly
///           convex quadratics convergence, R-linear. The answer is 0 if the direction does not
///           lead downhill or no step is accepted.
/// Expense   One evaluation an iteration as a rule, one more each time a step is shortened.
/// Source    [BarzilaiBorwein1988]; [Raydan1997], [GrippoLamparielloLucidi1986] for the safeguard;
///           [BirginMartinezRaydan2000] with projections; [DaiFletcher2005] for the turns;
///           [DaiLiao2002] for the R-linear convergence, of the long step. Differs: |s| / |y|, and
///           steps shrink to the minimum of a parabola, kept within [0.1, 0.5].
class BarzilaiBorwein {
public:
    enum class Step { longer, shorter, alternating };

    constexpr explicit BarzilaiBorwein(Step step = Step::alternating, int window = 10,
                                       double c = 1e-4)
        : step_{step}, window_{window}, c_{c} {
        require(window >= 1 && window <= most_costs,
                "rate::BarzilaiBorwein: window must be in [1, 20]", window);
        require(c > 0 && c < 0.5, "rate::BarzilaiBorwein: c must be in (0, 0.5)", c);
    }

    template <class Scalar>
    struct Memory {
        std::array<Scalar, 20> costs{}; ///< J_k at index k mod window
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>& first) const {
        Memory<scalar_t<Theta>> memory;
        memory.costs.fill(first.cost);
        return memory;
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now,
                         Line<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        memory.costs[static_cast<std::size_t>(now.iteration % window_)] = now.cost;
        Scalar highest = now.cost;
        for (int i = 0; i < window_; ++i) {
            highest = larger(highest, memory.costs[static_cast<std::size_t>(i)]);
        }
        const Scalar noise = 10 * std::numeric_limits<Scalar>::epsilon() * magnitude(now.cost);
        Scalar alpha = propose(now, line.slope());
        for (int i = 0; i < most_trials; ++i) {
            const Scalar value = line(alpha).value;
            const Scalar promise = promised(line, alpha);
            if (!(promise < 0)) {
                break; // not downhill
            }
            if (value <= highest + static_cast<Scalar>(c_) * promise + noise) {
                return alpha;
            }
            alpha *= parabola_share(value - line.value(), promise);
        }
        return 0;
    }

private:
    static constexpr int most_costs = 20;
    static constexpr int most_trials = 60;

    template <Parameters Theta>
    scalar_t<Theta> propose(const Iterate<Theta>& now, scalar_t<Theta> slope) const {
        using Scalar = scalar_t<Theta>;
        const auto [ss, sy, yy] = secant(now);
        const bool longer =
            step_ == Step::longer || (step_ == Step::alternating && now.iteration % 2 == 0);
        Scalar alpha = !(sy > 0) ? std::sqrt(ss / yy) : longer ? ss / sy : sy / yy;
        if (!(alpha > 0) || !is_finite(alpha)) { // the start, or a stretch without curvature
            alpha = now.rate > 0 ? 10 * now.rate : first_trial(FirstTrial::last, {}, now, slope);
        }
        return alpha;
    }

    Step step_;
    int window_;
    double c_;
};

} // namespace descent::rate
