// SPDX-License-Identifier: MIT
// minimize does not care for the units of J and theta, and does not call a flat cost a minimum.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <cstdint>

namespace descent::scale {
namespace {

using Eigen::Vector2d;

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
