// SPDX-License-Identifier: MIT
// The preconditioners that costs over a training set name, and what minimize makes of them.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <cmath>
#include <limits>
#include <random>
#include <utility>

namespace descent::preconditioning {
namespace {

using data::Standardization;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A line through these theta that a preconditioner must keep: T T^-1 = 1.
template <class P>
VectorXd there_and_back(const P& preconditioner, const VectorXd& theta) {
    VectorXd scaled = theta;
    VectorXd back = theta;
    preconditioner.scale(theta, scaled);
    preconditioner.unscale(scaled, back);
    return back;
}

/// The coefficients of T: what scaled coefficients of 1 are of features as they are.
template <class P>
VectorXd units(const P& preconditioner, Index n) {
    VectorXd theta(n + 1);
    preconditioner.unscale(VectorXd(VectorXd::Ones(n + 1)), theta);
    return theta.tail(n).cwiseInverse();
}

// (1, 3, 5, 7): mean 4, variance 5; (0, 0, 8, 8): mean 4, variance 16
const MatrixXd four{{1, 0}, {3, 0}, {5, 8}, {7, 8}};
const VectorXd y{{1, 2, 4, 8}};

TEST_CASE("A mean of losses names the theta of standardised features", "[cost][preconditioner]") {
    const auto T = cost::MeanSquaredError{four, y}.preconditioner(Ridge{});
    CHECK(T.curvature() == 2);
    CHECK((units(T, 2) - VectorXd{{std::sqrt(5), 4}}).norm() <= 1e-15);
    const VectorXd theta{{-10, 3, 2}};
    CHECK((there_and_back(T, theta) - theta).norm() <= 1e-14);
    // theta_0 = 10 - 3 * 4 - 2 * 4, as in the tests of Standardization
    VectorXd raw(3);
    T.unscale(VectorXd{{10, 3 * std::sqrt(5), 8}}, raw);
    CHECK((raw - theta).norm() <= 1e-14);
    CHECK(cost::LogisticLoss{four, VectorXd{{0, 1, 0, 1}}}.preconditioner(Ridge{}).curvature() ==
          0.25);
    // the same from statistics, and from weights: the last example alone is absent
    const auto of_sums =
        cost::MeanSquaredError{data::TrainingSetStatistics{four, y}}.preconditioner(Ridge{});
    CHECK(of_sums.curvature() == 2);
    CHECK((units(of_sums, 2) - units(T, 2)).norm() <= 1e-15);
    const VectorXd w{{1, 1, 1, 0}};
    const auto weighted =
        cost::HalfMeanSquaredError{four, data::Weighted{y, w}}.preconditioner(Ridge{});
    CHECK(weighted.curvature() == 1);
    CHECK((units(weighted, 2) -
           units(cost::HalfMeanSquaredError{MatrixXd(four.topRows(3)), VectorXd(y.head(3))}
                     .preconditioner(Ridge{}),
                 2))
              .norm() <= 1e-15);
}

TEST_CASE("Terms that are added curve each coefficient, and a weight the whole",
          "[cost][preconditioner]") {
    const cost::HalfMeanSquaredError J{four, y};
    // 3 |theta|^2 adds 6 to 5 and 16
    const VectorXd softened{{std::sqrt(11), std::sqrt(22)}};
    const auto ridge = (J + 3.0 * cost::SquaredNorm{}.without_intercept()).preconditioner(Ridge{});
    CHECK(ridge.curvature() == 1);
    CHECK((units(ridge, 2) - softened).norm() <= 1e-15);
    // on the intercept too: its unit stays 1, and so the others are shorter by sqrt(1 + 6)
    const auto on_all = (3.0 * cost::SquaredNorm{} + J).preconditioner(Ridge{});
    CHECK(on_all.curvature() == 7);
    CHECK((units(on_all, 2) - softened / std::sqrt(7)).norm() <= 1e-15);
    // twice everything is the same shape, twice as curved
    const auto twice =
        (2.0 * (J + 3.0 * cost::SquaredNorm{}.without_intercept())).preconditioner(Ridge{});
    CHECK(twice.curvature() == 2);
    CHECK((units(twice, 2) - softened).norm() <= 1e-15);
    const auto inside =
        (2.0 * J + 6.0 * cost::SquaredNorm{}.without_intercept()).preconditioner(Ridge{});
    CHECK(inside.curvature() == 2);
    CHECK((units(inside, 2) - softened).norm() <= 1e-15);
    CHECK(cost::with_checked_gradient(J).preconditioner(Ridge{}).curvature() == 1);
    // a weight of 0 leaves no shape of its own, and does no harm
    const auto nothing = (0.0 * J + cost::SquaredNorm{}).preconditioner(Ridge{});
    CHECK(nothing.curvature() == 2); // the ridge's
    CHECK(units(nothing, 2) == VectorXd{{1, 1}});
    MatrixXd X = four;
    X.col(1).setConstant(7); // its coefficient is no part of J, but of the ridge
    const cost::HalfMeanSquaredError constant{X, y};
    for (const double weight : {0., 1e-310, 1e-300}) {
        CAPTURE(weight);
        const auto found =
            minimize(weight * constant + cost::SquaredNorm{}, VectorXd(VectorXd::Ones(3)));
        CHECK(found.converged());
        CHECK(found.theta.norm() <= 1e-12);
    }
    // a constant column is nowhere far off, whatever it is
    X.col(1).setConstant(1e160);
    CHECK(minimize(cost::HalfMeanSquaredError{X, y}).converged());
    CHECK(cost::HalfMeanSquaredError{X, y}.preconditioner(Ridge{}).rounding() == Rounding::usual);
}

TEST_CASE("Where the intercept of a softmax is penalised, features are measured from zero",
          "[cost][preconditioner]") {
    const Eigen::VectorXi k{{0, 1, 2, 1}};
    const cost::SoftmaxLoss J{four, k, 3};
    const auto intercept_follows = [](const auto& T) {
        MatrixXd theta(3, 3);
        T.unscale(MatrixXd(MatrixXd::Ones(3, 3)), theta);
        return theta(0, 0) != 1;
    };
    CHECK(intercept_follows(J.preconditioner(Ridge{})));
    CHECK(intercept_follows((J + cost::SquaredNorm{}.without_intercept()).preconditioner(Ridge{})));
    CHECK(intercept_follows((J + 1e-3 * cost::SquaredNorm{}).preconditioner(Ridge{})));
    CHECK_FALSE(intercept_follows((J + cost::SquaredNorm{}).preconditioner(Ridge{})));
    const cost::HalfMeanSquaredError one{four, y};
    VectorXd theta(3);
    (one + cost::SquaredNorm{}).preconditioner(Ridge{}).unscale(VectorXd(VectorXd::Ones(3)), theta);
    CHECK(theta[0] != 1);
}

/// Costs without a preconditioner: of no training set, of another hypothesis, and sums whose parts
/// are not known.
template <class C>
constexpr bool names_none = !PreconditioningCost<C>;
static_assert(names_none<cost::QuadraticBowl>);
static_assert(
    names_none<decltype(cost::MeanSquaredError{std::declval<MatrixXd&>(), std::declval<VectorXd&>(),
                                               hypothesis::Polynomial{2}})>);
using Mse = decltype(cost::MeanSquaredError{std::declval<MatrixXd&>(), std::declval<VectorXd&>()});
static_assert(PreconditioningCost<Mse>);
static_assert(PreconditioningCost<decltype(std::declval<Mse&>() + cost::SquaredNorm{})>);
static_assert(names_none<decltype(std::declval<Mse&>() + std::declval<Mse&>())>);
static_assert(names_none<decltype(std::declval<Mse&>() +
                                  cost::from_value_and_gradient([](const VectorXd&, VectorXd&) {
                                      return 0.0;
                                  }))>);
static_assert(names_none<decltype(cost::Standardized{std::declval<Mse&>(),
                                                     std::declval<Standardization<double>&>()})>);

TEST_CASE("A sparse X has the means and spreads of the same numbers in full",
          "[cost][preconditioner][sparse]") {
    MatrixXd X = training::inputs(60, 4);
    X = (X.array().abs() < 5).select(0, X); // most of them
    X.col(1).setZero();
    X.col(2) *= 1e-3;
    const VectorXd targets = training::targets(60);
    VectorXd w = training::parameters(60).cwiseAbs();
    w[7] = 0;
    const Eigen::SparseMatrix<double> by_columns = X.sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows = X.sparseView();
    const auto intercept_and_units = [](const auto& J) {
        VectorXd theta(5);
        J.preconditioner(Ridge{}).unscale(VectorXd(VectorXd::Ones(5)), theta);
        return theta;
    };
    const auto agree = [&](const auto& given) {
        const VectorXd in_full = intercept_and_units(cost::MeanSquaredError{X, given});
        for (const VectorXd& sparse :
             {intercept_and_units(cost::MeanSquaredError{by_columns, given}),
              intercept_and_units(cost::MeanSquaredError{by_rows, given})}) {
            CHECK((sparse - in_full).cwiseQuotient(in_full).cwiseAbs().maxCoeff() <= 1e-13);
        }
        CHECK(in_full[2] == 1); // the constant column
    };
    agree(targets);
    agree(data::Weighted{targets, w});
    const auto fit = minimize(cost::MeanSquaredError{by_columns, targets});
    CHECK(fit.converged());
    CHECK(std::abs(fit.cost - minimize(cost::MeanSquaredError{X, targets}).cost) <=
          1e-12 * fit.cost);
    // a column that overflows is left as it is
    Eigen::SparseMatrix<double> huge = by_columns;
    huge.coeffRef(0, 0) = 1e200;
    CHECK(intercept_and_units(cost::MeanSquaredError{huge, targets})[1] == 1);
}

TEST_CASE("A loss that does not know its curvature is preconditioned all the same",
          "[cost][preconditioner]") {
    const MatrixXd X = training::inputs(60, 2) * Eigen::Vector2d{1e-4, 1e3}.asDiagonal();
    const VectorXd counts = training::targets(60).cwiseAbs();
    const cost::PoissonLoss J{X, counts};
    CHECK(J.preconditioner(Ridge{}).curvature() == 1);
    const auto fit = minimize(J);
    CHECK(fit.converged());
    CHECK(fit.evaluations <= 30);
    CHECK(2 * fit.evaluations < default_optimizer().minimize(J, J.start()).evaluations);
}

/// A regression on features in units that differ, each so many spreads from zero, and its least
/// mean squared error by Householder's method on centred columns, in long double.
struct Far {
    MatrixXd X{30, 5};
    VectorXd y{30};
    long double least = 0;

    Far(double spreads, unsigned seed) {
        std::mt19937 bits{seed};
        const auto random = [&bits] { // of [-1, 1]
            return 2 * (static_cast<double>(bits()) / std::mt19937::max()) - 1;
        };
        for (Index j = 0; j < 5; ++j) {
            const double unit = std::pow(10, 4 * random());
            const double shift = spreads / std::sqrt(3.);
            for (Index i = 0; i < 30; ++i) {
                X(i, j) = unit * (shift + random());
            }
        }
        for (Index i = 0; i < 30; ++i) {
            y[i] = 3 + random();
        }
        y += X * (X.array().abs().colwise().mean().transpose().inverse() * 3).matrix();
        const Long residual = residuals();
        least = residual.squaredNorm() / 30;
    }

    /// The same numbers in float.
    Far in_float() const {
        Far rounded = *this;
        rounded.X = X.cast<float>().cast<double>();
        rounded.y = y.cast<float>().cast<double>();
        rounded.least = rounded.residuals().squaredNorm() / 30;
        return rounded;
    }

    /// How far above the least error this is, relatively, in long double.
    long double above(const VectorXd& theta) const {
        const Long off =
            y.cast<long double>() - X.cast<long double>() * theta.tail(5).cast<long double>();
        return (off.array() - static_cast<long double>(theta[0])).square().sum() / 30 / least - 1;
    }

private:
    using Long = Eigen::VectorX<long double>;

    /// What is left of y less its mean when the centred columns were taken out one by one, twice.
    Long residuals() const {
        Eigen::MatrixX<long double> Q = X.cast<long double>();
        Q.rowwise() -= Q.colwise().mean().eval();
        Long rest = y.cast<long double>();
        rest.array() -= rest.mean();
        for (Index j = 0; j < Q.cols(); ++j) {
            for (int again = 0; again < 2; ++again) {
                for (Index k = 0; k < j; ++k) {
                    Q.col(j) -= Q.col(k) * Q.col(k).dot(Q.col(j));
                }
            }
            Q.col(j).normalize();
        }
        for (int again = 0; again < 2; ++again) {
            for (Index j = 0; j < Q.cols(); ++j) {
                rest -= Q.col(j) * Q.col(j).dot(rest);
            }
        }
        return rest;
    }
};

TEST_CASE("minimize fits features in any units and however far from zero",
          "[cost][preconditioner][regression]") {
    // 1e8 spreads cost eight of the sixteen digits of J, and in float 1e4 four of seven
    for (const double spreads : {0., 1e2, 1e4, 1e6, 1e8}) {
        int converged = 0;
        int converged_in_float = 0;
        std::int64_t evaluations = 0;
        std::int64_t evaluations_in_float = 0;
        for (unsigned seed = 1; seed <= 40; ++seed) {
            CAPTURE(spreads, seed);
            const Far data{spreads, seed};
            const auto fit = minimize(cost::MeanSquaredError{data.X, data.y});
            CHECK(data.above(fit.theta) <= 1e-6L);
            converged += fit.converged() ? 1 : 0;
            evaluations += fit.evaluations;
            if (spreads <= 1e4) {
                const auto fit_in_float = minimize(cost::MeanSquaredError{
                    data.X.cast<float>().eval(), data.y.cast<float>().eval()});
                CHECK(data.in_float().above(fit_in_float.theta.cast<double>()) <= 1e-3L);
                converged_in_float += fit_in_float.converged() ? 1 : 0;
                evaluations_in_float += fit_in_float.evaluations;
            }
        }
        CAPTURE(spreads);
        CHECK(converged >= 38);
        CHECK(evaluations <= 40 * 50);
        CHECK((converged_in_float >= 38 || spreads > 1e4));
        CHECK(evaluations_in_float <= 40 * 50);
    }
}

TEST_CASE("Features that are far from zero make a cost coarse, and no others",
          "[cost][preconditioner]") {
    const auto rounding = [](double far) {
        const MatrixXd X = four.array() + far; // spreads of 2.2 and 4
        return cost::MeanSquaredError{X, y}.preconditioner(Ridge{}).rounding();
    };
    CHECK(rounding(0) == Rounding::usual);
    CHECK(rounding(2000) == Rounding::usual);
    CHECK(rounding(-3000) == Rounding::large);
    CHECK(rounding(1e6) == Rounding::large);
}

TEST_CASE("Targets that are far from zero keep no run going", "[cost][preconditioner]") {
    for (const double far : {1e4, 1e6, 1e8, 1e9}) {
        std::int64_t evaluations = 0;
        for (unsigned seed = 1; seed <= 40; ++seed) {
            std::mt19937 bits{seed};
            const auto random = [&bits] { // of [-1, 1]
                return 2 * (static_cast<double>(bits()) / std::mt19937::max()) - 1;
            };
            const MatrixXd X = MatrixXd::NullaryExpr(40, 2, random);
            const VectorXd z = X.rowwise().sum() + VectorXd::NullaryExpr(40, random);
            const VectorXd away = z.array() + far;
            const auto fit = minimize(cost::HalfMeanSquaredError{X, away});
            CAPTURE(far, seed, fit);
            CHECK(fit.outcome != Outcome::budget_spent);
            CHECK(std::abs(fit.cost - minimize(cost::HalfMeanSquaredError{X, z}).cost) <=
                  1e-15 * far);
            evaluations += fit.evaluations;
        }
        CHECK(evaluations <= 40 * 40);
    }
}

TEST_CASE("A constant column that is penalised stays where it is", "[cost][preconditioner]") {
    for (const double constant : {1., 2024., 1.7e9, 1.7e12}) {
        MatrixXd X(60, 3);
        X << training::inputs(60, 1), VectorXd::Constant(60, constant),
            training::inputs(60, 2).col(1);
        const VectorXd z = 3 + 2 * X.col(0).array() - X.col(2).array();
        for (const double lambda : {1e-10, 1e-2}) {
            const auto penalty = lambda * cost::SquaredNorm{}.without_intercept();
            const auto fit = minimize(cost::MeanSquaredError{X, z} + penalty);
            CAPTURE(constant, lambda, fit);
            MatrixXd others(60, 2);
            others << X.col(0), X.col(2);
            const auto without = minimize(cost::MeanSquaredError{others, z} + penalty);
            CHECK(std::abs(fit.cost - without.cost) <= 1e-9 * without.cost);
        }
    }
}

TEST_CASE("Collinear features are fitted, or it is said that they were not",
          "[cost][preconditioner]") {
    // six columns that are one but for a share of themselves: standardising leaves that as it is
    for (const double apart : {1e-3, 1e-4, 1e-6}) {
        int there = 0;
        int claims = 0;
        int false_claims = 0;
        int false_claims_without = 0;
        for (unsigned seed = 1; seed <= 40; ++seed) {
            std::mt19937 bits{seed};
            const auto random = [&bits] { // of [-1, 1]
                return 2 * (static_cast<double>(bits()) / std::mt19937::max()) - 1;
            };
            const VectorXd common = VectorXd::NullaryExpr(40, random);
            MatrixXd X = apart * MatrixXd::NullaryExpr(40, 6, random);
            X.colwise() += common;
            const VectorXd z = VectorXd::NullaryExpr(40, random) + common;
            MatrixXd basis = X; // the same space by the first column and differences from it
            for (Index j = 1; j < 6; ++j) {
                basis.col(j) = (X.col(j) - X.col(0)) / apart;
            }
            const double least = minimize(cost::MeanSquaredError{basis, z}).cost * (1 + 1e-6);
            const cost::MeanSquaredError J{X, z};
            const auto fit = minimize(J);
            there += fit.cost <= least ? 1 : 0;
            claims += fit.converged() ? 1 : 0;
            false_claims += fit.converged() && fit.cost > least ? 1 : 0;
            const auto without = default_optimizer().minimize(J, J.start());
            false_claims_without += without.converged() && without.cost > least ? 1 : 0;
        }
        CAPTURE(apart);
        CHECK((apart < 1e-4 || there == 40));
        CHECK((apart < 1e-4 || claims == 40));
        CHECK(false_claims <= false_claims_without);
    }
}

/// A cost of the user's own that names a preconditioner: sum of (units_i theta_i - 1)^2.
struct InUnits {
    VectorXd units{{1e-4, 1, 1e5}};

    double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
        const VectorXd off = units.cwiseProduct(theta).array() - 1;
        gradient = 2 * units.cwiseProduct(off);
        return off.squaredNorm();
    }

    struct Change {
        VectorXd units;
        double left;
        void scale(const VectorXd& theta, VectorXd& scaled) const {
            scaled = theta.cwiseProduct(units);
        }
        void unscale(const VectorXd& scaled, VectorXd& theta) const {
            theta = scaled.cwiseQuotient(units);
        }
        void scale_gradient(const VectorXd& gradient, VectorXd& scaled) const {
            scaled = gradient.cwiseQuotient(units);
        }
        double curvature() const { return left; }
    };
    Change preconditioner(const Ridge& ridge) const {
        const double own = 2 * ridge.weight;
        return {(units.array().square() + ridge.coefficients / own).sqrt().matrix(), own};
    }
};
static_assert(PreconditioningCost<InUnits>);

TEST_CASE("A cost of the user's own may name a preconditioner", "[cost][preconditioner]") {
    const InUnits J;
    const VectorXd zero = VectorXd::Zero(3);
    // one step of Newton's, and one that sees that nothing is left
    const auto alone = minimize(J, zero);
    CHECK(alone.converged());
    CHECK(alone.cost <= 1e-30);
    CHECK(alone.evaluations <= 4);
    const auto twice = minimize(cost::Scaled{2.0, J}, zero);
    CHECK(twice.converged());
    CHECK(twice.evaluations <= 4);
    const auto with_ridge = minimize(J + 1e-3 * cost::SquaredNorm{}, zero);
    CHECK(with_ridge.converged());
    const VectorXd least = J.units.array() / (J.units.array().square() + 1e-3);
    CHECK((with_ridge.theta - least).cwiseQuotient(least).cwiseAbs().maxCoeff() <= 1e-9);
    CHECK(with_ridge.evaluations <
          default_optimizer().minimize(J + 1e-3 * cost::SquaredNorm{}, zero).evaluations);
}

TEST_CASE("Weights that were changed are named, as ever", "[cost][preconditioner][refusal]") {
    VectorXd w = VectorXd::Ones(4);
    const cost::MeanSquaredError J{four, data::Weighted{y, w}};
    w.setZero();
    CHECK_THROWS_AS(minimize(J), InvalidData);
    w = VectorXd{{1, -1, 1, 1}};
    CHECK_THROWS_WITH(minimize(J), "data::Weighted: w(1) must be finite and >= 0, got -1");
}

TEST_CASE("A training set that cannot be standardised is minimised as it is",
          "[cost][preconditioner]") {
    // squares of the first column overflow; the second is a constant
    MatrixXd X{{1e200, 2}, {-1e200, 2}, {0.5e200, 2}, {-0.5e200, 2}};
    const VectorXd labels{{1, 0, 1, 0}};
    const auto found = minimize(cost::LogisticLoss{X, labels});
    CHECK(found.theta.allFinite());
    CHECK(found.cost < 0.1);
    // an entry that is not finite is named by the cost, as ever
    X(2, 1) = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(minimize(cost::LogisticLoss{X, labels}), "X(2, 1) must be finite, got inf");
    // rows that no longer fit are as well
    VectorXd shorter = labels;
    const cost::LogisticLoss J{X, shorter};
    shorter.conservativeResize(3);
    CHECK_THROWS_AS(minimize(J), ShapeMismatch);
}

} // namespace
} // namespace descent::preconditioning
