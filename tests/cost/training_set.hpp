// SPDX-License-Identifier: MIT
// Training sets for the tests of costs, and the mean squared error written out as plain loops.
#pragma once

#include <Eigen/Core>

namespace descent::training {

using Index = Eigen::Index;

/// An integer in [-8, 8] without a pattern: the same everywhere, sums of products exact in double.
inline int integer(Index i) {
    return static_cast<int>((static_cast<unsigned>(i) * 2654435761U >> 16U) % 17U) - 8;
}

template <class Scalar = double>
Eigen::MatrixX<Scalar> inputs(Index m, Index n) {
    return Eigen::MatrixX<Scalar>::NullaryExpr(
        m, n, [n](Index i, Index j) { return static_cast<Scalar>(integer(i * n + j)); });
}

template <class Scalar = double>
Eigen::VectorX<Scalar> targets(Index m) {
    return Eigen::VectorX<Scalar>::NullaryExpr(
        m, [](Index i) { return static_cast<Scalar>(integer(7777 + i)); });
}

template <class Scalar = double>
Eigen::VectorX<Scalar> parameters(Index n) {
    return Eigen::VectorX<Scalar>::NullaryExpr(
        n, [](Index i) { return static_cast<Scalar>(integer(33333 + i)) / 4; });
}

struct Answer {
    long double value = 0;
    Eigen::VectorX<long double> gradient;
    long double value_scale = 0;                ///< the same sums of absolute values,
    Eigen::VectorX<long double> gradient_scale; ///< which rounding errors are in proportion to
};

/// Mean squared error of h(x) = theta_0 + theta_1 x_1 + ..., one number at a time.
template <class Scalar>
Answer mean_squared_error(const Eigen::MatrixX<Scalar>& X, const Eigen::VectorX<Scalar>& y,
                          const Eigen::VectorX<Scalar>& theta) {
    using Long = long double;
    const Index m = X.rows();
    const Index n = X.cols();
    Answer answer;
    answer.gradient = answer.gradient_scale = Eigen::VectorX<Long>::Zero(n + 1);
    for (Index i = 0; i < m; ++i) {
        Long h = Long(theta[0]);
        Long size = std::abs(Long(theta[0])) + std::abs(Long(y[i]));
        for (Index j = 0; j < n; ++j) {
            h += Long(theta[j + 1]) * Long(X(i, j));
            size += std::abs(Long(theta[j + 1]) * Long(X(i, j)));
        }
        const Long r = h - Long(y[i]);
        answer.value += r * r / Long(m);
        answer.value_scale += size * size / Long(m);
        for (Index j = 0; j <= n; ++j) {
            const Long x = j == 0 ? Long(1) : Long(X(i, j - 1));
            answer.gradient[j] += 2 * r * x / Long(m);
            answer.gradient_scale[j] += 2 * size * std::abs(x) / Long(m);
        }
    }
    return answer;
}

} // namespace descent::training
