// SPDX-License-Identifier: MIT
#include "update/conjugacy.hpp"

#include <descent/update/limited_memory_bfgs.hpp>

namespace limited_memory_bfgs_tests {

using namespace descent;
using update::LimitedMemoryBfgs;
namespace expected = expected_conjugacy;

TEST_CASE("LimitedMemoryBfgs is the product of its corrections", "[update][bfgs]") {
    // two loops of two pairs, each some ten roundings, of terms below 10
    conjugacy::check(LimitedMemoryBfgs{2}, expected::thetas, expected::gradients,
                     expected::limited_memory_bfgs_of_2, 200);
}

TEST_CASE("LimitedMemoryBfgs ends on a quadratic in n exact searches", "[update][bfgs]") {
    const auto nothing = [](const auto&, const auto&) {};
    CHECK(conjugacy::gradient_after_exact_searches(LimitedMemoryBfgs{3}, 2, nothing) > 1e-3);
    CHECK(conjugacy::gradient_after_exact_searches(LimitedMemoryBfgs{3}, 3, nothing) < 1e-12);
}

TEST_CASE("LimitedMemoryBfgs treats long vectors as short ones", "[update][bfgs]") {
    // the history of three entries, each repeated 500 times: every product is 500 times as large,
    // every direction is the same. 1500 entries are more than one block, and not a whole number.
    const auto repeated = [](const std::array<long double, 3>& numbers) {
        Eigen::VectorXd theta(1500);
        for (Index i = 0; i < theta.size(); ++i) {
            theta[i] = static_cast<double>(numbers[static_cast<std::size_t>(i % 3)]);
        }
        return theta;
    };
    const LimitedMemoryBfgs rule{2};
    auto now = made_up::first(repeated(expected::thetas[0]), repeated(expected::gradients[0]));
    auto memory = init(rule, std::as_const(now));
    direction(rule, memory, std::as_const(now));
    for (std::size_t k = 1; k < expected::thetas.size(); ++k) {
        now = made_up::after(now, repeated(expected::thetas[k]), repeated(expected::gradients[k]));
        const Eigen::VectorXd d = direction(rule, memory, std::as_const(now));
        // sums of 1500 terms: at most 1500 roundings of 1e-16 of terms below 10
        CHECK((d - repeated(expected::limited_memory_bfgs_of_2[k])).cwiseAbs().maxCoeff() < 1e-11);
    }
}

TEST_CASE("LimitedMemoryBfgs is the secant method for a number", "[update][bfgs]") {
    // s = 2, y = 4: the curvature is 2, and d = gradient / 2
    const LimitedMemoryBfgs rule{5};
    const auto start = made_up::first(1.0, 0.5);
    auto memory = init(rule, start);
    CHECK(direction(rule, memory, start) == 0.5); // the gradient
    CHECK(direction(rule, memory, made_up::after(start, 3.0, 4.5)) == 2.25);
}

TEST_CASE("LimitedMemoryBfgs skips a step without positive curvature", "[update][bfgs]") {
    const LimitedMemoryBfgs rule{1};
    auto now = made_up::first(1.0, 8.0);
    auto memory = init(rule, std::as_const(now));
    CHECK(direction(rule, memory, std::as_const(now)) == 8); // the gradient
    now = made_up::after(now, 3.0, 4.0);                     // s = 2, y = -4
    CHECK(direction(rule, memory, std::as_const(now)) == 4);
    CHECK(memory.pairs.kept() == 0);
    now = made_up::after(now, 3.0, 4.0); // s = 0, y = 0
    CHECK(direction(rule, memory, std::as_const(now)) == 4);
    now = made_up::after(now, 4.0, 12.0); // s = 1, y = 8
    CHECK(direction(rule, memory, std::as_const(now)) == 1.5);
}

TEST_CASE("LimitedMemoryBfgs does not look at iterates before its memory", "[update][bfgs]") {
    const auto now = made_up::after(made_up::first(1.0, 0.5), 3.0, 4.0);
    const LimitedMemoryBfgs rule;
    auto memory = init(rule, now);
    CHECK(direction(rule, memory, now) == 4);
    CHECK(memory.pairs.kept() == 0);
}

TEST_CASE("LimitedMemoryBfgs started afresh is as from init", "[update]") {
    made_up::check_restart(LimitedMemoryBfgs{5});
}

TEST_CASE("LimitedMemoryBfgs rests where the gradient is zero", "[update][bfgs]") {
    made_up::check_rests_at_zero_gradients(LimitedMemoryBfgs{});
}

TEST_CASE("LimitedMemoryBfgs refuses to remember nothing", "[update][bfgs]") {
    made_up::check_refused({
        {[] { LimitedMemoryBfgs{0}; }, "update::LimitedMemoryBfgs: memory must be >= 1, got 0"},
        {[] { LimitedMemoryBfgs{-3}; }, "update::LimitedMemoryBfgs: memory must be >= 1, got -3"},
    });
}

} // namespace limited_memory_bfgs_tests
