// SPDX-License-Identifier: MIT
// minimize does not care for the units of J and theta, and does not call a flat cost a minimum.
#include "catch.hpp"

#include "problems/more_garbow_hillstrom.hpp"

#include <descent/descent.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace descent::scale {
namespace {

using Eigen::Vector2d;
using Eigen::VectorXd;

/// Rosenbrock's valley plus a constant, times `of_cost`, for a theta measured in another unit.
struct Valley {
    double of_cost = 1;
    double unit = 1; ///< theta / unit is what the formula takes
    double floor = 0;

    double value_and_gradient(const Vector2d& theta, Vector2d& gradient) const {
        const Vector2d t = theta / unit;
        const double f = t[1] - t[0] * t[0];
        const double h = 1 - t[0];
        gradient = of_cost / unit * Vector2d(-400 * f * t[0] - 2 * h, 200 * f);
        return of_cost * (100 * f * f + h * h + floor);
    }

    Result<Vector2d> solved() const { return minimize(*this, Vector2d(-1.2 * unit, 1 * unit)); }

    /// With theta_1 at most `most`, and theta_2 at most 2, in the unit.
    Result<Vector2d> solved_below(double most, const Vector2d& start = {-1.2, 1}) const {
        const proximal::Box box{unit * Vector2d(-2, -2), unit * Vector2d(most, 2)};
        return minimize(*this, Vector2d(unit * start), box);
    }
};

TEST_CASE("minimize makes the same steps, bit for bit, in units that are powers of two",
          "[optimizer][scale]") {
    for (const double floor : {0.0, 1.0}) {
        const auto plain = Valley{1, 1, floor}.solved();
        REQUIRE(plain.converged());
        for (const double factor : {0x1p-60, 0x1p-20, 0x1p10, 0x1p60}) {
            CAPTURE(floor, factor);
            const auto other_cost = Valley{factor, 1, floor}.solved();
            CHECK(other_cost.converged());
            CHECK(other_cost.evaluations == plain.evaluations);
            CHECK(other_cost.theta == plain.theta);
            CHECK(other_cost.cost == factor * plain.cost);
            const auto other_unit = Valley{1, factor, floor}.solved();
            CHECK(other_unit.converged());
            CHECK(other_unit.evaluations == plain.evaluations);
            CHECK(other_unit.theta == factor * plain.theta);
            CHECK(other_unit.cost == plain.cost);
        }
    }
}

TEST_CASE(
    "minimize among bounds makes the same steps, bit for bit, in units that are powers of two",
    "[optimizer][scale][box]") {
    const auto check = [](const auto& other, const auto& plain, double of_cost, double unit) {
        CHECK(other.outcome == plain.outcome);
        CHECK(other.evaluations == plain.evaluations);
        CHECK(other.theta == unit * plain.theta);
        CHECK(other.cost == of_cost * plain.cost);
        CHECK(other.gradient_norm == of_cost / unit * plain.gradient_norm);
    };
    const std::array starts{Vector2d(-1.2, 1), Vector2d(0, 0), Vector2d(9, -9)};
    for (const double floor : {0.0, 1.0}) {
        for (const double most :
             {0.5, 1.0, 1.5}) { // the minimum is at the bound, on it, and inside
            for (const Vector2d& start : starts) {
                CAPTURE(floor, most, start);
                const auto plain = Valley{1, 1, floor}.solved_below(most, start);
                CHECK(plain.converged());
                CHECK((plain.theta - Vector2d((std::min)(most, 1.0), (std::min)(most * most, 1.0)))
                          .norm() < 1e-6);
                for (const double factor : {0x1p-60, 0x1p-20, 0x1p10, 0x1p60}) {
                    CAPTURE(factor);
                    check(Valley{factor, 1, floor}.solved_below(most, start), plain, factor, 1);
                    check(Valley{1, factor, floor}.solved_below(most, start), plain, 1, factor);
                }
            }
        }
    }
    for (const auto& problem : problems::more_garbow_hillstrom()) {
        const auto solved = [&](double of_cost, double unit) {
            const auto cost =
                cost::from_value_and_gradient([&](const VectorXd& theta, VectorXd& gradient) {
                    const double value = problem.value_and_gradient(theta / unit, gradient);
                    gradient *= of_cost / unit;
                    return of_cost * value;
                });
            // bounds that many of the minima lie beyond
            const proximal::Box box{unit * VectorXd(problem.start.array() - 0.4),
                                    unit * VectorXd(problem.start.array() + 0.7)};
            return minimize(cost, VectorXd(unit * problem.start), box);
        };
        CAPTURE(problem.name);
        const auto plain = solved(1, 1);
        for (const double factor : {0x1p-60, 0x1p60}) {
            CAPTURE(factor);
            check(solved(factor, 1), plain, factor, 1);
            check(solved(1, factor), plain, 1, factor);
        }
    }
}

TEST_CASE("minimize among bounds finds the same minimum of J, 1000 J and 1e-6 J",
          "[optimizer][scale][box]") {
    for (const double factor : {1e-6, 1e-3, 1e3, 1e9}) {
        CAPTURE(factor);
        const auto cost = Valley{factor, 1, 1}.solved_below(0.5);
        CHECK(cost.converged());
        CHECK((cost.theta - Vector2d(0.5, 0.25)).norm() < 3e-6);
        const auto unit = Valley{1, factor, 1}.solved_below(0.5);
        CHECK(unit.converged());
        CHECK((unit.theta / factor - Vector2d(0.5, 0.25)).norm() < 3e-6);
    }
}

TEST_CASE("minimize finds its way from a start that is tiny but not 0", "[optimizer][scale]") {
    const auto cost = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = 2 * (x - 1);
        return (x - 1) * (x - 1) + 1;
    });
    for (const double start : {1e-300, -1e-300, 1e-100, 1e-30, 1e-25, 1e-20, 1e-9, -1e-9}) {
        CAPTURE(start);
        const auto result = minimize(cost, start);
        CHECK(result.converged());
        CHECK(std::abs(result.theta - 1) < 1e-7);
        CHECK(result.evaluations < 20);
        const auto bounded = minimize(cost, start, proximal::Box{-0.5, 0.5});
        CHECK(bounded.converged());
        CHECK(bounded.theta == 0.5);
    }
}

TEST_CASE("minimize finds the same minimum of J, 1000 J and 1e-6 J, in metres and in kilometres",
          "[optimizer][scale]") {
    for (const double factor : {1e-6, 1e-3, 1e3, 1e9}) {
        CAPTURE(factor);
        // the curvature is 0.4 and more: a cost within 1e-12 of its minimum, 1, is within sqrt(1e-12 / 0.2) in theta
        const auto cost = Valley{factor, 1, 1}.solved();
        CHECK(cost.converged());
        CHECK((cost.theta - Vector2d(1, 1)).norm() < 3e-6);
        const auto unit = Valley{1, factor, 1}.solved();
        CHECK(unit.converged());
        CHECK((unit.theta / factor - Vector2d(1, 1)).norm() < 3e-6);
    }
}

TEST_CASE("a cost that is flat beside its size is not a minimum while the gradient is large",
          "[optimizer][scale]") {
    // 1e16 + |theta|: the cost has steps of 2, the slope is 1 all the way
    const auto cost = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = x < 0 ? -1 : 1;
        return 1e16 + std::abs(x);
    });
    for (const double start : {1e3, -1e3, 7.0}) {
        CAPTURE(start);
        const auto result = minimize(cost, start);
        CHECK((!result.converged() || result.theta == 0));
    }
}

TEST_CASE("a cost with the noise of its own rounding ends as converged", "[optimizer][scale]") {
    // (1e4 + x)^2 - 1e8 - 2e4 x is x^2 with the rounding of 1e8, a noise of 1.5e-8
    const auto cost = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = 2 * x;
        return 1e3 + ((1e4 + x) * (1e4 + x) - 1e8 - 2e4 * x);
    });
    const auto result = minimize(cost, 30.0);
    CHECK(result.converged());
    CHECK(std::abs(result.theta) < 1e-3); // x^2 is lost in the noise of 1.5e-8 below 1.2e-4
    CHECK(result.evaluations < 200);
}

} // namespace
} // namespace descent::scale
