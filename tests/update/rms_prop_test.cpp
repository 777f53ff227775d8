// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/rms_prop.hpp>

namespace rms_prop_tests {

using namespace descent;

TEST_CASE("RMSProp follows its paper", "[update][rms_prop]") {
    // means of short binary fractions round late; a root, a sum and a quotient
    made_up::check_entrywise(update::RMSProp{0.75, 0.25}, made_up::expected::rms_prop, 16);
}

TEST_CASE("RMSProp rests where the gradient is zero", "[update][rms_prop]") {
    made_up::check_rests_at_zero_gradients(update::RMSProp{});
    made_up::check_rests_at_zero_gradients(update::RMSProp{0.9, 0.0});
}

TEST_CASE("RMSProp refuses settings out of range", "[update][rms_prop]") {
    made_up::check_refused({
        {[] { update::RMSProp{1.0}; }, "update::RMSProp: rho must be in [0, 1), got 1"},
        {[] { update::RMSProp{-0.1}; }, "update::RMSProp: rho must be in [0, 1), got -0.1"},
        {[] { update::RMSProp{made_up::nan}; }, "update::RMSProp: rho must be in [0, 1), got nan"},
        {[] { update::RMSProp{0.9, -1e-8}; },
         "update::RMSProp: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::RMSProp{0.9, made_up::infinity}; },
         "update::RMSProp: epsilon must be finite and >= 0, got inf"},
        {[] { update::RMSProp{0.9, made_up::nan}; },
         "update::RMSProp: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace rms_prop_tests
