// SPDX-License-Identifier: MIT
// Parameters: what theta may be, and the few operations that numbers and Eigen vectors share.
#pragma once

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "descent needs C++20: compile with -std=c++20 or later"
#endif

#include <descent/core/message.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <type_traits>
#include <utility>

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ && !defined(DESCENT_ALLOW_FINITE_MATH)
#error                                                                                             \
    "descent finds NaN and infinity by comparing, which -ffinite-math-only (part of -ffast-math) \
removes: compile without it, or define DESCENT_ALLOW_FINITE_MATH and lose every check of finiteness"
#endif

namespace descent {

using Eigen::Index;

/// Whether T is an Eigen::Matrix of floating-point numbers: one that owns its entries, of which a
/// fixed shape must have some.
template <class T>
inline constexpr bool is_plain_matrix = false;
template <class Scalar, int Rows, int Columns, int... Rest>
inline constexpr bool is_plain_matrix<Eigen::Matrix<Scalar, Rows, Columns, Rest...>> =
    std::is_floating_point_v<Scalar> && Rows != 0 && Columns != 0;

/// What the optimizer can move: a floating-point number, or an Eigen vector or matrix of them, of
/// fixed or dynamic size, that owns its memory.
template <class T>
concept Parameters = std::floating_point<T> || is_plain_matrix<T>;

namespace parameters {
template <class T>
struct Traits {};
template <class T>
    requires requires { typename T::PlainObject; }
struct Traits<T> {
    using Scalar = typename T::Scalar;
    using Plain = typename T::PlainObject;
};
template <std::floating_point T>
struct Traits<T> {
    using Scalar = T;
    using Plain = T;
};
/// A start given as an integer is meant as a double.
template <std::integral T>
struct Traits<T> {
    using Scalar = double;
    using Plain = double;
};

/// Whether two sizes, of which Eigen::Dynamic may be any, may be the same.
template <int A, int B>
inline constexpr bool sizes_agree = A == B || A == Eigen::Dynamic || B == Eigen::Dynamic;
} // namespace parameters

/// The number that theta is made of.
template <class Theta>
using scalar_t = typename parameters::Traits<Theta>::Scalar;

/// The type that owns what an Eigen expression (or a number) stands for.
template <class T>
using plain_t = typename parameters::Traits<std::remove_cvref_t<T>>::Plain;

/// Whether x is neither NaN nor infinite. Unlike std::isfinite, usable at compile time.
template <std::floating_point T>
constexpr bool is_finite(T x) {
    return x - x == T(0);
}

/// |x|. Unlike std::abs, usable at compile time.
template <std::floating_point T>
constexpr T magnitude(T x) {
    if (std::is_constant_evaluated()) {
        return x < T(0) ? -x : x;
    }
    return std::abs(x);
}

/// The larger of the two; a when b is NaN.
template <std::floating_point T>
constexpr T larger(T a, T b) {
    return a < b ? b : a;
}

/// Whether theta's type fixes its shape: two of the type cannot differ in it.
template <class Theta>
inline constexpr bool is_of_fixed_shape = std::floating_point<Theta>;
template <class Scalar, int Rows, int Columns, int... Rest>
inline constexpr bool is_of_fixed_shape<Eigen::Matrix<Scalar, Rows, Columns, Rest...>> =
    Rows != Eigen::Dynamic && Columns != Eigen::Dynamic;

/// Whether theta is a number or of a size that is fixed and small: a run of it can live in
/// registers.
template <class Theta>
inline constexpr bool in_registers = std::floating_point<Theta>;
template <class Scalar, int Rows, int Columns, int... Rest>
inline constexpr bool in_registers<Eigen::Matrix<Scalar, Rows, Columns, Rest...>> =
    is_of_fixed_shape<Eigen::Matrix<Scalar, Rows, Columns, Rest...>> && Rows * Columns <= 16;

/// The number of entries of theta: 1 for a plain number.
template <Parameters Theta>
constexpr Index size(const Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        return 1;
    } else {
        return theta.size();
    }
}

/// Entry i of theta, counted in storage order.
template <Parameters Theta>
constexpr scalar_t<Theta> entry(const Theta& theta, Index i) {
    if constexpr (std::floating_point<Theta>) {
        return theta;
    } else {
        return theta.data()[i];
    }
}

/// Types that may have one shape, with entry i in memory the same entry of both: two numbers, or
/// two matrices of the same order whose fixed sizes agree. The types of their numbers may differ.
template <class A, class B>
concept InOneOrder =
    (std::floating_point<A> && std::floating_point<B>) ||
    (is_plain_matrix<A> && is_plain_matrix<B> && requires {
        requires A::IsRowMajor == B::IsRowMajor;
        requires parameters::sizes_agree<A::RowsAtCompileTime, B::RowsAtCompileTime>;
        requires parameters::sizes_agree<A::ColsAtCompileTime, B::ColsAtCompileTime>;
    });

/// Whether a and b have as many rows and columns; always true of numbers.
template <Parameters A, Parameters B>
    requires(std::floating_point<A> == std::floating_point<B>)
constexpr bool same_shape(const A& a, const B& b) {
    if constexpr (std::floating_point<A>) {
        return true;
    } else {
        return a.rows() == b.rows() && a.cols() == b.cols();
    }
}

/// Rows and columns of theta; 1 x 1 for a number.
template <Parameters Theta>
constexpr Shape shape(const Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        return {1, 1};
    } else {
        return {theta.rows(), theta.cols()};
    }
}

/// Sum of a_i b_i over all entries, also of matrices.
///
/// Here and below, small sizes are written out: as fast as Eigen's reductions, and compiled sooner.
template <Parameters Theta>
constexpr scalar_t<Theta> dot(const Theta& a, const Theta& b) {
    if constexpr (std::floating_point<Theta>) {
        return a * b;
    } else if constexpr (in_registers<Theta>) {
        return [&]<int... I>(std::integer_sequence<int, I...>) {
            return ((a.data()[I] * b.data()[I]) + ...);
        }(std::make_integer_sequence<int, Theta::SizeAtCompileTime>{});
    } else {
        return a.cwiseProduct(b).sum();
    }
}

/// a . (b - c): the differences are taken first, so that small ones do not drown.
template <Parameters Theta>
constexpr scalar_t<Theta> dot_difference(const Theta& a, const Theta& b, const Theta& c) {
    if constexpr (std::floating_point<Theta>) {
        return a * (b - c);
    } else {
        return a.cwiseProduct(b - c).sum();
    }
}

/// Sum of a_i^2 over all entries.
template <Parameters Theta>
constexpr scalar_t<Theta> squared_norm(const Theta& a) {
    if constexpr (std::floating_point<Theta> || in_registers<Theta>) {
        return dot(a, a);
    } else {
        return a.squaredNorm();
    }
}

/// Sum of (a_i - b_i)^2.
template <Parameters Theta>
constexpr scalar_t<Theta> squared_distance(const Theta& a, const Theta& b) {
    if constexpr (std::floating_point<Theta>) {
        return (a - b) * (a - b);
    } else {
        return (a - b).squaredNorm();
    }
}

/// The largest |a_i|; NaN if any entry is (small ones: or infinite). It neither overflows nor
/// underflows, so it is finite exactly when every entry is.
template <Parameters Theta>
constexpr scalar_t<Theta> max_norm(const Theta& a) {
    if constexpr (std::floating_point<Theta>) {
        return magnitude(a);
    } else if constexpr (in_registers<Theta>) {
        return [&]<int... I>(std::integer_sequence<int, I...>) {
            scalar_t<Theta> largest = 0;
            ((largest = larger(largest, magnitude(a.data()[I]))), ...);
            // 0 * a_i passes NaN on for less than a comparison does
            return (largest + ... + (0 * a.data()[I]));
        }(std::make_integer_sequence<int, Theta::SizeAtCompileTime>{});
    } else {
        return a.cwiseAbs().template maxCoeff<Eigen::PropagateNaN>();
    }
}

/// 0 if every entry is finite, NaN otherwise: a test without a branch.
template <Parameters Theta>
constexpr scalar_t<Theta> zero_if_finite(const Theta& a) {
    if constexpr (std::floating_point<Theta>) {
        return a - a;
    } else {
        return (scalar_t<Theta>(0) * a).sum();
    }
}

/// The largest |a_i - b_i|.
template <Parameters Theta>
constexpr scalar_t<Theta> max_distance(const Theta& a, const Theta& b) {
    if constexpr (std::floating_point<Theta>) {
        return magnitude(a - b);
    } else {
        return (a - b).cwiseAbs().template maxCoeff<Eigen::PropagateNaN>();
    }
}

/// theta - rate * direction, every entry from the old theta: written to other memory.
template <Parameters Theta>
constexpr void step(const Theta& theta, scalar_t<Theta> rate, const Theta& direction, Theta& next) {
    if constexpr (std::floating_point<Theta>) {
        next = theta - rate * direction;
    } else {
        next.noalias() = theta - rate * direction;
    }
}

/// A theta of the same shape with every entry set to `value`.
template <Parameters Theta>
constexpr Theta filled_like(const Theta& theta, scalar_t<Theta> value) {
    if constexpr (std::floating_point<Theta>) {
        return value;
    } else {
        Theta filled = theta;
        for (Index i = 0; i < filled.size(); ++i) {
            filled.data()[i] = value;
        }
        return filled;
    }
}

/// Sets every entry to 0, where it is: nothing is allocated.
template <Parameters Theta>
constexpr void clear(Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        theta = 0;
    } else {
        theta.setZero();
    }
}

/// The first entry that is NaN or infinite, in storage order; -1 if there is none.
template <Parameters Theta>
constexpr Index first_non_finite(const Theta& theta) {
    for (Index i = 0; i < size(theta); ++i) {
        if (!is_finite(entry(theta, i))) {
            return i;
        }
    }
    return -1;
}

} // namespace descent
