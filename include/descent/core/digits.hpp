// SPDX-License-Identifier: MIT
// digits: a number's characters, the same in every locale.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <string_view>

namespace descent {

/// Room for the characters of any number, in at most 21 significant digits.
using DigitsRoom = std::array<char, 64>;

/// A number in at most `significant` digits, written into `room`, with a point in every locale:
/// "0.1", "1e+22", "nan", "-inf".
template <std::floating_point T>
std::string_view digits(DigitsRoom& room, T x, int significant = 6) {
    if (x != x) {
        return "nan"; // its sign means nothing, and differs between machines
    }
    const auto end = std::to_chars(room.data(), room.data() + room.size(), x,
                                   std::chars_format::general, significant);
    return {room.data(), end.ptr};
}

} // namespace descent
