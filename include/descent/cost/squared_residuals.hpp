// SPDX-License-Identifier: MIT
// squared_residuals: sum of (h(x) - y)^2 and half its gradient, in one pass over X.
#pragma once

#include <descent/concepts/hypothesis.hpp>

#include <algorithm>

namespace descent::cost {

/// Sum over the examples of (h(x_i) - y_i)^2, and of (h(x_i) - y_i) dh/dtheta into `gradient`.
///
/// Linear hypotheses: blocks of rows small enough to stay in cache between X theta and X' r, always
/// the same blocks in the same order, so the same data gives the same bits.
///
/// Expense  One pass over X; 2 m n multiply-adds; no allocation
template <class X, class Y, LinearHypothesis H, class Theta>
typename Theta::Scalar squared_residuals(const X& x, const Y& y, const H&, const Theta& theta,
                                         Theta& gradient) {
    using Scalar = typename Theta::Scalar;
    constexpr Index rows = 64;
    Eigen::Matrix<Scalar, Eigen::Dynamic, 1, 0, rows, 1> residual;
    const Index features = x.cols();
    const auto slopes = theta.tail(features);
    Scalar sum = 0;
    gradient.setZero();
    for (Index i = 0; i < x.rows(); i += rows) {
        const Index count = (std::min)(rows, x.rows() - i);
        const auto block = x.middleRows(i, count);
        residual = -y.segment(i, count);
        if constexpr (H::intercepts == 1) {
            residual.array() += theta[0];
        }
        residual.noalias() += block * slopes;
        sum += residual.squaredNorm();
        if constexpr (H::intercepts == 1) {
            gradient[0] += residual.sum();
        }
        gradient.tail(features).noalias() += block.transpose() * residual;
    }
    return sum;
}

/// The same for any other hypothesis, one example after another. `row` is scratch for dh/dtheta.
template <class X, class Y, class H, class Theta>
typename Theta::Scalar squared_residuals(const X& x, const Y& y, const H& hypothesis,
                                         const Theta& theta, Theta& gradient, Theta& row) {
    using Scalar = typename Theta::Scalar;
    Scalar sum = 0;
    gradient.setZero();
    for (Index i = 0; i < x.rows(); ++i) {
        const auto input = x.row(i).transpose();
        const Scalar residual =
            static_cast<Scalar>(hypothesis.value_and_gradient(theta, input, row)) - y[i];
        sum += residual * residual;
        gradient += residual * row;
    }
    return sum;
}

} // namespace descent::cost
