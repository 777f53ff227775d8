// SPDX-License-Identifier: MIT
// The policies that compare cost or gradient with a limit: CostBelow, GradientBelow,
// GradientReducedBy, Diverging.
#include "catch.hpp"

#include "history.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace descent::tests::thresholds {
namespace {

using Catch::Matchers::Message;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Iterate<double>> with_gradients(const std::vector<double>& gradients) {
    std::vector<Made> met;
    for (const double gradient : gradients) {
        met.push_back({1, 1, gradient});
    }
    return history(met);
}

} // namespace

TEST_CASE("CostBelow stops when the target is reached", "[stop]") {
    CHECK(first_stop(stop::CostBelow{3}, with_costs({5, 3, 1})) == 1);
    CHECK(first_stop(stop::CostBelow{2.9}, with_costs({5, 3, 1})) == 2);
    CHECK(first_stop(stop::CostBelow{9}, with_costs({5, 3, 1})) == 0);
    CHECK(first_stop(stop::CostBelow{-1}, with_costs({5, 3, 1})) == never);
    CHECK(first_stop(stop::CostBelow{-infinity}, with_costs({5, -1e300})) == never);

    const auto found = verdict(stop::CostBelow{3}, with_costs({5, 2}));
    CHECK(found.outcome == Outcome::converged);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::CostBelow");
    CHECK(found.records[0].measured == 2);
    CHECK(found.records[0].limit == 3);
    CHECK(found.records[0].fired);
}

TEST_CASE("CostBelow refuses NaN", "[stop]") {
    CHECK_THROWS_MATCHES(stop::CostBelow{nan}, InvalidSetting,
                         Message("stop::CostBelow: target must be a number, got nan"));
}

TEST_CASE("GradientBelow stops when no entry is larger than the tolerance", "[stop]") {
    CHECK(first_stop(stop::GradientBelow{2}, with_gradients({6, -3, -2, 1})) == 2);
    CHECK(first_stop(stop::GradientBelow{6}, with_gradients({6, 3})) == 0);
    CHECK(first_stop(stop::GradientBelow{0.5}, with_gradients({6, 3, 1})) == never);

    const auto found = verdict(stop::GradientBelow{2}, with_gradients({6, -1}));
    CHECK(found.outcome == Outcome::converged);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::GradientBelow");
    CHECK(found.records[0].measured == 1);
    CHECK(found.records[0].limit == 2);
    CHECK(found.records[0].fired);
}

TEST_CASE("GradientBelow 0 waits for a gradient that is exactly 0", "[stop]") {
    const double tiny = std::numeric_limits<double>::denorm_min();
    CHECK(first_stop(stop::GradientBelow{0}, with_gradients({1, tiny, 0})) == 2);
}

TEST_CASE("GradientBelow refuses a tolerance that is negative or NaN", "[stop]") {
    CHECK_THROWS_MATCHES(stop::GradientBelow{-1e-8}, InvalidSetting,
                         Message("stop::GradientBelow: tolerance must be >= 0, got -1e-08"));
    CHECK_THROWS_MATCHES(stop::GradientBelow{nan}, InvalidSetting,
                         Message("stop::GradientBelow: tolerance must be >= 0, got nan"));
}

TEST_CASE("GradientReducedBy compares with the gradient at the start", "[stop]") {
    CHECK(first_stop(stop::GradientReducedBy{4}, with_gradients({8, 3, -2, 1})) == 2);
    CHECK(first_stop(stop::GradientReducedBy{4}, with_gradients({8e-200, 3e-200, 1e-200})) == 2);
    CHECK(first_stop(stop::GradientReducedBy{1}, with_gradients({8, 3})) == 0);
    CHECK(first_stop(stop::GradientReducedBy{4}, with_gradients({8, 16, 3})) == never);

    const auto found = verdict(stop::GradientReducedBy{4}, with_gradients({8, 1}));
    CHECK(found.outcome == Outcome::converged);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::GradientReducedBy");
    CHECK(found.records[0].measured == 1);
    CHECK(found.records[0].limit == 2);
    CHECK(found.records[0].fired);
}

TEST_CASE("GradientReducedBy stops at a start that is exactly stationary", "[stop]") {
    CHECK(first_stop(stop::GradientReducedBy{1e8}, with_gradients({0})) == 0);
}

TEST_CASE("GradientReducedBy refuses a factor below 1, infinite or NaN", "[stop]") {
    CHECK_THROWS_MATCHES(
        stop::GradientReducedBy{0.5}, InvalidSetting,
        Message("stop::GradientReducedBy: factor must be finite and >= 1, got 0.5"));
    CHECK_THROWS_MATCHES(
        stop::GradientReducedBy{infinity}, InvalidSetting,
        Message("stop::GradientReducedBy: factor must be finite and >= 1, got inf"));
    CHECK_THROWS_MATCHES(
        stop::GradientReducedBy{nan}, InvalidSetting,
        Message("stop::GradientReducedBy: factor must be finite and >= 1, got nan"));
}

TEST_CASE("Diverging stops when the cost is far above the first ones", "[stop][diverging]") {
    const double bottom = -std::ldexp(1., 341); // 2^(1024 / 3)
    struct Row {
        const char* story;
        std::vector<double> costs;
        std::int64_t stops_at;
    };
    const auto row = GENERATE_COPY(values<Row>({
        {"at the limit is not beyond it", {1, 1, 1, 1, 10, 10.5}, 5},
        {"a start at the minimum says nothing of the scale", {0, 5, 5, 5, 50, 51}, 5},
        {"costs below zero have a size too", {-3, -3, -3, -3, 29, 31}, 5},
        {"the first rises set the scale, and are not judged", {1, 1e3, 1e6, 1e9, 2e9}, never},
        {"a falling cost is healthy", {1e9, 1e3, 1, -1e9}, never},
        {"the bottom itself is not beyond it", {1, bottom}, never},
        {"a fall without end", {1, bottom, 2 * bottom}, 2},
    }));
    CAPTURE(row.story, row.costs);
    CHECK(first_stop(stop::Diverging{10}, with_costs(row.costs)) == row.stops_at);
}

TEST_CASE("Diverging records the cost and its limit", "[stop][diverging]") {
    const auto found = verdict(stop::Diverging{10}, with_costs({1, 2, 1, 1, 21}));
    CHECK(found.at == 4);
    CHECK(found.outcome == Outcome::diverged);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::Diverging");
    CHECK(found.records[0].measured == 21);
    CHECK(found.records[0].limit == 20);
    CHECK(found.records[0].fired);
}

TEST_CASE("Diverging refuses a factor that is no rise", "[stop][diverging]") {
    CHECK_THROWS_MATCHES(stop::Diverging{1}, InvalidSetting,
                         Message("stop::Diverging: factor must be finite and > 1, got 1"));
    CHECK_THROWS_MATCHES(stop::Diverging{infinity}, InvalidSetting,
                         Message("stop::Diverging: factor must be finite and > 1, got inf"));
    CHECK_THROWS_MATCHES(stop::Diverging{nan}, InvalidSetting,
                         Message("stop::Diverging: factor must be finite and > 1, got nan"));
}

} // namespace descent::tests::thresholds
