// SPDX-License-Identifier: MIT
// LinearThroughOrigin: h(x) = theta_1 x_1 + ... + theta_n x_n.
#pragma once

#include <Eigen/Core>

namespace descent::hypothesis {

/// The linear hypothesis without an intercept: h(x) = theta . x, regression through the origin.
struct LinearThroughOrigin {
    static constexpr Eigen::Index intercepts = 0;

    /// Parameters for inputs of this many features.
    constexpr Eigen::Index dimension(Eigen::Index features) const { return features; }

    /// h(x), and its gradient with respect to theta, x, into `gradient`.
    template <class Theta, class Input, class Gradient>
    auto value_and_gradient(const Theta& theta, const Input& x, Gradient& gradient) const {
        gradient = x;
        return typename Theta::Scalar(theta.dot(x));
    }
};

} // namespace descent::hypothesis
