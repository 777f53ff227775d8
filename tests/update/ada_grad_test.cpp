// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/ada_grad.hpp>

namespace ada_grad_tests {

using namespace descent;

TEST_CASE("AdaGrad follows its paper", "[update][ada_grad]") {
    // exact sums; a root, a sum and a quotient
    made_up::check_entrywise(update::AdaGrad{0.25}, made_up::expected::ada_grad, 8);
}

TEST_CASE("AdaGrad rests where the gradient is zero", "[update][ada_grad]") {
    made_up::check_rests_at_zero_gradients(update::AdaGrad{});
    made_up::check_rests_at_zero_gradients(update::AdaGrad{0.0});
}

TEST_CASE("AdaGrad refuses settings out of range", "[update][ada_grad]") {
    made_up::check_refused({
        {[] { update::AdaGrad{-1e-8}; },
         "update::AdaGrad: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::AdaGrad{made_up::infinity}; },
         "update::AdaGrad: epsilon must be finite and >= 0, got inf"},
        {[] { update::AdaGrad{made_up::nan}; },
         "update::AdaGrad: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace ada_grad_tests
