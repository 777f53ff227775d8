// SPDX-License-Identifier: MIT
// Held: an object that is viewed if it has a name, and owned if it is a temporary.
#pragma once

#include <type_traits>
#include <utility>

namespace descent {

/// A view of somebody else's object, which must outlive it.
template <class T>
class Viewed {
public:
    constexpr explicit Viewed(const T& object) : object_{&object} {}
    constexpr const T& operator*() const { return *object_; }

private:
    const T* object_;
};

/// An object of its own.
template <class T>
class Owned {
public:
    constexpr explicit Owned(T object) : object_{std::move(object)} {}
    constexpr const T& operator*() const { return object_; }

private:
    T object_;
};

/// Viewed<T> for an lvalue, Owned<T> for a temporary.
template <class T>
using Held = std::conditional_t<std::is_lvalue_reference_v<T>, Viewed<std::remove_cvref_t<T>>,
                                Owned<std::remove_cvref_t<T>>>;

} // namespace descent
