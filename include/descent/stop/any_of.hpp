// SPDX-License-Identifier: MIT
// AnyOf: stop as soon as one of two policies says so.
#pragma once

#include <descent/stop/pair.hpp>

#include <type_traits>
#include <utility>

namespace descent::stop {

/// Stops when a or b fires: `a | b`. Owns both, and asks both at every iterate.
///
/// Certifies  what the part that fired does; if both did, the stronger outcome
/// Expense    that of its parts
template <class A, class B>
class AnyOf : public Pair<A, B> {
public:
    using Pair<A, B>::Pair;

    static constexpr bool ends_every_run = descent::ends_every_run<A> || descent::ends_every_run<B>;

    constexpr Budget budget() const { return smaller(this->budget_of_a(), this->budget_of_b()); }

    template <Parameters Theta>
    constexpr bool check(typename Pair<A, B>::template Memory<Theta>& memory,
                         const Iterate<Theta>& now) const {
        this->ask_both(memory, now);
        return memory.a.fired || memory.b.fired;
    }
};

template <class A, class B>
AnyOf(A, B) -> AnyOf<A, B>;

/// a | b: stop as soon as one says so.
template <class A, class B>
    requires std::is_class_v<A> && std::is_class_v<B>
constexpr AnyOf<A, B> operator|(A a, B b) {
    return {std::move(a), std::move(b)};
}

} // namespace descent::stop
