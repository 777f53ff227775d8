// SPDX-License-Identifier: MIT
// Prints results to the last bit and the texts of errors: with NDEBUG and without, they are equal.
#include <descent/descent.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <limits>
#include <sstream>
#include <string>

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using namespace descent;

template <class Cost, class Optimizer>
void fit(const char* what, const Optimizer& optimizer, const Cost& cost, const VectorXd& start) {
    std::printf("%s\n", what);
    auto result = optimizer.minimize(cost, start);
    for (const double x : result.theta) {
        std::printf("  %a\n", x);
    }
    std::printf("  J = %a, %lld evaluations\n", result.cost,
                static_cast<long long>(result.evaluations));
    result.elapsed = {}; // the only thing that may differ
    std::ostringstream page;
    page << result;
    std::fputs(page.str().c_str(), stdout);
}

template <class Action>
void refuse(const Action& action) {
    try {
        action();
        std::puts("no error");
    } catch (const std::exception& error) {
        std::puts(error.what());
    }
}

} // namespace

int main() {
    MatrixXd X(70, 3);
    VectorXd y(70);
    for (int i = 0; i < 70; ++i) {
        X.row(i) << std::sin(i), i % 11 / 7.0, 1.0 / (1 + i);
        y[i] = std::cos(3 * i);
    }
    const VectorXd start = VectorXd::Zero(4);
    const cost::HalfMeanSquaredError J{X, y};
    const auto enough =
        stop::CostFlat{1e-9, 2} | stop::GradientReducedBy{1e6} | stop::AfterIterations{200};
    fit("constant", GradientDescent{rate::Constant{0.3}, enough}, J, start);
    fit("momentum", GradientDescent{update::Momentum{0.8}, rate::Constant{0.1}, enough},
        J + 0.01 * cost::SquaredNorm{}, start);
    fit("backtracking", GradientDescent{rate::Backtracking{}, enough}, J, start);
    fit("polynomial", GradientDescent{rate::Backtracking{}, enough},
        cost::MeanSquaredError{X, y, hypothesis::Polynomial{2}}, VectorXd(VectorXd::Zero(7)));
    fit("diverges", GradientDescent{rate::Constant{30}, enough}, J, start);
    fit("stalls", GradientDescent{rate::Backtracking{}, enough},
        cost::from_value_and_gradient([](const VectorXd& t) { return t.squaredNorm(); },
                                      [](const VectorXd& t) { return VectorXd(-2 * t); }),
        VectorXd(VectorXd::Ones(2)));

    const double nan = std::numeric_limits<double>::quiet_NaN();
    refuse([&] { cost::MeanSquaredError{X, VectorXd(y.head(69))}; });
    refuse([&] { cost::MeanSquaredError{MatrixXd(), VectorXd()}; });
    refuse([&] { minimize(J, VectorXd(VectorXd::Zero(5))); });
    refuse([&] { minimize(J, VectorXd(VectorXd::Zero(3))); });
    refuse([&] { minimize(J, VectorXd()); });
    refuse([&] { minimize(J, VectorXd(VectorXd::Constant(4, nan))); });
    refuse([&] {
        VectorXd g;
        evaluate(J, VectorXd(VectorXd::Zero(9)), g);
    });
    refuse([&] {
        minimize(cost::from_value_and_gradient([](const VectorXd&, VectorXd& g) {
                     g.setZero(7);
                     return 1.0;
                 }),
                 start);
    });
    refuse([&] { rate::Constant{-1}; });
    refuse([&] { cost::Quadratic{MatrixXd(MatrixXd::Zero(2, 3)), start}; });
    X(68, 1) = nan;
    refuse([&] { minimize(J); });
}
