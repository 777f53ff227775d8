// SPDX-License-Identifier: MIT
// Weighted: a training set's y, with a weight for each example.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/data/hold.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent::data {

/// What to say besides of a y without the `rows` that it must have: a row vector has one.
template <class Y>
const char* hint_of_row(const Y& y, Index rows) {
    return y.rows() == 1 && y.cols() == rows ? " (of a row vector write y.transpose())" : "";
}

/// Targets y in which example i counts w_i times:
///
///     cost::LogisticLoss J{X, data::Weighted{y, w}};
///
/// J is then (1 / sum of w_i) sum of w_i l(h(x_i), y_i). So whole weights are the same cost as
/// examples that stand in X so many times, and a common factor of all weights changes nothing,
/// however large or small. An example of weight 0 is absent: its score may overflow, and its y be
/// NaN if the loss takes any y, but its row of X must be finite.
///
/// @param y  [m], or [m x targets]; held like the cost's X and y (data::hold)
/// @param w  [m], finite and >= 0, not all 0; held alike. The cost reads it at every evaluation.
/// @throws ShapeMismatch if w does not fit y; InvalidData for the first weight out of range: at
///         construction, and if w was changed since, at the first evaluation that meets it
template <class Y, class W>
class Weighted {
    using Given = typename std::remove_cvref_t<decltype(*std::declval<const W&>())>::Scalar;
    using Number = std::common_type_t<double, Given>; ///< in which weights are scaled
    static_assert(std::remove_cvref_t<decltype(*std::declval<const W&>())>::IsVectorAtCompileTime,
                  "w must be a vector: of a matrix with one column write w.col(0)");

public:
    template <class GivenY, class GivenW>
    Weighted(GivenY&& y, GivenW&& w)
        : y_{hold(std::forward<GivenY>(y))}, w_{hold(std::forward<GivenW>(w))} {
        require_weights();
        constexpr int most = std::numeric_limits<Number>::max_exponent - 2;
        const Number greatest = this->greatest();
        if (greatest > 0) {
            scale_ = std::ldexp(Number(1), std::clamp(-std::ilogb(greatest), -most, most));
        }
    }

    const auto& y() const { return *y_; }
    const auto& w() const { return *w_; }

    /// Weight i in units of a power of two near the greatest weight at construction: so that sums
    /// of weights neither overflow nor underflow, in any type.
    template <class Scalar>
    Scalar weight(Index i) const {
        return static_cast<Scalar>(scale_ * static_cast<Number>((*w_).coeff(i)));
    }

    /// The same of examples i, ..., i + b - 1, as an Eigen array expression.
    template <class Scalar>
    auto weights(Index i, Index b) const {
        return (scale_ * (*w_).segment(i, b).array().template cast<Number>())
            .template cast<Scalar>();
    }

    /// What the constructor checks; w may have been changed since.
    ///
    /// @throws ShapeMismatch if w does not fit y; InvalidData for the first weight that is
    ///         negative, infinite or NaN, or if all are 0
    void require_weights() const {
        require<ShapeMismatch>((*w_).size() == (*y_).rows(),
                               "data::Weighted: w must have as many entries as y has rows, " +
                                   text((*y_).rows()) + hint_of_row(*y_, (*w_).size()),
                               (*w_).size());
        for (Index i = 0; i < (*w_).size(); ++i) {
            const auto weight = static_cast<Number>((*w_).coeff(i));
            if (!(weight >= 0 && is_finite(weight))) {
                require<InvalidData>(
                    false, "data::Weighted: w(" + text(i) + ") must be finite and >= 0", weight);
            }
        }
        require<InvalidData>((*w_).size() == 0 || greatest() > 0,
                             "data::Weighted: some weight must be > 0", 0);
    }

private:
    Number greatest() const {
        Number most = 0;
        for (Index i = 0; i < (*w_).size(); ++i) {
            most = (std::max)(most, static_cast<Number>((*w_).coeff(i)));
        }
        return most;
    }

    Y y_;
    W w_;
    Number scale_ = 1;
};

template <class GivenY, class GivenW>
Weighted(GivenY&&, GivenW&&) -> Weighted<held_t<GivenY>, held_t<GivenW>>;

/// Whether Y comes with weights.
template <class Y>
inline constexpr bool is_weighted = false;
template <class Y, class W>
inline constexpr bool is_weighted<Weighted<Y, W>> = true;

/// The targets that y stands for, with weights or without.
template <class Y>
constexpr const auto& targets_of(const Y& y) {
    if constexpr (is_weighted<Y>) {
        return y.y();
    } else {
        return y;
    }
}

/// Whether example i of y is absent: it comes with weights, and its own is 0 in Scalar.
template <std::floating_point Scalar, class Y>
constexpr bool is_absent([[maybe_unused]] const Y& y, [[maybe_unused]] Index i) {
    if constexpr (is_weighted<Y>) {
        return y.template weight<Scalar>(i) == 0;
    } else {
        return false;
    }
}

/// The targets of Y, without their weights.
template <class Y>
using targets_t = std::remove_cvref_t<decltype(targets_of(std::declval<const Y&>()))>;

/// A vector or a matrix, as weights are: refused in words where they would stand by themselves.
template <class T>
concept WeightsLike = requires { typename T::PlainObject; };

/// Targets with weights are kept as they are: they hold y and w in their turn.
template <class Y, class W>
constexpr auto hold(const Weighted<Y, W>& weighted) {
    return Owned<Weighted<Y, W>>{weighted};
}
/// The same.
template <class Y, class W>
constexpr auto hold(Weighted<Y, W>& weighted) {
    return Owned<Weighted<Y, W>>{weighted};
}
/// The same, moved.
template <class Y, class W>
constexpr auto hold(Weighted<Y, W>&& weighted) {
    return Owned<Weighted<Y, W>>{std::move(weighted)};
}

} // namespace descent::data
