// SPDX-License-Identifier: MIT
// Costs of lambdas and structs, and costs that add and scale.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace descent::sums {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// theta . theta by value and gradient: the simple form.
struct Simple {
    double value(const VectorXd& theta) const { return theta.squaredNorm(); }
    VectorXd gradient(const VectorXd& theta) const { return 2 * theta; }
};

/// The sum of all entries by the joint form; a user's cost that knows nothing of the library.
struct Total {
    double value_and_gradient(const VectorXd& theta, VectorXd& gradient) const {
        gradient.setOnes();
        return theta.sum();
    }
};

struct Answer {
    double value;
    VectorXd gradient;
    bool operator==(const Answer&) const = default;
};

template <class Cost>
Answer at(const Cost& cost, const VectorXd& theta) {
    Answer answer;
    answer.value = evaluate(cost, theta, answer.gradient);
    return answer;
}

const VectorXd& theta() {
    static const VectorXd three{{1, 2, -3}};
    return three;
}

// theta = (1, 2, -3): theta . theta = 14, sum = 0
const Answer squares{14, VectorXd{{2, 4, -6}}};

TEST_CASE("a cost is made of one lambda, of two, or of a struct with value and gradient",
          "[cost][from_value_and_gradient]") {
    CHECK(at(cost::from_value_and_gradient([](const auto& t, auto& g) {
                 g = 2 * t;
                 return t.squaredNorm();
             }),
             theta()) == squares);
    CHECK(at(cost::from_value_and_gradient([](const auto& t) { return t.squaredNorm(); },
                                           [](const VectorXd& t) { return VectorXd(2 * t); }),
             theta()) == squares);
    CHECK(at(Simple{}, theta()) == squares);
    CHECK(minimize(Simple{}, theta()).theta.norm() < 1e-7);
}

TEST_CASE("a lambda's cost of one number is usable at compile time",
          "[cost][from_value_and_gradient]") {
    constexpr double minimum = [] {
        const auto parabola = cost::from_value_and_gradient(
            [](double t) { return (t - 3) * (t - 3); }, [](double t) { return 2 * (t - 3); });
        double gradient = 0;
        const double value = parabola.value_and_gradient(5.0, gradient);
        return value + gradient; // 4 + 4
    }();
    STATIC_REQUIRE(minimum == 8);
}

TEST_CASE("an own cost may have state by reference, and see its changes",
          "[cost][from_value_and_gradient]") {
    double weight = 1;
    const auto cost = cost::from_value_and_gradient([&weight](double t, double& g) {
        g = 2 * weight * t;
        return weight * t * t;
    });
    double gradient = 0;
    CHECK(evaluate(cost, 3.0, gradient) == 9);
    weight = 2;
    CHECK(evaluate(cost, 3.0, gradient) == 18);
    CHECK(gradient == 12);
}

TEST_CASE("costs add and scale", "[cost][sum]") {
    const cost::QuadraticBowl bowl;
    const auto sum = [](double value, double a, double b, double c) {
        return Answer{value, VectorXd{{a, b, c}}};
    };
    CHECK(at(bowl + bowl, theta()) == sum(28, 4, 8, -12));
    CHECK(at(0.5 * bowl, theta()) == sum(7, 1, 2, -3));
    CHECK(at(bowl * 0.5, theta()) == sum(7, 1, 2, -3));
    CHECK(at(2 * bowl, theta()) == sum(28, 4, 8, -12));
    CHECK(at(bowl + 0.5 * bowl, theta()) == sum(21, 3, 6, -9));
    CHECK(at(bowl + 0.5 * (bowl + 2 * bowl), theta()) == sum(35, 5, 10, -15));
    CHECK(at(0.25 * (0.5 * (4 * bowl)), theta()) == sum(7, 1, 2, -3));
    CHECK(at(bowl + bowl + bowl + bowl, theta()) == sum(56, 8, 16, -24));
    CHECK(at(-1 * bowl, theta()) == sum(-14, -2, -4, 6));
    CHECK(at(0 * bowl, theta()) == sum(0, 0, 0, 0));
}

TEST_CASE("a user's own cost adds to one of the library's, on either side", "[cost][sum]") {
    const Total total;
    const cost::QuadraticBowl bowl;
    const Answer expected{14, VectorXd{{3, 5, -5}}};
    CHECK(at(bowl + total, theta()) == expected);
    CHECK(at(total + bowl, theta()) == expected);
    CHECK(at(Total{} + cost::QuadraticBowl{}, theta()) == expected);
    CHECK(at(Simple{} + 3 * cost::QuadraticBowl{}, theta()) == Answer{56, VectorXd{{8, 16, -24}}});
}

TEST_CASE("costs that are all the user's own add and scale by name", "[cost][sum]") {
    const Total total;
    const Simple simple;
    CHECK(at(cost::Scaled{0.5, simple}, theta()) == Answer{7, VectorXd{{1, 2, -3}}});
    CHECK(at(cost::Sum{total, simple}, theta()) == Answer{14, VectorXd{{3, 5, -5}}});
    CHECK(at(cost::Sum{Total{}, cost::Scaled{0.5, Simple{}}}, theta()) ==
          Answer{7, VectorXd{{2, 3, -2}}});
    CHECK(at(cost::Scaled{2, simple} + total, theta()) == Answer{28, VectorXd{{5, 9, -11}}});
    STATIC_REQUIRE(std::is_same_v<decltype(cost::Sum{total, Simple{}}),
                                  cost::Sum<Viewed<Total>, Owned<Simple>>>);

    struct OfTheHouse : cost::Composable, Simple {}; // found by its base
    const OfTheHouse own;
    CHECK(at(0.5 * own + own, theta()) == Answer{21, VectorXd{{3, 6, -9}}});
}

TEST_CASE("a sum of numbers' costs works for a number", "[cost][sum]") {
    const auto cost = cost::QuadraticBowl{} + 2 * cost::QuadraticBowl{};
    double gradient = 0;
    CHECK(evaluate(cost, 3.0, gradient) == 27);
    CHECK(gradient == 18);
    float narrow = 0;
    CHECK(evaluate(cost, 3.0F, narrow) == 27);
}

TEST_CASE("a weight that is not finite is refused", "[cost][sum]") {
    CHECK_THROWS_WITH(std::numeric_limits<double>::infinity() * cost::QuadraticBowl{},
                      "cost: a weight must be finite, got inf");
}

TEST_CASE("ridge regression tends to (X'X/m + lambda) theta = X'y/m", "[cost][sum]") {
    // x = (1, 2, 3), y = (2, 3, 7), no intercept: X'X = 14, X'y = 29. d/dt of
    // 1/3 |X t - y|^2 + 2 t^2 is 2/3 (14 t - 29) + 4 t = 0 at t = 58/40 = 1.45
    const MatrixXd X{{1}, {2}, {3}};
    const VectorXd y{{2, 3, 7}};
    const auto ridge =
        cost::MeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}} + 2 * cost::SquaredNorm{};
    const auto result = minimize(ridge);
    CHECK(result.converged());
    // the gradient, 58/3 at zero, ends below 2e-7; the curvature is 40/3
    CHECK(std::abs(result.theta[0] - 1.45) < 2e-8);
}

TEST_CASE("a sum starts where its part with a start does", "[cost][sum]") {
    const MatrixXd X = training::inputs(5, 3);
    const VectorXd y = training::targets(5);
    const cost::MeanSquaredError J{X, y};
    CHECK((J + cost::SquaredNorm{}).start() == VectorXd::Zero(4));
    CHECK((cost::SquaredNorm{} + 2 * J).start() == VectorXd::Zero(4));
    CHECK((Total{} + J).start() == VectorXd::Zero(4));
    STATIC_REQUIRE(!StartingCost<decltype(cost::SquaredNorm{} + cost::SquaredNorm{})>);
    STATIC_REQUIRE(StartingCost<decltype(0.5 * J)>);
    CHECK_THROWS_WITH(minimize(J + cost::SquaredNorm{}, VectorXd(VectorXd::Zero(3))),
                      "theta0: must be 4 x 1 to fit the cost, got 3 x 1");
}

// G7
TEST_CASE("a cost that can only be moved is owned by sums, scalings and runs", "[cost][sum]") {
    struct MoveOnly : cost::Composable {
        std::unique_ptr<double> weight = std::make_unique<double>(3);
        double value_and_gradient(const VectorXd& t, VectorXd& g) const {
            g = 2 * *weight * t;
            return *weight * t.squaredNorm();
        }
    };
    STATIC_REQUIRE(!std::copy_constructible<MoveOnly>);
    const auto sum = 0.5 * (MoveOnly{} + cost::QuadraticBowl{});
    CHECK(at(sum, theta()) == Answer{28, VectorXd{{4, 8, -12}}});
    MoveOnly named;
    CHECK(at(named + cost::QuadraticBowl{}, theta()).value == 56); // viewed
    CHECK(at(std::move(named) + cost::QuadraticBowl{}, theta()).value == 56);
    auto run =
        GradientDescent{rate::Constant{0.125}, stop::AfterIterations{1}}.run(MoveOnly{}, theta());
    run.advance();
    CHECK(run.now().theta == 0.25 * theta()); // 1 - 6/8
}

TEST_CASE("named costs are viewed by a sum, temporaries owned: nothing dangles", "[cost][sum]") {
    const auto make = [](double weight) {
        return weight * cost::from_value_and_gradient([](const VectorXd& t, VectorXd& g) {
                   g = 2 * t;
                   return t.squaredNorm();
               }) +
               0.5 * (cost::QuadraticBowl{} + Total{});
    };
    CHECK(at(make(0.5), theta()) == Answer{14, VectorXd{{2.5, 4.5, -5.5}}});

    const Total total;
    const auto sum = cost::QuadraticBowl{} + total;
    STATIC_REQUIRE(
        std::is_same_v<decltype(sum), const cost::Sum<Owned<cost::QuadraticBowl>, Viewed<Total>>>);
    STATIC_REQUIRE(std::is_same_v<decltype(0.5 * sum),
                                  cost::Scaled<Viewed<std::remove_const_t<decltype(sum)>>>>);
}

TEST_CASE("each part of a sum is evaluated once an evaluation of the sum", "[cost][sum]") {
    std::int64_t first = 0;
    std::int64_t second = 0;
    const auto counting = [](std::int64_t& count) {
        return cost::from_value_and_gradient([&count](const VectorXd& t, VectorXd& g) {
            ++count;
            g = 2 * t;
            return t.squaredNorm();
        });
    };
    const auto sum = counting(first) + 0.5 * counting(second);
    const auto result =
        GradientDescent{rate::Backtracking{}, stop::AfterIterations{7}}.minimize(sum, theta());
    CHECK(first == result.evaluations);
    CHECK(second == result.evaluations);
}

/// Counts the memory that the sum's scratch takes: its buffer must be the same at each evaluation.
TEST_CASE("a sum evaluates its parts into the same buffers again and again", "[cost][sum]") {
    const double* other = nullptr;
    int moved = 0;
    const auto watching = cost::from_value_and_gradient([&](const VectorXd& t, VectorXd& g) {
        moved += other && other != g.data() ? 1 : 0;
        other = g.data();
        g = 2 * t;
        return t.squaredNorm();
    });
    const auto sum = cost::QuadraticBowl{} + watching;
    auto memory = scratch(sum, theta());
    VectorXd gradient = theta();
    for (int i = 0; i < 10; ++i) {
        evaluate(sum, memory, theta(), gradient);
    }
    CHECK(moved == 0);
    CHECK(gradient == 4 * theta());
}

} // namespace
} // namespace descent::sums
