// SPDX-License-Identifier: MIT
// StrongWolfe: a line search for the strong Wolfe conditions.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/first_trial.hpp>

#include <cmath>
#include <limits>
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
/// @throws InvalidSetting if c1 or c2 is out of range
///
/// Promises  Every step satisfies the conditions; so quasi-Newton updates meet positive curvature,
///           s . y > 0. If none is found within the trials, the lowest point met is taken, provided
///           some trial satisfied the first condition. Otherwise the answer is 0, as it is if the
///           direction does not lead downhill. The cost never rises but for rounding.
/// Expense   One evaluation a trial, one to three an iteration as a rule; the accepted point is not
///           evaluated again.
/// Source    [NocedalWright2006], algorithms 3.5 and 3.6, eq. (3.59) for the cubic;
///           [MoreThuente1994] for the safeguards; [HagerZhang2005], the approximate Wolfe
///           conditions, for the slopes.
class StrongWolfe {
public:
    explicit constexpr StrongWolfe(FirstTrial first = FirstTrial::unit, double c1 = 1e-4,
                                   double c2 = 0.9)
        : first_{first}, c1_{c1}, c2_{c2} {
        require(c1 > 0 && c1 < 0.5, "rate::StrongWolfe: c1 must be in (0, 0.5)", c1);
        require(c2 > c1 && c2 < 1, "rate::StrongWolfe: c2 must be in (c1, 1)", c2);
    }

    template <Parameters Theta>
    constexpr LastStep<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(LastStep<scalar_t<Theta>>& last, const Iterate<Theta>& now,
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

    /// One search. Every trial is judged at once; `over_` is set by the one that ends the search.
    template <class L, class Scalar>
    class Search {
    public:
        Search(L& line, Scalar c1, Scalar c2)
            : line_{line}, c1_{c1}, c2_{c2}, origin_{0, line.value(), line.slope()},
              noise_{roundings * epsilon * magnitude(line.value())}, lowest_{origin_} {}

        Scalar find(Scalar first) {
            go_out(first);
            while (!over_) {
                shrink();
            }
            return found_ > 0 || !fell_ ? found_ : lowest_.rate;
        }

    private:
        /// Goes out from 0 until an acceptable step lies between near_ and far_.
        void go_out(Scalar alpha) {
            near_ = origin_;
            for (;;) {
                far_ = at(alpha);
                if (over_ || too_far(far_)) {
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
            if (over_) {
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
            over_ = !(now > epsilon * larger(far_.rate, near_.rate));
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

        bool armijo(const Tried<Scalar>& trial) const {
            const Scalar rise = trial.value - origin_.value;
            return magnitude(rise) > noise_ ? rise <= c1_ * trial.rate * origin_.slope
                                            : trial.slope <= (2 * c1_ - 1) * origin_.slope;
        }

        /// Whether the interval from near_ to this trial holds an acceptable step.
        bool too_far(const Tried<Scalar>& trial) const {
            if (!is_finite(trial.value) || !armijo(trial)) {
                return true;
            }
            return trial.value - near_.value > noise_;
        }

        /// Evaluates, and decides whether the search is over.
        Tried<Scalar> at(Scalar alpha) {
            const auto [value, slope] = line_(alpha);
            Tried<Scalar> trial{alpha, value, slope};
            ++trials_;
            if (value == -std::numeric_limits<Scalar>::infinity()) {
                found_ = alpha;
            } else if (!is_finite(value) || !is_finite(slope)) {
                trial.value = std::numeric_limits<Scalar>::infinity();
            } else {
                const bool fell = armijo(trial);
                fell_ = fell_ || (fell && value < origin_.value);
                lowest_ = value < lowest_.value ? trial : lowest_;
                found_ = fell && magnitude(slope) <= -c2_ * origin_.slope ? alpha : Scalar(0);
            }
            lost_ += lost(trial) ? 1 : 0;
            over_ = found_ > 0 || trials_ == most_trials || lost_ == most_lost ||
                    !is_finite(alpha * 10);
            return trial;
        }

        /// Whether the promised fall is lost in rounding, or theta did not even move.
        bool lost(const Tried<Scalar>& trial) const {
            return trial.rate * magnitude(origin_.slope) <= noise_ ||
                   (trial.value == origin_.value && trial.slope == origin_.slope);
        }

        static constexpr int most_trials = 60;
        static constexpr int most_lost = 6;
        /// The rounding of a cost that is a sum over many examples, in units of its last place.
        static constexpr int roundings = 1000;
        static constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();

        L& line_;
        Scalar c1_;
        Scalar c2_;
        Tried<Scalar> origin_;
        Scalar noise_;
        Tried<Scalar> lowest_;
        Tried<Scalar> near_{};
        Tried<Scalar> far_{};
        Scalar found_ = 0;
        int trials_ = 0;
        int lost_ = 0;
        bool fell_ = false;
        bool slow_ = false;
        bool over_ = false;
    };

    FirstTrial first_;
    double c1_;
    double c2_;
};

} // namespace descent::rate
