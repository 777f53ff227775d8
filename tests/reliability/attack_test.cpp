// SPDX-License-Identifier: MIT
// What a search with bad input found: each case once was a wrong answer.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <limits>
#include <string>

namespace descent::attack {
namespace {

using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// scale (1 + (x - 1)^2), with a gradient of this sign.
struct Shifted {
    double scale;
    double sign;
    double value_and_gradient(const double& x, double& gradient) const {
        gradient = sign * scale * 2 * (x - 1);
        return scale * (1 + (x - 1) * (x - 1));
    }
};

/// 1 with a gradient that is finite, but not theta - gradient.
struct Steep {
    double value_and_gradient(const VectorXd&, VectorXd& gradient) const {
        gradient.setConstant(-1.5e308);
        return 1;
    }
};

TEST_CASE("a finite gradient whose residual overflows is not read at entry -1", "[reliability]") {
    const VectorXd start = VectorXd::Constant(1, 1.5e308);
    const auto result = minimize(Steep{}, start, proximal::L1{1e-310});
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.entry == -1);
    CHECK(result.trouble.value == infinity);
    CHECK(result::what_happened(result.trouble) == "the gradient norm is inf at evaluation 1");
}

/// x^2 with an infinite slope below 0.6.
struct Cliff {
    double value_and_gradient(const double& x, double& gradient) const {
        gradient = x < 0.6 ? infinity : 2 * x;
        return x * x;
    }
};

TEST_CASE("a projection does not hide an infinite gradient", "[reliability]") {
    const auto result = minimize(Cliff{}, 0.1, proximal::Box{0.1, 0.7});
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.kind == Trouble::Kind::non_finite_gradient);
    CHECK(result.trouble.entry == 0);
    CHECK(is_finite(minimize(Cliff{}, 0.7, proximal::Box{0.1, 0.7}).gradient));
}

TEST_CASE("a run that never made a step has not converged", "[reliability][stop]") {
    CHECK(minimize(Shifted{1e-200, 1}, 1e-9).outcome == Outcome::stalled); // no slope
    CHECK(minimize(Shifted{1e-20, -1}, 1e-9).outcome == Outcome::stalled); // the wrong sign
}

TEST_CASE("steps that lead nowhere from 0 are no convergence", "[reliability][stop]") {
    const auto policy = stop::Settled{} | stop::AfterIterations{200};
    const GradientDescent timid{rate::Constant{1e-18}, policy};
    CHECK(timid.minimize(Shifted{1, 1}, 0.0).outcome == Outcome::stalled);
    const GradientDescent misled{rate::BarzilaiBorwein{}, policy};
    CHECK(misled.minimize(Shifted{1, -1}, 0.0).outcome != Outcome::converged);
}

TEST_CASE("settings that would leave no finite number are refused", "[reliability]") {
    CHECK_THROWS_AS(rate::InverseLipschitz{1e-310}, InvalidSetting);
    CHECK_THROWS_AS(rate::Silver{1e-310}, InvalidSetting);
    CHECK_THROWS_AS((proximal::Ball{1.0, VectorXd(VectorXd::Constant(2, nan))}), InvalidSetting);
    CHECK_THROWS_AS((proximal::Ball{1.0, VectorXd(VectorXd::Constant(2, infinity))}),
                    InvalidSetting);
    CHECK_THROWS_AS((proximal::Box{infinity, infinity}), InvalidSetting);
    CHECK_THROWS_AS((proximal::Box{-infinity, -infinity}), InvalidSetting);
    CHECK_NOTHROW(proximal::Box{-infinity, infinity});
    const hypothesis::Polynomial endless{std::numeric_limits<Index>::max()};
    CHECK_THROWS_AS(endless.dimension(1), InvalidSetting);
    CHECK_THROWS_AS(hypothesis::Polynomial{4'000'000'000'000'000'000}.dimension(3), InvalidSetting);
}

} // namespace
} // namespace descent::attack
