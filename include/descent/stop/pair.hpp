// SPDX-License-Identifier: MIT
// Pair: two policies as one, what AnyOf and AllOf share.
#pragma once

#include <descent/concepts/stopping_policy.hpp>

#include <utility>

namespace descent::stop {

/// Two policies, each with its memory, both asked at every iterate: a short circuit would leave
/// holes in the memory of the second. If both fire at once, the stronger outcome is the run's
/// (`stronger`).
template <class A, class B>
class Pair {
public:
    constexpr Pair(A a, B b) : a_{std::move(a)}, b_{std::move(b)} {}

    static constexpr int criteria = descent::criteria<A> + descent::criteria<B>;

    template <Parameters Theta>
    struct Memory {
        Asked<A, Theta> a;
        Asked<B, Theta> b;
    };

    template <Parameters Theta>
        requires StoppingPolicy<A, Theta> && StoppingPolicy<B, Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {{descent::init(a_, first)}, {descent::init(b_, first)}};
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        if (memory.a.fired && memory.b.fired) {
            return stronger(meaning(a_, memory.a, now), meaning(b_, memory.b, now));
        }
        return memory.a.fired ? meaning(a_, memory.a, now) : meaning(b_, memory.b, now);
    }

    template <Parameters Theta>
        requires KnowsStuck<A, Theta> || KnowsStuck<B, Theta>
    constexpr Outcome stuck(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return stronger(meaning_if_stuck(a_, memory.a, now), meaning_if_stuck(b_, memory.b, now));
    }

    /// The records of both.
    template <Parameters Theta>
    [[gnu::cold]] constexpr StopRecord* write_records(const Memory<Theta>& memory,
                                                      const Iterate<Theta>& now, bool fired,
                                                      StopRecord* next) const {
        next = descent::write_records(a_, memory.a, now, fired, next);
        return descent::write_records(b_, memory.b, now, fired, next);
    }

protected:
    constexpr Budget budget_of_a() const { return descent::budget(a_); }
    constexpr Budget budget_of_b() const { return descent::budget(b_); }

    template <Parameters Theta>
    constexpr void ask_both(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        ask(a_, memory.a, now);
        ask(b_, memory.b, now);
    }

private:
    A a_;
    B b_;
};

} // namespace descent::stop
