// SPDX-License-Identifier: MIT
// SparseColumns: blocks of rows of a column-major sparse matrix, multiplied from both sides.
#pragma once

#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <vector>

namespace descent::kernel {

using Eigen::Index;

/// X as a column-major sparse matrix, or Map of one, compressed or not, in place. A cursor in each
/// column says where the next block of rows begins.
template <class X, class Scalar>
class SparseColumns {
    using Table = Eigen::ArrayXX<Scalar>;
    using StorageIndex = typename X::StorageIndex;
    static constexpr Index wanted = 64; ///< entries of a column in a block

public:
    /// For each column, the first entry of the current block and the first one after it.
    struct Scratch {
        std::vector<StorageIndex> first;
        std::vector<StorageIndex> last;
    };

    explicit SparseColumns(const X& x) : x_{&x}, block_{block(x)} {
        const double entries = static_cast<double>(x.nonZeros()) * static_cast<double>(block_) /
                               (static_cast<double>(rows()) * static_cast<double>(columns()));
        asked_ = static_cast<Index>((std::min)(entries, static_cast<double>(wanted)));
    }

    Scratch scratch() const {
        const std::vector<StorageIndex> cursors(static_cast<std::size_t>(columns()));
        return {cursors, cursors};
    }
    Index rows() const { return x_->rows(); }
    Index columns() const { return x_->cols(); }
    double bytes_per_row() const {
        constexpr double entry = sizeof(typename X::Scalar) + sizeof(StorageIndex);
        return entry * (1 + static_cast<double>(x_->nonZeros()) / static_cast<double>(rows()));
    }

    /// Rows in a block: so many that a column has some entries in it.
    Index block() const { return block_; }
    Index unit() const { return block_; } ///< of chunks

    /// Sets the cursors to row i.
    void start(Scratch& at, Index i) const {
        for (Index j = 0; j < columns(); ++j) {
            const auto* rows = x_->innerIndexPtr();
            const auto [first, last] = entries(j);
            const auto* found =
                std::lower_bound(rows + first, rows + last, i,
                                 [](auto row, Index bound) { return Index(row) < bound; });
            at.last[static_cast<std::size_t>(j)] = static_cast<StorageIndex>(found - rows);
        }
    }

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q. The blocks follow
    /// one another from `start` on.
    void scores(Scratch& at, Index i, Index b, const Table& theta, Table& h) const {
        const auto* values = x_->valuePtr();
        const auto* rows = x_->innerIndexPtr();
        const auto bound = static_cast<StorageIndex>(i + b);
        for (Index j = 0; j < columns(); ++j) {
            ask_for(at.last, j + ahead);
            const auto column = static_cast<std::size_t>(j);
            const Index end = entries(j).last;
            const Index first = at.last[column];
            const Scalar t = theta(j, 0);
            Scalar* scores = h.data();
            const auto add = [&](Index e) {
                scores[Index(rows[e]) - i] += static_cast<Scalar>(values[e]) * t;
            };
            Index last = first;
            for (; last + 4 <= end && rows[last + 3] < bound; last += 4) { // rows ascend
                for (int p = 0; p < 4; ++p) {
                    add(last + p);
                }
            }
            for (; last < end && rows[last] < bound; ++last) {
                add(last);
            }
            for (Index q = 1; q < theta.cols(); ++q) {
                for (Index e = first; e < last; ++e) {
                    h(Index(rows[e]) - i, q) += static_cast<Scalar>(values[e]) * theta(j, q);
                }
            }
            at.first[column] = static_cast<StorageIndex>(first);
            at.last[column] = static_cast<StorageIndex>(last);
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows of the last call of `scores`.
    void gradient(Scratch& at, Index i, Index, const Table& r, Table& g) const {
        const auto* values = x_->valuePtr();
        const auto* rows = x_->innerIndexPtr();
        for (Index j = 0; j < columns(); ++j) {
            ask_for(at.first, j + ahead);
            const Index first = at.first[static_cast<std::size_t>(j)];
            const Index last = at.last[static_cast<std::size_t>(j)];
            for (Index q = 0; q < r.cols(); ++q) {
                const Scalar* residuals = r.col(q).data();
                const auto term = [&](Index e) {
                    return static_cast<Scalar>(values[e]) * residuals[Index(rows[e]) - i];
                };
                Scalar sum[4] = {0, 0, 0, 0}; // four, for one would wait for itself
                Index e = first;
                for (; e + 4 <= last; e += 4) {
                    for (int p = 0; p < 4; ++p) {
                        sum[p] += term(e + p);
                    }
                }
                for (; e < last; ++e) {
                    sum[0] += term(e);
                }
                g(j, q) += (sum[0] + sum[1]) + (sum[2] + sum[3]);
            }
        }
    }

private:
    static constexpr Index ahead = 8; ///< columns from one whose entries are asked for

    static Index block(const X& x) {
        constexpr Index least = 2048; // whose scores stay in the first cache
        const double entries = static_cast<double>(x.nonZeros()) + 1;
        const double fitting = static_cast<double>(wanted) * static_cast<double>(x.cols()) *
                               static_cast<double>(x.rows()) / entries;
        const double most = static_cast<double>(x.rows()) + 16;
        const auto rows = static_cast<Index>((std::min)(fitting, most));
        return (std::max)(least, (rows / 16 + 1) * 16);
    }

    /// Asks for the entries that a column has in a block: a stretch too short to be foreseen.
    [[gnu::always_inline]] inline void ask_for(const std::vector<StorageIndex>& from,
                                               Index column) const {
        if (column < columns()) {
            const Index entry = from[static_cast<std::size_t>(column)];
            constexpr Index line = 64;
            constexpr auto size = static_cast<Index>(sizeof(typename X::Scalar));
            constexpr auto index_size = static_cast<Index>(sizeof(StorageIndex));
            for (Index e = 0; e < asked_; e += line / size) {
                prefetch(x_->valuePtr() + entry + e);
            }
            for (Index e = 0; e < asked_; e += line / index_size) {
                prefetch(x_->innerIndexPtr() + entry + e);
            }
        }
    }

    struct Range {
        Index first;
        Index last;
    };
    Range entries(Index column) const {
        const Index first = x_->outerIndexPtr()[column];
        const auto* counts = x_->innerNonZeroPtr(); // null if compressed
        return {first, counts == nullptr ? Index(x_->outerIndexPtr()[column + 1])
                                         : first + Index(counts[column])};
    }

    const X* x_;
    Index block_;
    Index asked_; ///< entries of a column that are asked for
};

} // namespace descent::kernel
