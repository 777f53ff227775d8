// SPDX-License-Identifier: MIT
// QuadraticBowl and Quadratic: values, gradients, shapes, and what they refuse.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <limits>
#include <string>
#include <type_traits>

namespace descent::quadratics {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// --- QuadraticBowl: J = sum of theta_i^2, gradient 2 theta. Small integers: exact ---

template <class Theta>
void check_bowl(const Theta& theta, scalar_t<Theta> value) {
    Theta gradient = theta;
    CHECK(evaluate(cost::QuadraticBowl{}, theta, gradient) == value);
    CHECK(gradient == Theta(2 * theta));
}

TEST_CASE("QuadraticBowl takes theta of any shape", "[cost][quadratic_bowl]") {
    check_bowl(-3.0, 9);
    check_bowl(0.5F, 0.25F);
    check_bowl(-3.0L, 9);
    check_bowl(VectorXd(VectorXd::LinSpaced(4, 1, 4)), 30); // 1 + 4 + 9 + 16
    check_bowl(Eigen::Vector3f{1, -2, 2}, 9);
    check_bowl(Eigen::RowVectorXd(Eigen::RowVectorXd::LinSpaced(4, 1, 4)), 30);
    check_bowl(MatrixXd{{1, 2, 3}, {4, 5, 6}}, 91);
    check_bowl(Eigen::Matrix<long double, 2, 2, Eigen::RowMajor>{{1, 2}, {3, 4}}, 30);
}

TEST_CASE("QuadraticBowl is usable at compile time for a number", "[cost][quadratic_bowl]") {
    constexpr double gradient = [] {
        double slope = 0;
        cost::QuadraticBowl{}.value_and_gradient(1.5, slope);
        return slope;
    }();
    STATIC_REQUIRE(gradient == 3);
}

// --- Quadratic. A = (4 1; 1 3), b = (1, 2), c = 5 at theta = (2, -1):
//     A theta = (7, -1); 1/2 theta . A theta = 15/2; b . theta = 0; J = 12.5; A theta - b = (6, -3)

const Eigen::Matrix2d small{{4, 1}, {1, 3}};

template <class Theta>
void check_answer(scalar_t<Theta> value, const Theta& gradient, const Theta& start) {
    CHECK(value == 12.5F);
    CHECK(gradient[0] == 6);
    CHECK(gradient[1] == -3);
    CHECK(start == Theta(0 * gradient));
}

template <class Cost, class Theta>
void check_small(const Cost& cost, const Theta& theta) {
    Theta gradient = theta;
    const auto value = evaluate(cost, theta, gradient);
    check_answer<Theta>(value, gradient, cost.start());
}

TEST_CASE("Quadratic has value 1/2 theta' A theta - b' theta + c and gradient A theta - b",
          "[cost][quadratic]") {
    const MatrixXd A = small;
    const VectorXd b{{1, 2}};
    const VectorXd theta{{2, -1}};
    const Eigen::Vector2d fixed_theta{2, -1};

    check_small(cost::Quadratic{A, b, 5}, theta);
    check_small(cost::Quadratic{A, b, 5}, fixed_theta);
    check_small(cost::Quadratic{small, Eigen::Vector2d{1, 2}, 5.0}, theta);
    check_small(cost::Quadratic{A + A - A, 1 * b, 5}, theta); // expressions
    check_small(cost::Quadratic{A.transpose(), b, 5}, theta);
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = A;
    check_small(cost::Quadratic{by_rows, b, 5}, theta);
    const double numbers[] = {4, 1, 1, 3, 1, 2};
    check_small(cost::Quadratic{Eigen::Map<const Eigen::Matrix2d>(numbers),
                                Eigen::Map<const VectorXd>(numbers + 4, 2), 5},
                theta);
    check_small(cost::Quadratic{A.cast<float>(), b.cast<float>(), 5},
                Eigen::VectorXf(theta.cast<float>()));
    check_small(cost::Quadratic{A.cast<long double>(), b.cast<long double>(), 5},
                Eigen::VectorX<long double>(theta.cast<long double>()));
}

TEST_CASE("Quadratic without a third argument is 0 at 0", "[cost][quadratic]") {
    VectorXd gradient;
    const VectorXd b{{1, 2}};
    CHECK(evaluate(cost::Quadratic{small, b}, VectorXd(VectorXd::Zero(2)), gradient) == 0);
    CHECK(gradient == -b);
}

TEST_CASE("Quadratic takes a sparse A, column- or row-major, viewed or owned",
          "[cost][quadratic]") {
    Eigen::SparseMatrix<double> A(2, 2);
    A.insert(0, 0) = 4;
    A.insert(0, 1) = A.insert(1, 0) = 1;
    A.insert(1, 1) = 3;
    A.makeCompressed();
    const VectorXd b{{1, 2}};
    const VectorXd theta{{2, -1}};
    check_small(cost::Quadratic{A, b, 5}, theta);
    check_small(cost::Quadratic{Eigen::SparseMatrix<double>(A), b, 5}, theta);
    check_small(cost::Quadratic{Eigen::SparseMatrix<double, Eigen::RowMajor>(A), b, 5}, theta);
    check_small(cost::Quadratic{0.5 * (A + A), b, 5}, theta);

    const cost::Quadratic viewing{A, b, 5};
    A.coeffRef(0, 0) = 6; // 1/2 * 2 * theta_0^2 more
    VectorXd gradient;
    CHECK(evaluate(viewing, theta, gradient) == 16.5);
}

TEST_CASE("Quadratic names the bad entry of a sparse A", "[cost][quadratic]") {
    Eigen::SparseMatrix<double> A(3, 3);
    A.setIdentity();
    A.coeffRef(2, 2) = std::numeric_limits<double>::infinity();
    const VectorXd b = VectorXd::Ones(3);
    CHECK_THROWS_WITH(minimize(cost::Quadratic{A, b}), "A(2, 2) must be finite, got inf");
}

TEST_CASE("Quadratic refuses a dense A that is not symmetric, and lets rounding pass",
          "[cost][quadratic]") {
    const VectorXd b = VectorXd::Ones(3);
    MatrixXd A = MatrixXd::Identity(3, 3);
    A(0, 2) = 0.25;
    CHECK_THROWS_AS((cost::Quadratic{A, b}), InvalidSetting);
    CHECK_THROWS_WITH(
        (cost::Quadratic{A, b}),
        "cost::Quadratic: A must be symmetric, but A(0, 2) is 0.25 and A(2, 0) is, got 0");
    A(2, 0) = 0.25 * (1 + std::numeric_limits<double>::epsilon());
    CHECK_NOTHROW(cost::Quadratic{A, b});
}

TEST_CASE("the minimum of a positive definite Quadratic solves A theta = b", "[cost][quadratic]") {
    // by Cramer: theta = (2, 1, 13) / 9, J = -1/2 b . theta = -43/18
    const MatrixXd A{{4, 1, 0}, {1, 3, 1}, {0, 1, 2}};
    const VectorXd b{{1, 2, 3}};
    const auto result = minimize(cost::Quadratic{A, b});
    CHECK(result.converged());
    const VectorXd expected = VectorXd{{2, 1, 13}} / 9;
    // the gradient at zero is at most 3, so it ends below 3e-8; the least eigenvalue is at least 1
    CHECK((result.theta - expected).cwiseAbs().maxCoeff() < 6e-8);
    CHECK_THAT(result.cost, Catch::Matchers::WithinAbs(-43.0 / 18, 1e-14));
}

} // namespace
} // namespace descent::quadratics
