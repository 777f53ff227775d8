// SPDX-License-Identifier: MIT
// FeaturePreconditioner: what a cost over a training set knows of its own curvature.
#pragma once

#include <descent/concepts/preconditioner.hpp>
#include <descent/data/standardization.hpp>

#include <concepts>
#include <utility>

namespace descent::cost {

/// The Preconditioner of a mean of losses on a linear hypothesis: the theta of standardised
/// features. There the Hessian is that of uncorrelated features in equal units, for as far as they
/// are, times the curvature of the loss; an intercept and the coefficients of features that are far
/// from zero do not make up for each other.
///
/// With a ridge beside the loss, units are sqrt(spread^2 + ridge / curvature), and features are
/// measured from 0 where a ridge on the intercept is what keeps both from making up for each other.
///
/// @tparam Scalar  of the standardization
template <std::floating_point Scalar>
class FeaturePreconditioner {
public:
    /// @param features   means and spreads
    /// @param curvature  of the loss, d2l/dh2; taken for 1 where it is not > 0 or not finite
    /// @param ridge      curvature that other terms add
    FeaturePreconditioner(const data::Standardization<Scalar>& features, double curvature,
                          const Ridge& ridge)
        : features_{with_ridge(features, ridge, curvature)},
          curvature_{curvature > 0 && is_finite(curvature) ? curvature : 1} {}

    /// The theta of standardised features; see data::Standardization.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void scale(const Theta& theta, Theta& scaled) const {
        features_.scale(theta, scaled);
    }

    /// The theta of features as they are.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void unscale(const Theta& scaled, Theta& theta) const {
        features_.unscale(scaled, theta);
    }

    /// The gradient with respect to the theta of standardised features.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void scale_gradient(const Theta& gradient, Theta& scaled) const {
        features_.scale_gradient(gradient, scaled);
    }

    /// That of the loss, which standardised features leave.
    double curvature() const { return curvature_; }

    /// The same, of this cost times a weight.
    FeaturePreconditioner times(double weight) const {
        return FeaturePreconditioner{features_, weight * curvature_, Ridge{}};
    }

private:
    /// Where the intercept follows the coefficients, a ridge on it adds to their curvature, in the
    /// scaled variables, ridge.intercept times the squared length of mean / unit.
    static data::Standardization<Scalar> with_ridge(const data::Standardization<Scalar>& features,
                                                    const Ridge& ridge, double curvature) {
        const auto softened =
            features.with_ridge(static_cast<Scalar>(ridge.coefficients / curvature));
        const auto length = softened.means().cwiseQuotient(softened.spreads()).squaredNorm();
        const bool follows = ridge.intercept * static_cast<double>(length) <= curvature;
        return follows ? softened : softened.uncentred();
    }

    data::Standardization<Scalar> features_;
    double curvature_;
};

} // namespace descent::cost
