// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/radam.hpp>

namespace radam_tests {

using namespace descent;

TEST_CASE("RAdam follows its paper", "[update][radam]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary. The history is long enough: r_5 < 4 < r_6
    made_up::check_entrywise(update::RAdam{0.5, 0.75, 0.25}, made_up::expected::radam, 64);
}

TEST_CASE("RAdam rests where the gradient is zero", "[update][radam]") {
    made_up::check_rests_at_zero_gradients(update::RAdam{});
    made_up::check_rests_at_zero_gradients(update::RAdam{0.9, 0.75, 0.0});
    made_up::check_rests_at_zero_gradients(update::RAdam{0.9, 0.5});
}

TEST_CASE("RAdam refuses settings out of range", "[update][radam]") {
    made_up::check_refused({
        {[] { update::RAdam{1.0}; }, "update::RAdam: beta1 must be in [0, 1), got 1"},
        {[] { update::RAdam{-0.1}; }, "update::RAdam: beta1 must be in [0, 1), got -0.1"},
        {[] { update::RAdam{made_up::nan}; }, "update::RAdam: beta1 must be in [0, 1), got nan"},
        {[] { update::RAdam{0.9, 1.0}; }, "update::RAdam: beta2 must be in [0, 1), got 1"},
        {[] { update::RAdam{0.9, -0.1}; }, "update::RAdam: beta2 must be in [0, 1), got -0.1"},
        {[] { update::RAdam{0.9, made_up::nan}; },
         "update::RAdam: beta2 must be in [0, 1), got nan"},
        {[] { update::RAdam{0.9, 0.999, -1e-8}; },
         "update::RAdam: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::RAdam{0.9, 0.999, made_up::infinity}; },
         "update::RAdam: epsilon must be finite and >= 0, got inf"},
        {[] { update::RAdam{0.9, 0.999, made_up::nan}; },
         "update::RAdam: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace radam_tests
