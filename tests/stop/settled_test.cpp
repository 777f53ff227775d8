// SPDX-License-Identifier: MIT
// Settled: says converged where the gradient has come to its rounding, and never because a start was far away.
#include "catch.hpp"

#include "problems/more_garbow_hillstrom.hpp"
#include "problems/rounding_floor.hpp"

#include <descent/descent.hpp>

#include <algorithm>
#include <cmath>

namespace descent::tests::settled {
namespace {

using Eigen::VectorXd;

/// |x| + above: the slope is 1 all the way to the kink.
auto kink(double above) {
    return cost::from_value_and_gradient([above](const double& x, double& gradient) {
        gradient = x < 0 ? -1 : 1;
        return std::abs(x) + above;
    });
}

/// (x - 1)^2 + 1, far from whose minimum a start near 0 is, on its own scale.
auto bowl_at_one() {
    return cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = 2 * (x - 1);
        return (x - 1) * (x - 1) + 1;
    });
}

} // namespace

TEST_CASE("minimize claims no minimum that is none, from starts near and far",
          "[stop][settled][problems]") {
    int claims = 0;
    for (const double factor : {1.0, 10.0, 100.0, 1000.0}) {
        for (const auto& problem : problems::more_garbow_hillstrom()) {
            CAPTURE(factor, problem.name);
            const auto result = minimize(problem, VectorXd(factor * problem.start));
            if (result.converged()) {
                ++claims;
                CHECK(result.gradient_norm <=
                      (std::max)({1e-8 * (std::max)(1.0, std::abs(result.cost)),
                                  problems::rounding_floor(problem),
                                  problems::rounding_floor(problem, result.theta)}));
            }
        }
    }
    CHECK(claims >= 130); // of 140
}

TEST_CASE("A cost that fell by fifty orders of magnitude has not converged by that alone",
          "[stop][settled][problems]") {
    // from 10^4 times its start the cost of Brown's problem falls from 1e80 or so, and at 7e-6 a valley begins
    const auto problem = problems::brown_almost_linear(10);
    for (const double factor : {1e2, 1e3, 1e4}) {
        CAPTURE(factor);
        const auto result = minimize(problem, VectorXd(factor * problem.start));
        CHECK(result.converged());
        CHECK(result.gradient_norm <= 1e-8);
    }
}

TEST_CASE("A kink is no minimum by its gradient, from however far it was met", "[stop][settled]") {
    for (const double start : {-1e8, 1e8, -3.0, 0.1, 1e-8}) {
        for (const double above : {0.0, 1e-8, 1.0, 1e16}) {
            CAPTURE(start, above);
            const auto result = minimize(kink(above), start);
            CHECK((!result.converged() || result.theta == 0));
        }
    }
    // beside walls so steep that the slope of 1 is nothing to them
    const auto walled = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = (x < 0 ? -1 : 1) + 1e-3 * x * x * x;
        return std::abs(x) + 0.25e-3 * x * x * x * x;
    });
    for (const double start : {-1e8, 1e8}) {
        CAPTURE(start);
        const auto result = minimize(walled, start);
        CHECK((!result.converged() || result.theta == 0));
    }
}

TEST_CASE("Steps too small to see the way have not converged", "[stop][settled]") {
    // The gradient is -2 all along: 2 |theta| is nothing beside J = 2, but theta is no scale here.
    const auto stop = stop::Settled{} | stop::AfterIterations{1000};
    for (const double start : {1e-300, 1e-100, 1e-20, 1e-9, -1e-20}) {
        for (const double share : {1e-1, 1e-3, 1e-5, 1e-9}) {
            CAPTURE(start, share);
            const GradientDescent timid{rate::Constant{std::abs(start) * share}, stop};
            CHECK(timid.minimize(bowl_at_one(), start).outcome != Outcome::converged);
        }
    }
    // the same far down from where it began: the steps there see nothing either
    const auto steep = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = x > 1 ? 1e12 * (x - 1) + 1 : 1;
        return (x > 1 ? 0.5e12 * (x - 1) * (x - 1) : 0.0) + x;
    });
    const GradientDescent slow{rate::Constant{1e-18}, stop};
    CHECK(slow.minimize(steep, 0.5).outcome == Outcome::stalled);
    const auto into_it = GradientDescent{rate::Piecewise{1e-12, {{3, 1e-18}}}, stop};
    CHECK(into_it.minimize(steep, 2.0).outcome == Outcome::stalled);
}

TEST_CASE("Iterations that move nothing have converged only with a gradient at its floor",
          "[stop][settled]") {
    // The first step leads from 1e3 to 1e-2, where the slope is 1e-15 of what it was; from then on the rate is too
    // small to move x.
    const auto quartic = cost::from_value_and_gradient([](const double& x, double& gradient) {
        gradient = 4 * x * x * x;
        return x * x * x * x + 1;
    });
    const auto stop = stop::Settled{} | stop::AfterIterations{1000};
    const GradientDescent halted{rate::Piecewise{0.25e-6 * (1 - 1e-5), {{1, 1e-30}}}, stop};
    const auto result = halted.minimize(quartic, 1e3);
    CHECK(result.theta > 9e-3);
    CHECK(result.outcome == Outcome::stalled);
}

} // namespace descent::tests::settled
