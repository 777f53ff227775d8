// SPDX-License-Identifier: MIT
// Counts are exact, and no point is evaluated twice.
#include "catch.hpp"

#include "optimizer/counting_cost.hpp"

#include <descent/descent.hpp>

#include <cstdint>
#include <vector>

namespace descent::tests::counts {

TEST_CASE("a constant rate takes one evaluation an iterate", "[optimizer][counts]") {
    const CountingCost<double> cost;
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{7}};
    const auto result = optimizer.minimize(cost, 3.0);
    CHECK(result.iterations == 7);
    CHECK(result.evaluations == 8);
    CHECK(cost.count() == 8);
    CHECK(cost.each_once());
}

TEST_CASE("a search's trials are counted, and its accepted point is not evaluated again",
          "[optimizer][counts]") {
    // 3 - 1 * 6 = -3 is as high as 3; the parabola's minimum, half the way, is 0: the end.
    const CountingCost<double> cost;
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientBelow{1e-8}};
    const auto result = optimizer.minimize(cost, 3.0);
    CHECK(result.converged());
    CHECK(result.theta == 0);
    CHECK(result.iterations == 1);
    CHECK(result.evaluations == 3);
    CHECK(cost.asked() == std::vector<double>{3, -3, 0});
}

TEST_CASE("evaluations are exact at every iterate of a search", "[optimizer][counts]") {
    const CountingCost<Eigen::VectorXd> bowl;
    const auto valley = cost::from_value_and_gradient([&](const auto& theta, auto& gradient) {
        const double value = bowl.value_and_gradient(theta, gradient);
        gradient[1] *= 50;
        return value + 49 * theta[1] * theta[1];
    });
    const GradientDescent optimizer{update::Momentum{0.5}, rate::Backtracking{},
                                    stop::AfterIterations{60}};
    std::vector<std::int64_t> wrong;
    const auto result = optimizer.minimize(valley, Eigen::VectorXd::Ones(2), [&](const auto& now) {
        if (now.evaluations != bowl.count()) {
            wrong.push_back(now.iteration);
        }
    });
    CHECK(wrong.empty());
    CHECK(result.evaluations == bowl.count());
    CHECK(result.evaluations > result.iterations + 1); // the search did shorten some steps
    CHECK(bowl.each_once());
}

namespace {

/// Tries 1, 1/2 and 1/4, in this order, and takes the one that it is told to.
struct TriesThree {
    double taken;
    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>&, Line<scalar_t<Theta>> auto& line) const {
        for (const double alpha : {1., 0.5, 0.25}) {
            line(alpha);
        }
        return taken;
    }
};

} // namespace

TEST_CASE("a run takes over the last trial, and the lowest one", "[optimizer][counts]") {
    struct Row {
        const char* story;
        double taken;
        std::int64_t evaluations;
    };
    // From 4 the trials are at -4, 0 and 2, so 1/2 is the lowest.
    const auto row = GENERATE(values<Row>({
        {"the last trial", 0.25, 4},
        {"the lowest before it", 0.5, 4},
        {"one that is forgotten costs an evaluation", 1, 5},
        {"one that was never tried does too", 0.125, 5},
    }));
    CAPTURE(row.story);
    const CountingCost<double> cost;
    const GradientDescent optimizer{TriesThree{row.taken}, stop::AfterIterations{1}};
    const auto result = optimizer.minimize(cost, 4.0);
    CHECK(result.evaluations == row.evaluations);
    CHECK(cost.count() == row.evaluations);
    CHECK(cost.asked().at(1) == -4);
    auto run = optimizer.run(cost, 4.0);
    run.advance();
    CHECK(run.now().theta == 4 - row.taken * 8);
    CHECK(run.now().cost == run.now().theta * run.now().theta);
    CHECK(run.now().gradient == 2 * run.now().theta);
}

namespace {

/// Asks the line for the same trial twice.
struct AsksTwice {
    double rate(const Iterate<double>&, Line<double> auto& line) const {
        return line(0.25).value == line(0.25).value ? 0.25 : 0;
    }
};

} // namespace

TEST_CASE("asking a line again for its last trial costs nothing", "[optimizer][counts]") {
    const GradientDescent optimizer{AsksTwice{}, stop::AfterIterations{3}};
    CHECK(optimizer.minimize(cost::QuadraticBowl{}, 4.0).evaluations == 4);
}

TEST_CASE("AfterEvaluations may overrun by the trials of one iteration", "[optimizer][counts]") {
    const CountingCost<double> cost;
    const GradientDescent optimizer{rate::Backtracking{}, stop::AfterEvaluations{2}};
    const auto result = optimizer.minimize(cost, 3.0);
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK(result.evaluations == 3);
}

TEST_CASE("a policy without a budget gets a million iterations", "[optimizer][counts]") {
    // theta^2 at the rate 1 goes back and forth between 3 and -3 for ever.
    const GradientDescent optimizer{rate::Constant{1}, stop::GradientBelow{0}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK(result.iterations == 1'000'000);
    CHECK(result.evaluations == 1'000'001);
    REQUIRE(result.stop.size() == 3);
    CHECK(result.stop[0].name == "stop::GradientBelow");
    CHECK(result.stop[1].name == "stop::AfterIterations");
    CHECK(result.stop[1].fired);
    CHECK(result.stop[2].name == "stop::Diverging");
}

TEST_CASE("a policy with a budget gets no other", "[optimizer][counts]") {
    const GradientDescent optimizer{rate::Constant{1},
                                    stop::GradientBelow{0} | stop::AfterIterations{1'000'010}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.iterations == 1'000'010);
    REQUIRE(result.stop.size() == 3);
    CHECK(result.stop[2].name == "stop::Diverging");
}

} // namespace descent::tests::counts
