// SPDX-License-Identifier: MIT
// Every combination of parts, in double.
#include "catch.hpp"

#include "combinations/combinations.hpp"

namespace descent::combinations {
namespace {

TEST_CASE("Every combination of parts keeps its promises in double", "[combinations]") {
    const std::vector<std::string> none;
    CHECK(inspect(-1.25) == none);
    CHECK(inspect(Eigen::Vector3d(-1.25, 1, 0.25)) == none);
    CHECK(inspect(Eigen::VectorXd(Eigen::VectorXd::LinSpaced(5, -1.25, 1))) == none);
    CHECK(stale_after_restart(-1.25) == none);
    CHECK(stale_after_restart(Eigen::Vector3d(-1.25, 1, 0.25)) == none);
    CHECK(stale_after_restart(Eigen::VectorXd(Eigen::VectorXd::LinSpaced(5, -1.25, 1))) == none);
}

TEST_CASE("A run of parts whose types are forgotten is the run of the parts", "[combinations]") {
    const auto cost = valley<Eigen::VectorXd>();
    const Eigen::VectorXd start = Eigen::VectorXd::LinSpaced(5, -1.25, 1);
    const stop::Settled stop;
    const auto same = [&](const auto& update, const auto& rate) {
        const GradientDescent known{update, rate, stop};
        const GradientDescent erased{AnyUpdate<Eigen::VectorXd>{update},
                                     AnyRate<Eigen::VectorXd>{rate}, stop};
        return same_bits(known.minimize(cost, start), erased.minimize(cost, start));
    };
    CHECK(same(update::LimitedMemoryBfgs{3}, rate::HagerZhang{}));
    CHECK(same(update::Fista{}, rate::Backtracking{}));
}

} // namespace
} // namespace descent::combinations
