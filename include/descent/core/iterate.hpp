// SPDX-License-Identifier: MIT
// Point and Iterate: where a run stands, and where it came from.
#pragma once

#include <descent/core/parameters.hpp>

#include <cstdint>

namespace descent {

/// A place in parameter space with the cost and its gradient there. The numbers stand apart: next
/// to each other g++ copies the two at once, right after each was written, which waits for both.
template <Parameters Theta>
struct Point {
    using Scalar = scalar_t<Theta>;

    Theta theta;          ///< parameters
    Scalar cost;          ///< J(theta)
    Theta gradient;       ///< of the cost at theta, same shape
    Scalar gradient_norm; ///< largest |entry| of the gradient; NaN if any entry is

    /// Whether theta, cost and gradient are: x - x is 0 just for finite x, and one sum asks all.
    /// A cost may well be finite at an infinite theta: exp(-theta) is 0 there.
    constexpr bool finite() const {
        return (cost - cost) + (gradient_norm - gradient_norm) + zero_if_finite(theta) == Scalar(0);
    }
};

/// One iterate of a run: theta_k with its cost and gradient, and the point it came from.
///
/// Every part and every observer reads iterates; none writes them.
template <Parameters Theta>
struct Iterate : Point<Theta> {
    using Scalar = scalar_t<Theta>;

    std::int64_t iteration = 0;   ///< k: updates made so far
    std::int64_t evaluations = 0; ///< of value and gradient so far, those of trials included
    Scalar rate = 0;              ///< alpha of the update that led here; 0 at the start
    Point<Theta> previous;        ///< theta_{k-1}; at the start, the start itself

    /// What the last update took off theta: theta_{k-1} - theta_k; 0 at the start.
    constexpr Theta update() const { return previous.theta - this->theta; }

    /// What the last update added to the cost: J_k - J_{k-1}; 0 at the start.
    constexpr Scalar cost_change() const { return this->cost - previous.cost; }
};

} // namespace descent
