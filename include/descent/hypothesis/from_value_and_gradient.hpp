// SPDX-License-Identifier: MIT
// from_value_and_gradient: a hypothesis made of the user's own function.
#pragma once

#include <descent/core/require.hpp>

#include <Eigen/Core>

#include <utility>

namespace descent::hypothesis {

/// The user's own h_theta(x), as a lambda; made by from_value_and_gradient.
template <class F>
class Function {
public:
    Function(Eigen::Index parameters, F f) : parameters_{parameters}, f_{std::move(f)} {
        require(parameters >= 1, "hypothesis: parameters must be >= 1", parameters);
    }

    /// Parameters, whatever the number of features.
    Eigen::Index dimension(Eigen::Index) const { return parameters_; }

    /// h(x), and its gradient with respect to theta into `gradient`.
    template <class Theta, class Input, class Gradient>
    auto value_and_gradient(const Theta& theta, const Input& x, Gradient& gradient) const {
        return f_(theta, x, gradient);
    }

private:
    Eigen::Index parameters_;
    F f_;
};

/// A hypothesis of the user's own, for nonlinear least squares:
///
///     // h(x) = theta_0 exp(-theta_1 x)
///     auto decay = hypothesis::from_value_and_gradient(2, [](const auto& t, const auto& x,
///                                                           auto& dh) {
///         const double e = std::exp(-t[1] * x[0]);
///         dh << e, -t[0] * x[0] * e;
///         return t[0] * e;
///     });
///
/// @param parameters  number of entries of theta; >= 1
/// @param f           f(theta, x, gradient) -> h_theta(x), writing dh/dtheta [parameters]
/// @throws InvalidSetting if parameters is less than 1
template <class F>
Function<F> from_value_and_gradient(Eigen::Index parameters, F f) {
    return {parameters, std::move(f)};
}

} // namespace descent::hypothesis
