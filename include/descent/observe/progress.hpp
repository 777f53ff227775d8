// SPDX-License-Identifier: MIT
// Progress: one line every so often, for a person who waits.
#pragma once

#include <descent/concepts/observer.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

namespace descent::observe {

/// Writes one line every so often: iteration, cost, gradient norm, and the time left if it knows
/// how many iterations are to come.
///
///     observe::Progress progress{std::cerr, 10'000}; // a line a second, and the time left
///     optimizer.minimize(cost, theta0, progress);
///
/// The start is always written; the lines in between only when `every` has passed since the last.
///
/// @param out         the stream; must outlive it. A stream that fails does not disturb the run.
/// @param iterations  the budget of the run; 0 if it is not known
/// @param every       seconds between lines, or any std::chrono duration; >= 0, 0 for every iterate
/// @throws InvalidSetting if iterations or every is negative
///
/// Expense  One reading of the clock an iterate
class Progress {
public:
    using Seconds = std::chrono::duration<double>;

    explicit Progress(std::ostream& out, std::int64_t iterations = 0, Seconds every = Seconds{1})
        : out_{&out}, iterations_{iterations}, every_{every} {
        require(iterations >= 0, "observe::Progress: iterations must be >= 0", iterations);
        require(every.count() >= 0, "observe::Progress: every must be >= 0 s", every.count());
    }

    template <Parameters Theta>
    void operator()(const Iterate<Theta>& now) {
        const auto time = std::chrono::steady_clock::now();
        if (now.iteration == 0) {
            start_ = time;
        } else if (time - written_ < every_) {
            return;
        }
        written_ = time;
        std::string line = "iteration " + text(now.iteration) + "  cost " + text(now.cost) +
                           "  gradient norm " + text(now.gradient_norm);
        if (iterations_ > 0 && now.iteration > 0) {
            const Seconds spent = time - start_;
            const auto left = static_cast<double>(iterations_ - now.iteration) *
                              (spent.count() / static_cast<double>(now.iteration));
            line += "  at most " + text(left < 0 ? 0. : left, 2) + " s left";
        }
        *out_ << line + "\n" << std::flush;
    }

private:
    std::ostream* out_;
    std::int64_t iterations_;
    Seconds every_;
    std::chrono::steady_clock::time_point start_{};
    std::chrono::steady_clock::time_point written_{};
};

} // namespace descent::observe
