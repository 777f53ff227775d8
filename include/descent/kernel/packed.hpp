// SPDX-License-Identifier: MIT
// Packed: blocks of rows of a matrix that no other kernel reads in place.
#pragma once

#include <descent/kernel/dense_columns.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace descent::kernel {

/// X as any dense expression, entries of any type: a block of rows at a time is put in order in
/// memory that stays in cache, and multiplied there. X as a whole is never copied.
///
/// For float data summed in double, and for views with gaps between the entries.
template <class X, class Scalar>
class Packed {
    using Table = Eigen::ArrayXX<Scalar>;

public:
    using Scratch = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

    explicit Packed(const X& x) : x_{&x} {}

    Scratch scratch() const { return Scratch(block(), columns()); }
    Index rows() const { return x_->rows(); }
    Index columns() const { return x_->cols(); }
    double bytes_per_row() const {
        return static_cast<double>(columns()) *
               static_cast<double>((std::max)(sizeof(Scalar), sizeof(typename X::Scalar)));
    }
    Index block() const { return columns() <= 64 ? 64 : 16; }
    Index unit() const { return block(); } ///< of chunks

    void start(Scratch&, Index) const {}

    /// Packs the block, which stays for `gradient`, and adds to h the scores of its rows.
    void scores(Scratch& packed, Index i, Index b, const Table& theta, Table& h) const {
        NoMemory none;
        packed.topRows(b) = x_->middleRows(i, b).template cast<Scalar>();
        DenseColumns<Scalar>(packed).scores(none, 0, b, theta, h);
    }

    /// Adds to g: g_q += X_b' r_q over the rows of the last call of `scores`.
    void gradient(Scratch& packed, Index, Index b, const Table& r, Table& g) const {
        NoMemory none;
        DenseColumns<Scalar>(packed).gradient(none, 0, b, r, g);
    }

private:
    const X* x_;
};

} // namespace descent::kernel
