// SPDX-License-Identifier: MIT
// prefetch: asks for memory before it is needed.
#pragma once

#include <Eigen/Core>

namespace descent::kernel {

/// Whether a whole block follows that of rows i, ..., i + b - 1: one that can be asked for.
constexpr bool block_follows(Eigen::Index i, Eigen::Index b, Eigen::Index rows) {
    return i + 2 * b <= rows;
}

/// Asks the machine to bring what is at the address near; does nothing where it cannot be told.
///
/// Inlined, and so must be every function that does nothing else: g++ drops calls of functions that
/// only ask.
[[gnu::always_inline]] inline void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__)
    __builtin_prefetch(address, 0, 2);
#endif
}

} // namespace descent::kernel
