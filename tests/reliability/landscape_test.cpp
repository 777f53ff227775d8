// SPDX-License-Identifier: MIT
// Landscapes that fool an optimizer: stationary starts, no minimum, walls, cliffs, huge numbers.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <limits>

namespace descent::landscape {
namespace {

using Eigen::VectorXd;
using Eigen::VectorXf;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A cost of one number, from its value and its derivative.
template <class F, class G>
auto curve(F value, G slope) {
    return cost::from_value_and_gradient(value, slope);
}

/// Every certificate of convergence, and a budget.
const auto any_certificate = stop::GradientBelow{1e-8} | stop::CostFlat{1e-10, 3} |
                             stop::ParametersStill{1e-10} | stop::AfterIterations{3000};

struct Both {
    Result<double> constant;
    Result<double> searched;
};

template <class Cost>
Both run_both(const Cost& cost, double start, double rate = 0.1) {
    return {GradientDescent{rate::Constant{rate}, any_certificate}.minimize(cost, start),
            GradientDescent{rate::Backtracking{}, any_certificate}.minimize(cost, start)};
}

bool finite(const Result<double>& result) {
    return std::isfinite(result.theta) && std::isfinite(result.cost) &&
           std::isfinite(result.gradient);
}

// E1
TEST_CASE("a start at the optimum converges at once and comes back bit for bit",
          "[reliability][E1]") {
    const VectorXd start{{-0.0, 0.0, -0.0}};
    const auto check = [&](const auto& result) {
        CHECK(result.converged());
        CHECK(result.iterations == 0);
        CHECK(result.evaluations == 1);
        CHECK(result.cost == 0);
        for (Index i = 0; i < 3; ++i) {
            CHECK(std::signbit(result.theta[i]) == std::signbit(start[i]));
        }
    };
    const cost::QuadraticBowl bowl;
    check(minimize(bowl, start));
    check(GradientDescent{rate::Constant{0.1}, stop::GradientBelow{0}}.minimize(bowl, start));
    check(GradientDescent{update::Momentum{0.9}, rate::Backtracking{}, stop::GradientReducedBy{1e6}}
              .minimize(bowl, start));
}

// E2
TEST_CASE("a start on a maximum is stationary, and counts as converged by the gradient",
          "[reliability][E2]") {
    const auto top =
        curve([](double t) { return std::cos(t); }, [](double t) { return -std::sin(t); });
    CHECK(minimize(top, 0.0).converged());
    CHECK(minimize(top, 0.0).theta == 0);
    CHECK(minimize(top, 0.1).cost < -0.999999); // beside it, down to -1
}

// E3
TEST_CASE("a flat cost keeps its value", "[reliability][E3]") {
    const auto result =
        minimize(curve([](double) { return 7.0; }, [](double) { return 0.0; }), 2.0);
    CHECK(result.converged());
    CHECK(result.cost == 7);
    CHECK(result.theta == 2);
}

// E4
TEST_CASE("a cost without a minimum never converges and leaves a finite point",
          "[reliability][E4]") {
    const auto line = curve([](double t) { return -t; }, [](double) { return -1.0; });
    const auto square = curve([](double t) { return -t * t; }, [](double t) { return -2 * t; });
    const auto fourth =
        curve([](double t) { return -t * t * t * t; }, [](double t) { return -4 * t * t * t; });
    const auto check = [](const auto& cost) {
        const auto [constant, searched] = run_both(cost, 1.0);
        CHECK(!constant.converged());
        CHECK(!searched.converged());
        CHECK(finite(constant));
        CHECK(finite(searched));
        CHECK(searched.outcome == Outcome::diverged);
        CHECK(searched.trouble.kind == Trouble::Kind::unbounded);
        CHECK(searched.iterations < 400);
        CHECK(!minimize(cost, 1.0).converged());
    };
    check(line);
    check(square);
    check(fourth);
    CHECK(run_both(square, 1.0).constant.trouble.kind == Trouble::Kind::unbounded);
    CHECK(run_both(fourth, 1.0).constant.trouble.kind == Trouble::Kind::unbounded);
    // a line at a constant rate falls by as much each time, for as long as it is let
    CHECK(run_both(line, 1.0).constant.outcome == Outcome::budget_spent);
}

// E5, C4
TEST_CASE("too large a rate diverges long before overflow, and the start is the best point",
          "[reliability][E5]") {
    // at rate 1.5 each step is t - 3 t: the cost grows fourfold, and passes 1e8 times the 36864 of
    // J_3 (the largest of the first four) at J_17, for 4^14 = 2.7e8 and 4^13 = 6.7e7
    const auto result =
        GradientDescent{rate::Constant{1.5}, any_certificate}.minimize(cost::QuadraticBowl{}, 24.0);
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.iterations == 17);
    CHECK(result.theta == 24);
    CHECK(result.cost == 576);
    CHECK(result.trouble.kind == Trouble::Kind::rising_cost);
    CHECK(result.trouble.stable_rate == 1); // 2/L

    // |1 - 2 alpha| is 0.98 and 1.02
    CHECK(run_both(cost::QuadraticBowl{}, 24.0, 0.99).constant.converged());
    CHECK(run_both(cost::QuadraticBowl{}, 24.0, 1.01).constant.outcome == Outcome::diverged);
}

TEST_CASE("an infinite theta of finite cost is no minimum: the last finite point comes back",
          "[reliability][E5]") {
    // exp(-t) and its slope are 0 at infinity, where one step of 1e308 * 20 leads
    const auto fading =
        curve([](double t) { return std::exp(-t); }, [](double t) { return -std::exp(-t); });
    const auto far = GradientDescent{rate::Constant{1e308}, any_certificate}.minimize(fading, -3.0);
    CHECK(far.outcome == Outcome::diverged);
    CHECK(far.trouble.kind == Trouble::Kind::non_finite_theta);
    CHECK(far.trouble.value == infinity);
    CHECK(far.theta == -3);

    const auto searched =
        GradientDescent{rate::Backtracking{1e308}, any_certificate}.minimize(fading, -3.0);
    CHECK(finite(searched));

    struct Flat { // whatever theta, also NaN
        double value_and_gradient(const VectorXd&, VectorXd& gradient) const {
            gradient.setConstant(4);
            return 1;
        }
    };
    const auto flat = GradientDescent{rate::Constant{1e308}, any_certificate}.minimize(
        Flat{}, VectorXd(VectorXd::Zero(3)));
    CHECK(flat.outcome == Outcome::diverged);
    CHECK(flat.theta == VectorXd::Zero(3));
}

struct Broken {
    double value;
    double rate(const Iterate<double>&, Line<double> auto&) const { return value; }
};

TEST_CASE("a rate policy's NaN or infinity never converges", "[reliability]") {
    const auto flat = curve([](double) { return 1.0; }, [](double) { return 1.0; });
    for (const double bad : {std::nan(""), infinity, -infinity}) {
        const auto result = GradientDescent{Broken{bad}, any_certificate}.minimize(flat, 2.0);
        CHECK(result.outcome == Outcome::diverged);
        CHECK(result.theta == 2);
    }
}

// E9, E10
TEST_CASE("a search steps back from a wall of NaN, and from an overflow one step away",
          "[reliability][E9][E10]") {
    const auto wall =
        curve([](double t) { return t - std::log(t); }, [](double t) { return 1 - 1 / t; });
    for (const double start : {1e-3, 1e3}) {
        const auto result = minimize(wall, start);
        CHECK(result.converged());
        // the gradient at the start is at most 999, and is reduced 1e8 times: |1 - 1/t| < 1e-5
        CHECK(std::abs(result.theta - 1) < 1.1e-5);
    }
    const auto steep = curve([](double t) { return std::exp(127 * t) - t; },
                             [](double t) { return 127 * std::exp(127 * t) - 1; });
    const auto result = minimize(steep, 1.0); // the first step, 127 e^127, is far off
    CHECK(finite(result));
    CHECK((!result.converged() || std::abs(result.gradient) <= 127 * std::exp(127.0) / 1e8));
}

// E8
TEST_CASE("a kink at the minimum ends near it without convergence by the gradient",
          "[reliability][E8]") {
    const auto kink =
        curve([](double t) { return std::abs(t); }, [](double t) { return t > 0 ? 1.0 : -1.0; });
    const auto result = minimize(kink, 0.7);
    CHECK(!result.converged());
    CHECK(std::abs(result.theta) < 1e-6);
}

TEST_CASE("a direction that does not lead downhill is refused without an evaluation",
          "[reliability]") {
    // the gradient's square underflows: there is no slope that a number can hold
    const auto result =
        GradientDescent{rate::Backtracking{}, any_certificate | stop::GradientReducedBy{1e8}}
            .minimize(1e-200 * cost::QuadraticBowl{}, VectorXd(VectorXd::Ones(4)));
    CHECK(result.converged()); // by GradientBelow, whose tolerance is in the units of J
    const auto relative =
        GradientDescent{rate::Backtracking{}, stop::GradientReducedBy{1e8}}.minimize(
            1e-200 * cost::QuadraticBowl{}, VectorXd(VectorXd::Ones(4)));
    CHECK(relative.outcome == Outcome::stalled);
    CHECK(relative.evaluations == 1);
}

// E11
TEST_CASE("plateaus, cliffs and steps end, and only a gradient of 0 counts as converged",
          "[reliability][E11]") {
    const auto plateau_then_cliff = curve([](double t) { return t < 5 ? 1.0 : -1e12; },
                                          [](double t) { return t < 5 ? -1e-3 : 0.0; });
    const auto steps =
        curve([](double t) { return std::floor(t); }, [](double) { return 1.0; }); // no minimum
    const auto stairs_without_slope =
        curve([](double t) { return std::floor(t); }, [](double) { return 0.0; });
    for (const double start : {0.0, 4.999, 10.0}) {
        for (const auto& result :
             {run_both(plateau_then_cliff, start).constant,
              run_both(plateau_then_cliff, start).searched, run_both(steps, start).constant,
              run_both(steps, start).searched}) {
            CHECK(finite(result));
            if (result.converged()) {
                CHECK(result.gradient == 0);
            }
        }
        const auto stairs = minimize(stairs_without_slope, start);
        CHECK(stairs.converged());
        CHECK(stairs.iterations == 0);
    }
}

// D11
TEST_CASE("a gradient of the wrong sign never converges and is named as the suspect",
          "[reliability][D11]") {
    const auto uphill = curve([](double t) { return t * t; }, [](double t) { return -2 * t; });
    const auto [constant, searched] = run_both(uphill, 1.0);
    CHECK(constant.outcome == Outcome::diverged);
    CHECK(constant.theta == 1);
    CHECK(constant.trouble.gradient_disagrees);
    CHECK(searched.outcome == Outcome::stalled);
    CHECK(searched.theta == 1);
    CHECK(searched.trouble.gradient_disagrees);
}

// B14
TEST_CASE("a tiny cost does not converge where it starts, under the relative test",
          "[reliability][B14]") {
    for (const double scale : {1e-100, 1e-150, 1e-200, 1e-300}) {
        const auto result = minimize(scale * cost::QuadraticBowl{}, VectorXd(VectorXd::Ones(4)));
        const bool at_the_start = result.theta == VectorXd::Ones(4);
        CHECK((!result.converged() || !at_the_start));
        // the gradient, 2 theta, is below sqrt(epsilon) of its first value
        CHECK((!result.converged() || result.theta.cwiseAbs().maxCoeff() <= 1.5e-8));
    }
}

TEST_CASE("a huge cost does not converge where it starts, under the relative test",
          "[reliability][B14]") {
    for (const double scale : {1e100, 1e150, 1e200, 1e300}) {
        const auto result = minimize(scale * cost::QuadraticBowl{}, VectorXd(VectorXd::Ones(4)));
        CHECK((!result.converged() || result.theta.cwiseAbs().maxCoeff() <= 1.5e-8));
    }
}

TEST_CASE("huge values end in an honest outcome at a finite point", "[reliability]") {
    for (const double start : {1e100, 1e150, 1e154, 1.3e154, 1e200, 1e308}) {
        const auto [constant, searched] = run_both(cost::QuadraticBowl{}, start, 0.3);
        for (const auto& result : {constant, searched}) {
            CHECK(std::isfinite(result.theta));
            // 1e155 squared overflows: the start itself is not finite then
            CHECK((result.outcome == Outcome::diverged) == !std::isfinite(start * start));
            if (result.converged()) {
                // CostFlat certifies with a gradient 10 sqrt(1e-10) times the start's, 2 start
                CHECK(std::abs(result.gradient) <= 2e-4 * start);
            }
        }
    }
}

TEST_CASE("denormal parameters do not divide by zero", "[reliability]") {
    constexpr double tiny = std::numeric_limits<double>::denorm_min();
    for (const double start : {tiny, 8 * tiny, std::numeric_limits<double>::min()}) {
        const auto [constant, searched] = run_both(cost::QuadraticBowl{}, start);
        CHECK(constant.converged()); // by GradientBelow, at the start
        CHECK(constant.iterations == 0);
        CHECK(searched.theta == start);
        const auto relative = minimize(cost::QuadraticBowl{}, start);
        CHECK(finite(relative));
        CHECK((!relative.converged() || std::abs(relative.gradient) <= 2 * start * 1.5e-8));
    }
}

TEST_CASE("a cost may answer in another number type than theta's", "[reliability]") {
    struct InFloat {
        float value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
            gradient = 2 * theta;
            return static_cast<float>(theta.squaredNorm());
        }
    };
    struct InInt {
        int value_and_gradient(const double& theta, double& gradient) const {
            gradient = theta;
            return static_cast<int>(std::floor(theta * theta / 2));
        }
    };
    CHECK(minimize(InFloat{}, VectorXd(VectorXd::Ones(3))).cost < 1e-6);
    CHECK(finite(minimize(InInt{}, 8.0)));
}

TEST_CASE("1 x 1 matrices, numbers and fixed sizes take the same steps, bit for bit",
          "[reliability]") {
    const GradientDescent optimizer{update::Momentum{0.3}, rate::Constant{0.1},
                                    stop::AfterIterations{40}};
    const double number = optimizer.minimize(cost::QuadraticBowl{}, 3.0).theta;
    const auto same = [&](auto matrix) {
        matrix.setConstant(3);
        return optimizer.minimize(cost::QuadraticBowl{}, matrix).theta.value() == number;
    };
    CHECK(same(Eigen::MatrixXd(1, 1)));
    CHECK(same(Eigen::Matrix<double, 1, 1>()));
    CHECK(same(VectorXd(1)));
    CHECK(same(Eigen::RowVectorXd(1)));
}

} // namespace
} // namespace descent::landscape
