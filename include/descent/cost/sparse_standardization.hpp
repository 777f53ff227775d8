// SPDX-License-Identifier: MIT
// sparse_standardization: means and spreads of features that are mostly 0.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/cost/mean_squared_length.hpp>
#include <descent/data/standardization.hpp>

#include <Eigen/Core>

#include <concepts>

namespace descent::cost {

/// The means and spreads of the columns of a sparse X; one with an entry or squares that are not
/// finite is left as it is, with mean 0 and unit 1. Spreads whose squares underflow are none: such
/// a column is constant.
///
/// @param y  of its examples, with weights if there are any
///
/// Expense  Two passes over what X stores; three numbers a column
template <std::floating_point Sum, class X, class Y>
data::Standardization<Sum> sparse_standardization(const X& x, const Y& y) {
    using Scalar = typename X::Scalar;
    const Sum weights = sum_of_weights<Scalar>(y, x.rows());
    Eigen::VectorX<Sum> means = Eigen::VectorX<Sum>::Zero(x.cols());
    Eigen::VectorX<Sum> squares = means;
    Eigen::VectorX<Sum> absent = Eigen::VectorX<Sum>::Constant(x.cols(), weights); // of zeros
    const auto for_each_present = [&](const auto& take) {
        for_each_stored(x, [&](Index i, Index j, const Scalar& entry) {
            const auto weight = static_cast<Sum>(weight_of<Scalar>(y, i));
            if (weight > 0) {
                take(j, weight, static_cast<Sum>(entry));
            }
        });
    };
    for_each_present([&](Index j, Sum weight, Sum entry) {
        means[j] += weight * entry;
        absent[j] -= weight;
    });
    means /= weights;
    for_each_present([&](Index j, Sum weight, Sum entry) {
        squares[j] += weight * (entry - means[j]) * (entry - means[j]);
    });
    squares += absent.cwiseMax(Sum(0)).cwiseProduct(means.cwiseAbs2());
    squares /= weights;
    for (Index j = 0; j < x.cols(); ++j) {
        if (!is_finite(means[j] + squares[j])) {
            means[j] = 0;
            squares[j] = 1;
        }
    }
    return data::Standardization<Sum>::from_moments(means, squares);
}

} // namespace descent::cost
