// SPDX-License-Identifier: MIT
// Budget: how much a run may take at most, where that is known.
#pragma once

#include <algorithm>
#include <limits>

namespace descent {

/// The most that a run may take before its stopping policy ends it; infinite where it has no bound.
struct Budget {
    double iterations = std::numeric_limits<double>::infinity();
    double evaluations = std::numeric_limits<double>::infinity();
    double seconds = std::numeric_limits<double>::infinity();
};

/// The budget of a run that ends as soon as either is spent.
constexpr Budget smaller(const Budget& a, const Budget& b) {
    return {(std::min)(a.iterations, b.iterations), (std::min)(a.evaluations, b.evaluations),
            (std::min)(a.seconds, b.seconds)};
}

/// The budget of a run that ends when both are spent: by the end of this one they are.
constexpr Budget larger(const Budget& a, const Budget& b) {
    return {(std::max)(a.iterations, b.iterations), (std::max)(a.evaluations, b.evaluations),
            (std::max)(a.seconds, b.seconds)};
}

} // namespace descent
