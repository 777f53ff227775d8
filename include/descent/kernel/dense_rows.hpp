// SPDX-License-Identifier: MIT
// DenseRows: blocks of rows of a row-major matrix, multiplied from both sides.
#pragma once

#include <descent/core/memory.hpp>
#include <descent/kernel/dense_columns.hpp>
#include <descent/kernel/packets.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <utility>

namespace descent::kernel {

using Eigen::Index;

/// X in rows, in place: any distance between the rows, the entries of one next to each other.
///
/// The scores one row after another, so that memory is read in the order of its addresses; then one
/// update with eight rows from cache, so that g is loaded and stored once for the eight.
///
/// The last columns, less than a packet, are part of a packet that begins earlier; what overlaps is
/// multiplied by zeros, or dropped. Rows of less than a packet are turned into columns, block by
/// block.
template <class Scalar>
class DenseRows {
    using Packet = typename Packets<Scalar>::Packet;
    using Square = typename Packets<Scalar>::Square;
    using Table = Eigen::ArrayXX<Scalar>;
    static constexpr Index lanes = Packets<Scalar>::lanes;
    static constexpr Index line = 64 / static_cast<Index>(sizeof(Scalar)); ///< of a cache

public:
    using Scratch = Table; ///< a block turned into columns, if it is narrow

    template <class X>
    explicit DenseRows(const X& x)
        : data_{x.data()}, stride_{x.outerStride()}, rows_{x.rows()}, columns_{x.cols()},
          whole_{columns_ / lanes * lanes} {}

    Scratch scratch() const {
        return columns_ < lanes ? Table(Table::Zero(block(), columns_)) : Table();
    }
    Index rows() const { return rows_; }
    Index columns() const { return columns_; }
    double bytes_per_row() const {
        return static_cast<double>(columns_) * static_cast<double>(sizeof(Scalar));
    }

    /// Rows in a block: as many as stay in the first cache, the next block with them, while that is
    /// not too few.
    Index block() const {
        constexpr Index bytes = 24 << 10;
        const Index rows = bytes / (columns_ * static_cast<Index>(sizeof(Scalar))) / 16 * 16;
        return columns_ <= 4096 ? std::clamp<Index>(rows, 8, 128) : 1;
    }
    Index unit() const { return block(); } ///< of chunks

    void start(Scratch&, Index) const {}

    /// Adds to h, k < b, the scores of rows i + k: h_kq += X_(i + k) . theta_q.
    void scores(Scratch& scratch, Index i, Index b, const Table& theta, Table& h) const {
        if (columns_ < lanes) {
            NoMemory none;
            turn(scratch, i, b);
            DenseColumns<Scalar>(scratch).scores(none, 0, b, theta, h);
            return;
        }
        for (Index q = 0; q < theta.cols(); ++q) {
            for_width([&]<int Width>() {
                add_scores<Width>(data_ + i * stride_, b, &theta(0, q), &h(0, q));
            });
        }
    }

    /// Adds to g: g_q += X_b' r_q over the rows i, ..., i + b - 1, those of the last call of
    /// `scores`.
    void gradient(Scratch& scratch, Index i, Index b, const Table& r, Table& g) const {
        if (columns_ < lanes) {
            NoMemory none;
            DenseColumns<Scalar>(scratch).gradient(none, 0, b, r, g);
            return;
        }
        for (Index q = 0; q < r.cols(); ++q) {
            for_width([&]<int Width>() { add_gradient<Width>(i, b, &r(0, q), &g(0, q)); });
        }
    }

private:
    using Tail = std::array<Scalar, std::size_t{lanes}>;

    /// The last packet of theta, zero where it overlaps the one before it.
    Tail tail(const Scalar* theta) const {
        Tail last{};
        std::copy(theta + whole_, theta + columns_, last.end() - (columns_ - whole_));
        return last;
    }

    /// Calls f<W> for rows of W whole packets, f<0> for rows of more than eight.
    template <class F>
    void for_width(const F& f) const {
        switch (whole_ / lanes) {
        case 1:
            return f.template operator()<1>();
        case 2:
            return f.template operator()<2>();
        case 3:
            return f.template operator()<3>();
        case 4:
            return f.template operator()<4>();
        case 5:
            return f.template operator()<5>();
        case 6:
            return f.template operator()<6>();
        case 7:
            return f.template operator()<7>();
        case 8:
            return f.template operator()<8>();
        default:
            return f.template operator()<0>();
        }
    }

    template <int Width>
    void add_scores(const Scalar* x, Index b, const Scalar* theta, Scalar* h) const {
        using namespace Eigen::internal;
        const Tail last = tail(theta);
        const Index stride = stride_; // which the compiler need not read again
        Index k = 0;
        for (; k + lanes <= b; k += lanes) {
            Square products;
            for (Index q = 0; q < lanes; ++q) {
                products.packet[q] = product<Width>(x + (k + q) * stride, theta, last);
            }
            pstoreu(h + k, padd(ploadu<Packet>(h + k), Packets<Scalar>::sums(products)));
        }
        for (; k < b; ++k) {
            h[k] += predux(product<Width>(x + k * stride_, theta, last));
        }
    }

    /// A packet whose sum is x . theta.
    template <int Width>
    Packet product(const Scalar* x, const Scalar* theta, const Tail& last) const {
        using namespace Eigen::internal;
        const auto add = [x, theta](Packet& sum, Index j) {
            sum = pmadd(ploadu<Packet>(x + j), ploadu<Packet>(theta + j), sum);
        };
        Packet a = pmul(ploadu<Packet>(x + columns_ - lanes), ploadu<Packet>(last.data()));
        if constexpr (Width > 0) {
            unrolled<Width>([&](int w) { add(a, w * lanes); });
            return a;
        } else {
            Packet b = pset1<Packet>(Scalar(0));
            Packet c = b;
            Packet d = b;
            Index j = 0;
            for (; j + 4 * lanes <= whole_; j += 4 * lanes) {
                add(b, j);
                add(c, j + lanes);
                add(d, j + 2 * lanes);
                add(a, j + 3 * lanes);
            }
            for (; j < whole_; j += lanes) {
                add(b, j);
            }
            return padd(padd(a, b), padd(c, d));
        }
    }

    template <int Width>
    void add_gradient(Index i, Index b, const Scalar* r, Scalar* g) const {
        using namespace Eigen::internal;
        const Scalar* x = data_ + i * stride_;
        Packet last = pset1<Packet>(Scalar(0));
        Index k = 0;
        if constexpr (Width > 0) { // all sums stay in registers
            Packet sum[std::size_t{Width}];
            unrolled<Width>([&](int w) { sum[w] = ploadu<Packet>(g + w * lanes); });
            const bool more = i + 2 * b <= rows_;
            for (; k + 4 <= b; k += 4) {
                const Packet residual[4] = {pset1<Packet>(r[k]), pset1<Packet>(r[k + 1]),
                                            pset1<Packet>(r[k + 2]), pset1<Packet>(r[k + 3])};
                const auto four = [&](const Scalar* from) {
                    Packet part = pmul(ploadu<Packet>(from), residual[0]);
                    part = pmadd(ploadu<Packet>(from + stride_), residual[1], part);
                    part = pmadd(ploadu<Packet>(from + 2 * stride_), residual[2], part);
                    return pmadd(ploadu<Packet>(from + 3 * stride_), residual[3], part);
                };
                const Scalar* rows = x + k * stride_;
                if (more) {
                    // from four pages side by side where a block has them: these come sooner
                    const Index apart = Width > 2 ? b / 4 * stride_ : stride_;
                    const Scalar* next = x + (b + (Width > 2 ? k / 4 : k)) * stride_;
                    for (int q = 0; q < 4; ++q, next += apart) {
                        unrolled<Width + 1>([&](int w) {
                            if (w * lanes % line == 0) {
                                prefetch(next + w * lanes);
                            }
                        });
                    }
                }
                unrolled<Width>([&](int w) { sum[w] = padd(sum[w], four(rows + w * lanes)); });
                last = padd(last, four(rows + columns_ - lanes));
            }
            unrolled<Width>([&](int w) { pstoreu(g + w * lanes, sum[w]); });
        } else {
            const bool more = i + 2 * b <= rows_;
            for (; k + 8 <= b; k += 8) {
                const Scalar* rows = x + k * stride_;
                last = more ? update<8, true>(rows, r + k, g, last, rows + b * stride_)
                            : update<8, false>(rows, r + k, g, last, nullptr);
            }
        }
        for (; k < b; ++k) {
            last = update<1, false>(x + k * stride_, r + k, g, last, nullptr);
        }
        Tail sums;
        pstoreu(sums.data(), last);
        for (Index j = whole_; j < columns_; ++j) {
            g[j] += sums[static_cast<std::size_t>(j - (columns_ - lanes))];
        }
    }

    /// Adds so many rows to g, but for the last packet, whose new sum is returned. Asks for as many
    /// rows of memory from `next` on.
    template <int Rows, bool Ahead>
    Packet update(const Scalar* x, const Scalar* r, Scalar* g, Packet last,
                  const Scalar* next) const {
        using namespace Eigen::internal;
        Packet residual[std::size_t{Rows}];
        for (int q = 0; q < Rows; ++q) {
            residual[q] = pset1<Packet>(r[q]);
        }
        for (Index j = 0; j < whole_; j += lanes) {
            Packet sum = ploadu<Packet>(g + j);
            for (int q = 0; q < Rows; ++q) {
                if constexpr (Ahead) {
                    if (j % line == 0) {
                        prefetch(next + q * stride_ + j);
                    }
                }
                sum = pmadd(ploadu<Packet>(x + q * stride_ + j), residual[q], sum);
            }
            pstoreu(g + j, sum);
        }
        for (int q = 0; q < Rows; ++q) {
            last = pmadd(ploadu<Packet>(x + q * stride_ + columns_ - lanes), residual[q], last);
        }
        return last;
    }

    /// f(0), ..., f(Count - 1), written out.
    template <int Count, class F>
    static void unrolled(const F& f) {
        [&]<int... I>(std::integer_sequence<int, I...>) {
            (f(I), ...);
        }(std::make_integer_sequence<int, Count>{});
    }

    /// Writes rows i, ..., i + b - 1 into columns, as many rows at a time as a packet has numbers.
    void turn(Scratch& columns, Index i, Index b) const {
        using namespace Eigen::internal;
        const Scalar* end = data_ + (rows_ - 1) * stride_ + columns_; // of all of X
        Index k = 0;
        if constexpr (lanes > 1) {
            for (; k + lanes <= b; k += lanes) {
                const Scalar* x = data_ + (i + k) * stride_;
                if (x + (lanes - 1) * stride_ + lanes > end) {
                    break; // the packet of a row would reach beyond the end
                }
                Square square;
                for (Index q = 0; q < lanes; ++q) {
                    square.packet[q] = ploadu<Packet>(x + q * stride_);
                }
                ptranspose(square);
                for (Index q = 0; q < columns_; ++q) {
                    pstoreu(&columns(k, q), square.packet[q]);
                }
            }
        }
        for (; k < b; ++k) {
            const Scalar* x = data_ + (i + k) * stride_;
            for (Index j = 0; j < columns_; ++j) {
                columns(k, j) = x[j];
            }
        }
    }

    const Scalar* data_;
    Index stride_;
    Index rows_;
    Index columns_;
    Index whole_; ///< columns in whole packets
};

} // namespace descent::kernel
