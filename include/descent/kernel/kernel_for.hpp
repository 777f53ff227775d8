// SPDX-License-Identifier: MIT
// kernel_for: the kernel that reads X as it lies.
#pragma once

#include <descent/kernel/dense_columns.hpp>
#include <descent/kernel/dense_rows.hpp>
#include <descent/kernel/packed.hpp>
#include <descent/kernel/sparse_columns.hpp>
#include <descent/kernel/sparse_rows.hpp>

#include <Eigen/Core>

#include <concepts>
#include <type_traits>

namespace descent::kernel {

/// Whether X stores only some entries, as Eigen's sparse matrices do.
template <class X>
concept Sparse = requires(const X& x) {
    x.innerIndexPtr();
    x.outerIndexPtr();
    x.innerNonZeroPtr();
};

/// Whether X lies in memory as dense columns or rows of Scalar without gaps inside them.
template <class X, class Scalar>
concept InPlace = !Sparse<X> && std::same_as<typename X::Scalar, Scalar> &&
                  X::InnerStrideAtCompileTime == 1 && requires(const X& x) {
                      { x.data() } -> std::convertible_to<const Scalar*>;
                  };

/// The kernel for X, where theta and all sums are made of Scalar.
template <class X, class Scalar>
constexpr auto kernel_type() {
    if constexpr (Sparse<X> && X::IsRowMajor) {
        return std::type_identity<SparseRows<X, Scalar>>{};
    } else if constexpr (Sparse<X>) {
        return std::type_identity<SparseColumns<X, Scalar>>{};
    } else if constexpr (!InPlace<X, Scalar>) {
        return std::type_identity<Packed<X, Scalar>>{};
    } else if constexpr (X::IsRowMajor) {
        return std::type_identity<DenseRows<Scalar>>{};
    } else {
        return std::type_identity<DenseColumns<Scalar>>{};
    }
}

/// The kernel that reads a matrix of type X for sums of type Scalar.
template <class X, class Scalar>
using kernel_for_t = typename decltype(kernel_type<X, Scalar>())::type;

} // namespace descent::kernel
