// SPDX-License-Identifier: MIT
// Exact, InverseLipschitz, Silver, and the bounds of curvature under them.
#include "catch.hpp"

#include "scripted.hpp"

#include <descent/descent.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <cmath>
#include <limits>
#include <vector>

namespace descent::curvature_test {
namespace {

using Catch::Matchers::WithinRel;
using Catch::Matchers::WithinULP;
using scripted::iterate;
using scripted::line;
using scripted::rate_at_iteration;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Make>
std::string refused(Make make) {
    try {
        static_cast<void>(make());
    } catch (const InvalidSetting& error) {
        return error.what();
    }
    return "";
}

TEST_CASE("Exact finds the minimum of a parabola with one trial", "[rate][exact]") {
    // phi = 5 (a - 0.3)^2; theta and gradient are 1, so the first trial is 1/3, from slope -3.
    auto along =
        line([](double a) -> Trial<double> { return {5 * (a - 0.3) * (a - 0.3), 10 * (a - 0.3)}; });
    const auto now = iterate(1.0, 1.0, 0.45);
    CHECK_THAT(rate::Exact{}.rate(now, along), WithinULP(0.3, 4)); // two roundings in each slope
    CHECK(along.asked.size() == 1);
    // The next iteration tries the rate of the last, and is done if that is the minimum.
    along.asked.clear();
    const double alpha = rate::Exact{}.rate(scripted::after(now, now, 0.3), along);
    CHECK(alpha == 0.3);
    CHECK_FALSE(along.evaluates_again(alpha));
}

TEST_CASE("Exact: not finite is too far, without a minimum the trial, uphill nothing",
          "[rate][exact]") {
    const auto now = scripted::after(iterate(1.0, 1.0, 1.0), iterate(1.0, 1.0, 1.0), 1.0);
    auto wall = line([](double a) -> Trial<double> {
        return a < 0.5 ? Trial<double>{(a - 2) * (a - 2), 2 * (a - 2)}
                       : Trial<double>{infinity, nan};
    });
    CHECK_THAT(rate::Exact{}.rate(now, wall),
               WithinRel(2.0, 1e-14)); // trials 1 and 0.1: slopes -4, -3.8
    auto straight = line([](double a) -> Trial<double> { return {-a, -1}; });
    CHECK(rate::Exact{}.rate(now, straight) == 1);
    auto wrong = line([](double a) -> Trial<double> { return {a, -1}; });
    CHECK(rate::Exact{}.rate(now, wrong) == 0);
    for (const double slope : {0.0, 1.0, nan}) {
        auto up = line([=](double) -> Trial<double> { return {1, slope}; });
        CHECK(rate::Exact{}.rate(now, up) == 0);
    }
}

TEST_CASE("Exact steps on a quadratic turn by right angles and cost two evaluations at most",
          "[rate][exact]") {
    const Eigen::Matrix3d a{{4, 1, 0}, {1, 9, 2}, {0, 2, 30}};
    const cost::Quadratic cost{a, Eigen::Vector3d{1, 2, 3}};
    const GradientDescent optimizer{rate::Exact{}, stop::AfterIterations{10}};
    auto run = optimizer.run(cost, Eigen::Vector3d{5, -4, 3});
    for (const auto& now : run) {
        if (now.iteration > 0) {
            // Each of the products rounds to about 1e-16 of |g| |g'|, their quotient a few times
            // so.
            CHECK(std::abs(now.gradient.dot(now.previous.gradient)) <=
                  1e-13 * now.gradient.norm() * now.previous.gradient.norm() +
                      1e-13 * now.previous.gradient.squaredNorm());
        }
    }
    CHECK(run.result().evaluations <= 2 * run.result().iterations + 1);
}

TEST_CASE("Exact meets Kantorovich's bound on the mean squared error", "[rate][exact]") {
    const Eigen::MatrixXd x{{1.0}, {2.0}, {4.0}, {5.0}};
    const Eigen::VectorXd y{{1.0, 3.0, 4.0, 7.0}};
    const cost::MeanSquaredError cost{x, y};
    // Hessian (2/4) (4 12; 12 46): eigenvalues 12.5 -+ sqrt(12.5^2 - 10) = 0.4068, 24.593.
    const double kappa = (12.5 + std::sqrt(146.25)) / (12.5 - std::sqrt(146.25));
    const double factor = std::pow((kappa - 1) / (kappa + 1), 2);
    const GradientDescent optimizer{rate::Exact{}, stop::AfterIterations{30}};
    // The least squares line: slope 13/10 = 1.3, intercept 3.75 - 3 * 1.3 = -0.15, J = 1.85/4 =
    // 0.4625.
    double above = infinity;
    auto run = optimizer.run(cost, Eigen::Vector2d{0, 0});
    for (const auto& now : run) {
        CHECK(now.cost - 0.4625 <= factor * above + 1e-14);
        above = now.cost - 0.4625;
    }
}

TEST_CASE("Bounds of curvature hold", "[cost][curvature]") {
    static_assert(cost::QuadraticBowl{}.curvature_bound() == 2);
    // Rows sum to 5 and 7 in absolute value, the Frobenius norm is sqrt(4 + 9 + 9 + 16) = 6.16;
    // the eigenvalues of (2 -3; -3 4) are 3 -+ sqrt(10).
    const Eigen::Matrix2d a{{2, -3}, {-3, 4}};
    const Eigen::Vector2d b{1, 1};
    const cost::Quadratic dense{a, b};
    CHECK_THAT(dense.curvature_bound(), WithinULP(std::sqrt(38.0), 2));
    CHECK(dense.curvature_bound() >= 3 + std::sqrt(10.0));
    const Eigen::SparseMatrix<double> s = a.sparseView();
    const Eigen::VectorXd c = b;
    CHECK(cost::Quadratic{s, c}.curvature_bound() == dense.curvature_bound());
    // The Hessian is (2/m) times (m sum; sum squares): trace 2 + 2 * 14 / 3 for x = 1, 2, 3.
    const Eigen::MatrixXd x{{1.0}, {2.0}, {3.0}};
    const Eigen::VectorXd y{{1.0, 2.0, 2.0}};
    const cost::MeanSquaredError squares{x, y};
    CHECK_THAT(squares.curvature_bound(), WithinULP(2 + 28.0 / 3, 2));
    const cost::HalfMeanSquaredError halves{x, y};
    CHECK_THAT(halves.curvature_bound(), WithinULP(1 + 14.0 / 3, 2));
    const cost::MeanSquaredError through{x, y, hypothesis::LinearThroughOrigin{}};
    CHECK_THAT(through.curvature_bound(), WithinULP(28.0 / 3, 2));
    using PolynomialFit = decltype(cost::MeanSquaredError{x, y, hypothesis::Polynomial{2}});
    static_assert(!CurvatureBounded<PolynomialFit>);
    // Sums add, factors scale, a factor's sign does not matter.
    CHECK((squares + 0.5 * cost::SquaredNorm{}).curvature_bound() == squares.curvature_bound() + 1);
    CHECK((-3 * cost::SquaredNorm{}).curvature_bound() == 6);
    const auto unknown = cost::from_value_and_gradient([](const auto&, auto&) { return 0.0; });
    static_assert(!CurvatureBounded<decltype(unknown + cost::SquaredNorm{})>);
    static_assert(!CurvatureBounded<decltype(2 * unknown)>);
}

TEST_CASE("largest_curvature finds the largest eigenvalue from below", "[curvature]") {
    Eigen::VectorXd d(50);
    for (Index i = 0; i < 50; ++i) {
        d[i] = 1.0 / static_cast<double>(i + 1); // largest 1, next 1/2
    }
    const Eigen::MatrixXd a = d.asDiagonal();
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(50);
    const cost::Quadratic cost{a, zero};
    const double found = largest_curvature(cost, zero);
    CHECK(found <= 1 + 1e-9); // differences of a linear gradient are exact but for rounding / h
    CHECK(found >= 0.999);
    // Of either sign; of a plain number; of a matrix; in float.
    CHECK_THAT(largest_curvature(-3 * cost::SquaredNorm{}, Eigen::Vector2d{1, 2}),
               WithinRel(6.0, 1e-8));
    CHECK_THAT(largest_curvature(cost::QuadraticBowl{}, 3.0), WithinRel(2.0, 1e-8));
    CHECK_THAT(largest_curvature(cost::QuadraticBowl{}, Eigen::Matrix2f{{1, 2}, {3, 4}}),
               WithinRel(2.0F, 1e-3F));
}

TEST_CASE("largest_curvature sees an eigenvector that changes sign from entry to entry",
          "[curvature]") {
    // tridiagonal (-1 2 -1), n = 20: the largest eigenvalue is 2 + 2 cos(pi/21) = 3.97766, its
    // vector alternates; the second largest is 3.9111, so 30 iterations leave some digits.
    const auto chain = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = 2 * t;
        g.head(19) -= t.tail(19);
        g.tail(19) -= t.head(19);
        return t.dot(g) / 2;
    });
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(20);
    const double found = largest_curvature(chain, zero);
    CHECK(found <= 3.97766 * (1 + 1e-5));
    CHECK(1.1 * found >= 3.97766);
}

TEST_CASE("InverseLipschitz is 1/L, given, bounded or found", "[rate][inverse_lipschitz]") {
    static_assert(rate_at_iteration(rate::InverseLipschitz{4}, 7) == 0.25);
    static_assert(rate::InverseLipschitz::of(cost::QuadraticBowl{}).rate() == 0.5);
    // Found is 1.1 times what is there, but not above the cost's own bound of 2.
    CHECK(rate::InverseLipschitz::of(cost::QuadraticBowl{}, 3.0).rate() == 0.5);
    const auto bowl = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = 2 * t;
        return t * t;
    });
    CHECK_THAT(rate::InverseLipschitz::of(bowl, 3.0).rate(), WithinRel(1 / 2.2, 1e-8));
    // An expression as the start, and a cost that no step raises.
    const Eigen::Matrix2d a{{2, 1}, {1, 30}};
    const cost::Quadratic cost{a, Eigen::Vector2d{1, 2}};
    const GradientDescent optimizer{rate::InverseLipschitz::of(cost, Eigen::Vector2d::Zero()),
                                    stop::AfterIterations{100}};
    double before = infinity;
    for (const auto& now : optimizer.run(cost, Eigen::Vector2d{7, -5})) {
        CHECK(now.cost <= before);
        before = now.cost;
    }
}

TEST_CASE("InverseLipschitz refuses what is no curvature", "[rate][inverse_lipschitz]") {
    CHECK(refused([] { return rate::InverseLipschitz{0}; }) ==
          "rate::InverseLipschitz: L must be finite and > 0, got 0");
    CHECK(refused([] { return rate::InverseLipschitz{nan}; }) ==
          "rate::InverseLipschitz: L must be finite and > 0, got nan");
    const auto plane = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = 1;
        return t;
    });
    CHECK(refused([&] { return rate::InverseLipschitz::of(plane, 3.0); }) ==
          "rate::InverseLipschitz: L must be finite and > 0, got 0");
    const auto broken = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = nan;
        return t;
    });
    CHECK(refused([&] { return rate::InverseLipschitz::of(broken, 3.0); }) ==
          "rate::InverseLipschitz: L must be finite and > 0, got nan");
}

TEST_CASE("Silver is sqrt(2), 2, sqrt(2), 2 + sqrt(2), ... over L", "[rate][silver]") {
    const rate::Silver schedule{2};
    const double root = std::sqrt(2.0);
    // 1 + rho^-1 = sqrt(2), 1 + rho^0 = 2, 1 + rho = 2 + sqrt(2), 1 + rho^2 = 4 + 2 sqrt(2).
    const std::vector<double> steps{root, 2, root, 2 + root, root, 2, root, 4 + 2 * root};
    for (std::size_t k = 0; k < steps.size(); ++k) {
        CAPTURE(k);
        CHECK_THAT(rate_at_iteration(schedule, static_cast<std::int64_t>(k)),
                   WithinULP(steps[k] / 2, 4)); // at most four roundings
    }
    // The sum of the first 2^j - 1 is rho^j - 1, times 1/L.
    double sum = 0;
    for (std::int64_t k = 0; k < 127; ++k) {
        sum += rate_at_iteration(schedule, k);
    }
    CHECK_THAT(2 * sum, WithinRel(std::pow(1 + root, 7) - 1, 1e-13));
    static_assert(rate_at_iteration(rate::Silver{rate::InverseLipschitz{2}}, 1) == 1);
    CHECK(refused([] { return rate::Silver{-1}; }) ==
          "rate::Silver: L must be finite and > 0, got -1");
    CHECK(refused([] { return rate::Silver{infinity}; }) ==
          "rate::Silver: L must be finite and > 0, got inf");
}

/// The Huber cost that is worst for n steps of 1/L from theta = 1, with L = 1: x^2/2 up to 1/(2n +
/// 1).
template <class Rate>
double huber_after(const Rate& policy, int n) {
    const double bend = 1.0 / (2 * n + 1);
    const auto cost = cost::from_value_and_gradient([=](const auto& t, auto& g) {
        const double size = std::abs(t);
        g = size <= bend ? t : std::copysign(bend, t);
        return size <= bend ? t * t / 2 : bend * (size - bend / 2);
    });
    return GradientDescent{policy, stop::AfterIterations{n}}.minimize(cost, 1.0).cost;
}

TEST_CASE("Silver is faster than 1/L on the convex cost that is worst for 1/L", "[rate][silver]") {
    double advantage = 0;
    for (int j = 2; j <= 9; ++j) {
        const int n = (1 << j) - 1;
        CAPTURE(n);
        // 1/L moves by the bend each time: theta = 1 - n/(2n + 1), J = 1/(4n + 2) exactly.
        const double constant = huber_after(rate::InverseLipschitz{1}, n);
        CHECK_THAT(constant, WithinRel(1 / (4.0 * n + 2), 1e-12)); // n additions
        const double silver = huber_after(rate::Silver{1}, n);
        const double bound = 1 / (1 + std::sqrt(4 * std::pow(1 + std::sqrt(2.0), 2 * j) - 3));
        CHECK(silver <= bound);
        // What is promised beyond 1/L grows without end, as n^0.27.
        CHECK(constant / bound > advantage);
        advantage = constant / bound;
    }
    CHECK(advantage > 2.5);
}

TEST_CASE("Silver beats 1/L on a quadratic with curvatures down to 1e-4", "[rate][silver]") {
    Eigen::VectorXd curvatures(100);
    for (Index i = 0; i < 100; ++i) {
        curvatures[i] = std::pow(static_cast<double>(i + 1) / 100, 2);
    }
    const auto cost = cost::from_value_and_gradient([=](const auto& t, auto& g) {
        g = curvatures.cwiseProduct(t);
        return t.dot(g) / 2;
    });
    const Eigen::VectorXd start = Eigen::VectorXd::Constant(100, 0.1); // |start| = 1
    for (int j = 1; j <= 10; ++j) {
        const int n = (1 << j) - 1;
        CAPTURE(n);
        const stop::AfterIterations stop{n};
        const double constant =
            GradientDescent{rate::InverseLipschitz{1}, stop}.minimize(cost, start).cost;
        const double silver = GradientDescent{rate::Silver{1}, stop}.minimize(cost, start).cost;
        CHECK(silver < constant);
        CHECK(silver <= 1 / (1 + std::sqrt(4 * std::pow(1 + std::sqrt(2.0), 2 * j) - 3)));
    }
}

} // namespace
} // namespace descent::curvature_test
