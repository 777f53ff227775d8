// SPDX-License-Identifier: MIT
// Every combination of parts, in long double.
#include "catch.hpp"

#include "combinations/combinations.hpp"

namespace descent::combinations {
namespace {

TEST_CASE("Every combination of parts keeps its promises in long double", "[combinations]") {
    using Fixed = Eigen::Matrix<long double, 3, 1>;
    using Dynamic = Eigen::VectorX<long double>;
    const std::vector<std::string> none;
    CHECK(inspect(-1.25L) == none);
    CHECK(inspect(Fixed(-1.25L, 1.0L, 0.25L)) == none);
    CHECK(inspect(Dynamic(Dynamic::LinSpaced(5, -1.25L, 1.0L))) == none);
}

} // namespace
} // namespace descent::combinations
