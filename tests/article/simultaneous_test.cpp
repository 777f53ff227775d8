// SPDX-License-Identifier: MIT
// No variable sees another's new value [McCormick2014]: on coupled costs the simultaneous update
// and the sequential one part at the first iteration, and the library's is the simultaneous one.
#include "article/rational.hpp"
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <vector>

namespace descent::article::simultaneous {

namespace {

using Pair = std::array<Rational, 2>;

Rational exact_entry(const Eigen::Vector2d& theta, std::size_t j) {
    return exactly(theta[static_cast<Index>(j)]);
}

/// J = theta_1^2 + theta_1 theta_2 + theta_2^2; its gradient, one entry at a time.
Rational coupled_slope(const Pair& theta, std::size_t j) { return 2 * theta[j] + theta[1 - j]; }

/// J = theta_1^2 + theta_2^2, which couples nothing.
Rational bowl_slope(const Pair& theta, std::size_t j) { return 2 * theta[j]; }

/// Both new values from the old ones.
template <class Slope>
Pair together(const Slope& slope, const Rational& alpha, const Pair& theta) {
    return {theta[0] - alpha * slope(theta, 0), theta[1] - alpha * slope(theta, 1)};
}

/// The mistake that the article warns of: theta_2 is updated from the new theta_1.
template <class Slope>
Pair one_after_the_other(const Slope& slope, const Rational& alpha, Pair theta) {
    theta[0] = theta[0] - alpha * slope(theta, 0);
    theta[1] = theta[1] - alpha * slope(theta, 1);
    return theta;
}

/// The coupled cost as a user would write it.
struct Coupled {
    double value_and_gradient(const Eigen::Vector2d& theta, Eigen::Vector2d& gradient) const {
        gradient[0] = 2 * theta[0] + theta[1];
        gradient[1] = theta[0] + 2 * theta[1];
        return theta[0] * theta[0] + theta[0] * theta[1] + theta[1] * theta[1];
    }
};

// From (1, 2) with alpha = 1/4, worked out by fractions outside this program. All are dyadic and
// need few bits, so that double holds them exactly.
constexpr std::array<Pair, 7> simultaneous_iterates{{{1, 2},
                                                     {0, Rational(3, 4)},
                                                     {Rational(-3, 16), Rational(3, 8)},
                                                     {Rational(-3, 16), Rational(15, 64)},
                                                     {Rational(-39, 256), Rational(21, 128)},
                                                     {Rational(-15, 128), Rational(123, 1024)},
                                                     {Rational(-363, 4096), Rational(183, 2048)}}};
constexpr std::array<Pair, 7> sequential_iterates{
    {{1, 2},
     {0, 1},
     {Rational(-1, 4), Rational(9, 16)},
     {Rational(-17, 64), Rational(89, 256)},
     {Rational(-225, 1024), Rational(937, 4096)},
     {Rational(-2737, 16384), Rational(10233, 65536)},
     {Rational(-32129, 262144), Rational(113993, 1048576)}}};

TEST_CASE("On a coupled cost the two orders of updating differ from the first iteration",
          "[article][simultaneous]") {
    Pair both{1, 2};
    Pair one{1, 2};
    for (std::size_t k = 0; k < simultaneous_iterates.size(); ++k) {
        CAPTURE(k);
        CHECK(both == simultaneous_iterates[k]);
        CHECK(one == sequential_iterates[k]);
        CHECK((both == one) == (k == 0));
        both = together(coupled_slope, Rational(1, 4), both);
        one = one_after_the_other(coupled_slope, Rational(1, 4), one);
    }
}

TEST_CASE("On the bowl, which couples nothing, the order of updating does not matter",
          "[article][simultaneous]") {
    Pair both{3, -2};
    Pair one{3, -2};
    for (int k = 0; k < 5; ++k) {
        both = together(bowl_slope, Rational(1, 10), both);
        one = one_after_the_other(bowl_slope, Rational(1, 10), one);
        CHECK(both == one);
    }
}

TEST_CASE("The library's update is the simultaneous one, exactly", "[article][simultaneous]") {
    const GradientDescent optimizer{rate::Constant{0.25}, stop::AfterIterations{6}};
    const Eigen::Vector2d start{1, 2};
    const auto check = [](const Iterate<Eigen::Vector2d>& now) {
        const auto k = static_cast<std::size_t>(now.iteration);
        CAPTURE(k);
        for (std::size_t j : {0U, 1U}) {
            CHECK(exact_entry(now.theta, j) == simultaneous_iterates[k][j]);
            CHECK((k == 0 || j == 0 || exact_entry(now.theta, j) != sequential_iterates[k][j]));
        }
    };
    SECTION("for a cost of the user's own") {
        CHECK(optimizer.minimize(Coupled{}, start, check).iterations == 6);
    }
    SECTION("for cost::Quadratic") {
        const Eigen::Matrix2d a{{2, 1}, {1, 2}};
        const Eigen::Vector2d b{0, 0};
        CHECK(optimizer.minimize(cost::Quadratic{a, b}, start, check).iterations == 6);
    }
    SECTION("for a sum of costs, each with a gradient of its own") {
        // (theta_1^2 + theta_2^2) + theta_1 theta_2
        const auto product = cost::from_value_and_gradient(
            [](const Eigen::Vector2d& t) { return t[0] * t[1]; },
            [](const Eigen::Vector2d& t) { return Eigen::Vector2d{t[1], t[0]}; });
        CHECK(optimizer.minimize(cost::QuadraticBowl{} + product, start, check).iterations == 6);
    }
}

TEST_CASE("The heavy ball updates simultaneously as well, exactly", "[article][simultaneous]") {
    // d_k = d_{k-1}/2 + gradient_k, theta_{k+1} = theta_k - d_k/8 on the coupled cost, by fractions
    // outside this program:
    const std::array<Pair, 5> worked_out{{{1, 2},
                                          {Rational(1, 2), Rational(11, 8)},
                                          {Rational(-3, 64), Rational(21, 32)},
                                          {Rational(-25, 64), Rational(71, 512)},
                                          {Rational(-1975, 4096), Rational(-217, 2048)}}};
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Constant{0.125},
                                    stop::AfterIterations{4}};
    std::size_t k = 0;
    for (const auto& now : optimizer.run(Coupled{}, Eigen::Vector2d{1, 2})) {
        CAPTURE(k);
        CHECK(exact_entry(now.theta, 0) == worked_out.at(k)[0]);
        CHECK(exact_entry(now.theta, 1) == worked_out.at(k)[1]);
        ++k;
    }
    CHECK(k == worked_out.size());
}

TEST_CASE("A linear regression is coupled, and updated simultaneously, exactly",
          "[article][simultaneous]") {
    // x = -1, 0, 1, 2 and y = 0, 1, 3, 4 from (0, 0) with alpha = 1/8, by fractions outside this
    // program from theta_0 <- theta_0 - alpha (2/m) sum (h - y) and
    // theta_1 <- theta_1 - alpha (2/m) sum (h - y) x.
    const std::array<Pair, 5> worked_out{{{0, 0},
                                          {Rational(1, 2), Rational(11, 16)},
                                          {Rational(101, 128), Rational(135, 128)},
                                          {Rational(983, 1024), Rational(639, 512)},
                                          {Rational(2179, 2048), Rational(11039, 8192)}}};
    const Rational sequential_theta_1{5, 8}; // of the first iteration, theta_0 = 1/2 put in already
    const Eigen::Vector4d x{-1, 0, 1, 2};
    const Eigen::Vector4d y{0, 1, 3, 4};
    const cost::MeanSquaredError cost{x, y};
    const GradientDescent optimizer{rate::Constant{0.125}, stop::AfterIterations{4}};
    std::size_t k = 0;
    for (const auto& now : optimizer.run(cost, Eigen::Vector2d{0, 0})) {
        CAPTURE(k);
        CHECK(exact_entry(now.theta, 0) == worked_out.at(k)[0]);
        CHECK(exact_entry(now.theta, 1) == worked_out.at(k)[1]);
        CHECK((k != 1 || exact_entry(now.theta, 1) != sequential_theta_1));
        ++k;
    }
    CHECK(k == worked_out.size());
}

TEST_CASE("A cost is asked at whole iterates only, never between two variables",
          "[article][simultaneous]") {
    std::vector<Eigen::Vector2d> asked;
    const auto cost =
        cost::from_value_and_gradient([&](const Eigen::Vector2d& theta, Eigen::Vector2d& gradient) {
            asked.push_back(theta);
            return Coupled{}.value_and_gradient(theta, gradient);
        });
    std::vector<Eigen::Vector2d> iterates;
    const GradientDescent optimizer{rate::Constant{0.25}, stop::AfterIterations{20}};
    optimizer.minimize(cost, Eigen::Vector2d{1, 2},
                       [&](const Iterate<Eigen::Vector2d>& now) { iterates.push_back(now.theta); });
    CHECK(asked.size() == 21);
    CHECK(asked == iterates);
}

} // namespace
} // namespace descent::article::simultaneous
