// SPDX-License-Identifier: MIT
// AfterIterations: the text's own stopping rule, a fixed number of updates.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

#include <cstdint>

namespace descent::stop {

/// Stops after a number of updates.
///
/// @param iterations  updates to make; >= 0. 0 evaluates the start and no more.
/// @throws InvalidSetting if it is negative
///
/// Certifies  nothing: a budget
/// Expense    O(1) per check; no evaluation, no allocation
/// Source     [McCormick2014], whose only stopping rule this is.
class AfterIterations {
public:
    constexpr explicit AfterIterations(std::int64_t iterations) : iterations_{iterations} {
        require(iterations >= 0, "stop::AfterIterations: iterations must be >= 0", iterations);
    }

    static constexpr Outcome outcome = Outcome::budget_spent;
    static constexpr bool ends_every_run = true;
    constexpr Budget budget() const { return {.iterations = static_cast<double>(iterations_)}; }

    template <Parameters Theta>
    constexpr bool check(const Iterate<Theta>& now) const {
        return now.iteration >= iterations_;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Iterate<Theta>& now) const {
        return {"stop::AfterIterations", static_cast<double>(now.iteration),
                static_cast<double>(iterations_)};
    }

private:
    std::int64_t iterations_;
};

} // namespace descent::stop
