// SPDX-License-Identifier: MIT
// CostLine: the cost along theta - alpha d, each point evaluated at most once.
#pragma once

#include <descent/concepts/line.hpp>
#include <descent/core/iterate.hpp>

#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent {

/// The points that a line has evaluated and the run may take over: the last one, and the one of
/// lowest cost before it. The buffers live as long as the run.
template <Parameters Theta>
struct Trials {
    using Scalar = scalar_t<Theta>;

    struct Evaluated {
        Point<Theta> point;
        Scalar rate = 0;
        Scalar slope = 0;
        Scalar promised = 0;
        bool known = false;
    };
    Evaluated last;
    Evaluated lowest;
    int contradictions = 0; ///< trials where the cost did not change as its gradient says
    int count = 0;          ///< trials of the last line whose change stands out from rounding
    bool followed = false;  ///< some trial of the last line was finite and took no evaluation
};

/// Whether the change of the cost that was seen and the one that gradients told both stand well
/// above the rounding of the costs at the two ends. Then opposite signs speak against the gradient.
template <std::floating_point Scalar>
constexpr bool stand_out(Scalar seen, Scalar told, Scalar cost, Scalar other_cost) {
    const Scalar noise = Scalar(1e4) * std::numeric_limits<Scalar>::epsilon() *
                         larger(magnitude(cost), magnitude(other_cost));
    return magnitude(seen) > noise && magnitude(told) > noise;
}

/// The Line of a run at one iterate.
///
/// If the cost knows the line once two of its points were evaluated (AlongCost), only the first
/// trial is evaluated, as it is accepted as a rule; the others are read off the line, and the one
/// that is taken is evaluated then. So an iteration takes two evaluations at most,
/// and never more than without that knowledge. Rounding in what is known of the line grows with the
/// distance, in units of the first trial: a trial beyond `reach` of those is evaluated as well, and
/// so is one that is not finite.
template <class Evaluate, Parameters Theta>
class CostLine {
public:
    using Scalar = scalar_t<Theta>;

    constexpr CostLine(Evaluate& evaluate, const Iterate<Theta>& now, const Theta& direction,
                       Trials<Theta>& trials, bool extrapolated = false)
        : evaluate_{evaluate}, now_{now}, direction_{direction}, trials_{trials},
          extrapolated_{extrapolated} {
        trials_.last.known = trials_.lowest.known = false;
        trials_.contradictions = trials_.count = 0;
        trials_.followed = false;
        evaluate_.begin_line();
    }

    constexpr Scalar value() const { return now_.cost; }

    constexpr Scalar slope() const {
        if (!slope_known_) {
            slope_ = -dot(now_.gradient, direction_);
            slope_known_ = true;
        }
        return slope_;
    }

    /// Whether the points theta(alpha) do not lie on a straight line, for each went through a
    /// proximal step.
    static constexpr bool curved = Evaluate::composite;

    /// The change of the cost that its slope at alpha = 0 promises for the last trial:
    /// alpha * slope(), or on a curved line gradient . s + R(theta(alpha)) - R(theta), with
    /// s = theta(alpha) - theta. That a proximal step led there bounds the difference of R by
    /// -(d + s / alpha) . s if R is convex, and the bound stands for it: near the minimum the
    /// difference itself is lost in rounding.
    constexpr Scalar promised() const {
        if constexpr (Evaluate::follows) {
            if (followed_.rate != 0) {
                return followed_.rate * slope();
            }
        }
        return trials_.last.promised;
    }

    /// Whether the line starts at a point ahead of the iterate, which need not satisfy the
    /// constraints.
    constexpr bool extrapolated() const { return extrapolated_; }

    /// Whether J, at the last trial, is not above its model, with s = theta(alpha) - theta:
    ///     J(theta(alpha)) <= J + gradient . s + |s|^2 / (2 alpha).
    /// If J is convex, the change of the gradient along s bounds the difference from above, without
    /// the rounding of the costs; it has a rounding of its own, a multiple of epsilon |gradient|
    /// |s|.
    constexpr bool majorized() const {
        const auto& there = trials_.last.point;
        const Scalar length = squared_distance(there.theta, now_.theta);
        const Scalar most = length / (2 * trials_.last.rate);
        const Scalar told = dot_difference(now_.gradient, there.theta, now_.theta);
        const Scalar excess = dot_difference(there.gradient, there.theta, now_.theta) - told - most;
        const Scalar noise = 100 * std::numeric_limits<Scalar>::epsilon();
        if (excess <= 0 ||
            excess * excess <= noise * noise * length * squared_norm(now_.gradient)) {
            return there.finite();
        }
        Scalar rise = there.cost - now_.cost;
        if constexpr (curved) {
            rise -= evaluate_.term(there.theta) - evaluate_.term(now_.theta);
        }
        return rise - told <= most;
    }

    constexpr Trial<Scalar> operator()(Scalar rate) {
        auto& last = trials_.last;
        searched_ = true;
        if constexpr (Evaluate::follows) {
            if (follow(rate)) {
                return followed_.trial;
            }
        }
        if (!last.known || last.rate != rate) {
            if (last.known && last.point.finite() &&
                !(trials_.lowest.known && trials_.lowest.point.cost <= last.point.cost)) {
                std::swap(trials_.lowest, last);
            }
            evaluate(rate);
            compare_with_gradient(measure(last));
        }
        const bool unbounded = last.point.cost == -std::numeric_limits<Scalar>::infinity();
        return {last.point.finite() || unbounded ? last.point.cost
                                                 : std::numeric_limits<Scalar>::infinity(),
                last.slope};
    }

    /// The point at this rate: one that was evaluated, or else evaluated now.
    constexpr Point<Theta>& take(Scalar rate) {
        for (auto* trial : {&trials_.last, &trials_.lowest}) {
            if (trial->known && trial->rate == rate) {
                evaluate_.arrive(rate);
                return trial->point;
            }
        }
        evaluate(rate);
        evaluate_.arrive(rate);
        return trials_.last.point;
    }

private:
    constexpr void evaluate(Scalar rate) {
        evaluate_.move(now_.theta, rate, direction_, trials_.last.point.theta);
        if (searched_ && !extrapolated_) {
            evaluate_.evaluate_on_line(trials_.last.point, rate);
        } else {
            evaluate_(trials_.last.point);
        }
        trials_.last.rate = rate;
        trials_.last.known = true;
    }

    /// Reads a trial off the line, if that is known well enough there.
    ///
    /// The slope is measured from that at 0, and the value from the cost: what rounding adds to the
    /// known points is common to both and cancels.
    constexpr bool follow(Scalar rate)
        requires Evaluate::follows
    {
        const Scalar known = extrapolated_ ? Scalar(0) : evaluate_.known_rate();
        if (followed_.rate == rate && rate != 0) {
            return true;
        }
        followed_.rate = 0;
        if (known == 0 || (trials_.last.known && trials_.last.rate == rate) ||
            !(rate <= reach * known || max_norm(now_.theta) == 0)) {
            return false;
        }
        if (followed_.from != known) {
            followed_.origin = evaluate_.follow(0);
            followed_.from = known;
        }
        if (stays(rate)) { // a search would not know, for shares of the line still tell it apart
            followed_.trial = {now_.cost, slope()};
        } else {
            const auto [value, turned] = evaluate_.follow(rate);
            const Scalar rise = value - followed_.origin.value;
            followed_.trial = {now_.cost + rise, slope() + (turned - followed_.origin.slope)};
        }
        if (!is_finite(followed_.trial.value) || !is_finite(followed_.trial.slope)) {
            return false;
        }
        followed_.rate = rate;
        trials_.followed = true;
        return true;
    }

    /// Whether the step is too short to move theta in its numbers.
    constexpr bool stays(Scalar rate) const {
        for (Index i = 0; i < size(now_.theta); ++i) {
            const Scalar here = entry(now_.theta, i);
            if (here - rate * entry(direction_, i) != here) {
                return false;
            }
        }
        return true;
    }

    /// The slopes at both ends of the way to the trial, along the chord, and what the first one
    /// promises. Returns what both together say of the change of the cost, by the trapezoidal rule.
    constexpr Scalar measure(typename Trials<Theta>::Evaluated& trial) const {
        if constexpr (curved) {
            const Theta& there = trial.point.theta;
            const Scalar here = dot_difference(now_.gradient, there, now_.theta);
            const Scalar ahead = dot_difference(trial.point.gradient, there, now_.theta);
            const Scalar change = evaluate_.term_change(now_.theta, trial.rate, direction_, there);
            trial.promised = here + change;
            trial.slope = (ahead + change) / trial.rate;
            return (here + ahead) / 2 + evaluate_.term(there) - evaluate_.term(now_.theta);
        } else {
            trial.promised = trial.rate * slope();
            trial.slope = -dot(trial.point.gradient, direction_);
            return (trial.promised + trial.rate * trial.slope) / 2;
        }
    }

    /// The opposite sign of what the gradients at both ends told, well above rounding, speaks
    /// against the gradient.
    constexpr void compare_with_gradient(Scalar told) {
        const auto& last = trials_.last;
        const Scalar seen = last.point.cost - now_.cost;
        if (stand_out(seen, told, last.point.cost, now_.cost)) {
            ++trials_.count;
            trials_.contradictions += seen * told < 0 ? 1 : 0;
        }
    }

    /// Of rates that are read off, to that of the trial which was evaluated. A hundred times its
    /// rounding is below what the searches take for noise.
    static constexpr Scalar reach = 100;

    struct Followed {
        Trial<Scalar> origin{0, 0}; ///< the line at 0, as it is read off
        Scalar from = 0;            ///< by the evaluated trial at this rate; 0 if not yet
        Trial<Scalar> trial{0, 0};
        Scalar rate = 0; ///< of the trial; 0 if the last one asked was not read off
    };
    struct Nothing {};

    Evaluate& evaluate_;
    const Iterate<Theta>& now_;
    const Theta& direction_;
    Trials<Theta>& trials_;
    bool extrapolated_;
    bool searched_ = false; ///< a trial was asked for
    std::conditional_t<Evaluate::follows, Followed, Nothing> followed_;
    mutable Scalar slope_ = 0;
    mutable bool slope_known_ = false;
};

} // namespace descent
