// SPDX-License-Identifier: MIT
// ProximalTerm: the contract of constraints, and of penalties that have no gradient.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent {

/// A term R(theta) that is added to a smooth cost J and handled by its proximal step: a constraint
/// (R is 0 on the set and infinite outside) or a penalty without a gradient (R = lambda
/// sum |theta_i|).
///
/// Offers      prox(theta, rate): replaces theta by the minimiser over x of
///                 R(x) + |x - theta|^2 / (2 rate);
///             for a constraint that is the nearest point of the set, whatever the rate.
///             Optional: value(theta) -> R(theta). A term without it is a constraint: R counts as
///             0, for every iterate comes from prox, the first one too.
/// Promises    Same arguments, same answer; if R is a constraint, prox leaves its own results as
///             they are but for rounding. A NaN in theta remains.
/// May assume  rate > 0.
template <class R, class Theta>
concept ProximalTerm =
    Parameters<Theta> && std::copy_constructible<R> &&
    requires(const R& term, Theta& theta, scalar_t<Theta> rate) { term.prox(theta, rate); };

/// A term that is 0 on a set and infinite outside: it has no value of its own.
template <class R, class Theta>
concept Constraint =
    ProximalTerm<R, Theta> && !requires(const R& term, const Theta& theta) { term.value(theta); };

/// A constraint on each entry by itself, which knows the entries that may not move on.
///
/// Offers      pinned(theta, direction, i) -> whether entry i of theta lies at a bound that the
///             update theta - alpha direction pushes against.
template <class R, class Theta>
concept BoundConstraint =
    Constraint<R, Theta> && requires(const R& term, const Theta& theta, Index i) {
        { term.pinned(theta, theta, i) } -> std::same_as<bool>;
    };

/// Base of the terms that are added by `J + term`. A term of the user's own may derive from it;
/// without, cost::Composite{J, term} is the same.
struct Addend {};

/// R(theta), or 0 for a constraint.
template <class R, Parameters Theta>
    requires ProximalTerm<R, Theta>
constexpr scalar_t<Theta> value_of(const R& term, const Theta& theta) {
    if constexpr (!Constraint<R, Theta>) {
        return term.value(theta);
    } else {
        return scalar_t<Theta>(0);
    }
}

/// A cost with a term beside what value_and_gradient gives. Whatever is made of it must hand the
/// term on, or else refuse it.
template <class C>
concept CarriesTerm = requires(const C& cost) { cost.term(); };

/// A cost J + R that keeps the two apart: value_and_gradient gives J and its gradient, `term()`
/// gives R.
template <class C, class Theta>
concept CompositeCost =
    CarriesTerm<C> &&
    ProximalTerm<std::remove_cvref_t<decltype(std::declval<const C&>().term())>, Theta>;

namespace archetype {
/// The least a type must offer to be a ProximalTerm: here, no constraint at all.
struct ProximalTerm {
    template <Parameters Theta>
    constexpr void prox(Theta&, scalar_t<Theta>) const {}
};
} // namespace archetype

static_assert(ProximalTerm<archetype::ProximalTerm, double>);

} // namespace descent
