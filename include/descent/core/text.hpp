// SPDX-License-Identifier: MIT
// Numbers as text, the same in every locale.
#pragma once

#include <descent/core/digits.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <string>

namespace descent {

/// A number in at most `digits` significant digits, with a point in every locale: "0.1", "1e+22",
/// "nan", "-inf".
template <std::floating_point T>
std::string text(T x, int digits = 6) {
    DigitsRoom room;
    return std::string(descent::digits(room, x, digits));
}

/// A whole number as text.
template <std::integral T>
std::string text(T x) {
    return std::to_string(x);
}

/// Words as they are, so that messages take either.
inline std::string text(std::string words) { return words; }

/// A number with exactly `decimals` digits after the point, trailing zeros left out: "2.4",
/// "0.307".
template <class String = std::string>
String fixed_text(double x, int decimals) {
    if (x != x) {
        return "nan";
    }
    std::array<char, 512> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x,
                                   std::chars_format::fixed, decimals);
    String digits{buffer.data(), end.ptr};
    if (digits.find('.') != String::npos) {
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') {
            digits.pop_back();
        }
    }
    return digits;
}

} // namespace descent
