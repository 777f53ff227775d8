// SPDX-License-Identifier: MIT
// Which way does gradient descent go in two variables? Straight across the contours, so in a
// narrow valley it crosses from side to side.
#include "svg.hpp"

#include <descent/descent.hpp>

#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    using namespace descent;

    // J(θ) = a² + a b + 4 b² with a = θ₁ - 2, b = θ₂ - 1: a valley, lowest at (2, 1).
    const auto cost = [](const Eigen::Vector2d& theta, Eigen::Vector2d& gradient) {
        const double a = theta[0] - 2;
        const double b = theta[1] - 1;
        gradient << 2 * a + b, a + 8 * b;
        return a * a + a * b + 4 * b * b;
    };
    std::vector<double> first;
    std::vector<double> second;
    bool always_lower = true;
    const auto watch = [&](const Iterate<Eigen::Vector2d>& now) {
        first.push_back(now.theta[0]);
        second.push_back(now.theta[1]);
        always_lower = always_lower && now.cost <= now.previous.cost;
    };
    const GradientDescent optimizer{rate::Constant{0.22},
                                    stop::GradientBelow{1e-6} | stop::AfterIterations{200}};
    const auto result =
        optimizer.minimize(cost::from_value_and_gradient(cost), Eigen::Vector2d{-2.0, 2.5}, watch);
    std::cout << result << '\n';

    svg::Chart chart{"Gradient descent in a valley, α = 0.22", "θ₁", "θ₂"};
    const auto height = [&](double x, double y) {
        Eigen::Vector2d unused;
        return cost({x, y}, unused);
    };
    chart.contours(height, {0.1, 0.5, 1, 2, 4, 7, 11, 16, 22});
    chart.show_x(-3, 5);
    chart.show_y(-1.5, 3.5);
    chart.use_equal_scales();
    chart.series("θ after each iteration", first, second, svg::Mark::path);
    chart.note(-2, 2.5, "start");
    const bool drawn = chart.write("two_variables.svg");

    const double error = (result.theta - Eigen::Vector2d{2, 1}).norm();
    std::cout << "distance from the minimum at (2, 1): " << error << '\n';
    std::cout << "every iteration lowered J: " << (always_lower ? "yes" : "NO") << '\n';
    return result.converged() && error < 1e-6 && always_lower && drawn ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
