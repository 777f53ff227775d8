// SPDX-License-Identifier: MIT
// refuse_chunk: what a chunk of a training set must be to be taken into statistics, in words.
#pragma once

#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/data/centred_rows.hpp>
#include <descent/data/require_finite_entry.hpp>
#include <descent/data/weighted.hpp>

#include <Eigen/Core>

#include <concepts>
#include <limits>
#include <string>
#include <type_traits>

namespace descent::data {

/// What statistics take as X: a dense matrix, or an expression of one.
template <class X>
concept StatisticsFeatures = std::derived_from<X, Eigen::MatrixBase<X>>;

/// What statistics take as y: a column, a matrix or array with one for each target, or Weighted.
template <class Y>
concept StatisticsTargets = is_weighted<Y> || requires(const Y& y) {
    requires std::derived_from<Y, Eigen::DenseBase<std::remove_cvref_t<decltype(y.derived())>>>;
};

/// Does not compile, and says why statistics do not take this X.
template <class X>
void refuse_features() {
    if constexpr (Container<X>) {
        refuse_container<X>();
    } else {
        static_assert(
            StatisticsFeatures<X>,
            "X must be a dense Eigen matrix: of an array write X.matrix(), of a sparse matrix "
            "Eigen::MatrixXd(X), for centred it is dense");
    }
}

/// Does not compile, and says why statistics do not take this chunk: the first reason that is
/// found.
///
/// @tparam More  the types of further arguments, of which there may be none
template <class X, class Y, class... More>
void refuse_chunk() {
    if constexpr (sizeof...(More) > 0) {
        static_assert(sizeof...(More) == 0,
                      "weights stand with y: write data::Weighted{y, w} in the place of y");
    } else if constexpr (!StatisticsFeatures<X>) {
        refuse_features<X>();
    } else if constexpr (Container<Y>) {
        refuse_container<Y>();
    } else {
        static_assert(StatisticsTargets<Y>,
                      "y must be an Eigen vector, matrix or array, or data::Weighted{y, w}");
    }
}

/// Throws unless the weights are usable still, for they may have been changed since they were made,
/// and their sum is finite and has all its digits times squares near 1 and above; smaller squares
/// may underflow times their weight, as they may without.
///
/// @param who  begins the message: "<type>: "
/// @throws InvalidData, or ShapeMismatch if w was given another size
template <std::floating_point Scalar, class Y, class W>
void require_summable_weights(const std::string& who, const Weighted<Y, W>& weighted) {
    weighted.require_weights();
    constexpr Scalar least =
        (std::numeric_limits<Scalar>::min)() / std::numeric_limits<Scalar>::epsilon();
    Scalar sum = 0;
    for (Index i = 0; i < weighted.w().size(); ++i) {
        sum += static_cast<Scalar>(weighted.w().coeff(i));
    }
    if (!(sum >= least && is_finite(sum)) && weighted.w().size() > 0) {
        require<InvalidData>(
            false, who + "the sum of weights must be finite and at least " + text(least), sum);
    }
}

/// Throws, for sums over these rows of X and y are not finite: names the first entry that is not,
/// or the row from which on they overflow.
///
/// @tparam Several  whether y has a column for each of several targets
/// @param who  begins the message: "<type>: "
/// @param w    their weights, [m]; or Unweighted{}. A row of weight 0 is not asked.
/// @throws NonFiniteData
template <std::floating_point Scalar, bool Several, class X, class Y, class W>
[[noreturn]] void refuse_rows(const std::string& who, const X& x, const Y& y, const W& w,
                              Index first_row, Index rows) {
    for (Index i = first_row; i < first_row + rows; ++i) {
        if constexpr (!std::same_as<W, Unweighted>) {
            if (w.coeff(i) == 0) {
                continue;
            }
        }
        require_finite(x.middleRows(i, 1), i, who);
        for (Index k = 0; k < y.cols(); ++k) {
            const auto entry = static_cast<Scalar>(y.coeff(i, k));
            if constexpr (Several) {
                require_finite_entry(who + "y", entry, i, k);
            } else {
                require_finite_entry(who + "y", entry, i);
            }
        }
    }
    throw NonFiniteData(who + "the sums of columns must be finite, from row " + text(first_row));
}

} // namespace descent::data
