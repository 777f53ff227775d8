// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/adam.hpp>
#include <descent/update/decoupled_weight_decay.hpp>

namespace decoupled_weight_decay_tests {

using namespace descent;
using update::DecoupledWeightDecay;

TEST_CASE("DecoupledWeightDecay adds decay theta to the direction", "[update][weight_decay]") {
    const DecoupledWeightDecay rule{0.5};
    const auto now = made_up::first<Eigen::Vector2d>({4, -2}, {1, 3});
    auto memory = init(rule, now);
    CHECK(direction(rule, memory, now) == Eigen::Vector2d(3, 2));
}

TEST_CASE("DecoupledWeightDecay in front of Adam is AdamW", "[update][weight_decay]") {
    // as in the test of AdamW
    made_up::check_entrywise(DecoupledWeightDecay{0.125, update::Adam{0.5, 0.75, 0.25}},
                             made_up::expected::adam_w, 32);
}

TEST_CASE("DecoupledWeightDecay runs at compile time", "[update][weight_decay]") {
    constexpr double d = [] {
        const DecoupledWeightDecay<> rule{0.5};
        const Point<double> here{4, 0, 1, 1};
        const Iterate<double> now{here, 0, 1, 0, here};
        auto memory = init(rule, now);
        return rule.direction(memory, now);
    }();
    STATIC_REQUIRE(d == 3);
}

TEST_CASE("DecoupledWeightDecay refuses settings out of range", "[update][weight_decay]") {
    made_up::check_refused({
        {[] { DecoupledWeightDecay{-0.1}; },
         "update::DecoupledWeightDecay: decay must be finite and >= 0, got -0.1"},
        {[] { DecoupledWeightDecay{made_up::infinity}; },
         "update::DecoupledWeightDecay: decay must be finite and >= 0, got inf"},
        {[] { DecoupledWeightDecay{made_up::nan}; },
         "update::DecoupledWeightDecay: decay must be finite and >= 0, got nan"},
    });
}

} // namespace decoupled_weight_decay_tests
