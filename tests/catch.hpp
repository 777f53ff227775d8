// SPDX-License-Identifier: MIT
// One include for the tests, whichever Catch2 is there: 3 (split headers) or 2.13.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#else
#include <catch2/catch.hpp>

#define SKIP(...)                                                                                  \
    do {                                                                                           \
        WARN(__VA_ARGS__);                                                                         \
        return;                                                                                    \
    } while (false)

namespace Catch::Matchers {

/// Catch2 3's name for it.
template <class... Arguments>
auto ContainsSubstring(Arguments&&... arguments) {
    return Contains(static_cast<Arguments&&>(arguments)...);
}

} // namespace Catch::Matchers
#endif
