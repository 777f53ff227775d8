// SPDX-License-Identifier: MIT
// HuberLoss: regression that outliers pull at with limited force.
#pragma once

#include <descent/cost/mean_loss.hpp>
#include <descent/loss/huber.hpp>

#include <utility>

namespace descent::cost {

/// Robust regression: J(theta) = (1/m) sum of r_i^2 / 2 where |r_i| <= delta, and of
/// delta (|r_i| - delta / 2) elsewhere, with r_i = h_theta(x_i) - y_i.
///
///     cost::HuberLoss J{X, y, 1.5};
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix. What has a name is viewed and must outlive the
///                    cost; temporaries are owned (data::hold).
/// @param y           [m] or [m x targets], or data::Weighted{y, w}
/// @param delta       residual from which on the pull of an example stays the same, in units of y;
///                    finite and > 0
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidSetting if delta is
///         out of range; NonFiniteData
///         at the first evaluation if an entry of X or y is NaN or infinite
///
/// Promises  Convex for linear hypotheses.
/// Expense   One pass over X an evaluation, value and gradient together; no allocation
/// Source    [Huber1964]
template <class X, class Y, class H = hypothesis::Linear>
class HuberLoss : public MeanLoss<loss::Huber, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    HuberLoss(GivenX&& x, GivenY&& y, double delta, H hypothesis = {})
        : MeanLoss<loss::Huber, X, Y, H>{
              "cost::HuberLoss", loss::Huber{delta}, data::hold(std::forward<GivenX>(x)),
              data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}

    /// Says what is missing, or where weights go.
    template <class GivenX, class GivenY, class... More>
        requires(!begins_with_number<More...>)
    HuberLoss(GivenX&& x, GivenY&& y, const More&...)
        : HuberLoss{std::forward<GivenX>(x), std::forward<GivenY>(y), 1.0} {
        static_assert(begins_with_number<More...>,
                      "delta comes third, and weights stand with y: write "
                      "cost::HuberLoss{X, y, delta} or "
                      "cost::HuberLoss{X, data::Weighted{y, w}, delta}");
    }
};

template <class GivenX, class GivenY>
HuberLoss(GivenX&&, GivenY&&, double) -> HuberLoss<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
HuberLoss(GivenX&&, GivenY&&, double, H)
    -> HuberLoss<data::held_t<GivenX>, data::held_t<GivenY>, H>;
template <class GivenX, class GivenY, class... More>
    requires(!begins_with_number<More...>)
HuberLoss(GivenX&&, GivenY&&, const More&...)
    -> HuberLoss<data::held_t<GivenX>, data::held_t<GivenY>>;

} // namespace descent::cost
