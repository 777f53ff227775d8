// SPDX-License-Identifier: MIT
// The article's first example, J(theta) = theta^2 from theta = 3 [McCormick2014]: its table, the
// rates around it, and the rule by which it stops.
#include "article/rational.hpp"
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <sstream>

namespace descent::article::table {

constexpr GradientDescent ten_iterations{rate::Constant{0.1}, stop::AfterIterations{10}};

/// A row of the table in thousandths, the digits that the article prints.
struct Row {
    std::int64_t theta;  ///< before the iteration
    std::int64_t update; ///< alpha dJ/dtheta

    constexpr bool operator==(const Row&) const = default;
};

/// 3, 0.6; 2.4, 0.48; ... as printed.
constexpr std::array<Row, 10> printed{{{3000, 600},
                                       {2400, 480},
                                       {1920, 384},
                                       {1536, 307},
                                       {1229, 246},
                                       {983, 197},
                                       {786, 157},
                                       {629, 126},
                                       {503, 101},
                                       {403, 81}}};

template <class Scalar>
constexpr std::int64_t thousandths(Scalar positive) {
    return static_cast<std::int64_t>(1000 * positive + Scalar(0.5));
}

/// The table as the library computes it. The run has ten rows exactly, or this does not compile.
template <class Scalar>
constexpr std::array<Row, 10> computed() {
    std::array<Row, 10> rows{};
    std::size_t count = 0;
    auto run = ten_iterations.run(cost::QuadraticBowl{}, Scalar(3));
    while (!run.finished()) {
        run.advance();
        rows.at(count++) = {thousandths(run.now().previous.theta), thousandths(run.now().update())};
    }
    return rows;
}

static_assert(computed<double>() == printed, "the article's table, at compile time");
static_assert(computed<float>() == printed);
static_assert(computed<long double>() == printed);

/// theta after some iterations with this rate.
constexpr double theta_after(int iterations, double rate) {
    auto run = GradientDescent{rate::Constant{rate}, stop::AfterIterations{iterations}}.run(
        cost::QuadraticBowl{}, 3.0);
    while (!run.finished()) {
        run.advance();
    }
    return run.now().theta;
}

static_assert(theta_after(1, 0.5) == 0, "alpha = 1/2 arrives at once");
static_assert(theta_after(3, 1) == -3 && theta_after(4, 1) == 3, "alpha = 1 jumps back and forth");
static_assert(theta_after(3, 2) == -81, "alpha = 2 moves away");

namespace {

TEST_CASE("The derivative of theta squared is 2 theta", "[article][theta_squared]") {
    // ((t + h)^2 - (t - h)^2) / 2h = 2t for every h: of a quadratic, the central difference is the
    // derivative itself.
    for (const Rational& t : {Rational(3), Rational(-7, 4), Rational(0)}) {
        for (const Rational& h : {Rational(1), Rational(1, 8)}) {
            CHECK((power(t + h, 2) - power(t - h, 2)) / (2 * h) == 2 * t);
        }
    }
    for (const double t : {3.0, -1.75, 0.0}) { // few bits: exact in double
        double gradient = -1;
        const double value = evaluate(cost::QuadraticBowl{}, t, gradient);
        CHECK(exactly(value) == power(exactly(t), 2));
        CHECK(exactly(gradient) == 2 * exactly(t));
    }
}

TEST_CASE("The table of theta squared has the article's ten rows", "[article][theta_squared]") {
    observe::Trace trace;
    ten_iterations.minimize(cost::QuadraticBowl{}, 3.0, trace);
    std::ostringstream out;
    out << trace;
    CHECK(out.str() == "iteration  theta  update\n"
                       "1          3      0.6\n"
                       "2          2.4    0.48\n"
                       "3          1.92   0.384\n"
                       "4          1.536  0.307\n"
                       "5          1.229  0.246\n"
                       "6          0.983  0.197\n"
                       "7          0.786  0.157\n"
                       "8          0.629  0.126\n"
                       "9          0.503  0.101\n"
                       "10         0.403  0.081\n");
}

TEST_CASE("The article's printed digits are those of 3 (4/5)^k", "[article][theta_squared]") {
    // Without the library: half a thousandth at most lies between a printed number and the exact
    // one.
    Rational theta = 3;
    for (const Row& row : printed) {
        const Rational update = Rational(1, 10) * (2 * theta);
        CAPTURE(theta, update);
        for (const Rational& off :
             {theta - Rational(row.theta, 1000), update - Rational(row.update, 1000)}) {
            CHECK(off <= Rational(1, 2000));
            CHECK(off >= Rational(-1, 2000));
        }
        theta = theta - update;
    }
    CHECK(theta == 3 * power(Rational(4, 5), 10)); // 3145728/9765625
    CHECK(theta == Rational(3145728, 9765625));
}

TEMPLATE_TEST_CASE("Every iterate of theta squared is 3 (4/5)^k to rounding",
                   "[article][theta_squared]", float, double, long double) {
    // theta_k = theta_{k-1} - alpha 2 theta_{k-1} with alpha = 1/10 is 4/5 theta_{k-1}. In floating
    // point alpha carries a rounding, and so do the product and the difference, u each: the first
    // two are weighed by 0.2/0.8, so an iteration adds at most 1.5 u, and k of them 2k u with room
    // for the second order. The 0.1 is a double, hence no u below double's.
    constexpr auto own = static_cast<long double>(std::numeric_limits<TestType>::epsilon()) / 2;
    constexpr auto of_rate = static_cast<long double>(std::numeric_limits<double>::epsilon()) / 2;
    constexpr long double u = own < of_rate ? of_rate : own;
    int k = 0;
    for (const auto& now : ten_iterations.run(cost::QuadraticBowl{}, TestType(3))) {
        const Rational theta = 3 * power(Rational(4, 5), k);
        CAPTURE(k);
        CHECK(now.iteration == k);
        CHECK(relative_error(now.theta, theta) <= 2 * k * u);
        CHECK(relative_error(now.gradient, 2 * theta) <= 2 * k * u); // doubling is exact
        CHECK(relative_error(now.cost, theta * theta) <= (4 * k + 2) * u);
        if (k > 0) {
            // The update theta_{k-1} - theta_k is computed exactly (within a factor of 2), of a
            // theta_k whose last rounding weighs 0.8/0.2 here; two more in alpha and the product.
            const Rational update = 3 * power(Rational(4, 5), k - 1) / 5;
            CHECK(relative_error(now.update(), update) <= (2 * (k - 1) + 8) * u);
        }
        ++k;
    }
    CHECK(k == 11); // the start, and ten iterates
}

TEST_CASE("The table at run time has the bits of the table at compile time",
          "[article][theta_squared]") {
    constexpr double at_compile_time = theta_after(10, 0.1);
    const auto result = ten_iterations.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.theta == at_compile_time);
    CHECK(computed<double>() == printed);
}

TEST_CASE("A rate alpha multiplies theta by 1 - 2 alpha in each iteration",
          "[article][theta_squared]") {
    struct Case {
        const char* story;
        double rate;
        Rational factor;
        Rational theta_10; // 3 factor^10
    };
    // All rates are eighths, so ten iterations need 33 bits at most and double does not round.
    const auto row = GENERATE(values<Case>({
        {"a small rate is only slow", 0.125, Rational(3, 4), Rational(177147, 1048576)},
        {"a larger one is faster", 0.25, Rational(1, 2), Rational(3, 1024)},
        {"1/L arrives at once", 0.5, 0, 0},
        {"beyond it theta changes sides", 0.75, Rational(-1, 2), Rational(3, 1024)},
        {"2/L jumps back and forth for ever", 1, -1, 3},
        {"above it each iteration moves away", 1.25, Rational(-3, 2), Rational(177147, 1024)},
        {"the article's alpha = 2", 2, -3, 177147},
    }));
    CAPTURE(row.story);
    CHECK(row.factor == 1 - 2 * exactly(row.rate));
    const GradientDescent optimizer{rate::Constant{row.rate}, stop::AfterIterations{10}};
    Rational theta = 3;
    for (const auto& now : optimizer.run(cost::QuadraticBowl{}, 3.0)) {
        CHECK(exactly(now.theta) == theta);
        theta = row.factor * theta;
    }
    CHECK(theta == row.factor * row.theta_10);
}

TEST_CASE("With alpha = 2 each iteration moves away, and the run says that it diverged",
          "[article][theta_squared]") {
    // theta_k = 3 (-3)^k, J_k = 9^(k+1). A run is given up when J_k > 10^8 J_3 = 10^8 9^4, as
    // J_3 is the largest of the first four: 9^(k-3) > 10^8 first at k = 12, for 9^8 is 43046721.
    // Then J_12 = 9^13 = 2541865828329, 2.54187e+12 in six digits.
    const GradientDescent optimizer{rate::Constant{2}, stop::AfterIterations{100}};
    double last = 0;
    const auto result =
        optimizer.minimize(cost::QuadraticBowl{}, 3.0, [&](const Iterate<double>& now) {
            CHECK(exactly(now.theta) == 3 * power(-3, static_cast<int>(now.iteration)));
            CHECK(magnitude(now.theta) > last);
            last = magnitude(now.theta);
        });
    CHECK(result.outcome == Outcome::diverged);
    CHECK_FALSE(result.converged());
    CHECK(result.iterations == 12);
    CHECK(result.theta == 3); // the best point met is the start
    CHECK(result.trouble.kind == Trouble::Kind::rising_cost);
    CHECK(result.trouble.value == 2541865828329.0);
    CHECK(result.trouble.curvature == 2); // J'' = 2, hence 2/L = 1
    CHECK(result.trouble.stable_rate == 1);
    std::ostringstream out;
    out << result;
    using Catch::Matchers::ContainsSubstring;
    CHECK_THAT(out.str(), ContainsSubstring(
                              "diverged after 12 iterations: cost rose from 9 to 2.54187e+12\n"));
    CHECK_THAT(out.str(), ContainsSubstring("the learning rate 2 is above 2/L = 1, "));
    CHECK_THAT(out.str(), ContainsSubstring("try rate::Constant{0.5}"));
}

TEST_CASE("A fixed number of iterations ends a run, and claims nothing more",
          "[article][theta_squared]") {
    const auto n = GENERATE(0, 1, 10, 100);
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{n}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.iterations == n);
    CHECK(result.evaluations == n + 1); // the start, and one for each iterate
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK_FALSE(result.converged());
    CHECK(result.theta > 0); // the minimum itself is never reached
}

TEST_CASE("The library knows when to stop where the article does not", "[article][theta_squared]") {
    // |2 theta_k| = 6 (4/5)^k <= 10^-3 first at k = 39: log(6000) / log(5/4) = 38.99.
    const GradientDescent optimizer{rate::Constant{0.1}, stop::GradientBelow{1e-3}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.converged());
    CHECK(result.iterations == 39);
}

} // namespace
} // namespace descent::article::table
