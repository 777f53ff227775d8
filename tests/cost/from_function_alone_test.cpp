// SPDX-License-Identifier: MIT
// autodiff, complex_step and finite_difference make costs of functions alone.
#include "catch.hpp"

#include "problems/dual.hpp"

#include <descent/descent.hpp>

#include <unsupported/Eigen/AutoDiff>

#include <cmath>
#include <limits>
#include <type_traits>

/// A forward number of somebody else's: long double, one direction, other names.
template <>
struct descent::derivative::Lanes<descent::problems::Dual> {
    using Number = descent::problems::Dual;
    static constexpr Index count = 1;
    static Number lift(double x) { return Number(x); }
    static double value(const Number& number) { return static_cast<double>(number.value); }
    static double derivative(const Number& number, Index) {
        return static_cast<double>(number.derivative);
    }
    static void seed(Number& number, Index, double d) { number.derivative = d; }
};

namespace descent::cost {
namespace from_function_alone_test {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Vector = Eigen::VectorXd;

/// Rosenbrock's function, for any number: 100 (t_1 - t_0^2)^2 + (1 - t_0)^2.
///
/// At (-1.5, 2): a = -0.25, b = 2.5, J = 6.25 + 6.25 = 12.5, and the gradient is
/// (-400 a t_0 - 2 b, 200 a) = (-155, -50). All of it exact in binary.
const auto rosenbrock = [](const auto& t) {
    auto a = t[1] - t[0] * t[0];
    auto b = 1.0 - t[0];
    return 100.0 * a * a + b * b;
};
const Eigen::Vector2d place(-1.5, 2);
const Eigen::Vector2d slope(-155, -50);

/// Sum of i exp(t_i) / (1 + i), i from 1: the derivative along t_i is the term.
const auto exponentials = [](const auto& t) {
    auto sum = t[0] * 0.0;
    for (Index i = 0; i < t.size(); ++i) {
        const auto weight = static_cast<typename std::remove_cvref_t<decltype(t)>::RealScalar>(
            static_cast<double>(i + 1) / static_cast<double>(i + 2));
        sum += exp(t[i]) * weight;
    }
    return sum;
};
Vector expected_exponentials(const Vector& t) {
    Vector g(t.size());
    for (Index i = 0; i < t.size(); ++i) {
        g[i] = static_cast<double>(i + 1) / static_cast<double>(i + 2) * std::exp(t[i]);
    }
    return g;
}

template <class Cost>
void check_exact(const Cost& cost) {
    Eigen::Vector2d fixed;
    CHECK(evaluate(cost, place, fixed) == 12.5);
    CHECK(fixed == slope);
    Vector dynamic;
    CHECK(evaluate(cost, Vector{place}, dynamic) == 12.5);
    CHECK(dynamic == slope);
}

TEST_CASE("autodiff is exact where arithmetic is", "[cost][autodiff]") {
    check_exact(autodiff(rosenbrock));
    check_exact(autodiff<derivative::Dual<double, 1>>(rosenbrock));
    check_exact(autodiff<derivative::Dual<double, 5>>(rosenbrock));
}

TEST_CASE("autodiff takes Eigen's own number, and anybody's", "[cost][autodiff]") {
    using Number = Eigen::AutoDiffScalar<Eigen::Vector4d>;
    const auto f = [](const auto& t) -> std::remove_cvref_t<decltype(t[0])> {
        const std::remove_cvref_t<decltype(t[0])> a = t[1] - t[0] * t[0];
        return 100.0 * a * a + (1.0 - t[0]) * (1.0 - t[0]);
    };
    check_exact(autodiff<Number>(f));
    check_exact(autodiff<problems::Dual>(f));
    // An expression would refer to what is gone when the function returns.
    const auto expression = autodiff<Number>([](const auto& t) { return t[0] * t[1]; });
    STATIC_REQUIRE(!CostFunction<decltype(expression), Vector>);
    // A plain number has lost its derivatives.
    const auto plain = autodiff([](const auto& t) { return t[0].value(); });
    STATIC_REQUIRE(!CostFunction<decltype(plain), Vector>);
}

TEST_CASE("autodiff goes through theta in chunks of any size", "[cost][autodiff]") {
    for (const Index n : {1, 7, 8, 9, 16, 21}) {
        const Vector theta = Vector::LinSpaced(n, -1, 2);
        Vector gradient;
        const double value = evaluate(autodiff(exponentials), theta, gradient);
        CAPTURE(n);
        const Vector expected = expected_exponentials(theta);
        // exp is the same call; one product of each side: 1 rounding apart.
        CHECK((gradient - expected).cwiseQuotient(expected).cwiseAbs().maxCoeff() <=
              2 * std::numeric_limits<double>::epsilon());
        // J is the sum of its own derivatives: n terms, n roundings.
        CHECK_THAT(value, WithinRel(expected.sum(), 1e-14));
    }
}

/// One value and gradient; for each scalar once, as thetas and ways to a gradient are many.
template <class Scalar>
void check_answer(Scalar value, Scalar expected, Scalar off, Scalar bound) {
    CHECK(value == expected);
    CHECK(off <= bound);
}

template <class Theta>
void check_bowl(const Theta& theta) {
    const auto f = [](const auto& t) {
        if constexpr (std::floating_point<Theta>) {
            return t * t;
        } else {
            return t.cwiseProduct(t).sum();
        }
    };
    using Scalar = scalar_t<Theta>;
    const Scalar J = squared_norm(theta);
    const Theta twice = 2 * theta;
    const auto check = [&](const auto& cost, Scalar bound) {
        Theta gradient{};
        const Scalar value = evaluate(cost, theta, gradient);
        check_answer<Scalar>(value, J, max_distance<Theta>(gradient, twice), bound);
    };
    // Small integers: t^2 and 2t are exact.
    check(autodiff(f), 0);
    check(complex_step(f), 0);
    // No h^2 term: eps J / h, h >= cbrt(eps), a few times.
    const Scalar rounding = std::numeric_limits<Scalar>::epsilon();
    check(finite_difference(f), 4 * J * std::pow(rounding, Scalar(2) / 3));
    // h J''/2 = h, h <= 3 sqrt(eps), and 2 eps J / h.
    check(finite_difference(f, derivative::ForwardDifference{}), (3 + 2 * J) * std::sqrt(rounding));
}

TEST_CASE("Functions of any theta become costs", "[cost][autodiff][complex_step]"
                                                 "[finite_difference]") {
    check_bowl(3.0f);
    check_bowl(-3.0);
    check_bowl(3.0L);
    check_bowl(Eigen::Vector3f(1, -2, 3));
    check_bowl(Eigen::Vector3d(1, -2, 3));
    check_bowl(Eigen::Matrix<long double, Eigen::Dynamic, 1>::Constant(9, 2).eval());
    check_bowl(Eigen::RowVectorXd::Constant(5, -1).eval());
    check_bowl(Eigen::Matrix<double, 2, 3, Eigen::RowMajor>::Constant(2).eval());
    check_bowl(Eigen::MatrixXd::Constant(4, 3, 1).eval());
}

TEST_CASE("complex_step is as exact as the function's own arithmetic", "[cost][complex_step]") {
    check_exact(complex_step(rosenbrock));
    const Vector theta = Vector::LinSpaced(5, -1, 2);
    Vector gradient;
    evaluate(complex_step(exponentials), theta, gradient);
    const Vector expected = expected_exponentials(theta);
    // exp(t) sin(h) with sin(h) = h to the last bit, and two products.
    CHECK((gradient - expected).cwiseQuotient(expected).cwiseAbs().maxCoeff() <=
          4 * std::numeric_limits<double>::epsilon());
    // |t|^2 conjugates, and is real: refused rather than wrong.
    const auto real = complex_step([](const auto& t) { return t.squaredNorm(); });
    STATIC_REQUIRE(!CostFunction<decltype(real), Vector>);
}

TEST_CASE("Differences are as good as theory says", "[cost][finite_difference]") {
    const auto error = [](auto difference, double t) {
        double gradient = 0;
        evaluate(finite_difference([](double x) { return std::exp(x); }, difference), t, gradient);
        return std::abs(gradient / std::exp(t) - 1);
    };
    constexpr double eps = std::numeric_limits<double>::epsilon();
    const double step = std::cbrt(eps);
    for (const double t : {-0.5, 0.0, 0.3, 1.0}) {
        CAPTURE(t);
        // h^2/6 and eps / h, h = step, as exp''' = exp.
        CHECK(error(derivative::CentralDifference{}, t) <= step * step / 6 + 2 * eps / step);
        // h/2 and 2 eps / h, h = sqrt(eps).
        CHECK(error(derivative::ForwardDifference{}, t) <= 3 * std::sqrt(eps));
    }
}

TEST_CASE("The step follows the size of theta", "[cost][finite_difference]") {
    // J = log(t) at 1e6 (h = 6 there) and, told that 1e-6 is typical, at 2e-6.
    const auto log = [](double t) { return std::log(t); };
    double gradient = 0;
    evaluate(finite_difference(log), 1e6, gradient);
    // h^2 J'''/6 = (h/t)^2/3 of J' with h/t = 6e-6: 1e-11. Rounding: log = 14, 14 eps / 6e-6 =
    // 5e-10.
    CHECK_THAT(gradient, WithinRel(1e-6, 1e-9));
    evaluate(finite_difference(log, derivative::CentralDifference{1e-6}), 2e-6, gradient);
    CHECK_THAT(gradient, WithinRel(5e5, 1e-9));
    CHECK_THROWS_WITH(derivative::CentralDifference{0},
                      "derivative: the typical size of theta must be finite and > 0, got 0");
    CHECK_THROWS_WITH(derivative::ForwardDifference{-1},
                      "derivative: the typical size of theta must be finite and > 0, got -1");
}

TEST_CASE("Differences call the function as often as they say", "[cost][finite_difference]") {
    int calls = 0;
    const auto f = [&calls](const Vector& t) {
        ++calls;
        return t.sum();
    };
    const Vector theta = Vector::Ones(6);
    Vector gradient;
    evaluate(finite_difference(f), theta, gradient);
    CHECK(calls == 13);
    calls = 0;
    evaluate(finite_difference(f, derivative::ForwardDifference{}), theta, gradient);
    CHECK(calls == 7);
}

TEST_CASE("Runs on functions alone find the minimum", "[cost][autodiff][finite_difference]") {
    // A convex function of two numbers, least where exp(t_0) = 1 and t_1 = 3: J = 1.
    const auto f = [](const auto& t) { return exp(t[0]) - t[0] + (t[1] - 3.0) * (t[1] - 3.0); };
    const Vector theta0 = Vector::Ones(2);
    const auto exact = minimize(autodiff(f), theta0);
    CHECK(exact.converged());
    CHECK((exact.theta - Eigen::Vector2d(0, 3)).norm() <= 1e-6); // gradient 1e-8 of 4, J'' >= 1
    const auto complex = minimize(complex_step(f), theta0);
    CHECK((complex.theta - Eigen::Vector2d(0, 3)).norm() <= 1e-6);
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientBelow{1e-7}};
    const auto differences = optimizer.minimize(finite_difference(f), theta0);
    CHECK(differences.converged());
    CHECK((differences.theta - Eigen::Vector2d(0, 3)).norm() <= 1e-6);
    CHECK(minimize(autodiff(f) + 0.5 * SquaredNorm{}, theta0).converged());
}

static_assert(CostFunction<decltype(autodiff(rosenbrock)), Vector>);
static_assert(CostFunction<decltype(finite_difference(rosenbrock)), Eigen::VectorXf>);
static_assert(CostFunction<decltype(complex_step(rosenbrock)), Eigen::Vector2d>);

} // namespace from_function_alone_test
} // namespace descent::cost
