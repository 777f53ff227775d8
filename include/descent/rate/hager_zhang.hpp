// SPDX-License-Identifier: MIT
// HagerZhang: a line search for the approximate Wolfe conditions, at home in the rounding.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/rate/first_trial.hpp>
#include <descent/rate/searched_line.hpp>
#include <descent/rate/wolfe_settings.hpp>

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
/// @param rounding  how much of the cost may be rounding: with Rounding::large, what it rises by
///                  though the slopes tell a fall is taken for rounding up to sqrt(eps) |J|
/// @throws InvalidSetting if c1 or c2 is out of range
///
/// Promises  Every step satisfies one of the two pairs of conditions; so quasi-Newton updates meet
///           positive curvature, s . y > 0. If none is found within 60 trials, or within 6 whose
///           promised fall is lost in the rounding of the cost, the lowest point met is taken,
///           provided some trial satisfied the first condition. Otherwise the answer is 0, as it is
///           if the direction does not lead downhill. The cost rises by no more than epsilon |J|,
///           epsilon being a multiple of the rounding.
/// Expense   One evaluation a trial; the accepted point is not evaluated again. Behind a
///           quasi-Newton rule the 35 problems of Moré, Garbow and Hillstrom take 1.2 trials an
///           iteration, none of them more than 3.
/// Source    [HagerZhang2005], section 4; [HagerZhang2006]; letters and numbers in the code are
///           those of the steps there. Differs: epsilon; the step over a point that is too far goes
///           to the minimum of a parabola, kept within [0.1, 0.5]; the first secant step keeps a
///           tenth of the interval from its ends.
class HagerZhang : public WolfeSettings {
public:
    constexpr explicit HagerZhang(FirstTrial first = FirstTrial::unit, double c1 = 0.1,
                                  double c2 = 0.9, Rounding rounding = Rounding::usual)
        : WolfeSettings{first,
                        c1,
                        c2,
                        rounding,
                        "rate::HagerZhang: c1 must be in (0, 0.5)",
                        "rate::HagerZhang: c2 must be in (c1, 1)"} {}

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(LastStep<scalar_t<Theta>>& last, const Iterate<Theta>& now,
                                   StraightLine<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        return downhill(last, now, line, [&](Scalar c1, Scalar c2, Scalar alpha) {
            return Search<std::remove_reference_t<decltype(line)>, Scalar>{line, c1, c2, rounding()}
                .find(alpha);
        });
    }

private:
    /// One search. Every trial is judged at once.
    template <class L, class Scalar>
    class Search : SearchedLine<L, Scalar> {
        using Base = SearchedLine<L, Scalar>;
        using Base::noise_;
        using Base::origin_;
        using Base::over;
        using typename Base::Tried;

        /// phi' < 0 and phi is not above the rounding at a; phi' >= 0 at b once the bracket is
        /// found.
        struct Interval {
            Tried a;
            Tried b;
            constexpr Scalar width() const { return b.rate - a.rate; }
        };

    public:
        constexpr Search(L& line, Scalar c1, Scalar c2, Rounding rounding)
            : Base{line, rounding}, c1_{c1}, c2_{c2} {}

        constexpr Scalar find(Scalar first) {
            Interval now = bracket(first);
            while (!over()) {
                const Scalar width = now.width();
                now = secant_twice(now);
                if (!over() && now.width() > Scalar(0.66) * width) {
                    now = narrow(now, now.a.rate + now.width() / 2);
                }
                this->end_if_shrunk(now.a, now.b);
            }
            return this->answer();
        }

    private:
        /// Goes out from 0 until the slope turns or the cost is too high (B0 to B3).
        constexpr Interval bracket(Scalar alpha) {
            Interval now{origin_, origin_};
            for (;;) {
                const auto trial = at(alpha);
                now.b = trial;
                if (over() || turned(trial)) {
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
        static constexpr Scalar further(const Tried& a, const Tried& b) {
            const Scalar there = secant(a, b);
            const Scalar most = 10 * b.rate;
            return there < most && b.slope > a.slope ? larger(2 * b.rate, there) : most;
        }

        /// From b, which is too far, back to where the slope turns (U3).
        constexpr Interval settle(Interval now) {
            while (!over()) {
                const auto trial = at(now.a.rate + now.width() * share(now));
                if (over() || turned(trial)) {
                    return {now.a, trial};
                }
                (low(trial) ? now.a : now.b) = trial;
            }
            return now;
        }

        /// How much of the interval to keep: to the minimum of the parabola through what is known.
        static constexpr Scalar share(const Interval& now) {
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
        constexpr Interval narrow(const Interval& now, Scalar alpha) {
            if (over() || !(alpha > now.a.rate && alpha < now.b.rate)) {
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
        static constexpr Scalar inside(const Interval& now, Scalar alpha) {
            const Scalar least = now.a.rate + margin * now.width();
            const Scalar most = now.b.rate - margin * now.width();
            return alpha < most ? larger(least, alpha) : most;
        }

        /// Two secant steps, the second from the end that the first one moved (S1 to S4).
        constexpr Interval secant_twice(const Interval& before) {
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

        static constexpr Scalar secant(const Tried& a, const Tried& b) {
            return a.rate - a.slope * ((b.rate - a.rate) / (b.slope - a.slope));
        }

        constexpr bool low(const Tried& trial) const {
            return trial.value <= origin_.value + noise_;
        }
        static constexpr bool turned(const Tried& trial) {
            return is_finite(trial.value) && trial.slope >= 0;
        }

        constexpr Tried at(Scalar alpha) {
            return this->tried(alpha, [&](const Tried& trial) {
                const bool armijo = trial.value - origin_.value <= c1_ * alpha * origin_.slope;
                const bool level = low(trial) && trial.slope <= (2 * c1_ - 1) * origin_.slope;
                return typename Base::Verdict{armijo, (armijo || level) &&
                                                          trial.slope >= c2_ * origin_.slope};
            });
        }

        Scalar c1_;
        Scalar c2_;

        static constexpr Scalar margin = Scalar(0.1);
    };
};

} // namespace descent::rate
