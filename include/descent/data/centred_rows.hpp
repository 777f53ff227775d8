// SPDX-License-Identifier: MIT
// CentredRows: a block of rows of a training set, each column less its mean there.
#pragma once

#include <descent/core/require.hpp>
#include <descent/data/running_mean.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>

namespace descent::data {

/// x itself if its entries lie in memory; otherwise what it evaluates to.
template <class Derived>
decltype(auto) in_memory(const Eigen::MatrixBase<Derived>& x) {
    if constexpr ((Derived::Flags & Eigen::DirectAccessBit) != 0) {
        return x.derived();
    } else {
        return typename Derived::PlainObject(x);
    }
}

/// A block of rows, copied so that it stays in cache, each column less its mean in the block. Rows
/// of X are kept as columns, in the order in which X stores them.
///
/// @tparam ByRows  whether X is stored row after row
template <std::floating_point Scalar, bool ByRows>
class CentredRows {
public:
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic,
                                 ByRows ? Eigen::ColMajor : Eigen::RowMajor>;
    using Vector = Eigen::VectorX<Scalar>;

    /// Room for blocks of this many columns, of an X with this many rows.
    CentredRows(Index columns, Index rows)
        : numbers_(columns, (std::min)(rows, block_rows(columns))), mean_{}, sum_(columns) {
        mean_.centre.resize(columns);
        mean_.offset.resize(columns);
    }

    /// As many rows as a block may have: few enough to stay in cache, enough for a matrix product
    /// to run at its speed.
    static constexpr Index block_rows(Index columns) { return columns < 256 ? 512 : 1024; }
    Index rows() const { return numbers_.cols(); }

    /// Takes in a block: matrices side by side, with the same rows.
    ///
    /// The centre is the first row plus the mean difference from it. So it is the first row, exactly,
    /// in a column of equal numbers, and these become zeros.
    template <class... Blocks>
    void load(const Blocks&... blocks) {
        Index column = 0;
        const auto copy = [&](const auto& block) {
            mean_.count = block.rows();
            numbers_.block(column, 0, block.cols(), block.rows()) =
                block.transpose().template cast<Scalar>();
            column += block.cols();
        };
        (copy(blocks), ...);
        const auto count = static_cast<Scalar>(mean_.count);
        const Vector first = numbers_.col(0);
        if constexpr (ByRows) {
            sum_.setZero();
            for (Index i = 0; i < mean_.count; ++i) {
                sum_ += numbers_.col(i) - first;
            }
            mean_.centre = first + sum_ / count;
            sum_.setZero();
            for (Index i = 0; i < mean_.count; ++i) {
                numbers_.col(i) -= mean_.centre;
                sum_ += numbers_.col(i);
            }
        } else {
            for (Index j = 0; j < column; ++j) {
                auto numbers = numbers_.row(j).head(mean_.count).array();
                mean_.centre[j] = first[j] + (numbers - first[j]).sum() / count;
                numbers -= mean_.centre[j];
                sum_[j] = numbers.sum();
            }
        }
        mean_.offset = sum_ / count;
    }

    /// The rows of the block less its centre, one in each column.
    auto centred() const { return numbers_.leftCols(mean_.count); }

    /// The means of the block. Not finite just where an entry is not, or where sums overflow.
    const RunningMean<Scalar>& mean() const { return mean_; }

    /// The sum of (x - mean)^2 over the block's rows, for each column.
    Vector squares() const {
        Vector sum = Vector::Zero(numbers_.rows());
        if constexpr (ByRows) {
            for (Index i = 0; i < mean_.count; ++i) {
                sum += numbers_.col(i).cwiseAbs2();
            }
        } else {
            for (Index j = 0; j < sum.size(); ++j) {
                sum[j] = numbers_.row(j).head(mean_.count).squaredNorm();
            }
        }
        return sum - static_cast<Scalar>(mean_.count) * mean_.offset.cwiseAbs2();
    }

private:
    Matrix numbers_;
    RunningMean<Scalar> mean_;
    Vector sum_;
};

/// Throws if an entry of a block of X is not finite: names the first, counting rows from `first_row`.
///
/// @param who  begins the message: "<type>: "
template <class Block>
void require_finite(const Block& block, Index first_row, const std::string& who) {
    for (Index i = 0; i < block.rows(); ++i) {
        for (Index j = 0; j < block.cols(); ++j) {
            if (const auto entry = block.coeff(i, j); !is_finite(entry)) {
                require<NonFiniteData>(
                    false, who + "X(" + text(first_row + i) + ", " + text(j) + ") must be finite",
                    entry);
            }
        }
    }
}

} // namespace descent::data
