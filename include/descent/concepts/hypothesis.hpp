// SPDX-License-Identifier: MIT
// Hypothesis: the contract of a model's prediction.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>

namespace descent {

/// Predicts y from one input x.
///
/// Offers      dimension(features) -> number of parameters for inputs of so many features;
///             value_and_gradient(theta, x, gradient) -> h_theta(x), writing dh/dtheta into every
///             entry of `gradient` [dimension]. theta and gradient are column vectors, x is a
///             column vector expression of one row of X.
///             Optional: features(inputs) -> coefficients in theta, below one intercept if it has
///             any, where h is linear in so many functions of x: see FeatureCost.
/// Promises    Same arguments, same answer.
template <class H, class Scalar>
concept Hypothesis =
    std::copy_constructible<H> &&
    requires(const H& hypothesis, Index features, const Eigen::VectorX<Scalar>& theta,
             const Eigen::VectorX<Scalar>& x, Eigen::VectorX<Scalar>& gradient) {
        { hypothesis.dimension(features) } -> std::convertible_to<Index>;
        { hypothesis.value_and_gradient(theta, x, gradient) } -> std::convertible_to<Scalar>;
    };

/// A hypothesis that is linear in the features, theta . x with `intercepts` constant terms in
/// front. Costs over a training set serve it with matrix products.
template <class H>
concept LinearHypothesis = requires {
    { H::intercepts } -> std::convertible_to<Index>;
};

namespace archetype {
/// The least a type must offer to be a Hypothesis.
struct Hypothesis {
    Index dimension(Index) const { return 1; }

    template <class Theta, class Input, class Gradient>
    typename Theta::Scalar value_and_gradient(const Theta& theta, const Input&,
                                              Gradient& gradient) const {
        gradient.setOnes();
        return theta[0];
    }
};
} // namespace archetype

} // namespace descent
