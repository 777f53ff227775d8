// SPDX-License-Identifier: MIT
// LossRows: a loss applied to a few examples whose scores are at hand.
#pragma once

#include <descent/concepts/loss_function.hpp>
#include <descent/kernel/kernel_for.hpp>
#include <descent/kernel/packets.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <cstddef>

namespace descent::cost {

/// A loss and a y that are read in place one example after another: no weights, one number each.
template <class L, class Y, class Scalar>
concept OneByOne =
    ScalarLoss<L, Scalar> && !BlockLoss<L, Scalar> && kernel::InPlace<Y, Scalar> && !Y::IsRowMajor;

/// The losses of a block of examples, a packet of them at a time, and their sums.
template <class L, class Scalar>
class LossRows {
    static constexpr int lanes = kernel::Packets<Scalar>::lanes;

public:
    /// @param y      [m], one number after another
    /// @param ahead  how many examples further on y is asked for
    LossRows(const L& loss, const Scalar* y, Index ahead) : loss_{&loss}, y_{y}, ahead_{ahead} {}

    /// Replaces the scores h of examples i, ..., i + Count - 1 by the derivatives of their losses.
    template <int Count>
    [[gnu::always_inline]] void to_derivatives(Index i, Scalar* h) {
        if (Count == lanes) {
            kernel::prefetch(y_ + i + ahead_);
        }
        add<Count>(*loss_, y_ + i, h, value_, derivative_);
    }

    /// The sum of the losses.
    Scalar value() const { return sum(value_); }
    /// The sum of their derivatives.
    Scalar derivative() const { return sum(derivative_); }

private:
    template <int Count>
    [[gnu::always_inline]] static void add(const L& loss, const Scalar* __restrict y,
                                           Scalar* __restrict h, Scalar* __restrict values,
                                           Scalar* __restrict derivatives) {
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 1 // or g++ writes the loop out, and then finds no packets in it
#endif
        for (int k = 0; k < Count; ++k) {
            const Scalar score = h[k];
            values[k] += static_cast<Scalar>(loss.value(score, y[k]));
            h[k] = static_cast<Scalar>(loss.derivative(score, y[k]));
            derivatives[k] += h[k];
        }
    }

    static Scalar sum(const Scalar* numbers) {
        using Packet = typename kernel::Packets<Scalar>::Packet;
        return Eigen::internal::predux(Eigen::internal::pload<Packet>(numbers));
    }

    const L* loss_;
    const Scalar* y_;
    Index ahead_;
    EIGEN_ALIGN_MAX Scalar value_[std::size_t{lanes}] = {};
    EIGEN_ALIGN_MAX Scalar derivative_[std::size_t{lanes}] = {};
};

} // namespace descent::cost
