// SPDX-License-Identifier: MIT
// One optimizer and one cost serve many runs: again, continued, copied, nested, from many threads.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cstdint>
#include <thread>
#include <vector>

namespace descent::objects {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Small integers without a pattern, the same everywhere.
double number(Index i) { return static_cast<double>((i * 7919 + 104729) % 23) - 11; }

struct Data {
    MatrixXd X = MatrixXd::NullaryExpr(200, 4, [](Index i, Index j) { return number(4 * i + j); });
    VectorXd y = VectorXd::NullaryExpr(200, [](Index i) { return number(1000 + i); });
};

auto optimizer() {
    return GradientDescent{update::Momentum{0.5}, rate::Backtracking{},
                           stop::CostFlat{1e-12, 3} | stop::AfterIterations{200}};
}

bool same(const Result<VectorXd>& a, const Result<VectorXd>& b) {
    return a.outcome == b.outcome && a.theta == b.theta && a.cost == b.cost &&
           a.gradient == b.gradient && a.iterations == b.iterations &&
           a.evaluations == b.evaluations;
}

// G4, G1, C15, P5
TEST_CASE("a second run of the same objects gives the same bits, and changes no input",
          "[reliability][G4]") {
    const Data data;
    const Data copy = data;
    const cost::HalfMeanSquaredError J{data.X, data.y};
    const VectorXd start = J.start();
    const auto first_optimizer = optimizer();
    const auto first = first_optimizer.minimize(J, start);
    const auto second = first_optimizer.minimize(J, start);
    const auto copied = first_optimizer;
    CHECK(first.iterations > 3);
    CHECK(same(first, second));
    CHECK(same(first, copied.minimize(J, start)));
    CHECK(same(first, optimizer().minimize(cost::HalfMeanSquaredError{copy.X, copy.y}, start)));
    CHECK(data.X == copy.X);
    CHECK(data.y == copy.y);
    CHECK(start == VectorXd::Zero(5));
}

// G9
TEST_CASE("plain gradient descent continues from its result as if it had not stopped",
          "[reliability][G9]") {
    const auto after = [](std::int64_t iterations, const VectorXd& start) {
        return GradientDescent{rate::Constant{0.1}, stop::AfterIterations{iterations}}
            .minimize(cost::QuadraticBowl{} + cost::QuadraticBowl{}, start)
            .theta;
    };
    const VectorXd start{{1, 3, -7}};
    for (std::int64_t n = 1; n <= 20; ++n) {
        CHECK(after(20 - n, after(n, start)) == after(20, start));
    }
}

// G6
TEST_CASE("a result outlives optimizer, cost and data", "[reliability][G6]") {
    const auto result = [] {
        const Data data;
        return optimizer().minimize(cost::HalfMeanSquaredError{data.X, data.y},
                                    VectorXd(VectorXd::Zero(5)));
    }();
    CHECK(result.theta.allFinite());
    CHECK(result.stop.size() == 3);
    CHECK(result.stop[0].name == "stop::CostFlat");
}

// F7, F8
TEST_CASE("the result may be assigned to the start, or to a vector that the start is part of",
          "[reliability][F7][F8]") {
    const GradientDescent gradient_descent{rate::Constant{0.125}, stop::AfterIterations{3}};
    VectorXd x{{1, 2, 3, 4, 5}};
    const VectorXd all = x;
    const VectorXd expected = gradient_descent.minimize(cost::QuadraticBowl{}, x).theta;
    x = gradient_descent.minimize(cost::QuadraticBowl{}, x).theta;
    CHECK(x == expected);
    CHECK(expected == 0.421875 * all); // 0.75^3
    x.head(4) = gradient_descent.minimize(cost::QuadraticBowl{}, x.tail(4)).theta;
    CHECK(x.head(4) == 0.421875 * 0.421875 * all.tail(4));
    CHECK(x[4] == expected[4]);
}

// H5
TEST_CASE("an observer may start a run of the same optimizer and cost", "[reliability][H5]") {
    const Data data;
    const cost::HalfMeanSquaredError J{data.X, data.y};
    const auto outer = optimizer();
    const auto alone = outer.minimize(J, J.start());
    int nested = 0;
    const auto result = outer.minimize(J, J.start(), [&](const Iterate<VectorXd>&) {
        nested += same(outer.minimize(J, J.start()), alone) ? 1 : 0;
    });
    CHECK(same(result, alone));
    CHECK(nested == static_cast<int>(result.iterations) + 1);
}

// H7, H8
TEST_CASE("sixteen threads on one optimizer and one cost get the bits of one thread alone",
          "[reliability][H7]") {
    const Data data;
    const cost::HalfMeanSquaredError J{data.X, data.y};
    const auto ridge = J + 0.5 * cost::SquaredNorm{};
    const auto shared = optimizer();
    const auto alone = shared.minimize(ridge, ridge.start());
    std::vector<Result<VectorXd>> results(16);
    {
        std::vector<std::thread> threads;
        for (auto& result : results) {
            threads.emplace_back([&] { result = shared.minimize(ridge, ridge.start()); });
        }
        for (auto& thread : threads) {
            thread.join();
        }
    }
    for (const auto& result : results) {
        CHECK(same(result, alone));
    }
}

// E13, P7: a stalled run shows each iterate once, by hand, in a range and to observers
TEST_CASE("a run that stalls shows its last iterate once", "[reliability]") {
    const auto uphill = cost::from_value_and_gradient([](double t) { return t * t; },
                                                      [](double t) { return -2 * t; });
    const GradientDescent searching{rate::Backtracking{}, stop::AfterIterations{5}};
    int observed = 0;
    const auto result = searching.minimize(uphill, 1.0, [&](const auto&) { ++observed; });
    CHECK(result.outcome == Outcome::stalled);
    CHECK(observed == 1);
    int ranged = 0;
    for ([[maybe_unused]] const auto& now : searching.run(uphill, 1.0)) {
        ++ranged;
    }
    CHECK(ranged == 1);
    auto run = searching.run(uphill, 1.0);
    CHECK(!run.advance());
    CHECK(run.finished());
    CHECK(!run.advance());
}

} // namespace
} // namespace descent::objects
