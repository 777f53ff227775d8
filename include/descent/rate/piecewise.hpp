// SPDX-License-Identifier: MIT
// Piecewise: a list of learning rates, each from some iteration on.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace descent::rate {

/// alpha_k = the rate of the last change at or before k; `initial` before the first.
///
///     rate::Piecewise schedule{0.1, {{100, 0.03}, {500, 0.01}}};
///
/// @param initial  alpha_0, in units of theta^2 per unit of J; finite and > 0
/// @param changes  pairs of iteration and rate: the iterations >= 1 and rising, the rates finite
///                 and > 0
/// @throws InvalidSetting if any is out of range
///
/// Promises  Exactly the rates given.
/// Expense   A look through the list; the cost is evaluated once an iteration.
class Piecewise {
public:
    using Change = std::pair<std::int64_t, double>;

    Piecewise(double initial, std::vector<Change> changes)
        : initial_{initial}, changes_{std::move(changes)} {
        require(initial > 0 && is_finite(initial),
                "rate::Piecewise: initial must be finite and > 0", initial);
        std::int64_t before = 0;
        for (const auto& [iteration, rate] : changes_) {
            require(iteration > before, "rate::Piecewise: iterations must be >= 1 and rising",
                    iteration);
            require(rate > 0 && is_finite(rate), "rate::Piecewise: rates must be finite and > 0",
                    rate);
            before = iteration;
        }
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        double alpha = initial_;
        for (const auto& [iteration, rate] : changes_) {
            if (iteration > now.iteration) {
                break;
            }
            alpha = rate;
        }
        return static_cast<scalar_t<Theta>>(alpha);
    }

private:
    double initial_;
    std::vector<Change> changes_;
};

} // namespace descent::rate
