// SPDX-License-Identifier: MIT
// DenseColumns: blocks of rows of a column-major matrix, multiplied from both sides.
#pragma once

#include <descent/core/memory.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

using Eigen::Index;

/// X in columns, in place: any distance between the columns, the entries of one next to each other.
///
/// Eight columns at a time. While a block's second product runs from cache, the next block is asked for.
template <class Scalar>
class DenseColumns {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    static constexpr Index lanes = Eigen::internal::unpacket_traits<Packet>::size;
    static constexpr int together = 8; ///< columns at a time

    using Table = Eigen::ArrayXX<Scalar>;

public:
    using Scratch = NoMemory;

    DenseColumns(const Scalar* data, Index stride, Index rows, Index columns)
        : data_{data}, stride_{stride}, rows_{rows}, columns_{columns} {}

    template <class X>
    explicit DenseColumns(const X& x)
        : DenseColumns(x.data(), x.outerStride(), x.rows(), x.cols()) {}

    template <class X>
    static Scratch scratch(const X&) {
        return {};
    }

    Index rows() const { return rows_; }
    Index columns() const { return columns_; }
    double bytes_per_row() const {
        return static_cast<double>(columns_) * static_cast<double>(sizeof(Scalar));
    }

    /// Rows in a block: as many as leave room for both products in the second cache.
    Index block() const { return columns_ <= 512 ? 256 : 64; }

    void start(Scratch&, Index) const {}

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q.
    void scores(Scratch&, Index i, Index b, const Table& theta, Table& h) const {
        for (Index q = 0; q < theta.cols(); ++q) {
            scores_of(i, b, &theta(0, q), &h(0, q));
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows i, ..., i + b - 1.
    void gradient(Scratch&, Index i, Index b, const Table& r, Table& g) const {
        for (Index q = 0; q < r.cols(); ++q) {
            gradient_of(i, b, &r(0, q), &g(0, q));
        }
    }

private:
    void scores_of(Index i, Index b, const Scalar* theta, Scalar* h) const {
        using namespace Eigen::internal;
        const Index whole = b / lanes * lanes;
        Index j = 0;
        for (; j + together <= columns_; j += together) {
            const Scalar* x = data_ + i + j * stride_;
            Packet t[together];
            for (int q = 0; q < together; ++q) {
                t[q] = pset1<Packet>(theta[j + q]);
            }
            for (Index k = 0; k < whole; k += lanes) {
                Packet sum = ploadu<Packet>(h + k);
                for (int q = 0; q < together; ++q) {
                    sum = pmadd(ploadu<Packet>(x + q * stride_ + k), t[q], sum);
                }
                pstoreu(h + k, sum);
            }
            for (Index k = whole; k < b; ++k) {
                for (int q = 0; q < together; ++q) {
                    h[k] += x[q * stride_ + k] * theta[j + q];
                }
            }
        }
        for (; j < columns_; ++j) {
            const Scalar* x = data_ + i + j * stride_;
            for (Index k = 0; k < b; ++k) {
                h[k] += x[k] * theta[j];
            }
        }
    }

    void gradient_of(Index i, Index b, const Scalar* r, Scalar* g) const {
        using namespace Eigen::internal;
        const Index whole = b / lanes * lanes;
        Index j = 0;
        for (; j + together <= columns_; j += together) {
            const Scalar* x = data_ + i + j * stride_;
            Packet sum[together];
            for (int q = 0; q < together; ++q) {
                sum[q] = pset1<Packet>(Scalar(0));
            }
            for (Index k = 0; k < whole; k += lanes) {
                const Packet residual = ploadu<Packet>(r + k);
                for (int q = 0; q < together; ++q) {
                    sum[q] = pmadd(ploadu<Packet>(x + q * stride_ + k), residual, sum[q]);
                }
            }
            for (int q = 0; q < together; ++q) {
                Scalar rest = predux(sum[q]);
                for (Index k = whole; k < b; ++k) {
                    rest += x[q * stride_ + k] * r[k];
                }
                g[j + q] += rest;
            }
        }
        for (; j < columns_; ++j) {
            const Scalar* x = data_ + i + j * stride_;
            Packet sum = pset1<Packet>(Scalar(0));
            for (Index k = 0; k < whole; k += lanes) {
                sum = pmadd(ploadu<Packet>(x + k), ploadu<Packet>(r + k), sum);
            }
            Scalar rest = predux(sum);
            for (Index k = whole; k < b; ++k) {
                rest += x[k] * r[k];
            }
            g[j] += rest;
        }
    }

    const Scalar* data_;
    Index stride_;
    Index rows_;
    Index columns_;
};

} // namespace descent::kernel
