// SPDX-License-Identifier: MIT
// minimize: for the person who only wants the answer.
#pragma once

#include <descent/optimizer/gradient_descent.hpp>
#include <descent/rate/backtracking.hpp>
#include <descent/stop/gradient_reduced_by.hpp>

namespace descent {

template <class Cost, class Start>
    requires CostFunction<Cost, plain_t<Start>>
Result<plain_t<Start>> minimize(const Cost& cost, const Start& theta0) {
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientReducedBy{1e8} |
                                                              stop::AfterIterations{10'000}};
    return optimizer.minimize(cost, theta0);
}

/// The same, from the zero theta that the cost names as its start.
template <StartingCost Cost>
auto minimize(const Cost& cost) {
    return minimize(cost, cost.start());
}

} // namespace descent
