// SPDX-License-Identifier: MIT
// SparseRows: blocks of rows of a row-major sparse matrix, multiplied from both sides.
#pragma once

#include <descent/core/memory.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

using Eigen::Index;

/// X as a row-major sparse matrix, or Map of one, compressed or not, in place. The entries of a
/// block are still in cache when they are read for the second time.
template <class X, class Scalar>
class SparseRows {
    using Table = Eigen::ArrayXX<Scalar>;

public:
    using Scratch = NoMemory;

    explicit SparseRows(const X& x) : x_{&x} {}

    Scratch scratch() const { return {}; }
    Index rows() const { return x_->rows(); }
    Index columns() const { return x_->cols(); }
    double bytes_per_row() const {
        constexpr double entry = sizeof(typename X::Scalar) + sizeof(typename X::StorageIndex);
        return entry * (1 + static_cast<double>(x_->nonZeros()) / static_cast<double>(rows()));
    }
    Index block() const { return 16; }

    /// Rows of a chunk: their entries are some times as many as those of a gradient, which each
    /// chunk makes for itself.
    Index unit() const {
        const double entries = static_cast<double>(x_->nonZeros()) + 1;
        const double fitting =
            8 * static_cast<double>(columns()) * static_cast<double>(rows()) / entries;
        const double most = static_cast<double>(rows());
        return (static_cast<Index>((std::min)(fitting, most)) / 16 + 1) * 16;
    }

    void start(Scratch&, Index) const {}

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q.
    void scores(Scratch&, Index i, Index b, const Table& theta, Table& h) const {
        const auto* values = x_->valuePtr();
        const auto* columns = x_->innerIndexPtr();
        for (Index q = 0; q < theta.cols(); ++q) {
            const Scalar* t = &theta(0, q);
            Scalar* score = &h(0, q);
            for (Index k = 0; k < b; ++k) {
                const auto [first, last] = entries(i + k);
                Scalar sum[4] = {0, 0, 0, 0}; // four, for one would wait for itself
                Index e = first;
                for (; e + 4 <= last; e += 4) {
                    prefetch(values + e + ahead);
                    prefetch(columns + e + ahead);
                    for (int p = 0; p < 4; ++p) {
                        sum[p] += static_cast<Scalar>(values[e + p]) * t[columns[e + p]];
                    }
                }
                for (; e < last; ++e) {
                    sum[0] += static_cast<Scalar>(values[e]) * t[columns[e]];
                }
                score[k] += (sum[0] + sum[1]) + (sum[2] + sum[3]);
            }
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows i, ..., i + b - 1.
    void gradient(Scratch&, Index i, Index b, const Table& r, Table& g) const {
        const auto* values = x_->valuePtr();
        const auto* columns = x_->innerIndexPtr();
        for (Index q = 0; q < r.cols(); ++q) {
            Scalar* gradient = &g(0, q);
            const Scalar* residual = &r(0, q);
            for (Index k = 0; k < b; ++k) {
                const auto [first, last] = entries(i + k);
                const Scalar share = residual[k];
                for (Index e = first; e < last; ++e) {
                    gradient[columns[e]] += static_cast<Scalar>(values[e]) * share;
                }
            }
        }
    }

private:
    static constexpr Index ahead = 256; ///< entries from one that is read to one that is asked for

    struct Range {
        Index first;
        Index last;
    };
    Range entries(Index row) const {
        const Index first = x_->outerIndexPtr()[row];
        const auto* counts = x_->innerNonZeroPtr(); // null if compressed
        return {first, counts == nullptr ? Index(x_->outerIndexPtr()[row + 1])
                                         : first + Index(counts[row])};
    }

    const X* x_;
};

} // namespace descent::kernel
