// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/ams_grad.hpp>

namespace ams_grad_tests {

using namespace descent;

TEST_CASE("AMSGrad follows its paper", "[update][ams_grad]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::AMSGrad{0.5, 0.75, 0.25}, made_up::expected::ams_grad, 32);
}

TEST_CASE("AMSGrad rests where the gradient is zero", "[update][ams_grad]") {
    made_up::check_rests_at_zero_gradients(update::AMSGrad{});
    made_up::check_rests_at_zero_gradients(update::AMSGrad{0.9, 0.999, 0.0});
}

TEST_CASE("AMSGrad refuses settings out of range", "[update][ams_grad]") {
    made_up::check_refused({
        {[] { update::AMSGrad{1.0}; }, "update::AMSGrad: beta1 must be in [0, 1), got 1"},
        {[] { update::AMSGrad{-0.1}; }, "update::AMSGrad: beta1 must be in [0, 1), got -0.1"},
        {[] { update::AMSGrad{made_up::nan}; },
         "update::AMSGrad: beta1 must be in [0, 1), got nan"},
        {[] { update::AMSGrad{0.9, 1.0}; }, "update::AMSGrad: beta2 must be in [0, 1), got 1"},
        {[] { update::AMSGrad{0.9, -0.1}; }, "update::AMSGrad: beta2 must be in [0, 1), got -0.1"},
        {[] { update::AMSGrad{0.9, made_up::nan}; },
         "update::AMSGrad: beta2 must be in [0, 1), got nan"},
        {[] { update::AMSGrad{0.9, 0.999, -1e-8}; },
         "update::AMSGrad: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::AMSGrad{0.9, 0.999, made_up::infinity}; },
         "update::AMSGrad: epsilon must be finite and >= 0, got inf"},
        {[] { update::AMSGrad{0.9, 0.999, made_up::nan}; },
         "update::AMSGrad: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace ams_grad_tests
