// SPDX-License-Identifier: MIT
// CurvatureBounded: costs that know how curved they are; largest_curvature: for those that do not.
#pragma once

#include <descent/concepts/cost_function.hpp>

#include <cmath>
#include <concepts>
#include <limits>

namespace descent {

/// A cost that knows a bound of its curvature.
///
/// Offers    curvature_bound() -> L, in units of J per theta^2
/// Promises  |gradient(a) - gradient(b)| <= L |a - b| for all a and b, but for rounding.
template <class C>
concept CurvatureBounded = requires(const C& cost) {
    { cost.curvature_bound() } -> std::convertible_to<double>;
};

/// A cost over a training set that knows such a bound for scaled features too.
///
/// Offers    curvature_bound(origin, unit) -> L with respect to the theta that goes with features
///           (x_j - origin_j) / unit_j, or x_j / unit_j if there is no intercept. Both are vectors
///           of Scalar with an entry for each feature.
/// Promises  As CurvatureBounded.
template <class C, class Scalar>
concept ScaledCurvatureBounded = requires(const C& cost, const Eigen::VectorX<Scalar>& origin) {
    { cost.curvature_bound(origin, origin) } -> std::convertible_to<double>;
};

/// The largest |curvature| of a cost at theta, to about three digits and from below: the power
/// iteration on the Hessian, whose products H v are differences of the gradient,
///     H v = (gradient(theta + h v) - gradient(theta - h v)) / 2h.
/// The first v is the same in every call and has no pattern that a problem might share.
///
/// @return  NaN where a gradient is not finite
///
/// Expense  Two evaluations an iteration, at most 30 iterations; four thetas of memory
/// Source   [GolubVanLoan2013], the power method
template <class C, Parameters Theta>
    requires CostFunction<C, Theta>
scalar_t<Theta> largest_curvature(const C& cost, const Theta& theta) {
    using Scalar = scalar_t<Theta>;
    constexpr int most_iterations = 30;
    const Scalar h =
        std::cbrt(std::numeric_limits<Scalar>::epsilon()) * larger(Scalar(1), max_norm(theta));
    Theta v = theta;
    if constexpr (std::floating_point<Theta>) {
        v = 1;
    } else {
        for (Index i = 0; i < v.size(); ++i) { // multiples of the golden ratio, modulo 1
            const Scalar x = static_cast<Scalar>(i + 1) * Scalar(0.618033988749894848L);
            v.data()[i] = x - std::floor(x) - Scalar(0.45);
        }
        v /= v.norm();
    }
    Theta there = theta;
    Theta ahead = theta;
    Theta behind = theta;
    auto memory = scratch(cost, theta);
    Scalar curvature = 0;
    for (int i = 0; i < most_iterations; ++i) {
        step(theta, -h, v, there);
        static_cast<void>(evaluate(cost, memory, there, ahead));
        step(theta, h, v, there);
        static_cast<void>(evaluate(cost, memory, there, behind));
        v = (ahead - behind) / (2 * h);
        const Scalar before = curvature;
        curvature = std::sqrt(squared_norm(v));
        if (!(curvature > 0) || !is_finite(curvature) ||
            magnitude(curvature - before) <= Scalar(1e-4) * curvature) {
            break;
        }
        v /= curvature;
    }
    return curvature;
}

} // namespace descent
