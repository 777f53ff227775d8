// SPDX-License-Identifier: MIT
// LossRows: a loss applied to a few examples whose scores are at hand.
#pragma once

#include <descent/concepts/loss_function.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/kernel_for.hpp>
#include <descent/kernel/packets.hpp>
#include <descent/kernel/prefetch.hpp>

#include <Eigen/Core>

#include <cstddef>

namespace descent::cost {

/// Whether examples can be taken one by one: each has one score, a loss of two functions, and no
/// weight.
template <class L, class Y, class Scalar>
concept OneByOne = ScalarLoss<L, Scalar> && !VectorLoss<L, Scalar> && !BlockLoss<L, Scalar> &&
                   !data::is_weighted<Y>;

/// The losses of a block of examples, a packet of them at a time, and their sums.
template <class L, class Y, class Scalar>
    requires OneByOne<L, Y, Scalar>
class LossRows {
    static constexpr int lanes = kernel::Packets<Scalar>::lanes;

public:
    /// @param y      [m x 1]
    /// @param ahead  how many examples further on y is asked for
    /// @param kept   where the scores of all examples go [m], or null
    LossRows(const L& loss, const Y& y, Index ahead, Scalar* kept)
        : loss_{&loss}, y_{&y}, ahead_{ahead}, kept_{kept} {}

    /// Replaces the scores h of examples i, ..., i + Count - 1 by the derivatives of their losses.
    template <int Count>
    [[gnu::always_inline]] void to_derivatives(Index i, Scalar* h) {
        if (kept_ != nullptr) {
            for (int k = 0; k < Count; ++k) {
                kept_[i + k] = h[k];
            }
        }
        if constexpr (kernel::InPlace<Y, Scalar> && !Y::IsRowMajor) {
            const Scalar* y = y_->data() + i;
            if (Count == lanes) {
                kernel::prefetch(y + ahead_);
            }
            add<Count>(*loss_, y, h, value_, derivative_);
        } else {
            Scalar y[std::size_t{Count}];
            for (int k = 0; k < Count; ++k) {
                y[k] = static_cast<Scalar>(y_->coeff(i + k, 0));
            }
            add<Count>(*loss_, y, h, value_, derivative_);
        }
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
    const Y* y_;
    Index ahead_;
    Scalar* kept_;
    EIGEN_ALIGN_MAX Scalar value_[std::size_t{lanes}] = {};
    EIGEN_ALIGN_MAX Scalar derivative_[std::size_t{lanes}] = {};
};

} // namespace descent::cost
