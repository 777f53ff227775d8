// SPDX-License-Identifier: MIT
// A NaN is written without its sign, which differs between machines.
#include "catch.hpp"

#include <descent/core/text.hpp>

#include <cmath>
#include <limits>

namespace descent::nan_text {

namespace {

TEST_CASE("A NaN is written as nan, whatever its sign bit", "[core][text]") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double x : {nan, std::copysign(nan, -1.0)}) {
        CHECK(text(x) == "nan");
        CHECK(text(static_cast<float>(x)) == "nan");
        CHECK(fixed_text(x, 3) == "nan");
    }
}

} // namespace
} // namespace descent::nan_text
