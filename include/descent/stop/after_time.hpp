// SPDX-License-Identifier: MIT
// AfterTime: a budget of wall-clock time.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/durations.hpp>
#include <descent/core/require.hpp>

namespace descent::stop {

/// Stops at the first iterate that comes so long after the first one, on the steady clock. An
/// evaluation in progress is not interrupted.
///
/// @param limit  seconds, or any std::chrono duration; finite and > 0
/// @throws InvalidSetting if it is not
///
/// Certifies  nothing: a budget
/// Expense    One reading of the clock per check; no evaluation, no allocation
class AfterTime {
public:
    explicit AfterTime(std::chrono::duration<double> limit) : limit_{limit} {
        require(limit.count() > 0 && is_finite(limit.count()),
                "stop::AfterTime: limit must be finite and > 0 s", limit.count());
    }

    static constexpr Outcome outcome = Outcome::budget_spent;
    static constexpr bool ends_every_run = true;
    Budget budget() const { return {.seconds = limit_.count()}; }

    struct Memory {
        std::chrono::steady_clock::time_point start;
        std::chrono::duration<double> elapsed{};
    };

    template <Parameters Theta>
    Memory init(const Iterate<Theta>&) const {
        return {std::chrono::steady_clock::now()};
    }

    template <Parameters Theta>
    bool check(Memory& memory, const Iterate<Theta>&) const {
        memory.elapsed = std::chrono::steady_clock::now() - memory.start;
        return memory.elapsed >= limit_;
    }

    template <Parameters Theta>
    StopRecord record(const Memory& memory, const Iterate<Theta>&) const {
        return {"stop::AfterTime, seconds", memory.elapsed.count(), limit_.count()};
    }

private:
    std::chrono::duration<double> limit_;
};

} // namespace descent::stop
