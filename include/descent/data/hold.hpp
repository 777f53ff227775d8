// SPDX-License-Identifier: MIT
// hold: how a cost keeps the matrices it is given: named ones viewed, temporaries owned.
#pragma once

#include <descent/core/held.hpp>

#include <Eigen/Core>

#include <type_traits>
#include <utility>

namespace descent::data {

/// A Map: a small object that stands for memory elsewhere.
template <class T>
inline constexpr bool is_map = false;
template <class Plain, int Options, class Stride>
inline constexpr bool is_map<Eigen::Map<Plain, Options, Stride>> = true;

/// A Ref: like a Map, or, of const, perhaps with a copy of its own.
template <class T>
inline constexpr bool is_ref = false;
template <class Plain, int Options, class Stride>
inline constexpr bool is_ref<Eigen::Ref<Plain, Options, Stride>> = true;

/// A block whose entries lie in memory, dense or sparse: not one of an expression.
template <class T>
inline constexpr bool is_stored_block = false;
template <class Nested, int Rows, int Columns, bool Inner>
inline constexpr bool is_stored_block<Eigen::Block<Nested, Rows, Columns, Inner>> =
    (Eigen::Block<Nested, Rows, Columns, Inner>::Flags & Eigen::DirectAccessBit) != 0 ||
    !std::is_same_v<typename Eigen::Block<Nested, Rows, Columns, Inner>::StorageKind, Eigen::Dense>;

/// What a cost keeps of a matrix argument of type T&&:
///
/// - a Matrix, Ref or sparse matrix with a name is viewed: it must outlive the cost;
/// - a Map, or a block with a name of entries that are stored, is kept as the view it is: its
///   memory must outlive the cost;
/// - everything else, temporaries and expressions, is evaluated into memory that the cost owns.
///
/// What is viewed must not change while a run is on, which would mix two costs unnoticed.
///
/// A temporary that a function hands on by reference passes for one with a name, and a cost that
/// outlives the statement views what is gone:
///
///     cost::MeanSquaredError J{(MatrixXd(2, 1) << 1, 2).finished(), y};           // dangles
///     cost::MeanSquaredError J{MatrixXd((MatrixXd(2, 1) << 1, 2).finished()), y}; // owns a copy
///     cost::MeanSquaredError J{MatrixXd{{1}, {2}}, y};                            // owns it
template <class T>
    requires requires { typename std::remove_cvref_t<T>::PlainObject; }
constexpr auto hold(T&& matrix) {
    using Type = std::remove_cvref_t<T>;
    if constexpr (is_map<Type>) {
        return Owned<Type>{matrix};
    } else if constexpr (std::is_lvalue_reference_v<T> && is_stored_block<Type>) {
        return Owned<Type>{matrix};
    } else if constexpr (std::is_lvalue_reference_v<T> &&
                         (is_ref<Type> || std::is_same_v<Type, typename Type::PlainObject>)) {
        return Viewed<Type>{matrix};
    } else {
        return Owned<typename Type::PlainObject>{
            typename Type::PlainObject(std::forward<T>(matrix))};
    }
}

/// A std::vector, or another container that is no Eigen matrix.
template <class T>
concept Container = !requires { typename T::PlainObject; } && requires(const T& t) {
    typename T::value_type;
    t.data();
    t.size();
};

/// The numbers that a container holds; double for what holds others.
template <Container T>
using number_in_t = std::conditional_t<std::is_arithmetic_v<typename T::value_type>,
                                       typename T::value_type, double>;

/// Does not compile, and says what to write for a container.
template <Container T>
constexpr void refuse_container() {
    if constexpr (std::is_arithmetic_v<typename T::value_type>) {
        static_assert(!Container<T>,
                      "X, y and weights are Eigen matrices and vectors: view the numbers of a "
                      "std::vector v as Eigen::Map<const Eigen::VectorXd>(v.data(), v.size())");
    } else {
        static_assert(!Container<T>,
                      "X, y and weights are Eigen matrices and vectors: copy a std::vector v of "
                      "rows into an Eigen::MatrixXd X, row by row, as in X.row(i) = "
                      "Eigen::Map<const Eigen::RowVectorXd>(v[i].data(), v[i].size())");
    }
}

/// Says what to write for a container.
template <class T>
    requires Container<std::remove_cvref_t<T>>
constexpr auto hold(T&&) {
    refuse_container<std::remove_cvref_t<T>>();
    return Owned<Eigen::VectorX<number_in_t<std::remove_cvref_t<T>>>>{{}};
}

/// The type in which a cost keeps an argument of type T: Viewed or Owned.
template <class T>
using held_t = decltype(hold(std::declval<T>()));

} // namespace descent::data
