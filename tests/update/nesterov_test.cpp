// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/nesterov.hpp>

namespace nesterov_tests {

using namespace descent;

TEST_CASE("Nesterov follows its paper", "[update][nesterov]") {
    // the two sequences of the method, the last bits of which float cannot hold
    made_up::check_entrywise(update::Nesterov{0.75}, made_up::expected::nesterov, 16);
}

TEST_CASE("Nesterov rests where the gradient is zero", "[update][nesterov]") {
    made_up::check_rests_at_zero_gradients(update::Nesterov{0.9});
}

TEST_CASE("Nesterov refuses settings out of range", "[update][nesterov]") {
    made_up::check_refused({
        {[] { update::Nesterov{1.0}; }, "update::Nesterov: beta must be in [0, 1), got 1"},
        {[] { update::Nesterov{-0.1}; }, "update::Nesterov: beta must be in [0, 1), got -0.1"},
        {[] { update::Nesterov{made_up::nan}; },
         "update::Nesterov: beta must be in [0, 1), got nan"},
    });
}

} // namespace nesterov_tests
