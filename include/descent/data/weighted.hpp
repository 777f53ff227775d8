// SPDX-License-Identifier: MIT
// Weighted: a training set's y, with a weight for each example.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/data/hold.hpp>

#include <Eigen/Core>

#include <utility>

namespace descent::data {

/// Targets y in which example i counts w_i times:
///
///     cost::LogisticLoss J{X, data::Weighted{y, w}};
///
/// J is then (1 / sum of w_i) sum of w_i l(h(x_i), y_i). So whole weights are the same cost as
/// examples that stand in X so many times, weight 0 as examples that do not, and a common factor of
/// all weights changes nothing.
///
/// @param y  [m], or [m x targets]; held like the cost's X and y (data::hold)
/// @param w  [m], finite and >= 0, not all 0; held alike. The cost reads it at every evaluation.
/// @throws ShapeMismatch if w does not fit y; InvalidData for the first weight out of range
template <class Y, class W>
class Weighted {
public:
    template <class GivenY, class GivenW>
    Weighted(GivenY&& y, GivenW&& w)
        : y_{hold(std::forward<GivenY>(y))}, w_{hold(std::forward<GivenW>(w))} {
        require<ShapeMismatch>((*w_).size() == (*y_).rows(),
                               "data::Weighted: w must have as many entries as y has rows, " +
                                   text((*y_).rows()),
                               (*w_).size());
        bool counts = (*w_).size() == 0;
        for (Index i = 0; i < (*w_).size(); ++i) {
            const auto weight = static_cast<double>((*w_).coeff(i));
            if (!(weight >= 0 && is_finite(weight))) {
                require<InvalidData>(
                    false, "data::Weighted: w(" + text(i) + ") must be finite and >= 0", weight);
            }
            counts = counts || weight > 0;
        }
        require<InvalidData>(counts, "data::Weighted: some weight must be > 0", 0);
    }

    const auto& y() const { return *y_; }
    const auto& w() const { return *w_; }

private:
    Y y_;
    W w_;
};

template <class GivenY, class GivenW>
Weighted(GivenY&&, GivenW&&) -> Weighted<held_t<GivenY>, held_t<GivenW>>;

/// Whether Y comes with weights.
template <class Y>
inline constexpr bool is_weighted = false;
template <class Y, class W>
inline constexpr bool is_weighted<Weighted<Y, W>> = true;

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
