// SPDX-License-Identifier: MIT
// check_gradient: is the gradient the gradient of the cost?
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/derivative/gradient_report.hpp>
#include <descent/derivative/lifted.hpp>
#include <descent/derivative/step_ladder.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace descent::derivative {

/// Checks the gradient of one cost at one theta, entry by entry.
template <class Cost, Parameters Theta>
class GradientCheck {
public:
    using Scalar = scalar_t<Theta>;

    GradientCheck(const Cost& cost, const Theta& theta)
        : cost_{cost}, scratch_{descent::scratch(cost, theta)}, theta_{theta},
          gradient_{filled_like(theta, unset)}, other_{gradient_} {
        value_ = evaluate(theta_, gradient_);
        norm_ = Scalar(0);
        for (Index i = 0; i < descent::size(theta); ++i) {
            const Scalar g = magnitude(entry(gradient_, i));
            norm_ = is_finite(g) ? larger(norm_, g) : norm_;
        }
    }

    /// @param most  entries to look at, spread evenly
    GradientReport report(Index most) {
        GradientReport worst;
        worst.verdict = Verdict::right;
        const Index n = descent::size(theta_);
        const Index count = (std::min)(most, n);
        Index wrong = 0;
        for (Index k = 0; k < count; ++k) {
            const Index i = count == n ? k : spread(k, count, n);
            const GradientReport found = look_at(i);
            wrong += found.verdict == Verdict::wrong;
            if (worst.entry < 0 || worse(found, worst)) {
                worst = found;
            }
        }
        worst.checked = count;
        worst.wrong = wrong;
        worst.evaluations = evaluations_;
        if (!is_finite(value_) || count == 0) {
            worst.verdict = Verdict::unclear;
            worst.entry = -1;
        }
        return worst;
    }

private:
    static constexpr Scalar unset = std::numeric_limits<Scalar>::quiet_NaN();

    Scalar evaluate(const Theta& theta, Theta& gradient) {
        ++evaluations_;
        return descent::evaluate(cost_, scratch_, theta, gradient);
    }

    /// The k-th of `count` entries: the first, the last, and evenly between.
    static Index spread(Index k, Index count, Index n) {
        return count == 1 ? n / 2 : k * (n - 1) / (count - 1);
    }

    GradientReport look_at(Index i) {
        Scalar& t = entry_of<Theta, Scalar>(theta_, i);
        const Scalar here = t;
        const StepLadder<Scalar> ladder{[&](Scalar there) {
                                            t = there;
                                            return evaluate(theta_, other_);
                                        },
                                        here, value_};
        t = here;
        GradientReport found = judge(ladder, entry(gradient_, i));
        found.entry = i;
        return found;
    }

    GradientReport judge(const StepLadder<Scalar>& ladder, Scalar claimed) const {
        GradientReport found;
        found.claimed = static_cast<double>(claimed);
        if (ladder.bounded() == 0) {
            found.difference = found.slope = std::numeric_limits<double>::quiet_NaN();
            found.uncertainty = found.relative_error = std::numeric_limits<double>::infinity();
            return found;
        }
        const std::size_t best = ladder.best();
        const Rung<Scalar>& rung = ladder[best];
        const Scalar size = larger(magnitude(rung.difference), magnitude(claimed));
        const Scalar error = magnitude(claimed - rung.difference);
        const Scalar allowed = uncertainty(rung, size, ladder.scale());
        const Scalar seen =
            larger(larger(size, magnitude(ladder[0].above)), magnitude(ladder[0].below));
        found.difference = static_cast<double>(rung.difference);
        found.uncertainty = static_cast<double>(allowed);
        found.relative_error = static_cast<double>(size == Scalar(0) ? size : error / size);
        found.step = static_cast<double>(rung.step);
        found.from_below = static_cast<double>(rung.below);
        found.from_above = static_cast<double>(rung.above);
        found.kink = ladder.kink(best);
        const auto [low, high] = std::minmax(rung.below, rung.above);
        if (found.kink) {
            found.verdict = claimed >= low - allowed && claimed <= high + allowed ? Verdict::unclear
                                                                                  : Verdict::wrong;
        } else if (!(error <= allowed)) {
            found.verdict = Verdict::wrong;
        } else if (allowed <= Scalar(0.1) * seen || error == Scalar(0)) {
            found.verdict = Verdict::right;
        }
        found.slope = slope(ladder, claimed, best, found.verdict == Verdict::wrong);
        return found;
    }

    /// How far claim and difference may be apart: what the ladder says, four times for safety, and
    /// the rounding of the gradient itself, of which differences know nothing: half the digits of
    /// the entry, all but two of the largest entry, and all but two of what the entry becomes one
    /// scale away, J'' * scale: at a minimum the gradient is nothing but rounding.
    Scalar uncertainty(const Rung<Scalar>& rung, Scalar size, Scalar scale) const {
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        const Scalar away = magnitude(rung.above - rung.below) / rung.step * scale;
        const Scalar rounding = std::sqrt(epsilon) * size + 64 * epsilon * (norm_ + away);
        return 4 * rung.bound + (is_finite(rounding) ? rounding : Scalar(0));
    }

    /// p in error ~ h^p: at the best step for a wrong gradient; for others the median over the
    /// three ratios before it, where the error has not met the rounding yet.
    static double slope(const StepLadder<Scalar>& ladder, Scalar claimed, std::size_t best,
                        bool wrong) {
        std::array<double, StepLadder<Scalar>::most> slopes{};
        std::size_t count = 0;
        const auto error = [&](std::size_t i) {
            return static_cast<double>(magnitude(ladder[i].difference - claimed));
        };
        const std::size_t first = wrong ? best : best - (std::min)(best, std::size_t{3});
        for (std::size_t i = first; i < (wrong ? best + 1 : best); ++i) {
            const double p = std::log(error(i) / error(i + 1)) / std::log(4.0);
            if (is_finite(p)) {
                slopes[count++] = p;
            }
        }
        if (count == 0) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(count / 2);
        std::nth_element(slopes.begin(), middle,
                         slopes.begin() + static_cast<std::ptrdiff_t>(count));
        return *middle;
    }

    /// The graver verdict first. Among wrong entries the larger relative error, among the others
    /// the one nearer to being wrong.
    static bool worse(const GradientReport& a, const GradientReport& b) {
        if (a.verdict != b.verdict) {
            return a.verdict > b.verdict;
        }
        if (a.verdict == Verdict::wrong) {
            return !(a.relative_error <= b.relative_error) && is_finite(b.relative_error);
        }
        const auto closeness = [](const GradientReport& one) {
            return magnitude(one.claimed - one.difference) / one.uncertainty;
        };
        return closeness(a) > closeness(b);
    }

    const Cost& cost_;
    scratch_t<Cost, Theta> scratch_;
    Theta theta_;
    Theta gradient_; ///< as claimed, at theta
    Theta other_;    ///< of the other points, not looked at
    Scalar value_ = unset;
    Scalar norm_ = unset; ///< largest finite |entry| of the gradient
    std::int64_t evaluations_ = 0;
};

/// Whether the cost's gradient is the gradient of its value, at theta.
///
///     std::cout << check_gradient(cost, theta);
///
/// Each entry is held against central differences over many step sizes, which bound their own error
/// from how they scatter: noise, a large J or a badly scaled theta widen the bound, and do not
/// raise an alarm. A difference beyond the bound is an error of the gradient, since it stays the
/// same over the step sizes (slope 0), while a right gradient's falls with the step (slope 2).
///
/// @param cost   a CostFunction; not changed
/// @param theta  where; a place at which no entry of the gradient vanishes by chance says most, the
///               start of a run, not its end
/// @return       `right`: every entry is as good as differences can see, which is 10 % of its slope
///               or better, mostly 1e-7 of it; `wrong`: at least one is off; `unclear`: none is
///               off as far as could be seen, and at least one could not be seen, for noise or at a
///               kink
///
/// Certifies  the gradient of the cost as computed, at this theta alone. What is not seen: errors
///            below the report's `uncertainty`, at least sqrt(eps) of an entry, and more where a
///            step of 1/16 of theta moves J by less than its rounding; and branches of the code not
///            taken here.
/// Expense    32 n + 1 evaluations in double (14 n + 1 in float, 40 n + 1 in long double); O(n)
///            memory
/// Source     [NocedalWright2006], section 8.1, for the two errors of a difference; the bound on
///            them, see StepLadder
template <class Cost, class Point>
    requires CostFunction<Cost, plain_t<Point>>
GradientReport check_gradient(const Cost& cost, const Point& theta) {
    const plain_t<Point> here = theta;
    return GradientCheck<Cost, plain_t<Point>>{cost, here}.report(descent::size(here));
}

/// As above, for at most `most` entries, spread evenly from the first to the last: for large theta.
///
/// @param most  entries to look at; >= 1
/// @throws InvalidSetting if it is out of range
template <class Cost, class Point>
    requires CostFunction<Cost, plain_t<Point>>
GradientReport check_gradient(const Cost& cost, const Point& theta, Index most) {
    require(most >= 1, "check_gradient: the number of entries must be >= 1", most);
    const plain_t<Point> here = theta;
    return GradientCheck<Cost, plain_t<Point>>{cost, here}.report(most);
}

} // namespace descent::derivative

namespace descent {
using derivative::check_gradient;
} // namespace descent
