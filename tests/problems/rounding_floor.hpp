// SPDX-License-Identifier: MIT
// rounding_floor: how small the gradient of a test problem can be expected to get.
#pragma once

#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace descent::problems {

/// The rounding floor of the gradient at theta: the most that an entry changes when every entry of theta
/// moves by 16 units in its last place, up or down, in six fixed patterns.
inline double rounding_floor(const Problem& problem, const Vector& theta) {
    std::mt19937 engine{3};
    Vector here(theta.size());
    Vector there(theta.size());
    Vector moved = theta;
    problem.value_and_gradient(theta, here);
    double floor = 0;
    for (int pattern = 0; pattern < 6; ++pattern) {
        for (Index i = 0; i < theta.size(); ++i) {
            const double step = 16 * std::numeric_limits<double>::epsilon() * std::abs(theta[i]);
            moved[i] = theta[i] + ((engine() & 1024U) != 0 ? step : -step);
        }
        problem.value_and_gradient(moved, there);
        floor = (std::max)(floor, (there - here).cwiseAbs().maxCoeff());
    }
    return floor;
}

/// The floor at the known minimisers, the highest of them: a test can ask for no more than numbers give.
inline double rounding_floor(const Problem& problem) {
    double floor = 0;
    for (const auto& known : problem.known) {
        if (known.theta.size() > 0 && known.kind != Kind::saddle) {
            floor = (std::max)(floor, rounding_floor(problem, known.theta));
        }
    }
    return floor;
}

} // namespace descent::problems
