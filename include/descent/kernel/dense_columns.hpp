// SPDX-License-Identifier: MIT
// DenseColumns: blocks of rows of a column-major matrix, multiplied from both sides.
#pragma once

#include <descent/core/memory.hpp>
#include <descent/kernel/packets.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

using Eigen::Index;

/// X in columns, in place: any distance between the columns, the entries of one next to each other.
///
/// Eight columns at a time. Meanwhile the same columns of the next block are asked for, the first
/// half with the scores and the second with the gradient: its stretch of a column is too short
/// for the machine to foresee.
template <class Scalar>
class DenseColumns {
    using Packet = typename Packets<Scalar>::Packet;
    using Table = Eigen::ArrayXX<Scalar>;
    static constexpr Index lanes = Packets<Scalar>::lanes;
    static constexpr Index line = 64 / static_cast<Index>(sizeof(Scalar)); ///< of a cache
    static constexpr int together = 8;                                     ///< columns at a time

public:
    using Scratch = NoMemory;

    DenseColumns(const Scalar* data, Index stride, Index rows, Index columns)
        : data_{data}, stride_{stride}, rows_{rows}, columns_{columns} {}

    template <class X>
    explicit DenseColumns(const X& x)
        : DenseColumns(x.data(), x.outerStride(), x.rows(), x.cols()) {}

    Scratch scratch() const { return {}; }
    Index rows() const { return rows_; }
    Index columns() const { return columns_; }
    double bytes_per_row() const {
        return static_cast<double>(columns_) * static_cast<double>(sizeof(Scalar));
    }

    /// Rows in a block: what stays in the caches between the two products, the next block with it.
    Index block() const {
        constexpr Index bytes = 56 << 10;
        constexpr auto size = static_cast<Index>(sizeof(Scalar));
        return std::clamp<Index>(bytes / (columns_ * size) / 64 * 64, 512 / size, 896 / size);
    }
    Index unit() const { return block(); } ///< of chunks

    void start(Scratch&, Index) const {}

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q.
    void scores(Scratch&, Index i, Index b, const Table& theta, Table& h) const {
        for (Index q = 0; q < theta.cols(); ++q) {
            const Index next = q == 0 ? ahead(i, b) : 0;
            in_groups([&]<int Columns>(Index j) {
                add_scores<Columns>(data_ + i + j * stride_, b, next, &theta(j, q), &h(0, q));
            });
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows i, ..., i + b - 1.
    void gradient(Scratch&, Index i, Index b, const Table& r, Table& g) const {
        for (Index q = 0; q < r.cols(); ++q) {
            const Index next = q + 1 == r.cols() ? ahead(i, b) : 0;
            in_groups([&]<int Columns>(Index j) {
                add_gradient<Columns>(data_ + i + j * stride_, b, next, &r(0, q), &g(j, q));
            });
        }
    }

private:
    /// Rows of the next block, if it is as large as this one.
    Index ahead(Index i, Index b) const { return (std::min)(b, rows_ - i - b); }

    /// Calls f<Columns>(j) for columns j, ..., j + Columns - 1, eight at a time and then the rest.
    template <class F>
    void in_groups(const F& f) const {
        Index j = 0;
        for (; j + together <= columns_; j += together) {
            f.template operator()<together>(j);
        }
        if (columns_ - j >= 4) {
            f.template operator()<4>(j);
            j += 4;
        }
        if (columns_ - j >= 2) {
            f.template operator()<2>(j);
            j += 2;
        }
        if (columns_ - j >= 1) {
            f.template operator()<1>(j);
        }
    }

    /// Calls add(k) for k = 0, lanes, ... below `whole`. Asks for half as many of the `count` rows
    /// that begin at row `from`, counted from x.
    template <int Columns, class Add>
    [[gnu::always_inline]] void in_packets(Index whole, const Scalar* x, Index from, Index count,
                                           const Add& add) const {
        Index k = 0;
        for (; k / 2 < count && k + 2 * line <= whole; k += 2 * line) {
            for (int q = 0; q < Columns; ++q) {
                prefetch(x + q * stride_ + from + k / 2);
            }
            for (Index p = 0; p < 2 * line; p += lanes) {
                add(k + p);
            }
        }
        for (; k < whole; k += lanes) {
            add(k);
        }
    }

    template <int Columns>
    void add_scores(const Scalar* x, Index b, Index next, const Scalar* theta, Scalar* h) const {
        using namespace Eigen::internal;
        const Index whole = b / lanes * lanes;
        Packet t[std::size_t{Columns}];
        for (int q = 0; q < Columns; ++q) {
            t[q] = pset1<Packet>(theta[q]);
        }
        const auto add = [&](Index k) {
            Packet sum = ploadu<Packet>(h + k);
            for (int q = 0; q < Columns; ++q) {
                sum = pmadd(ploadu<Packet>(x + q * stride_ + k), t[q], sum);
            }
            pstoreu(h + k, sum);
        };
        in_packets<Columns>(whole, x, b, next, add);
        for (Index k = whole; k < b; ++k) {
            for (int q = 0; q < Columns; ++q) {
                h[k] += x[q * stride_ + k] * theta[q];
            }
        }
    }

    template <int Columns>
    void add_gradient(const Scalar* x, Index b, Index next, const Scalar* r, Scalar* g) const {
        using namespace Eigen::internal;
        const Index whole = b / lanes * lanes;
        Packet sum[std::size_t{Columns}];
        for (int q = 0; q < Columns; ++q) {
            sum[q] = pset1<Packet>(Scalar(0));
        }
        const auto add = [&](Index k) {
            const Packet residual = ploadu<Packet>(r + k);
            for (int q = 0; q < Columns; ++q) {
                sum[q] = pmadd(ploadu<Packet>(x + q * stride_ + k), residual, sum[q]);
            }
        };
        in_packets<Columns>(whole, x, b + b / 2, next - b / 2, add);
        for (int q = 0; q < Columns; ++q) {
            Scalar rest = predux(sum[q]);
            for (Index k = whole; k < b; ++k) {
                rest += x[q * stride_ + k] * r[k];
            }
            g[q] += rest;
        }
    }

    const Scalar* data_;
    Index stride_;
    Index rows_;
    Index columns_;
};

} // namespace descent::kernel
