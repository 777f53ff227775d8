// SPDX-License-Identifier: MIT
// StoppingPolicy: the contract of when a run is over.
#pragma once

#include <descent/core/budget.hpp>
#include <descent/core/memory.hpp>
#include <descent/core/outcome.hpp>

#include <concepts>
#include <limits>

namespace descent {

/// A stopping policy without memory.
template <class S, class Theta>
concept PlainStoppingPolicy = requires(const S& policy, const Iterate<Theta>& now) {
    { policy.check(now) } -> std::same_as<bool>;
};

/// A stopping policy with memory, made by its `init`.
template <class S, class Theta>
concept RememberingStoppingPolicy =
    Remembers<S, Theta> &&
    requires(const S& policy, memory_t<S, Theta>& memory, const Iterate<Theta>& now) {
        { policy.check(memory, now) } -> std::same_as<bool>;
    };

/// A plain test: any callable that takes an iterate and answers bool.
template <class S, class Theta>
concept StoppingTest = requires(const S& test, const Iterate<Theta>& now) {
    { test(now) } -> std::same_as<bool>;
};

/// Decides, once per iterate, whether the run is over.
///
/// Offers      check(now) -> true to stop; or, with memory,
///             init(first) -> memory, fresh for every run, and check(memory, now).
///             `outcome`, a static constant or a function of the same arguments as check: what it
///             means when it fires. record(...), of the same arguments: what it measured, for the
///             summary. budget(), if it bounds what a run may take. Or it is just a callable that
///             takes an iterate and answers bool: then firing means `cancelled`.
/// Promises    Same history, same answer.
/// May assume  `check` sees iterations 0, 1, 2, ... in order, each exactly once, all of them
///             finite.
template <class S, class Theta>
concept StoppingPolicy = Parameters<Theta> && std::copy_constructible<S> &&
                         (PlainStoppingPolicy<S, Theta> || RememberingStoppingPolicy<S, Theta> ||
                          StoppingTest<S, Theta>);

/// Whether a policy ends every run by itself: budgets do, and say so by a constant of this name.
template <class S>
inline constexpr bool ends_every_run = false;
template <class S>
    requires requires { requires S::ends_every_run; }
inline constexpr bool ends_every_run<S> = true;

/// The most that the policy lets a run take: what its `budget()` says, or without bounds.
template <class S>
constexpr Budget budget(const S& policy) {
    if constexpr (requires { Budget{policy.budget()}; }) {
        return policy.budget();
    } else {
        return {};
    }
}

/// A policy's memory in one run, and what it answered last.
template <class S, Parameters Theta>
struct Asked {
    memory_t<S, Theta> memory;
    bool fired = false;
};

/// Asks the policy about the iterate and keeps the answer.
template <class S, Parameters Theta>
    requires StoppingPolicy<S, Theta>
constexpr bool ask(const S& policy, Asked<S, Theta>& asked, const Iterate<Theta>& now) {
    if constexpr (RememberingStoppingPolicy<S, Theta>) {
        asked.fired = policy.check(asked.memory, now);
    } else if constexpr (PlainStoppingPolicy<S, Theta>) {
        asked.fired = policy.check(now);
    } else {
        asked.fired = policy(now);
    }
    return asked.fired;
}

/// What it means that the policy fired.
template <class S, Parameters Theta>
constexpr Outcome meaning(const S& policy, const Asked<S, Theta>& asked,
                          const Iterate<Theta>& now) {
    if constexpr (requires { policy.outcome(asked.memory, now); }) {
        return policy.outcome(asked.memory, now);
    } else if constexpr (requires { policy.outcome(now); }) {
        return policy.outcome(now);
    } else if constexpr (requires { Outcome{S::outcome}; }) {
        return S::outcome;
    } else {
        return Outcome::cancelled;
    }
}

/// A policy with memory that knows what it means if the learning rate finds no acceptable step: by a
/// function stuck(memory, now), which gives an Outcome.
template <class S, class Theta>
concept KnowsStuck = requires(const S& policy, const Asked<S, Theta>& asked,
                              const Iterate<Theta>& now) { policy.stuck(asked.memory, now); };

/// What it means that the learning rate found no acceptable step: the policy may know that nothing
/// was left to gain; otherwise the run has stalled.
template <class S, Parameters Theta>
constexpr Outcome meaning_if_stuck(const S& policy, const Asked<S, Theta>& asked,
                                   const Iterate<Theta>& now) {
    if constexpr (KnowsStuck<S, Theta>) {
        return policy.stuck(asked.memory, now);
    } else {
        return Outcome::stalled;
    }
}

/// A policy that is made of others: it says how many criteria they have, by a constant `criteria`,
/// and offers write_records(memory, now, fired, next), which writes so many.
template <class S>
concept MadeOfPolicies = requires { requires S::criteria > 0; };

/// How many criteria a policy has.
template <class S>
inline constexpr int criteria = 1;
template <MadeOfPolicies S>
inline constexpr int criteria<S> = S::criteria;

/// Writes one record for each criterion in the policy, from `next` on.
///
/// @param whole_fired  whether all did that the policy is a part of: a criterion counts as fired
///                     only then
/// @return             where the next record goes
template <class S, Parameters Theta>
[[gnu::cold]] constexpr StopRecord* write_records(const S& policy, const Asked<S, Theta>& asked,
                                                  const Iterate<Theta>& now, bool whole_fired,
                                                  StopRecord* next) {
    const bool fired = whole_fired && asked.fired;
    if constexpr (MadeOfPolicies<S>) {
        return policy.write_records(asked.memory, now, fired, next);
    } else {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        if constexpr (requires { policy.record(asked.memory, now); }) {
            *next = policy.record(asked.memory, now);
        } else if constexpr (requires { policy.record(now); }) {
            *next = policy.record(now);
        } else {
            *next = {"the caller's own test", none, none};
        }
        next->fired = fired;
        return next + 1;
    }
}

namespace archetype {
/// The least a type must offer to be a StoppingPolicy.
struct StoppingPolicy {
    template <Parameters Theta>
    constexpr bool check(const Iterate<Theta>&) const {
        return true;
    }
};
} // namespace archetype

static_assert(StoppingPolicy<archetype::StoppingPolicy, double>);

} // namespace descent
