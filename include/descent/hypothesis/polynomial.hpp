// SPDX-License-Identifier: MIT
// Polynomial: powers of each feature, up to a degree.
#pragma once

#include <descent/core/require.hpp>

#include <Eigen/Core>

#include <limits>

namespace descent::hypothesis {

/// A polynomial in each feature:
///     h(x) = theta_0 + sum_j sum_p theta_{(j-1)d + p} x_j^p,   p = 1, ..., d.
///
/// For one feature, h(x) = theta_0 + theta_1 x + theta_2 x^2 + ... There are no products of
/// different features. The powers are made on the way, never stored for all of X.
///
/// @param degree  d; >= 1. 1 is Linear.
/// @throws InvalidSetting if it is less
class Polynomial {
public:
    explicit Polynomial(Eigen::Index degree) : degree_{degree} {
        require(degree >= 1, "hypothesis::Polynomial: degree must be >= 1", degree);
    }

    /// Parameters for inputs of this many features.
    Eigen::Index dimension(Eigen::Index features) const {
        require(features < 1 || degree_ <= (largest - 1) / features,
                "hypothesis::Polynomial: degree must leave 1 + features * degree countable",
                degree_);
        return 1 + features * degree_;
    }

    /// The powers that theta has coefficients for, behind its one intercept.
    Eigen::Index features(Eigen::Index inputs) const { return dimension(inputs) - 1; }

    /// h(x), and its gradient with respect to theta, (1, x_1, x_1^2, ...), into `gradient`.
    template <class Theta, class Input, class Gradient>
    auto value_and_gradient(const Theta& theta, const Input& x, Gradient& gradient) const {
        gradient[0] = 1;
        for (Eigen::Index j = 0; j < x.size(); ++j) {
            typename Theta::Scalar power = 1;
            for (Eigen::Index p = 1; p <= degree_; ++p) {
                power *= x[j];
                gradient[j * degree_ + p] = power;
            }
        }
        return typename Theta::Scalar(theta.dot(gradient));
    }

private:
    static constexpr Eigen::Index largest = (std::numeric_limits<Eigen::Index>::max)();
    Eigen::Index degree_;
};

} // namespace descent::hypothesis
