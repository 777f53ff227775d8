// SPDX-License-Identifier: MIT
// Poisson: the loss of counts whose logarithm is predicted.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <limits>

namespace descent::loss {

/// exp(h) - y h: minus the logarithm of the probability of a count y whose mean is exp(h), but for
/// log y!, which no theta changes.
///
/// y is >= 0, and may be a rate that is no whole number.
///
/// Promises  Derivative exp(h) - y. It has no bounded curvature.
/// Source    [McCullaghNelder1989], chapter 6
struct Poisson {
    template <std::floating_point Scalar>
    Scalar value(const Scalar& h, const Scalar& y) const {
        return std::exp(h) - y * h;
    }

    template <std::floating_point Scalar>
    Scalar derivative(const Scalar& h, const Scalar& y) const {
        return std::exp(h) - y;
    }

    /// Both for many examples: one exponential each.
    template <class Scores, class Targets, class Values, class Derivatives>
    void value_and_derivative(const Scores& h, const Targets& y, Values& value,
                              Derivatives& derivative) const {
        using Scalar = typename Scores::Scalar;
        const Scalar largest = std::log((std::numeric_limits<Scalar>::max)());
        derivative = h.exp();
        if (!(h.maxCoeff() < largest)) { // Eigen's exp does not overflow
            for (Index k = 0; k < h.size(); ++k) {
                derivative[k] = std::exp(h[k]);
            }
        }
        value = derivative - y * h;
        derivative -= y;
    }

    /// @throws InvalidData if an entry is negative, infinite or NaN
    template <class Targets>
    void require_targets(const Targets& y) const {
        for (Index i = 0; i < y.size(); ++i) {
            const auto count = static_cast<double>(y.coeff(i));
            if (!(count >= 0 && is_finite(count))) {
                require<InvalidData>(false, "y(" + text(i) + ") must be a count, finite and >= 0",
                                     count);
            }
        }
    }
};

} // namespace descent::loss
