// SPDX-License-Identifier: MIT
// Progress: one line every so often, for a person who waits.
#pragma once

#include <descent/concepts/observer.hpp>
#include <descent/core/durations.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>

namespace descent::observe {

/// Writes one line every so often: iteration, cost, gradient norm, and the most time that is left,
/// at the pace so far, if the stopping policy has a budget.
///
///     optimizer.minimize(cost, theta0, observe::Progress{std::cerr}); // a line a second
///
/// The start is always written; the lines in between only when `every` has passed since the last.
///
/// @param out    the stream; must outlive it. A stream that fails does not disturb the run.
/// @param every  seconds between lines, or any std::chrono duration; >= 0, 0 for every iterate
/// @throws InvalidSetting if every is negative
///
/// Expense  One reading of the clock an iterate
class Progress {
public:
    using Seconds = std::chrono::duration<double>;

    explicit Progress(std::ostream& out, Seconds every = Seconds{1}) : out_{&out}, every_{every} {
        require(every.count() >= 0, "observe::Progress: every must be >= 0 s", every.count());
    }

    /// @param now     the iterate to be told of
    /// @param budget  of the run; `minimize` passes it on, a loop of the caller's own may
    template <Parameters Theta>
    void operator()(const Iterate<Theta>& now, const Budget& budget = {}) {
        const auto time = std::chrono::steady_clock::now();
        if (now.iteration == 0) {
            start_ = time;
            evaluations_at_start_ = now.evaluations;
        } else if (time - written_ < every_) {
            return;
        }
        written_ = time;
        const double spent = Seconds{time - start_}.count();
        const auto evaluations = static_cast<double>(evaluations_at_start_);
        const double left = (std::min)(
            {at_pace(spent, 0, static_cast<double>(now.iteration), budget.iterations),
             at_pace(spent, evaluations, static_cast<double>(now.evaluations), budget.evaluations),
             budget.seconds - spent});
        std::string line = "iteration " + text(now.iteration) + "  cost " + text(now.cost) +
                           "  gradient norm " + text(now.gradient_norm);
        if (is_finite(left)) {
            line += "  at most " + text((std::max)(left, 0.), 2) + " s left";
        }
        *out_ << line + "\n" << std::flush;
    }

private:
    /// The seconds from `now` to `limit` if those from `start` to `now` were `spent`; infinite if
    /// unknown.
    static double at_pace(double spent, double start, double now, double limit) {
        return now > start && is_finite(limit) ? (limit - now) * (spent / (now - start))
                                               : std::numeric_limits<double>::infinity();
    }

    std::ostream* out_;
    Seconds every_;
    std::chrono::steady_clock::time_point start_{};
    std::chrono::steady_clock::time_point written_{};
    std::int64_t evaluations_at_start_ = 0;
};

} // namespace descent::observe
