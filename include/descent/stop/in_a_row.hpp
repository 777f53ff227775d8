// SPDX-License-Identifier: MIT
// InARow: stop when a policy has said so several times in a row.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

#include <type_traits>
#include <utility>

namespace descent::stop {

/// Stops when a policy fires at n iterates in a row.
///
/// @param n       iterates in a row; >= 1
/// @param policy  the policy to be asked
/// @throws InvalidSetting if n is less than 1
///
/// Certifies  what the policy does
/// Expense    that of the policy
template <class S>
class InARow {
public:
    constexpr InARow(int n, S policy) : n_{n}, policy_{std::move(policy)} {
        require(n >= 1, "stop::InARow: n must be >= 1", n);
    }

    /// Says in which order they come.
    template <class Policy>
        requires std::is_class_v<Policy>
    constexpr InARow(Policy policy, int n) : InARow{n, std::move(policy)} {
        static_assert(!std::is_class_v<Policy>,
                      "the number comes first: write stop::InARow{n, policy}");
    }

    static constexpr bool ends_every_run = descent::ends_every_run<S>;

    static constexpr int criteria = descent::criteria<S>;

    template <Parameters Theta>
    struct Memory {
        Asked<S, Theta> asked;
        int row = 0;
    };

    template <Parameters Theta>
        requires StoppingPolicy<S, Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {{descent::init(policy_, first)}};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        memory.row = ask(policy_, memory.asked, now) ? memory.row + 1 : 0;
        return memory.row >= n_;
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return meaning(policy_, memory.asked, now);
    }

    template <Parameters Theta>
        requires KnowsStuck<S, Theta>
    constexpr Outcome stuck(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return meaning_if_stuck(policy_, memory.asked, now);
    }

    /// The records of the policy.
    template <Parameters Theta>
    [[gnu::cold]] constexpr StopRecord* write_records(const Memory<Theta>& memory,
                                                      const Iterate<Theta>& now, bool fired,
                                                      StopRecord* next) const {
        return descent::write_records(policy_, memory.asked, now, fired, next);
    }

private:
    int n_;
    S policy_;
};

template <class S>
InARow(int, S) -> InARow<S>;
template <class S>
    requires std::is_class_v<S>
InARow(S, int) -> InARow<S>;

} // namespace descent::stop
