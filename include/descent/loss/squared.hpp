// SPDX-License-Identifier: MIT
// Squared: l = (h - y)^2.
#pragma once

#include <concepts>

namespace descent::loss {

/// The squared error (h - y)^2.
///
/// Promises  Derivative 2 (h - y), curvature 2.
struct Squared {
    template <std::floating_point Scalar>
    constexpr Scalar value(const Scalar& h, const Scalar& y) const {
        return (h - y) * (h - y);
    }

    template <std::floating_point Scalar>
    constexpr Scalar derivative(const Scalar& h, const Scalar& y) const {
        return 2 * (h - y);
    }

    constexpr double curvature() const { return 2; }
};

} // namespace descent::loss
