// SPDX-License-Identifier: MIT
// Huber: quadratic for small errors, linear for large ones.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>

#include <concepts>

namespace descent::loss {

/// Half the squared error r^2 / 2 of r = h - y while |r| <= delta, and delta (|r| - delta / 2)
/// beyond: an outlier pulls with the force delta at most.
///
/// @param delta  in units of y; finite and > 0
/// @throws InvalidSetting if it is not
///
/// Promises  Derivative r, cut off at -delta and delta; curvature 1.
/// Source    [Huber1964]
class Huber {
public:
    constexpr explicit Huber(double delta) : delta_{delta} {
        require(delta > 0 && is_finite(delta), "loss::Huber: delta must be finite and > 0", delta);
    }

    template <std::floating_point Scalar>
    constexpr Scalar value(const Scalar& h, const Scalar& y) const {
        const Scalar r = h - y;
        const Scalar cut = derivative(h, y);
        return cut * (r - cut / 2); // |cut| = delta makes it delta (|r| - delta / 2)
    }

    template <std::floating_point Scalar>
    constexpr Scalar derivative(const Scalar& h, const Scalar& y) const {
        const Scalar delta = static_cast<Scalar>(delta_);
        const Scalar r = h - y;
        const Scalar above = r < -delta ? -delta : r;
        return above > delta ? delta : above;
    }

    constexpr double curvature() const { return 1; }

private:
    double delta_;
};

} // namespace descent::loss
