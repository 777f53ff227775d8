// SPDX-License-Identifier: MIT
// Backtracking: shorten the step until the cost falls enough.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/first_trial.hpp>
#include <descent/rate/parabola_share.hpp>

#include <limits>
#include <type_traits>

namespace descent::rate {

/// Tries a step, and shortens it until the cost has fallen by a fair share of what the slope says:
///     J(theta - alpha d) <= J(theta) - c alpha d . gradient            (Armijo)
/// With a proximal step, the last term is what its slope promises for the step actually made, so
/// that projected and proximal gradient are searched alike. The first trial of an iteration is the
/// rate accepted last, doubled if that was accepted at once. Where the update rule steps from ahead
/// of the iterate, as update::Fista does, a step is taken if
///     J(theta(alpha)) <= J + gradient . s + |s|^2 / (2 alpha),   s = theta(alpha) - theta,
/// and is not made longer again until a step starts at an iterate.
/// Steps shrink to the minimum of the parabola through what is known, kept within [0.1, 0.5] of the
/// last trial. A trial point with a cost that is not finite is just too far. Where the cost has
/// moved by no more than its rounding, the slopes decide instead: phi'(alpha) <= (2c - 1) phi'(0),
/// the Armijo condition for a parabola.
///
/// @param initial  the first trial of a run, in units of theta^2 per unit of J; finite and > 0
/// @param c        the share of the promised fall that is enough; dimensionless, in (0, 0.5)
/// @throws InvalidSetting if either is out of range
///
/// Promises  The cost never rises but for rounding; every step satisfies the condition. The answer
///           is 0 if the direction does not lead downhill or no step is accepted before the
///           promised fall is lost in the rounding of the cost.
/// Expense   One evaluation a trial; the accepted point is not evaluated again.
/// Source    [Armijo1966]; [NocedalWright2006], algorithm 3.1, and section 3.5 for the parabola;
///           [HagerZhang2005], the approximate Wolfe conditions, for the slopes;
///           [BeckTeboulle2009], FISTA with backtracking, for steps from ahead.
class Backtracking {
public:
    constexpr explicit Backtracking(double initial = 1, double c = 1e-4)
        : initial_{initial}, c_{c} {
        require(initial > 0 && is_finite(initial),
                "rate::Backtracking: initial must be finite and > 0", initial);
        require(c > 0 && c < 0.5, "rate::Backtracking: c must be in (0, 0.5)", c);
    }

    /// With FirstTrial::unit the first trial is 1, for quasi-Newton directions; on a straight line
    /// along the gradient itself it scales as theta and J do.
    constexpr explicit Backtracking(FirstTrial first, double c = 1e-4) : Backtracking{1.0, c} {
        first_ = first;
    }

    template <class Scalar>
    struct Memory {
        Scalar next; ///< the first trial of the coming iteration
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {static_cast<scalar_t<Theta>>(initial_)};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now,
                                   Line<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        if constexpr (requires { line.majorized(); }) {
            if (extrapolated(line)) {
                return rate_ahead(memory, line);
            }
        }
        constexpr bool straight = StraightLine<std::remove_reference_t<decltype(line)>, Scalar>;
        const Scalar c = static_cast<Scalar>(c_);
        if (straight && !(line.slope() < 0)) {
            return 0; // not downhill, which takes no evaluation to see
        }
        const Scalar noise =
            roundings * std::numeric_limits<Scalar>::epsilon() * magnitude(line.value());
        Scalar alpha = first_ == FirstTrial::unit ? Scalar(1) : memory.next;
        if constexpr (straight) {
            if (first_ == FirstTrial::unit) {
                alpha = first_trial(first_, LastStep<Scalar>{}, now, line.slope());
            }
        }
        int uphill = 0;
        bool contradicted = false; // the cost rose where the slopes say that it falls all the way
        for (int trial = 0; trial < most_trials; ++trial) {
            const auto [value, slope] = line(alpha);
            const Scalar rise = value - line.value();
            const Scalar promise = promised(line, alpha);
            if (!(promise < 0)) {
                // a straight line leads uphill all the way, a bent one may lead downhill at first
                if (straight || !is_finite(promise) || promise == 0 || ++uphill > most_uphill) {
                    break;
                }
                alpha *= Scalar(0.1);
                continue;
            }
            const bool fell = magnitude(rise) > noise ? rise <= c * promise
                                                      : alpha * slope <= (2 * c - 1) * promise;
            if (fell && !(contradicted && magnitude(rise) <= noise)) {
                memory.next = trial == 0 && is_finite(2 * alpha) ? 2 * alpha : alpha;
                return alpha;
            }
            contradicted = contradicted || (rise > noise && is_finite(rise) && slope < 0);
            if (-promise <= Scalar(1e-12) * noise && (straight || ++uphill > most_uphill)) {
                break; // the promised fall is lost even in the rounding of the slopes
            }
            alpha *= parabola_share(rise, promise);
        }
        return 0;
    }

private:
    static constexpr int most_trials = 200;
    /// Trials on a bent line that promise nothing: too far along, it may lie across the way down.
    static constexpr int most_uphill = 20;
    /// The rounding of a cost that is a sum over many examples, in units of its last place.
    static constexpr int roundings = 1000;

    /// From a point ahead of the iterate, whose cost is no measure.
    template <class Scalar>
    static constexpr Scalar rate_ahead(Memory<Scalar>& memory, auto& line) {
        Scalar alpha = memory.next;
        for (int trial = 0; trial < most_trials; ++trial, alpha /= 2) {
            if (is_finite(line(alpha).value) && line.majorized()) {
                memory.next = alpha;
                return alpha;
            }
        }
        return 0;
    }

    double initial_;
    double c_;
    FirstTrial first_ = FirstTrial::last;
};

} // namespace descent::rate
