// SPDX-License-Identifier: MIT
// CostFlat: when the cost no longer moves, and whether that is convergence.
#include "catch.hpp"

#include "history.hpp"

#include <descent/stop/cost_flat.hpp>

#include <limits>
#include <vector>

namespace descent::tests::cost_flat {
namespace {

using Catch::Matchers::Message;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A run along which the gradient promises nothing, so that the costs alone count.
std::vector<Iterate<double>> promising_nothing(const std::vector<double>& costs) {
    std::vector<Made> met;
    for (const double cost : costs) {
        met.push_back({1, cost, 0});
    }
    return history(met);
}

} // namespace

TEST_CASE("CostFlat counts flat iterations in a row", "[stop][cost_flat]") {
    struct Row {
        const char* story;
        std::vector<double> costs;
        double tolerance;
        int patience;
        std::int64_t stops_at;
    };
    const auto row = GENERATE(values<Row>({
        {"one flat step is enough", {5, 3, 3}, 0, 1, 2},
        {"a drop starts the count again", {5, 5, 3, 3, 3}, 0, 2, 4},
        {"patience is not reached", {5, 3, 3, 3}, 0, 3, never},
        {"the first iterate has no past", {5}, 1, 1, never},
        {"relative to the cost: 1 > 0.99, 0.5 <= 0.985", {100, 99, 98.5}, 0.01, 1, 2},
        {"relative to the fall so far: 8 <= 0.1 * 88", {100, 20, 12}, 0.1, 1, 2},
        {"a rise is a change", {100, 102}, 0.01, 1, never},
        {"a small rise is flat", {100, 101}, 0.01, 1, 1},
        {"a cost of 0 is no special case", {4, 0, 0}, 0, 1, 2},
        {"costs below zero", {-1, -100, -100.5}, 0.01, 1, 2},
    }));
    CAPTURE(row.story, row.costs);
    CHECK(first_stop(stop::CostFlat{row.tolerance, row.patience}, promising_nothing(row.costs)) ==
          row.stops_at);
}

TEST_CASE("CostFlat is not deceived by jumps across a valley", "[stop][cost_flat]") {
    // theta^2 at the rate 1: theta = 3, -3, 3, ... and the cost stays 9 for ever, while every
    // gradient promises a fall of 6 * 6.
    const auto jumps = history({{3, 9, 6}, {-3, 9, -6}, {3, 9, 6}, {-3, 9, -6}, {3, 9, 6}});
    for (const double tolerance : {0., 1e-8, 1e-2, 1.}) {
        CHECK(first_stop(stop::CostFlat{tolerance}, jumps) == never);
    }
    const auto found = verdict(stop::CostFlat{0.5}, jumps);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::CostFlat");
    CHECK(found.records[0].measured == 36);
    CHECK(found.records[0].limit == 4.5);
    CHECK_FALSE(found.records[0].fired);
}

TEST_CASE("CostFlat says converged only if the gradient has fallen too", "[stop][cost_flat]") {
    // The gradient must fall to 10 sqrt(1e-4) = 0.1 of the largest.
    struct Row {
        const char* story;
        std::vector<Made> met;
        Outcome outcome;
    };
    const auto row = GENERATE(values<Row>({
        {"fallen to 0.05", {{1, 5, 10}, {1, 5, 0.5}}, Outcome::converged},
        {"fallen to 0.5 only", {{1, 5, 10}, {1, 5, 5}}, Outcome::stalled},
        {"not at all, as under a tiny rate", {{3, 9, 6}, {3, 9, 6}}, Outcome::stalled},
        {"the largest need not be the first",
         {{1, 5, 1}, {1, 4, 10}, {1, 4, 0.05}},
         Outcome::converged},
        {"the start was small already", {{1, 5, 1}, {1, 5, 1}}, Outcome::stalled},
        {"it was 0 from the start", {{0, 0, 0}, {0, 0, 0}}, Outcome::converged},
    }));
    CAPTURE(row.story);
    const auto found = verdict(stop::CostFlat{1e-4}, history(row.met));
    CHECK(found.at == std::int64_t(row.met.size()) - 1);
    CHECK(name(found.outcome) == name(row.outcome));
    CHECK(found.records.at(0).fired);
}

TEST_CASE("CostFlat without tolerance says converged only at a gradient of 0",
          "[stop][cost_flat]") {
    // The square of 1e-200 is 0 in double, and no gradient of 0.
    const stop::CostFlat exact{0};
    CHECK(name(verdict(exact, history({{1, 5, 1}, {1, 5, 1e-200}})).outcome) == "stalled");
    CHECK(name(verdict(exact, history({{1, 5, 1}, {1, 5, 0}})).outcome) == "converged");
    CHECK(name(verdict(stop::CostFlat{1e-300}, history({{1, 5, 1}, {1, 5, 1e-200}})).outcome) ==
          "converged");
}

TEST_CASE("CostFlat starts afresh with every run", "[stop][cost_flat]") {
    const stop::CostFlat policy{0, 2};
    CHECK(first_stop(policy, promising_nothing({5, 5})) == never);
    CHECK(first_stop(policy, promising_nothing({5, 5, 5})) == 2);
}

TEST_CASE("CostFlat refuses settings out of range", "[stop][cost_flat]") {
    CHECK_THROWS_MATCHES(stop::CostFlat{-1e-8}, InvalidSetting,
                         Message("stop::CostFlat: tolerance must be >= 0, got -1e-08"));
    CHECK_THROWS_MATCHES(stop::CostFlat{nan}, InvalidSetting,
                         Message("stop::CostFlat: tolerance must be >= 0, got nan"));
    CHECK_THROWS_MATCHES((stop::CostFlat{1e-8, 0}), InvalidSetting,
                         Message("stop::CostFlat: patience must be >= 1, got 0"));
}

} // namespace descent::tests::cost_flat
