// SPDX-License-Identifier: MIT
// The errors: their kinds, and the rule and value in their messages.
#include "catch.hpp"

#include <descent/core/require.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace descent::tests::errors {

using Catch::Matchers::Message;

TEST_CASE("require says the rule and the value that breaks it", "[core]") {
    CHECK_NOTHROW(require(true, "x must be > 0", 1));
    CHECK_THROWS_MATCHES(require(false, "x must be > 0", -0.1), InvalidSetting,
                         Message("x must be > 0, got -0.1"));
    CHECK_THROWS_MATCHES(require(false, "x must be > 0", std::int64_t{-3}), InvalidSetting,
                         Message("x must be > 0, got -3"));
    CHECK_THROWS_MATCHES(require(false, "x must be > 0", std::numeric_limits<float>::quiet_NaN()),
                         InvalidSetting, Message("x must be > 0, got nan"));
    CHECK_THROWS_MATCHES(require(false, "x must fit", std::string("2 x 3")), InvalidSetting,
                         Message("x must fit, got 2 x 3"));
}

TEST_CASE("whole numbers are shown in all their digits", "[core]") {
    const auto shown = [](auto x) { return std::string(descent::Message(x).c_str()); };
    const auto as_the_standard_library = [&](auto x) { CHECK(shown(x) == std::to_string(x)); };
    as_the_standard_library(0);
    as_the_standard_library(-7);
    as_the_standard_library(1000);
    as_the_standard_library(std::numeric_limits<short>::min());
    as_the_standard_library(std::numeric_limits<std::int64_t>::min());
    as_the_standard_library(std::numeric_limits<std::int64_t>::max());
    as_the_standard_library(std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("require throws the kind of error that it is told", "[core]") {
    CHECK_THROWS_MATCHES(require<ShapeMismatch>(false, "y must fit", 3), ShapeMismatch,
                         Message("y must fit, got 3"));
    CHECK_THROWS_AS(require<NonFiniteData>(false, "y must be finite", 3), NonFiniteData);
}

TEST_CASE("every kind of error is an InvalidArgument, and no other kind", "[core]") {
    STATIC_REQUIRE(std::is_base_of_v<std::invalid_argument, InvalidArgument>);
    STATIC_REQUIRE(std::is_base_of_v<InvalidArgument, InvalidSetting>);
    STATIC_REQUIRE(std::is_base_of_v<InvalidArgument, ShapeMismatch>);
    STATIC_REQUIRE(std::is_base_of_v<InvalidArgument, NonFiniteData>);
    STATIC_REQUIRE_FALSE(std::is_base_of_v<InvalidSetting, ShapeMismatch>);
    STATIC_REQUIRE_FALSE(std::is_base_of_v<InvalidSetting, NonFiniteData>);
    STATIC_REQUIRE_FALSE(std::is_base_of_v<ShapeMismatch, NonFiniteData>);
}

TEST_CASE("require costs nothing at compile time when the condition holds", "[core]") {
    constexpr bool fine = [] {
        require(true, "x must be > 0", 1.);
        return true;
    }();
    STATIC_REQUIRE(fine);
}

} // namespace descent::tests::errors
