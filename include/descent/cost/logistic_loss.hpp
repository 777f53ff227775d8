// SPDX-License-Identifier: MIT
// LogisticLoss: logistic regression, for two classes.
#pragma once

#include <descent/cost/mean_loss.hpp>
#include <descent/loss/logistic.hpp>

#include <utility>

namespace descent::cost {

/// Logistic regression: J(theta) = (1/m) sum of log(1 + exp(-s_i h_theta(x_i))), where s_i is 1 for
/// examples of class 1 and -1 for the others. The probability of class 1 is then
/// 1 / (1 + exp(-h_theta(x))).
///
///     auto fit = minimize(cost::LogisticLoss{X, y} + 0.01 * cost::SquaredNorm{}.without_intercept());
///
/// If a theta separates the classes without error, J has no minimum: it falls towards 0 as theta
/// grows. A penalty, as above, gives it one.
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix. What has a name is viewed and must outlive the
///                    cost; temporaries are owned (data::hold).
/// @param y           [m] labels, 1 and 0 or else 1 and -1, of any type of number, or data::Weighted{y, w}
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidData for the first entry of y
///         that is no label; NonFiniteData
///         at the first evaluation if an entry of X or y is NaN or infinite
///
/// Promises  Stable for scores of any size. Convex.
/// Expense   One pass over X an evaluation, and one exponential an example; no allocation
/// Source    [McCullaghNelder1989], chapter 4
template <class X, class Y, class H = hypothesis::Linear>
class LogisticLoss : public MeanLoss<loss::Logistic, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    LogisticLoss(GivenX&& x, GivenY&& y, H hypothesis = {})
        : MeanLoss<loss::Logistic, X, Y, H>{
              "cost::LogisticLoss", loss::Logistic{}, data::hold(std::forward<GivenX>(x)),
              data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}
};

template <class GivenX, class GivenY>
LogisticLoss(GivenX&&, GivenY&&) -> LogisticLoss<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
LogisticLoss(GivenX&&, GivenY&&, H) -> LogisticLoss<data::held_t<GivenX>, data::held_t<GivenY>, H>;

} // namespace descent::cost
