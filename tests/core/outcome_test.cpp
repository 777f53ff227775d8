// SPDX-License-Identifier: MIT
// Outcomes: their names, and which one wins when several policies fire at once.
#include "catch.hpp"

#include <descent/core/outcome.hpp>

#include <array>
#include <cstddef>

namespace descent::tests::outcomes {
namespace {

constexpr std::array strongest_first{Outcome::diverged, Outcome::converged, Outcome::stalled,
                                     Outcome::cancelled, Outcome::budget_spent};

} // namespace

TEST_CASE("the stronger of two outcomes is the one that comes first", "[core]") {
    for (std::size_t i = 0; i < strongest_first.size(); ++i) {
        for (std::size_t j = i; j < strongest_first.size(); ++j) {
            const Outcome a = strongest_first[i];
            const Outcome b = strongest_first[j];
            CAPTURE(name(a), name(b));
            CHECK(stronger(a, b) == a);
            CHECK(stronger(b, a) == a);
        }
    }
}

TEST_CASE("every outcome has a name", "[core]") {
    CHECK(name(Outcome::converged) == "converged");
    CHECK(name(Outcome::budget_spent) == "budget spent");
    CHECK(name(Outcome::diverged) == "diverged");
    CHECK(name(Outcome::stalled) == "stalled");
    CHECK(name(Outcome::cancelled) == "cancelled");
}

} // namespace descent::tests::outcomes
