// SPDX-License-Identifier: MIT
// Observer: the contract of who watches.
#pragma once

#include <descent/core/budget.hpp>
#include <descent/core/iterate.hpp>

namespace descent {

/// Watches a run.
///
/// Offers      a call with an iterate, whose answer is ignored: any callable.
///             Optional: the same with the Budget of the run as a second argument.
/// May assume  It sees iterates 0, 1, 2, ... in order, each once, the last one too.
template <class O, class Theta>
concept Observer =
    Parameters<Theta> && requires(O& observer, const Iterate<Theta>& now) { observer(now); };

/// Shows the observer an iterate, and the budget if it takes one.
template <class O, Parameters Theta>
    requires Observer<O, Theta>
constexpr void show(O& observer, const Iterate<Theta>& now, const Budget& budget) {
    if constexpr (requires { observer(now, budget); }) {
        observer(now, budget);
    } else {
        observer(now);
    }
}

namespace archetype {
/// The least a type must offer to be an Observer.
struct Observer {
    template <Parameters Theta>
    constexpr void operator()(const Iterate<Theta>&) const {}
};
} // namespace archetype

static_assert(Observer<archetype::Observer, double>);

} // namespace descent
