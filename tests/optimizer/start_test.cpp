// SPDX-License-Identifier: MIT
// Where a run may start, and how it holds the cost.
#include "catch.hpp"

#include "optimizer/counting_cost.hpp"

#include <descent/descent.hpp>

#include <limits>
#include <type_traits>
#include <vector>

namespace descent::tests::starts {
namespace {

using Catch::Matchers::Message;

constexpr GradientDescent quarter{rate::Constant{0.25}, stop::AfterIterations{2}};

/// theta^2 at the rate 1/4 twice: a quarter of theta0, exactly, of the type that owns it.
template <class Theta, class Start>
bool quarters(const Start& theta0, const Theta& quarter_of_it) {
    const auto result = quarter.minimize(cost::QuadraticBowl{}, theta0);
    static_assert(std::is_same_v<decltype(result), const Result<Theta>>);
    return result.theta == quarter_of_it && result.gradient == 2 * quarter_of_it;
}

} // namespace

TEST_CASE("theta0 may be a number of any precision", "[optimizer][start]") {
    CHECK(quarters(12.0, 3.0));
    CHECK(quarters(12.0f, 3.0f));
    CHECK(quarters(12.0L, 3.0L));
}

TEST_CASE("theta0 may be a vector or matrix, fixed or dynamic", "[optimizer][start]") {
    CHECK(quarters(Eigen::Vector2d(4, 8), Eigen::Vector2d(1, 2)));
    CHECK(quarters(Eigen::RowVector2f(4, 8), Eigen::RowVector2f(1, 2)));
    const Eigen::VectorXd vector = Eigen::Vector2d(4, 8);
    CHECK(quarters(vector, Eigen::VectorXd(vector / 4)));
    const Eigen::MatrixXf matrix = Eigen::MatrixXf::Constant(2, 3, 4);
    CHECK(quarters(matrix, Eigen::MatrixXf(matrix / 4)));
    using LongMatrix = Eigen::Matrix<long double, 2, 2, Eigen::RowMajor>;
    CHECK(quarters(LongMatrix(LongMatrix::Constant(4)), LongMatrix(LongMatrix::Ones())));
}

TEST_CASE("theta0 may be an expression, a Map, a Ref or a block", "[optimizer][start]") {
    Eigen::VectorXd four = Eigen::VectorXd::Constant(3, 4);
    const Eigen::VectorXd one = Eigen::VectorXd::Ones(3);
    CHECK(quarters(Eigen::VectorXd::Constant(3, 4), one));
    CHECK(quarters(2 * four - four, one));
    const std::vector<double> memory(3, 4.);
    CHECK(quarters(Eigen::Map<const Eigen::VectorXd>(memory.data(), 3), one));
    CHECK(quarters(Eigen::Ref<Eigen::VectorXd>(four), one));
    CHECK(four == Eigen::VectorXd::Constant(3, 4)); // it starts there, and does not move it
    const Eigen::VectorXd long_four = Eigen::VectorXd::Constant(9, 4);
    CHECK(quarters(long_four.segment(2, 3), one));
}

TEST_CASE("theta0 must be finite, and the first entry that is not is named", "[optimizer][start]") {
    const CountingCost<Eigen::VectorXd> cost;
    Eigen::VectorXd theta0 = Eigen::VectorXd::Zero(4);
    theta0[3] = std::numeric_limits<double>::infinity();
    CHECK_THROWS_MATCHES(quarter.minimize(cost, theta0), NonFiniteData,
                         Message("theta0: entry 3 must be finite, got inf"));
    theta0[1] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_MATCHES(quarter.minimize(cost, theta0), NonFiniteData,
                         Message("theta0: entry 1 must be finite, got nan"));
    CHECK(cost.count() == 0); // nothing has been evaluated
    CHECK_THROWS_AS(quarter.minimize(cost::QuadraticBowl{}, theta0[1]), NonFiniteData);
}

TEST_CASE("theta0 must not be empty", "[optimizer][start]") {
    CHECK_THROWS_MATCHES(quarter.minimize(cost::QuadraticBowl{}, Eigen::VectorXd()), ShapeMismatch,
                         Message("theta0: must have at least one entry, got 0"));
}

TEST_CASE("theta0 must fit a cost that knows its shape", "[optimizer][start]") {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Ones(4, 2);
    const Eigen::VectorXd y = Eigen::VectorXd::Ones(4);
    const cost::MeanSquaredError J{X, y};
    CHECK_THROWS_MATCHES(quarter.minimize(J, Eigen::VectorXd::Zero(2)), ShapeMismatch,
                         Message("theta0: must be 3 x 1 to fit the cost, got 2 x 1"));
    CHECK_THROWS_MATCHES(quarter.minimize(J, Eigen::VectorXd::Zero(4)), ShapeMismatch,
                         Message("theta0: must be 3 x 1 to fit the cost, got 4 x 1"));
}

namespace {

/// theta^2, which counts its copies.
struct CopyCounting {
    explicit CopyCounting(int& copies_made) : copies{&copies_made} {}
    CopyCounting(const CopyCounting& other) : copies{other.copies} { ++*copies; }
    CopyCounting(CopyCounting&&) = default;
    CopyCounting& operator=(const CopyCounting&) = delete;
    double value(double theta) const { return scale * theta * theta; }
    double gradient(double theta) const { return scale * 2 * theta; }

    int* copies;
    double scale = 1;
};

} // namespace

TEST_CASE("a cost with a name is viewed, a temporary is owned", "[optimizer][start]") {
    int copies = 0;
    CopyCounting named(copies);
    auto viewing = quarter.run(named, 8.0);
    named.scale = 2; // the run sees it: 8 - 0.25 * 16 = 4, where the gradient is 16
    viewing.advance();
    CHECK(viewing.now().theta == 4);
    CHECK(viewing.now().gradient == 16);

    auto owning = quarter.run(CopyCounting(copies), 8.0);
    owning.advance(); // the temporary is gone
    CHECK(owning.now().theta == 4);
    CHECK(owning.now().gradient == 8);

    CHECK(quarter.minimize(CopyCounting(copies), 8.0).theta == 2);
    CHECK(copies == 0);
}

TEST_CASE("minimize alone needs neither settings nor a start", "[optimizer][start]") {
    // J = 1/2 theta' A theta - b' theta with A = diag(1, 4), b = (1, 4): the minimum is (1, 1).
    const Eigen::MatrixXd A = Eigen::Vector2d(1, 4).asDiagonal();
    const Eigen::VectorXd b = Eigen::Vector2d(1, 4);
    const cost::Quadratic J{A, b};
    const auto from_zero = minimize(J);
    const auto from_there = minimize(J, Eigen::VectorXd::Constant(2, -3));
    CHECK(from_zero.converged());
    CHECK(from_there.converged());
    // The gradient has fallen 1e8 times, from at most 16; divided by the smaller curvature, 1.
    CHECK((from_zero.theta - Eigen::Vector2d(1, 1)).lpNorm<1>() <= 2 * 16e-8);
    CHECK((from_there.theta - Eigen::Vector2d(1, 1)).lpNorm<1>() <= 2 * 16e-8);
}

TEST_CASE("minimize with a start of another kind gives that kind", "[optimizer][start]") {
    STATIC_REQUIRE(std::is_same_v<decltype(minimize(cost::QuadraticBowl{}, 3.f)), Result<float>>);
    CHECK(minimize(cost::QuadraticBowl{}, 3.f).theta == 0);
    // J is 14 at the start, and has fallen to the rounding of that, or lower.
    CHECK(minimize(cost::QuadraticBowl{}, Eigen::RowVector3d(1, 2, 3)).cost <= 14 * 0x1p-52);
}

} // namespace descent::tests::starts
