// SPDX-License-Identifier: MIT
// Bad shapes, data, starts and settings are errors that name the argument, the value and the rule.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace descent::bad_input {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tiny = std::numeric_limits<double>::denorm_min();

/// What an Error says; "" if none is thrown, "another type" if it is not an Error.
template <class Error>
std::string message(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    } catch (...) {
        return "another type";
    }
    return "";
}

/// Counts evaluations; wants three parameters.
struct Counted {
    std::int64_t* evaluations;

    VectorXd start() const { return VectorXd::Zero(3); }
    double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
        ++*evaluations;
        gradient = 2 * theta;
        return theta.squaredNorm();
    }
};

TEST_CASE("every error of the library is a std::invalid_argument, and each kind is told apart",
          "[reliability]") {
    STATIC_REQUIRE(std::derived_from<InvalidArgument, std::invalid_argument>);
    STATIC_REQUIRE(std::derived_from<InvalidSetting, InvalidArgument>);
    STATIC_REQUIRE(std::derived_from<ShapeMismatch, InvalidArgument>);
    STATIC_REQUIRE(std::derived_from<NonFiniteData, InvalidArgument>);
}

// A1 to A4
TEST_CASE("shapes of X and y that do not fit are named with both numbers", "[reliability][A4]") {
    struct Row {
        Index rows, columns, targets;
        std::string says;
    };
    const auto row = GENERATE(values<Row>({
        {442, 3, 441, "y must have as many entries as X has rows, 442, got 441"},
        {442, 3, 443, "y must have as many entries as X has rows, 442, got 443"},
        {1, 1, 0, "y must have as many entries as X has rows, 1, got 0"},
        {0, 3, 0, "X must have at least one row, got 0"},
        {3, 0, 3, "X must have at least one column, got 0"},
        {0, 0, 0, "X must have at least one row, got 0"},
    }));
    const MatrixXd X = MatrixXd::Ones(row.rows, row.columns);
    const VectorXd y = VectorXd::Ones(row.targets);
    CHECK(message<ShapeMismatch>([&] { cost::MeanSquaredError{X, y}; }) ==
          "cost::MeanSquaredError: " + row.says);
    CHECK(message<ShapeMismatch>([&] { cost::HalfMeanSquaredError{X, y}; }) ==
          "cost::HalfMeanSquaredError: " + row.says);
    CHECK(message<ShapeMismatch>([&] {
              cost::HalfMeanSquaredError{X, y, hypothesis::Polynomial{2}};
          }) == "cost::HalfMeanSquaredError: " + row.says);
    CHECK(message<ShapeMismatch>([] { cost::MeanSquaredError{MatrixXd(), VectorXd()}; }) ==
          "cost::MeanSquaredError: X must have at least one row, got 0");
}

TEST_CASE("shapes of A and b that do not fit are named with both numbers", "[reliability][A4]") {
    const auto says = [](Index rows, Index columns, Index entries) {
        return message<ShapeMismatch>([&] {
            cost::Quadratic{MatrixXd(MatrixXd::Zero(rows, columns)),
                            VectorXd(VectorXd::Zero(entries))};
        });
    };
    CHECK(says(0, 0, 0) == "cost::Quadratic: A must have at least one row, got 0");
    CHECK(says(3, 2, 3) ==
          "cost::Quadratic: A must be square, with columns as many as rows, 3, got 2");
    CHECK(says(3, 3, 2) == "cost::Quadratic: b must have as many entries as A has rows, 3, got 2");
    CHECK(says(3, 3, 3) == "");
}

// A5
TEST_CASE("a start of the wrong length is an error with both, before any evaluation",
          "[reliability][A5]") {
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{3}};
    for (const Index length : {1, 2, 4, 100}) {
        std::int64_t evaluations = 0;
        const VectorXd start = VectorXd::Ones(length);
        const std::string says =
            "theta0: must be 3 x 1 to fit the cost, got " + std::to_string(length) + " x 1";
        CHECK(message<ShapeMismatch>([&] { optimizer.minimize(Counted{&evaluations}, start); }) ==
              says);
        CHECK(message<ShapeMismatch>([&] { optimizer.run(Counted{&evaluations}, start); }) == says);
        CHECK(message<ShapeMismatch>([&] { minimize(Counted{&evaluations}, start); }) == says);
        CHECK(evaluations == 0);

        const MatrixXd X = MatrixXd::Ones(5, 2); // and an intercept
        const VectorXd y = VectorXd::Ones(5);
        CHECK(message<ShapeMismatch>(
                  [&] { optimizer.minimize(cost::MeanSquaredError{X, y}, start); }) == says);
    }
    std::int64_t evaluations = 0;
    CHECK(message<ShapeMismatch>([&] { optimizer.minimize(Counted{&evaluations}, VectorXd()); }) ==
          "theta0: must have at least one entry, got 0");
    CHECK(evaluations == 0);
}

TEST_CASE("a cost that is evaluated by hand at a theta of the wrong length says both lengths",
          "[reliability][A5]") {
    const MatrixXd X = MatrixXd::Ones(5, 2);
    const VectorXd y = VectorXd::Ones(5);
    const VectorXd theta = VectorXd::Ones(4);
    VectorXd gradient;
    CHECK(message<ShapeMismatch>([&] {
              evaluate(cost::MeanSquaredError{X, y}, theta, gradient);
          }) == "theta: must have as many entries as the hypothesis has parameters, 3, got 4");
    CHECK(message<ShapeMismatch>([&] {
              evaluate(cost::Quadratic{MatrixXd(MatrixXd::Identity(3, 3)), VectorXd(y.head(3))},
                       theta, gradient);
          }) == "theta: must have as many entries as A has rows, 3, got 4");
}

// B1 to B3
TEST_CASE("a NaN or infinity in X or y is named where it stands, wherever it stands",
          "[reliability][B1]") {
    for (const double bad : {nan, infinity, -infinity}) {
        const std::string got = " must be finite, got " + text(bad);
        for (const Index m : {1, 3, 130}) { // 130: three blocks of the kernel
            const Index n = 3;
            const Index rows[] = {0, m / 2, m - 1};
            for (const Index i : rows) {
                MatrixXd X = MatrixXd::Zero(m, n);
                VectorXd y = VectorXd::Zero(m);
                y[i] = bad;
                const std::string in_y = "y(" + std::to_string(i) + ")" + got;
                CHECK(message<NonFiniteData>([&] { minimize(cost::MeanSquaredError{X, y}); }) ==
                      in_y);
                y[i] = 0;
                for (Index j = 0; j < n; ++j) {
                    X(i, j) = bad;
                    const std::string says =
                        "X(" + std::to_string(i) + ", " + std::to_string(j) + ")" + got;
                    // the parameters start at zero: 0 * NaN must not hide it
                    CHECK(message<NonFiniteData>(
                              [&] { minimize(cost::HalfMeanSquaredError{X, y}); }) == says);
                    CHECK(message<NonFiniteData>([&] {
                              minimize(
                                  cost::MeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}});
                          }) == says);
                    CHECK(message<NonFiniteData>([&] {
                              minimize(cost::MeanSquaredError{X, y, hypothesis::Polynomial{2}});
                          }) == says);
                    CHECK(message<NonFiniteData>([&] {
                              minimize(cost::QuadraticBowl{} + 0.5 * cost::MeanSquaredError{X, y});
                          }) == says);
                    X(i, j) = 0;
                }
            }
        }
    }
}

TEST_CASE("a NaN or infinity in A, b or c is named where it stands", "[reliability][B1]") {
    for (const double bad : {nan, infinity, -infinity}) {
        const std::string got = " must be finite, got " + text(bad);
        const auto says = [&](const MatrixXd& A, const VectorXd& b, double c) {
            return message<NonFiniteData>([&] { minimize(cost::Quadratic{A, b, c}); });
        };
        const MatrixXd A = MatrixXd::Identity(3, 3);
        const VectorXd b = VectorXd::Zero(3);
        MatrixXd bad_A = A;
        bad_A(2, 1) = bad_A(1, 2) = bad;
        VectorXd bad_b = b;
        bad_b[2] = bad;
        CHECK(says(bad_A, b, 0) == "A(1, 2)" + got);
        CHECK(says(A, bad_b, 0) == "b(2)" + got);
        CHECK(says(A, b, bad) == "c" + got);
    }
}

// B13
TEST_CASE("finite data whose squares overflow diverges at evaluation 1 and is not called bad",
          "[reliability][B13]") {
    const MatrixXd X = MatrixXd::Constant(3, 1, 1e200);
    const VectorXd y{{1e200, 2e200, 3e200}};
    const auto result = minimize(cost::MeanSquaredError{X, y});
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.kind == Trouble::Kind::non_finite_cost);
    CHECK(result.evaluations == 1);
    CHECK(result.theta == VectorXd::Zero(2));
}

// B4
TEST_CASE("a NaN or infinity in the start is named by its index, before any evaluation",
          "[reliability][B4]") {
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{3}};
    for (const double bad : {nan, infinity, -infinity}) {
        for (Index i = 0; i < 3; ++i) {
            std::int64_t evaluations = 0;
            VectorXd start = VectorXd::Zero(3);
            start[i] = bad;
            CHECK(message<NonFiniteData>([&] {
                      optimizer.minimize(Counted{&evaluations}, start);
                  }) == "theta0: entry " + std::to_string(i) + " must be finite, got " + text(bad));
            CHECK(evaluations == 0);
        }
        CHECK(message<NonFiniteData>([&] { optimizer.minimize(cost::QuadraticBowl{}, bad); }) ==
              "theta0: entry 0 must be finite, got " + text(bad));
    }
}

struct Refused {
    std::string says;
    std::function<void()> make;
};

// C1, C2, C6, C10, C11, C16
TEST_CASE("a setting out of its range is an error with rule and value", "[reliability][C1][C2]") {
    const auto refused = GENERATE(values<Refused>({
        {"rate::Constant: rate must be finite and > 0, got nan", [] { rate::Constant{nan}; }},
        {"rate::Constant: rate must be finite and > 0, got inf", [] { rate::Constant{infinity}; }},
        {"rate::Constant: rate must be finite and > 0, got -inf",
         [] { rate::Constant{-infinity}; }},
        {"rate::Constant: rate must be finite and > 0, got -0.1", [] { rate::Constant{-0.1}; }},
        {"rate::Constant: rate must be finite and > 0, got 0", [] { rate::Constant{0}; }},
        {"rate::Constant: rate must be finite and > 0, got -0", [] { rate::Constant{-0.0}; }},
        {"rate::Backtracking: initial must be finite and > 0, got nan",
         [] { rate::Backtracking{nan}; }},
        {"rate::Backtracking: initial must be finite and > 0, got inf",
         [] { rate::Backtracking{infinity}; }},
        {"rate::Backtracking: initial must be finite and > 0, got -1",
         [] { rate::Backtracking{-1}; }},
        {"rate::Backtracking: c must be in (0, 0.5), got nan", [] { rate::Backtracking{1, nan}; }},
        {"rate::Backtracking: c must be in (0, 0.5), got 0", [] { rate::Backtracking{1, 0}; }},
        {"rate::Backtracking: c must be in (0, 0.5), got 0.5", [] { rate::Backtracking{1, 0.5}; }},
        {"update::Momentum: beta must be in [0, 1), got nan", [] { update::Momentum{nan}; }},
        {"update::Momentum: beta must be in [0, 1), got -0.1", [] { update::Momentum{-0.1}; }},
        {"update::Momentum: beta must be in [0, 1), got 1", [] { update::Momentum{1}; }},
        {"stop::GradientBelow: tolerance must be >= 0, got nan", [] { stop::GradientBelow{nan}; }},
        {"stop::GradientBelow: tolerance must be >= 0, got -1e-08",
         [] { stop::GradientBelow{-1e-8}; }},
        {"stop::CostFlat: tolerance must be >= 0, got nan", [] { stop::CostFlat{nan}; }},
        {"stop::CostFlat: tolerance must be >= 0, got -1", [] { stop::CostFlat{-1}; }},
        {"stop::CostFlat: patience must be >= 1, got 0", [] { stop::CostFlat{1e-8, 0}; }},
        {"stop::ParametersStill: tolerance must be >= 0, got nan",
         [] { stop::ParametersStill{nan}; }},
        {"stop::ParametersStill: tolerance must be >= 0, got -1",
         [] { stop::ParametersStill{-1}; }},
        {"stop::GradientReducedBy: factor must be finite and >= 1, got nan",
         [] { stop::GradientReducedBy{nan}; }},
        {"stop::GradientReducedBy: factor must be finite and >= 1, got 0.5",
         [] { stop::GradientReducedBy{0.5}; }},
        {"stop::CostBelow: target must be a number, got nan", [] { stop::CostBelow{nan}; }},
        {"stop::Diverging: factor must be finite and > 1, got inf",
         [] { stop::Diverging{infinity}; }},
        {"stop::AfterIterations: iterations must be >= 0, got -1",
         [] { stop::AfterIterations{-1}; }},
        {"stop::AfterEvaluations: evaluations must be >= 1, got 0",
         [] { stop::AfterEvaluations{0}; }},
        {"stop::AfterTime: limit must be finite and > 0 s, got 0",
         [] { stop::AfterTime{std::chrono::seconds{0}}; }},
        {"stop::AfterTime: limit must be finite and > 0 s, got nan",
         [] { stop::AfterTime{std::chrono::duration<double>{nan}}; }},
        {"stop::InARow: n must be >= 1, got 0", [] { stop::InARow{0, stop::CostFlat{0}}; }},
        {"hypothesis::Polynomial: degree must be >= 1, got 0", [] { hypothesis::Polynomial{0}; }},
        {"cost: a weight must be finite, got nan", [] { nan* cost::QuadraticBowl{}; }},
        {"cost: a weight must be finite, got inf", [] { cost::QuadraticBowl{} * infinity; }},
    }));
    CHECK(message<InvalidSetting>(refused.make) == refused.says);
}

// C3
TEST_CASE("a rate of 1e308 diverges and a denormal rate spends its budget, neither converges",
          "[reliability][C3]") {
    const auto with_rate = [](double rate, auto start) {
        return GradientDescent{rate::Constant{rate},
                               stop::GradientBelow{1e-8} | stop::ParametersStill{1e-8} |
                                   stop::CostFlat{1e-8} | stop::AfterIterations{100}}
            .minimize(cost::QuadraticBowl{}, start);
    };
    CHECK(with_rate(1e308, 3.0).outcome == Outcome::diverged);
    CHECK(with_rate(1e308, 3.0).theta == 3.0);
    CHECK(with_rate(1e308, VectorXd(VectorXd::Ones(5))).outcome == Outcome::diverged);
    CHECK(with_rate(1e308, 3.0F).outcome == Outcome::diverged); // infinite as a float
    CHECK(with_rate(tiny, 3.0).outcome == Outcome::stalled);
}

TEST_CASE("a rate that is 0 in theta's own numbers is an error with the value",
          "[reliability][C3]") {
    const auto says = [](const auto& rate) {
        return message<InvalidSetting>([&] {
            GradientDescent{rate, stop::AfterIterations{3}}.minimize(cost::QuadraticBowl{}, 3.0F);
        });
    };
    CHECK(says(rate::Constant{1e-60}) ==
          "rate::Constant: rate must be > 0 also in theta's own numbers, got 1e-60");
    CHECK(says(rate::InverseLipschitz{1e60}) ==
          "rate::InverseLipschitz: 1/L must be > 0 also in theta's own numbers, got 1e-60");
    CHECK(says(rate::Constant{1e-40}) == ""); // a denormal
}

// C9
TEST_CASE("no iterations: the start comes back with its cost, after one evaluation",
          "[reliability][C9]") {
    std::int64_t evaluations = 0;
    const VectorXd start{{1.0, -0.0, 3.0}};
    const auto result = GradientDescent{rate::Backtracking{}, stop::AfterIterations{0}}.minimize(
        Counted{&evaluations}, start);
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK(result.iterations == 0);
    CHECK(result.evaluations == 1);
    CHECK(evaluations == 1);
    CHECK(result.theta == start);
    CHECK(std::signbit(result.theta[1]));
    CHECK(result.cost == 10);
}

// C7, C8
TEST_CASE("a tolerance above the start's gradient converges there, a tolerance of 0 only at 0",
          "[reliability][C7][C8]") {
    const auto run = [](double tolerance, double rate, double start) {
        return GradientDescent{rate::Constant{rate},
                               stop::GradientBelow{tolerance} | stop::AfterIterations{2000}}
            .minimize(cost::QuadraticBowl{}, start);
    };
    CHECK(run(7, 0.25, 3).converged()); // the gradient is 6
    CHECK(run(7, 0.25, 3).evaluations == 1);
    CHECK(run(0, 0.25, 0).converged());
    CHECK(run(0, 0.25, 0).iterations == 0);
    CHECK(run(0, 0.5, 3).iterations == 1); // 3 - 0.5 * 6

    // halved until it is the smallest number; half of that is 0, and taking off 0 changes nothing.
    // The cost is 0 long before, and the first point of lowest cost comes back
    const auto halved = run(0, 0.25, 3);
    CHECK(halved.outcome == Outcome::budget_spent);
    CHECK(halved.cost == 0);
    CHECK(halved.gradient > 0);
}

// C5
TEST_CASE("jumping back and forth for ever is not convergence, though the cost does not change",
          "[reliability][C5]") {
    const auto result =
        GradientDescent{rate::Constant{1}, stop::CostFlat{1e-8} | stop::ParametersStill{1e-8} |
                                               stop::AfterIterations{50}}
            .minimize(cost::QuadraticBowl{}, 3.0); // 3, -3, 3, ...
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK(result.cost == 9);
}

} // namespace
} // namespace descent::bad_input
