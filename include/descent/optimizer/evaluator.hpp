// SPDX-License-Identifier: MIT
// Evaluator: a cost with its scratch memory, and the count of its evaluations.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/core/held.hpp>

#include <cstdint>

namespace descent {

/// Evaluates a cost at points, and counts.
///
/// @tparam HeldCost  Viewed<C> or Owned<C> of a CostFunction C
template <class HeldCost, Parameters Theta>
class Evaluator {
public:
    using Cost = std::remove_cvref_t<decltype(*std::declval<const HeldCost&>())>;

    constexpr Evaluator(HeldCost cost, const Theta& theta)
        : cost_{std::move(cost)}, scratch_{descent::scratch(*cost_, theta)} {}

    /// Fills in cost, gradient and gradient norm at point.theta.
    constexpr void operator()(Point<Theta>& point) {
        ++count_;
        point.cost = descent::evaluate(*cost_, scratch_, point.theta, point.gradient);
        point.gradient_norm = max_norm(point.gradient);
    }

    constexpr std::int64_t count() const { return count_; }
    constexpr const Cost& cost() const { return *cost_; }

private:
    HeldCost cost_;
    scratch_t<Cost, Theta> scratch_;
    std::int64_t count_ = 0;
};

} // namespace descent
