// SPDX-License-Identifier: MIT
// SearchedLine: a line with the trials of one search, and when that search is over.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/rounding.hpp>

#include <limits>

namespace descent::rate {

/// Base of one search along a line: it evaluates trials, keeps the lowest, and ends the search at a
/// trial that was accepted, after 60 trials, where the rate leaves the numbers, or after 6 trials
/// that were lost: whose promised fall is within the rounding of the cost, or which changed neither
/// value nor slope.
template <class L, class Scalar>
class SearchedLine {
protected:
    struct Tried {
        Scalar rate;
        Scalar value;
        Scalar slope;
    };

    /// What a search makes of a trial.
    struct Verdict {
        bool fell;     ///< it satisfies the first condition
        bool accepted; ///< and the second
    };

    constexpr SearchedLine(L& line, Rounding rounding)
        : origin_{0, line.value(), line.slope()},
          noise_{roundings * epsilon * magnitude(line.value())}, line_{line}, rounding_{rounding},
          lowest_{origin_} {}

    /// Evaluates a trial, with an infinite value if that or the slope is not finite.
    constexpr Tried tried(Scalar alpha, const auto& judge) {
        const auto [value, slope] = line_(alpha);
        Tried trial{alpha, value, slope};
        ++trials_;
        if (value == -std::numeric_limits<Scalar>::infinity()) {
            found_ = alpha;
        } else if (!is_finite(value) || !is_finite(slope)) {
            trial.value = std::numeric_limits<Scalar>::infinity();
        } else {
            notice_noise(trial);
            const Verdict verdict = judge(trial);
            fell_ = fell_ || (verdict.fell && value < origin_.value);
            lowest_ = value < lowest_.value ? trial : lowest_;
            found_ = verdict.accepted ? alpha : Scalar(0);
        }
        lost_ += lost(trial) ? 1 : 0;
        over_ =
            found_ > 0 || trials_ == most_trials || lost_ == most_lost || !is_finite(alpha * 10);
        return trial;
    }

    constexpr bool over() const { return over_; }

    /// Ends the search if the interval has shrunk to the rounding of its ends.
    constexpr void end_if_shrunk(const Tried& a, const Tried& b) {
        over_ = over_ || !(magnitude(b.rate - a.rate) > epsilon * larger(a.rate, b.rate));
    }

    /// The rate accepted; else that of the lowest trial, if some trial fell as it was asked to.
    constexpr Scalar answer() const { return found_ > 0 || !fell_ ? found_ : lowest_.rate; }

    Tried origin_;
    Scalar noise_; ///< changes of the cost up to this may be its rounding

private:
    /// The cost does not rise where the slopes at both ends, in their mean, tell a fall: what it
    /// rises by then is its rounding, if that is little.
    constexpr void notice_noise(const Tried& trial) {
        const Scalar rise = trial.value - origin_.value;
        const Scalar share = rise / magnitude(origin_.value);
        if (rounding_ == Rounding::large && rise > noise_ && origin_.slope + trial.slope < 0 &&
            share * share <= epsilon) {
            noise_ = rise;
        }
    }

    /// Whether the promised fall is lost in rounding, or theta did not even move.
    constexpr bool lost(const Tried& trial) const {
        return trial.rate * magnitude(origin_.slope) <= noise_ ||
               (trial.value == origin_.value && trial.slope == origin_.slope);
    }

    static constexpr int most_trials = 60;
    static constexpr int most_lost = 6;
    /// The rounding of a cost that is a sum over many examples, in units of its last place.
    static constexpr int roundings = 1000;
    static constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();

    L& line_;
    Rounding rounding_;
    Tried lowest_;
    Scalar found_ = 0;
    int trials_ = 0;
    int lost_ = 0;
    bool fell_ = false;
    bool over_ = false;
};

} // namespace descent::rate
