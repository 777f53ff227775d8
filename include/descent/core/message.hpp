// SPDX-License-Identifier: MIT
// Message: words and numbers one after another, for exceptions.
#pragma once

#include <descent/core/digits.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

namespace descent {

/// A shape, to be shown: "3 x 1".
struct Shape {
    std::ptrdiff_t rows;
    std::ptrdiff_t columns;
};

/// Words, numbers and shapes, one after another: Message{"entry ", i, " must be finite"}. Numbers
/// read the same in every locale. What does not fit into its 500 characters is cut.
///
/// Strings would do; but every program that includes the library would wait for the compiler to
/// make their templates anew, for messages that it may never see.
class Message {
public:
    template <class... Parts>
    [[gnu::cold, gnu::noinline]] explicit Message(const Parts&... parts) {
        (add(parts), ...);
    }

    const char* c_str() const { return words_.data(); }
    operator std::string_view() const { return {words_.data(), length_}; }

private:
    [[gnu::cold, gnu::noinline]] void add(std::string_view words) {
        for (std::size_t i = 0; i < words.size() && length_ + 1 < words_.size(); ++i) {
            words_[length_++] = words[i];
        }
    }

    [[gnu::cold, gnu::noinline]] void add(Shape shape) {
        add(shape.rows);
        add(" x ");
        add(shape.columns);
    }

    template <std::integral T>
    [[gnu::cold, gnu::noinline]] void add(T x) {
        std::array<char, 24> digits; // from the last on
        std::size_t first = digits.size();
        for (T rest = x; first == digits.size() || rest != 0; rest = static_cast<T>(rest / 10)) {
            const auto digit = static_cast<int>(rest % 10); // of the sign of x
            digits[--first] = static_cast<char>('0' + (digit < 0 ? -digit : digit));
        }
        if (x < 0) {
            digits[--first] = '-';
        }
        add({digits.data() + first, digits.size() - first});
    }

    template <std::floating_point T>
    [[gnu::cold, gnu::noinline]] void add(T x) {
        DigitsRoom room;
        add(digits(room, x));
    }

    std::array<char, 501> words_{};
    std::size_t length_ = 0;
};

} // namespace descent
