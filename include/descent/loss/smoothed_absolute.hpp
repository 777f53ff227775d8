// SPDX-License-Identifier: MIT
// SmoothedAbsolute: |h - y| without its corner.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <concepts>
#include <limits>

namespace descent::loss {

/// sqrt(r^2 + epsilon^2) - epsilon of r = h - y: the absolute error but for less than epsilon, with
/// a derivative everywhere. The least mean absolute error is that of the median, where the least
/// squared error is that of the mean.
///
/// @param epsilon  in units of y; finite and > 0, as 1 / epsilon is
/// @throws InvalidSetting if it is not
///
/// Promises  Derivative r / sqrt(r^2 + epsilon^2), curvature 1 / epsilon; small r lose no digits.
///           No r is too large or too small: squares are taken in units of epsilon.
class SmoothedAbsolute {
public:
    constexpr explicit SmoothedAbsolute(double epsilon) : inverse_{1 / epsilon} {
        require(epsilon > 0 && is_finite(epsilon),
                "loss::SmoothedAbsolute: epsilon must be finite and > 0", epsilon);
        require(is_finite(inverse_),
                "loss::SmoothedAbsolute: epsilon must be so large that 1/epsilon is finite",
                epsilon);
    }

    template <std::floating_point Scalar>
    Scalar value(const Scalar& h, const Scalar& y) const {
        const Scalar r = h - y;
        const Scalar t = in_epsilons(r);
        return r * (t / (std::sqrt(t * t + 1) + 1));
    }

    template <std::floating_point Scalar>
    Scalar derivative(const Scalar& h, const Scalar& y) const {
        const Scalar t = in_epsilons(h - y);
        return t / std::sqrt(t * t + 1);
    }

    constexpr double curvature() const { return inverse_; }

private:
    /// r / epsilon, cut off where sqrt(t^2 + 1) and sqrt(t^2 + 1) + 1 are |t| but for rounding, and
    /// t^2 is finite. A NaN remains.
    template <std::floating_point Scalar>
    Scalar in_epsilons(Scalar r) const {
        using Limits = std::numeric_limits<Scalar>;
        constexpr Scalar most = Scalar(1ULL << 31) * (Limits::digits > 24 ? Scalar(1ULL << 34) : 1);
        static_assert(most > 2 / Limits::epsilon(), "1 must vanish beside the largest t");
        const Scalar t = r * as<Scalar>(inverse_);
        const Scalar above = t < -most ? -most : t;
        return above > most ? most : above;
    }

    /// As theta's numbers hold it: the largest of them if none is as large.
    template <std::floating_point Scalar>
    static constexpr Scalar as(double number) {
        using Limits = std::numeric_limits<Scalar>;
        if constexpr (Limits::max_exponent < std::numeric_limits<double>::max_exponent) {
            if (number > static_cast<double>((Limits::max)())) {
                return (Limits::max)();
            }
        }
        return static_cast<Scalar>(number);
    }

    double inverse_; ///< 1 / epsilon
};

} // namespace descent::loss
