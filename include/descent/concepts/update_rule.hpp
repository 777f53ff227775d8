// SPDX-License-Identifier: MIT
// UpdateRule: the contract of which way to go.
#pragma once

#include <descent/core/memory.hpp>

#include <concepts>

namespace descent {

/// A direction: theta itself or a reference to one, never an Eigen expression, which could refer to
/// a variable that is gone.
template <class D, class Theta>
concept Direction = std::same_as<D, Theta> || std::same_as<D, const Theta&>;

/// An update rule without memory.
template <class U, class Theta>
concept PlainUpdateRule = requires(const U& rule, const Iterate<Theta>& now) {
    { rule.direction(now) } -> Direction<Theta>;
};

/// An update rule with memory, made by its `init`.
template <class U, class Theta>
concept RememberingUpdateRule =
    Remembers<U, Theta> &&
    requires(const U& rule, memory_t<U, Theta>& memory, const Iterate<Theta>& now) {
        { rule.direction(memory, now) } -> Direction<Theta>;
    };

/// Turns gradients into the direction d of theta <- theta - alpha d.
///
/// Offers      direction(now) -> d, theta's shape; or, with memory,
///             init(first) -> memory, fresh for every run, and direction(memory, now) -> d.
///             A reference must stay valid until the next call: into the memory, or to the iterate.
///             Optional: restart(memory, now), which makes the memory as fresh as init does, in the
///             buffers that are there: a rule without it may allocate in the middle of a run.
/// Promises    Same history, same answer.
/// May assume  It is asked at iterations 0, 1, 2, ... in order, each once; `restart`, or else
///             `init`, may be called in the middle of a run, at an iterate from which the rule
///             starts afresh.
template <class U, class Theta>
concept UpdateRule = Parameters<Theta> && std::copy_constructible<U> &&
                     (PlainUpdateRule<U, Theta> || RememberingUpdateRule<U, Theta>);

/// An update rule that may step from another point than the iterate.
///
/// Offers      extrapolate(memory, now, ahead) -> true if the next step starts from `ahead`, which
///             it has written then. The run evaluates the cost there, and asks for the direction at
///             that point.
/// May assume  It is asked once an iterate, before `direction`. Where the cost at `ahead` is not
///             finite, the rule is started afresh, by `restart` or else `init`, and the step starts
///             from the iterate.
template <class U, class Theta>
concept ExtrapolatingUpdateRule =
    RememberingUpdateRule<U, Theta> &&
    requires(const U& rule, memory_t<U, Theta>& memory, const Iterate<Theta>& now, Theta& ahead) {
        { rule.extrapolate(memory, now, ahead) } -> std::same_as<bool>;
    };

/// An update rule that may know of a way on where its steps are lost in the rounding of the cost.
///
/// Offers      farther(memory, now, stuck) -> null, or a direction d downhill, valid until the next
///             call, of a step theta - d long enough to be told from rounding. If the cost falls by
///             a quarter of what its slope promises to tenfold that, the run goes on from there, or
///             from farther out, and asks for no `direction` at this iterate; otherwise it does
///             what it would have done.
/// Promises    Null for as long as the cost still moves, for it is asked at every iterate.
/// May assume  It is asked once before `direction`; and, with `stuck` true, after it, where the
///             learning rate found no step and the run would end as converged.
template <class U, class Theta>
concept FarSightedUpdateRule =
    RememberingUpdateRule<U, Theta> &&
    requires(const U& rule, memory_t<U, Theta>& memory, const Iterate<Theta>& now) {
        { rule.farther(memory, now, true) } -> std::same_as<const Theta*>;
    };

/// An update rule that keeps to bounds, which the cost must have too: the run steps, and takes the
/// proximal step that holds theta there.
///
/// Offers      the type Bounds, of the constraint.
template <class U>
concept BoundedUpdateRule = requires { typename U::Bounds; };

/// An update rule that makes up for unlike units of the parameters: whoever is stuck behind it is
/// not told to scale them.
///
/// Offers      a constant `scales`, true.
template <class U>
concept ScalingUpdateRule = requires { requires U::scales; };

/// Asks the rule for its direction, with its memory if it has any.
template <class U, Parameters Theta>
    requires UpdateRule<U, Theta>
constexpr decltype(auto) direction(const U& rule, memory_t<U, Theta>& memory,
                                   const Iterate<Theta>& now) {
    if constexpr (RememberingUpdateRule<U, Theta>) {
        return rule.direction(memory, now);
    } else {
        return rule.direction(now);
    }
}

/// Makes the rule's memory fresh, as if the run began at `now`: by `restart`, which allocates
/// nothing, or else by `init`.
template <class U, Parameters Theta>
    requires UpdateRule<U, Theta>
constexpr void restart(const U& rule, memory_t<U, Theta>& memory, const Iterate<Theta>& now) {
    if constexpr (requires { rule.restart(memory, now); }) {
        rule.restart(memory, now);
    } else if constexpr (RememberingUpdateRule<U, Theta>) {
        memory = rule.init(now);
    }
}

namespace archetype {
/// The least a type must offer to be an UpdateRule.
struct UpdateRule {
    template <Parameters Theta>
    constexpr const Theta& direction(const Iterate<Theta>& now) const {
        return now.gradient;
    }
};
} // namespace archetype

static_assert(UpdateRule<archetype::UpdateRule, double>);

} // namespace descent
