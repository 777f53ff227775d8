// SPDX-License-Identifier: MIT
// Dual: a number that carries its derivatives along.
#pragma once

#include <Eigen/Core>

#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <limits>
#include <numbers>
#include <type_traits>

namespace descent::derivative {

/// A value with its derivatives along `Directions` directions at once: v + d_1 e_1 + d_2 e_2 + ...
/// with e_i e_j = 0. Every operation obeys the chain rule, so the derivatives are exact to
/// rounding.
///
/// Behaves like the number it stands for: arithmetic with plain numbers, comparison by value, the
/// usual functions, and as the scalar of Eigen matrices. Plain values, no expressions: `auto` is
/// safe. A long header, as every function has its own line.
///
/// Where a function has no derivative: that of |x| at 0 is 0; min and max take the side that they
/// return. An infinite slope (sqrt at 0) leaves derivatives that are 0 at 0, so that an entry which
/// does not matter gets no NaN.
///
/// Expense  An operation costs O(Directions); no allocation.
/// Source   [Griewank2008], chapter 3: the vector mode of forward propagation.
template <class Scalar, int Directions>
class Dual {
public:
    using Derivatives = std::array<Scalar, std::size_t{Directions}>;

    constexpr Dual() = default;
    template <class T>
        requires std::is_arithmetic_v<T>
    constexpr Dual(T constant) : value_(static_cast<Scalar>(constant)) {}
    constexpr Dual(const Scalar& constant)
        requires(!std::is_arithmetic_v<Scalar>)
        : value_(constant) {}
    constexpr Dual(const Scalar& value, const Derivatives& derivatives)
        : value_(value), derivatives_(derivatives) {}

    constexpr const Scalar& value() const { return value_; }
    constexpr const Derivatives& derivatives() const { return derivatives_; }
    constexpr Derivatives& derivatives() { return derivatives_; }

    constexpr Dual& operator+=(const Dual& b) {
        value_ += b.value_;
        for (std::size_t i = 0; i < derivatives_.size(); ++i) {
            derivatives_[i] += b.derivatives_[i];
        }
        return *this;
    }
    constexpr Dual& operator-=(const Dual& b) {
        value_ -= b.value_;
        for (std::size_t i = 0; i < derivatives_.size(); ++i) {
            derivatives_[i] -= b.derivatives_[i];
        }
        return *this;
    }
    constexpr Dual& operator*=(const Dual& b) { return *this = *this * b; }
    constexpr Dual& operator/=(const Dual& b) { return *this = *this / b; }

    friend constexpr Dual operator+(const Dual& a) { return a; }
    friend constexpr Dual operator-(const Dual& a) { return a.chain(-a.value_, Scalar(-1)); }
    friend constexpr Dual operator+(Dual a, const Dual& b) { return a += b; }
    friend constexpr Dual operator-(Dual a, const Dual& b) { return a -= b; }
    friend constexpr Dual operator*(const Dual& a, const Dual& b) {
        return chain(a.value_ * b.value_, a, b.value_, b, a.value_);
    }
    friend constexpr Dual operator/(const Dual& a, const Dual& b) {
        const Scalar quotient = a.value_ / b.value_;
        return chain(quotient, a, Scalar(1) / b.value_, b, -quotient / b.value_);
    }

    // With plain numbers, sparing the derivatives of a constant.
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator+(const Dual& a, T b) {
        return {a.value_ + static_cast<Scalar>(b), a.derivatives_};
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator+(T a, const Dual& b) {
        return b + a;
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator-(const Dual& a, T b) {
        return {a.value_ - static_cast<Scalar>(b), a.derivatives_};
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator-(T a, const Dual& b) {
        return b.chain(static_cast<Scalar>(a) - b.value_, Scalar(-1));
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator*(const Dual& a, T b) {
        return a.chain(a.value_ * static_cast<Scalar>(b), static_cast<Scalar>(b));
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator*(T a, const Dual& b) {
        return b * a;
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator/(const Dual& a, T b) {
        Dual quotient(a.value_ / static_cast<Scalar>(b), a.derivatives_);
        for (Scalar& derivative : quotient.derivatives_) {
            derivative /= static_cast<Scalar>(b);
        }
        return quotient;
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend constexpr Dual operator/(T a, const Dual& b) {
        const Scalar quotient = static_cast<Scalar>(a) / b.value_;
        return b.chain(quotient, -quotient / b.value_);
    }

    friend constexpr bool operator==(const Dual& a, const Dual& b) { return a.value_ == b.value_; }
    friend constexpr std::partial_ordering operator<=>(const Dual& a, const Dual& b) {
        return a.value_ <=> b.value_;
    }

    friend Dual exp(const Dual& x) {
        using std::exp;
        const Scalar y = exp(x.value_);
        return x.chain(y, y);
    }
    friend Dual expm1(const Dual& x) {
        using std::expm1;
        const Scalar y = expm1(x.value_);
        return x.chain(y, y + Scalar(1));
    }
    friend Dual log(const Dual& x) {
        using std::log;
        return x.chain(log(x.value_), Scalar(1) / x.value_);
    }
    friend Dual log1p(const Dual& x) {
        using std::log1p;
        return x.chain(log1p(x.value_), Scalar(1) / (x.value_ + Scalar(1)));
    }
    friend Dual log2(const Dual& x) { return log(x) / std::numbers::ln2_v<long double>; }
    friend Dual log10(const Dual& x) { return log(x) / std::numbers::ln10_v<long double>; }
    friend Dual sqrt(const Dual& x) {
        using std::sqrt;
        const Scalar y = sqrt(x.value_);
        return x.chain(y, Scalar(1) / (y + y));
    }
    friend Dual cbrt(const Dual& x) {
        using std::cbrt;
        const Scalar y = cbrt(x.value_);
        return x.chain(y, Scalar(1) / (Scalar(3) * y * y));
    }
    friend Dual sin(const Dual& x) {
        using std::cos, std::sin;
        return x.chain(sin(x.value_), cos(x.value_));
    }
    friend Dual cos(const Dual& x) {
        using std::cos, std::sin;
        return x.chain(cos(x.value_), -sin(x.value_));
    }
    friend Dual tan(const Dual& x) {
        using std::tan;
        const Scalar y = tan(x.value_);
        return x.chain(y, Scalar(1) + y * y);
    }
    friend Dual asin(const Dual& x) {
        using std::asin, std::sqrt;
        return x.chain(asin(x.value_),
                       Scalar(1) / sqrt((Scalar(1) - x.value_) * (Scalar(1) + x.value_)));
    }
    friend Dual acos(const Dual& x) {
        using std::acos, std::sqrt;
        return x.chain(acos(x.value_),
                       Scalar(-1) / sqrt((Scalar(1) - x.value_) * (Scalar(1) + x.value_)));
    }
    friend Dual atan(const Dual& x) {
        using std::atan;
        return x.chain(atan(x.value_), Scalar(1) / (Scalar(1) + x.value_ * x.value_));
    }
    friend Dual atan2(const Dual& y, const Dual& x) {
        using std::atan2;
        const Scalar square = x.value_ * x.value_ + y.value_ * y.value_;
        return chain(atan2(y.value_, x.value_), y, x.value_ / square, x, -y.value_ / square);
    }
    friend Dual sinh(const Dual& x) {
        using std::cosh, std::sinh;
        return x.chain(sinh(x.value_), cosh(x.value_));
    }
    friend Dual cosh(const Dual& x) {
        using std::cosh, std::sinh;
        return x.chain(cosh(x.value_), sinh(x.value_));
    }
    friend Dual tanh(const Dual& x) {
        using std::tanh;
        const Scalar y = tanh(x.value_);
        return x.chain(y, (Scalar(1) - y) * (Scalar(1) + y));
    }
    friend Dual erf(const Dual& x) {
        using std::erf, std::exp;
        const auto peak = static_cast<Scalar>(2 * std::numbers::inv_sqrtpi_v<long double>);
        return x.chain(erf(x.value_), peak * exp(-x.value_ * x.value_));
    }
    friend Dual hypot(const Dual& x, const Dual& y) {
        using std::hypot;
        const Scalar r = hypot(x.value_, y.value_);
        return r == Scalar(0) ? Dual(0) : chain(r, x, x.value_ / r, y, y.value_ / r);
    }

    /// x to a constant power: the slope of x^0 is 0, also at x = 0.
    template <class T>
        requires std::is_arithmetic_v<T>
    friend Dual pow(const Dual& x, T power) {
        using std::pow;
        const auto p = static_cast<Scalar>(power);
        const Scalar slope = power == T(0) ? Scalar(0) : p * pow(x.value_, p - Scalar(1));
        return x.chain(pow(x.value_, p), slope);
    }
    friend Dual pow(const Dual& x, const Dual& power) {
        using std::log, std::pow;
        const Scalar& p = power.value_;
        const Scalar y = pow(x.value_, p);
        const Scalar slope = p == Scalar(0) ? Scalar(0) : p * pow(x.value_, p - Scalar(1));
        // x^p log x tends to 0 with x for p > 0.
        const Scalar growth = y == Scalar(0) ? Scalar(0) : y * log(x.value_);
        return chain(y, x, slope, power, growth);
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    friend Dual pow(T base, const Dual& power) {
        return pow(Dual(base), power);
    }

    friend constexpr Dual abs(const Dual& x) {
        return x.value_ < Scalar(0) ? -x : x.value_ == Scalar(0) ? Dual(0) : x;
    }
    friend constexpr Dual fabs(const Dual& x) { return abs(x); }
    friend constexpr Dual abs2(const Dual& x) { return x * x; }
    friend constexpr Dual(min)(const Dual& a, const Dual& b) { return b < a ? b : a; }
    friend constexpr Dual(max)(const Dual& a, const Dual& b) { return a < b ? b : a; }
    friend constexpr Dual fmin(const Dual& a, const Dual& b) { return a <= b || b != b ? a : b; }
    friend constexpr Dual fmax(const Dual& a, const Dual& b) { return a >= b || b != b ? a : b; }
    // By comparing, and in parentheses: isnan may be a macro.
    friend constexpr bool(isfinite)(const Dual& x) { return x.value_ - x.value_ == Scalar(0); }
    friend constexpr bool(isnan)(const Dual& x) { return x.value_ != x.value_; }
    friend constexpr bool(isinf)(const Dual& x) {
        return x.value_ == x.value_ && x.value_ - x.value_ != Scalar(0);
    }

private:
    /// slope * derivative, where 0 stays 0 whatever the slope.
    static constexpr Scalar scaled(const Scalar& slope, bool finite, const Scalar& derivative) {
        return finite || !(derivative == Scalar(0)) ? slope * derivative : Scalar(0);
    }

    /// y(x), given y and dy/dx.
    constexpr Dual chain(const Scalar& y, const Scalar& slope) const {
        Dual result(y, {});
        const bool finite = slope - slope == Scalar(0);
        for (std::size_t i = 0; i < derivatives_.size(); ++i) {
            result.derivatives_[i] = scaled(slope, finite, derivatives_[i]);
        }
        return result;
    }

    /// y(a, b), given y, dy/da and dy/db.
    static constexpr Dual chain(const Scalar& y, const Dual& a, const Scalar& slope_a,
                                const Dual& b, const Scalar& slope_b) {
        Dual result(y, {});
        const bool finite_a = slope_a - slope_a == Scalar(0);
        const bool finite_b = slope_b - slope_b == Scalar(0);
        for (std::size_t i = 0; i < result.derivatives_.size(); ++i) {
            result.derivatives_[i] = scaled(slope_a, finite_a, a.derivatives_[i]) +
                                     scaled(slope_b, finite_b, b.derivatives_[i]);
        }
        return result;
    }

    Scalar value_{};
    Derivatives derivatives_{};
};

} // namespace descent::derivative

/// @cond specialisations

// Makes Dual the scalar of Eigen matrices. Real is Dual too: a norm has derivatives.
template <class Scalar, int Directions>
struct Eigen::NumTraits<descent::derivative::Dual<Scalar, Directions>> : Eigen::NumTraits<Scalar> {
    using Real = descent::derivative::Dual<Scalar, Directions>;
    using NonInteger = Real;
    using Nested = Real;
    using Literal = typename Eigen::NumTraits<Scalar>::Literal;
    // NOLINTBEGIN(readability-identifier-naming): Eigen's names
    enum {
        RequireInitialization = 1,
        ReadCost = Directions + 1,
        AddCost = Directions + 1,
        MulCost = 3 * Directions + 1,
    };
    // NOLINTEND(readability-identifier-naming)
};

// Mixed expressions: `A * t` with numbers in A and Duals in t.
template <class Scalar, int Directions, class Operation>
struct Eigen::ScalarBinaryOpTraits<descent::derivative::Dual<Scalar, Directions>, Scalar,
                                   Operation> {
    using ReturnType = descent::derivative::Dual<Scalar, Directions>;
};
template <class Scalar, int Directions, class Operation>
struct Eigen::ScalarBinaryOpTraits<Scalar, descent::derivative::Dual<Scalar, Directions>,
                                   Operation> {
    using ReturnType = descent::derivative::Dual<Scalar, Directions>;
};

template <class Scalar, int Directions>
class std::numeric_limits<descent::derivative::Dual<Scalar, Directions>>
    : public std::numeric_limits<Scalar> {};

/// @endcond
