// SPDX-License-Identifier: MIT
// What the programs share that time contestants in turn.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace descent::benchmarks {

/// A clock, in seconds.
inline double clock_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

inline double median(std::vector<double> numbers) {
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
    std::nth_element(numbers.begin(), middle, numbers.end());
    return *middle;
}

/// A number that the compiler must make.
inline void keep(double number) {
    [[maybe_unused]] static volatile double kept;
    kept = number;
}

} // namespace descent::benchmarks
