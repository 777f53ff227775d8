// SPDX-License-Identifier: MIT
// ShapedIterate: an iterate as a rule that stands behind another sees it.
#pragma once

#include <descent/core/iterate.hpp>

#include <utility>

namespace descent::update {

/// A copy of the run's iterate whose points, the previous one too, went through `shape`.
///
/// Expense  Two points of memory; one is shaped an iteration: what is previous is swapped in.
template <Parameters Theta>
class ShapedIterate {
public:
    /// @param shape  shape(from, to) writes theta, gradient and cost of a point
    constexpr ShapedIterate(const Iterate<Theta>& first, const auto& shape) : seen_{first} {
        apply(first, seen_, shape);
        apply(first.previous, seen_.previous, shape);
    }

    /// The iterate `now`, shaped; asked at iterations in order, as often as wanted.
    constexpr const Iterate<Theta>& at(const Iterate<Theta>& now, const auto& shape) {
        if (now.iteration != seen_.iteration) {
            Point<Theta>& point = seen_;
            std::swap(seen_.previous, point);
            apply(now, point, shape);
            seen_.iteration = now.iteration;
            seen_.evaluations = now.evaluations;
            seen_.rate = now.rate;
        }
        return seen_;
    }

    constexpr const Iterate<Theta>& last() const { return seen_; }

private:
    static constexpr void apply(const Point<Theta>& from, Point<Theta>& to, const auto& shape) {
        shape(from, to);
        to.gradient_norm = max_norm(to.gradient);
    }

    Iterate<Theta> seen_;
};

} // namespace descent::update
