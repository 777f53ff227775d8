// SPDX-License-Identifier: MIT
// The derivatives of the mean squared error, [1.0] to [1.4] of [McCormick2014], one step at a time.
//
// A central difference (f(t + h) - f(t - h)) / 2h has no error at all for a quadratic f, whatever h
// is. So in fractions it is the derivative, found without any rule, and each rule is held to it.
#include "article/rational.hpp"
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace descent::article::derivation {

namespace {

struct Example {
    Rational x;
    Rational y;
};
// Four examples without a pattern, dyadic: double holds every number below exactly.
constexpr std::array<Example, 4> examples{
    {{-1, Rational(1, 4)}, {0, 1}, {Rational(1, 2), 2}, {3, Rational(5, 2)}}};
constexpr Rational m = 4;

using Theta = std::array<Rational, 2>;
constexpr Theta here{Rational(1, 2), Rational(-3, 4)};

/// error = h(x) - y with h(x) = theta_0 + theta_1 x.
constexpr Rational error(const Theta& theta, const Example& example) {
    return theta[0] + theta[1] * example.x - example.y;
}

/// [1.0]: J = (1/m) sum of error^2.
constexpr Rational cost(const Theta& theta) {
    Rational sum = 0;
    for (const Example& example : examples) {
        sum = sum + power(error(theta, example), 2);
    }
    return sum / m;
}

/// The derivative of a function of one number that is a quadratic at most.
template <class F>
constexpr Rational derivative(const F& f, const Rational& at, const Rational& h = 1) {
    return (f(at + h) - f(at - h)) / (2 * h);
}

/// The partial derivative with respect to theta_j: the other parameter, x and y are constants.
template <class F>
constexpr Rational partial(const F& f, std::size_t j, const Theta& at, const Rational& h = 1) {
    return derivative(
        [&](const Rational& t) {
            Theta moved = at;
            moved[j] = t;
            return f(moved);
        },
        at[j], h);
}

/// What the last step evaluates: the derivative of an error is 1 for theta_0 and x for theta_1.
constexpr Rational of_error(std::size_t j, const Example& example) {
    return j == 0 ? Rational(1) : example.x;
}

/// [1.4]: (2/m) sum of error times 1 or x.
constexpr Rational formula(const Theta& theta, std::size_t j) {
    Rational sum = 0;
    for (const Example& example : examples) {
        sum = sum + error(theta, example) * of_error(j, example);
    }
    return 2 * sum / m;
}

static_assert(formula(here, 0) == Rational(-45, 16) && formula(here, 1) == Rational(-235, 32),
              "as worked out by fractions outside this program");

TEST_CASE("Equation 1.0: the cost is the mean of the squared errors", "[article][derivation]") {
    // The errors at theta = (1/2, -3/4) are 1, -1/2, -15/8, -17/4; a quarter of the sum of their
    // squares is 1461/256.
    CHECK(error(here, examples[0]) == 1);
    CHECK(error(here, examples[1]) == Rational(-1, 2));
    CHECK(error(here, examples[2]) == Rational(-15, 8));
    CHECK(error(here, examples[3]) == Rational(-17, 4));
    CHECK(cost(here) == Rational(1461, 256));
}

TEST_CASE("A central difference is the derivative of a quadratic, whatever its step",
          "[article][derivation]") {
    for (std::size_t j : {0U, 1U}) {
        for (const Rational& h : {Rational(1), Rational(1, 16), Rational(-7, 3)}) {
            CHECK(partial(cost, j, here, h) == partial(cost, j, here));
        }
    }
}

TEST_CASE("From 1.1 to 1.2: the scalar multiple rule takes 1/m out of the derivative",
          "[article][derivation]") {
    const auto sum = [](const Theta& theta) { return m * cost(theta); };
    for (std::size_t j : {0U, 1U}) {
        CHECK(partial(cost, j, here) == 1 / m * partial(sum, j, here));
    }
}

TEST_CASE("From 1.1 to 1.2: the sum rule takes the derivative into the sum",
          "[article][derivation]") {
    const auto sum = [](const Theta& theta) { return m * cost(theta); };
    for (std::size_t j : {0U, 1U}) {
        Rational of_terms = 0;
        for (const Example& example : examples) {
            const auto squared = [&](const Theta& t) { return power(error(t, example), 2); };
            of_terms = of_terms + partial(squared, j, here);
        }
        CHECK(partial(sum, j, here) == of_terms);
    }
}

TEST_CASE("From 1.2 to 1.3: the power rule makes of a square twice its root",
          "[article][derivation]") {
    const auto square = [](const Rational& u) { return u * u; };
    for (const Example& example : examples) {
        const Rational u = error(here, example);
        CHECK(derivative(square, u) == 2 * u);
    }
}

TEST_CASE("From 1.2 to 1.3: the chain rule multiplies by the derivative of the error",
          "[article][derivation]") {
    const auto square = [](const Rational& u) { return u * u; };
    for (std::size_t j : {0U, 1U}) {
        for (const Example& example : examples) {
            const auto inner = [&](const Theta& t) { return error(t, example); };
            const auto composed = [&](const Theta& t) { return square(error(t, example)); };
            CHECK(partial(composed, j, here) ==
                  derivative(square, error(here, example)) * partial(inner, j, here));
        }
    }
}

TEST_CASE("From 1.3 to 1.4: the derivative of the error by theta_0 is 1", "[article][derivation]") {
    for (const Example& example : examples) {
        const auto inner = [&](const Theta& t) { return error(t, example); };
        CHECK(partial(inner, 0, here) == 1);
    }
}

TEST_CASE("From 1.3 to 1.4: the derivative of the error by theta_1 is x", "[article][derivation]") {
    for (const Example& example : examples) {
        const auto inner = [&](const Theta& t) { return error(t, example); };
        CHECK(partial(inner, 1, here) == example.x);
    }
}

TEST_CASE("Equation 1.4: the derivatives of the cost are (2/m) sum of error and of error times x",
          "[article][derivation]") {
    for (const Theta& theta : {here, Theta{0, 0}, Theta{-2, Rational(7, 8)}}) {
        CHECK(partial(cost, 0, theta) == formula(theta, 0));
        CHECK(partial(cost, 1, theta) == formula(theta, 1));
    }
}

TEST_CASE("The library's mean squared error and its gradient are equations 1.0 and 1.4, exactly",
          "[article][derivation]") {
    const Eigen::Vector4d x{-1, 0, 0.5, 3};
    const Eigen::Vector4d y{0.25, 1, 2, 2.5};
    const cost::MeanSquaredError mse{x, y};
    const cost::HalfMeanSquaredError half{x, y};
    for (const Theta& theta : {here, Theta{0, 0}, Theta{-2, Rational(7, 8)}}) {
        const Eigen::Vector2d at{static_cast<double>(rounded(theta[0])),
                                 static_cast<double>(rounded(theta[1]))};
        Eigen::Vector2d gradient;
        CHECK(exactly(evaluate(mse, at, gradient)) == cost(theta));
        CHECK(exactly(gradient[0]) == formula(theta, 0));
        CHECK(exactly(gradient[1]) == formula(theta, 1));
        CHECK(exactly(evaluate(half, at, gradient)) == cost(theta) / 2);
        CHECK(exactly(gradient[0]) == formula(theta, 0) / 2);
        CHECK(exactly(gradient[1]) == formula(theta, 1) / 2);
    }
}

TEST_CASE("The library's linear hypothesis has the derivatives 1 and x", "[article][derivation]") {
    const hypothesis::Linear h;
    const Eigen::Vector2d theta{0.5, -0.75};
    for (const double x : {-1.0, 0.0, 0.5, 3.0}) {
        const Eigen::Matrix<double, 1, 1> input{x};
        Eigen::Vector2d gradient;
        CHECK(h.value_and_gradient(theta, input, gradient) == 0.5 - 0.75 * x);
        CHECK(gradient == Eigen::Vector2d{1, x});
    }
}

TEST_CASE("The library's gradient is the finite difference of its cost, to rounding",
          "[article][derivation]") {
    // 57 examples, with several features. The cost is a quadratic, so with h = 1/2 the central
    // difference J(t + h) - J(t - h) has no truncation error; only rounding is left. With all
    // |x|, |y|, |theta| <= 1 and n = 3 features, an error is at most 1 + n + 1 + h = 5.5, J at most
    // 31, and a sum of m squares carries at most (m + 2n + 8) u of itself (u = epsilon/2):
    // 57 + 14 = 71 u of 31 in each J, 71 epsilon * 31 in the difference, and less in the gradient.
    constexpr Index count = 57;
    std::mt19937 engine{2014};
    const auto draw = [&engine] { // in [-1, 1], multiples of 2^-31
        return 2 * (static_cast<double>(engine()) / 4294967296.0) - 1;
    };
    const auto matrix = [&draw](Index rows, Index columns) {
        Eigen::MatrixXd drawn(rows, columns);
        for (Index j = 0; j < columns; ++j) {
            for (Index i = 0; i < rows; ++i) {
                drawn(i, j) = draw();
            }
        }
        return drawn;
    };
    const Eigen::MatrixXd x = matrix(count, 3);
    const Eigen::VectorXd y = matrix(count, 1);
    const Eigen::VectorXd theta = matrix(4, 1);
    const cost::MeanSquaredError mse{x, y};
    Eigen::VectorXd gradient;
    Eigen::VectorXd unused;
    evaluate(mse, theta, gradient);
    constexpr double bound = 2 * 71 * 31 * std::numeric_limits<double>::epsilon();
    for (Index j = 0; j < 4; ++j) {
        Eigen::VectorXd up = theta;
        Eigen::VectorXd down = theta;
        up[j] += 0.5;
        down[j] -= 0.5;
        const double difference = evaluate(mse, up, unused) - evaluate(mse, down, unused);
        CAPTURE(j, gradient[j], difference);
        CHECK(std::abs(gradient[j] - difference) <= bound);
    }
}

} // namespace
} // namespace descent::article::derivation
