// SPDX-License-Identifier: MIT
// How large should the learning rate be? Too small, good, too large, and what the library advises.
#include "svg.hpp"

#include <descent/descent.hpp>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

int main() {
    using namespace descent;

    // J(θ) = (10 θ₁² + θ₂²) / 2: ten times more curved one way than the other, lowest at (0, 0).
    const cost::Quadratic J{Eigen::Matrix2d{{10, 0}, {0, 1}}, Eigen::Vector2d{0, 0}};
    const auto enough = stop::GradientBelow{1e-6} | stop::AfterIterations{200};

    svg::Chart chart{"The cost under five learning rates", "iteration", "J"};
    chart.use_logarithm_for_y();
    chart.show_x(0, 140);
    chart.show_y(1e-12, 1e4);
    const auto run = [&](const std::string& name, const auto& rate) {
        std::vector<std::int64_t> iterations;
        std::vector<double> costs;
        const auto remember = [&](const Iterate<Eigen::Vector2d>& now) {
            iterations.push_back(now.iteration);
            costs.push_back(now.cost);
        };
        const GradientDescent optimizer{rate, enough};
        const auto result = optimizer.minimize(J, Eigen::Vector2d{1, 1}, remember);
        chart.series(name, iterations, costs);
        std::cout << "--- " << name << '\n' << result << '\n';
        return result;
    };
    const auto small = run("0.001", rate::Constant{0.001});
    const auto good = run("0.15", rate::Constant{0.15});
    const auto large = run("0.25", rate::Constant{0.25});
    const auto advised = run("0.1, advised", rate::Constant{large.trouble.stable_rate / 2});
    const auto searched = run("Backtracking, advised", rate::Backtracking{});
    const bool drawn = chart.write("learning_rates.svg");

    // On a quadratic a constant rate is stable below 2 / (largest curvature): here 2 / 10.
    const bool holds = small.outcome == Outcome::budget_spent && good.converged() &&
                       large.outcome == Outcome::diverged && advised.converged() &&
                       searched.converged() && searched.iterations < good.iterations;
    std::cout << "0.001 is too small, 0.15 is good, 0.25 is too large, and both pieces of advice "
              << (holds ? "work\n" : "DO NOT all work\n");
    return holds && drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
