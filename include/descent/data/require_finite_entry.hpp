// SPDX-License-Identifier: MIT
// require_finite_entry: names the entry of a training set that is NaN or infinite.
#pragma once

#include <descent/core/message.hpp>
#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>

#include <concepts>
#include <string_view>

namespace descent::data {

/// Throws if an entry of a vector is not finite: "y(3) must be finite, got nan".
///
/// @param name  of the vector, as the message begins: "y"
/// @throws NonFiniteData if the entry is NaN or infinite
template <std::floating_point Entry>
void require_finite_entry(std::string_view name, Entry entry, Index i) {
    if (!is_finite(entry)) {
        require<NonFiniteData>(false, Message(name, "(", i, ") must be finite"), entry);
    }
}

/// The same for a matrix: "X(3, 1) must be finite, got inf".
template <std::floating_point Entry>
void require_finite_entry(std::string_view name, Entry entry, Index i, Index j) {
    if (!is_finite(entry)) {
        require<NonFiniteData>(false, Message(name, "(", i, ", ", j, ") must be finite"), entry);
    }
}

} // namespace descent::data
