// SPDX-License-Identifier: MIT
// The memory of a part: what changes during a run, apart from the part's settings.
#pragma once

#include <descent/core/iterate.hpp>

#include <utility>

namespace descent {

/// The memory of a part that needs none.
struct NoMemory {};

/// Whether a part wants memory: it says so by offering `init(first iterate)`.
template <class Part, class Theta>
concept Remembers = requires(const Part& part, const Iterate<Theta>& first) { part.init(first); };

/// Fresh memory for one run: what `init` returns, or none.
template <class Part, Parameters Theta>
constexpr auto init(const Part& part, const Iterate<Theta>& first) {
    if constexpr (Remembers<Part, Theta>) {
        return part.init(first);
    } else {
        return NoMemory{};
    }
}

/// The type of a part's memory; NoMemory if it needs none.
template <class Part, class Theta>
using memory_t =
    decltype(descent::init(std::declval<const Part&>(), std::declval<const Iterate<Theta>&>()));

} // namespace descent
