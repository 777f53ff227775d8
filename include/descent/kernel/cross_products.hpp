// SPDX-License-Identifier: MIT
// CrossProducts: sums of products of all pairs of columns, over a block of rows that is in cache.
#pragma once

#include <descent/kernel/packets.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <utility>

namespace descent::kernel {

using Eigen::Index;

/// Adds A A' to a symmetric matrix, for an A of few rows and many columns: what the examples of a
/// training set add to the products of its features.
///
/// A tile of the products stays in registers while the columns of A pass by. Where those lie one
/// after another in memory, a tile takes packets of one column times numbers of the same; where the
/// rows do, packets of two rows each, whose sums are taken at the end.
template <class Scalar>
class CrossProducts {
    using Packet = typename Packets<Scalar>::Packet;
    using Matrix = Eigen::MatrixX<Scalar>;
    static constexpr int lanes = Packets<Scalar>::lanes;
    static constexpr bool roomy = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32;
    static constexpr int wide = roomy ? 8 : 4; ///< columns of a tile
    static constexpr int tall = 3;             ///< its packets, one below another
    static constexpr int across = 4;           ///< rows of a tile of two rows each
    static constexpr int down = roomy ? 4 : 2; ///< its columns

public:
    /// A has a multiple of so many rows; those that are too many are 0.
    static constexpr Index unit = lanes > wide ? lanes : wide;

    /// products += A A', on the diagonal and below; above it some entries are written too.
    template <class A>
    static void add(const A& a, Matrix& products) {
        const Index slice = A::IsRowMajor
                                ? Index(512)
                                : (std::max)(Index(64), 4096 / products.rows()); // in first cache
        for (Index k = 0; k < a.cols(); k += slice) {
            const Index count = (std::min)(slice, a.cols() - k);
            if constexpr (A::IsRowMajor) {
                add_rows(a.data() + k, a.outerStride(), count, products);
            } else {
                add_columns(a.data() + k * a.outerStride(), a.outerStride(), count, products);
            }
        }
    }

private:
    template <int Count>
    using Numbered = std::make_integer_sequence<int, Count>;

    static void add_columns(const Scalar* a, Index stride, Index count, Matrix& products) {
        const Index n = products.rows();
        for (Index i = 0; i < n; i += Index{tall} * lanes) {
            const Index packets = (std::min)(Index(tall), (n - i) / lanes);
            for (Index j = 0; j < i + packets * lanes; j += wide) {
                const auto add = [&]<int Tall>() {
                    add_tile(a + i, a + j, stride, count, &products(i, j), n, Numbered<Tall>{},
                             Numbered<Tall * wide>{});
                };
                packets == tall ? add.template operator()<tall>()
                : packets == 2  ? add.template operator()<2>()
                                : add.template operator()<1>();
            }
        }
    }

    static void add_rows(const Scalar* a, Index stride, Index count, Matrix& products) {
        for (Index i = 0; i < products.rows(); i += across) {
            for (Index j = 0; j < i + across; j += down) {
                add_tile_of_rows(a + i * stride, a + j * stride, stride, count, &products(i, j),
                                 products.rows(), Numbered<down>{}, Numbered<across * down>{});
            }
        }
    }

    /// The sums are written out, T by T: loops over them would leave them in memory.
    template <int... P, int... T>
    static void add_tile(const Scalar* a, const Scalar* b, Index stride, Index count,
                         Scalar* products, Index height, std::integer_sequence<int, P...>,
                         std::integer_sequence<int, T...>) {
        using namespace Eigen::internal;
        constexpr int packets = sizeof...(P);
        Packet sum[] = {pset1<Packet>(Scalar(0 * T))...};
        for (Index k = 0; k < count; ++k, a += stride, b += stride) {
            const Packet part[] = {ploadu<Packet>(a + P * lanes)...};
            ((sum[T] = pmadd(part[T % packets], pset1<Packet>(b[T / packets]), sum[T])), ...);
        }
        const auto store = [=](Scalar* to, const Packet& term) {
            pstoreu(to, padd(ploadu<Packet>(to), term));
        };
        (store(products + T % packets * lanes + T / packets * height, sum[T]), ...);
    }

    template <int... Q, int... T>
    static void add_tile_of_rows(const Scalar* a, const Scalar* b, Index stride, Index count,
                                 Scalar* products, Index height, std::integer_sequence<int, Q...>,
                                 std::integer_sequence<int, T...>) {
        using namespace Eigen::internal;
        Packet sum[] = {pset1<Packet>(Scalar(0 * T))...};
        Index k = 0;
        for (; k + lanes <= count; k += lanes) {
            const Packet part[] = {ploadu<Packet>(b + Q * stride + k)...};
            ((sum[T] = pmadd(ploadu<Packet>(a + T / down * stride + k), part[T % down], sum[T])),
             ...);
        }
        const Scalar sums[] = {predux(sum[T])...};
        for (int t = 0; t < across * down; ++t) {
            const Scalar* row = a + t / down * stride;
            const Scalar* other = b + t % down * stride;
            Scalar& product = products[t % down * height + t / down];
            product += sums[t];
            for (Index rest = k; rest < count; ++rest) {
                product += row[rest] * other[rest];
            }
        }
    }
};

} // namespace descent::kernel
