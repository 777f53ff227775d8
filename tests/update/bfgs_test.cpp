// SPDX-License-Identifier: MIT
#include "update/conjugacy.hpp"

#include <descent/update/bfgs.hpp>

namespace bfgs_tests {

using namespace descent;
using update::Bfgs;
namespace expected = expected_conjugacy;

TEST_CASE("Bfgs is the product of its corrections", "[update][bfgs]") {
    // four corrections of some ten roundings, of terms below 10
    conjugacy::check(Bfgs{}, expected::thetas, expected::gradients, expected::bfgs, 400);
}

TEST_CASE("Bfgs finds the inverse Hessian of a quadratic", "[update][bfgs]") {
    const auto inverse_found = [](auto& memory, const auto& now) {
        memory.started = true;
        Bfgs{}.direction(memory, now); // takes in the last step
        const Eigen::Matrix3d H = memory.inverse;
        const Eigen::Matrix3d inverse = conjugacy::curvatures.cwiseInverse().asDiagonal();
        // as the gradient after exact searches, whose bound is derived there
        CHECK((H - inverse).cwiseAbs().maxCoeff() < 1e-12);
    };
    CHECK(conjugacy::gradient_after_exact_searches(Bfgs{}, 3, inverse_found) < 1e-12);
}

TEST_CASE("Bfgs is the secant method for a number", "[update][bfgs]") {
    const Bfgs rule;
    const auto start = made_up::first(1.0, 0.5);
    auto memory = init(rule, start);
    CHECK(direction(rule, memory, start) == 0.5);
    CHECK(direction(rule, memory, made_up::after(start, 3.0, 4.5)) == 2.25); // 4.5 * 2 / 4
}

TEST_CASE("Bfgs skips a step without positive curvature", "[update][bfgs]") {
    const Bfgs rule;
    auto now = made_up::first(1.0, 8.0);
    auto memory = init(rule, std::as_const(now));
    direction(rule, memory, std::as_const(now));
    now = made_up::after(now, 3.0, 4.0); // s = 2, y = -4
    CHECK(direction(rule, memory, std::as_const(now)) == 4);
    CHECK_FALSE(memory.corrected);
    now = made_up::after(now, 4.0, 12.0); // s = 1, y = 8
    CHECK(direction(rule, memory, std::as_const(now)) == 1.5);
    now = made_up::after(now, 5.0, 4.0); // s = 1, y = -8: the old curvature stays
    CHECK(direction(rule, memory, std::as_const(now)) == 0.5);
}

TEST_CASE("Bfgs does not look at iterates before its memory", "[update][bfgs]") {
    const auto now = made_up::after(made_up::first(1.0, 0.5), 3.0, 4.0);
    auto memory = init(Bfgs{}, now);
    CHECK(direction(Bfgs{}, memory, now) == 4);
}

TEST_CASE("Bfgs started afresh is as from init", "[update]") { made_up::check_restart(Bfgs{}); }

TEST_CASE("Bfgs rests where the gradient is zero", "[update][bfgs]") {
    made_up::check_rests_at_zero_gradients(Bfgs{});
}

} // namespace bfgs_tests
