// SPDX-License-Identifier: MIT
// Columns: products of many columns with one or two vectors, and sums of them; each read once.
#pragma once

#include <descent/kernel/packets.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>

namespace descent::kernel {

using Eigen::Index;

/// Columns of numbers, in place: the entries of one lie next to each other. Up to eight are worked
/// on together, so that what they meet is loaded once for all of them.
///
/// @param data    the first entry of the first column
/// @param stride  from one column to the next
/// @param rows    entries of a column
/// @param count   how many columns
///
/// Promises  The order of every sum depends on the sizes alone, not on where the numbers lie.
/// Expense   No allocation. What is written to must lie apart from the columns.
template <class Scalar>
class Columns {
    using Packet = typename Packets<Scalar>::Packet;
    static constexpr Index lanes = Packets<Scalar>::lanes;
    static constexpr Index stretch = 32 * lanes; ///< added up by itself, for long sums lose digits

public:
    constexpr Columns(const Scalar* data, Index stride, Index rows, Index count)
        : data_{data}, stride_{stride}, rows_{rows}, count_{count}, whole_{rows / lanes * lanes} {}

    /// products_j += column_j . vector
    void add_products(const Scalar* vector, Scalar* products) const {
        in_groups<8>([&]<int Group>(Index j) { add_group<Group, 1>(j, {vector}, {products}); });
    }

    /// The same with two vectors.
    void add_products(const Scalar* a, Scalar* products_a, const Scalar* b,
                      Scalar* products_b) const {
        in_groups<4>(
            [&]<int Group>(Index j) { add_group<Group, 2>(j, {a, b}, {products_a, products_b}); });
    }

    /// out = factor * in + sum of weights_j column_j; `in` may be `out`.
    void combine(Scalar factor, const Scalar* in, const Scalar* weights, Scalar* out) const {
        in_groups<8>([&]<int Group>(Index j) {
            combine_group<Group>(j, j == 0 ? factor : Scalar(1), j == 0 ? in : out, weights, out);
        });
    }

private:
    /// Calls f<Group>(j) for the columns j, ..., j + Group - 1: `Most` at a time, then the rest.
    template <int Most, class F>
    void in_groups(const F& f, Index j = 0) const {
        for (; j + Most <= count_; j += Most) {
            f.template operator()<Most>(j);
        }
        if constexpr (Most > 1) {
            in_groups<Most / 2>(f, j);
        }
    }

    template <int Group, int Vectors>
    void add_group(Index j, const Scalar* const (&vectors)[std::size_t{Vectors}],
                   Scalar* const (&products)[std::size_t{Vectors}]) const {
        using namespace Eigen::internal;
        const Scalar* x = data_ + j * stride_;
        Packet totals[std::size_t{Group} * Vectors];
        for (Packet& total : totals) {
            total = pset1<Packet>(Scalar(0));
        }
        for (Index k = 0; k < whole_;) {
            Packet sums[std::size_t{Group} * Vectors];
            for (Packet& sum : sums) {
                sum = pset1<Packet>(Scalar(0));
            }
            for (const Index end = (std::min)(k + stretch, whole_); k < end; k += lanes) {
                Packet factors[std::size_t{Vectors}];
                for (int p = 0; p < Vectors; ++p) {
                    factors[p] = ploadu<Packet>(vectors[p] + k);
                }
                for (int q = 0; q < Group; ++q) {
                    const Packet entries = ploadu<Packet>(x + q * stride_ + k);
                    for (int p = 0; p < Vectors; ++p) {
                        sums[q * Vectors + p] = pmadd(entries, factors[p], sums[q * Vectors + p]);
                    }
                }
            }
            for (int q = 0; q < Group * Vectors; ++q) {
                totals[q] = padd(totals[q], sums[q]);
            }
        }
        for (int q = 0; q < Group; ++q) {
            for (int p = 0; p < Vectors; ++p) {
                Scalar sum = whole_ > 0 ? predux(totals[q * Vectors + p]) : Scalar(0);
                for (Index k = whole_; k < rows_; ++k) {
                    sum += x[q * stride_ + k] * vectors[p][k];
                }
                products[p][j + q] += sum;
            }
        }
    }

    template <int Group>
    void combine_group(Index j, Scalar factor, const Scalar* in, const Scalar* weights,
                       Scalar* out) const {
        using namespace Eigen::internal;
        const Scalar* x = data_ + j * stride_;
        if (whole_ > 0) {
            Packet weight[std::size_t{Group}];
            for (int q = 0; q < Group; ++q) {
                weight[q] = pset1<Packet>(weights[j + q]);
            }
            const Packet scale = pset1<Packet>(factor);
            for (Index k = 0; k < whole_; k += lanes) {
                Packet sum = pmul(scale, ploadu<Packet>(in + k));
                for (int q = 0; q < Group; ++q) {
                    sum = pmadd(ploadu<Packet>(x + q * stride_ + k), weight[q], sum);
                }
                pstoreu(out + k, sum);
            }
        }
        for (Index k = whole_; k < rows_; ++k) {
            Scalar sum = factor * in[k];
            for (int q = 0; q < Group; ++q) {
                sum += x[q * stride_ + k] * weights[j + q];
            }
            out[k] = sum;
        }
    }

    const Scalar* data_;
    Index stride_;
    Index rows_;
    Index count_;
    Index whole_; ///< rows in whole packets
};

} // namespace descent::kernel
