// SPDX-License-Identifier: MIT
// ParametersStill: when theta no longer moves, and whether that is convergence.
#include "catch.hpp"

#include "history.hpp"

#include <descent/stop/parameters_still.hpp>

#include <limits>
#include <vector>

namespace descent::tests::parameters_still {
namespace {

using Catch::Matchers::Message;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Iterate<double>> with_thetas(const std::vector<double>& thetas) {
    std::vector<Made> met;
    for (const double theta : thetas) {
        met.push_back({theta, 1, 1});
    }
    return history(met);
}

} // namespace

TEST_CASE("ParametersStill compares the last step with theta", "[stop][parameters_still]") {
    struct Row {
        const char* story;
        std::vector<double> thetas;
        double tolerance;
        std::int64_t stops_at;
    };
    const auto row = GENERATE(values<Row>({
        {"the first iterate has no past", {1}, 1, never},
        {"a step of 0.25 is small beside 64", {100, 64.25, 64}, 0.00390625, 2}, // 1/256
        {"and not beside 63.75", {100, 64, 63.75}, 0.00390625, never},
        {"the sign of theta does not matter", {-100, -64.25, -64}, 0.00390625, 2},
        {"tolerance 0 waits until theta does not move", {2, 1, 1}, 0, 2},
        {"also at 0", {0, 0}, 0, 1},
        {"close to 0 nothing is small beside theta", {4, 2, 1, 0.5}, 0.5, never},
        {"jumps across a valley are not small", {3, -3, 3, -3}, 1, never},
    }));
    CAPTURE(row.story, row.thetas);
    CHECK(first_stop(stop::ParametersStill{row.tolerance}, with_thetas(row.thetas)) ==
          row.stops_at);
}

TEST_CASE("ParametersStill takes the largest step over the largest entry", "[stop]") {
    using Theta = Eigen::Vector2d;
    Iterate<Theta> now{
        {Theta(100, 1), 1, Theta(1, 1), 1}, 0, 1, 0, {Theta(100, 1), 1, Theta(1, 1), 1}};
    const stop::ParametersStill policy{0.015625}; // 1/64
    auto memory = policy.init(now);
    CHECK_FALSE(policy.check(memory, now));
    now.iteration = 1;
    now.previous.theta = Theta(100, 3); // a step of 2 in the small entry: 2 > 100 / 64
    CHECK_FALSE(policy.check(memory, now));
    now.previous.theta = Theta(100, 2); // 1 <= 100 / 64
    CHECK(policy.check(memory, now));
    CHECK(policy.record(memory, now).measured == 1);
    CHECK(policy.record(memory, now).limit == 1.5625);
    CHECK(policy.record(memory, now).name == "stop::ParametersStill");
}

TEST_CASE("ParametersStill says converged only if the gradient has fallen too", "[stop]") {
    // The gradient must fall to 10 sqrt(1e-4) = 0.1 of the largest.
    struct Row {
        const char* story;
        std::vector<Made> met;
        Outcome outcome;
    };
    const auto row = GENERATE(values<Row>({
        {"fallen to 0.05", {{1, 5, 10}, {1, 4, 0.5}}, Outcome::converged},
        {"fallen to 0.5 only", {{1, 5, 10}, {1, 4, 5}}, Outcome::stalled},
        {"not at all, as under a tiny rate", {{3, 9, 6}, {3, 9, 6}}, Outcome::stalled},
        {"the largest need not be the first",
         {{3, 5, 1}, {1, 4, 10}, {1, 4, 0.05}},
         Outcome::converged},
        {"it was 0 from the start", {{0, 0, 0}, {0, 0, 0}}, Outcome::converged},
    }));
    CAPTURE(row.story);
    const auto found = verdict(stop::ParametersStill{1e-4}, history(row.met));
    CHECK(found.at == std::int64_t(row.met.size()) - 1);
    CHECK(name(found.outcome) == name(row.outcome));
    CHECK(found.records.at(0).fired);
}

TEST_CASE("ParametersStill refuses a tolerance that is negative or NaN", "[stop]") {
    CHECK_THROWS_MATCHES(stop::ParametersStill{-1}, InvalidSetting,
                         Message("stop::ParametersStill: tolerance must be >= 0, got -1"));
    CHECK_THROWS_MATCHES(stop::ParametersStill{nan}, InvalidSetting,
                         Message("stop::ParametersStill: tolerance must be >= 0, got nan"));
}

} // namespace descent::tests::parameters_still
