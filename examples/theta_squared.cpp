// SPDX-License-Identifier: MIT
// What does gradient descent do? Ten iterations down J(θ) = θ² from θ = 3, with α = 0.1.
#include "svg.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    using namespace descent;

    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{10}};
    observe::Trace trace;
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0, trace);
    std::cout << trace << '\n' << result << '\n';

    std::vector<double> thetas;
    std::vector<double> costs;
    for (const auto& row : trace.rows()) {
        thetas.push_back(row.theta[0]);
        costs.push_back(row.cost);
    }
    svg::Chart chart{"Ten iterations down J(θ) = θ² with α = 0.1", "θ", "J(θ)"};
    chart.curve("J(θ) = θ²", [](double theta) { return theta * theta; }, -3.2, 3.2);
    chart.series("θ before each iteration", thetas, costs, svg::Mark::points);
    chart.note(3, 9, "start");
    const bool drawn = chart.write("theta_squared.svg");

    // With dJ/dθ = 2θ, an iteration leaves θ - 0.1 * 2θ = 0.8 θ.
    const double by_hand = 3 * std::pow(0.8, 10);
    const bool agrees = result.iterations == 10 && std::abs(result.theta - by_hand) < 1e-14;
    std::cout << "By hand θ is 3 * 0.8^10 = " << by_hand << (agrees ? "" : ", which is NOT so")
              << '\n';
    return agrees && drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
