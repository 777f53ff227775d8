// SPDX-License-Identifier: MIT
// LossBlock: a loss applied to a block of examples.
#pragma once

#include <descent/concepts/loss_function.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/chunk_sums.hpp>
#include <descent/kernel/kernel_for.hpp>
#include <descent/kernel/packets.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent::cost {

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
    /// @param scores       h, a column for each output, in its first b rows; the rest is
    ///                     overwritten
    /// @param derivatives  dl/dh times the weight, written; 0 up to a multiple of 16 rows
    /// @return sums of the losses times weights, and of the weights
    template <class L, class Y>
    kernel::Sums<Scalar> apply(const L& loss, const Y& y, Index i, Index b, Table& scores,
                               Table& derivatives) {
        const Index whole = (b + 15) / 16 * 16;
        kernel::Sums<Scalar> sums;
        sums.weight = static_cast<Scalar>(b);
        if constexpr (data::is_weighted<Y>) {
            Aligned weight(weight_.data(), whole);
            weight.head(b) = y.template weights<Scalar>(i, b);
            weight.tail(whole - b).setZero();
            // a negative one was changed since it was checked: as a NaN does, it spoils the value
            sums.weight = weight.minCoeff() < 0 ? std::numeric_limits<Scalar>::quiet_NaN()
                                                : Scalar(weight.sum());
        }
        if constexpr (VectorLoss<L, Scalar>) {
            copy(data::targets_of(y), i, b, 0);
            if constexpr (BlockLoss<L, Scalar>) {
                for (Index q = 0; q < scores.cols(); ++q) {
                    repeat_last(&scores(0, q), b, whole);
                }
                repeat_last(&y_(0, 0), b, whole);
                Aligned value(value_.data(), whole);
                auto slopes = derivatives.topRows(whole);
                loss.value_and_derivative(scores.topRows(whole), Aligned(&y_(0, 0), whole), value,
                                          slopes);
            } else {
                for (Index k = 0; k < b; ++k) {
                    auto gradient = derivatives.row(k).transpose();
                    value_[k] = static_cast<Scalar>(
                        loss.value_and_gradient(scores.row(k).transpose(), y_(k, 0), gradient));
                }
            }
            for (Index q = 0; q < derivatives.cols(); ++q) {
                weigh<Y>(&derivatives(0, q), b, whole);
            }
            sums.value = sum<Y>(b, whole);
        } else {
            for (Index q = 0; q < y_.cols(); ++q) {
                one_output(loss, data::targets_of(y), i, q, b, whole, &scores(0, q),
                           &derivatives(0, q));
                weigh<Y>(&derivatives(0, q), b, whole);
                sums.value += sum<Y>(b, whole);
            }
        }
        return sums;
    }

private:
    /// Losses into value_, derivatives into `derivative`, of examples whose scores are h.
    template <class L, class Targets>
    void one_output(const L& loss, const Targets& targets, Index i, Index q, Index b, Index whole,
                    Scalar* h, Scalar* derivative) {
        if constexpr (BlockLoss<L, Scalar>) {
            copy(targets, i, b, q);
            repeat_last(h, b, whole);
            repeat_last(&y_(0, q), b, whole);
            Aligned value(value_.data(), whole);
            Aligned slope(derivative, whole);
            loss.value_and_derivative(Aligned(h, whole), Aligned(&y_(0, q), whole), value, slope);
        } else if constexpr (kernel::InPlace<Targets, Scalar> && !Targets::IsRowMajor) {
            const Scalar* column = targets.data() + q * targets.outerStride() + i;
            if (kernel::block_follows(i, b, targets.rows())) {
                ask(column + b, b);
            }
            one_by_one(loss, b, h, column, value_.data(), derivative);
        } else {
            copy(targets, i, b, q);
            one_by_one(loss, b, h, &y_(0, q), value_.data(), derivative);
        }
    }

    /// What is not there is like the last example.
    static void repeat_last(Scalar* numbers, Index b, Index whole) {
        std::fill(numbers + b, numbers + whole, numbers[b - 1]);
    }

    template <class L>
    static void one_by_one(const L& loss, Index b, const Scalar* h, const Scalar* y,
                           Scalar* __restrict value, Scalar* __restrict derivative) {
        for (Index k = 0; k < b; ++k) {
            value[k] = static_cast<Scalar>(loss.value(h[k], y[k]));
            derivative[k] = static_cast<Scalar>(loss.derivative(h[k], y[k]));
        }
    }

    /// Asks for the targets of the next block: too few at a time for the machine to foresee. Where
    /// they are copied, or a loss takes whole blocks, that gained nothing.
    [[gnu::always_inline]] static void ask(const Scalar* y, Index count) {
        constexpr Index line = 64 / static_cast<Index>(sizeof(Scalar)); // of a cache
        for (Index k = 0; k < count; k += line) {
            kernel::prefetch(y + k);
        }
    }

    template <class Targets>
    void copy(const Targets& targets, Index i, Index b, Index q) {
        Aligned(&y_(0, q), b) = targets.col(q).segment(i, b).array().template cast<Scalar>();
    }

    /// Multiplies numbers by the weights of their examples. Those of examples of weight 0, or that
    /// are not there, become 0, whatever they were.
    template <class Y>
    void weigh(Scalar* numbers, Index b, Index whole) {
        if constexpr (!data::is_weighted<Y>) {
            std::fill(numbers + b, numbers + whole, Scalar(0));
        } else {
            using namespace Eigen::internal;
            using Packet = typename kernel::Packets<Scalar>::Packet;
            constexpr Index lanes = kernel::Packets<Scalar>::lanes;
            for (Index k = 0; k < whole; k += lanes) {
                if constexpr (lanes == 1) { // a type without packets
                    numbers[k] = weight_[k] == 0 ? Scalar(0) : weight_[k] * numbers[k];
                } else {
                    const Packet weight = ploadu<Packet>(weight_.data() + k);
                    const Packet absent = pcmp_eq(weight, pset1<Packet>(Scalar(0)));
                    pstoreu(numbers + k,
                            pandnot(pmul(weight, ploadu<Packet>(numbers + k)), absent));
                }
            }
        }
    }

    /// The sum of values times weights.
    template <class Y>
    Scalar sum(Index b, Index whole) {
        weigh<Y>(value_.data(), b, whole);
        return Aligned(value_.data(), whole).sum();
    }

    Table y_;
    Column value_;
    Column weight_;
};

} // namespace descent::cost
