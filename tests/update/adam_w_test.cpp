// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/adam_w.hpp>

namespace adam_w_tests {

using namespace descent;

TEST_CASE("AdamW follows its paper", "[update][adam_w]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::AdamW{0.125, 0.5, 0.75, 0.25}, made_up::expected::adam_w, 32);
    made_up::check_entrywise(update::AdamW{0.0}, made_up::expected::adam, 64);
}

TEST_CASE("AdamW rests where the gradient is zero", "[update][adam_w]") {
    made_up::check_rests_at_zero_gradients(update::AdamW{});
    made_up::check_rests_at_zero_gradients(update::AdamW{0.1, 0.9, 0.999, 0.0});
}

TEST_CASE("AdamW refuses settings out of range", "[update][adam_w]") {
    made_up::check_refused({
        {[] { update::AdamW{-0.1}; }, "update::AdamW: decay must be finite and >= 0, got -0.1"},
        {[] { update::AdamW{made_up::infinity}; },
         "update::AdamW: decay must be finite and >= 0, got inf"},
        {[] { update::AdamW{made_up::nan}; },
         "update::AdamW: decay must be finite and >= 0, got nan"},
        {[] { update::AdamW{0.1, 1.0}; }, "update::AdamW: beta1 must be in [0, 1), got 1"},
        {[] { update::AdamW{0.1, -0.1}; }, "update::AdamW: beta1 must be in [0, 1), got -0.1"},
        {[] { update::AdamW{0.1, made_up::nan}; },
         "update::AdamW: beta1 must be in [0, 1), got nan"},
        {[] { update::AdamW{0.1, 0.9, 1.0}; }, "update::AdamW: beta2 must be in [0, 1), got 1"},
        {[] { update::AdamW{0.1, 0.9, -0.1}; }, "update::AdamW: beta2 must be in [0, 1), got -0.1"},
        {[] { update::AdamW{0.1, 0.9, made_up::nan}; },
         "update::AdamW: beta2 must be in [0, 1), got nan"},
        {[] { update::AdamW{0.1, 0.9, 0.999, -1e-8}; },
         "update::AdamW: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::AdamW{0.1, 0.9, 0.999, made_up::infinity}; },
         "update::AdamW: epsilon must be finite and >= 0, got inf"},
        {[] { update::AdamW{0.1, 0.9, 0.999, made_up::nan}; },
         "update::AdamW: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace adam_w_tests
