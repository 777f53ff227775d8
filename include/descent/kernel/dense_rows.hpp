// SPDX-License-Identifier: MIT
// DenseRows: blocks of rows of a row-major matrix, multiplied from both sides.
#pragma once

#include <descent/core/memory.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

using Eigen::Index;

/// X in rows, in place: any distance between the rows, the entries of one next to each other.
///
/// The scores one row after another, so that memory is read in the order of its addresses; then one
/// update with eight rows from cache, so that g is loaded and stored once for the eight.
template <class Scalar>
class DenseRows {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    static constexpr Index lanes = Eigen::internal::unpacket_traits<Packet>::size;

    using Table = Eigen::ArrayXX<Scalar>;

public:
    using Scratch = NoMemory;

    template <class X>
    explicit DenseRows(const X& x)
        : data_{x.data()}, stride_{x.outerStride()}, rows_{x.rows()}, columns_{x.cols()} {}

    template <class X>
    static Scratch scratch(const X&) {
        return {};
    }

    Index rows() const { return rows_; }
    Index columns() const { return columns_; }
    double bytes_per_row() const {
        return static_cast<double>(columns_) * static_cast<double>(sizeof(Scalar));
    }

    /// Rows in a block: as many as stay in the first cache, while that is not too few.
    Index block() const { return columns_ <= 256 ? 16 : columns_ <= 4096 ? 8 : 1; }

    void start(Scratch&, Index) const {}

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q.
    void scores(Scratch&, Index i, Index b, const Table& theta, Table& h) const {
        for (Index k = 0; k < b; ++k) {
            for (Index q = 0; q < theta.cols(); ++q) {
                h(k, q) += dot(data_ + (i + k) * stride_, &theta(0, q));
            }
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows i, ..., i + b - 1.
    void gradient(Scratch&, Index i, Index b, const Table& r, Table& g) const {
        for (Index q = 0; q < r.cols(); ++q) {
            gradient_of(i, b, &r(0, q), &g(0, q));
        }
    }

private:
    void gradient_of(Index i, Index b, const Scalar* r, Scalar* g) const {
        const Scalar* x = data_ + i * stride_;
        Index k = 0;
        for (; k + 8 <= b; k += 8) {
            update<8>(x + k * stride_, r + k, g);
        }
        for (; k < b; ++k) {
            update<1>(x + k * stride_, r + k, g);
        }
    }

    Scalar dot(const Scalar* x, const Scalar* theta) const {
        using namespace Eigen::internal;
        Packet sum[4];
        for (Packet& one : sum) {
            one = pset1<Packet>(Scalar(0));
        }
        Index j = 0;
        for (; j + 4 * lanes <= columns_; j += 4 * lanes) {
            for (int q = 0; q < 4; ++q) {
                sum[q] = pmadd(ploadu<Packet>(x + j + q * lanes),
                               ploadu<Packet>(theta + j + q * lanes), sum[q]);
            }
        }
        for (; j + lanes <= columns_; j += lanes) {
            sum[0] = pmadd(ploadu<Packet>(x + j), ploadu<Packet>(theta + j), sum[0]);
        }
        Scalar rest = predux(padd(padd(sum[0], sum[1]), padd(sum[2], sum[3])));
        for (; j < columns_; ++j) {
            rest += x[j] * theta[j];
        }
        return rest;
    }

    template <int Rows>
    void update(const Scalar* x, const Scalar* r, Scalar* g) const {
        using namespace Eigen::internal;
        Packet residual[std::size_t{Rows}];
        for (int q = 0; q < Rows; ++q) {
            residual[q] = pset1<Packet>(r[q]);
        }
        Index j = 0;
        for (; j + lanes <= columns_; j += lanes) {
            Packet sum = ploadu<Packet>(g + j);
            for (int q = 0; q < Rows; ++q) {
                sum = pmadd(ploadu<Packet>(x + q * stride_ + j), residual[q], sum);
            }
            pstoreu(g + j, sum);
        }
        for (; j < columns_; ++j) {
            for (int q = 0; q < Rows; ++q) {
                g[j] += x[q * stride_ + j] * r[q];
            }
        }
    }

    const Scalar* data_;
    Index stride_;
    Index rows_;
    Index columns_;
};

} // namespace descent::kernel
