// SPDX-License-Identifier: MIT
// Losses: values and derivatives against formulas in long double, extremes, labels.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace descent::losses {
namespace {

using Long = long double;
using Eigen::ArrayXd;
using Eigen::VectorXd;

constexpr double eps = std::numeric_limits<double>::epsilon();

/// l and dl/dh within `ulps` roundings of the formulas, at scores and targets of all sizes.
///
/// A loss takes some ten operations, each within half an ulp of what enters it, and exp and log
/// within one; h - y is rounded once, which the slope and the curvature magnify.
template <class L, class Value, class Derivative>
void agrees(const L& loss, const std::vector<double>& targets, const Value& value,
            const Derivative& derivative, double curvature) {
    for (const double h : {-700.0, -40.0, -3.5, -1.0, -0.75, -1e-3, -1e-9, 0.0, 1e-12, 0.1, 0.5,
                           1.0, 2.0, 5.25, 36.7, 50.0, 700.0}) {
        for (const double y : targets) {
            CAPTURE(h, y);
            const Long l = value(Long(h), Long(y));
            const Long slope = derivative(Long(h), Long(y));
            const Long rounding = std::abs(Long(h) - Long(y)) * eps;
            CHECK(std::abs(Long(loss.value(h, y)) - l) <=
                  10 * eps * std::abs(l) + std::abs(slope) * rounding);
            CHECK(std::abs(Long(loss.derivative(h, y)) - slope) <=
                  10 * eps * std::abs(slope) + Long(curvature) * rounding);
        }
    }
}

TEST_CASE("the squared losses are their formulas", "[loss]") {
    const std::vector<double> y{-3, 0, 0.1, 1e3};
    agrees(
        loss::Squared{}, y, [](Long h, Long t) { return (h - t) * (h - t); },
        [](Long h, Long t) { return 2 * (h - t); }, loss::Squared{}.curvature());
    agrees(
        loss::HalfSquared{}, y, [](Long h, Long t) { return (h - t) * (h - t) / 2; },
        [](Long h, Long t) { return h - t; }, loss::HalfSquared{}.curvature());
}

TEST_CASE("the Huber loss is quadratic inside delta and linear outside", "[loss]") {
    const Long delta = 1.5;
    agrees(
        loss::Huber{1.5}, {-3, 0, 0.1, 1e3},
        [&](Long h, Long t) {
            const Long r = std::abs(h - t);
            return r <= delta ? r * r / 2 : delta * (r - delta / 2);
        },
        [&](Long h, Long t) {
            const Long r = h - t;
            return std::abs(r) <= delta ? r : std::copysign(delta, r);
        },
        loss::Huber{1.5}.curvature());
}

TEST_CASE("the smoothed absolute loss is below the absolute one by less than epsilon", "[loss]") {
    const Long epsilon = 0.125;
    agrees(
        loss::SmoothedAbsolute{0.125}, {-3, 0, 0.1, 1e3},
        [&](Long h, Long t) { // (r^2) / (root + epsilon) = root - epsilon, which cancels
            const Long r = h - t;
            return r * r / (std::hypot(r, epsilon) + epsilon);
        },
        [&](Long h, Long t) { return (h - t) / std::hypot(h - t, epsilon); },
        loss::SmoothedAbsolute{0.125}.curvature());
    CHECK(loss::SmoothedAbsolute{0.125}.curvature() == 8);
    for (const double r : {-1e6, -1.0, 0.0, 0.01, 3.0}) {
        const double below = std::abs(r) - loss::SmoothedAbsolute{0.125}.value(r, 0.0);
        CHECK(below >= 0);
        CHECK(below < 0.125);
    }
}

/// In the numbers of Scalar, at errors r of all sizes, held against long double.
template <class Scalar>
void smoothed_absolute_in(double epsilon, const std::vector<double>& errors) {
    const loss::SmoothedAbsolute loss{epsilon};
    const Scalar rounding = 10 * std::numeric_limits<Scalar>::epsilon();
    for (const double size : errors) {
        for (const Scalar r : {static_cast<Scalar>(size), static_cast<Scalar>(-size)}) {
            CAPTURE(epsilon, r);
            // as double takes them: long double takes their squares
            const Long root = std::hypot(Long(r), Long(epsilon));
            const Long value = Long(r) * (Long(r) / (root + Long(epsilon)));
            const Long slope = Long(r) / root;
            const Long least = Long((std::numeric_limits<Scalar>::min)());
            CHECK(std::abs(Long(loss.value(r, Scalar(0))) - value) <= rounding * value + least);
            CHECK(std::abs(Long(loss.derivative(r, Scalar(0))) - slope) <=
                  rounding * std::abs(slope) + least);
        }
    }
}

TEST_CASE("the smoothed absolute loss takes errors and epsilons of any size", "[loss]") {
    const std::vector<double> errors{0,    5e-324, 1e-310, 1e-170, 1e-160, 1e-20,
                                     1e-3, 1,      1e20,   1e154,  1e160,  1e308};
    for (const double epsilon : {1e-307, 1e-170, 1e-20, 1.0, 1e20, 1e160, 1e308}) {
        smoothed_absolute_in<double>(epsilon, errors);
    }
    for (const double epsilon : {1e-37, 1e-20, 1.0, 1e20, 1e37}) {
        smoothed_absolute_in<float>(epsilon, {0, 1e-37, 1e-20, 1e-3, 1, 1e10, 1e19, 1e38});
    }
    // what a float holds as 0, or as infinity
    for (const double epsilon : {1e-50, 1e-170}) {
        CHECK(loss::SmoothedAbsolute{epsilon}.value(0.0F, 0.0F) == 0);
        CHECK(loss::SmoothedAbsolute{epsilon}.derivative(0.0F, 0.0F) == 0);
        CHECK(loss::SmoothedAbsolute{epsilon}.value(3.0F, 1.0F) == 2);
        CHECK(loss::SmoothedAbsolute{epsilon}.derivative(3.0F, 4.0F) == -1);
    }
    CHECK(loss::SmoothedAbsolute{1e60}.derivative(3.0F, 1.0F) == 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    CHECK(std::isnan(loss::SmoothedAbsolute{1}.value(nan, 0.0)));
    CHECK(std::isnan(loss::SmoothedAbsolute{1}.derivative(nan, 0.0)));
    CHECK(loss::SmoothedAbsolute{1}.value(-inf, 0.0) == inf);
    CHECK(loss::SmoothedAbsolute{1}.derivative(-inf, 0.0) == -1);
}

TEST_CASE("the logistic loss keeps all its digits on both sides", "[loss]") {
    agrees(
        loss::Logistic{}, {1, 0, -1},
        [](Long h, Long y) {
            const Long margin = y > 0 ? h : -h;
            return margin > 0 ? std::log1p(std::exp(-margin))
                              : -margin + std::log1p(std::exp(margin));
        },
        [](Long h, Long y) { return y > 0 ? -1 / (1 + std::exp(h)) : 1 / (1 + std::exp(-h)); },
        loss::Logistic{}.curvature());
}

// exp(1e5) overflows even long double; the loss of a wrong score h is |h| to all digits
TEST_CASE("the logistic loss takes scores of any size", "[loss]") {
    for (const double h : {1e5, 1e300, std::numeric_limits<double>::max()}) {
        CHECK(loss::Logistic{}.value(h, 1.0) == 0);
        CHECK(loss::Logistic{}.derivative(h, 1.0) == 0);
        CHECK(loss::Logistic{}.value(h, 0.0) == h);
        CHECK(loss::Logistic{}.derivative(h, 0.0) == 1);
        CHECK(loss::Logistic{}.value(-h, 1.0) == h);
        CHECK(loss::Logistic{}.derivative(-h, 1.0) == -1);
    }
}

TEST_CASE("the Poisson loss is exp(h) - y h", "[loss]") {
    for (const double h : {-30.0, -1.0, 0.0, 0.5, 20.0}) {
        for (const double y : {0.0, 0.5, 7.0}) {
            const Long e = std::exp(Long(h));
            const Long product = std::abs(Long(y) * Long(h));
            CHECK(std::abs(Long(loss::Poisson{}.value(h, y)) - (e - Long(y) * Long(h))) <=
                  2 * eps * (e + product));
            CHECK(std::abs(Long(loss::Poisson{}.derivative(h, y)) - (e - Long(y))) <=
                  2 * eps * (e + Long(y)));
        }
    }
}

/// Blocks: every number as from the one-example form but for a few roundings of exp and log.
template <class L>
void block_agrees(const L& loss, const std::vector<double>& labels, double most) {
    const Index b = 48;
    ArrayXd h(b);
    ArrayXd y(b);
    for (Index i = 0; i < b; ++i) {
        h[i] = most * std::pow(0.6, i) * (i % 3 == 0 ? -1 : 1);
        y[i] = labels[static_cast<std::size_t>(i) % labels.size()];
    }
    ArrayXd value(b);
    ArrayXd derivative(b);
    const double tiny = 1e-300; // Eigen's exp does not underflow to 0
    loss.value_and_derivative(h, y, value, derivative);
    for (Index i = 0; i < b; ++i) {
        CAPTURE(i, h[i], y[i]);
        const double scale = std::is_same_v<L, loss::Poisson> ? std::abs(y[i] * h[i]) + y[i] : 0;
        CHECK(std::abs(value[i] - loss.value(h[i], y[i])) <=
              8 * eps * (std::abs(loss.value(h[i], y[i])) + scale) + tiny);
        CHECK(std::abs(derivative[i] - loss.derivative(h[i], y[i])) <=
              8 * eps * (std::abs(loss.derivative(h[i], y[i])) + scale) + tiny);
    }
}

TEST_CASE("losses of a block are those of its examples", "[loss]") {
    block_agrees(loss::Poisson{}, {0, 1, 2.5, 40}, 30);
    block_agrees(loss::Poisson{}, {0, 1, 2.5, 40}, 800); // exp overflows
    block_agrees(loss::Logistic{}, {0, 1}, 30);
    block_agrees(loss::Logistic{}, {-1, 1}, 700);
}

TEST_CASE("softmax of a block is that of its examples", "[loss]") {
    const Index b = 32;
    for (const Index classes : {2, 3, 7}) {
        const loss::Softmax softmax{classes};
        for (const double most : {2.0, 500.0, 1e5}) {
            Eigen::ArrayXXd h(b + 16, classes); // columns with a gap
            ArrayXd y(b);
            for (Index i = 0; i < h.size(); ++i) {
                h.data()[i] = most * std::sin(static_cast<double>(i * i + 1));
            }
            for (Index i = 0; i < b; ++i) {
                y[i] = static_cast<double>(i % classes);
            }
            y[5] = static_cast<double>(classes); // no class, and no number
            y[6] = std::numeric_limits<double>::quiet_NaN();
            h(7, 1) = std::numeric_limits<double>::quiet_NaN();
            ArrayXd value(b);
            Eigen::ArrayXXd derivative(b, classes);
            softmax.value_and_derivative(h.topRows(b), y, value, derivative);
            for (Index i = 0; i < b; ++i) {
                CAPTURE(classes, most, i, y[i], h.row(i));
                if (i >= 5 && i <= 7) {
                    CHECK(std::isnan(value[i]));
                    CHECK((i == 7 || derivative.row(i).isNaN().all()));
                    continue;
                }
                ArrayXd gradient(classes);
                const double alone =
                    softmax.value_and_gradient(h.row(i).transpose(), y[i], gradient);
                const double tiny = 1e-300; // Eigen's exp does not underflow to 0
                CHECK(std::abs(value[i] - alone) <= 8 * eps * alone + tiny);
                // probabilities are rounded relative to themselves, those less 1 relative to 1
                CHECK((derivative.row(i).transpose() - gradient).abs().maxCoeff() <= 8 * eps);
                for (Index k = 0; k < classes; ++k) {
                    if (k != i % classes) {
                        CHECK(std::abs(derivative(i, k) - gradient[k]) <=
                              8 * eps * gradient[k] + tiny);
                    }
                }
            }
        }
    }
}

TEST_CASE("softmax gives probabilities less the label, at scores of any size", "[loss]") {
    const loss::Softmax softmax{3};
    CHECK(softmax.outputs() == 3);
    ArrayXd gradient(3);
    // equal scores: log 3, p = 1/3
    CHECK_THAT(softmax.value_and_gradient(ArrayXd::Constant(3, -7.5), 1.0, gradient),
               Catch::Matchers::WithinULP(std::log(3.0), 2));
    CHECK_THAT(gradient[0], Catch::Matchers::WithinULP(1.0 / 3, 2));
    CHECK_THAT(gradient[1], Catch::Matchers::WithinULP(-2.0 / 3, 2));
    // scores log 1, log 2, log 5: p = 1/8, 2/8, 5/8
    const ArrayXd h{{0, std::log(2.0), std::log(5.0)}};
    CHECK_THAT(softmax.value_and_gradient(h, 0.0, gradient),
               Catch::Matchers::WithinULP(std::log(8.0), 4));
    CHECK_THAT(gradient[0], Catch::Matchers::WithinULP(-0.875, 4));
    CHECK_THAT(gradient[1], Catch::Matchers::WithinULP(0.25, 4));
    CHECK_THAT(gradient[2], Catch::Matchers::WithinULP(0.625, 4));
    const ArrayXd large{{1e5, -1e5, 0}};
    CHECK(softmax.value_and_gradient(large, 0.0, gradient) == 0);
    CHECK(gradient.abs().maxCoeff() <= 1e-300); // exp(-1e5), which Eigen's exp keeps above 0
    CHECK(softmax.value_and_gradient(large, 1.0, gradient) == 2e5);
    CHECK(gradient.matrix() == VectorXd({{1, -1, 0}}));
}

// p_k - (1 where k = y) at two classes is the logistic derivative at the difference of the scores
TEST_CASE("softmax of two classes is the logistic loss of the difference", "[loss]") {
    const loss::Softmax softmax{2};
    ArrayXd gradient(2);
    for (const double h : {-5.0, -0.25, 0.0, 1.0, 9.0}) {
        for (const double y : {0.0, 1.0}) {
            const double value = softmax.value_and_gradient(ArrayXd{{0.5, 0.5 + h}}, y, gradient);
            // the subtraction of the two scores and log 1 + e, not log1p: a rounding of 1
            CHECK(std::abs(value - loss::Logistic{}.value(h, y)) <= 4 * eps);
            CHECK(std::abs(gradient[1] - loss::Logistic{}.derivative(h, y)) <= 4 * eps);
        }
    }
}

// --- settings and labels out of range ---

template <class Error, class Action>
std::string message(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST_CASE("settings of losses out of range are refused", "[loss]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(message<InvalidSetting>([] { loss::Huber{0}; }) ==
          "loss::Huber: delta must be finite and > 0, got 0");
    CHECK(message<InvalidSetting>([&] { loss::Huber{nan}; }) ==
          "loss::Huber: delta must be finite and > 0, got nan");
    CHECK(message<InvalidSetting>([] { loss::SmoothedAbsolute{-1}; }) ==
          "loss::SmoothedAbsolute: epsilon must be finite and > 0, got -1");
    CHECK(message<InvalidSetting>([] { loss::SmoothedAbsolute{1e-309}; }) ==
          "loss::SmoothedAbsolute: epsilon must be so large that 1/epsilon is finite, got 1e-309");
    CHECK(message<InvalidSetting>([] { loss::Softmax{1}; }) ==
          "loss::Softmax: classes must be >= 2, got 1");
}

TEST_CASE("labels out of range are named with their row", "[loss]") {
    struct Row {
        VectorXd y;
        const char* logistic;
        const char* softmax; // of three classes
        const char* poisson;
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const Row rows[] = {
        {VectorXd{{0, 1, 0}}, "no error", "no error", "no error"},
        {VectorXd{{-1, 1, -1}}, "no error", "y(0) must be one of 0, ..., 2, got -1",
         "y(0) must be a count, finite and >= 0, got -1"},
        {VectorXd{{1, 1}}, "no error", "no error", "no error"},
        {VectorXd{{1, 0, -1}}, "y(2) must be 0 or 1, as the entries before it, got -1",
         "y(2) must be one of 0, ..., 2, got -1", "y(2) must be a count, finite and >= 0, got -1"},
        {VectorXd{{-1, 0}}, "y(1) must be -1 or 1, as the entries before it, got 0",
         "y(0) must be one of 0, ..., 2, got -1", "y(0) must be a count, finite and >= 0, got -1"},
        {VectorXd{{1, 2}}, "y(1) must be 0 or 1, or else -1 or 1, got 2", "no error", "no error"},
        {VectorXd{{0, 3}}, "y(1) must be 0 or 1, as the entries before it, got 3",
         "y(1) must be one of 0, ..., 2, got 3", "no error"},
        {VectorXd{{0, 0.5}}, "y(1) must be 0 or 1, as the entries before it, got 0.5",
         "y(1) must be one of 0, ..., 2, got 0.5", "no error"},
        {VectorXd{{nan}}, "y(0) must be 0 or 1, or else -1 or 1, got nan",
         "y(0) must be one of 0, ..., 2, got nan",
         "y(0) must be a count, finite and >= 0, got nan"},
        {VectorXd{{inf}}, "y(0) must be 0 or 1, or else -1 or 1, got inf",
         "y(0) must be one of 0, ..., 2, got inf",
         "y(0) must be a count, finite and >= 0, got inf"},
        {VectorXd{{1e300}}, "y(0) must be 0 or 1, or else -1 or 1, got 1e+300",
         "y(0) must be one of 0, ..., 2, got 1e+300", "no error"}};
    for (const Row& row : rows) {
        CAPTURE(row.y.transpose());
        CHECK(message<InvalidData>([&] { loss::Logistic{}.require_targets(row.y); }) ==
              row.logistic);
        CHECK(message<InvalidData>([&] { loss::Softmax{3}.require_targets(row.y); }) ==
              row.softmax);
        CHECK(message<InvalidData>([&] { loss::Poisson{}.require_targets(row.y); }) == row.poisson);
    }
}

} // namespace
} // namespace descent::losses
