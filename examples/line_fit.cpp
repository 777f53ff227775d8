// SPDX-License-Identifier: MIT
// How far does a car run on after the driver brakes? A line through fifty measurements.
#include "csv.hpp"
#include "svg.hpp"

#include <descent/descent.hpp>

#include <cstdlib>
#include <iostream>

int main() {
    using namespace descent;

    const csv::Table cars = csv::read(DESCENT_DATA "/cars.csv");
    const Eigen::VectorXd speed = cars["speed"];   // miles per hour
    const Eigen::VectorXd distance = cars["dist"]; // feet

    // h(x) = θ₀ + θ₁ x, and J(θ) = half the mean of (h(x) - y)².
    const cost::HalfMeanSquaredError J{speed, distance};
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientReducedBy{1e8}};
    const auto fit = optimizer.minimize(J, J.start());
    std::cout << fit << "\ndistance = " << fit.theta[0] << " + " << fit.theta[1] << " * speed\n";

    svg::Chart chart{"Stopping distance of cars in the 1920s", "speed, miles per hour",
                     "stopping distance, feet"};
    chart.series("measured", speed, distance, svg::Mark::points);
    chart.curve("fitted", [&](double x) { return fit.theta[0] + fit.theta[1] * x; }, 4, 25);
    const bool drawn = chart.write("line_fit.svg");

    // Least squares in exact fractions: data/least_squares.py data/cars.csv dist
    const Eigen::Vector2d exact{-17.579094890510948, 3.9324087591240877};
    const double error = (fit.theta - exact).norm();
    // The gradient fell from 770 to 770 / 1e8, and J's least curvature is 0.103: an error of at
    // most sqrt(2) * 7.7e-6 / 0.103.
    const bool agrees = fit.converged() && error < 1.1e-4;
    std::cout << "differs from the exact least squares by " << error
              << (agrees ? ", as it should\n" : ": TOO MUCH\n");
    return agrees && drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
