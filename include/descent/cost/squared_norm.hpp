// SPDX-License-Identifier: MIT
// SquaredNorm: the ridge penalty.
#pragma once

#include <descent/concepts/along_cost.hpp>
#include <descent/concepts/curvature.hpp>
#include <descent/core/parameters.hpp>
#include <descent/cost/composable.hpp>

#include <concepts>

namespace descent::cost {

/// The squared Euclidean norm of theta as a penalty: sum of theta_i^2.
///
///     cost::MeanSquaredError{X, y} + 0.1 * cost::SquaredNorm{}                       // ridge regression
///     cost::LogisticLoss{X, y} + 0.1 * cost::SquaredNorm{}.without_intercept()       // theta_0 is free
///
/// Promises  Gradient 2 theta; L = 2.
class SquaredNorm : public Composable {
public:
    /// The same penalty, but none on the intercept: entry 0 of a vector, row 0 of a matrix, whose
    /// columns have an intercept each. A plain number counts as one entry.
    constexpr SquaredNorm without_intercept() const {
        SquaredNorm other = *this;
        other.first_ = 1;
        return other;
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(const Theta& theta, Theta& gradient) const {
        gradient = 2 * theta;
        if (first_ == 0) {
            return squared_norm(theta);
        }
        if constexpr (std::floating_point<Theta>) {
            gradient = 0;
            return 0;
        } else {
            constexpr bool row = Theta::RowsAtCompileTime == 1 && Theta::ColsAtCompileTime != 1;
            if constexpr (row) { // a vector that lies on its side
                gradient.leftCols(1).setZero();
                return theta.rightCols(theta.cols() - 1).squaredNorm();
            } else {
                gradient.topRows(1).setZero();
                return theta.bottomRows(theta.rows() - 1).squaredNorm();
            }
        }
    }

    /// See AlongCost: theta itself is kept.
    template <Parameters Theta>
    constexpr Theta room(const Theta& theta) const {
        return theta;
    }
    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(NoMemory&, Theta& room, const Theta& theta,
                                                 Theta& gradient) const {
        room = theta;
        return value_and_gradient(theta, gradient);
    }
    template <Parameters Theta>
    constexpr Trial<scalar_t<Theta>> along(NoMemory&, const Theta& here, const Theta& there,
                                           scalar_t<Theta> share) const {
        Trial<scalar_t<Theta>> sum{0, 0};
        for (Index i = 0; i < size(here); ++i) {
            if (penalised(here, i)) {
                const auto change = entry(there, i) - entry(here, i);
                const auto theta = entry(here, i) + share * change;
                sum.value += theta * theta;
                sum.slope += 2 * theta * change;
            }
        }
        return sum;
    }

    constexpr double curvature_bound() const { return 2; }

    /// The same with respect to the theta of features (x - origin) / unit, see
    /// ScaledCurvatureBounded: coefficients are divided by the units and the intercept is shifted,
    /// which lengthens theta by no more than the Frobenius norm of that.
    template <std::floating_point Scalar>
    double curvature_bound(const Eigen::VectorX<Scalar>& origin,
                           const Eigen::VectorX<Scalar>& unit) const {
        const auto scale = unit.cwiseInverse();
        return 2 * static_cast<double>(first_ == 0 ? 1 + scale.squaredNorm() +
                                                         origin.cwiseQuotient(unit).squaredNorm()
                                                   : scale.cwiseAbs2().maxCoeff());
    }

private:
    /// Whether entry i, in storage order, is below the first rows of a matrix.
    template <Parameters Theta>
    constexpr bool penalised(const Theta& theta, Index i) const {
        constexpr bool table = requires { requires !bool(Theta::IsVectorAtCompileTime); };
        if constexpr (!table) {
            return i >= first_;
        } else if constexpr (Theta::IsRowMajor) {
            return i >= first_ * theta.cols();
        } else {
            return i % theta.rows() >= first_;
        }
    }

    Index first_ = 0; ///< the first row that is penalised
};

} // namespace descent::cost
