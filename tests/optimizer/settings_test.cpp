// SPDX-License-Identifier: MIT
// Settings never change: one optimizer serves many runs, also at the same time.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <thread>
#include <type_traits>
#include <vector>

namespace descent::tests::settings {
namespace {

/// A coupled cost with a curved valley, that takes a few hundred steps: Rosenbrock's.
struct Banana {
    double value_and_gradient(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
        const double across = x[1] - x[0] * x[0];
        gradient[0] = -400 * x[0] * across - 2 * (1 - x[0]);
        gradient[1] = 200 * across;
        return 100 * across * across + (1 - x[0]) * (1 - x[0]);
    }
};

const auto optimizer = GradientDescent{update::Momentum{0.8}, rate::Backtracking{},
                                       stop::InARow{2, stop::GradientBelow{1e-6}} |
                                           stop::CostFlat{1e-14, 3} | stop::AfterIterations{400}};

Result<Eigen::VectorXd> solve() {
    return optimizer.minimize(Banana{}, Eigen::VectorXd(Eigen::Vector2d(-1.2, 1)));
}

bool same_bits(const Result<Eigen::VectorXd>& a, const Result<Eigen::VectorXd>& b) {
    return a.theta == b.theta && a.cost == b.cost && a.gradient == b.gradient &&
           a.iterations == b.iterations && a.evaluations == b.evaluations && a.outcome == b.outcome;
}

} // namespace

TEST_CASE("an optimizer is as before after a run", "[optimizer][settings]") {
    using Optimizer = std::remove_const_t<decltype(optimizer)>;
    STATIC_REQUIRE(std::is_trivially_copyable_v<Optimizer>);
    std::array<std::byte, sizeof(Optimizer)> before;
    std::memcpy(before.data(), &optimizer, sizeof optimizer);
    const auto first = solve();
    CHECK(std::memcmp(before.data(), &optimizer, sizeof optimizer) == 0);
    CHECK(first.iterations > 50);
    CHECK(same_bits(first, solve()));
}

TEST_CASE("two runs of one optimizer do not disturb each other", "[optimizer][settings]") {
    const auto alone = solve();
    const Eigen::VectorXd theta0 = Eigen::Vector2d(-1.2, 1);
    auto a = optimizer.run(Banana{}, theta0);
    auto b = optimizer.run(Banana{}, Eigen::VectorXd(-theta0));
    while (!a.finished() || !b.finished()) {
        a.advance();
        b.advance();
    }
    CHECK(same_bits(a.result(), alone));
}

TEST_CASE("one optimizer gives the same bits to eight threads", "[optimizer][settings]") {
    const auto alone = solve();
    std::vector<Result<Eigen::VectorXd>> results(8);
    std::vector<std::thread> threads;
    for (auto& result : results) {
        threads.emplace_back([&result] { result = solve(); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    for (const auto& result : results) {
        CHECK(same_bits(result, alone));
    }
}

} // namespace descent::tests::settings
