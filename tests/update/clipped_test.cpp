// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include <descent/update/adam.hpp>
#include <descent/update/clipped.hpp>
#include <descent/update/clipped_by_norm.hpp>
#include <descent/update/conjugate_gradient.hpp>
#include <descent/update/limited_memory_bfgs.hpp>
#include <descent/update/momentum.hpp>

#include <vector>

namespace clipped_tests {

using namespace descent;
using Eigen::Vector2d;

/// The first direction of a rule at this gradient.
template <class Theta, class Rule>
Theta only(const Rule& rule, const Theta& gradient) {
    const auto now = made_up::first<Theta>(gradient, gradient);
    auto memory = init(rule, now);
    return direction(rule, memory, now);
}

TEST_CASE("Clipped moves each entry into its range", "[update][clipped]") {
    const update::Clipped rule{2.0};
    CHECK(only<Vector2d>(rule, {3, -0.5}) == Vector2d(2, -0.5));
    CHECK(only<Vector2d>(rule, {-3, 2}) == Vector2d(-2, 2));
    CHECK(only(rule, 5.0F) == 2.0F);
    CHECK(only(rule, -5.0L) == -2.0L);
    CHECK(only(update::Clipped{made_up::infinity}, -5.0) == -5.0);
}

TEST_CASE("ClippedByNorm shortens, and keeps the way", "[update][clipped]") {
    const update::ClippedByNorm rule{2.5};
    CHECK(only<Vector2d>(rule, {3, -4}) == Vector2d(1.5, -2)); // 5 becomes 2.5: exactly half
    CHECK(only<Vector2d>(rule, {1.5, 2}) == Vector2d(1.5, 2)); // 2.5 is not longer
    CHECK(only(rule, -10.0) == -2.5);
    CHECK(only(rule, 2.0F) == 2.0F);
    CHECK(only<Eigen::MatrixXd>(rule, Eigen::MatrixXd::Constant(2, 2, 2.5)) ==
          Eigen::MatrixXd::Constant(2, 2, 1.25)); // the norm of four equal entries is twice one
    CHECK(only(update::ClippedByNorm{made_up::infinity}, -5.0) == -5.0);
}

TEST_CASE("ClippedByNorm knows lengths whose squares overflow or underflow", "[update][clipped]") {
    // lengths of 5 units; a quotient, a root, two products: some five roundings
    const auto close = [](const Vector2d& got, const Vector2d& want) {
        return (got - want).norm() <= 1e-15 * want.norm();
    };
    CHECK(close(only<Vector2d>(update::ClippedByNorm{5.0}, {3e200, -4e200}), {3, -4}));
    CHECK(close(only<Vector2d>(update::ClippedByNorm{1e-200}, {3e-200, 4e-200}),
                {0.6e-200, 0.8e-200}));
    CHECK(only<Vector2d>(update::ClippedByNorm{1.0}, {0, 0}) == Vector2d(0, 0));
}

/// The directions of a history of four gradients, after `shape`.
template <class Rule>
std::vector<Vector2d> answers(const Rule& rule, auto&& shape) {
    const std::vector<Vector2d> gradients{{4, 0.5}, {-0.25, 3}, {0.5, -1}, {-8, 0.125}};
    auto now = made_up::first<Vector2d>({1, 2}, shape(gradients[0]));
    auto memory = init(rule, std::as_const(now));
    std::vector<Vector2d> directions{direction(rule, memory, std::as_const(now))};
    for (std::size_t k = 1; k < gradients.size(); ++k) {
        const Vector2d theta = now.theta - 0.5 * directions.back();
        now = made_up::after<Vector2d>(now, theta, shape(gradients[k]));
        directions.push_back(direction(rule, memory, std::as_const(now)));
    }
    return directions;
}

TEST_CASE("The rule behind a clipped gradient sees nothing else", "[update][clipped]") {
    // the previous gradient too: y of quasi-Newton and conjugate gradients
    const auto as_is = [](const Vector2d& g) { return g; };
    const auto clipped = [](const Vector2d& g) { return Vector2d(g.cwiseMax(-1).cwiseMin(1)); };
    const auto shorter = [](const Vector2d& g) {
        return g.norm() > 1 ? Vector2d(g * (1 / g.norm())) : g;
    };
    const auto check = [&](const auto& inner) {
        CHECK(answers(update::Clipped{1.0, inner}, as_is) == answers(inner, clipped));
        CHECK(answers(update::ClippedByNorm{1.0, inner}, as_is) == answers(inner, shorter));
    };
    check(update::Momentum{0.5});
    check(update::Adam{});
    check(update::LimitedMemoryBfgs{3});
    check(update::ConjugateGradient{});
}

TEST_CASE("A far-sighted rule sees as far behind a clipped gradient", "[update][clipped]") {
    const auto check = [](const auto& rule) {
        auto now = made_up::first<Vector2d>({1, 2}, {1, 1e-6}, 1);
        auto memory = init(rule, std::as_const(now));
        static_cast<void>(direction(rule, memory, std::as_const(now)));
        CHECK(rule.farther(memory, std::as_const(now), true) == nullptr); // no pair yet
        now = made_up::after<Vector2d>(now, {0, 2}, {0, 1e-6}, 0.5);
        static_cast<void>(direction(rule, memory, std::as_const(now)));
        CHECK(rule.farther(memory, std::as_const(now), false) == nullptr); // nobody is lost
        const Vector2d* direction = rule.farther(memory, std::as_const(now), true);
        REQUIRE(direction != nullptr);
        return *direction;
    };
    const Vector2d as_is = check(update::LimitedMemoryBfgs{3});
    CHECK(check(update::Clipped{2.0, update::LimitedMemoryBfgs{3}}) == as_is);
    CHECK(check(update::ClippedByNorm{2.0, update::LimitedMemoryBfgs{3}}) == as_is);
}

TEST_CASE("Clipping composes", "[update][clipped]") {
    // (3, 40) -> (3, 4) by value -> (1.5, 2) by norm
    const update::Clipped rule{4.0, update::ClippedByNorm{2.5, update::Momentum{0.5}}};
    CHECK(only<Vector2d>(rule, {3, 40}) == Vector2d(1.5, 2));
}

TEST_CASE("Clipping started in the middle of a run shapes that iterate", "[update][clipped]") {
    const auto now = made_up::after(made_up::first(1.0, 9.0), 0.5, 8.0);
    const update::Clipped rule{2.0, update::Momentum{0.5}};
    auto memory = init(rule, now);
    CHECK(direction(rule, memory, now) == 2.0);
    CHECK(direction(rule, memory, made_up::after(now, 0.5, 1.0)) == 2.0); // 0.5 * 2 + 1
}

TEST_CASE("Clipping rests where the gradient is zero", "[update][clipped]") {
    made_up::check_rests_at_zero_gradients(update::Clipped{1.0, update::Adam{}});
    made_up::check_rests_at_zero_gradients(update::ClippedByNorm{1.0, update::Adam{}});
}

TEST_CASE("Clipping refuses limits out of range", "[update][clipped]") {
    made_up::check_refused({
        {[] { update::Clipped{0.0}; }, "update::Clipped: limit must be > 0, got 0"},
        {[] { update::Clipped{made_up::nan}; }, "update::Clipped: limit must be > 0, got nan"},
        {[] { update::ClippedByNorm{-1.0}; }, "update::ClippedByNorm: limit must be > 0, got -1"},
        {[] { update::ClippedByNorm{made_up::nan}; },
         "update::ClippedByNorm: limit must be > 0, got nan"},
    });
}

} // namespace clipped_tests
