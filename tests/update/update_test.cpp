// SPDX-License-Identifier: MIT
// SteepestDescent and Momentum against sequences worked by hand.
#include "catch.hpp"

#include "history.hpp"

#include <descent/update/momentum.hpp>
#include <descent/update/steepest_descent.hpp>

#include <limits>
#include <vector>

namespace descent::tests::update_rules {
namespace {

using Catch::Matchers::Message;

/// The directions of a rule along gradients.
template <class Rule>
std::vector<double> directions(const Rule& rule, const std::vector<double>& gradients) {
    std::vector<Made> met;
    for (const double gradient : gradients) {
        met.push_back({0, 0, gradient});
    }
    const auto iterates = history(met);
    auto memory = descent::init(rule, iterates.front());
    std::vector<double> found;
    for (const auto& now : iterates) {
        found.push_back(direction(rule, memory, now));
    }
    return found;
}

} // namespace

TEST_CASE("SteepestDescent goes along the gradient itself", "[update]") {
    CHECK(directions(update::SteepestDescent{}, {6, -3, 0}) == std::vector<double>{6, -3, 0});
    Iterate<Eigen::VectorXd> now{};
    now.gradient = Eigen::Vector2d(1, 2);
    CHECK(&update::SteepestDescent{}.direction(now) == &now.gradient); // no copy
}

TEST_CASE("Momentum adds up past gradients, weighted by their age", "[update]") {
    // d_k = d_{k-1} / 2 + g_k: 8; 4 + 4; 4 - 2; 1 + 0
    CHECK(directions(update::Momentum{0.5}, {8, 4, -2, 0}) == std::vector<double>{8, 8, 2, 1});
    // beta = 3/4: 16; 12 + 16; 21 + 16
    CHECK(directions(update::Momentum{0.75}, {16, 16, 16}) == std::vector<double>{16, 28, 37});
}

TEST_CASE("Momentum 0 is SteepestDescent", "[update]") {
    CHECK(directions(update::Momentum{0}, {8, 4, -2}) == std::vector<double>{8, 4, -2});
}

TEST_CASE("Momentum starts afresh with every run", "[update]") {
    const update::Momentum rule{0.5};
    CHECK(directions(rule, {8, 4}) == directions(rule, {8, 4}));
}

TEST_CASE("Momentum started afresh is as from init, in the same buffer", "[update]") {
    Iterate<Eigen::VectorXd> now{};
    now.theta = Eigen::Vector2d(0, 0);
    now.gradient = Eigen::Vector2d(8, 16);
    const update::Momentum rule{0.5};
    auto memory = rule.init(now);
    rule.direction(memory, now);
    const double* buffer = memory.direction.data();
    rule.restart(memory, now);
    CHECK(memory.direction == rule.init(now).direction);
    CHECK(memory.direction.data() == buffer);
}

TEST_CASE("Momentum treats every entry of a vector alike", "[update]") {
    using Theta = Eigen::Matrix<double, 1, 2>;
    Iterate<Theta> now{};
    now.theta = Theta(0, 0);
    now.gradient = Theta(8, 16);
    const update::Momentum rule{0.5};
    auto memory = rule.init(now);
    CHECK(rule.direction(memory, now) == Theta(8, 16));
    now.gradient = Theta(4, 16);
    CHECK(rule.direction(memory, now) == Theta(8, 24));
    CHECK(&rule.direction(memory, now) == &memory.direction);
}

TEST_CASE("Momentum refuses a beta below 0, of 1 or above", "[update]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_MATCHES(update::Momentum{1}, InvalidSetting,
                         Message("update::Momentum: beta must be in [0, 1), got 1"));
    CHECK_THROWS_MATCHES(update::Momentum{-0.1}, InvalidSetting,
                         Message("update::Momentum: beta must be in [0, 1), got -0.1"));
    CHECK_THROWS_MATCHES(update::Momentum{nan}, InvalidSetting,
                         Message("update::Momentum: beta must be in [0, 1), got nan"));
}

} // namespace descent::tests::update_rules
