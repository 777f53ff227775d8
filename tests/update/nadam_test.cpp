// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/nadam.hpp>

namespace nadam_tests {

using namespace descent;

TEST_CASE("NAdam follows its paper", "[update][nadam]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::NAdam{}, made_up::expected::nadam, 64);
    made_up::check_entrywise(update::NAdam{0.5, 0.75, 0.25}, made_up::expected::nadam_large_epsilon,
                             32);
}

TEST_CASE("NAdam rests where the gradient is zero", "[update][nadam]") {
    made_up::check_rests_at_zero_gradients(update::NAdam{});
    made_up::check_rests_at_zero_gradients(update::NAdam{0.9, 0.999, 0.0});
    made_up::check_rests_at_zero_gradients(update::NAdam{0.0, 0.0});
}

TEST_CASE("NAdam refuses settings out of range", "[update][nadam]") {
    made_up::check_refused({
        {[] { update::NAdam{1.0}; }, "update::NAdam: beta1 must be in [0, 1), got 1"},
        {[] { update::NAdam{-0.1}; }, "update::NAdam: beta1 must be in [0, 1), got -0.1"},
        {[] { update::NAdam{made_up::nan}; }, "update::NAdam: beta1 must be in [0, 1), got nan"},
        {[] { update::NAdam{0.9, 1.0}; }, "update::NAdam: beta2 must be in [0, 1), got 1"},
        {[] { update::NAdam{0.9, -0.1}; }, "update::NAdam: beta2 must be in [0, 1), got -0.1"},
        {[] { update::NAdam{0.9, made_up::nan}; },
         "update::NAdam: beta2 must be in [0, 1), got nan"},
        {[] { update::NAdam{0.9, 0.999, -1e-8}; },
         "update::NAdam: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::NAdam{0.9, 0.999, made_up::infinity}; },
         "update::NAdam: epsilon must be finite and >= 0, got inf"},
        {[] { update::NAdam{0.9, 0.999, made_up::nan}; },
         "update::NAdam: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace nadam_tests
