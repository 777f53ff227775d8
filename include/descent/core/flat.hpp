// SPDX-License-Identifier: MIT
// flat: theta seen as one column of numbers, whatever its shape.
#pragma once

#include <descent/core/parameters.hpp>

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

} // namespace descent
