// SPDX-License-Identifier: MIT
// if_gradient_fell: what it means that a run no longer moves.
#pragma once

#include <descent/core/iterate.hpp>
#include <descent/core/outcome.hpp>

namespace descent::stop {

/// What it means that a run no longer moves, to a tolerance: that it has converged, if the gradient
/// has fallen too, to 10 sqrt(tolerance) of the largest met, or to 0; otherwise that it has
/// stalled, for a tiny learning rate makes small steps as well.
///
/// @param steepest   largest gradient norm met, that of `now` included
/// @param tolerance  of the policy that asks; dimensionless
template <Parameters Theta>
constexpr Outcome if_gradient_fell(const Iterate<Theta>& now, scalar_t<Theta> steepest,
                                   double tolerance) {
    const auto fall = now.gradient_norm / steepest;
    const bool fell =
        tolerance > 0 && fall * fall <= 100 * tolerance; // a square may underflow to 0
    return now.gradient_norm == 0 || fell ? Outcome::converged : Outcome::stalled;
}

} // namespace descent::stop
