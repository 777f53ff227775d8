// SPDX-License-Identifier: MIT
// The rates from a run's own history: BarzilaiBorwein, Adaptive, Polyak, and Secant under them.
#include "catch.hpp"

#include "scripted.hpp"

#include <descent/descent.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>
#include <vector>

namespace descent::history_test {
namespace {

using Catch::Matchers::WithinRel;
using Catch::Matchers::WithinULP;
using scripted::after;
using scripted::iterate;
using scripted::line;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
using Kind = rate::BarzilaiBorwein::Step;
using Rule = rate::Adaptive::Rule;

template <class Make>
std::string refused(Make make) {
    try {
        static_cast<void>(make());
    } catch (const InvalidSetting& error) {
        return error.what();
    }
    return "";
}

/// J = (a x^2 + b y^2) / 2 at (x, y).
Iterate<Eigen::Vector2d> on_quadratic(double a, double b, double x, double y) {
    return iterate<Eigen::Vector2d>({x, y}, {a * x, b * y}, (a * x * x + b * y * y) / 2);
}

/// The line from there along the gradient.
auto along_gradient(double a, double b, const Iterate<Eigen::Vector2d>& now) {
    return line([=](double alpha) -> Trial<double> {
        const Eigen::Vector2d t = now.theta - alpha * now.gradient;
        const Eigen::Vector2d g{a * t[0], b * t[1]};
        return {t.dot(g) / 2, -g.dot(now.gradient)};
    });
}

TEST_CASE("secant gives the products of what theta and gradient changed by", "[core][secant]") {
    const auto before = iterate<Eigen::Vector2d>({1, 1}, {5, 5}, 0);
    const auto now = after(before, iterate<Eigen::Vector2d>({3, 0}, {6, 8}, 0), 0.1);
    const auto [ss, sy, yy] = secant(now); // s = (2, -1), y = (1, 3)
    CHECK(ss == 5);
    CHECK(sy == -1);
    CHECK(yy == 10);
    const auto number = secant(after(iterate(1.0, 2.0, 0.0), iterate(4.0, 1.0, 0.0), 0.1));
    CHECK(number.ss == 9);
    CHECK(number.sy == -3);
    CHECK(number.yy == 1);
    const auto start = secant(before);
    CHECK((start.ss == 0 && start.sy == 0 && start.yy == 0));
}

TEST_CASE("BarzilaiBorwein is s.s/s.y, s.y/y.y or both in turn", "[rate][barzilai_borwein]") {
    // a = 1, b = 4: s = (1, 1), y = (1, 4): long 2/5, short 5/17.
    const double b = 4;
    auto now = after(on_quadratic(1, b, 2, 1), on_quadratic(1, b, 3, 2), 0.1);
    auto along = along_gradient(1, b, now);
    const auto first_try = [&](const rate::BarzilaiBorwein& policy) {
        auto memory = policy.init(now);
        along.asked.clear();
        static_cast<void>(policy.rate(memory, now, along));
        return along.asked.front();
    };
    CHECK(first_try(rate::BarzilaiBorwein{Kind::longer}) == 2.0 / 5);
    CHECK(first_try(rate::BarzilaiBorwein{Kind::shorter}) == 5.0 / 17);
    CHECK(first_try(rate::BarzilaiBorwein{Kind::alternating}) == 5.0 / 17); // k = 1
    now.iteration = 2;
    CHECK(first_try(rate::BarzilaiBorwein{Kind::alternating}) == 2.0 / 5);
}

TEST_CASE("BarzilaiBorwein steps by |s|/|y| where the cost is not convex along s",
          "[rate][barzilai_borwein]") {
    const auto now = after(iterate(1.0, 4.0, 9.0), iterate(4.0, 2.0, 8.0), 0.1); // s 3, y -2
    auto along = line([](double a) -> Trial<double> { return {8 - 4 * a, -4}; });
    const rate::BarzilaiBorwein policy;
    auto memory = policy.init(now);
    CHECK(policy.rate(memory, now, along) == 1.5);
    // y = 0: no curvature at all, ten times the last rate.
    const auto straight = after(iterate(1.0, 2.0, 9.0), iterate(4.0, 2.0, 8.0), 0.1);
    CHECK(policy.rate(memory, straight, along) == 1);
}

TEST_CASE("BarzilaiBorwein may rise above the last cost, not above the window",
          "[rate][barzilai_borwein]") {
    // From J = 1 with slope -1; the proposal 1 leads to J = 1.5.
    const auto now = [](double cost) {
        return after(iterate(2.0, 2.0, 3.0), iterate(1.0, 1.0, cost), 0.5); // s/y = 1
    };
    auto along = line([](double a) -> Trial<double> { return {1 - a + 1.5 * a * a, 3 * a - 1}; });
    const rate::BarzilaiBorwein lax{Kind::longer, 2};
    auto memory = lax.init(iterate(2.0, 2.0, 3.0)); // the cost before was 3
    CHECK(lax.rate(memory, now(1), along) == 1);
    const rate::BarzilaiBorwein strict{Kind::longer, 1};
    auto strict_memory = strict.init(iterate(2.0, 2.0, 3.0));
    // The parabola through J = 1, slope -1 and J(1) = 1.5 has its minimum at 1 / (2 * 1.5).
    CHECK_THAT(strict.rate(strict_memory, now(1), along), WithinULP(1.0 / 3, 2));
}

TEST_CASE("BarzilaiBorwein: not finite is too far, uphill is no step", "[rate][barzilai_borwein]") {
    const auto now = after(iterate(2.0, 2.0, 3.0), iterate(1.0, 1.0, 1.0), 0.5);
    auto wall = line([](double a) -> Trial<double> {
        return a < 0.05 ? Trial<double>{1 - a, -1} : Trial<double>{infinity, nan};
    });
    const rate::BarzilaiBorwein policy;
    auto memory = policy.init(now);
    const double alpha = policy.rate(memory, now, wall);
    CHECK_THAT(alpha, WithinULP(0.01, 2)); // 1, 0.1, 0.01
    CHECK_FALSE(wall.evaluates_again(alpha));
    for (const double slope : {0.0, 1.0, nan}) {
        CAPTURE(slope);
        auto up = line([=](double) -> Trial<double> { return {1, slope}; });
        CHECK(policy.rate(memory, now, up) == 0);
        CHECK(up.asked.size() == 1); // with a proximal step the first trial alone tells
    }
}

TEST_CASE("BarzilaiBorwein converges beyond quadratics where the bare rule cycles",
          "[rate][barzilai_borwein]") {
    // J = sum log cosh: strictly convex, and the bare rule runs away from far starts.
    const auto cost = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = t.array().tanh().matrix();
        return t.array().abs().sum() +
               ((-2 * t.array().abs()).exp() + 1).log().sum(); // log 2cosh, no overflow
    });
    const auto kind = GENERATE(Kind::longer, Kind::shorter, Kind::alternating);
    const GradientDescent optimizer{rate::BarzilaiBorwein{kind},
                                    stop::GradientBelow{1e-10} | stop::AfterIterations{200}};
    const auto result = optimizer.minimize(cost, Eigen::Vector3d{40, -3, 0.5});
    CHECK(result.outcome == Outcome::converged);
}

// J = (x^2 + 100 (y + x)^2) / 2 - 2x within [0, 1]^2: y > 0 only adds to the second term, so y = 0
// there, and 101 x = 2.
TEST_CASE("BarzilaiBorwein with a proximal step is the spectral projected gradient",
          "[rate][barzilai_borwein]") {
    const Eigen::Matrix2d a{{101, 100}, {100, 100}};
    const cost::Quadratic smooth{a, Eigen::Vector2d{2, 0}};
    const cost::Composite cost{smooth, proximal::Box{0, 1}};
    const GradientDescent optimizer{rate::BarzilaiBorwein{},
                                    stop::GradientBelow{1e-10} | stop::AfterIterations{200}};
    const auto result = optimizer.minimize(cost, Eigen::Vector2d{1, 1});
    CHECK(result.outcome == Outcome::converged);
    CHECK_THAT(result.theta[0], WithinRel(2.0 / 101, 1e-11)); // 1e-10 / 101, relative to 2 / 101
    CHECK(result.theta[1] == 0);
    CHECK(minimize(cost, Eigen::Vector2d{1, 1}).theta[1] == 0);
}

TEST_CASE("BarzilaiBorwein refuses settings out of range", "[rate][barzilai_borwein]") {
    CHECK(refused([] { return rate::BarzilaiBorwein{Kind::longer, 0}; }) ==
          "rate::BarzilaiBorwein: window must be in [1, 20], got 0");
    CHECK(refused([] { return rate::BarzilaiBorwein{Kind::longer, 21}; }) ==
          "rate::BarzilaiBorwein: window must be in [1, 20], got 21");
    CHECK(refused([] { return rate::BarzilaiBorwein{Kind::longer, 5, nan}; }) ==
          "rate::BarzilaiBorwein: c must be in (0, 0.5), got nan");
}

/// The rates of a run on J = x^2 / 2 (curvature 1) whose iterates do not matter: L_k = 1
/// throughout.
std::vector<double> adaptive_rates(Rule rule, double curvature, int count) {
    const rate::Adaptive policy{rule};
    std::vector<double> rates;
    auto now = iterate(8.0, 8 * curvature, 32 * curvature);
    auto memory = policy.init(now);
    for (int i = 0; i < count; ++i) {
        const double slope = -now.gradient * now.gradient;
        auto along = line([&](double) -> Trial<double> { return {now.cost, slope}; });
        const double alpha = policy.rate(memory, now, along);
        CHECK(along.asked.empty()); // no evaluation of its own
        rates.push_back(alpha);
        // The next theta is 1 less whatever the rate, so L stays the curvature to the last bit.
        const double theta = now.theta - 1;
        now = after(now, iterate(theta, curvature * theta, curvature * theta * theta / 2), alpha);
    }
    return rates;
}

// Worked out from the formulas by hand, L = 4. Of 2020: 1/(2L) = 0.125 every time.
// Of 2024: alpha_1 = 1/(4 sqrt 2), q = 1/3: then sqrt(2/3 + 1/3) = 1 keeps it, as does 2 (aL)^2 =
// 1: nothing over. q = 1: the growth sqrt(5/3) is allowed, 2 (aL)^2 - 1 = 0 still. Then a =
// sqrt(5/3)/ (4 sqrt 2): 2 (aL)^2 - 1 = 2/3, a / sqrt(2/3) = sqrt(5/2) / (4 sqrt 2) against the
// growth sqrt(2/3 + sqrt(5/3)) = 1.3988 times: sqrt(3/2) = 1.2247 times is less.
TEST_CASE("Adaptive follows the rules of 2020 and 2024", "[rate][adaptive]") {
    const auto old = adaptive_rates(Rule::of_2020, 4, 5);
    // theta = 8, gradient = 32: a step as long as theta is 1/4; a ten thousandth of it.
    CHECK_THAT(old[0], WithinULP(0.25e-4, 1));
    for (std::size_t k = 1; k < 5; ++k) {
        CAPTURE(k);
        CHECK(old[k] == 0.125);
    }
    const auto recent = adaptive_rates(Rule::of_2024, 4, 5);
    const double first = 1 / (4 * std::sqrt(2.0));
    CHECK_THAT(recent[0], WithinULP(0.25e-4, 1));
    // a / sqrt(over) turns the rounding of 2 (aL)^2 - 1 into less than 1e-7 when that is 0 but for
    // rounding: then it is far above the growth, which is what counts.
    CHECK_THAT(recent[1], WithinRel(first, 1e-15));
    CHECK_THAT(recent[2], WithinRel(first, 1e-15));
    CHECK_THAT(recent[3], WithinRel(first * std::sqrt(5.0 / 3), 1e-14));
    CHECK_THAT(recent[4], WithinRel(first * std::sqrt(5.0 / 2), 1e-14));
}

TEST_CASE("Adaptive grows by its bound where there is no curvature", "[rate][adaptive]") {
    // L = 0: q_1 = 1e8 (the largest growth) and then sqrt(1 + q) is all there is.
    const rate::Adaptive policy{Rule::of_2020};
    auto now = after(iterate(3.0, 2.0, 6.0), iterate(1.0, 2.0, 2.0), 0.5);
    auto memory = policy.init(now);
    auto along = line([](double) -> Trial<double> { return {2, -4}; });
    const double second = policy.rate(memory, now, along);
    CHECK(second == 0.5e8);
    const auto next = after(now, iterate(-1.0, 2.0, 2.0), second);
    CHECK_THAT(policy.rate(memory, next, along), WithinRel(second * std::sqrt(1 + 1e8), 1e-15));
}

TEST_CASE("Adaptive needs no parameter, whatever the scale", "[rate][adaptive]") {
    const auto rule = GENERATE(Rule::of_2020, Rule::of_2024);
    const double scale = GENERATE(1e-9, 1.0, 1e9);
    const auto cost = cost::from_value_and_gradient([=](const auto& t, auto& g) {
        g = scale * t;
        g[1] *= 10;
        return t.dot(g) / 2;
    });
    const GradientDescent optimizer{rate::Adaptive{rule},
                                    stop::GradientReducedBy{1e8} | stop::AfterIterations{500}};
    const auto result = optimizer.minimize(cost, Eigen::Vector2d{3, 4});
    CHECK(result.outcome == Outcome::converged);
    CHECK(result.evaluations == result.iterations + 1);
}

TEST_CASE("Polyak steps to where the tangent meets the minimum", "[rate][polyak]") {
    // J = (x^2 + 4 y^2) / 2 + 3 at (2, 1): J - 3 = 4, |gradient|^2 = 4 + 16.
    const auto now = iterate<Eigen::Vector2d>({2, 1}, {2, 4}, 7);
    auto along = line([](double) -> Trial<double> { return {7, -20}; });
    const rate::Polyak policy{3};
    auto memory = policy.init(now);
    CHECK(policy.rate(memory, now, along) == 0.2);
    CHECK(along.asked.empty());
    // At the minimum, below it, and where the direction leads nowhere: no step.
    CHECK(rate::Polyak{7}.rate(memory, now, along) == 0);
    CHECK(rate::Polyak{9}.rate(memory, now, along) == 0);
    auto level = line([](double) -> Trial<double> { return {7, 0}; });
    CHECK(policy.rate(memory, now, level) == 0);
}

TEST_CASE("Polyak comes closer to the minimum with every step", "[rate][polyak]") {
    const Eigen::Matrix2d curvature{{20, 3}, {3, 1}};
    const Eigen::Vector2d slope{1, -2};
    const Eigen::Vector2d minimum{7.0 / 11, -43.0 / 11}; // (20 3; 3 1) x = (1, -2), by Cramer
    // J there: -b.x / 2 = -(7/11 + 86/11) / 2 = -93/22.
    const cost::Quadratic cost{curvature, slope};
    const GradientDescent optimizer{rate::Polyak{-93.0 / 22}, stop::AfterIterations{50}};
    double before = infinity;
    auto run = optimizer.run(cost, Eigen::Vector2d{5, 5});
    for (const auto& now : run) {
        const double distance = (now.theta - minimum).norm();
        CHECK(distance < before);
        before = distance;
    }
    CHECK(run.result().evaluations == run.result().iterations + 1);
}

TEST_CASE("Polyak without a minimum finds one on convex costs", "[rate][polyak]") {
    const GradientDescent optimizer{rate::Polyak{},
                                    stop::GradientReducedBy{1e6} | stop::AfterIterations{2000}};
    const Eigen::Matrix2d curvature{{20, 3}, {3, 1}};
    const cost::Quadratic cost{curvature, Eigen::Vector2d{1, -2}, 1000};
    CHECK(optimizer.minimize(cost, Eigen::Vector2d{5, 5}).outcome == Outcome::converged);
    CHECK(optimizer.minimize(cost, Eigen::Vector2d{0, 0}).outcome == Outcome::converged);
    CHECK(optimizer.minimize(cost::QuadraticBowl{}, 3.0F).outcome == Outcome::converged);
}

TEST_CASE("Polyak's estimate doubles and halves by what was gained", "[rate][polyak]") {
    // theta = 1, gradient = 1, slope = -1: the first step is as long as theta, delta = 1.
    const rate::Polyak policy;
    const auto at = [](double cost) { return iterate(1.0, 1.0, cost); };
    auto along = line([](double) -> Trial<double> { return {0, -1}; });
    auto now = at(10);
    auto memory = policy.init(now);
    CHECK(policy.rate(memory, now, along) == 1);
    now = after(now, at(9.5), 1); // gained delta / 2: delta = 2
    CHECK(policy.rate(memory, now, along) == 2);
    now = after(now, at(9), 2); // less than delta / 2: delta = 1
    CHECK(policy.rate(memory, now, along) == 1);
    now = after(now, at(12), 1); // a rise by 3: delta = 1/2, 3.5 above it, but at most doubled
    CHECK(policy.rate(memory, now, along) == 2);
    now = after(now, at(10), 2); // falls again, not yet the lowest: delta stays
    CHECK(policy.rate(memory, now, along) == 1.5);
}

TEST_CASE("Polyak refuses a minimum that is not finite", "[rate][polyak]") {
    CHECK(refused([] { return rate::Polyak{nan}; }) ==
          "rate::Polyak: minimum must be finite, got nan");
    CHECK(refused([] { return rate::Polyak{-infinity}; }) ==
          "rate::Polyak: minimum must be finite, got -inf");
}

template <class Theta>
void runs(const Theta& start) {
    const auto check = [&](const auto& policy) {
        const GradientDescent optimizer{policy,
                                        stop::GradientReducedBy{1e3} | stop::AfterIterations{100}};
        CHECK(optimizer.minimize(cost::QuadraticBowl{}, start).outcome == Outcome::converged);
    };
    check(rate::BarzilaiBorwein{});
    check(rate::Adaptive{});
    check(rate::Polyak{});
    check(rate::Polyak{0});
    check(rate::Exact{});
}

TEST_CASE("The rates from history serve numbers, vectors and matrices of every precision",
          "[rate][barzilai_borwein][adaptive][polyak][exact]") {
    runs(3.0F);
    runs(3.0);
    runs(3.0L);
    runs(Eigen::Vector3f{1, 2, 3});
    runs(Eigen::MatrixXd{{1, 2, 5}, {3, 4, 6}});
    runs(Eigen::Vector<long double, Eigen::Dynamic>{{1, -2, 3}});
}

} // namespace
} // namespace descent::history_test
