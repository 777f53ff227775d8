// SPDX-License-Identifier: MIT
// The exact fractions that the article's numbers are compared with are exact.
#include "article/rational.hpp"
#include "catch.hpp"

#include <cstdint>
#include <limits>
#include <sstream>

namespace descent::article::fractions {

static_assert(Rational(6, -8) == Rational(-3, 4));
static_assert(Rational(1, 2) + Rational(1, 3) == Rational(5, 6));
static_assert(Rational(1, 2) - Rational(1, 3) == Rational(1, 6));
static_assert(Rational(2, 3) * Rational(9, 4) == Rational(3, 2));
static_assert(Rational(2, 3) / Rational(-4, 9) == Rational(-3, 2));
static_assert(2 * Rational(1, 4) == Rational(1, 2));
static_assert(Rational(1, 3) < Rational(1, 2) && Rational(-1, 2) < Rational(-1, 3));
static_assert(power(Rational(4, 5), 3) == Rational(64, 125));
static_assert(exactly(-0.375) == Rational(-3, 8));
static_assert(exactly(7.0f) == 7);

namespace {

TEST_CASE("A fraction is in lowest terms, with its sign above", "[article][rational]") {
    const Rational a{-6, -8};
    CHECK(a.numerator() == 3);
    CHECK(a.denominator() == 4);
    std::ostringstream out;
    out << a << " " << Rational(4, -2);
    CHECK(out.str() == "3/4 -2");
}

TEST_CASE("A fraction that does not fit 64 bits is refused, not rounded", "[article][rational]") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK_THROWS_AS(Rational(most) + 1, std::overflow_error);
    CHECK_THROWS_AS(Rational(most) * 2, std::overflow_error);
    CHECK_THROWS_AS(Rational(1, most) * Rational(1, 2), std::overflow_error);
    CHECK_THROWS_AS(-Rational(-most - 1), std::overflow_error);
    CHECK_THROWS_AS(Rational(1, 0), std::domain_error);
    CHECK_THROWS_AS(Rational(1) / 0, std::domain_error);
    CHECK(Rational(most) * Rational(1, most) == 1); // cancelled first
}

TEST_CASE("A double is the fraction of its bits", "[article][rational]") {
    // 0.1 is not 1/10, but the multiple of 2^-55 next to it.
    CHECK(exactly(0.1) == Rational(3602879701896397, std::int64_t{1} << 55));
    CHECK(exactly(0.1) != Rational(1, 10));
    CHECK_THROWS_AS(exactly(1e-30), std::overflow_error);
    CHECK_THROWS_AS(exactly(1e30), std::overflow_error);
    CHECK_THROWS_AS(exactly(std::numeric_limits<double>::quiet_NaN()), std::overflow_error);
}

TEST_CASE("A relative error is measured against the fraction", "[article][rational]") {
    // 1/4 + 2^-54 is the double after 1/4: off by 2^-52 of it.
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    CHECK(relative_error(0.25 + epsilon / 4, Rational(1, 4)) == epsilon);
    CHECK(relative_error(0.25, Rational(1, 4)) == 0);
}

} // namespace
} // namespace descent::article::fractions
