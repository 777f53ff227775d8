// SPDX-License-Identifier: MIT
// prefetch: asks for memory before it is needed.
#pragma once

namespace descent::kernel {

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
