// SPDX-License-Identifier: MIT
// The memory of parts, and what an iterate says of itself.
#include "catch.hpp"

#include "history.hpp"

#include <descent/core/memory.hpp>

#include <limits>
#include <type_traits>

namespace descent::tests::memories {
namespace {

struct Forgetful {};

struct Mindful {
    double init(const Iterate<double>& first) const { return first.cost; }
};

} // namespace

TEST_CASE("a part with init gets its memory, a part without gets none", "[core]") {
    STATIC_REQUIRE(Remembers<Mindful, double>);
    STATIC_REQUIRE_FALSE(Remembers<Forgetful, double>);
    STATIC_REQUIRE_FALSE(Remembers<Mindful, float>);
    STATIC_REQUIRE(std::is_same_v<memory_t<Mindful, double>, double>);
    STATIC_REQUIRE(std::is_same_v<memory_t<Forgetful, double>, NoMemory>);
    CHECK(descent::init(Mindful{}, with_costs({7}).front()) == 7);
}

TEST_CASE("an iterate knows its update and the change of its cost", "[core]") {
    const auto iterates = history({{3, 9, 6}, {2.5, 6.25, 5}});
    CHECK(iterates[0].update() == 0);
    CHECK(iterates[0].cost_change() == 0);
    CHECK(iterates[1].update() == 0.5);
    CHECK(iterates[1].cost_change() == -2.75);
}

TEST_CASE("a point is finite if its cost and its gradient are", "[core]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(Point<double>{0, 2, 1, 1}.finite());
    CHECK_FALSE(Point<double>{0, nan, 1, 1}.finite());
    CHECK_FALSE(Point<double>{0, -infinity, 1, 1}.finite());
    CHECK_FALSE(Point<double>{0, 2, nan, nan}.finite());
    CHECK_FALSE(Point<double>{0, 2, infinity, infinity}.finite());
}

} // namespace descent::tests::memories
