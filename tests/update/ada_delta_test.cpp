// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/ada_delta.hpp>

namespace ada_delta_tests {

using namespace descent;

TEST_CASE("AdaDelta follows its paper", "[update][ada_delta]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::AdaDelta{0.75, 0.25}, made_up::expected::ada_delta, 64);
}

TEST_CASE("AdaDelta rests where the gradient is zero", "[update][ada_delta]") {
    made_up::check_rests_at_zero_gradients(update::AdaDelta{});
}

TEST_CASE("AdaDelta refuses settings out of range", "[update][ada_delta]") {
    made_up::check_refused({
        {[] { update::AdaDelta{1.0}; }, "update::AdaDelta: rho must be in [0, 1), got 1"},
        {[] { update::AdaDelta{-0.1}; }, "update::AdaDelta: rho must be in [0, 1), got -0.1"},
        {[] { update::AdaDelta{made_up::nan}; },
         "update::AdaDelta: rho must be in [0, 1), got nan"},
        {[] { update::AdaDelta{0.95, 0.0}; },
         "update::AdaDelta: epsilon must be finite and > 0, got 0"},
        {[] { update::AdaDelta{0.95, -1e-6}; },
         "update::AdaDelta: epsilon must be finite and > 0, got -1e-06"},
        {[] { update::AdaDelta{0.95, made_up::infinity}; },
         "update::AdaDelta: epsilon must be finite and > 0, got inf"},
        {[] { update::AdaDelta{0.95, made_up::nan}; },
         "update::AdaDelta: epsilon must be finite and > 0, got nan"},
    });
}

} // namespace ada_delta_tests
