// SPDX-License-Identifier: MIT
// AfterEvaluations: a budget of evaluations of the cost.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

#include <cstdint>

namespace descent::stop {

/// Stops at the first iterate by which the cost has been evaluated so often, trials of a search
/// included. A search is not cut short: the count may end above the limit by the trials of one
/// iteration.
///
/// @param evaluations  of value and gradient together; >= 1, for the start takes one
/// @throws InvalidSetting if it is less
///
/// Certifies  nothing: a budget
/// Expense    O(1) per check; no evaluation, no allocation
class AfterEvaluations {
public:
    constexpr explicit AfterEvaluations(std::int64_t evaluations) : evaluations_{evaluations} {
        require(evaluations >= 1, "stop::AfterEvaluations: evaluations must be >= 1", evaluations);
    }

    static constexpr Outcome outcome = Outcome::budget_spent;
    static constexpr bool ends_every_run = true;
    constexpr Budget budget() const { return {.evaluations = static_cast<double>(evaluations_)}; }

    template <Parameters Theta>
    constexpr bool check(const Iterate<Theta>& now) const {
        return now.evaluations >= evaluations_;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Iterate<Theta>& now) const {
        return {"stop::AfterEvaluations", static_cast<double>(now.evaluations),
                static_cast<double>(evaluations_)};
    }

private:
    std::int64_t evaluations_;
};

} // namespace descent::stop
