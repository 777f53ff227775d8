// SPDX-License-Identifier: MIT
// The article's last points [McCormick2014]: half the mean squared error folds the 2 into alpha;
// the 1/m lets one alpha serve any training set, and gives an outlier one voice among many.
#include "article/rational.hpp"
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <random>

namespace descent::article::training_set {

namespace {

/// A training set drawn at random, all entries in [-1, 1].
template <class Scalar>
struct Drawn {
    Eigen::MatrixX<Scalar> x;
    Eigen::VectorX<Scalar> y;

    Drawn(Index m, Index n) : x(m, n), y(m) {
        std::mt19937 engine{2014};
        const auto draw = [&engine] {
            return static_cast<Scalar>(static_cast<double>(engine()) / 2147483648.0 - 1);
        };
        for (Index i = 0; i < m; ++i) {
            for (Index j = 0; j < n; ++j) {
                x(i, j) = draw();
            }
            y[i] = draw();
        }
    }
};

/// Checks that both runs give the same bits, iterate by iterate.
template <class Run, class Other>
void check_same_iterates(Run run, Other other, std::int64_t iterations) {
    while (!run.finished()) {
        run.advance();
        other.advance();
        CAPTURE(run.now().iteration);
        CHECK(run.now().theta == other.now().theta);
    }
    CHECK(run.now().iteration == iterations);
    CHECK(other.now().iteration == iterations);
}

/// The examples of a training set, repeated: [k m x n] and [k m].
template <class Matrix>
Matrix repeated(const Matrix& matrix, Index times) {
    return matrix.replicate(times, 1);
}

TEMPLATE_TEST_CASE("Half the mean squared error at 2 alpha follows the whole at alpha bit for bit",
                   "[article][training_set]", float, double, long double) {
    // Its gradient is half as large: (2/m) S and (1/m) S with the same sum S, and 2/m and 1/m, once
    // rounded, differ by the factor 2 exactly. So do the two products with S, and 2 alpha makes up
    // for it without rounding.
    constexpr double alpha = 0.1;
    const Index m = GENERATE(1, 3, 57, 200); // one block of rows, and several
    CAPTURE(m);
    const Drawn<TestType> drawn{m, 3};
    const cost::MeanSquaredError whole{drawn.x, drawn.y};
    const cost::HalfMeanSquaredError half{drawn.x, drawn.y};
    const Eigen::VectorX<TestType> start = whole.start();
    const stop::AfterIterations iterations{100};

    Eigen::VectorX<TestType> of_whole;
    Eigen::VectorX<TestType> of_half;
    const TestType value = evaluate(whole, start, of_whole);
    CHECK(evaluate(half, start, of_half) == value / 2);
    CHECK(of_half == of_whole / 2);

    check_same_iterates(GradientDescent{rate::Constant{alpha}, iterations}.run(whole, start),
                        GradientDescent{rate::Constant{2 * alpha}, iterations}.run(half, start),
                        100);
    const update::Momentum heavy_ball{0.5};
    check_same_iterates(
        GradientDescent{heavy_ball, rate::Constant{alpha}, iterations}.run(whole, start),
        GradientDescent{heavy_ball, rate::Constant{2 * alpha}, iterations}.run(half, start), 100);
}

TEST_CASE("Half the mean squared error follows the whole for any hypothesis",
          "[article][training_set]") {
    const Drawn<double> drawn{57, 1};
    const hypothesis::Polynomial cubic{3};
    const cost::MeanSquaredError whole{drawn.x, drawn.y, cubic};
    const cost::HalfMeanSquaredError half{drawn.x, drawn.y, cubic};
    const stop::AfterIterations iterations{100};
    check_same_iterates(GradientDescent{rate::Constant{0.1}, iterations}.run(whole, whole.start()),
                        GradientDescent{rate::Constant{0.2}, iterations}.run(half, half.start()),
                        100);
}

TEST_CASE("Repeating the training set leaves every iterate as it was, exactly where double is",
          "[article][training_set]") {
    // x = -1, 0, 1, 2 and y = 0, 1, 3, 4, alpha = 1/8: dyadic all along, and m stays a power of 2.
    // After 5 iterations theta has 16 binary places; then a squared error has 32, and its sum over
    // 64 examples fits 53 bits.
    const Eigen::Vector4d x{-1, 0, 1, 2};
    const Eigen::Vector4d y{0, 1, 3, 4};
    const cost::MeanSquaredError once{x, y};
    const GradientDescent optimizer{rate::Constant{0.125}, stop::AfterIterations{5}};
    for (const Index times : {2, 4, 16}) {
        CAPTURE(times);
        const Eigen::VectorXd many_x = repeated<Eigen::VectorXd>(x, times);
        const Eigen::VectorXd many_y = repeated<Eigen::VectorXd>(y, times);
        const cost::MeanSquaredError many{many_x, many_y};
        auto run = optimizer.run(many, Eigen::Vector2d{0, 0});
        for (const auto& now : optimizer.run(once, Eigen::Vector2d{0, 0})) {
            CHECK(run.now().theta == now.theta);
            CHECK(run.now().gradient == now.gradient);
            CHECK(run.now().cost == now.cost);
            run.advance();
        }
        CHECK(run.now().iteration == 5);
    }
}

TEST_CASE("Repeating the training set leaves every iterate as it was, to rounding",
          "[article][training_set]") {
    // The exact map theta -> theta - alpha gradient brings two thetas no further apart in the
    // Euclidean norm if alpha <= 2/L, and alpha = 0.1 is: L <= 2 (1 + n) = 8 for n = 3, |x| <= 1.
    // So the iterates drift apart by the rounding of each step alone, and linearly. A step rounds a
    // sum of km terms (error) x, where |theta| < 2, which is checked, makes |error| < 4 * 2 + 1
    // = 9. The mean carries (km + 2n + 8) u of 9 at most, the step 2 alpha = 0.2 times that: 1.8
    // (km + 14) u in each entry. Two runs do so, and the norm of 4 entries is twice the largest:
    // times 4.
    constexpr double u = std::numeric_limits<double>::epsilon() / 2;
    constexpr Index m = 57;
    const Drawn<double> drawn{m, 3};
    const cost::MeanSquaredError once{drawn.x, drawn.y};
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{100}};
    for (const Index times : {2, 3, 7}) {
        CAPTURE(times);
        const Eigen::MatrixXd many_x = repeated(drawn.x, times);
        const Eigen::VectorXd many_y = repeated(drawn.y, times);
        const cost::MeanSquaredError many{many_x, many_y};
        auto run = optimizer.run(many, many.start());
        for (const auto& now : optimizer.run(once, once.start())) {
            CAPTURE(now.iteration);
            const double bound = 7.2 * static_cast<double>((times * m + 14) * now.iteration) * u;
            CHECK(max_norm(now.theta) < 2);
            CHECK((run.now().theta - now.theta).norm() <= bound);
            run.advance();
        }
        CHECK(run.now().iteration == 100);
    }
}

TEST_CASE("Without the 1/m the step would grow with the training set", "[article][training_set]") {
    // m J is the sum of squared errors. Repeated four times, the same alpha takes four times the
    // step; alpha/4 would be needed.
    const Eigen::Vector4d x{-1, 0, 1, 2};
    const Eigen::Vector4d y{0, 1, 3, 4};
    const Eigen::VectorXd many_x = repeated<Eigen::VectorXd>(x, 4);
    const Eigen::VectorXd many_y = repeated<Eigen::VectorXd>(y, 4);
    const auto sum = 4 * cost::MeanSquaredError{x, y};
    const auto many_sum = 16 * cost::MeanSquaredError{many_x, many_y};
    const auto first_step = [](const auto& cost, double alpha) {
        const GradientDescent optimizer{rate::Constant{alpha}, stop::AfterIterations{1}};
        auto run = optimizer.run(cost, Eigen::Vector2d{0, 0});
        run.advance();
        return Eigen::Vector2d{run.now().theta};
    };
    // (2/m) sum of errors is -4 at theta = 0, and times x -11/2; times m = 4: 16 and 22, over 32.
    CHECK(first_step(sum, 1.0 / 32) == Eigen::Vector2d{0.5, 0.6875});
    CHECK(first_step(many_sum, 1.0 / 32) == Eigen::Vector2d{2, 2.75});
    CHECK(first_step(many_sum, 1.0 / 128) == Eigen::Vector2d{0.5, 0.6875});
}

TEST_CASE("An update is the mean of the updates that each example asks for",
          "[article][training_set]") {
    const Eigen::Vector4d x{-1, 0, 0.5, 3};
    const Eigen::Vector4d y{0.25, 1, 2, 2.5};
    const Eigen::Vector2d theta{0.5, -0.75};
    Eigen::Vector2d gradient;
    Eigen::Vector2d sum{0, 0};
    for (Index i = 0; i < 4; ++i) {
        const Eigen::VectorXd one_x = x.segment(i, 1);
        const Eigen::VectorXd one_y = y.segment(i, 1);
        evaluate(cost::MeanSquaredError{one_x, one_y}, theta, gradient);
        sum += gradient;
    }
    evaluate(cost::MeanSquaredError{x, y}, theta, gradient);
    CHECK(gradient == sum / 4); // dyadic: no rounding in either
}

TEST_CASE("One outlier among m moves the first update by its 1/m share",
          "[article][training_set]") {
    // Example (x, y) becomes (x, y + D): its error falls by D, its term of the gradient by
    // (2/m) D (1, x), and theta_1 = theta_0 - alpha gradient moves by (2 alpha D / m) (1, x).
    // Here x = 3, D = 1000, alpha = 1/8: (250, 750) / m. m is a power of 2, so nothing is rounded.
    const Index m = GENERATE(1, 2, 4, 64, 1024);
    CAPTURE(m);
    Eigen::VectorXd x(m);
    Eigen::VectorXd y(m);
    for (Index i = 0; i < m; ++i) {
        x[i] = static_cast<double>(i % 5) / 2 - 1;
        y[i] = static_cast<double>(i % 7) / 4;
    }
    x[m / 2] = 3;
    Eigen::VectorXd with_outlier = y;
    with_outlier[m / 2] += 1000;
    const GradientDescent optimizer{rate::Constant{0.125}, stop::AfterIterations{1}};
    const auto first_iterate = [&](const Eigen::VectorXd& targets) {
        auto run = optimizer.run(cost::MeanSquaredError{x, targets}, Eigen::Vector2d{0.5, -0.25});
        run.advance();
        return Eigen::Vector2d{run.now().theta};
    };
    const Eigen::Vector2d moved = first_iterate(with_outlier) - first_iterate(y);
    CHECK(exactly(moved[0]) == Rational(250, m));
    CHECK(exactly(moved[1]) == Rational(750, m));
}

} // namespace
} // namespace descent::article::training_set
