// SPDX-License-Identifier: MIT
// lifted_t: theta with other numbers in it.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>

namespace descent::derivative {

/// The traits of lifted_t: the same shape, another kind of number.
template <class Theta, class Number>
struct Lifted;
template <std::floating_point T, class Number>
struct Lifted<T, Number> {
    using Type = Number;
};
template <class Scalar, int... Shape, class Number>
struct Lifted<Eigen::Matrix<Scalar, Shape...>, Number> {
    using Type = Eigen::Matrix<Number, Shape...>;
};

/// Theta with every entry a Number: a Number for a plain number, a matrix of the same shape
/// otherwise.
template <Parameters Theta, class Number>
using lifted_t = typename Lifted<Theta, Number>::Type;

/// theta with every entry made a Number, its derivatives zero.
///
/// @param lift  scalar -> Number
template <class Number, Parameters Theta, class Lift>
constexpr void lift_into(lifted_t<Theta, Number>& lifted, const Theta& theta, const Lift& lift) {
    if constexpr (std::floating_point<Theta>) {
        lifted = lift(theta);
    } else {
        lifted.resize(theta.rows(), theta.cols());
        for (Index i = 0; i < theta.size(); ++i) {
            lifted.data()[i] = lift(theta.data()[i]);
        }
    }
}

/// Entry i in storage order, to be written.
template <Parameters Theta, class Number>
constexpr Number& entry_of(lifted_t<Theta, Number>& lifted, Index i) {
    if constexpr (std::floating_point<Theta>) {
        return lifted;
    } else {
        return lifted.data()[i];
    }
}

} // namespace descent::derivative
