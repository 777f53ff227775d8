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
/// The scores one row after another; then one update with eight rows from cache, so that g is
/// loaded and stored once for the eight. During both the next block is asked for, evenly, or memory
/// rests for half of the time; and its four quarters side by side, for pages side by side come
/// sooner than one page after another.
///
/// The last columns, less than a packet, are part of a packet that begins earlier; what overlaps is
/// multiplied by zeros, or dropped. Rows of less than a packet are turned into columns, block by
/// block. Rows of one packet and part of another stay in registers from scores to gradient, as many
/// as a packet has numbers: such rows are read faster than both products are made one after the
/// other.
template <class Scalar>
class DenseRows {
    using Packet = typename Packets<Scalar>::Packet;
    using Square = typename Packets<Scalar>::Square;
    using Table = Eigen::ArrayXX<Scalar>;
    static constexpr Index lanes = Packets<Scalar>::lanes;
    static constexpr Index line = 64 / static_cast<Index>(sizeof(Scalar)); ///< of a cache
    /// Whether two packets of as many rows fit in registers, and what is made of them too.
    static constexpr bool rows_fit =
        lanes > 1 && 2 * lanes + 8 <= EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS;
    static constexpr std::make_integer_sequence<int, int{lanes}> each_row{};

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

    /// Rows in a block: as many as stay in the first cache, while that is not too few.
    Index block() const {
        const Index bytes = fuses() ? 16 << 10 : 28 << 10;
        const Index rows = bytes / (columns_ * static_cast<Index>(sizeof(Scalar))) / 16 * 16;
        const Index least = columns_ <= 1024 ? 16 : 8;
        return columns_ <= 4096 ? std::clamp<Index>(rows, least, 512) : 1;
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
            for_width([&]<int Width>() { add_scores<Width>(i, b, &theta(0, q), &h(0, q)); });
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

    /// Whether rows are a packet and part of another, see FusingKernel. With packets of less than
    /// eight numbers what is made between the two products takes more than it saves.
    bool fuses() const { return rows_fit && lanes >= 8 && whole_ == lanes; }

    /// Both products in one, see FusingKernel; for rows of a packet and part of another, also where
    /// packets have less than eight numbers.
    template <class Losses>
        requires rows_fit
    void fused(Index i, Index b, Scalar theta_0, const Table& theta, Losses& losses,
               Table& g) const {
        using namespace Eigen::internal;
        const Tail tail = this->tail(theta.data());
        const Pair all{ploadu<Packet>(theta.data()), ploadu<Packet>(tail.data())};
        const Scalar* x = data_ + i * stride_;
        const Index quarter = b / (4 * lanes) * lanes;
        const Index ahead = next(i, b).exists ? b * stride_ : 0;
        Pair sum{ploadu<Packet>(g.data()), pset1<Packet>(Scalar(0))};
        Index k = 0;
        for (; k < quarter; k += lanes) { // the four quarters side by side
            for (int q = 0; q < 4; ++q) {
                const Index from = k + q * quarter;
                sum = add_fused(x + from * stride_, ahead, i + from, theta_0, all, losses, sum,
                                each_row);
            }
        }
        for (k = 4 * quarter; k + lanes <= b; k += lanes) {
            sum = add_fused(x + k * stride_, ahead, i + k, theta_0, all, losses, sum, each_row);
        }
        pstoreu(g.data(), sum.first);
        for (; k < b; ++k) {
            const Scalar* row = x + k * stride_;
            Scalar h = theta_0 + predux(product<1>(row, theta.data(), tail));
            losses.template to_derivatives<1>(i + k, &h);
            sum.last = update<1, false>(row, &h, g.data(), sum.last, {}, 0);
        }
        add_tail(sum.last, g.data());
    }

private:
    using Tail = std::array<Scalar, std::size_t{lanes}>;

    /// The last packet of theta, zero where it overlaps the one before it.
    Tail tail(const Scalar* theta) const {
        Tail last{};
        std::copy(theta + whole_, theta + columns_, last.end() - (columns_ - whole_));
        return last;
    }

    /// The block after this one, in four quarters. For eight rows that are worked on, a row of
    /// each quarter is asked for: the first half of a quarter with the scores, the second with the
    /// gradient.
    struct Next {
        bool exists; ///< if not, nothing is asked for
        const Scalar* data;
        Index stride;
        Index quarter; ///< from one to the next

        /// Asks for the line at column j of row k of each quarter.
        [[gnu::always_inline]] void ask_line(Index k, Index j) const {
            const Scalar* x = data + k * stride + j;
            for (int q = 0; exists && q < 4; ++q) {
                prefetch(x + q * quarter);
            }
        }

        /// Asks for row k of each quarter, of `Width` packets and less than one more.
        template <int Width>
        [[gnu::always_inline]] void ask_row(Index k) const {
            for (Index j = 0; j <= Width * lanes; j += line) {
                ask_line(k, j);
            }
        }
    };

    /// None is asked for if all of X may be in the second cache.
    Next next(Index i, Index b) const {
        constexpr Index cached = (1 << 20) / static_cast<Index>(sizeof(Scalar));
        const bool exists = block_follows(i, b, rows_) && rows_ * columns_ > cached;
        return {exists, data_ + (exists ? i + b : 0) * stride_, stride_, b / 4 * stride_};
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
    void add_scores(Index i, Index b, const Scalar* theta, Scalar* h) const {
        using namespace Eigen::internal;
        const Scalar* x = data_ + i * stride_;
        const Next next = this->next(i, b);
        const Tail last = tail(theta);
        const Index stride = stride_; // which the compiler need not read again
        Index k = 0;
        for (; k + lanes <= b; k += lanes) {
            if (Width > 0 && k % 8 == 0) {
                for (Index q = 0; q < lanes; q += 8) {
                    next.template ask_row<Width>((k + q) / 8);
                }
            }
            Square products;
            for (Index q = 0; q < lanes; ++q) {
                const Scalar* row = x + (k + q) * stride;
                products.packet[q] = Width == 0 && next.exists
                                         ? product(row, theta, last, next, k + q)
                                         : product<Width>(row, theta, last);
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
            return padd(a, product(x, theta, whole_));
        }
    }

    /// The same for row k of a block. Asks for an eighth of a row of each quarter of the next one.
    Packet product(const Scalar* x, const Scalar* theta, const Tail& last, const Next& next,
                   Index k) const {
        using namespace Eigen::internal;
        constexpr Index stretch = 32 * line; // of this row, between asking and asking
        const Index eighth = (whole_ + 8 * line - 1) / (8 * line) * line;
        Packet sum = pmul(ploadu<Packet>(x + columns_ - lanes), ploadu<Packet>(last.data()));
        for (Index j = 0; j < whole_; j += stretch) {
            const Index count = (std::min)(stretch, whole_ - j);
            const Index from = k % 8 * eighth + j / 8;
            const Index to = (std::min)(from + (count + 7) / 8, whole_);
            for (Index l = from; l < to; l += line) {
                next.ask_line(k / 8, l);
            }
            sum = padd(sum, product(x + j, theta + j, count));
        }
        return sum;
    }

    /// The same for `count` columns, a multiple of lanes.
    static Packet product(const Scalar* x, const Scalar* theta, Index count) {
        using namespace Eigen::internal;
        const auto add = [x, theta](Packet& sum, Index j) {
            sum = pmadd(ploadu<Packet>(x + j), ploadu<Packet>(theta + j), sum);
        };
        Packet a = pset1<Packet>(Scalar(0));
        Packet b = a;
        Packet c = a;
        Packet d = a;
        Index j = 0;
        for (; j + 4 * lanes <= count; j += 4 * lanes) {
            add(a, j);
            add(b, j + lanes);
            add(c, j + 2 * lanes);
            add(d, j + 3 * lanes);
        }
        for (; j < count; j += lanes) {
            add(a, j);
        }
        return padd(padd(a, b), padd(c, d));
    }

    template <int Width>
    void add_gradient(Index i, Index b, const Scalar* r, Scalar* g) const {
        using namespace Eigen::internal;
        const Scalar* x = data_ + i * stride_;
        const Next next = this->next(i, b);
        Packet last = pset1<Packet>(Scalar(0));
        Index k = 0;
        if constexpr (Width > 0) { // all sums stay in registers
            Packet sum[std::size_t{Width}];
            unrolled<Width>([&](int w) { sum[w] = ploadu<Packet>(g + w * lanes); });
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
                if (k % 8 == 0) {
                    next.template ask_row<Width>(b / 8 + k / 8);
                }
                unrolled<Width>([&](int w) { sum[w] = padd(sum[w], four(rows + w * lanes)); });
                last = padd(last, four(rows + columns_ - lanes));
            }
            unrolled<Width>([&](int w) { pstoreu(g + w * lanes, sum[w]); });
        } else {
            for (; k + 8 <= b; k += 8) {
                const Scalar* rows = x + k * stride_;
                last = next.exists ? update<8, true>(rows, r + k, g, last, next, b / 8 + k / 8)
                                   : update<8, false>(rows, r + k, g, last, next, 0);
            }
        }
        for (; k < b; ++k) {
            last = update<1, false>(x + k * stride_, r + k, g, last, next, 0);
        }
        add_tail(last, g);
    }

    /// Adds to g the sums of the last packet, but for what overlaps.
    void add_tail(const Packet& last, Scalar* g) const {
        Tail sums;
        Eigen::internal::pstoreu(sums.data(), last);
        for (Index j = whole_; j < columns_; ++j) {
            g[j] += sums[static_cast<std::size_t>(j - (columns_ - lanes))];
        }
    }

    struct Pair {
        Packet first;
        Packet last;
    };

    /// The sum and what rows i, ..., of which x is the first, add to it, as many as a packet has
    /// numbers. Asks for the first line of the rows `ahead` numbers further on, if that is not 0:
    /// the machine foresees the rest.
    template <class Losses, int... Q>
    [[gnu::always_inline]] Pair add_fused(const Scalar* x, Index ahead, Index i, Scalar theta_0,
                                          const Pair& theta, Losses& losses, const Pair& sum,
                                          std::integer_sequence<int, Q...>) const {
        using namespace Eigen::internal;
        const Scalar* const row[] = {x + Q * stride_...};
        const Packet first[] = {ploadu<Packet>(row[Q])...};
        const Packet last[] = {ploadu<Packet>(row[Q] + columns_ - lanes)...};
        if (ahead != 0) {
            (prefetch(row[Q] + ahead), ...);
        }
        Square products;
        ((products.packet[Q] = pmadd(first[Q], theta.first, pmul(last[Q], theta.last))), ...);
        EIGEN_ALIGN_MAX Scalar r[std::size_t{lanes}];
        pstore(r, padd(pset1<Packet>(theta_0), Packets<Scalar>::sums(products)));
        losses.template to_derivatives<int{lanes}>(i, r);
        Packet a = pset1<Packet>(Scalar(0));
        Packet b = a;
        ((a = pmadd(first[Q], pset1<Packet>(r[Q]), a)), ...);
        ((b = pmadd(last[Q], pset1<Packet>(r[Q]), b)), ...);
        return {padd(sum.first, a), padd(sum.last, b)};
    }

    /// Adds so many rows to g, but for the last packet, whose new sum is returned; asks
    /// for row k of each quarter of the next block if Ask.
    template <int Rows, bool Ask>
    Packet update(const Scalar* x, const Scalar* r, Scalar* g, Packet last, const Next& next,
                  Index k) const {
        using namespace Eigen::internal;
        Packet residual[std::size_t{Rows}];
        for (int q = 0; q < Rows; ++q) {
            residual[q] = pset1<Packet>(r[q]);
        }
        for (Index j = 0; j < whole_; j += lanes) {
            Packet sum = ploadu<Packet>(g + j);
            if (Ask && j % line == 0) {
                next.ask_line(k, j);
            }
            for (int q = 0; q < Rows; ++q) {
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
