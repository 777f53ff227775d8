// SPDX-License-Identifier: MIT
// Outcome and StopRecord: how a run ended, and why.
#pragma once

#include <string_view>

namespace descent {

/// How a run ended.
enum class Outcome {
    converged,    ///< a policy that certifies convergence fired
    budget_spent, ///< iterations, evaluations or time ran out
    diverged,     ///< cost or gradient left the finite numbers, or was well on the way there
    stalled,      ///< no further progress, without evidence of convergence
    cancelled,    ///< the caller asked for the end
};

/// The outcome in words: "budget spent".
constexpr std::string_view name(Outcome outcome) {
    switch (outcome) {
    case Outcome::converged:
        return "converged";
    case Outcome::budget_spent:
        return "budget spent";
    case Outcome::diverged:
        return "diverged";
    case Outcome::stalled:
        return "stalled";
    case Outcome::cancelled:
        break;
    }
    return "cancelled";
}

/// When several policies fire at the same iterate, the outcome that comes first here is the run's:
/// diverged, converged, stalled, cancelled, budget spent.
constexpr Outcome stronger(Outcome a, Outcome b) {
    for (const Outcome first :
         {Outcome::diverged, Outcome::converged, Outcome::stalled, Outcome::cancelled}) {
        if (a == first || b == first) {
            return first;
        }
    }
    return Outcome::budget_spent;
}

/// What one stopping criterion measured at the last iterate, for the summary: as double, whatever
/// theta is made of. What a long double holds beyond that shows as infinity or 0; the cost and the
/// gradient norm in the result are theta's own numbers.
struct StopRecord {
    std::string_view name; ///< "stop::GradientBelow"; refers to static text
    double measured = 0;   ///< in the units of `limit`; NaN if the criterion measures nothing
    double limit = 0;      ///< what was to be reached; NaN likewise
    bool fired = false;    ///< whether it asked for the end, if need be together with others
};

} // namespace descent
