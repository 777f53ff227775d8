// SPDX-License-Identifier: MIT
// ForwardNumber: what carries derivatives through a function.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/derivative/dual.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace descent::derivative {

/// How derivatives are put into a forward number and read from it. Specialise it for a number that
/// has other names for them.
///
/// Offers  count                    directions at once, a constant
///         lift(x)                  -> Number x, all derivatives 0
///         value(number)            -> the value
///         derivative(number, i)    -> derivative along direction i
///         seed(number, i, d)       sets it
template <class Number>
struct Lanes;

template <class Scalar, int Directions>
struct Lanes<Dual<Scalar, Directions>> {
    using Number = Dual<Scalar, Directions>;
    static constexpr Index count = Directions;
    static constexpr Number lift(Scalar x) { return Number(x, {}); }
    static constexpr Scalar value(const Number& number) { return number.value(); }
    static constexpr Scalar derivative(const Number& number, Index i) {
        return number.derivatives()[static_cast<std::size_t>(i)];
    }
    static constexpr void seed(Number& number, Index i, Scalar d) {
        number.derivatives()[static_cast<std::size_t>(i)] = d;
    }
};

/// Numbers with `value()` and `derivatives()`, an Eigen vector of fixed size, such as
/// Eigen::AutoDiffScalar<Eigen::Vector4d>.
template <class Number>
    requires requires(const Number& number) {
        number.value();
        requires(std::remove_cvref_t<decltype(number.derivatives())>::SizeAtCompileTime > 0);
    }
struct Lanes<Number> {
    using Scalar = std::remove_cvref_t<decltype(std::declval<const Number&>().value())>;
    static constexpr Index count = std::remove_cvref_t<
        decltype(std::declval<const Number&>().derivatives())>::SizeAtCompileTime;
    static Number lift(Scalar x) {
        Number number(x);
        number.derivatives().setZero();
        return number;
    }
    static Scalar value(const Number& number) { return number.value(); }
    static Scalar derivative(const Number& number, Index i) { return number.derivatives()[i]; }
    static void seed(Number& number, Index i, Scalar d) { number.derivatives()[i] = d; }
};

/// A number that carries derivatives through whatever is computed with it, as Lanes says.
///
/// Promises  Arithmetic and functions that obey the chain rule.
template <class Number, class Scalar>
concept ForwardNumber =
    std::copyable<Number> && requires(Number& number, const Number& result, Scalar x, Index i) {
        requires(Lanes<Number>::count > 0);
        { Lanes<Number>::lift(x) } -> std::same_as<Number>;
        { Lanes<Number>::value(result) } -> std::convertible_to<Scalar>;
        { Lanes<Number>::derivative(result, i) } -> std::convertible_to<Scalar>;
        Lanes<Number>::seed(number, i, x);
    };

static_assert(!ForwardNumber<double, double>);

/// Directions that a Dual carries at once for a theta: all of a small one, else eight, which fill
/// whole vector registers.
template <Parameters Theta>
constexpr int directions() {
    if constexpr (std::floating_point<Theta>) {
        return 1;
    } else if constexpr (Theta::SizeAtCompileTime > 0 && Theta::SizeAtCompileTime < 8) {
        return Theta::SizeAtCompileTime;
    } else {
        return 8;
    }
}

/// The forward number that `cost::autodiff` uses if none is asked for.
template <Parameters Theta>
using dual_t = Dual<scalar_t<Theta>, directions<Theta>()>;

} // namespace descent::derivative
