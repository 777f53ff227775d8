// SPDX-License-Identifier: MIT
// SoftmaxLoss: logistic regression for K classes.
#pragma once

#include <descent/cost/mean_loss.hpp>
#include <descent/loss/softmax.hpp>

#include <utility>

namespace descent::cost {

/// Classification into K classes: J(theta) = (1/m) sum of log(sum over k of exp(h_ik)) - h_i,y_i,
/// the scores h_ik = theta_0k + x_i . theta_k of example i being a row of K numbers. The probability
/// of class k is then exp(h_ik) / sum over j of exp(h_ij). theta is a matrix, a column for each class.
///
///     cost::SoftmaxLoss J{X, species, 3};
///
/// The same vector added to all columns of theta changes nothing. From a zero start, theta keeps the
/// sum of its columns at 0; a penalty makes the minimum unique.
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix. What has a name is viewed and must outlive the
///                    cost; temporaries are owned (data::hold).
/// @param y           [m] labels 0, 1, ..., K-1, of any type of number, or data::Weighted{y, w}
/// @param classes     K; >= 2
/// @param hypothesis  hypothesis::Linear, whose intercepts are row 0 of theta, or LinearThroughOrigin
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidSetting if classes is out of
///         range; InvalidData for the first entry of y that is no label; NonFiniteData at the first
///         evaluation if an entry of X is NaN or infinite
///
/// Promises  Stable for scores of any size. Convex.
/// Expense   One pass over X an evaluation, and K exponentials an example; no allocation
/// Source    [Boehning1992]
template <class X, class Y, class H = hypothesis::Linear>
class SoftmaxLoss : public MeanLoss<loss::Softmax, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    SoftmaxLoss(GivenX&& x, GivenY&& y, Index classes, H hypothesis = {})
        : MeanLoss<loss::Softmax, X, Y, H>{
              "cost::SoftmaxLoss", loss::Softmax{classes}, data::hold(std::forward<GivenX>(x)),
              data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}

    /// Says what is missing, or where weights go.
    template <class GivenX, class GivenY, class... More>
        requires(!begins_with_number<More...>)
    SoftmaxLoss(GivenX&& x, GivenY&& y, const More&...)
        : SoftmaxLoss{std::forward<GivenX>(x), std::forward<GivenY>(y), 2} {
        static_assert(begins_with_number<More...>,
                      "the number of classes comes third, and weights stand with y: write "
                      "cost::SoftmaxLoss{X, y, classes} or "
                      "cost::SoftmaxLoss{X, data::Weighted{y, w}, classes}");
    }
};

template <class GivenX, class GivenY>
SoftmaxLoss(GivenX&&, GivenY&&, Index) -> SoftmaxLoss<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
SoftmaxLoss(GivenX&&, GivenY&&, Index, H)
    -> SoftmaxLoss<data::held_t<GivenX>, data::held_t<GivenY>, H>;
template <class GivenX, class GivenY, class... More>
    requires(!begins_with_number<More...>)
SoftmaxLoss(GivenX&&, GivenY&&, const More&...)
    -> SoftmaxLoss<data::held_t<GivenX>, data::held_t<GivenY>>;

} // namespace descent::cost
