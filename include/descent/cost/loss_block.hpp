// SPDX-License-Identifier: MIT
// LossBlock: a loss applied to a block of examples.
#pragma once

#include <descent/concepts/loss_function.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/chunk_sums.hpp>

#include <Eigen/Core>

#include <type_traits>

namespace descent::cost {

/// The targets that y stands for, with weights or without.
template <class Y>
constexpr const auto& targets_of(const Y& y) {
    if constexpr (data::is_weighted<Y>) {
        return y.y();
    } else {
        return y;
    }
}

template <class Y>
using targets_t = std::remove_cvref_t<decltype(targets_of(std::declval<const Y&>()))>;

/// The memory for losses of a block of examples, and how they are made.
template <class Scalar>
class LossBlock {
    using Table = Eigen::ArrayXX<Scalar>;
    using Column = Eigen::ArrayX<Scalar>;
    using Aligned = Eigen::Map<Column, Eigen::AlignedMax>;

public:
    LossBlock(Index rows, Index targets, bool weighted)
        : y_{Table::Zero(rows, targets)}, value_{Column::Zero(rows)},
          weight_{Column::Zero(weighted ? rows : 0)} {}

    /// The losses of examples i, ..., i + b - 1.
    ///
    /// @param scores       h, a column for each output, in its first b rows; the rest is overwritten
    /// @param derivatives  dl/dh times the weight, written
    /// @return sums of the losses times weights, and of the weights
    template <class L, class Y>
    kernel::Sums<Scalar> apply(const L& loss, const Y& y, Index i, Index b, Table& scores,
                               Table& derivatives) {
        const auto& targets = targets_of(y);
        y_.topRows(b) = targets.middleRows(i, b).array().template cast<Scalar>();
        if constexpr (data::is_weighted<Y>) {
            weight_.head(b) = y.w().segment(i, b).array().template cast<Scalar>();
        }
        kernel::Sums<Scalar> sums;
        if constexpr (VectorLoss<L, Scalar>) {
            for (Index k = 0; k < b; ++k) {
                auto gradient = derivatives.row(k).transpose();
                value_[k] = static_cast<Scalar>(
                    loss.value_and_gradient(scores.row(k).transpose(), y_(k, 0), gradient));
            }
            sums.value = weighted<Y>(b, derivatives);
        } else {
            for (Index q = 0; q < y_.cols(); ++q) {
                one_output(loss, b, q, scores, derivatives);
                auto column = derivatives.col(q);
                sums.value += weighted<Y>(b, column);
            }
        }
        sums.weight = data::is_weighted<Y> ? weight_.head(b).sum() : static_cast<Scalar>(b);
        return sums;
    }

private:
    template <class L>
    void one_output(const L& loss, Index b, Index q, Table& scores, Table& derivatives) {
        Scalar* h = scores.col(q).data();
        Scalar* y = y_.col(q).data();
        Scalar* derivative = derivatives.col(q).data();
        if constexpr (BlockLoss<L, Scalar>) {
            const Index whole = (b + 15) / 16 * 16;
            for (Index k = b; k < whole; ++k) {
                h[k] = h[b - 1];
                y[k] = y[b - 1];
            }
            Aligned value(value_.data(), whole);
            Aligned slope(derivative, whole);
            loss.value_and_derivative(Aligned(h, whole), Aligned(y, whole), value, slope);
        } else {
            for (Index k = 0; k < b; ++k) {
                value_[k] = static_cast<Scalar>(loss.value(h[k], y[k]));
                derivative[k] = static_cast<Scalar>(loss.derivative(h[k], y[k]));
            }
        }
    }

    /// The sum of values times weights. Derivatives are multiplied by their weights.
    template <class Y, class Derivatives>
    Scalar weighted(Index b, Derivatives& derivatives) {
        if constexpr (data::is_weighted<Y>) {
            derivatives.topRows(b).colwise() *= weight_.head(b);
            return (value_.head(b) * weight_.head(b)).sum();
        } else {
            return value_.head(b).sum();
        }
    }

    Table y_;
    Column value_;
    Column weight_;
};

} // namespace descent::cost
