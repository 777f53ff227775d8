// SPDX-License-Identifier: MIT
// Every combination of parts, in float and for matrices.
#include "catch.hpp"

#include "combinations/combinations.hpp"

namespace descent::combinations {
namespace {

TEST_CASE("Every combination of parts keeps its promises in float", "[combinations]") {
    const std::vector<std::string> none;
    CHECK(inspect(-1.25F) == none);
    CHECK(inspect(Eigen::Vector3f(-1.25F, 1, 0.25F)) == none);
    CHECK(inspect(Eigen::VectorXf(Eigen::VectorXf::LinSpaced(5, -1.25F, 1))) == none);
}

TEST_CASE("Every combination of parts keeps its promises for matrices", "[combinations]") {
    const std::vector<std::string> none;
    const Eigen::Matrix<double, 2, 3> fixed{{-1.25, 1, 0.25}, {0.5, -0.5, 0}};
    CHECK(inspect(fixed) == none);
    CHECK(inspect(Eigen::MatrixXf(fixed.cast<float>())) == none);
    CHECK(stale_after_restart(fixed) == none);
    CHECK(stale_after_restart(Eigen::MatrixXf(fixed.cast<float>())) == none);
}

} // namespace
} // namespace descent::combinations
