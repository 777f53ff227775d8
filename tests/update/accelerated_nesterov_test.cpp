// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/accelerated_nesterov.hpp>

#include <vector>

namespace accelerated_nesterov_tests {

using namespace descent;
using Restart = update::AcceleratedNesterov::Restart;

TEST_CASE("AcceleratedNesterov follows the accelerated sequence", "[update][nesterov]") {
    // per step a root, a quotient and two sums, each carried on with a weight below 1
    made_up::check_entrywise(update::AcceleratedNesterov{Restart::never},
                             made_up::expected::nesterov_accelerated, 64);
}

/// Directions of a one-dimensional history of gradients and costs.
std::vector<double> answers(Restart restart, const std::vector<double>& gradients,
                            const std::vector<double>& costs) {
    const update::AcceleratedNesterov rule{restart};
    auto now = made_up::first(0.0, gradients[0], costs[0]);
    auto memory = init(rule, std::as_const(now));
    std::vector<double> directions{direction(rule, memory, std::as_const(now))};
    for (std::size_t k = 1; k < gradients.size(); ++k) {
        now = made_up::after(now, 0.0, gradients[k], costs[k]);
        directions.push_back(direction(rule, memory, std::as_const(now)));
    }
    return directions;
}

TEST_CASE("AcceleratedNesterov starts again when its momentum leads uphill", "[update][nesterov]") {
    // beta_1 = 0, so v_2 = g_2 and v_3 = beta_2 g_2 + g_3 with beta_2 > 0.28: that of 1, -0.125
    // leads uphill. After a restart the history starts over with the next gradient.
    const std::vector<double> fresh = answers(Restart::never, {2, 1, 4}, {0, 0, 0});
    const std::vector<double> restarted =
        answers(Restart::by_gradient, {1, 1, -0.125, 2, 1, 4}, {0, 0, 0, 0, 0, 0});
    CHECK(restarted[2] == -0.125);
    CHECK(std::vector<double>(restarted.begin() + 3, restarted.end()) == fresh);
}

TEST_CASE("AcceleratedNesterov starts again when the cost has risen", "[update][nesterov]") {
    const std::vector<double> fresh = answers(Restart::never, {2, 1, 4}, {0, 0, 0});
    const std::vector<double> restarted =
        answers(Restart::by_cost, {1, 1, 0.5, 2, 1, 4}, {5, 4, 4.5, 3, 2, 1});
    CHECK(restarted[2] == 0.5);
    CHECK(std::vector<double>(restarted.begin() + 3, restarted.end()) == fresh);
}

TEST_CASE("AcceleratedNesterov does not look at iterates before its memory", "[update][nesterov]") {
    const update::AcceleratedNesterov rule{Restart::by_cost};
    const auto before = made_up::first(0.0, 1.0, 1.0);
    const auto now =
        made_up::after(before, 0.0, 3.0, 2.0); // the cost rose, but not in this history
    auto memory = init(rule, now);
    CHECK(direction(rule, memory, now) == 3.0);
    CHECK(memory.t > 1);
}

TEST_CASE("AcceleratedNesterov started afresh is as from init", "[update]") {
    made_up::check_restart(update::AcceleratedNesterov{});
}

TEST_CASE("AcceleratedNesterov rests where the gradient is zero", "[update][nesterov]") {
    made_up::check_rests_at_zero_gradients(update::AcceleratedNesterov{});
}

} // namespace accelerated_nesterov_tests
