// SPDX-License-Identifier: MIT
// Linear: h(x) = theta_0 + theta_1 x_1 + ... + theta_n x_n.
#pragma once

#include <Eigen/Core>

namespace descent::hypothesis {

/// The linear hypothesis with an intercept: h(x) = theta_0 + theta_1 x_1 + ... + theta_n x_n.
///
/// Parameter 0 is the intercept; there is no column of ones in X.
///
/// Source  [McCormick2014], h(x) = theta_0 + theta_1 x.
struct Linear {
    static constexpr Eigen::Index intercepts = 1;

    /// Parameters for inputs of this many features.
    constexpr Eigen::Index dimension(Eigen::Index features) const { return features + 1; }

    /// h(x), and its gradient with respect to theta, (1, x), into `gradient`.
    template <class Theta, class Input, class Gradient>
    auto value_and_gradient(const Theta& theta, const Input& x, Gradient& gradient) const {
        gradient[0] = 1;
        gradient.tail(x.size()) = x;
        return typename Theta::Scalar(theta[0] + theta.tail(x.size()).dot(x));
    }
};

} // namespace descent::hypothesis
