// SPDX-License-Identifier: MIT
// parabola_share: by what a search shortens a step that is too long.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>

namespace descent::rate {

/// The share of a step that leads to the minimum of the parabola with this slope and this rise,
/// kept within [0.1, 0.5]; 0.1 if the rise is not finite.
///
/// @param rise      J at the end of the step less J at its start, in units of J
/// @param promised  what the slope at the start promises for the whole step, in units of J; < 0
///
/// Source  [NocedalWright2006], section 3.5, the minimum of the quadratic interpolant, which that
///         section keeps from being too short as well; [DennisSchnabel1996] has these bounds.
template <std::floating_point Scalar>
constexpr Scalar parabola_share(Scalar rise, Scalar promised) {
    const Scalar parabola = -promised / (2 * (rise - promised));
    if (!is_finite(rise) || !(parabola > Scalar(0.1))) {
        return Scalar(0.1);
    }
    return parabola < Scalar(0.5) ? parabola : Scalar(0.5);
}

} // namespace descent::rate
