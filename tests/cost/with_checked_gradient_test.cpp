// SPDX-License-Identifier: MIT
// with_checked_gradient stops a run on a wrong gradient before it starts.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <string>

namespace descent::cost {
namespace with_checked_gradient_test {

using Catch::Matchers::ContainsSubstring;
using Vector = Eigen::VectorXd;

/// |theta|^2, its gradient times a factor; counts what it is asked.
struct Counted {
    double factor;
    int* evaluations;

    double value_and_gradient(const Vector& theta, Vector& gradient) const {
        ++*evaluations;
        gradient = 2 * factor * theta;
        return theta.squaredNorm();
    }
};

TEST_CASE("A run on a wrong gradient throws before its first iterate",
          "[cost][with_checked_gradient]") {
    int evaluations = 0;
    int iterates = 0;
    const auto watch = [&](const Iterate<Vector>&) { ++iterates; };
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{3}};
    const Vector theta0 = Vector::Ones(3);
    CHECK_THROWS_AS(
        optimizer.minimize(with_checked_gradient(Counted{-1, &evaluations}), theta0, watch),
        WrongGradient);
    CHECK(iterates == 0);
    try {
        minimize(with_checked_gradient(Counted{2, &evaluations}), theta0);
        FAIL("should have thrown");
    } catch (const InvalidArgument& error) {
        CHECK_THAT(error.what(), ContainsSubstring("cost: gradient wrong in 3 of 3 entries"));
        CHECK_THAT(error.what(), ContainsSubstring("twice what it should be"));
    }
}

TEST_CASE("A run on a right gradient is the same as without the check",
          "[cost][with_checked_gradient]") {
    int evaluations = 0;
    const Counted cost{1, &evaluations};
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Constant{0.1},
                                    stop::AfterIterations{7}};
    const Vector theta0 = Vector::LinSpaced(3, 1, 2);
    const auto plain = optimizer.minimize(cost, theta0);
    CHECK(evaluations == 8);
    const auto checked = optimizer.minimize(with_checked_gradient(cost), theta0);
    CHECK(checked.theta == plain.theta);
    CHECK(checked.evaluations == plain.evaluations);
    CHECK(checked.iterations == plain.iterations);
    // Once a run: 2 x 16 steps for each of 3 entries, and the start.
    CHECK(evaluations == 8 + 8 + 2 * 16 * 3 + 1);
}

TEST_CASE("A checked cost adds, and knows its start as before", "[cost][with_checked_gradient]") {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Identity(3, 2);
    const Vector y = Vector::Ones(3);
    const MeanSquaredError J{X, y};
    CHECK(with_checked_gradient(J).start() == J.start());
    CHECK(minimize(with_checked_gradient(J) + 0.1 * SquaredNorm{}).converged());
    CHECK(minimize(with_checked_gradient(J + 0.1 * SquaredNorm{})).converged());
    CHECK(minimize(with_checked_gradient(SquaredNorm{}), 3.0f).converged());
    CHECK_THROWS_WITH(with_checked_gradient(J, 0),
                      "cost::with_checked_gradient: the number of entries must be >= 1, got 0");
}

TEST_CASE("What cannot be judged does not keep a run from starting",
          "[cost][with_checked_gradient]") {
    const auto nowhere =
        from_value_and_gradient([](double) { return std::nan(""); }, [](double) { return 1.0; });
    CHECK(minimize(with_checked_gradient(nowhere), 1.0).outcome == Outcome::diverged);
}

} // namespace with_checked_gradient_test
} // namespace descent::cost
