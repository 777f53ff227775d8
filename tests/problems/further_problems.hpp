// SPDX-License-Identifier: MIT
// further_problems(): problems beside Moré, Garbow and Hillstrom's, n from 1 to 10 000.
#pragma once

#include "further_convex.hpp"
#include "further_nonconvex.hpp"
#include "further_quadratic.hpp"
#include "mgh_any_size.hpp"
#include "problem.hpp"

#include <vector>

namespace descent::problems {

/// Problems that people who write optimisers try: convex and not, condition numbers to 1e8.
inline std::vector<Problem> further_problems() {
    return {
        // quadratic
        parabola(),
        booth(),
        matyas(),
        diagonal_quadratic(100, 1e4),
        diagonal_quadratic(1000, 1e6),
        diagonal_quadratic(10'000, 1e8),
        rotated_quadratic(100, 1e4),
        rotated_quadratic(1000, 1e8),
        nesterov_chain(100),
        nesterov_chain(1000),
        perturbed_quadratic(1000),
        // convex
        quartic(1),
        quartic(100),
        exponential_and_line(),
        log_barrier(100),
        raydan_1(100),
        raydan_1(10'000),
        raydan_2(10'000),
        log_cosh_chain(1000),
        log_sum_exp(100),
        engval_1(1000),
        generalized_tridiagonal(100),
        zakharov(10),
        logistic_regression(),
        separable_logistic_regression(),
        pseudo_huber_regression(),
        // not convex
        chained_rosenbrock(100),
        chained_rosenbrock(10'000),
        extended_rosenbrock(10'000),
        broyden_tridiagonal(10'000),
        leon(),
        himmelblau(),
        goldstein_price(),
        three_hump_camel(),
        six_hump_camel(),
        styblinski_tang(10),
        rastrigin(),
        griewank(10),
        smooth_ackley(10),
        dixon_price(10),
        mccormick(),
    };
}

} // namespace descent::problems
