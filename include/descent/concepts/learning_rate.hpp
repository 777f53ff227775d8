// SPDX-License-Identifier: MIT
// LearningRate: the contract of how far to go.
#pragma once

#include <descent/concepts/line.hpp>
#include <descent/core/memory.hpp>

#include <concepts>

namespace descent {

/// A learning rate without memory.
template <class R, class Theta>
concept PlainLearningRate =
    requires(const R& policy, const Iterate<Theta>& now, archetype::Line<scalar_t<Theta>>& line) {
        { policy.rate(now, line) } -> std::same_as<scalar_t<Theta>>;
    };

/// A learning rate with memory, made by its `init`.
template <class R, class Theta>
concept RememberingLearningRate =
    Remembers<R, Theta> &&
    requires(const R& policy, memory_t<R, Theta>& memory, const Iterate<Theta>& now,
             archetype::Line<scalar_t<Theta>>& line) {
        { policy.rate(memory, now, line) } -> std::same_as<scalar_t<Theta>>;
    };

/// Chooses the alpha of theta <- theta - alpha d.
///
/// Offers      rate(now, line) -> alpha; or, with memory,
///             init(first) -> memory, fresh for every run, and rate(memory, now, line) -> alpha.
///             `line` is a Line: the cost along theta - alpha d, evaluated on demand; one that asks
///             for a StraightLine is refused for costs with a proximal term. A rate of 0 says that
///             no acceptable step exists: the run ends as stalled.
/// Promises    Same history, same answer.
/// May assume  It is asked once an iterate, after the update rule; a second time at the same
///             iterate only when it answered 0 and the update rule was started afresh. Where a
///             FarSightedUpdateRule went on by itself it is not asked, and finds in now.rate how
///             many times its direction the run went.
template <class R, class Theta>
concept LearningRate = Parameters<Theta> && std::copy_constructible<R> &&
                       (PlainLearningRate<R, Theta> || RememberingLearningRate<R, Theta>);

/// A learning rate for costs with a proximal term too, whose lines are bent: one that asks for no
/// StraightLine.
template <class R, class Theta>
concept ArcLearningRate =
    LearningRate<R, Theta> && (requires(const R& policy, const Iterate<Theta>& now,
                                        archetype::Arc<scalar_t<Theta>>& line) {
        policy.rate(now, line);
    } || requires(const R& policy, memory_t<R, Theta>& memory, const Iterate<Theta>& now,
                  archetype::Arc<scalar_t<Theta>>& line) { policy.rate(memory, now, line); });

/// Asks the learning rate, with its memory if it has any.
template <class R, Parameters Theta, Line<scalar_t<Theta>> L>
    requires LearningRate<R, Theta>
constexpr scalar_t<Theta> rate_at(const R& policy, memory_t<R, Theta>& memory,
                                  const Iterate<Theta>& now, L& line) {
    if constexpr (RememberingLearningRate<R, Theta>) {
        return policy.rate(memory, now, line);
    } else {
        return policy.rate(now, line);
    }
}

namespace archetype {
/// The least a type must offer to be a LearningRate.
struct LearningRate {
    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>&,
                                   descent::Line<scalar_t<Theta>> auto&) const {
        return scalar_t<Theta>(1);
    }
};
} // namespace archetype

static_assert(LearningRate<archetype::LearningRate, float>);

} // namespace descent
