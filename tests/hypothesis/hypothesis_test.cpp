// SPDX-License-Identifier: MIT
// Hypotheses: predictions and their gradients, and least squares fits of known answer.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <type_traits>

namespace descent::hypotheses {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

template <class H>
void check(const H& hypothesis, const VectorXd& theta, const VectorXd& x, double value,
           const VectorXd& gradient) {
    REQUIRE(hypothesis.dimension(x.size()) == theta.size());
    VectorXd written = VectorXd::Constant(theta.size(), -99);
    CHECK(hypothesis.value_and_gradient(theta, x, written) == value);
    CHECK(written == gradient);
}

TEST_CASE("the built-in hypotheses predict what their formulas say", "[hypothesis]") {
    const VectorXd x{{2, -3}};
    check(hypothesis::Linear{}, VectorXd{{1, 4, 5}}, x, 1 + 8 - 15, VectorXd{{1, 2, -3}});
    check(hypothesis::LinearThroughOrigin{}, VectorXd{{4, 5}}, x, 8 - 15, x);
    // 1 + (2, 4, 8) . (1, 2, 3) + (-3, 9, -27) . (4, 5, 6)
    check(hypothesis::Polynomial{3}, VectorXd{{1, 1, 2, 3, 4, 5, 6}}, x,
          1 + 2 + 8 + 24 - 12 + 45 - 162, VectorXd{{1, 2, 4, 8, -3, 9, -27}});
    check(hypothesis::Polynomial{1}, VectorXd{{1, 4, 5}}, x, -6, VectorXd{{1, 2, -3}});
}

TEST_CASE("an own hypothesis needs at least one parameter", "[hypothesis]") {
    const auto constant = [](const auto&, const auto&, auto&) { return 0.0; };
    CHECK_THROWS_WITH(hypothesis::from_value_and_gradient(0, constant),
                      "hypothesis: parameters must be >= 1, got 0");
    CHECK(hypothesis::from_value_and_gradient(2, constant).dimension(17) == 2);
}

// A parabola through (-1, 6), (0, 1), (1, 0), (2, 3): y = 1 - 3 x + 2 x^2, exactly
TEST_CASE("a polynomial fit of its own degree finds the polynomial", "[hypothesis]") {
    const MatrixXd X{{-1}, {0}, {1}, {2}};
    const VectorXd y{{6, 1, 0, 3}};
    const auto result = minimize(cost::MeanSquaredError{X, y, hypothesis::Polynomial{2}});
    CHECK(result.converged());
    // the gradient, at most 10 at zero, ends below 1e-7; the least eigenvalue of 2/4 V'V, with
    // V'V = (4 2 6; 2 6 8; 6 8 18) of determinant 80 and trace 28, is above 80 / (28/2)^2 / 2 = 0.2
    CHECK((result.theta - VectorXd{{1, -3, 2}}).cwiseAbs().maxCoeff() < 1e-6);
    CHECK(result.cost < 1e-12);
}

/// h = theta_0 exp(-theta_1 x)
auto decay() {
    return hypothesis::from_value_and_gradient(2, [](const auto& t, const auto& x, auto& dh) {
        const double e = std::exp(-t[1] * x[0]);
        dh << e, -t[0] * x[0] * e;
        return t[0] * e;
    });
}

// y = 5 / 2^x at x = 0, 1, 2, 3, 4, exactly representable: theta = (5, log 2), cost 0
TEST_CASE("an exponential decay without noise is recovered", "[hypothesis]") {
    const MatrixXd X{{0}, {1}, {2}, {3}, {4}};
    const VectorXd y{{5, 2.5, 1.25, 0.625, 0.3125}};
    const cost::HalfMeanSquaredError J{X, y, decay()};
    const auto result = minimize(J, VectorXd{{3, 0.2}});
    CHECK(result.converged());
    CHECK(result.cost < 1e-12);
    CHECK(std::abs(result.theta[0] - 5) < 1e-5);
    CHECK(std::abs(result.theta[1] - std::log(2.0)) < 1e-5);
}

/// Data and certified values of the Statistical Reference Datasets of NIST (public domain),
/// Misra1a: y = b1 (1 - exp(-b2 x)), 14 observations of dental research on monomolecular
/// adsorption.
///     b1 = 2.3894212918E+02, b2 = 5.5015643181E-04, residual sum of squares 1.2455138894E-01
struct Misra1a {
    MatrixXd X{{77.6},  {114.9}, {141.1}, {190.8}, {239.9}, {289.0}, {332.8},
               {378.4}, {434.8}, {477.3}, {536.8}, {593.1}, {689.1}, {760.0}};
    VectorXd y{{10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40,
                75.47, 81.78}};
};

/// Misra1a in parameters that gradient descent can work with: theta_0 = h(400) / 50 and
/// theta_1 = 1000 b2, so that h = 50 theta_0 (1 - exp(-theta_1 x / 1000)) / (1 - exp(-0.4
/// theta_1)). In b1 and b2 the curvatures differ by 1e11, and the two are all but collinear.
auto saturation() {
    return hypothesis::from_value_and_gradient(2, [](const auto& t, const auto& x, auto& dh) {
        const double z = x[0] / 1000;
        const double part = 1 - std::exp(-t[1] * z);
        const double whole = 1 - std::exp(-t[1] * 0.4);
        dh[0] = 50 * part / whole;
        dh[1] = 50 * t[0] * (z * (1 - part) * whole - 0.4 * (1 - whole) * part) / (whole * whole);
        return 50 * t[0] * part / whole;
    });
}

constexpr double certified_b1 = 2.3894212918e+02;
constexpr double certified_b2 = 5.5015643181e-04;
constexpr double certified_squares = 1.2455138894e-01;

TEST_CASE("the cost of Misra1a at its certified parameters is the certified one", "[hypothesis]") {
    const Misra1a data;
    const VectorXd theta{
        {certified_b1 * (1 - std::exp(-400 * certified_b2)) / 50, 1000 * certified_b2}};
    VectorXd gradient;
    const double cost =
        evaluate(cost::MeanSquaredError{data.X, data.y, saturation()}, theta, gradient);
    // certified to 11 digits; at a minimum, errors of 1e-11 in theta change the cost by far less
    CHECK(std::abs(14 * cost / certified_squares - 1) < 1e-10);
    CHECK(gradient.cwiseAbs().maxCoeff() < 1e-6); // curvature of some 1e4, times 1e-11, with room
}

TEST_CASE("a nonlinear fit of Misra1a reaches the certified minimum", "[hypothesis]") {
    const Misra1a data;
    const cost::HalfMeanSquaredError J{data.X, data.y, saturation()};
    const auto result = minimize(J, VectorXd{{1, 0.5}}); // NIST's second start has b2 = 0.0005
    CHECK(result.converged());
    const double b1 = 50 * result.theta[0] / (1 - std::exp(-0.4 * result.theta[1]));
    // the gradient has fallen by 1e8; the sum of squares is flat at the minimum, 28 J of it
    CHECK(std::abs(28 * result.cost / certified_squares - 1) < 1e-9);
    CHECK(std::abs(b1 / certified_b1 - 1) < 1e-6);
    CHECK(std::abs(result.theta[1] / 1000 / certified_b2 - 1) < 1e-6);
}

} // namespace
} // namespace descent::hypotheses
