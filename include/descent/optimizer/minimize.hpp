// SPDX-License-Identifier: MIT
// minimize: for the person who only wants the answer.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/cost/composite.hpp>
#include <descent/optimizer/gradient_descent.hpp>
#include <descent/optimizer/refusal.hpp>

namespace descent {

/// Minimises a cost, with nothing to tune: the library's own choice of update rule, learning rate
/// and stopping policy (`default_optimizer`).
///
/// It may ask for the cost far from theta0, at the first step and before the end, and takes one that
/// is NaN or infinite there for a step too far; an exception that the cost throws ends the run.
///
/// A cost over a training set is first asked for the means and spreads of its features, which takes
/// as long as two or three evaluations; they are not in the result's `evaluations` and `elapsed`.
///
/// @param cost    what to minimise
/// @param theta0  where to start: a number, or any Eigen vector, matrix or expression
/// @return        the result; `converged()` says whether to trust it, printing it says why
/// @throws what GradientDescent::minimize throws
template <class Cost, class Start>
    requires CostFrom<Cost, Start>
Result<plain_t<Start>> minimize(const Cost& cost, const Start& theta0) {
    if constexpr (CompositeCost<Cost, plain_t<Start>>) {
        return default_optimizer<plain_t<Start>>(cost.term()).minimize(cost, theta0);
    } else {
        return default_optimizer(cost).minimize(cost, theta0);
    }
}

/// Minimises a cost under a constraint, or with a penalty that has no gradient.
///
///     minimize(J, theta0, proximal::Box{0, 1});
///
/// @param term  Box, NonNegative, Ball, Simplex, L1, ElasticNet, or the user's own; theta0 need not
///              satisfy it
/// @return      the result; cost is J + R, gradient that of J, and gradient_norm 0 just where J + R
///              is stationary, see cost::Composite
template <class Cost, class Start, ProximalTerm<plain_t<Start>> R>
    requires(CostFrom<Cost, Start> && !CarriesTerm<Cost>)
Result<plain_t<Start>> minimize(const Cost& cost, const Start& theta0, const R& term) {
    return minimize(cost::Composite{cost, term}, theta0);
}

/// Says why a cost cannot be minimised so.
template <class Cost, class Start>
    requires(!CostFrom<Cost, Start>)
typename ResultOf<Start>::Type minimize(const Cost&, const Start&) {
    refuse_cost<Cost, Start>();
    return {};
}
/// Says why a cost cannot be minimised so.
template <class Cost, class Start, class R>
    requires(!CarriesTerm<Cost> && (!CostFrom<Cost, Start> || !ProximalTerm<R, plain_t<Start>>))
typename ResultOf<Start>::Type minimize(const Cost&, const Start&, const R&) {
    refuse_term<Cost, Start, R>();
    return {};
}

/// Minimises a cost from the zero theta that the cost names as its start.
template <StartingCost Cost>
auto minimize(const Cost& cost) {
    return minimize(cost, cost.start());
}

/// Says why a cost cannot be minimised so.
template <class Cost>
    requires(!StartingCost<Cost>)
Result<double> minimize(const Cost&) {
    static_assert(StartingCost<Cost>,
                  "the cost does not say where to start: write minimize(cost, theta0)");
    return {};
}

} // namespace descent
