// SPDX-License-Identifier: MIT
// HagerZhang: a line search for the approximate Wolfe conditions, at home in the rounding.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/first_trial.hpp>

#include <limits>
#include <type_traits>

namespace descent::rate {

/// Searches the line, phi(alpha) = J(theta - alpha d), until a step satisfies the Wolfe conditions
///     phi(alpha) <= phi(0) + c1 alpha phi'(0)   and   phi'(alpha) >= c2 phi'(0),
/// or, near the minimum where differences of phi drown in its rounding, the approximate ones:
///     phi(alpha) <= phi(0) + epsilon |phi(0)|   and
///     (2 c1 - 1) phi'(0) >= phi'(alpha) >= c2 phi'(0).
/// The slopes at the ends of a shrinking interval have opposite signs; two secant steps an
/// iteration shrink it from both sides. A trial that is not finite is just too far.
///
/// @param first  where to begin: FirstTrial::unit for (quasi-)Newton directions and for the plain
///               gradient, FirstTrial::last for others
/// @param c1     the share of the promised fall that is enough; dimensionless, in (0, 0.5), < c2
/// @param c2     the share of the slope that may remain; dimensionless, in (0, 1)
/// @throws InvalidSetting if c1 or c2 is out of range
///
/// Promises  Every step satisfies one of the two pairs of conditions; so quasi-Newton updates meet
///           positive curvature, s . y > 0. If none is found within the trials, the lowest point
///           met is taken, provided the cost has fallen there by as much as the first condition
///           asked of some trial. Otherwise the answer is 0, as it is if the direction does not
///           lead downhill. The cost rises by no more than epsilon |J|, epsilon being a multiple of
///           the rounding.
/// Expense   One evaluation a trial, one to three an iteration as a rule; the accepted point is not
///           evaluated again.
/// Source    [HagerZhang2005], section 4; [HagerZhang2006]; letters and numbers in the code are
///           those of the steps there. Differs: epsilon; the step over a point that is too far goes
///           to the minimum of a parabola, kept within [0.1, 0.5]; the first secant step keeps a
///           tenth of the interval from its ends.
class HagerZhang {
public:
    constexpr explicit HagerZhang(FirstTrial first = FirstTrial::unit, double c1 = 0.1,
                                  double c2 = 0.9)
        : first_{first}, c1_{c1}, c2_{c2} {
        require(c1 > 0 && c1 < 0.5, "rate::HagerZhang: c1 must be in (0, 0.5)", c1);
        require(c2 > c1 && c2 < 1, "rate::HagerZhang: c2 must be in (c1, 1)", c2);
    }

    template <Parameters Theta>
    constexpr LastStep<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(LastStep<scalar_t<Theta>>& last, const Iterate<Theta>& now,
                                   StraightLine<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        const Scalar slope = line.slope();
        if (!(slope < 0) || !is_finite(slope)) {
            return 0;
        }
        Search<std::remove_reference_t<decltype(line)>, Scalar> search{
            line, static_cast<Scalar>(c1_), static_cast<Scalar>(c2_)};
        const Scalar alpha = search.find(first_trial(first_, last, now, slope));
        if (alpha > 0) {
            last.promised = -alpha * slope;
        }
        return alpha;
    }

private:
    template <class Scalar>
    struct Tried {
        Scalar rate;
        Scalar value;
        Scalar slope;
    };

    /// phi' < 0 and phi <= limit at a; phi' >= 0 at b once the bracket is found.
    template <class Scalar>
    struct Interval {
        Tried<Scalar> a;
        Tried<Scalar> b;
        constexpr Scalar width() const { return b.rate - a.rate; }
    };

    /// One search. Every trial is judged at once; `over_` is set by the one that ends the search.
    template <class L, class Scalar>
    class Search {
    public:
        constexpr Search(L& line, Scalar c1, Scalar c2)
            : line_{line}, c1_{c1}, c2_{c2}, origin_{0, line.value(), line.slope()},
              limit_{line.value() + rounding * magnitude(line.value())}, lowest_{origin_} {}

        constexpr Scalar find(Scalar first) {
            Interval<Scalar> now = bracket(first);
            while (!over_) {
                const Scalar width = now.width();
                now = secant_twice(now);
                if (!over_ && now.width() > Scalar(0.66) * width) {
                    now = narrow(now, now.a.rate + now.width() / 2);
                }
                over_ = over_ || !(now.width() < width);
            }
            return found_ > 0 || !armijo_seen_ ? found_ : lowest_.rate;
        }

    private:
        /// Goes out from 0 until the slope turns or the cost is too high (B0 to B3).
        constexpr Interval<Scalar> bracket(Scalar alpha) {
            Interval<Scalar> now{origin_, origin_};
            for (;;) {
                const auto trial = at(alpha);
                now.b = trial;
                if (over_ || turned(trial)) {
                    return now;
                }
                if (!low(trial)) {
                    return settle(now);
                }
                alpha = further(now.a, trial);
                now.a = trial;
            }
        }

        /// Two to ten times as far: to where a line through both slopes reaches 0.
        static constexpr Scalar further(const Tried<Scalar>& a, const Tried<Scalar>& b) {
            const Scalar there = secant(a, b);
            const Scalar most = 10 * b.rate;
            return there < most && b.slope > a.slope ? larger(2 * b.rate, there) : most;
        }

        /// From b, which is too far, back to where the slope turns (U3).
        constexpr Interval<Scalar> settle(Interval<Scalar> now) {
            while (!over_) {
                const auto trial = at(now.a.rate + now.width() * share(now));
                if (over_ || turned(trial)) {
                    return {now.a, trial};
                }
                (low(trial) ? now.a : now.b) = trial;
            }
            return now;
        }

        /// How much of the interval to keep: to the minimum of the parabola through what is known.
        static constexpr Scalar share(const Interval<Scalar>& now) {
            const Scalar promised = now.a.slope * now.width();
            const Scalar parabola = -promised / (2 * (now.b.value - now.a.value - promised));
            if (!is_finite(now.b.value)) {
                return now.a.rate > 0 ? Scalar(0.5) : Scalar(0.1);
            }
            return parabola < Scalar(0.1)   ? Scalar(0.1)
                   : parabola < Scalar(0.5) ? parabola
                                            : Scalar(0.5);
        }

        /// The part of the interval that holds the minimum, cut at alpha (U0 to U3).
        constexpr Interval<Scalar> narrow(const Interval<Scalar>& now, Scalar alpha) {
            if (over_ || !(alpha > now.a.rate && alpha < now.b.rate)) {
                return now;
            }
            const auto trial = at(alpha);
            if (turned(trial)) {
                return {now.a, trial};
            }
            if (low(trial)) {
                return {trial, now.b};
            }
            return settle({now.a, trial});
        }

        /// Not too near the ends: a slope of 1e50 at b pulls the secant into the rounding of a.
        static constexpr Scalar inside(const Interval<Scalar>& now, Scalar alpha) {
            const Scalar least = now.a.rate + margin * now.width();
            const Scalar most = now.b.rate - margin * now.width();
            return alpha < most ? larger(least, alpha) : most;
        }

        /// Two secant steps, the second from the end that the first one moved (S1 to S4).
        constexpr Interval<Scalar> secant_twice(const Interval<Scalar>& before) {
            const Scalar alpha = inside(before, secant(before.a, before.b));
            const auto now = narrow(before, alpha);
            if (alpha == now.b.rate) {
                return narrow(now, secant(before.b, now.b));
            }
            if (alpha == now.a.rate) {
                return narrow(now, secant(before.a, now.a));
            }
            return now;
        }

        static constexpr Scalar secant(const Tried<Scalar>& a, const Tried<Scalar>& b) {
            return a.rate - a.slope * ((b.rate - a.rate) / (b.slope - a.slope));
        }

        constexpr bool low(const Tried<Scalar>& trial) const { return trial.value <= limit_; }
        static constexpr bool turned(const Tried<Scalar>& trial) {
            return is_finite(trial.value) && trial.slope >= 0;
        }

        /// Evaluates, and decides whether the search is over.
        constexpr Tried<Scalar> at(Scalar alpha) {
            const auto [value, slope] = line_(alpha);
            Tried<Scalar> trial{alpha, value, slope};
            ++trials_;
            if (value == -std::numeric_limits<Scalar>::infinity()) {
                found_ = alpha;
            } else if (!is_finite(value) || !is_finite(slope)) {
                trial.value = std::numeric_limits<Scalar>::infinity();
            } else {
                const bool armijo = value - origin_.value <= c1_ * alpha * origin_.slope;
                const bool level = low(trial) && slope <= (2 * c1_ - 1) * origin_.slope;
                armijo_seen_ = armijo_seen_ || armijo;
                lowest_ = value < lowest_.value ? trial : lowest_;
                found_ = (armijo || level) && slope >= c2_ * origin_.slope ? alpha : Scalar(0);
            }
            over_ = found_ > 0 || trials_ == most_trials || !is_finite(alpha * 10) ||
                    (trials_ >= enough_trials && lost(alpha));
            return trial;
        }

        /// Whether the fall that the slope promises is lost even in the rounding of the slopes.
        constexpr bool lost(Scalar alpha) const {
            constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
            return alpha * magnitude(origin_.slope) <=
                   1000 * epsilon * epsilon * magnitude(origin_.value);
        }

        L& line_;
        Scalar c1_;
        Scalar c2_;
        Tried<Scalar> origin_;
        Scalar limit_;
        Tried<Scalar> lowest_;
        Scalar found_ = 0;
        int trials_ = 0;
        bool armijo_seen_ = false;
        bool over_ = false;

        static constexpr int most_trials = 60;
        static constexpr int enough_trials = 4; ///< at the end of the digits
        static constexpr Scalar margin = Scalar(0.1);
        static constexpr Scalar rounding = 1000 * std::numeric_limits<Scalar>::epsilon();
    };

    FirstTrial first_;
    double c1_;
    double c2_;
};

} // namespace descent::rate
