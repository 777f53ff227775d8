// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/adam.hpp>
#include <descent/update/moments.hpp>

#include <cmath>
#include <limits>

namespace adam_tests {

using namespace descent;

TEST_CASE("Adam follows its paper", "[update][adam]") {
    // eight steps of two means, a root and a quotient: some thirty roundings, a few of them of
    // settings that are not short in binary
    made_up::check_entrywise(update::Adam{}, made_up::expected::adam, 64);
    made_up::check_entrywise(update::Adam{0.5, 0.75, 0.25}, made_up::expected::adam_large_epsilon,
                             32);
}

TEST_CASE("Adam rests where the gradient is zero", "[update][adam]") {
    made_up::check_rests_at_zero_gradients(update::Adam{});
    made_up::check_rests_at_zero_gradients(update::Adam{0.9, 0.999, 0.0});
    made_up::check_rests_at_zero_gradients(update::Adam{0.0, 0.0});
}

TEST_CASE("a power that has faded is 0, not the least number there is", "[update][adam]") {
    update::Moments<double> moments{1.0};
    int gradients = 0;
    for (; moments.first_power != 0 && gradients < 10'000; ++gradients) {
        CHECK_FALSE(moments.first_power < (std::numeric_limits<double>::min)());
        moments.add(1.0, 0.9, 0.999);
    }
    CHECK(gradients == 6724); // the first t for which 0.9^t < 2^-1022
    CHECK(moments.first_correction() == 1);
    update::Moments<double> slow{1.0}; // the mean of the squares fades too
    for (int k = 0; k < 300; ++k) {
        slow.add(1.0, 0.9, 0.01);
    }
    CHECK(slow.second_power == 0);
    const double exact = std::pow(0.999, gradients);
    CHECK(std::abs(moments.second_power - exact) <= 1e-12 * exact); // so many roundings
}

TEST_CASE("Adam refuses settings out of range", "[update][adam]") {
    made_up::check_refused({
        {[] { update::Adam{1.0}; }, "update::Adam: beta1 must be in [0, 1), got 1"},
        {[] { update::Adam{-0.1}; }, "update::Adam: beta1 must be in [0, 1), got -0.1"},
        {[] { update::Adam{made_up::nan}; }, "update::Adam: beta1 must be in [0, 1), got nan"},
        {[] { update::Adam{0.9, 1.0}; }, "update::Adam: beta2 must be in [0, 1), got 1"},
        {[] { update::Adam{0.9, -0.1}; }, "update::Adam: beta2 must be in [0, 1), got -0.1"},
        {[] { update::Adam{0.9, made_up::nan}; }, "update::Adam: beta2 must be in [0, 1), got nan"},
        {[] { update::Adam{0.9, 0.999, -1e-8}; },
         "update::Adam: epsilon must be finite and >= 0, got -1e-08"},
        {[] { update::Adam{0.9, 0.999, made_up::infinity}; },
         "update::Adam: epsilon must be finite and >= 0, got inf"},
        {[] { update::Adam{0.9, 0.999, made_up::nan}; },
         "update::Adam: epsilon must be finite and >= 0, got nan"},
    });
}

} // namespace adam_tests
