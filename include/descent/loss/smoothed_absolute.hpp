// SPDX-License-Identifier: MIT
// SmoothedAbsolute: |h - y| without its corner.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <concepts>

namespace descent::loss {

/// sqrt(r^2 + epsilon^2) - epsilon of r = h - y: the absolute error but for less than epsilon, with
/// a derivative everywhere. The least mean absolute error is that of the median, where the least
/// squared error is that of the mean.
///
/// @param epsilon  in units of y; finite and > 0
/// @throws InvalidSetting if it is not
///
/// Promises  Derivative r / sqrt(r^2 + epsilon^2), curvature 1 / epsilon; small r lose no digits.
class SmoothedAbsolute {
public:
    constexpr explicit SmoothedAbsolute(double epsilon) : epsilon_{epsilon} {
        require(epsilon > 0 && is_finite(epsilon),
                "loss::SmoothedAbsolute: epsilon must be finite and > 0", epsilon);
    }

    template <std::floating_point Scalar>
    Scalar value(const Scalar& h, const Scalar& y) const {
        const Scalar epsilon = static_cast<Scalar>(epsilon_);
        const Scalar r = h - y;
        return r * r / (std::sqrt(r * r + epsilon * epsilon) + epsilon);
    }

    template <std::floating_point Scalar>
    Scalar derivative(const Scalar& h, const Scalar& y) const {
        const Scalar epsilon = static_cast<Scalar>(epsilon_);
        const Scalar r = h - y;
        return r / std::sqrt(r * r + epsilon * epsilon);
    }

    constexpr double curvature() const { return 1 / epsilon_; }

private:
    double epsilon_;
};

} // namespace descent::loss
