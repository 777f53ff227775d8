// SPDX-License-Identifier: MIT
// Held: what has a name is viewed, temporaries are owned.
#include "catch.hpp"

#include <descent/core/held.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace descent::tests::holding {

TEST_CASE("what has a name is viewed, a temporary is owned", "[core]") {
    STATIC_REQUIRE(std::is_same_v<Held<int&>, Viewed<int>>);
    STATIC_REQUIRE(std::is_same_v<Held<const int&>, Viewed<int>>);
    STATIC_REQUIRE(std::is_same_v<Held<int>, Owned<int>>);
    STATIC_REQUIRE(std::is_same_v<Held<const int>, Owned<int>>);
    STATIC_REQUIRE(std::is_same_v<Held<int&&>, Owned<int>>);
}

TEST_CASE("a view is the object itself, and sees it change", "[core]") {
    int number = 1;
    const Viewed<int> view{number};
    const Viewed<int> copy = view;
    number = 2;
    CHECK(*view == 2);
    CHECK(&*copy == &number);
}

TEST_CASE("an owned object is moved in, and copied with its owner", "[core]") {
    const Owned<std::unique_ptr<int>> owner{std::make_unique<int>(3)};
    CHECK(**owner == 3);
    const Owned<int> one{1};
    const Owned<int> other = one;
    CHECK(*other == 1);
    CHECK(&*one != &*other);
}

} // namespace descent::tests::holding
