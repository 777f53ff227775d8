// SPDX-License-Identifier: MIT
// Every update rule takes a small convex problem to its minimum.
#include "catch.hpp"

#include <descent/descent.hpp>

namespace update_rules_tests {

using namespace descent;

/// J = (x - 1)^2 / 2 + 2 (y + 2)^2, minimum 0 at (1, -2); with one entry: the first term.
const auto bowl = cost::from_value_and_gradient([](const auto& theta, auto& gradient) {
    using Theta = std::remove_cvref_t<decltype(gradient)>;
    if constexpr (std::floating_point<Theta>) {
        gradient = theta - 1;
        return gradient * gradient / 2;
    } else {
        const auto x = theta.data()[0] - 1;
        const auto y = theta.data()[1] + 2;
        gradient.data()[0] = x;
        gradient.data()[1] = 4 * y;
        return x * x / 2 + 2 * y * y;
    }
});

void check_reached(bool converged, double gradient_norm, double theta_0) {
    CAPTURE(gradient_norm);
    CHECK(converged);
    // curvatures are at least 1: no entry is further from the minimum than its gradient is large
    CHECK(std::abs(theta_0 - 1) <= 1e-3F);
}

void check_reaches(const auto& optimizer, const auto& start) {
    const auto result = optimizer.minimize(bowl, start);
    check_reached(result.converged(), result.gradient_norm, entry(result.theta, 0));
}

void check_minimises(const auto& rule, const auto& rate) {
    const GradientDescent optimizer{rule, rate,
                                    stop::GradientBelow{1e-3} | stop::AfterIterations{20'000}};
    check_reaches(optimizer, Eigen::VectorXd(Eigen::VectorXd::Zero(2)));
    check_reaches(optimizer, 3.0);
}

// Other types of theta: tests/combinations, with every learning rate.
TEST_CASE("Every update rule finds the minimum of a bowl", "[optimizer][update]") {
    using Restart = update::AcceleratedNesterov::Restart;
    using Beta = update::ConjugateGradient::Beta;
    SECTION("with a constant rate, stable for the curvatures 1 and 4") {
        const rate::Constant rate{0.1};
        check_minimises(update::Momentum{0.9}, rate);
        check_minimises(update::Nesterov{0.9}, rate);
        for (const auto restart : {Restart::by_gradient, Restart::by_cost, Restart::never}) {
            check_minimises(update::AcceleratedNesterov{restart}, rate);
        }
        check_minimises(update::Clipped{0.5}, rate);
        check_minimises(update::ClippedByNorm{0.5, update::Momentum{0.5}}, rate);
    }
    SECTION("with a constant rate in units of theta") {
        const rate::Constant rate{0.01};
        check_minimises(update::Adam{}, rate);
        check_minimises(update::AdamW{0.0}, rate);
        check_minimises(update::AMSGrad{}, rate);
        check_minimises(update::AdaMax{}, rate);
        check_minimises(update::NAdam{}, rate);
        check_minimises(update::RAdam{}, rate);
    }
    SECTION("with the rate that suits each") {
        check_minimises(update::AdaGrad{}, rate::Constant{0.5});
        check_minimises(update::AdaDelta{}, rate::Constant{1});
        // steps of equal length come as close as they are long: 4 * 1e-4 in the gradient
        check_minimises(update::Lion{}, rate::Constant{2e-4});
        check_minimises(update::RMSProp{}, rate::Constant{2e-4});
    }
    SECTION("with a search") {
        const rate::Backtracking rate;
        for (const auto beta : {Beta::fletcher_reeves, Beta::polak_ribiere, Beta::hestenes_stiefel,
                                Beta::dai_yuan, Beta::hager_zhang}) {
            check_minimises(update::ConjugateGradient{beta}, rate);
        }
        check_minimises(update::LimitedMemoryBfgs{}, rate);
        check_minimises(update::Bfgs{}, rate);
        check_minimises(update::Clipped{0.5, update::LimitedMemoryBfgs{2}}, rate);
    }
}

TEST_CASE("DecoupledWeightDecay moves the minimum as a penalty does", "[optimizer][update]") {
    // the gradient (theta - 1) + theta vanishes at 1/2; each iteration shrinks the distance by
    // 1 - 0.25 * 2: after 60, 2^-60 of it
    const GradientDescent optimizer{update::DecoupledWeightDecay{1.0}, rate::Constant{0.25},
                                    stop::AfterIterations{60}};
    // the last iterate: the result is the one of lowest cost, which the pull has left
    double last = 0;
    for (const auto& now : optimizer.run(bowl, 3.0)) {
        last = now.theta;
    }
    CHECK(std::abs(last - 0.5) <= 1e-15);
}

} // namespace update_rules_tests
