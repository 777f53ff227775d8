// SPDX-License-Identifier: MIT
// flat and entries: theta seen as one column of numbers, whatever its shape.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>

namespace descent {

/// The number of entries of theta if its type fixes it, or Eigen::Dynamic.
template <Parameters Theta>
inline constexpr int fixed_size = Theta::SizeAtCompileTime;
template <std::floating_point Theta>
inline constexpr int fixed_size<Theta> = 1;

/// A column vector of theta's entries.
template <Parameters Theta>
using Column = Eigen::Matrix<scalar_t<Theta>, fixed_size<Theta>, 1>;

/// The entries of theta as a column vector, in storage order: a view, nothing is copied.
template <Parameters Theta>
Eigen::Map<const Column<Theta>> flat(const Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        return Eigen::Map<const Column<Theta>>(&theta);
    } else {
        return Eigen::Map<const Column<Theta>>(theta.data(), theta.size());
    }
}

/// The same, to be written to.
template <Parameters Theta>
Eigen::Map<Column<Theta>> flat(Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        return Eigen::Map<Column<Theta>>(&theta);
    } else {
        return Eigen::Map<Column<Theta>>(theta.data(), theta.size());
    }
}

/// A flat view of a temporary would outlive it.
template <Parameters Theta>
void flat(const Theta&&) = delete;

/// The same view for arithmetic entry by entry.
template <Parameters Theta>
auto entries(const Theta& theta) {
    return Eigen::Map<const Eigen::Array<scalar_t<Theta>, fixed_size<Theta>, 1>>(flat(theta).data(),
                                                                                 size(theta));
}

/// The same, to be written to.
template <Parameters Theta>
auto entries(Theta& theta) {
    return Eigen::Map<Eigen::Array<scalar_t<Theta>, fixed_size<Theta>, 1>>(flat(theta).data(),
                                                                           size(theta));
}

/// out = a / (b + epsilon), entry by entry, and 0 where that divides by 0.
template <Parameters Theta, class A, class B>
void divide(const Eigen::ArrayBase<A>& a, const Eigen::ArrayBase<B>& b, scalar_t<Theta> epsilon,
            Theta& out) {
    using Scalar = scalar_t<Theta>;
    if (epsilon > 0) {
        entries(out) = a.derived() / (b.derived() + epsilon);
    } else {
        entries(out) = (b.derived() == Scalar(0)).select(Scalar(0), a.derived() / b.derived());
    }
}

} // namespace descent
