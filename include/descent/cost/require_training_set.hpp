// SPDX-License-Identifier: MIT
// require_training_set: whether X and y make a training set, and which entry spoils a cost.
#pragma once

#include <descent/concepts/loss_function.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/cost/loss_block.hpp>
#include <descent/data/require_finite_entry.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/kernel_for.hpp>

#include <string>
#include <type_traits>

namespace descent::cost {

/// Whether y, and its weights, still have an entry for each row of X, which still has columns: what a
/// cost views may have been given another size since it was made.
template <class X, class Y>
bool fit_together(const X& x, const Y& y) {
    if constexpr (data::is_weighted<Y>) {
        return x.cols() > 0 && y.y().rows() == x.rows() && y.w().size() == x.rows();
    } else {
        return x.cols() > 0 && y.rows() == x.rows();
    }
}

/// Throws if a column of X stores its rows out of order, which Eigen allows and its kernel cannot
/// read in blocks of rows.
template <class X>
void require_rising_rows([[maybe_unused]] const X& x) {
    if constexpr (kernel::Sparse<X> && !X::IsRowMajor) {
        for (Index j = 0; j < x.outerSize(); ++j) {
            Index before = -1;
            for (typename X::InnerIterator at(x, j); at; ++at) {
                if (at.row() <= before) {
                    require<InvalidData>(false,
                                         "X: the row numbers that column " + text(j) +
                                             " stores must rise, after " + text(before),
                                         at.row());
                }
                before = at.row();
            }
        }
    }
}

/// Throws if the loss does not take an entry of the targets.
template <class Targets, class L>
void require_labels([[maybe_unused]] const Targets& targets, [[maybe_unused]] const L& loss) {
    if constexpr (ChoosyLoss<L>) {
        for (Index k = 0; k < targets.cols(); ++k) {
            loss.require_targets(targets.col(k));
        }
    }
}

/// Throws if X and y do not fit each other, or y does not fit the loss. Entries of X are not read.
///
/// @param who  begins the message: "cost::MeanLoss"
/// @param y    [m] or [m x targets], or data::Weighted
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidData if the loss does not take
///         an entry of y, or a column of a sparse X stores its rows out of order
template <class X, class Y, class L>
[[gnu::cold]] void require_training_set(const std::string& who, const X& x, const Y& y,
                                        const L& loss) {
    const auto& targets = data::targets_of(y);
    require<ShapeMismatch>(x.rows() > 0, who + ": X must have at least one row", x.rows());
    require<ShapeMismatch>(x.cols() > 0, who + ": X must have at least one column", x.cols());
    if constexpr (data::targets_t<Y>::ColsAtCompileTime == 1) {
        require<ShapeMismatch>(
            targets.size() == x.rows(),
            who + ": y must have as many entries as X has rows, " + text(x.rows()), targets.size());
    } else {
        require<ShapeMismatch>(targets.rows() == x.rows(),
                               who + ": y must have as many rows as X, " + text(x.rows()) +
                                   data::hint_of_row(targets, x.rows()),
                               targets.rows());
        require<ShapeMismatch>(targets.cols() > 0, who + ": y must have at least one column",
                               targets.cols());
    }
    if constexpr (data::is_weighted<Y>) {
        require<ShapeMismatch>(
            y.w().size() == x.rows(),
            who + ": w must have as many entries as X has rows, " + text(x.rows()), y.w().size());
    }
    require_rising_rows(x);
    require_labels(targets, loss);
}

/// Throws if an entry of the data explains why a value or a gradient is not finite: it was not
/// looked at before, or was changed since. Otherwise the parameters are to blame.
///
/// @throws InvalidData for the first weight that is out of range; NonFiniteData for the first entry
///         of X or y that is NaN or infinite; InvalidData if the loss does not take an entry of y
template <class Scalar, class X, class Y, class L>
[[gnu::cold]] void require_usable_numbers(const X& x, const Y& y, const L& loss) {
    const auto& targets = data::targets_of(y);
    if constexpr (data::is_weighted<Y>) {
        y.require_weights();
    }
    for (Index i = 0; i < x.rows(); ++i) {
        if constexpr (!kernel::Sparse<X>) {
            for (Index j = 0; j < x.cols(); ++j) {
                data::require_finite_entry("X", x.coeff(i, j), i, j);
            }
        }
        for (Index k = 0; k < targets.cols() && !data::is_absent<Scalar>(y, i); ++k) {
            const auto entry = static_cast<Scalar>(targets.coeff(i, k));
            if constexpr (data::targets_t<Y>::ColsAtCompileTime == 1) {
                data::require_finite_entry("y", entry, i);
            } else {
                data::require_finite_entry("y", entry, i, k);
            }
        }
    }
    if constexpr (kernel::Sparse<X>) {
        for (Index outer = 0; outer < x.outerSize(); ++outer) {
            for (typename X::InnerIterator at(x, outer); at; ++at) {
                data::require_finite_entry("X", at.value(), at.row(), at.col());
            }
        }
    }
    require_labels(targets, loss);
    if constexpr (data::is_weighted<Y>) {
        Scalar sum = 0;
        for (Index i = 0; i < x.rows(); ++i) {
            sum += y.template weight<Scalar>(i);
        }
        require<InvalidData>(is_finite(sum) && is_finite(1 / sum),
                             "data::Weighted: w must stay near the size that it had at "
                             "construction; the sum in units of that is to be finite, and 1 / it",
                             sum);
    }
}

} // namespace descent::cost
