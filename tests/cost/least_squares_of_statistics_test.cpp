// SPDX-License-Identifier: MIT
// MeanSquaredError{statistics}: the same cost as that of the examples, and where it is less precise.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <Eigen/QR>

#include <cmath>
#include <limits>

namespace descent::of_statistics {
namespace {

using data::TrainingSetStatistics;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using hypothesis::LinearThroughOrigin;
using training::inputs;
using training::targets;

using Long = long double;
using Statistics = TrainingSetStatistics<double>;

static_assert(CostFunction<cost::MeanSquaredError<Statistics, void>, VectorXd>);
static_assert(CostFunction<cost::HalfMeanSquaredError<Statistics, void>, Eigen::Vector3d>);
static_assert(CostFunction<cost::MeanSquaredError<Statistics, void>, Eigen::VectorXf>);
static_assert(!CostFunction<cost::MeanSquaredError<Statistics, void>, Eigen::VectorX<Long>>,
              "sums in double are not good for more");
static_assert(CurvatureBounded<cost::MeanSquaredError<Statistics, void, LinearThroughOrigin>>);

constexpr double eps = std::numeric_limits<double>::epsilon();

// x = (1, 2, 3), y = (2, 3, 7), theta = (1, 2): residuals (1, 2, 0), MSE 5/3, gradient (2, 10/3);
// through the origin with theta = 2: residuals (0, 1, -1), MSE 2/3, gradient -2/3.
// Ten operations or so on numbers up to 15.
TEST_CASE("the mean squared error of three points, from their statistics, is as worked by hand",
          "[cost][statistics]") {
    const TrainingSetStatistics statistics{MatrixXd{{1}, {2}, {3}}, VectorXd{{2, 3, 7}}};
    const VectorXd theta{{1, 2}};
    const double tolerance = 10 * eps * 15;
    VectorXd gradient;
    CHECK(std::abs(evaluate(cost::MeanSquaredError{statistics}, theta, gradient) - 5.0 / 3) <=
          tolerance);
    CHECK((gradient - VectorXd{{2, 10.0 / 3}}).cwiseAbs().maxCoeff() <= tolerance);
    CHECK(std::abs(evaluate(cost::HalfMeanSquaredError{statistics}, theta, gradient) - 5.0 / 6) <=
          tolerance);
    CHECK((gradient - VectorXd{{1, 5.0 / 3}}).cwiseAbs().maxCoeff() <= tolerance);
    const VectorXd slope{{2}};
    VectorXd one;
    const cost::MeanSquaredError through{statistics, LinearThroughOrigin{}};
    CHECK(std::abs(evaluate(through, slope, one) - 2.0 / 3) <= tolerance);
    CHECK(std::abs(one[0] + 2.0 / 3) <= tolerance);
    const cost::HalfMeanSquaredError half{statistics, LinearThroughOrigin{}};
    CHECK(std::abs(evaluate(half, slope, one) - 1.0 / 3) <= tolerance);
    CHECK(through.start().size() == 1);
    CHECK(cost::MeanSquaredError{statistics}.start() == VectorXd::Zero(2));
}

/// Values and gradients against sums over the examples, in long double. Rounding is in proportion to
/// the sums of absolute values: a hundred operations, as the test of the statistics argues, and n more.
void check_same_cost(const MatrixXd& X, const VectorXd& y) {
    const Index n = X.cols();
    const TrainingSetStatistics statistics{X, y};
    for (const double size : {0.0, 1.0, 1e3}) {
        CAPTURE(X.rows(), n, size);
        const VectorXd theta = size * training::parameters(n + 1);
        const auto answer = training::mean_squared_error(X, y, theta);
        const Long tolerance = static_cast<Long>(100 + 4 * n) * Long(eps);
        VectorXd gradient;
        const double value = evaluate(cost::MeanSquaredError{statistics}, theta, gradient);
        CHECK(std::abs(Long(value) - answer.value) <= tolerance * answer.value_scale);
        CHECK(((gradient.cast<Long>() - answer.gradient).array().abs() <=
               tolerance * answer.gradient_scale.array())
                  .all());
        // without intercept: the same with theta_0 = 0
        VectorXd no_intercept = theta;
        no_intercept[0] = 0;
        const auto through = training::mean_squared_error(X, y, no_intercept);
        const VectorXd slopes = theta.tail(n);
        VectorXd of_slopes;
        const double at_origin =
            evaluate(cost::MeanSquaredError{statistics, LinearThroughOrigin{}}, slopes, of_slopes);
        CHECK(std::abs(Long(at_origin) - through.value) <= tolerance * through.value_scale);
        CHECK(((of_slopes.cast<Long>() - through.gradient.tail(n)).array().abs() <=
               tolerance * through.gradient_scale.tail(n).array())
                  .all());
    }
    const double bound = cost::MeanSquaredError{X, y}.curvature_bound();
    CHECK(std::abs(cost::MeanSquaredError{statistics}.curvature_bound() - bound) <=
          100 * eps * bound);
}

TEST_CASE("value and gradient from statistics are those of the examples", "[cost][statistics]") {
    MatrixXd X = inputs(700, 6) / 3;
    const VectorXd y = targets(700) / 7;
    SECTION("any examples") { check_same_cost(X, y); }
    SECTION("columns that follow from others") {
        X.col(4) = X.col(0) - 2 * X.col(2);
        X.col(5) = X.col(1);
        check_same_cost(X, y);
    }
    SECTION("constant columns, also of zeros") {
        X.col(1).setConstant(0.1);
        X.col(3).setZero();
        check_same_cost(X, y);
    }
    SECTION("fewer examples than features") { check_same_cost(X.topRows(3), y.head(3)); }
    SECTION("one example") { check_same_cost(X.topRows(1), y.head(1)); }
    SECTION("units that differ by 10^12") {
        X.col(0) *= 1e6;
        X.col(1) *= 1e-6;
        check_same_cost(X, y);
    }
    SECTION("means far from zero") { check_same_cost(X.array() + 1e4, y.array() - 1e4); }
    SECTION("a constant y") { check_same_cost(X, VectorXd::Constant(700, 0.1)); }
}

TEST_CASE("minimising the cost of statistics finds the least squares", "[cost][statistics]") {
    const MatrixXd X = inputs(300, 4) / 3;
    const VectorXd y = targets(300);
    MatrixXd design(300, 5);
    design << VectorXd::Ones(300), X;
    const VectorXd exact = design.colPivHouseholderQr().solve(y);
    const auto fit = minimize(cost::HalfMeanSquaredError{TrainingSetStatistics{X, y}});
    CHECK(fit.converged());
    // the cost is flat to rounding within sqrt(eps) of the minimum, in thetas of size 1
    CHECK((fit.theta - exact).cwiseAbs().maxCoeff() <= 10 * std::sqrt(eps));
}

TEST_CASE("the cost keeps what it needs of the statistics", "[cost][statistics]") {
    TrainingSetStatistics statistics{inputs(50, 2), targets(50)};
    const cost::MeanSquaredError J{statistics};
    const VectorXd theta{{1, 2, 3}};
    VectorXd gradient;
    const double value = evaluate(J, theta, gradient);
    statistics.add(inputs(20, 2), targets(20));
    CHECK(evaluate(J, theta, gradient) == value);
    CHECK(evaluate(cost::MeanSquaredError{statistics}, theta, gradient) != value);
}

TEST_CASE("costs of statistics add and scale", "[cost][statistics]") {
    const TrainingSetStatistics statistics{inputs(50, 2), targets(50)};
    const auto ridge = cost::MeanSquaredError{statistics} + 0.5 * cost::SquaredNorm{};
    const VectorXd theta{{1, 2, 3}};
    VectorXd gradient;
    VectorXd of_ridge;
    const double value = evaluate(cost::MeanSquaredError{statistics}, theta, gradient);
    CHECK(evaluate(ridge, theta, of_ridge) == value + 0.5 * 14);
    CHECK(of_ridge == gradient + theta);
}

TEST_CASE("a theta of float is evaluated in double and rounded once", "[cost][statistics]") {
    const Eigen::MatrixXf X = inputs<float>(60, 2) / 3.0F;
    const Eigen::VectorXf y = targets<float>(60);
    const cost::MeanSquaredError J{TrainingSetStatistics{X, y}};
    const Eigen::VectorXf theta{{1, 0.5F, 0.25F}};
    const VectorXd same = theta.cast<double>();
    Eigen::VectorXf gradient;
    VectorXd longer;
    CHECK(evaluate(J, theta, gradient) == static_cast<float>(evaluate(J, same, longer)));
    CHECK(gradient == longer.cast<float>());
}

TEST_CASE("the cost of no examples, and a theta of the wrong length, are refused",
          "[cost][statistics][refusal]") {
    CHECK_THROWS_WITH(cost::MeanSquaredError{TrainingSetStatistics{3}},
                      "cost::MeanSquaredError: statistics must be of at least one example, got 0");
    CHECK_THROWS_WITH(
        cost::HalfMeanSquaredError{TrainingSetStatistics{3}},
        "cost::HalfMeanSquaredError: statistics must be of at least one example, got 0");
    const cost::MeanSquaredError J{TrainingSetStatistics{inputs(9, 3), targets(9)}};
    VectorXd gradient;
    CHECK_THROWS_WITH(
        evaluate(J, VectorXd(VectorXd::Zero(3)), gradient),
        "theta: must have as many entries as the hypothesis has parameters, 4, got 3");
}

// --- precision near an exact fit ---

/// y = 1 + 2 x_1 - x_2 and an error of +-size that no line fits: +1 and -1 in turn at equal x, so that
/// the least squares leave exactly size^2, and theta = (1, 2, -1) is the minimum.
struct NearlyExact {
    explicit NearlyExact(double size, double mean = 0) : X(400, 2), y(400) {
        for (Index i = 0; i < 400; ++i) {
            X(i, 0) = mean + training::integer(i / 2);
            X(i, 1) = mean + training::integer(1000 + i / 2);
            y[i] = 1 + 2 * X(i, 0) - X(i, 1) + (i % 2 == 0 ? size : -size);
        }
    }
    MatrixXd X;
    VectorXd y;
    VectorXd theta{{1, 2, -1}};
};

// Sums are off by 100 eps at most, as the test of the statistics argues: so the value is off by so much
// of (sd(y) + sum |t_j| sd(x_j))^2 <= (2 sum |t_j| sd(x_j))^2, here (2 * 3 * 5)^2.
TEST_CASE("near an exact fit the value from statistics is off by rounding of the variance of y",
          "[cost][statistics]") {
    const double size = GENERATE(0.0, 0x1p-30, 0x1p-20, 0x1p-10, 1.0);
    const double mean = GENERATE(0.0, 1e6);
    CAPTURE(size, mean);
    const NearlyExact data{size, mean};
    const cost::MeanSquaredError J{TrainingSetStatistics{data.X, data.y}};
    VectorXd gradient;
    const double value = evaluate(J, data.theta, gradient);
    // with that mean y itself is rounded, by half an ulp of 1e6: 2^-34
    const double rounding_of_y = mean == 0 ? 0 : 0x1p-34;
    CHECK(value >= 0);
    CHECK(std::abs(value - size * size) <=
          100 * eps * 900 + rounding_of_y * (2 * size + rounding_of_y));
    // far better than that: differences of values, which a search compares
    VectorXd there = data.theta;
    there[0] += 0x1p-20; // J rises by 2^-40
    CHECK(std::abs(evaluate(J, there, gradient) - value - 0x1p-40) <=
          8 * eps * (value + 0x1p-40) + 0x1p-19 * rounding_of_y + 0x1p-19 * 30 * 100 * eps);
}

TEST_CASE("what an exact fit costs: the examples tell an error of 1e-9, statistics do not",
          "[cost][statistics]") {
    const NearlyExact data{0x1p-30};
    VectorXd gradient;
    const double true_value = 0x1p-60;
    CHECK(std::abs(evaluate(cost::MeanSquaredError{data.X, data.y}, data.theta, gradient) -
                   true_value) <= 1e-5 * true_value); // y is rounded to 2^-48 or better
    const double value = evaluate(cost::MeanSquaredError{TrainingSetStatistics{data.X, data.y}},
                                  data.theta, gradient);
    CHECK(std::abs(value - true_value) > 0.1 * true_value);
}

TEST_CASE("theta of an exact fit is found from statistics to rounding", "[cost][statistics]") {
    const double mean = GENERATE(0.0, 1e3);
    const NearlyExact data{0, mean};
    const auto fit = GradientDescent{update::LimitedMemoryBfgs{5}, rate::HagerZhang{},
                                     stop::GradientBelow{1e-13} | stop::AfterIterations{500}}
                         .minimize(cost::MeanSquaredError{TrainingSetStatistics{data.X, data.y}},
                                   VectorXd(VectorXd::Zero(3)));
    CAPTURE(fit.iterations);
    // Sums to 100 eps, condition about 1 (the columns are almost uncorrelated): slopes to 1e3 eps, the
    // intercept to that times the means; and the gradient is 2 C (theta - minimum) <= 1e-13
    CHECK((fit.theta - data.theta).tail(2).cwiseAbs().maxCoeff() <= 1e3 * eps + 1e-13 * (1 + mean));
    CHECK(std::abs(fit.theta[0] - 1) <= (1e3 * eps + 1e-13 * (1 + mean)) * (1 + 2 * mean));
}

TEST_CASE("the cost of weighted statistics is that of the weighted examples",
          "[cost][statistics][weights]") {
    const Index m = 700;
    const MatrixXd X = (training::inputs(m, 3) / 3).array() + 10;
    const VectorXd y = training::targets(m) / 7;
    const VectorXd w = VectorXd::LinSpaced(m, 0, 3).array().square();
    const data::Weighted weighted{y, w};
    const TrainingSetStatistics statistics{X, weighted};
    const auto check = [&](const auto& of_statistics, const auto& of_examples) {
        const VectorXd theta = training::parameters(of_examples.start().size());
        VectorXd gradient;
        VectorXd expected;
        const double value = evaluate(of_statistics, theta, gradient);
        // sums of m terms; scores are sums of terms of up to 8 / 4 * 13 each
        const double scale = 4 * 26 * 4 * 26;
        CHECK(std::abs(value - evaluate(of_examples, theta, expected)) <= 100 * eps * scale);
        CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 100 * eps * scale * 13);
        CHECK_THAT(of_statistics.curvature_bound(),
                   Catch::Matchers::WithinRel(of_examples.curvature_bound(), 1e3 * eps));
    };
    check(cost::MeanSquaredError{statistics}, cost::MeanSquaredError{X, weighted});
    check(cost::HalfMeanSquaredError{statistics}, cost::HalfMeanSquaredError{X, weighted});
    check(cost::MeanSquaredError{statistics, hypothesis::LinearThroughOrigin{}},
          cost::MeanSquaredError{X, weighted, hypothesis::LinearThroughOrigin{}});
    // spreads are those of the weighted examples
    const data::Standardization standardization{statistics};
    const double mean = w.dot(X.col(0)) / w.sum();
    const VectorXd squares = (X.col(0).array() - mean).square();
    CHECK_THAT(standardization.spreads()[0],
               Catch::Matchers::WithinRel(std::sqrt(w.dot(squares) / w.sum()), 100 * eps));
}

TEST_CASE("the cost of statistics of several targets is that of the examples",
          "[cost][statistics][targets]") {
    const Index m = 700;
    const MatrixXd X = (training::inputs(m, 3) / 3).array() + 10;
    MatrixXd Y(m, 2);
    Y << training::targets(m) / 7, training::inputs(m, 1).col(0);
    const TrainingSetStatistics statistics{X, Y};
    const auto check = [&](const auto& of_statistics, const auto& of_examples) {
        MatrixXd theta = of_examples.start();
        CHECK(of_statistics.start() == theta);
        theta << training::parameters(theta.size()).reshaped(theta.rows(), theta.cols());
        MatrixXd gradient;
        MatrixXd expected;
        const double value = evaluate(of_statistics, theta, gradient);
        // as with weights
        const double scale = 4 * 26 * 4 * 26;
        CHECK(std::abs(value - evaluate(of_examples, theta, expected)) <= 200 * eps * scale);
        CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 100 * eps * scale * 13);
        CHECK_THAT(of_statistics.curvature_bound(),
                   Catch::Matchers::WithinRel(of_examples.curvature_bound(), 1e3 * eps));
    };
    check(cost::MeanSquaredError{statistics}, cost::MeanSquaredError{X, Y});
    check(cost::HalfMeanSquaredError{statistics}, cost::HalfMeanSquaredError{X, Y});
    check(cost::MeanSquaredError{statistics, LinearThroughOrigin{}},
          cost::MeanSquaredError{X, Y, LinearThroughOrigin{}});
    // a fit of all is the fit of each
    const auto fit = minimize(cost::MeanSquaredError{statistics});
    CHECK(fit.converged());
    for (Index k = 0; k < 2; ++k) {
        const VectorXd y = Y.col(k);
        const auto alone = minimize(cost::MeanSquaredError{TrainingSetStatistics{X, y}});
        CHECK((fit.theta.col(k) - alone.theta).cwiseAbs().maxCoeff() <= 1e-6);
    }
    // on scaled features too
    const data::Standardization standardization{statistics};
    const auto scaled = minimize(cost::MeanSquaredError{standardization.scaled(statistics)});
    CHECK((standardization.unscaled(scaled.theta) - fit.theta).cwiseAbs().maxCoeff() <= 1e-6);
    MatrixXd gradient;
    CHECK_THROWS_WITH(
        evaluate(cost::MeanSquaredError{statistics}, MatrixXd(MatrixXd::Zero(4, 3)), gradient),
        "theta: must have a row for each parameter and a column for each output, 4 x "
        "2, got 4 x 3");
}

// The means are 10^6 times the spread. On scaled statistics nothing cancels.
TEST_CASE("scaled statistics find theta to rounding, whatever the means", "[cost][statistics]") {
    const NearlyExact data{0.5, 5e6};
    const TrainingSetStatistics statistics{data.X, data.y};
    const data::Standardization standardization{statistics};
    const auto fit = GradientDescent{update::LimitedMemoryBfgs{5}, rate::HagerZhang{},
                                     stop::GradientBelow{1e-9} | stop::AfterIterations{500}}
                         .minimize(cost::HalfMeanSquaredError{standardization.scaled(statistics)},
                                   VectorXd(VectorXd::Zero(3)));
    CHECK(fit.converged());
    // half the variance that is left: sums to 100 eps, of a variance of y below 150
    CHECK(std::abs(fit.cost - 0.125) <= 100 * eps * 900);
    const VectorXd theta = standardization.unscaled(fit.theta);
    CHECK(std::abs(theta[1] - 2) <= 1e-9);
    CHECK(std::abs(theta[2] + 1) <= 1e-9);
}

} // namespace
} // namespace descent::of_statistics
