// SPDX-License-Identifier: MIT
// The article's second example, J = theta_1^2 + theta_2^2: one update rule for each variable
// [McCormick2014]; and the same for the heavy ball [Polyak1964].
#include "article/rational.hpp"
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <limits>

namespace descent::article::two_variables {

namespace {

using Pair = std::array<Rational, 2>;

TEST_CASE("The partial derivatives of the two-variable bowl are 2 theta_1 and 2 theta_2",
          "[article][two_variables]") {
    // With the other variable held still, the central difference of a quadratic is exact.
    const auto cost = [](const Rational& a, const Rational& b) { return a * a + b * b; };
    const Rational a{5, 4};
    const Rational b{-3, 2};
    const Rational h{1, 8};
    const Rational by_a = (cost(a + h, b) - cost(a - h, b)) / (2 * h);
    const Rational by_b = (cost(a, b + h) - cost(a, b - h)) / (2 * h);
    CHECK(by_a == 2 * a);
    CHECK(by_b == 2 * b);

    Eigen::Vector2d gradient;
    const double value = evaluate(cost::QuadraticBowl{}, Eigen::Vector2d{1.25, -1.5}, gradient);
    CHECK(exactly(value) == cost(a, b));
    CHECK(exactly(gradient[0]) == by_a);
    CHECK(exactly(gradient[1]) == by_b);
}

TEST_CASE("Both update rules hold in every iteration, exactly", "[article][two_variables]") {
    // theta_j <- theta_j - alpha 2 theta_j, with alpha = 1/8: 3/4 theta_j. Each iteration takes two
    // more bits, so that double holds all of ten iterations.
    constexpr double alpha = 0.125;
    const GradientDescent optimizer{update::SteepestDescent{}, rate::Constant{alpha},
                                    stop::AfterIterations{10}};
    Pair theta{3, -2};
    int iterates = 0;
    for (const auto& now : optimizer.run(cost::QuadraticBowl{}, Eigen::Vector2d{3, -2})) {
        CAPTURE(now.iteration);
        for (std::size_t j : {0U, 1U}) {
            CHECK(exactly(now.theta[static_cast<Index>(j)]) == theta[j]);
            theta[j] = theta[j] - exactly(alpha) * (2 * theta[j]);
        }
        ++iterates;
    }
    CHECK(iterates == 11);
    CHECK(theta == Pair{3 * power(Rational(3, 4), 11), -2 * power(Rational(3, 4), 11)});
}

TEST_CASE("Two variables of a bowl move as two runs of one variable each, bit for bit",
          "[article][two_variables]") {
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{50}};
    auto first = optimizer.run(cost::QuadraticBowl{}, 3.0);
    auto second = optimizer.run(cost::QuadraticBowl{}, -0.7);
    int iterates = 0;
    for (const auto& now : optimizer.run(cost::QuadraticBowl{}, Eigen::Vector2d{3, -0.7})) {
        CHECK(now.theta[0] == first.now().theta);
        CHECK(now.theta[1] == second.now().theta);
        first.advance();
        second.advance();
        ++iterates;
    }
    CHECK(iterates == 51);
}

TEST_CASE("The heavy ball follows its own recurrence in both variables, exactly",
          "[article][two_variables]") {
    // d_k = d_{k-1}/2 + 2 theta_k and theta_{k+1} = theta_k - d_k/8 from (3, -2), worked out by
    // fractions outside this program:
    const std::array<Pair, 6> worked_out{{{3, -2},
                                          {Rational(9, 4), Rational(-3, 2)},
                                          {Rational(21, 16), Rational(-7, 8)},
                                          {Rational(33, 64), Rational(-11, 32)},
                                          {Rational(-3, 256), Rational(1, 128)},
                                          {Rational(-279, 1024), Rational(93, 512)}}};
    const Rational alpha{1, 8};
    const Rational beta{1, 2};
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Constant{0.125},
                                    stop::AfterIterations{10}};
    std::array<Pair, 11> theta{{{3, -2}}};
    Pair direction{};
    std::size_t k = 0;
    for (const auto& now : optimizer.run(cost::QuadraticBowl{}, Eigen::Vector2d{3, -2})) {
        CAPTURE(k);
        for (std::size_t j : {0U, 1U}) {
            CHECK(exactly(now.theta[static_cast<Index>(j)]) == theta[k][j]);
            if (k < worked_out.size()) {
                CHECK(theta[k][j] == worked_out[k][j]);
            }
            if (k > 1) {
                // The two-step form: theta_k = theta_{k-1} - alpha gradient + beta (last step).
                const Rational two_step = theta[k - 1][j] - alpha * (2 * theta[k - 1][j]) +
                                          beta * (theta[k - 1][j] - theta[k - 2][j]);
                CHECK(theta[k][j] == two_step);
            }
            if (k + 1 < theta.size()) {
                direction[j] = beta * direction[j] + 2 * theta[k][j];
                theta[k + 1][j] = theta[k][j] - alpha * direction[j];
            }
        }
        ++k;
    }
    CHECK(k == theta.size());
}

TEST_CASE("The bowl treats numbers, vectors and matrices alike", "[article][two_variables]") {
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{10}};
    const double number = optimizer.minimize(cost::QuadraticBowl{}, 3.0).theta;
    const Eigen::Vector2d fixed =
        optimizer.minimize(cost::QuadraticBowl{}, Eigen::Vector2d{3, 3}).theta;
    const Eigen::VectorXd dynamic =
        optimizer.minimize(cost::QuadraticBowl{}, Eigen::VectorXd::Constant(5, 3)).theta;
    const Eigen::MatrixXd matrix =
        optimizer.minimize(cost::QuadraticBowl{}, Eigen::MatrixXd::Constant(2, 3, 3)).theta;
    CHECK(fixed == Eigen::Vector2d::Constant(number));
    CHECK(dynamic == Eigen::VectorXd::Constant(5, number));
    CHECK(matrix == Eigen::MatrixXd::Constant(2, 3, number));
}

} // namespace
} // namespace descent::article::two_variables
