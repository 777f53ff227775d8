// SPDX-License-Identifier: MIT
// mean_squared_length: how long the rows of a training set are, for bounds of curvature.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/data/running_mean.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/kernel_for.hpp>

#include <Eigen/Core>

namespace descent::cost {

/// The weight of example i: of data::Weighted, or 1.
template <class Scalar, class Y>
Scalar weight_of([[maybe_unused]] const Y& y, [[maybe_unused]] Index i) {
    if constexpr (data::is_weighted<Y>) {
        return y.template weight<Scalar>(i);
    } else {
        return 1;
    }
}

/// Calls f(i, j, x_ij) for every entry that X stores, in the order in which it lies.
template <class X, class F>
void for_each_stored(const X& x, const F& f) {
    for (Index outer = 0; outer < x.outerSize(); ++outer) {
        if constexpr (kernel::Sparse<X>) {
            for (typename X::InnerIterator at(x, outer); at; ++at) {
                f(at.row(), at.col(), at.value());
            }
        } else {
            for (Index inner = 0; inner < x.innerSize(); ++inner) {
                const Index i = X::IsRowMajor ? outer : inner;
                const Index j = X::IsRowMajor ? inner : outer;
                f(i, j, x.coeff(i, j));
            }
        }
    }
}

/// The sum of the weights of m examples.
template <class Scalar, class Y>
data::summed_t<Scalar> sum_of_weights(const Y& y, Index m) {
    if constexpr (data::is_weighted<Y>) {
        data::summed_t<Scalar> sum = 0;
        for (Index i = 0; i < m; ++i) {
            sum += weight_of<Scalar>(y, i);
        }
        return sum;
    } else {
        return static_cast<data::summed_t<Scalar>>(m);
    }
}

/// The weighted mean of |x_i|^2 over the rows of X, summed in double where Scalar is float.
///
/// Expense  One pass over X; no allocation
template <class Scalar, class X, class Y>
Scalar mean_squared_length(const X& x, const Y& y) {
    using Sum = data::summed_t<Scalar>;
    Sum sum = 0;
    if constexpr (data::is_weighted<Y>) {
        for_each_stored(x, [&](Index i, Index, const auto& entry) {
            const auto length = static_cast<Sum>(entry);
            const Sum weight = weight_of<Scalar>(y, i);
            sum += weight == 0 ? Sum(0) : weight * length * length;
        });
    } else {
        sum = x.template cast<Sum>().squaredNorm();
    }
    return static_cast<Scalar>(sum / sum_of_weights<Scalar>(y, x.rows()));
}

/// The weighted mean over the rows of X of sum over j of ((x_ij - origin_j) / unit_j)^2.
///
/// Expense  One pass over X; O(n) numbers if it is sparse
template <class X, class Y, class Scalar>
Scalar mean_squared_length(const X& x, const Y& y, const Eigen::VectorX<Scalar>& origin,
                           const Eigen::VectorX<Scalar>& unit) {
    using Sum = data::summed_t<Scalar>;
    const auto square = [&](Sum entry, Index j) {
        const Sum length = (entry - origin[j]) / unit[j];
        return length * length;
    };
    const Sum weights = sum_of_weights<Scalar>(y, x.rows());
    Eigen::VectorX<Sum> absent; // weights of the rows where a sparse X stores nothing: it is 0
    if constexpr (kernel::Sparse<X>) {
        absent.setConstant(x.cols(), weights);
    }
    Sum sum = 0;
    for_each_stored(x, [&](Index i, Index j, const auto& entry) {
        const Sum weight = weight_of<Scalar>(y, i);
        sum += weight == 0 ? Sum(0) : weight * square(static_cast<Sum>(entry), j);
        if constexpr (kernel::Sparse<X>) {
            absent[j] -= weight;
        }
    });
    for (Index j = 0; j < absent.size(); ++j) {
        sum += larger(absent[j], Sum(0)) * square(0, j);
    }
    return static_cast<Scalar>(sum / weights);
}

} // namespace descent::cost
