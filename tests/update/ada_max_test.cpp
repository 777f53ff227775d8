// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/ada_max.hpp>

namespace ada_max_tests {

using namespace descent;

TEST_CASE("AdaMax follows its paper", "[update][ada_max]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::AdaMax{0.9, 0.75}, made_up::expected::ada_max, 64);
}

TEST_CASE("AdaMax rests where the gradient is zero", "[update][ada_max]") {
    made_up::check_rests_at_zero_gradients(update::AdaMax{});
}

TEST_CASE("AdaMax refuses settings out of range", "[update][ada_max]") {
    made_up::check_refused({
        {[] { update::AdaMax{1.0}; }, "update::AdaMax: beta1 must be in [0, 1), got 1"},
        {[] { update::AdaMax{-0.1}; }, "update::AdaMax: beta1 must be in [0, 1), got -0.1"},
        {[] { update::AdaMax{made_up::nan}; }, "update::AdaMax: beta1 must be in [0, 1), got nan"},
        {[] { update::AdaMax{0.9, 1.0}; }, "update::AdaMax: beta2 must be in [0, 1), got 1"},
        {[] { update::AdaMax{0.9, -0.1}; }, "update::AdaMax: beta2 must be in [0, 1), got -0.1"},
        {[] { update::AdaMax{0.9, made_up::nan}; },
         "update::AdaMax: beta2 must be in [0, 1), got nan"},
    });
}

} // namespace ada_max_tests
