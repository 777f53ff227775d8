// SPDX-License-Identifier: MIT
// Dual: a long double that carries its derivative along one direction.
#pragma once

#include <Eigen/Core>

#include <cmath>

namespace descent::problems {

/// Computes a value and, beside it, the value's derivative along one direction.
///
/// v + d ε with ε² = 0: every operation obeys the chain rule, so the derivative is exact to
/// rounding, with no step length to choose. The check that a hand-written gradient has to pass.
struct Dual {
    long double value = 0;
    long double derivative = 0;

    constexpr Dual() = default;
    constexpr Dual(double constant) : value{constant} {}
    constexpr Dual(long double v, long double d) : value{v}, derivative{d} {}

    constexpr Dual& operator+=(const Dual& b) { return *this = *this + b; }
    constexpr Dual& operator-=(const Dual& b) { return *this = *this - b; }
    constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }

    friend constexpr Dual operator+(const Dual& a, const Dual& b) {
        return {a.value + b.value, a.derivative + b.derivative};
    }
    friend constexpr Dual operator-(const Dual& a, const Dual& b) {
        return {a.value - b.value, a.derivative - b.derivative};
    }
    friend constexpr Dual operator-(const Dual& a) { return {-a.value, -a.derivative}; }
    friend constexpr Dual operator*(const Dual& a, const Dual& b) {
        return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
    }
    friend constexpr Dual operator/(const Dual& a, const Dual& b) {
        const long double quotient = a.value / b.value;
        return {quotient, (a.derivative - quotient * b.derivative) / b.value};
    }
};

inline Dual exp(const Dual& a) {
    const long double e = std::exp(a.value);
    return {e, e * a.derivative};
}
inline Dual log(const Dual& a) { return {std::log(a.value), a.derivative / a.value}; }
inline Dual sqrt(const Dual& a) {
    const long double root = std::sqrt(a.value);
    return {root, a.derivative / (2 * root)};
}
inline Dual sin(const Dual& a) { return {std::sin(a.value), std::cos(a.value) * a.derivative}; }
inline Dual cos(const Dual& a) { return {std::cos(a.value), -std::sin(a.value) * a.derivative}; }
inline Dual atan(const Dual& a) {
    return {std::atan(a.value), a.derivative / (1 + a.value * a.value)};
}
inline Dual cosh(const Dual& a) { return {std::cosh(a.value), std::sinh(a.value) * a.derivative}; }
inline Dual abs(const Dual& a) { return a.value < 0 ? -a : a; }
inline Dual square(const Dual& a) { return a * a; }

/// a to the power b, for a > 0.
inline Dual pow(const Dual& a, const Dual& b) { return exp(b * log(a)); }

using DualVector = Eigen::Matrix<Dual, Eigen::Dynamic, 1>;

} // namespace descent::problems

template <>
struct Eigen::NumTraits<descent::problems::Dual> : Eigen::NumTraits<long double> {
    using Real = descent::problems::Dual;
    using NonInteger = descent::problems::Dual;
    using Nested = descent::problems::Dual;
    enum { RequireInitialization = 1 };
};
