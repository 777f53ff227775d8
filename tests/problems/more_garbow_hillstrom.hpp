// SPDX-License-Identifier: MIT
// more_garbow_hillstrom(): the 35 problems of Moré, Garbow and Hillstrom (1981).
#pragma once

#include "mgh_any_size.hpp"
#include "mgh_fixed_size.hpp"
#include "problem.hpp"

#include <vector>

namespace descent::problems {

/// The 35 problems in the paper's order: problem k is element k - 1.
inline std::vector<Problem> more_garbow_hillstrom() {
    return {rosenbrock(),
            freudenstein_roth(),
            powell_badly_scaled(),
            brown_badly_scaled(),
            beale(),
            jennrich_sampson(),
            helical_valley(),
            bard(),
            gaussian(),
            meyer(),
            gulf(),
            box_three_dimensional(),
            powell_singular(),
            wood(),
            kowalik_osborne(),
            brown_dennis(),
            osborne_1(),
            biggs_exp6(),
            osborne_2(),
            watson(),
            extended_rosenbrock(),
            extended_powell_singular(),
            penalty_1(),
            penalty_2(),
            variably_dimensioned(),
            trigonometric(),
            brown_almost_linear(),
            discrete_boundary_value(),
            discrete_integral_equation(),
            broyden_tridiagonal(),
            broyden_banded(),
            linear_full_rank(),
            linear_rank_1(),
            linear_rank_1_zero_columns(),
            chebyquad()};
}

} // namespace descent::problems
