// SPDX-License-Identifier: MIT
// Composable: the mark of costs that add and scale with + and *.
#pragma once

#include <concepts>
#include <type_traits>

namespace descent::cost {

/// Base of the costs that take part in `a + b` and `2 * a`. A cost of the user's own may derive
/// from it; it need not if the other side of the + does.
struct Composable {};

/// Whether C, or what it refers to, derives from Composable.
template <class C>
inline constexpr bool is_composable = std::derived_from<std::remove_cvref_t<C>, Composable>;

} // namespace descent::cost
