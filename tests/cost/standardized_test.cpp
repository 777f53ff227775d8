// SPDX-License-Identifier: MIT
// Standardized: the cost on scaled features, held against the cost on a scaled copy of X.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SparseCore>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace descent::on_scaled_features {
namespace {

using cost::Standardized;
using data::Standardization;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using hypothesis::LinearThroughOrigin;
using training::inputs;
using training::targets;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double eps = std::numeric_limits<double>::epsilon();

/// Every column in a unit of its own, 10^-3 to 10^3, and that many units from zero.
struct Units {
    MatrixXd X = (inputs(150, 4) / 3).array() + 2;
    VectorXd y = targets(150);
    Units() { X = X * VectorXd{{1e-3, 1, 30, 1e3}}.asDiagonal(); }
};

MatrixXd scaled_copy(const MatrixXd& X, const Standardization<double>& standardization) {
    return (X.rowwise() - standardization.means().transpose()) *
           standardization.spreads().cwiseInverse().asDiagonal();
}

// Sums of 150 rounded terms; coefficients and residuals here are below 10 and 40.
TEST_CASE("value and gradient are those of the cost on a scaled copy", "[cost][standardized]") {
    const Units set;
    const Standardization standardization{set.X};
    const MatrixXd Z = scaled_copy(set.X, standardization);
    const auto check = [&](const auto& J, const auto& on_copy, const VectorXd& theta) {
        VectorXd gradient;
        VectorXd expected;
        const double value = evaluate(Standardized{J, standardization}, theta, gradient);
        const double of_copy = evaluate(on_copy, theta, expected);
        CHECK(std::abs(value - of_copy) <= 150 * eps * of_copy);
        CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 150 * eps * 40);
    };
    const VectorXd theta{{1, -2, 0.5, 3, 4}};
    check(cost::MeanSquaredError{set.X, set.y}, cost::MeanSquaredError{Z, set.y}, theta);
    check(cost::HalfMeanSquaredError{set.X, set.y} + 0 * cost::SquaredNorm{},
          cost::HalfMeanSquaredError{Z, set.y}, theta);
    check(cost::MeanSquaredError{data::TrainingSetStatistics{set.X, set.y}},
          cost::MeanSquaredError{Z, set.y}, theta);
    // without intercept: scaled, not centred
    const MatrixXd uncentred = set.X * standardization.spreads().cwiseInverse().asDiagonal();
    check(cost::MeanSquaredError{set.X, set.y, LinearThroughOrigin{}},
          cost::MeanSquaredError{uncentred, set.y, LinearThroughOrigin{}}, theta.tail(4));
}

TEST_CASE("a polynomial goes with the standardization of its powers", "[cost][standardized]") {
    const Units set;
    MatrixXd powers(150, 4);
    powers << set.X.col(1), set.X.col(1).cwiseAbs2(), set.X.col(2), set.X.col(2).cwiseAbs2();
    const Standardization standardization{powers};
    const cost::MeanSquaredError polynomial{set.X.middleCols(1, 2), set.y,
                                            hypothesis::Polynomial{2}};
    const MatrixXd Z = scaled_copy(powers, standardization);
    const VectorXd theta{{1, -2, 0.5, 3, 4}};
    VectorXd gradient;
    VectorXd expected;
    const double value = evaluate(Standardized{polynomial, standardization}, theta, gradient);
    const double of_copy = evaluate(cost::MeanSquaredError{Z, set.y}, theta, expected);
    CHECK(std::abs(value - of_copy) <= 150 * eps * of_copy);
    CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 150 * eps * 40);
}

TEST_CASE("a fit on scaled features, mapped back, is the least squares in the units of the data",
          "[cost][standardized]") {
    const Units set;
    const Standardization standardization{set.X};
    const cost::HalfMeanSquaredError J{set.X, set.y};
    const auto fit = minimize(Standardized{J, standardization});
    CHECK(fit.converged());
    MatrixXd design(150, 5);
    design << VectorXd::Ones(150), set.X;
    const VectorXd exact = design.colPivHouseholderQr().solve(set.y);
    // the cost is flat to rounding within sqrt(eps) of the minimum, in scaled thetas of size 1
    CHECK((fit.theta - standardization.scaled(exact)).cwiseAbs().maxCoeff() <= 10 * std::sqrt(eps));
    const VectorXd theta = standardization.unscaled(fit.theta);
    CHECK((theta - exact).cwiseAbs().cwiseQuotient(exact.cwiseAbs()).maxCoeff() <= 1e-5);
    // the columns are almost uncorrelated, so a rate near 1 serves all of them; without scaling none does
    const GradientDescent plain{rate::Constant{0.9}, stop::GradientBelow{1e-8}};
    CHECK(plain.minimize(Standardized{J, standardization}, J.start()).iterations < 100);
    CHECK(plain.minimize(J, J.start()).outcome == Outcome::diverged);
}

// The exact fit: centred, x = z has the coefficient sum z y / sum z^2 and the intercept mean(y) - 10^4 times
// that. Without scaling the default may end above this cost, and say that it has converged.
TEST_CASE("a feature ten thousand spreads from zero is fitted on its own scale",
          "[cost][standardized]") {
    const VectorXd z{{-1, -0.75, -0.5, -0.125, 0.125, 0.5, 0.75, 1}};
    const VectorXd noise{{0.25, -0.25, 0.125, -0.25, 0.25, 0, -0.125, 0.25}};
    const MatrixXd X = z.array() + 1e4;
    const VectorXd y = 2 * X + noise;
    const cost::HalfMeanSquaredError J{X, y};
    const Standardization standardization{X};
    const auto fit = minimize(Standardized{J, standardization});
    CHECK(fit.converged());
    const VectorXd theta = standardization.unscaled(fit.theta);
    const double slope = 2 + z.dot(noise) / z.squaredNorm(); // z has no mean
    REQUIRE(z.sum() == 0);
    CHECK(std::abs(theta[1] - slope) <= 1e-6);
    const VectorXd residual = (noise.array() - noise.mean()).matrix() - (slope - 2) * z;
    const double least = residual.squaredNorm() / 16;
    CHECK(std::abs(fit.cost - least) <= 1e-9 * least);
    // minimize scales by itself; its scores lose four digits where J takes the feature as it is
    const auto as_is = minimize(J);
    CHECK(as_is.converged());
    CHECK(std::abs(as_is.cost - least) <= 1e-9 * least);
    CHECK(std::abs(as_is.theta[1] - slope) <= 1e-6);
}

/// Two targets at once: half the mean squared error with a column of theta for each.
struct TwoTargets {
    MatrixXd X;
    MatrixXd Y;

    double value_and_gradient(const MatrixXd& theta, MatrixXd& gradient) const {
        const auto m = static_cast<double>(X.rows());
        const MatrixXd residual = ((X * theta.bottomRows(X.cols())).rowwise() + theta.row(0)) - Y;
        gradient.row(0) = residual.colwise().sum() / m;
        gradient.bottomRows(X.cols()) = X.transpose() * residual / m;
        return residual.squaredNorm() / (2 * m);
    }
};

TEST_CASE("theta may be a matrix with a column for each target, and the cost the user's own",
          "[cost][standardized]") {
    const Units set;
    const Standardization standardization{set.X};
    MatrixXd Y(150, 2);
    Y << set.y, inputs(150, 1);
    const Standardized J{TwoTargets{set.X, Y}, standardization};
    MatrixXd theta(5, 2);
    theta << 1, 2, -3, 4, 0.5, 0.25, 2, -1, 1, 1;
    MatrixXd gradient;
    const double value = evaluate(J, theta, gradient);
    double sum = 0;
    for (Index k = 0; k < 2; ++k) {
        const VectorXd target = Y.col(k);
        VectorXd expected;
        sum += evaluate(Standardized{cost::HalfMeanSquaredError{set.X, target}, standardization},
                        VectorXd(theta.col(k)), expected);
        CHECK((gradient.col(k) - expected).cwiseAbs().maxCoeff() <= 150 * eps * 40);
    }
    CHECK(std::abs(value - sum) <= 150 * eps * sum);
}

TEST_CASE("the coefficient of a constant column stays what it was, bit for bit",
          "[cost][standardized]") {
    Units set;
    set.X.col(1).setConstant(1e5 / 3);
    const Standardization standardization{set.X};
    REQUIRE(standardization.constant_columns() == std::vector<Index>{1});
    const cost::MeanSquaredError J{set.X, set.y};
    const Standardized on_scaled{J, standardization};
    VectorXd start = J.start();
    const auto fit = minimize(on_scaled, start);
    CHECK(fit.converged());
    CHECK(fit.theta[2] == 0);
    CHECK(standardization.unscaled(fit.theta)[2] == 0);
    start[2] = 0.125;
    const auto moved = minimize(on_scaled, start);
    CHECK(moved.theta[2] == 0.125);
    // the intercept makes up for it
    CHECK(std::abs(moved.cost - fit.cost) <= 1e-9 * fit.cost);
    // without intercept the constant column is the intercept
    const cost::MeanSquaredError through{set.X, VectorXd(set.y.array() + 50),
                                         LinearThroughOrigin{}};
    CHECK(minimize(Standardized{through, standardization}).theta[1] != 0);
}

TEST_CASE("penalties outside see the scaled theta and inside the unscaled one",
          "[cost][standardized]") {
    const Units set;
    const Standardization standardization{set.X};
    const cost::MeanSquaredError J{set.X, set.y};
    const VectorXd theta{{1, -2, 0.5, 3, 4}};
    VectorXd gradient;
    const double plain = evaluate(Standardized{J, standardization}, theta, gradient);
    const auto outside = Standardized{J, standardization} + 0.1 * cost::SquaredNorm{};
    CHECK(std::abs(evaluate(outside, theta, gradient) - (plain + 0.1 * theta.squaredNorm())) <=
          4 * eps * (plain + 4));
    const Standardized inside{J + 0.1 * cost::SquaredNorm{}, standardization};
    const double norm = standardization.unscaled(theta).squaredNorm();
    CHECK(std::abs(evaluate(inside, theta, gradient) - (plain + 0.1 * norm)) <=
          4 * eps * (plain + 0.1 * norm));
    // a proximal term goes outside
    const auto lasso = Standardized{J, standardization} + proximal::L1{2}.without_intercept();
    const auto fit = minimize(lasso, J.start());
    CHECK(fit.converged());
    CHECK((fit.theta.array() == 0).any());
}

/// With |mean| / spread = ratio, scores are sums of terms of size |theta_j| ratio: they, residuals and
/// gradients are off by eps times that, and the gradient once more by what cancels in (gradient_j -
/// mean_j gradient_0), which is eps times the residual times ratio.
TEST_CASE("a large mean costs value and gradient the digits of mean / spread",
          "[cost][standardized]") {
    const double ratio = GENERATE(1.0, 1e3, 1e6, 1e9);
    CAPTURE(ratio);
    // multiples of 1/8 about a mean that is exact: the copy, centred first, is exact too
    const MatrixXd X = (inputs(200, 2) / 8).array() + std::round(ratio);
    const VectorXd y = targets(200);
    const Standardization standardization{X};
    const MatrixXd Z = scaled_copy(X, standardization);
    const VectorXd theta{{1, -2, 3}};
    VectorXd gradient;
    VectorXd expected;
    const double value =
        evaluate(Standardized{cost::MeanSquaredError{X, y}, standardization}, theta, gradient);
    const double exact = evaluate(cost::MeanSquaredError{Z, y}, theta, expected);
    // residuals are below 30, scaled thetas below 4, spreads 0.6: a mean is 2 ratio spreads; 4 such terms
    // a score, and products of them with x once more
    const double lost = 16 * eps * (30 + 8 * ratio);
    CHECK(std::abs(value - exact) <= 2 * std::sqrt(exact) * lost + lost * lost);
    CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 2 * 30 * lost);
    // from scaled statistics nothing is lost
    const data::TrainingSetStatistics statistics{X, y};
    const cost::MeanSquaredError J{standardization.scaled(statistics)};
    CHECK(std::abs(evaluate(J, theta, gradient) - exact) <= 100 * eps * 30 * 30);
    CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 100 * eps * 30 * 30);
}

TEST_CASE("a named cost is viewed and a temporary one owned", "[cost][standardized]") {
    MatrixXd X = inputs(20, 1);
    const VectorXd y = targets(20);
    const Standardization standardization{X};
    const cost::MeanSquaredError J{X, y};
    const Standardized viewing{J, standardization};
    const auto owning = [&] {
        return Standardized{cost::MeanSquaredError{X, y}, standardization};
    }();
    VectorXd gradient;
    const VectorXd theta{{1, 2}};
    CHECK(evaluate(viewing, theta, gradient) == evaluate(owning, theta, gradient));
    CHECK(owning.start() == VectorXd::Zero(2));
}

/// A cost of the user's own that knows its start, but not its features; or not even that.
struct Bowl {
    Index size;
    VectorXd start() const { return VectorXd::Zero(size); }
    double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
        gradient = 2 * theta;
        return theta.squaredNorm();
    }
};
struct BowlOfAnySize {
    double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
        return Bowl{0}.value_and_gradient(theta, gradient);
    }
};

template <class Action>
std::string refusal(const Action& action) {
    try {
        action();
    } catch (const ShapeMismatch& error) {
        return error.what();
    }
    return "no error";
}

// A theta of five rows is one of five features without intercept, or of four with one.
TEST_CASE("a standardization of other features than the cost's is refused at construction",
          "[cost][standardized][refusal]") {
    const Units set;
    const cost::MeanSquaredError J{set.X, set.y};
    const cost::MeanSquaredError through{set.X, set.y, LinearThroughOrigin{}};
    const cost::HalfMeanSquaredError of_statistics{data::TrainingSetStatistics{set.X, set.y}};
    const cost::SquaredNorm norm;
    const Eigen::SparseMatrix<double> sparse = set.X.sparseView();
    const std::string rule = "cost::Standardized: the standardization must be of as many features "
                             "as the cost has, 4, got ";
    MatrixXd wide(150, 5);
    wide << set.X, VectorXd::Ones(150);
    for (const Index n : {3, 5}) {
        const Standardization other{wide.leftCols(n)};
        const std::string says = rule + std::to_string(n);
        const MatrixXd both = set.y.replicate(1, 2);
        CHECK(refusal([&] { Standardized{J, other}; }) == says);
        CHECK(refusal([&] { Standardized{through, other}; }) == says);
        CHECK(refusal([&] { Standardized{of_statistics, other}; }) == says);
        CHECK(refusal([&] { Standardized{cost::MeanSquaredError{sparse, set.y}, other}; }) == says);
        CHECK(refusal([&] { Standardized{cost::MeanSquaredError{set.X, both}, other}; }) == says);
        CHECK(refusal([&] { Standardized{J + 0.1 * norm, other}; }) == says);
        CHECK(refusal([&] { Standardized{0.1 * norm + 2 * J, other}; }) == says);
    }
    const MatrixXd design = wide.rowwise().reverse();
    const cost::MeanSquaredError with_ones{design, set.y, LinearThroughOrigin{}};
    CHECK(refusal([&] { Standardized{J + with_ones, Standardization{set.X}}; }) ==
          "cost::Sum: both costs must have as many features, 4, got 5");
    // of powers, nine of which would be taken for those of a model without intercept
    const cost::MeanSquaredError parabola{set.X, set.y, hypothesis::Polynomial{2}};
    for (const Index n : {4, 9}) {
        CHECK(refusal([&] { Standardized{parabola, Standardization{inputs(10, n)}}; }) ==
              "cost::Standardized: the standardization must be of as many features as the cost "
              "has, 8, got " +
                  std::to_string(n));
    }
    // without a number of features: the rows of theta must fit
    const std::string rows =
        "data::Standardization: theta must have a row for each feature, 4, and "
        "perhaps one for the intercept, got ";
    const Standardization standardization{set.X};
    CHECK(refusal([&] { Standardized{Bowl{3}, standardization}; }) == rows + "3");
    CHECK(refusal([&] { Standardized{Bowl{4}, standardization}; }) == "no error");
    CHECK(refusal([&] { Standardized{Bowl{5}, standardization}; }) == "no error");
    // and without that, at the first evaluation
    const Standardized late{BowlOfAnySize{}, standardization};
    VectorXd gradient;
    CHECK(refusal([&] { evaluate(late, VectorXd(VectorXd::Zero(9)), gradient); }) == rows + "9");
}

/// The eigenvalues of the second derivatives, in ascending order: J is quadratic.
template <class Cost>
VectorXd curvatures(const Cost& J, Index size) {
    MatrixXd hessian(size, size);
    VectorXd there;
    VectorXd here;
    evaluate(J, VectorXd(VectorXd::Zero(size)), here);
    for (Index j = 0; j < size; ++j) {
        evaluate(J, VectorXd(VectorXd::Unit(size, j)), there);
        hessian.col(j) = there - here;
    }
    return Eigen::SelfAdjointEigenSolver<MatrixXd>(hessian).eigenvalues();
}

TEST_CASE("the curvature bound of scaled features does not see their units",
          "[cost][standardized]") {
    const Units set;
    const Standardization standardization{set.X};
    const cost::MeanSquaredError J{set.X, set.y};
    const auto ulps = [](double value) { return Catch::Matchers::WithinRel(value, 1e3 * eps); };
    // each of the four variances is 1, and the intercept's feature is 1
    CHECK_THAT(Standardized(J, standardization).curvature_bound(), ulps(2 * 5));
    CHECK_THAT(
        Standardized(cost::LogisticLoss(set.X, (set.y.array() > 0).cast<double>()), standardization)
            .curvature_bound(),
        ulps(0.25 * 5));
    CHECK_THAT(Standardized(cost::HalfMeanSquaredError(data::TrainingSetStatistics(set.X, set.y)),
                            standardization)
                   .curvature_bound(),
               ulps(5));
    const RowMajor by_rows = set.X;
    CHECK_THAT(
        Standardized(cost::HuberLoss(by_rows, set.y, 1.0), standardization).curvature_bound(),
        ulps(5));
    const Eigen::SparseMatrix<double> sparse = set.X.sparseView();
    CHECK_THAT(Standardized(cost::HuberLoss(sparse, set.y, 1.0), standardization).curvature_bound(),
               ulps(5));
    // a sparse column of which most is not stored: what is not there is 0
    const MatrixXd rare = (set.X.array() > 2).select(set.X, 0);
    const Eigen::SparseMatrix<double, Eigen::RowMajor> stored = rare.sparseView();
    CHECK_THAT(
        Standardized(cost::HuberLoss(stored, set.y, 1.0), Standardization{rare}).curvature_bound(),
        ulps(1 + 4 - static_cast<double>(Standardization{rare}.constant_columns().size())));
    // whole weights are repeated examples
    const VectorXd weight = VectorXd::LinSpaced(150, 1, 150);
    const Standardized weighted{cost::HuberLoss{set.X, data::Weighted{set.y, weight}, 1.0},
                                standardization};
    const MatrixXd Z = scaled_copy(set.X, standardization);
    CHECK_THAT(weighted.curvature_bound(),
               ulps(1 + weight.dot(Z.rowwise().squaredNorm()) / weight.sum()));
}

TEST_CASE("the curvature bound of scaled features is one, and InverseLipschitz takes it",
          "[cost][standardized]") {
    const Units set;
    const cost::MeanSquaredError J{set.X, set.y};
    const auto check = [&](const auto& cost, Index size) {
        const double found = curvatures(cost, size)[size - 1];
        const double bound = cost.curvature_bound();
        CHECK(bound >= found * (1 - 1e-9)); // the Hessian is a difference of rounded gradients
        CHECK(rate::InverseLipschitz::of(cost).rate() == 1 / bound);
        return bound / found;
    };
    // also of another X, in other units, or about another mean
    for (const auto& standardization :
         {Standardization{set.X}, Standardization{MatrixXd((set.X.array() + 1).square())}}) {
        CHECK(check(Standardized{J, standardization}, 5) <= 5);
        CHECK(check(Standardized{cost::MeanSquaredError{set.X, set.y, LinearThroughOrigin{}},
                                 standardization},
                    4) <= 4);
        check(Standardized{J + 0.5 * cost::SquaredNorm{}, standardization}, 5);
        check(Standardized{J + 0.5 * cost::SquaredNorm{}.without_intercept(), standardization}, 5);
        check(Standardized{cost::SquaredNorm{} + J, standardization}, 5);
    }
    // with it the plain method converges as fast as the curvatures promise
    const Standardized on_scaled{J, Standardization{set.X}};
    const GradientDescent plain{rate::InverseLipschitz::of(on_scaled), stop::GradientBelow{1e-8}};
    const auto fit = plain.minimize(on_scaled, J.start());
    VectorXd gradient;
    evaluate(on_scaled, J.start(), gradient);
    const double shrinks = 1 - curvatures(on_scaled, 5)[0] / on_scaled.curvature_bound();
    CHECK(fit.converged());
    CHECK(static_cast<double>(fit.iterations) <=
          1 + std::log(1e-8 / gradient.norm()) / std::log(shrinks));
    static_assert(!CurvatureBounded<decltype(Standardized{Bowl{4}, Standardization{set.X}})>);
    static_assert(!CurvatureBounded<decltype(Standardized{cost::PoissonLoss{set.X, set.y},
                                                          Standardization{set.X}})>);
}

} // namespace
} // namespace descent::on_scaled_features
