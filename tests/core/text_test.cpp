// SPDX-License-Identifier: MIT
// Numbers as text: the same digits and a point, whatever the locale.
#include "catch.hpp"

#include "core/comma_locale.hpp"

#include <descent/core/text.hpp>

#include <cfloat>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace descent::tests::texts {
namespace {

struct Written {
    double number;
    const char* words;
};

const std::vector<Written> numbers{
    {0.1, "0.1"},
    {-0.1, "-0.1"},
    {0, "0"},
    {-0., "-0"},
    {1234567, "1.23457e+06"},
    {1e22, "1e+22"},
    {1e-300, "1e-300"},
    {2. / 3, "0.666667"},
    {std::numeric_limits<double>::infinity(), "inf"},
    {-std::numeric_limits<double>::infinity(), "-inf"},
    {std::numeric_limits<double>::quiet_NaN(), "nan"},
};

} // namespace

TEST_CASE("text writes six significant digits", "[core]") {
    for (const auto& row : numbers) {
        CHECK(text(row.number) == row.words);
    }
    CHECK(text(0.1f) == "0.1");
    CHECK(text(0.1L) == "0.1");
    CHECK(text(2. / 3, 3) == "0.667");
    CHECK(text(2. / 3, 17) == "0.66666666666666663");
}

#if LDBL_MAX_10_EXP > 4000
TEST_CASE("text writes long doubles that a double cannot hold", "[core]") {
    CHECK(text(-1.5e-4000L) == "-1.5e-4000");
    CHECK(text(1e4000L) == "1e+4000");
}
#endif

TEST_CASE("text writes whole numbers in full", "[core]") {
    CHECK(text(0) == "0");
    CHECK(text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(text(std::string("3 x 4")) == "3 x 4");
}

TEST_CASE("fixed_text leaves out trailing zeros, and the point with them", "[core]") {
    CHECK(fixed_text(2.4, 3) == "2.4");
    CHECK(fixed_text(0.3072, 3) == "0.307");
    CHECK(fixed_text(3, 3) == "3");
    CHECK(fixed_text(100, 3) == "100");
    CHECK(fixed_text(100, 0) == "100");
    CHECK(fixed_text(-0.5, 3) == "-0.5");
    CHECK(fixed_text(std::numeric_limits<double>::infinity(), 3) == "inf");
    // The longest there is: 309 digits before the point.
    CHECK(fixed_text(std::numeric_limits<double>::max(), 3).size() == 309);
}

TEST_CASE("text has a point in a locale with a comma", "[core]") {
    const CommaLocale comma;
    for (const auto& row : numbers) {
        CHECK(text(row.number) == row.words);
    }
    CHECK(fixed_text(1234.5, 3) == "1234.5");
    CHECK(text(1234567) == "1234567");
}

} // namespace descent::tests::texts
