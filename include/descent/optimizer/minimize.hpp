// SPDX-License-Identifier: MIT
// minimize: for the person who only wants the answer.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/optimizer/gradient_descent.hpp>

namespace descent {

/// Minimises a cost, with nothing to tune: the library's own choice of update rule, learning rate
/// and stopping policy (`default_optimizer`; for a Composite, the spectral projected gradient).
///
/// @param cost    what to minimise
/// @param theta0  where to start: a number, or any Eigen vector, matrix or expression
/// @return        the result; `converged()` says whether to trust it, printing it says why
/// @throws what GradientDescent::minimize throws
template <class Cost, class Start>
    requires CostFunction<Cost, plain_t<Start>>
Result<plain_t<Start>> minimize(const Cost& cost, const Start& theta0) {
    if constexpr (CompositeCost<Cost, plain_t<Start>>) {
        return GradientDescent{default_proximal_rate(), default_stop()}.minimize(cost, theta0);
    } else {
        return default_optimizer().minimize(cost, theta0);
    }
}

/// The same, from the zero theta that the cost names as its start.
template <StartingCost Cost>
auto minimize(const Cost& cost) {
    return minimize(cost, cost.start());
}

} // namespace descent
