// SPDX-License-Identifier: MIT
// MeanSquaredError and HalfMeanSquaredError: values and gradients, every way to hold X and y.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace descent::training {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// h = theta_0 + theta_1 x: residuals at theta = (1, 2) are 1 + 2 (1, 2, 3) - (2, 3, 7) = (1, 2, 0)
// MSE = 5/3; gradient = 2/3 (1 + 2, 1 + 4) = (2, 10/3)
TEST_CASE("the mean squared error of three points is as worked by hand", "[cost][mse]") {
    const MatrixXd X{{1}, {2}, {3}};
    const VectorXd y{{2, 3, 7}};
    const VectorXd theta{{1, 2}};
    VectorXd gradient;
    CHECK(evaluate(cost::MeanSquaredError{X, y}, theta, gradient) == 5.0 / 3);
    CHECK(gradient[0] == 3 * (2.0 / 3));
    CHECK(gradient[1] == 5 * (2.0 / 3));
    CHECK(evaluate(cost::HalfMeanSquaredError{X, y}, theta, gradient) == 5.0 / 6);
    CHECK(gradient[0] == 3 * (1.0 / 3));
    CHECK(gradient[1] == 5 * (1.0 / 3));
    // through the origin, theta = 2: residuals (0, 1, -1), MSE 2/3, gradient 2/3 (2 - 3)
    const VectorXd slope{{2}};
    VectorXd one;
    CHECK(evaluate(cost::MeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}}, slope, one) ==
          2.0 / 3);
    CHECK(one[0] == -(2.0 / 3));
}

TEST_CASE("start is a zero for each parameter of the hypothesis", "[cost][mse]") {
    const MatrixXd X = inputs(5, 3);
    const VectorXd y = targets(5);
    CHECK(cost::MeanSquaredError{X, y}.start() == VectorXd::Zero(4));
    CHECK(cost::MeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}}.start().size() == 3);
    CHECK(cost::MeanSquaredError{X, y, hypothesis::Polynomial{4}}.start().size() == 13);
}

/// The kernel's sums against a loop in long double.
///
/// Each result is a sum of at most m (n + 2) rounded products, so it is within (m + n + 4) epsilon
/// of the same sum of absolute values, to first order; twice that for the gradient's two levels.
template <class Scalar>
void check_against_loops(Index m, Index n) {
    CAPTURE(m, n);
    const Eigen::MatrixX<Scalar> X = inputs<Scalar>(m, n) / Scalar(3);
    const Eigen::VectorX<Scalar> y = targets<Scalar>(m) / Scalar(7);
    const Eigen::VectorX<Scalar> theta = parameters<Scalar>(n + 1) / Scalar(5);
    const Answer answer = mean_squared_error(X, y, theta);
    const long double eps = std::numeric_limits<Scalar>::epsilon();
    const long double bound = 2 * static_cast<long double>(m + n + 4) * eps;

    Eigen::VectorX<Scalar> gradient;
    const Scalar value = evaluate(cost::MeanSquaredError{X, y}, theta, gradient);
    CHECK(std::abs(value - answer.value) <= bound * answer.value_scale);
    for (Index j = 0; j <= n; ++j) {
        CHECK(std::abs(gradient[j] - answer.gradient[j]) <= bound * answer.gradient_scale[j]);
    }

    // by rows, and by one example after another: the general hypothesis's path
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = X;
    const Scalar by_rows_value = evaluate(cost::MeanSquaredError{by_rows, y}, theta, gradient);
    CHECK(std::abs(by_rows_value - answer.value) <= bound * answer.value_scale);
    const Scalar one_by_one =
        evaluate(cost::MeanSquaredError{X, y, hypothesis::Polynomial{1}}, theta, gradient);
    CHECK(std::abs(one_by_one - answer.value) <= bound * answer.value_scale);
    for (Index j = 0; j <= n; ++j) {
        CHECK(std::abs(gradient[j] - answer.gradient[j]) <= bound * answer.gradient_scale[j]);
    }
}

TEST_CASE("the blocked kernel agrees with plain loops in long double", "[cost][mse]") {
    for (const Index m : {1, 7, 63, 64, 65, 129, 1000}) {
        for (const Index n : {1, 2, 3, 8, 50}) {
            check_against_loops<double>(m, n);
            check_against_loops<float>(m, n);
            check_against_loops<long double>(m, n);
        }
    }
}

TEST_CASE("half the mean squared error is half, bit for bit, gradient included", "[cost][mse]") {
    const MatrixXd X = inputs(100, 3);
    const VectorXd y = targets(100);
    const VectorXd theta = parameters(4);
    VectorXd whole;
    VectorXd half;
    CHECK(evaluate(cost::HalfMeanSquaredError{X, y}, theta, half) ==
          evaluate(cost::MeanSquaredError{X, y}, theta, whole) / 2);
    CHECK(half == whole / 2);
}

/// Central differences of a function without rounding to speak of: for a polynomial of degree 2 the
/// quotient is exact, so that only rounding is left, some m epsilon * scale / step.
TEST_CASE("gradients agree with central differences in long double", "[cost][mse]") {
    using Vector = Eigen::VectorX<long double>;
    const auto X = inputs<long double>(20, 2);
    const auto y = targets<long double>(20);
    const auto check = [](const auto& cost, const Vector& theta) {
        Vector gradient;
        Vector unused;
        const long double value = evaluate(cost, theta, gradient);
        for (Index j = 0; j < theta.size(); ++j) {
            const long double step = 0x1p-16L;
            Vector up = theta;
            Vector down = theta;
            up[j] += step;
            down[j] -= step;
            const long double difference =
                (evaluate(cost, up, unused) - evaluate(cost, down, unused)) / (2 * step);
            // 2^-63 * value / 2^-16, and 50 for the sums
            CHECK(std::abs(gradient[j] - difference) <= 50 * 0x1p-47L * value);
        }
    };
    check(cost::MeanSquaredError{X, y}, parameters<long double>(3));
    check(cost::HalfMeanSquaredError{X, y}, parameters<long double>(3));
    check(cost::MeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}},
          parameters<long double>(2));
    check(cost::MeanSquaredError{X, y, hypothesis::Polynomial{3}}, parameters<long double>(7));
}

// --- every way to hand over X and y ---

/// 67 x 3: more than a block. All sums are sums of integers over 4 or 16, so every order of adding
/// gives the same bits, and forms of X can be compared with ==.
struct Forms {
    MatrixXd X = inputs(67, 3);
    VectorXd y = targets(67);
    VectorXd theta = parameters(4);
    VectorXd gradient;
    double value = evaluate(cost::MeanSquaredError{X, y}, theta, gradient);

    template <class GivenX, class GivenY>
    void same(GivenX&& x, GivenY&& targets) const {
        VectorXd g;
        CHECK(
            evaluate(cost::MeanSquaredError{std::forward<GivenX>(x), std::forward<GivenY>(targets)},
                     theta, g) == value);
        CHECK(g == gradient);
    }
};

// F1, F2
TEST_CASE("X and y in any Eigen form give the same bits on exact data", "[cost][mse]") {
    const Forms f;
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const RowMajor by_rows = f.X;
    const Eigen::Matrix<double, 67, 3> fixed = f.X;
    const Eigen::Matrix<double, 67, 1> fixed_y = f.y;
    const Eigen::Matrix<double, Eigen::Dynamic, 3> half_fixed = f.X;

    SECTION("matrices") {
        f.same(by_rows, f.y);
        f.same(fixed, fixed_y);
        f.same(half_fixed, fixed_y);
        f.same(MatrixXd(f.X), VectorXd(f.y)); // temporaries
    }
    SECTION("maps, also strided and off alignment") {
        f.same(Eigen::Map<const MatrixXd>(f.X.data(), 67, 3),
               Eigen::Map<const VectorXd>(f.y.data(), 67));
        f.same(Eigen::Map<const RowMajor>(by_rows.data(), 67, 3), f.y);

        std::vector<double> buffer(67 * 3 * 4 + 67 * 4 + 2, -99.0);
        using Stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
        Eigen::Map<MatrixXd, Eigen::Unaligned, Stride> strided(buffer.data() + 1, 67, 3,
                                                               Stride{2 * 67 + 1, 2});
        strided = f.X; // every second number of every second column and a bit
        f.same(strided, f.y);
        f.same(Eigen::Map<const MatrixXd, Eigen::Unaligned, Stride>(buffer.data() + 1, 67, 3,
                                                                    Stride{2 * 67 + 1, 2}),
               f.y);
        Eigen::Map<MatrixXd, Eigen::Unaligned, Eigen::OuterStride<>> spaced(
            buffer.data() + 1, 67, 3, Eigen::OuterStride<>{70});
        spaced = f.X;
        f.same(spaced, f.y);
        Eigen::Map<VectorXd, Eigen::Unaligned, Eigen::InnerStride<>> every_third(
            buffer.data() + 1, 67, Eigen::InnerStride<>{3});
        every_third = f.y;
        f.same(f.X, every_third);
    }
    SECTION("refs") {
        const Eigen::Ref<const MatrixXd> ref = f.X;
        const Eigen::Ref<const MatrixXd> ref_to_copy = by_rows; // holds a copy of its own
        const Eigen::Ref<const VectorXd> ref_y = f.y;
        f.same(ref, ref_y);
        f.same(ref_to_copy, ref_y);
        f.same(Eigen::Ref<const MatrixXd>(by_rows), Eigen::Ref<const VectorXd>(f.y));
    }
    SECTION("blocks") {
        MatrixXd wide = MatrixXd::Constant(80, 9, -99);
        wide.block(5, 2, 67, 3) = f.X;
        wide.col(7).segment(5, 67) = f.y;
        const auto block = wide.block(5, 2, 67, 3);
        const auto column = wide.col(7);
        const auto part = column.segment(5, 67);
        f.same(block, part);
        f.same(wide.block(5, 2, 67, 3), wide.col(7).segment(5, 67));
        const auto rows = f.X.middleRows(0, 67);
        f.same(rows, f.y);
        f.same(f.X.leftCols(3), f.y.head(67));
    }
    SECTION("transposes") {
        const MatrixXd across = f.X.transpose();
        const auto back = across.transpose();
        f.same(across.transpose(), f.y);
        f.same(back, f.y);
        const Eigen::RowVectorXd row = f.y;
        f.same(f.X, row.transpose());
    }
    SECTION("expressions") {
        f.same(0.5 * (f.X + f.X), 2 * f.y - f.y);
        f.same(f.X * MatrixXd::Identity(3, 3), f.y);
        f.same(f.X.array().abs().matrix().cwiseProduct(f.X.cwiseSign()), f.y);
    }
    SECTION("y a column of the matrix of X") { // F10
        MatrixXd table(67, 4);
        table << f.X, f.y;
        f.same(table.leftCols(3), table.col(3));
        const auto x = table.leftCols(3);
        const auto y = table.col(3);
        f.same(x, y);
    }
}

/// The kernels ask memory for what comes next only if X is large: over a megabyte.
TEST_CASE("a large X, in columns, rows and rows with gaps, gives its sums, bit for bit",
          "[cost][mse]") {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const std::vector<std::pair<Index, Index>> sizes{{65536, 3},  {16384, 10}, {4096, 50},
                                                     {1024, 131}, {512, 300},  {128, 1100}};
    for (const auto& [m, n] : sizes) { // of exact data, and m is a power of two
        CAPTURE(m, n);
        const MatrixXd X = inputs(m, n);
        const VectorXd y = targets(m);
        const VectorXd theta = parameters(n + 1);
        VectorXd residuals = -y;
        for (Index j = 0; j < n; ++j) {
            residuals += theta[j + 1] * X.col(j);
        }
        residuals.array() += theta[0];
        VectorXd expected(n + 1);
        expected << residuals.sum(), X.transpose() * residuals;
        expected /= static_cast<double>(m);
        const double value = residuals.squaredNorm() / 2 / static_cast<double>(m);

        RowMajor wide = RowMajor::Constant(m, n + 5, 1e300);
        wide.middleCols(2, n) = X;
        VectorXd gradient;
        CHECK(evaluate(cost::HalfMeanSquaredError{X, y}, theta, gradient) == value);
        CHECK(gradient == expected);
        CHECK(evaluate(cost::HalfMeanSquaredError{RowMajor(X), y}, theta, gradient) == value);
        CHECK(gradient == expected);
        CHECK(evaluate(cost::HalfMeanSquaredError{wide.middleCols(2, n), y}, theta, gradient) ==
              value);
        CHECK(gradient == expected);
    }
}

TEST_CASE("constant expressions and nullary matrices are evaluated", "[cost][mse]") {
    VectorXd gradient;
    const VectorXd theta{{1, 1}};
    // h = 3, y = 1: residual 2
    CHECK(evaluate(cost::MeanSquaredError{MatrixXd::Constant(9, 1, 2.0), VectorXd::Ones(9)}, theta,
                   gradient) == 4);
    CHECK(gradient == VectorXd({{4, 8}}));
}

// F4
TEST_CASE("an expression is evaluated once, when it is given, and kept", "[cost][mse]") {
    std::int64_t asked = 0;
    const auto counting = [&asked](Index i, Index j) {
        ++asked;
        return static_cast<double>(integer(i * 3 + j));
    };
    const VectorXd y = targets(67);
    const cost::MeanSquaredError J{MatrixXd::NullaryExpr(67, 3, counting), y};
    CHECK(asked == 67 * 3);
    const auto result =
        GradientDescent{rate::Constant{0.01}, stop::AfterIterations{5}}.minimize(J, J.start());
    CHECK(asked == 67 * 3);
    const MatrixXd X = inputs(67, 3);
    CHECK(result.theta == GradientDescent{rate::Constant{0.01}, stop::AfterIterations{5}}
                              .minimize(cost::MeanSquaredError{X, y}, J.start())
                              .theta);
}

// F12
TEST_CASE("what has a name is viewed: changes are seen", "[cost][mse]") {
    MatrixXd X = MatrixXd::Ones(1, 1);
    VectorXd y = VectorXd::Zero(1);
    const cost::MeanSquaredError J{X, y};
    const cost::MeanSquaredError of_block{X.leftCols(1), y}; // a temporary block: owned
    const auto block = X.leftCols(1);
    const cost::MeanSquaredError of_named_block{block, y};
    const cost::MeanSquaredError of_map{Eigen::Map<MatrixXd>(X.data(), 1, 1), y};
    const VectorXd theta{{0, 1}};
    VectorXd gradient;
    CHECK(evaluate(J, theta, gradient) == 1);
    X(0, 0) = 3;
    CHECK(evaluate(J, theta, gradient) == 9);
    CHECK(evaluate(of_named_block, theta, gradient) == 9);
    CHECK(evaluate(of_map, theta, gradient) == 9);
    CHECK(evaluate(of_block, theta, gradient) == 1);
    y[0] = 3;
    CHECK(evaluate(J, theta, gradient) == 0);
}

// F5, G6: under AddressSanitizer these would be reads of freed memory if anything were kept by
// reference. The two dangling cases are a Ref bound to a row-major matrix or to an expression, and
// a reference member bound to an expression.
TEST_CASE("temporaries are owned: nothing dangles once their statement is over", "[cost][mse]") {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Forms f;
    VectorXd gradient;
    const auto check = [&](const auto& cost) {
        const std::vector<double> scribble(1000, -1e300); // memory that was freed is used again
        CHECK(evaluate(cost, f.theta, gradient) == f.value);
        CHECK(gradient == f.gradient);
        CHECK(scribble[0] == -1e300);
    };
    check([&] { return cost::MeanSquaredError{MatrixXd(f.X), VectorXd(f.y)}; }());
    check([&] {
        const MatrixXd local = f.X;
        const VectorXd local_y = f.y;
        return cost::MeanSquaredError{local + MatrixXd::Zero(67, 3), 1 * local_y};
    }());
    check([&] {
        const RowMajor local = f.X;
        return cost::MeanSquaredError{Eigen::Ref<const MatrixXd>(local), VectorXd(f.y)};
    }());
    check([&] {
        const MatrixXd local = f.X;
        return cost::MeanSquaredError{local.middleRows(0, 67), VectorXd(local.col(0) * 0 + f.y)};
    }());
    check([&] {
        MatrixXd local = f.X;
        VectorXd local_y = f.y;
        return cost::MeanSquaredError{std::move(local), std::move(local_y)};
    }());
    // a cost that owns its data may be copied and outlived by the copy
    check([&] {
        const auto first = std::make_unique<
            cost::MeanSquaredError<data::held_t<MatrixXd>, data::held_t<VectorXd>>>(MatrixXd(f.X),
                                                                                    VectorXd(f.y));
        return *first;
    }());
}

// F11
TEST_CASE("theta of fixed size takes the same steps as theta of dynamic size, bit for bit",
          "[cost][mse]") {
    const Forms f;
    const cost::HalfMeanSquaredError J{f.X, f.y};
    const GradientDescent optimizer{rate::Constant{0.01}, stop::AfterIterations{20}};
    const Eigen::Vector4d fixed = optimizer.minimize(J, Eigen::Vector4d{0, 0, 0, 0}).theta;
    CHECK(fixed == optimizer.minimize(J, J.start()).theta);
}

// --- properties of the fit ---

// A8: one point (x, y) = (1, 3). With u = theta_0 + theta_1 - 3, both gradients of half the MSE are
// u; at rate 1/4 u is halved each time: u_k = -3 / 2^k, theta_k = 3/2 (1 - 2^-k). Exact in binary.
TEST_CASE("one example: the exact trajectory", "[cost][mse]") {
    const MatrixXd X = MatrixXd::Ones(1, 1);
    const VectorXd y{{3}};
    const cost::HalfMeanSquaredError J{X, y};
    double power = 1;
    for (const auto& now : GradientDescent{rate::Constant{0.25}, stop::AfterIterations{20}}.run(
             J, VectorXd(VectorXd::Zero(2)))) {
        CHECK(now.theta[0] == 1.5 * (1 - power));
        CHECK(now.theta[1] == 1.5 * (1 - power));
        CHECK(now.cost == 4.5 * power * power);
        power /= 2;
    }
}

// A9: x = (1, 2), y = 5, no intercept. From zero theta stays a multiple of x, so it tends to the
// solution of least norm, x y / |x|^2 = (1, 2).
TEST_CASE("fewer examples than parameters: from zero, the solution of least norm", "[cost][mse]") {
    const MatrixXd X{{1, 2}};
    const VectorXd y{{5}};
    const cost::HalfMeanSquaredError J{X, y, hypothesis::LinearThroughOrigin{}};
    // 1/L = 1/5: there in one step but for rounding
    const auto result =
        GradientDescent{rate::Constant{0.2}, stop::AfterIterations{20}}.minimize(J, J.start());
    CHECK((result.theta - VectorXd{{1, 2}}).cwiseAbs().maxCoeff() <= 4e-16);
}

// B8
TEST_CASE("a column of zeros leaves its parameter at the start, bit for bit", "[cost][mse]") {
    MatrixXd X = inputs(70, 3);
    X.col(1).setZero();
    const VectorXd y = targets(70);
    const cost::MeanSquaredError J{X, y};
    VectorXd start = VectorXd::Zero(4);
    start[2] = 0.1;
    const auto searched = minimize(J, start);
    CHECK(searched.converged());
    CHECK(searched.theta[2] == 0.1);
    CHECK(searched.theta[1] != 0);
    start[2] = -0.0;
    const auto constant =
        GradientDescent{update::Momentum{0.5}, rate::Constant{0.001}, stop::AfterIterations{50}}
            .minimize(J, start);
    CHECK(constant.theta[2] == 0);
    CHECK(std::signbit(constant.theta[2]));
}

// B9: integers, so that no order of adding matters at the first step; the thetas of equal columns
// then stay equal as their gradients are
TEST_CASE("duplicate columns keep equal parameters, bit for bit", "[cost][mse]") {
    MatrixXd X = inputs(70, 4);
    X.col(3) = X.col(0);
    const VectorXd y = targets(70);
    const auto result = minimize(cost::MeanSquaredError{X, y});
    CHECK(result.converged());
    CHECK(result.theta[1] == result.theta[4]);
    CHECK(result.theta[1] != result.theta[2]);
}

// B10
TEST_CASE("all examples twice: the same error and gradient", "[cost][mse]") {
    const Forms f;
    f.same(f.X.replicate(2, 1), f.y.replicate<2, 1>());
}

// B12: powers of two only move exponents
TEST_CASE("X and y times 2^200, the rate times 2^-400: the same thetas, bit for bit",
          "[cost][mse]") {
    const Forms f;
    const auto run = [&](double scale) {
        const MatrixXd X = scale * f.X;
        const VectorXd y = scale * f.y;
        return GradientDescent{rate::Constant{0x1p-7 / (scale * scale)}, stop::AfterIterations{20}}
            .minimize(cost::HalfMeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}},
                      VectorXd(VectorXd::Zero(3)));
    };
    CHECK(run(0x1p200).theta == run(1).theta);
    CHECK(run(0x1p-200).theta == run(1).theta);
    CHECK(run(0x1p200).cost == 0x1p400 * run(1).cost);
}

} // namespace
} // namespace descent::training
