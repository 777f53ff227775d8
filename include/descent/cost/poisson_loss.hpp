// SPDX-License-Identifier: MIT
// PoissonLoss: Poisson regression, for counts.
#pragma once

#include <descent/cost/mean_loss.hpp>
#include <descent/loss/poisson.hpp>

#include <utility>

namespace descent::cost {

/// Poisson regression: J(theta) = (1/m) sum of exp(h_theta(x_i)) - y_i h_theta(x_i), for counts y_i
/// with the mean exp(h_theta(x_i)).
///
///     cost::PoissonLoss J{X, visits};
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix. What has a name is viewed and must outlive the
///                    cost; temporaries are owned (data::hold).
/// @param y           [m] counts or rates, finite and >= 0, of any type of number, or data::Weighted{y, w}
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidData for the first entry of y
///         that is no count; NonFiniteData
///         at the first evaluation if an entry of X or y is NaN or infinite
///
/// Promises  Convex. Its curvature has no bound, so that a constant rate can be too large anywhere:
///           use a line search.
/// Expense   One pass over X an evaluation, and one exponential an example; no allocation
/// Source    [McCullaghNelder1989], chapter 6
template <class X, class Y, class H = hypothesis::Linear>
class PoissonLoss : public MeanLoss<loss::Poisson, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    PoissonLoss(GivenX&& x, GivenY&& y, H hypothesis = {})
        : MeanLoss<loss::Poisson, X, Y, H>{
              "cost::PoissonLoss", loss::Poisson{}, data::hold(std::forward<GivenX>(x)),
              data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}
};

template <class GivenX, class GivenY>
PoissonLoss(GivenX&&, GivenY&&) -> PoissonLoss<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
PoissonLoss(GivenX&&, GivenY&&, H) -> PoissonLoss<data::held_t<GivenX>, data::held_t<GivenY>, H>;

} // namespace descent::cost
