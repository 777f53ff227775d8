// SPDX-License-Identifier: MIT
// StrongWolfe: a line search for the strong Wolfe conditions.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/rate/first_trial.hpp>
#include <descent/rate/searched_line.hpp>
#include <descent/rate/wolfe_settings.hpp>

#include <cmath>
#include <type_traits>
#include <utility>

namespace descent::rate {

/// Searches the line until a step satisfies the strong Wolfe conditions, with
/// phi(alpha) = J(theta - alpha d):
///     phi(alpha) <= phi(0) + c1 alpha phi'(0)   and   |phi'(alpha)| <= c2 |phi'(0)|.
/// It goes out until an interval holds such a step, and then shrinks that by cubic interpolation.
/// A trial that is not finite is just too far. Where phi has moved by no more than its rounding,
/// the slopes decide instead: phi'(alpha) <= (2 c1 - 1) phi'(0), the first condition for a
/// parabola.
///
/// @param first  where to begin: FirstTrial::unit for (quasi-)Newton directions and for the plain
///               gradient, FirstTrial::last for others
/// @param c1     the share of the promised fall that is enough; dimensionless, in (0, 0.5), < c2
/// @param c2     the share of the slope that may remain: 0.9 for quasi-Newton directions, 0.1 for
///               conjugate gradients; dimensionless, in (0, 1)
/// @param rounding  how much of the cost may be rounding: with Rounding::large, what it rises by
///                  though the slopes tell a fall is taken for rounding up to sqrt(eps) |J|
/// @throws InvalidSetting if c1 or c2 is out of range
///
/// Promises  Every step satisfies the conditions; so quasi-Newton updates meet positive curvature,
///           s . y > 0. If none is found within 60 trials, or within 6 whose promised fall is lost
///           in the rounding of the cost, the lowest point met is taken, provided some trial
///           satisfied the first condition. Otherwise the answer is 0, as it is if the direction
///           does not lead downhill. The cost never rises but by what is taken for rounding.
/// Expense   One evaluation a trial; the accepted point is not evaluated again. Behind a
///           quasi-Newton rule the 35 problems of Moré, Garbow and Hillstrom take 1.2 trials an
///           iteration, none of them more than 3.
/// Source    [NocedalWright2006], algorithms 3.5 and 3.6, eq. (3.59) for the cubic;
///           [MoreThuente1994] for the safeguards; [HagerZhang2005], the approximate Wolfe
///           conditions, for the slopes.
class StrongWolfe : public WolfeSettings {
public:
    explicit constexpr StrongWolfe(FirstTrial first = FirstTrial::unit, double c1 = 1e-4,
                                   double c2 = 0.9, Rounding rounding = Rounding::usual)
        : WolfeSettings{first,
                        c1,
                        c2,
                        rounding,
                        "rate::StrongWolfe: c1 must be in (0, 0.5)",
                        "rate::StrongWolfe: c2 must be in (c1, 1)"} {}

    template <Parameters Theta>
    scalar_t<Theta> rate(LastStep<scalar_t<Theta>>& last, const Iterate<Theta>& now,
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

    public:
        Search(L& line, Scalar c1, Scalar c2, Rounding rounding)
            : Base{line, rounding}, c1_{c1}, c2_{c2} {}

        Scalar find(Scalar first) {
            go_out(first);
            while (!over()) {
                shrink();
            }
            return this->answer();
        }

    private:
        /// Goes out from 0 until an acceptable step lies between near_ and far_.
        void go_out(Scalar alpha) {
            near_ = origin_;
            for (;;) {
                far_ = at(alpha);
                if (over() || too_far(far_)) {
                    return;
                }
                if (far_.slope >= 0) {
                    std::swap(near_, far_);
                    return;
                }
                const Scalar next = extrapolate();
                near_ = far_;
                alpha = next;
            }
        }

        /// Two to ten times as far: to where a line through both slopes reaches 0.
        Scalar extrapolate() const {
            const Scalar there =
                far_.rate - far_.slope * (far_.rate - near_.rate) / (far_.slope - near_.slope);
            const Scalar least = 2 * far_.rate;
            const Scalar most = 10 * far_.rate;
            return !(there < most) || far_.slope <= near_.slope ? most : larger(least, there);
        }

        /// One trial within the interval, which it becomes an end of. near_ is the end that
        /// satisfies the first condition; its slope points into the interval.
        void shrink() {
            const Scalar width = far_.rate - near_.rate; // of either sign
            const auto trial = at(near_.rate + share(width) * width);
            if (over()) {
                return;
            }
            if (too_far(trial)) {
                far_ = trial;
            } else {
                if (trial.slope * width >= 0) {
                    far_ = near_;
                }
                near_ = trial;
            }
            const Scalar now = magnitude(far_.rate - near_.rate);
            slow_ = now > Scalar(0.66) * magnitude(width);
            this->end_if_shrunk(far_, near_);
        }

        /// The minimum of the cubic through both ends, as a share of the interval.
        Scalar share(Scalar width) const {
            if (!is_finite(far_.value)) {
                return near_.rate > 0 ? Scalar(0.5) : Scalar(0.1);
            }
            if (slow_) {
                return Scalar(0.5);
            }
            const Scalar a = near_.slope * width; // < 0: the slope in units of the interval
            const Scalar b = far_.slope * width;
            const Scalar rise = far_.value - near_.value;
            Scalar there = a / (a - b); // of the parabola with these slopes
            if (magnitude(rise) > noise_) {
                const Scalar c = a + b - 3 * rise;
                const Scalar root = std::sqrt(c * c - a * b);
                there = 1 - (b + root - c) / (b - a + 2 * root);
            }
            return there > Scalar(0.9) ? Scalar(0.9) : larger(Scalar(0.1), there);
        }

        bool armijo(const Tried& trial) const {
            const Scalar rise = trial.value - origin_.value;
            return magnitude(rise) > noise_ ? rise <= c1_ * trial.rate * origin_.slope
                                            : trial.slope <= (2 * c1_ - 1) * origin_.slope;
        }

        /// Whether the interval from near_ to this trial holds an acceptable step.
        bool too_far(const Tried& trial) const {
            if (!is_finite(trial.value) || !armijo(trial)) {
                return true;
            }
            return trial.value - near_.value > noise_;
        }

        Tried at(Scalar alpha) {
            return this->tried(alpha, [&](const Tried& trial) {
                const bool fell = armijo(trial);
                return typename Base::Verdict{fell, fell && magnitude(trial.slope) <=
                                                                -c2_ * origin_.slope};
            });
        }

        Scalar c1_;
        Scalar c2_;
        Tried near_{};
        Tried far_{};
        bool slow_ = false;
    };
};

} // namespace descent::rate
