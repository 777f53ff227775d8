// SPDX-License-Identifier: MIT
// Rational: exact fractions of 64-bit integers, for numbers worked out without rounding.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <numeric>
#include <ostream>
#include <stdexcept>

namespace descent::article {

/// A fraction in lowest terms, its denominator positive. An operation whose result does not fit
/// throws std::overflow_error: what is answered is exact.
class Rational {
public:
    using Integer = std::int64_t;

    constexpr Rational() = default;

    // Not explicit: a formula reads 2 * theta, whatever theta is made of.
    template <std::signed_integral Whole>
    constexpr Rational(Whole whole) : numerator_{whole} {}

    constexpr Rational(Integer numerator, Integer denominator)
        : numerator_{numerator}, denominator_{denominator} {
        if (denominator == 0) {
            throw std::domain_error("Rational: the denominator must not be 0");
        }
        if (denominator < 0) {
            numerator_ = times(-1, numerator);
            denominator_ = times(-1, denominator);
        }
        const Integer common = std::gcd(numerator_, denominator_);
        numerator_ /= common;
        denominator_ /= common;
    }

    constexpr Integer numerator() const { return numerator_; }
    constexpr Integer denominator() const { return denominator_; }

    friend constexpr Rational operator-(const Rational& a) {
        return {times(-1, a.numerator_), a.denominator_};
    }
    friend constexpr Rational operator+(const Rational& a, const Rational& b) {
        const Integer common = std::gcd(a.denominator_, b.denominator_);
        return {plus(times(a.numerator_, b.denominator_ / common),
                     times(b.numerator_, a.denominator_ / common)),
                times(a.denominator_ / common, b.denominator_)};
    }
    friend constexpr Rational operator-(const Rational& a, const Rational& b) { return a + -b; }
    friend constexpr Rational operator*(const Rational& a, const Rational& b) {
        const Rational left{a.numerator_, b.denominator_}; // cancels before it multiplies
        const Rational right{b.numerator_, a.denominator_};
        return {times(left.numerator_, right.numerator_),
                times(left.denominator_, right.denominator_)};
    }
    friend constexpr Rational operator/(const Rational& a, const Rational& b) {
        return a * Rational{b.denominator_, b.numerator_};
    }

    friend constexpr bool operator==(const Rational&, const Rational&) = default;
    friend constexpr std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
        return (a - b).numerator_ <=> 0;
    }

    friend std::ostream& operator<<(std::ostream& out, const Rational& a) {
        out << a.numerator_;
        return a.denominator_ == 1 ? out : out << "/" << a.denominator_;
    }

private:
    static constexpr Integer times(Integer a, Integer b) {
        constexpr Integer most = std::numeric_limits<Integer>::max();
        if (a == -most - 1 || b == -most - 1 || (a != 0 && size(b) > most / size(a))) {
            throw std::overflow_error("Rational: a product does not fit 64 bits");
        }
        return a * b;
    }
    static constexpr Integer plus(Integer a, Integer b) {
        constexpr Integer most = std::numeric_limits<Integer>::max();
        if (b > 0 ? a > most - b : a < -most - b) {
            throw std::overflow_error("Rational: a sum does not fit 64 bits");
        }
        return a + b;
    }
    static constexpr Integer size(Integer a) { return a < 0 ? -a : a; }

    Integer numerator_ = 0;
    Integer denominator_ = 1;
};

constexpr Rational power(const Rational& base, int exponent) {
    Rational product = 1;
    for (int i = 0; i < exponent; ++i) {
        product = product * base;
    }
    return product;
}

/// The fraction that a floating-point number is, bit for bit.
///
/// @throws std::overflow_error if it does not fit
template <std::floating_point Scalar>
constexpr Rational exactly(Scalar x) {
    constexpr int most = 62;
    Rational::Integer denominator = 1;
    for (int i = 0; i < most; ++i) {
        if (!(x > Scalar(-1e18) && x < Scalar(1e18))) {
            break;
        }
        const auto whole = static_cast<Rational::Integer>(x);
        if (static_cast<Scalar>(whole) == x) {
            return {whole, denominator};
        }
        x *= 2;
        denominator *= 2;
    }
    throw std::overflow_error("Rational: the number does not fit 64 bits");
}

/// The fraction as a long double, and therefore to its last bit or so.
constexpr long double rounded(const Rational& a) {
    return static_cast<long double>(a.numerator()) / static_cast<long double>(a.denominator());
}

/// |x - a| / |a|
template <std::floating_point Scalar>
constexpr long double relative_error(Scalar x, const Rational& a) {
    const long double quotient = static_cast<long double>(x) / rounded(a) - 1;
    return quotient < 0 ? -quotient : quotient;
}

} // namespace descent::article
