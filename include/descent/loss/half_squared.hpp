// SPDX-License-Identifier: MIT
// HalfSquared: l = (h - y)^2 / 2.
#pragma once

#include <concepts>

namespace descent::loss {

/// Half the squared error, (h - y)^2 / 2: its derivative is the residual.
///
/// Promises  Derivative h - y, curvature 1.
struct HalfSquared {
    template <std::floating_point Scalar>
    constexpr Scalar value(const Scalar& h, const Scalar& y) const {
        return (h - y) * (h - y) / 2;
    }

    template <std::floating_point Scalar>
    constexpr Scalar derivative(const Scalar& h, const Scalar& y) const {
        return h - y;
    }

    constexpr double curvature() const { return 1; }
};

} // namespace descent::loss
