// SPDX-License-Identifier: MIT
// CentredRows: a block of rows of a training set, each column less its mean there.
#pragma once

#include <descent/core/require.hpp>
#include <descent/data/require_finite_entry.hpp>
#include <descent/data/running_mean.hpp>
#include <descent/kernel/cross_products.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>

namespace descent::data {

/// x itself if its entries lie in memory; otherwise what it evaluates to.
template <class Derived>
decltype(auto) in_memory(const Eigen::DenseBase<Derived>& x) {
    if constexpr ((Derived::Flags & Eigen::DirectAccessBit) != 0) {
        return x.derived();
    } else {
        return typename Derived::PlainObject(x);
    }
}

/// In the place of weights: each row counts once.
struct Unweighted {};

/// A block of rows, copied so that it stays in cache, each column less a centre near its mean. Rows
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
        : numbers_{Matrix::Zero(padded(columns), (std::min)(rows, block_rows(columns)))},
          sum_(columns) {
        mean_.centre = mean_.offset = Vector::Zero(columns);
    }

    /// As many rows as a block may have: few enough to stay in cache, enough for a matrix product
    /// to run at its speed.
    static constexpr Index block_rows(Index columns) { return columns < 256 ? 512 : 1024; }
    Index rows() const { return numbers_.cols(); }

    /// The columns and some more, of zeros, that CrossProducts asks for.
    static constexpr Index padded(Index columns) {
        constexpr Index unit = kernel::CrossProducts<Scalar>::unit;
        return (columns + unit - 1) / unit * unit;
    }

    /// Takes in a block: matrices side by side, with the same rows.
    ///
    /// Centred on the mean of what came before. So far as that is not the mean of the block, it
    /// belongs to the sums over both: if what came before weighs at least as much, products about
    /// it are at most twice those sums, and no digits are lost to the difference. A block that
    /// weighs more, as the first does, is centred on its own mean: its first row plus the mean
    /// difference from it, which for equal numbers is exactly that number.
    ///
    /// @param before   the means of what came before
    /// @param weights  of the rows, [rows] and not all 0: then means are weighted, and rows are
    ///                 kept times the roots of their weights; or Unweighted{}
    template <class Weights, class... Blocks>
    void load(const RunningMean<Scalar>& before, const Weights& weights, const Blocks&... blocks) {
        Index column = 0;
        const auto take = [&](const auto& block) {
            rows_ = block.rows();
            if constexpr (std::same_as<Weights, Unweighted>) {
                mean_.count = rows_;
                mean_.weight = static_cast<Scalar>(rows_);
            }
            if (!(before.weight >= mean_.weight)) {
                find_centre(block, column, weights);
            }
            copy(block, column, weights);
            column += block.cols();
        };
        if constexpr (!std::same_as<Weights, Unweighted>) {
            mean_.count = (weights > 0).count();
            mean_.weight = weights.sum();
            roots_ = weights.sqrt();
        }
        if (before.count > 0) {
            mean_.centre = before.value();
        }
        (take(blocks), ...);
        mean_.offset = sum_ / mean_.weight;
    }

    /// The rows of the block less its centre, one in each column; padded.
    auto centred() const { return numbers_.leftCols(rows_); }

    /// The means of the block. Not finite just where an entry is not, or where sums overflow.
    const RunningMean<Scalar>& mean() const { return mean_; }

    /// The sum of weight (x - mean)^2 over the block's rows, for each column.
    Vector squares() const {
        Vector sum = Vector::Zero(sum_.size());
        for (Index k = 0; k < (ByRows ? rows_ : sum.size()); ++k) {
            if constexpr (ByRows) {
                sum += numbers_.col(k).head(sum.size()).cwiseAbs2();
            } else {
                sum[k] = numbers_.row(k).head(rows_).squaredNorm();
            }
        }
        return sum - mean_.weight * mean_.offset.cwiseAbs2();
    }

private:
    /// Asks for the memory of a column: it begins too far from the last one to be foreseen.
    template <class Column>
    [[gnu::always_inline]] static inline void prefetch([[maybe_unused]] const Column& column) {
        if constexpr ((Column::Flags & Eigen::DirectAccessBit) != 0) {
            constexpr Index line = 64 / static_cast<Index>(sizeof(typename Column::Scalar));
            for (Index i = 0; i < column.size(); i += line) {
                kernel::prefetch(&column.coeffRef(i));
            }
        }
    }

    template <class Block, class Weights>
    void find_centre(const Block& block, Index column, const Weights& weights) {
        Index one = 0; // a row that counts
        if constexpr (!std::same_as<Weights, Unweighted>) {
            while (weights[one] == 0) {
                ++one;
            }
        }
        for (Index j = 0; j < block.cols(); ++j) {
            auto numbers = numbers_.row(column + j).head(block.rows()).array();
            numbers = block.col(j).transpose().template cast<Scalar>().array();
            const auto first = static_cast<Scalar>(block.coeff(one, j));
            numbers -= first;
            weigh(numbers, weights);
            mean_.centre[column + j] = first + numbers.sum() / mean_.weight;
        }
    }

    template <class Block, class Weights>
    void copy(const Block& block, Index column, const Weights& weights) {
        const auto centre = mean_.centre.segment(column, block.cols());
        auto sum = sum_.segment(column, block.cols());
        if constexpr (ByRows && Block::ColsAtCompileTime != 1) {
            sum.setZero();
            for (Index i = 0; i < block.rows(); ++i) {
                auto row = numbers_.col(i).segment(column, block.cols());
                row = block.row(i).transpose().template cast<Scalar>() - centre;
                if constexpr (std::same_as<Weights, Unweighted>) {
                    sum += row;
                } else if (weights[i] == 0) {
                    row.setZero();
                } else {
                    sum += weights[i] * row;
                    row *= roots_[i];
                }
            }
        } else {
            for (Index j = 0; j < block.cols(); ++j) {
                if (j + 1 < block.cols()) {
                    prefetch(block.col(j + 1));
                }
                auto numbers = numbers_.row(column + j).head(block.rows());
                numbers.array() =
                    block.col(j).transpose().template cast<Scalar>().array() - centre[j];
                if constexpr (std::same_as<Weights, Unweighted>) {
                    sum[j] = numbers.sum();
                } else {
                    auto entries = numbers.array();
                    weigh(entries, roots_);
                    sum[j] = (entries * roots_.transpose()).sum();
                }
            }
        }
    }

    /// Multiplies numbers of a row each by weights. What has none is 0, whatever it was.
    template <class Numbers, class Weights>
    static void weigh([[maybe_unused]] Numbers& numbers, [[maybe_unused]] const Weights& weights) {
        if constexpr (!std::same_as<Weights, Unweighted>) {
            for (Index i = 0; i < numbers.size(); ++i) {
                numbers(i) = weights[i] == 0 ? Scalar(0) : weights[i] * numbers(i);
            }
        }
    }

    Matrix numbers_;
    RunningMean<Scalar> mean_;
    Vector sum_;
    Eigen::ArrayX<Scalar> roots_; ///< of the weights, if there are any
    Index rows_ = 0;              ///< of the block at hand
};

/// Throws if an entry of a block of X is not finite: names the first, counting rows from
/// `first_row`.
///
/// @param who  begins the message: "<type>: "
template <class Block>
void require_finite(const Block& block, Index first_row, const std::string& who) {
    for (Index i = 0; i < block.rows(); ++i) {
        for (Index j = 0; j < block.cols(); ++j) {
            require_finite_entry(who + "X", block.coeff(i, j), first_row + i, j);
        }
    }
}

} // namespace descent::data
