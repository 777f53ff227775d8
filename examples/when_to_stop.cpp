// SPDX-License-Identifier: MIT
// When should a run stop? One slow fit, ended by each of the policies: how late, and how near.
#include "csv.hpp"

#include <descent/descent.hpp>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <string>

int main() {
    using namespace descent;
    using namespace std::chrono_literals;

    // A line through stopping distances against speeds, at a constant rate near the largest stable
    // one. J is 2500 times more curved across its valley than along it, so the last part is slow.
    const csv::Table cars = csv::read(DESCENT_DATA "/cars.csv");
    const cost::HalfMeanSquaredError J{cars["speed"], cars["dist"]};
    const rate::Constant alpha{0.007};

    // Least squares in exact fractions: data/least_squares.py data/cars.csv dist
    const Eigen::Vector2d exact{-17.579094890510948, 3.9324087591240877};
    const auto error = [&](const auto& result) { return (result.theta - exact).norm(); };

    const auto run = [&](const std::string& policy, const auto& stop) {
        const auto result = GradientDescent{alpha, stop}.minimize(J, J.start());
        std::cout << std::left << std::setw(50) << policy << std::right << std::setw(10)
                  << result.iterations << std::setw(12) << std::setprecision(2) << error(result)
                  << "  " << name(result.outcome) << '\n';
        return result;
    };
    std::cout << std::left << std::setw(50) << "policy" << "iterations  error of θ  outcome\n";
    const auto budget = run("AfterIterations{1000}", stop::AfterIterations{1000});
    run("CostBelow{114}", stop::CostBelow{114});
    const auto loose = run("CostFlat{1e-4}", stop::CostFlat{1e-4});
    const auto tight = run("CostFlat{1e-12}", stop::CostFlat{1e-12});
    run("InARow{100, CostFlat{1e-12}}", stop::InARow{100, stop::CostFlat{1e-12}});
    run("ParametersStill{1e-8}", stop::ParametersStill{1e-8});
    run("GradientReducedBy{1e6}", stop::GradientReducedBy{1e6});
    const auto steep = run("GradientBelow{1e-6}", stop::GradientBelow{1e-6});
    run("GradientBelow{1e-6} | AfterTime{5s}", stop::GradientBelow{1e-6} | stop::AfterTime{5s});
    run("GradientBelow{1e-6} & ParametersStill{1e-12}",
        stop::GradientBelow{1e-6} & stop::ParametersStill{1e-12});
    std::cout << "\nA loose CostFlat takes the flat floor of the valley for its lowest point.\n"
              << "GradientBelow{1e-6} in full:\n\n"
              << steep;

    // J's least curvature is 0.103, so no entry of its gradient above g means an error of at most
    // sqrt(2) g / 0.103. A flat cost or a still theta promises nothing of the kind.
    const bool holds = budget.outcome == Outcome::budget_spent && steep.converged() &&
                       error(steep) <= std::sqrt(2.0) * 1e-6 / 0.103 &&
                       loose.iterations < tight.iterations && error(loose) > error(tight);
    std::cout << (holds ? "\nGradientBelow kept its bound on the error\n" : "\nNOT as announced\n");
    return holds ? EXIT_SUCCESS : EXIT_FAILURE;
}
