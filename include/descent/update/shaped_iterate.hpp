// SPDX-License-Identifier: MIT
// ShapedIterate: an iterate as a rule behind a clipped gradient sees it.
#pragma once

#include <descent/core/iterate.hpp>

#include <utility>

namespace descent::update {

/// A copy of the run's iterate whose gradients, the previous one too, went through `shape`.
///
/// Expense  Two points of memory; a copy of theta and of the gradient an iteration: what is
///          previous is swapped in, not copied.
template <Parameters Theta>
class ShapedIterate {
public:
    /// @param shape  changes a gradient in place
    constexpr ShapedIterate(const Iterate<Theta>& first, const auto& shape) : seen_{first} {
        apply(seen_, shape);
        apply(seen_.previous, shape);
    }

    /// The iterate `now` with its shaped gradient; asked at iterations in order.
    constexpr const Iterate<Theta>& at(const Iterate<Theta>& now, const auto& shape) {
        if (now.iteration != seen_.iteration) {
            Point<Theta>& point = seen_;
            std::swap(seen_.previous, point);
            point = now;
            apply(point, shape);
            seen_.iteration = now.iteration;
            seen_.evaluations = now.evaluations;
            seen_.rate = now.rate;
        }
        return seen_;
    }

    constexpr const Iterate<Theta>& last() const { return seen_; }

private:
    static constexpr void apply(Point<Theta>& point, const auto& shape) {
        shape(point.gradient);
        point.gradient_norm = max_norm(point.gradient);
    }

    Iterate<Theta> seen_;
};

} // namespace descent::update
