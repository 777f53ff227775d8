// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/lion.hpp>

namespace lion_tests {

using namespace descent;

TEST_CASE("Lion follows its paper", "[update][lion]") {
    // short binary fractions all along: exact
    made_up::check_entrywise(update::Lion{0.5, 0.75}, made_up::expected::lion, 0);
}

TEST_CASE("Lion rests where the gradient is zero", "[update][lion]") {
    made_up::check_rests_at_zero_gradients(update::Lion{});
}

TEST_CASE("Lion refuses settings out of range", "[update][lion]") {
    made_up::check_refused({
        {[] { update::Lion{1.0}; }, "update::Lion: beta1 must be in [0, 1), got 1"},
        {[] { update::Lion{-0.1}; }, "update::Lion: beta1 must be in [0, 1), got -0.1"},
        {[] { update::Lion{made_up::nan}; }, "update::Lion: beta1 must be in [0, 1), got nan"},
        {[] { update::Lion{0.9, 1.0}; }, "update::Lion: beta2 must be in [0, 1), got 1"},
        {[] { update::Lion{0.9, -0.1}; }, "update::Lion: beta2 must be in [0, 1), got -0.1"},
        {[] { update::Lion{0.9, made_up::nan}; }, "update::Lion: beta2 must be in [0, 1), got nan"},
    });
}

} // namespace lion_tests
