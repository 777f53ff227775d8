// SPDX-License-Identifier: MIT
// QuadraticBowl: J = sum of theta_i^2.
#pragma once

#include <descent/concepts/curvature.hpp>
#include <descent/core/parameters.hpp>
#include <descent/cost/composable.hpp>

namespace descent::cost {

/// The quadratic bowl J(theta) = sum of theta_i^2, for theta of any shape, a plain number included.
///
/// Promises  Gradient 2 theta; L = 2; minimum 0 at 0.
/// Source    [McCormick2014], J(theta) = theta^2 and J(theta_1, theta_2) = theta_1^2 + theta_2^2.
struct QuadraticBowl : Composable {
    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(const Theta& theta, Theta& gradient) const {
        gradient = scalar_t<Theta>(2) * theta;
        return squared_norm(theta);
    }

    constexpr double curvature_bound() const { return 2; }
};

static_assert(CurvatureBounded<QuadraticBowl>);

} // namespace descent::cost
