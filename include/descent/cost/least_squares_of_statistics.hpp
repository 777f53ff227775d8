// SPDX-License-Identifier: MIT
// LeastSquaresOfStatistics: the squared error of a linear hypothesis, from sums in place of
// examples.
#pragma once

#include <descent/concepts/hypothesis.hpp>
#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/cost/composable.hpp>
#include <descent/cost/feature_preconditioner.hpp>
#include <descent/cost/require_coefficients.hpp>
#include <descent/data/standardization.hpp>
#include <descent/data/training_set_statistics.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace descent::cost {

/// A sum of products as if in twice the precision, rounded once.
///
/// Source  [OgitaRumpOishi2005], algorithm 5.3 (Dot2), with std::fma for TwoProduct
template <std::floating_point Scalar>
class SumOfProducts {
public:
    void add(Scalar a, Scalar b) {
        const Scalar product = a * b;
        const Scalar sum = sum_ + product;
        const Scalar part = sum - sum_;
        lost_ += ((sum_ - (sum - part)) + (product - part)) + std::fma(a, b, -product);
        sum_ = sum;
    }
    Scalar value() const { return sum_ + lost_; }

private:
    Scalar sum_ = 0;
    Scalar lost_ = 0;
};

/// A solution t of C t = c to rounding, for a symmetric C without negative eigenvalues and a c in
/// its range: by Cholesky's method on C with a diagonal of ones, the largest pivot first. Where the
/// pivots are down to rounding, columns follow from those before, and their entries of t are 0.
///
/// Expense  n^3 / 2 multiply-adds; one matrix [n x n]
/// Source   [GolubVanLoan2013], section 4.2.8
template <std::floating_point Scalar>
Eigen::VectorX<Scalar> solve_semidefinite(const Eigen::MatrixX<Scalar>& C,
                                          const Eigen::VectorX<Scalar>& c) {
    using Vector = Eigen::VectorX<Scalar>;
    const Index n = c.size();
    const Vector unit =
        C.diagonal().unaryExpr([](Scalar x) { return x > 0 ? 1 / std::sqrt(x) : Scalar(0); });
    const Scalar rounding = Scalar(8 * n) * std::numeric_limits<Scalar>::epsilon();
    Eigen::MatrixX<Scalar> L(n, n); // rows in the order of C, columns in that of the pivots
    Vector rest = unit.unaryExpr([](Scalar x) { return x > 0 ? Scalar(1) : Scalar(0); });
    Vector z(n); // L z = c
    Vector t = Vector::Zero(n);
    std::vector<Index> pivots;
    for (Index k = 0; k < n; ++k) {
        Index pivot = 0;
        const Scalar largest = rest.maxCoeff(&pivot);
        if (!(largest > rounding)) {
            break;
        }
        auto column = L.col(k);
        column = unit[pivot] * unit.cwiseProduct(C.col(pivot));
        column.noalias() -= L.leftCols(k) * L.row(pivot).head(k).transpose();
        column /= std::sqrt(largest);
        z[k] = (unit[pivot] * c[pivot] - L.row(pivot).head(k).dot(z.head(k))) / column[pivot];
        rest -= column.cwiseAbs2();
        rest[pivot] = 0;
        pivots.push_back(pivot);
    }
    for (Index k = static_cast<Index>(pivots.size()); k-- > 0;) {
        const Index pivot = pivots[static_cast<std::size_t>(k)];
        t[pivot] = z[k] / L(pivot, k);
        for (Index i = 0; i < k; ++i) {
            z[i] -= L(pivot, i) * t[pivot];
        }
    }
    return t.cwiseProduct(unit);
}

/// J(theta) = (1 / (Divisor m)) sum over the m examples of (h_theta(x_i) - y_i)^2, for a linear h.
///
/// With the covariances C of the features, c of features and y, and v = var(y), the mean residual r
/// at theta and the slopes t of theta,
///     Divisor J = r^2 + t'C t - 2 c't + v = r^2 + q + (C d + 2 p)'d,    d = t - s,
/// where s solves C s = c but for p = C s - c, and q = (p - c)'s + v is the variance that s leaves.
/// Value and gradient are formed from d, so that they do not cancel near the minimum. Of several
/// targets, each has its column of theta, and their costs are added.
///
/// @tparam Divisor  1: mean squared error; 2: its half
/// @tparam H        hypothesis::Linear or hypothesis::LinearThroughOrigin
/// @tparam Targets  1, or Eigen::Dynamic
///
/// Promises  The value is off by rounding in proportion to (sd(y) + sum of |t_j| sd(x_j))^2, where
///           the cost of the examples themselves is off in proportion to J: of a fit that leaves
///           less than some 1e-15 of the variance of y, the value tells no more than that.
///           Gradients, and so theta, are off in proportion to the square of the condition number
///           of the centred X.
/// Expense   n^2 multiply-adds a target and evaluation, no allocation; n^3 / 2 a target once
template <int Divisor, std::floating_point Scalar, LinearHypothesis H, int Targets = 1>
class LeastSquaresOfStatistics : public Composable {
    using Matrix = Eigen::MatrixX<Scalar>;
    using Vector = Eigen::VectorX<Scalar>;
    using Coefficients = Eigen::Matrix<Scalar, Eigen::Dynamic, Targets>;

public:
    LeastSquaresOfStatistics(const char* name,
                             const data::TrainingSetStatistics<Scalar, Targets>& statistics)
        : targets_(static_cast<std::size_t>(statistics.targets())) {
        require<ShapeMismatch>(statistics.size() > 0,
                               std::string{name} + ": statistics must be of at least one example",
                               statistics.size());
        covariance_ = statistics.xx() / statistics.weight();
        means_ = statistics.means();
        slopes_.resize(statistics.features(), statistics.targets());
        remainder_ = slopes_;
        for (Index k = 0; k < statistics.targets(); ++k) {
            solve(statistics, k);
        }
    }

    /// All parameters zero.
    Coefficients start() const {
        return Coefficients::Zero(means_.size() + H::intercepts, slopes_.cols());
    }

    struct Memory {
        Vector distance; ///< d, of one target
        Vector product;  ///< C d + p
    };

    template <Parameters Theta>
        requires(std::same_as<scalar_t<Theta>, Scalar> ||
                 std::same_as<data::summed_t<scalar_t<Theta>>, Scalar>) &&
                is_plain_matrix<Theta> && (Targets != 1 || Theta::ColsAtCompileTime == 1)
    Memory init(const Theta&) const {
        return {Vector(means_.size()), Vector(means_.size())};
    }

    /// J(theta), and its gradient into `gradient`.
    template <Parameters Theta>
    scalar_t<Theta> value_and_gradient(Memory& memory, const Theta& theta, Theta& gradient) const {
        const Index n = means_.size();
        require_coefficients<Targets != 1>(theta, n + H::intercepts, slopes_.cols());
        auto& [distance, product] = memory;
        constexpr Scalar share = Scalar(2) / Scalar(Divisor);
        Scalar sum = 0;
        for (Index k = 0; k < slopes_.cols(); ++k) {
            const Target& target = targets_[static_cast<std::size_t>(k)];
            distance = theta.col(k).tail(n).template cast<Scalar>() - slopes_.col(k);
            product.noalias() = covariance_ * distance;
            Scalar residual = target.residual + means_.dot(distance);
            if constexpr (H::intercepts == 1) {
                residual += static_cast<Scalar>(theta(0, k)) - target.intercept;
            }
            product += remainder_.col(k);
            // rounding can make a variance of 0 negative
            const Scalar variance =
                larger(target.unexplained + distance.dot(product) + distance.dot(remainder_.col(k)),
                       Scalar(0));
            if constexpr (H::intercepts == 1) {
                gradient(0, k) = static_cast<scalar_t<Theta>>(share * residual);
            }
            gradient.col(k).tail(n) =
                (share * (product + residual * means_)).template cast<scalar_t<Theta>>();
            sum += residual * residual + variance;
        }
        return static_cast<scalar_t<Theta>>(sum / Scalar(Divisor));
    }

    /// The trace of the Hessian (2 / (Divisor m)) X'X, X with its column of ones if there is an
    /// intercept: at least the largest curvature, at most as many times that as there are
    /// parameters.
    Scalar curvature_bound() const {
        return Scalar(2) / Scalar(Divisor) *
               (Scalar(H::intercepts) + means_.squaredNorm() + covariance_.trace());
    }

    /// The same with respect to the theta of features (x - origin) / unit, or without intercept of
    /// x / unit: see ScaledCurvatureBounded.
    Scalar curvature_bound(const Vector& origin, const Vector& unit) const {
        const Vector from = H::intercepts == 0 ? Vector(Vector::Zero(means_.size())) : origin;
        return Scalar(2) / Scalar(Divisor) *
               (Scalar(H::intercepts) + (means_ - from).cwiseQuotient(unit).squaredNorm() +
                covariance_.diagonal().cwiseQuotient(unit).cwiseQuotient(unit).sum());
    }

    /// The theta of standardised features, see PreconditioningCost.
    FeaturePreconditioner<Scalar> preconditioner(const Ridge& ridge) const {
        const Vector variances = covariance_.diagonal().cwiseMax(Scalar(0));
        return {data::Standardization<Scalar>::from_moments(means_, variances), 2.0 / Divisor,
                ridge};
    }

    /// n, the features of the statistics: see FeatureCost.
    Index features() const { return means_.size(); }

private:
    struct Target {
        Scalar unexplained = 0; ///< q
        Scalar intercept = 0;   ///< that goes with s
        Scalar residual = 0;    ///< r there
    };

    /// s, p and q of target k, and the intercept that goes with them.
    void solve(const data::TrainingSetStatistics<Scalar, Targets>& statistics, Index k) {
        const Index n = statistics.features();
        const Scalar m = statistics.weight();
        Target& target = targets_[static_cast<std::size_t>(k)];
        const Vector c = statistics.xy().col(k) / m;
        slopes_.col(k) = solve_semidefinite<Scalar>(covariance_, c);
        SumOfProducts<Scalar> unexplained;
        unexplained.add(1, target_number(statistics.yy(), k) / m);
        for (Index i = 0; i < n; ++i) {
            SumOfProducts<Scalar> sum;
            sum.add(-1, c[i]);
            for (Index j = 0; j < n; ++j) {
                sum.add(covariance_(i, j), slopes_(j, k));
            }
            remainder_(i, k) = sum.value();
            unexplained.add(remainder_(i, k) - c[i], slopes_(i, k));
        }
        target.unexplained = unexplained.value();

        const auto& mean = statistics.mean();
        SumOfProducts<Scalar> residual;
        residual.add(-1, mean.centre[n + k]);
        residual.add(-1, mean.offset[n + k]);
        for (Index j = 0; j < n; ++j) {
            residual.add(mean.centre[j], slopes_(j, k));
            residual.add(mean.offset[j], slopes_(j, k));
        }
        if constexpr (H::intercepts == 1) {
            target.intercept = -residual.value();
            residual.add(1, target.intercept);
        }
        target.residual = residual.value();
    }

    template <class Numbers>
    static Scalar target_number(const Numbers& numbers, [[maybe_unused]] Index k) {
        if constexpr (Targets == 1) {
            return numbers;
        } else {
            return numbers[k];
        }
    }

    std::vector<Target> targets_;
    Matrix covariance_;      ///< C
    Vector means_;           ///< of the features
    Coefficients slopes_;    ///< s, a column for each target
    Coefficients remainder_; ///< p
};

} // namespace descent::cost
