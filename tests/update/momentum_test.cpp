// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/momentum.hpp>

namespace momentum_tests {

using namespace descent;

TEST_CASE("Momentum is a sum that fades with age", "[update][momentum]") {
    // 1; 0.5 + 1; 0.75 + 1; short binary fractions: exact
    const update::Momentum rule{0.5};
    auto now = made_up::first(0.0, 1.0);
    auto memory = init(rule, std::as_const(now));
    for (const double want : {1.0, 1.5, 1.75}) {
        CHECK(direction(rule, memory, std::as_const(now)) == want);
        now = made_up::after(now, 0.0, 1.0);
    }
}

TEST_CASE("Momentum rests where the gradient is zero", "[update][momentum]") {
    made_up::check_rests_at_zero_gradients(update::Momentum{0.9});
}

TEST_CASE("Momentum refuses settings out of range", "[update][momentum]") {
    made_up::check_refused({
        {[] { update::Momentum{1.0}; }, "update::Momentum: beta must be in [0, 1), got 1"},
        {[] { update::Momentum{-0.5}; }, "update::Momentum: beta must be in [0, 1), got -0.5"},
        {[] { update::Momentum{made_up::nan}; },
         "update::Momentum: beta must be in [0, 1), got nan"},
    });
}

} // namespace momentum_tests
