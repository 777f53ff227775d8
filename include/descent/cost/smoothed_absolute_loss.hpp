// SPDX-License-Identifier: MIT
// SmoothedAbsoluteLoss: regression to the median.
#pragma once

#include <descent/cost/mean_loss.hpp>
#include <descent/loss/smoothed_absolute.hpp>

#include <utility>

namespace descent::cost {

/// Regression to the median: J(theta) = (1/m) sum of sqrt(r_i^2 + epsilon^2) - epsilon with
/// r_i = h_theta(x_i) - y_i: the mean absolute error but for less than epsilon.
///
///     cost::SmoothedAbsoluteLoss J{X, y, 0.01};
///
/// The smaller epsilon is, the nearer to the mean absolute error, and the more iterations it takes:
/// its largest curvature is in proportion to 1 / epsilon.
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix. What has a name is viewed and must outlive the
///                    cost; temporaries are owned (data::hold).
/// @param y           [m] or [m x targets], or data::Weighted{y, w}
/// @param epsilon     in units of y; finite and > 0
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidSetting if epsilon is
///         out of range; NonFiniteData
///         at the first evaluation if an entry of X or y is NaN or infinite
///
/// Promises  Convex for linear hypotheses.
/// Expense   One pass over X an evaluation, value and gradient together; no allocation
template <class X, class Y, class H = hypothesis::Linear>
class SmoothedAbsoluteLoss : public MeanLoss<loss::SmoothedAbsolute, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    SmoothedAbsoluteLoss(GivenX&& x, GivenY&& y, double epsilon, H hypothesis = {})
        : MeanLoss<loss::SmoothedAbsolute, X, Y, H>{
              "cost::SmoothedAbsoluteLoss", loss::SmoothedAbsolute{epsilon},
              data::hold(std::forward<GivenX>(x)), data::hold(std::forward<GivenY>(y)),
              std::move(hypothesis)} {}

    /// Says what is missing, or where weights go.
    template <class GivenX, class GivenY, class... More>
        requires(!begins_with_number<More...>)
    SmoothedAbsoluteLoss(GivenX&& x, GivenY&& y, const More&...)
        : SmoothedAbsoluteLoss{std::forward<GivenX>(x), std::forward<GivenY>(y), 1.0} {
        static_assert(begins_with_number<More...>,
                      "epsilon comes third, and weights stand with y: write "
                      "cost::SmoothedAbsoluteLoss{X, y, epsilon} or "
                      "cost::SmoothedAbsoluteLoss{X, data::Weighted{y, w}, epsilon}");
    }
};

template <class GivenX, class GivenY>
SmoothedAbsoluteLoss(GivenX&&, GivenY&&, double)
    -> SmoothedAbsoluteLoss<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
SmoothedAbsoluteLoss(GivenX&&, GivenY&&, double, H)
    -> SmoothedAbsoluteLoss<data::held_t<GivenX>, data::held_t<GivenY>, H>;
template <class GivenX, class GivenY, class... More>
    requires(!begins_with_number<More...>)
SmoothedAbsoluteLoss(GivenX&&, GivenY&&, const More&...)
    -> SmoothedAbsoluteLoss<data::held_t<GivenX>, data::held_t<GivenY>>;

} // namespace descent::cost
