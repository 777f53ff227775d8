// SPDX-License-Identifier: MIT
// SquaredNorm: the ridge penalty.
#pragma once

#include <descent/cost/quadratic_bowl.hpp>

namespace descent::cost {

/// The squared Euclidean norm of theta as a penalty: `MeanSquaredError{X, y} + 0.1 * SquaredNorm{}`
/// is ridge regression. The same function as QuadraticBowl, by the name that it has there. It
/// weighs every entry, an intercept too.
using SquaredNorm = QuadraticBowl;

} // namespace descent::cost
