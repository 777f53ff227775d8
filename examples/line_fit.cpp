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
    const auto fit = minimize(J);
    std::cout << fit << "\ndistance = " << fit.theta[0] << " + " << fit.theta[1] << " * speed\n";

    svg::Chart chart{"Stopping distance of cars in the 1920s", "speed, miles per hour",
                     "stopping distance, feet"};
    chart.series("measured", speed, distance, svg::Mark::points);
    chart.curve("fitted", [&](double x) { return fit.theta[0] + fit.theta[1] * x; }, 4, 25);
    const bool drawn = chart.write("line_fit.svg");

    // Least squares in exact fractions: data/least_squares.py data/cars.csv dist
    const Eigen::Vector2d exact{-17.579094890510948, 3.9324087591240877};
    const double error = (fit.theta - exact).norm();
    // At a gradient of g the error is at most sqrt(2) g over J's least curvature, 0.103; J = 113.6 is
    // known to eps, so g ends near sqrt(2 eps J 0.103), 7e-8, or below.
    const bool agrees = fit.converged() && error < 1e-6;
    std::cout << "differs from the exact least squares by " << error
              << (agrees ? ", as it should\n" : ": TOO MUCH\n");
    return agrees && drawn ? EXIT_SUCCESS : EXIT_FAILURE;
}
