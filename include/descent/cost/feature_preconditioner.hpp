// SPDX-License-Identifier: MIT
// FeaturePreconditioner: what a cost over a training set knows of its own curvature.
#pragma once

#include <descent/concepts/preconditioner.hpp>
#include <descent/core/rounding.hpp>
#include <descent/data/standardization.hpp>

#include <cmath>
#include <concepts>

namespace descent::cost {

/// The Preconditioner of a mean of losses on a linear hypothesis: the theta of standardised
/// features. There the Hessian is that of features in equal units, times the curvature of the
/// loss; beside an intercept they have no mean, and coefficients of features that are far from
/// zero do not make up for it. What features have in common, collinear ones, is left as it is.
///
/// With a ridge beside the loss, which adds curvature along the intercept and along coefficients,
/// units are sqrt((curvature spread^2 + ridge.coefficients) / (curvature + ridge.intercept)), and
/// the denominator is the curvature left. Features are measured from 0 where that ridge would be
/// steep in the scaled variables: by 10^6 times the other curvatures, or for a loss of several
/// outputs by more than those. Then it is what keeps intercept and coefficients from making up for
/// each other.
///
/// @tparam Scalar  of the standardization
template <std::floating_point Scalar>
class FeaturePreconditioner : public data::Standardization<Scalar> {
    using Base = data::Standardization<Scalar>;

public:
    /// @param features   means and spreads
    /// @param curvature  of the loss, d2l/dh2; > 0
    /// @param ridge      what becomes of the cost in a sum
    /// @param follows    whether the intercept follows the coefficients unless the ridge on it is
    ///                   steep; otherwise only where that ridge is no more than the curvatures
    /// @param target     how many of its spreads the mean of y is from 0
    FeaturePreconditioner(const Base& features, double curvature, const Ridge& ridge,
                          bool follows = true, double target = 0)
        : FeaturePreconditioner{features, ridge, follows, curvature * ridge.weight,
                                curvature * ridge.weight + ridge.intercept} {
        const double feature = farthest(*this);
        coarse_ = (feature > far_off && feature < too_far) ||
                  (target > far_off && target < too_far_for_targets);
    }

    /// What standardised features leave: that of the loss in the sum, and of the ridge on the
    /// intercept.
    double curvature() const { return curvature_; }

    /// Scores of features that are far from zero are sums of terms which cancel, as do scores and
    /// targets that are, and J is as much coarser; usual again where that is beyond sqrt(eps) |J|.
    Rounding rounding() const { return coarse_ ? Rounding::large : Rounding::usual; }

private:
    // spreads that a mean is from 0; beyond the second and third J is rounded to half of its digits
    static constexpr double far_off = 1000;
    static constexpr double too_far = 3e8;
    static constexpr double too_far_for_targets = 3e6;
    static constexpr double steepest = 1e6; ///< times the other curvatures: one direction may be

    /// @param own  curvature of the loss in the sum
    /// @param all  with that of the ridge on the intercept
    FeaturePreconditioner(const Base& features, const Ridge& ridge, bool follows, double own,
                          double all)
        : Base{in_sum(features, ridge, follows, own, all)},
          curvature_{all > 0 && is_finite(all) ? all : 1} {}

    /// Where the intercept follows the coefficients, a ridge on it adds to their curvature, in the
    /// scaled variables, ridge.intercept times the squared length of mean / unit.
    static Base in_sum(const Base& features, const Ridge& ridge, bool follows, double own,
                       double all) {
        const auto added = static_cast<Scalar>(ridge.coefficients / all);
        const auto share = static_cast<Scalar>(own / all);
        if (!is_finite(added) || !(share + added > 0)) { // the cost counts for nothing
            const Index n = features.features();
            return Base::from_moments(Eigen::VectorX<Scalar>::Zero(n),
                                      Eigen::VectorX<Scalar>::Ones(n));
        }
        const auto softened = features.with_ridge(added, share);
        const double most =
            static_cast<double>(softened.features()) * std::pow(farthest(softened), 2);
        return ridge.intercept * most <= (follows ? steepest : 1) * all ? softened
                                                                        : softened.uncentred();
    }

    /// The largest |mean| / spread of columns that are not constant.
    static double farthest(const Base& features) {
        double most = 0;
        auto constant = features.constant_columns().begin();
        for (Index j = 0; j < features.features(); ++j) {
            if (constant != features.constant_columns().end() && *constant == j) {
                ++constant;
                continue;
            }
            most = larger(
                most, static_cast<double>(magnitude(features.means()[j]) / features.spreads()[j]));
        }
        return most;
    }

    double curvature_;
    bool coarse_ = false;
};

} // namespace descent::cost
