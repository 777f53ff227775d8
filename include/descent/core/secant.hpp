// SPDX-License-Identifier: MIT
// Secant: what the last update says about the curvature.
#pragma once

#include <descent/core/iterate.hpp>

#include <concepts>

namespace descent {

/// The products of s = theta_k - theta_{k-1} and y = gradient_k - gradient_{k-1}; all 0 at the
/// start. s.y / s.s and y.y / s.y are means of the curvature along s, |y| / |s| lies between them.
template <std::floating_point Scalar>
struct Secant {
    Scalar ss; ///< s . s
    Scalar sy; ///< s . y
    Scalar yy; ///< y . y
};

/// Expense  One pass over theta, both gradients and the previous theta; no allocation.
template <Parameters Theta>
constexpr Secant<scalar_t<Theta>> secant(const Iterate<Theta>& now) {
    if constexpr (std::floating_point<Theta>) {
        const Theta s = now.theta - now.previous.theta;
        const Theta y = now.gradient - now.previous.gradient;
        return {s * s, s * y, y * y};
    } else {
        return {(now.theta - now.previous.theta).squaredNorm(),
                (now.theta - now.previous.theta)
                    .cwiseProduct(now.gradient - now.previous.gradient)
                    .sum(),
                (now.gradient - now.previous.gradient).squaredNorm()};
    }
}

} // namespace descent
