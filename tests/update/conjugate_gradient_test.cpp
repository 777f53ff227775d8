// SPDX-License-Identifier: MIT
#include "update/conjugacy.hpp"

#include <descent/update/conjugate_gradient.hpp>

namespace conjugate_gradient_tests {

using namespace descent;
using Rule = update::ConjugateGradient;
using Beta = Rule::Beta;
namespace expected = expected_conjugacy;

constexpr std::array every_beta{Beta::fletcher_reeves, Beta::polak_ribiere, Beta::hestenes_stiefel,
                                Beta::dai_yuan, Beta::hager_zhang};

TEST_CASE("ConjugateGradient follows each formula", "[update][conjugate_gradient]") {
    // a beta is a quotient or two of products of three terms, exact in every type before they are
    // divided; two steps
    const auto check = [](Beta beta, const auto& table) {
        conjugacy::check(Rule{beta}, expected::conjugate_gradients, expected::conjugate_gradients,
                         table, 32);
    };
    check(Beta::fletcher_reeves, expected::fletcher_reeves);
    check(Beta::polak_ribiere, expected::polak_ribiere);
    check(Beta::hestenes_stiefel, expected::hestenes_stiefel);
    check(Beta::dai_yuan, expected::dai_yuan);
    check(Beta::hager_zhang, expected::hager_zhang);
}

TEST_CASE("ConjugateGradient ends on a quadratic in n exact searches",
          "[update][conjugate_gradient]") {
    for (const Beta beta : every_beta) {
        CAPTURE(beta);
        const auto nothing = [](const auto&, const auto&) {};
        CHECK(conjugacy::gradient_after_exact_searches(Rule{beta}, 2, nothing) > 1e-3);
        CHECK(conjugacy::gradient_after_exact_searches(Rule{beta}, 3, nothing) < 1e-12);
    }
}

/// The second direction after these two gradients.
template <class Theta>
Theta second(const Rule& rule, const Theta& h, const Theta& g) {
    const auto start = made_up::first<Theta>(h, h);
    auto memory = init(rule, start);
    direction(rule, memory, start);
    return direction(rule, memory, made_up::after<Theta>(start, h, g));
}

TEST_CASE("The beta of Hager and Zhang is bounded below", "[update][conjugate_gradient]") {
    // p = -1000, y = -1500, y.y / p.y = 1.5: b = (-1500 + 3000) * -500 / 1.5e6 = -0.5, but the
    // bound is -1 / (1000 * 0.01) = -0.1: d = -500 - 0.1 * 1000
    CHECK_THAT(second(Rule{Beta::hager_zhang, 2}, 1000.0, -500.0),
               Catch::Matchers::WithinRel(-600.0, 1e-15));
}

TEST_CASE("ConjugateGradient restarts", "[update][conjugate_gradient]") {
    const Eigen::Vector2d h{1, 0};
    for (const Beta beta : every_beta) {
        CAPTURE(beta);
        SECTION("after the iterations asked for") {
            CHECK(second<Eigen::Vector2d>(Rule{beta, 1}, h, {0, 1}) == Eigen::Vector2d(0, 1));
            CHECK(second<Eigen::Vector2d>(Rule{beta, 2}, h, {0, 1}) != Eigen::Vector2d(0, 1));
        }
        SECTION("after as many as theta has entries, unless asked") {
            const Rule rule{beta};
            auto now = made_up::first<Eigen::Vector2d>(h, h);
            auto memory = init(rule, std::as_const(now));
            direction(rule, memory, std::as_const(now));
            now = made_up::after<Eigen::Vector2d>(now, h, {0, 1});
            CHECK(direction(rule, memory, std::as_const(now)) != now.gradient);
            now = made_up::after<Eigen::Vector2d>(now, h, {1, 0});
            CHECK(direction(rule, memory, std::as_const(now)) == now.gradient);
        }
        SECTION("in the middle of a run, without a look back") {
            const Rule rule{beta};
            const auto now =
                made_up::after<Eigen::Vector2d>(made_up::first<Eigen::Vector2d>(h, h), h, {0, 1});
            auto memory = init(rule, now);
            CHECK(direction(rule, memory, now) == now.gradient);
        }
    }
    SECTION("when gradients are far from orthogonal") {
        // g.h = 0.5, g.g = 1.25, and 0.2 * 1.25 = 0.25
        CHECK(second<Eigen::Vector2d>(Rule{}, h, {0.5, 1}) == Eigen::Vector2d(0.5, 1));
    }
    SECTION("when the direction leads uphill") {
        // y = (2, 100), p.y = -2, g.g = 10009: beta = -5004.5, and g.d = 10009 - 3 * 5004.5 < 0
        const Eigen::Vector2d g{3, 100};
        CHECK(second<Eigen::Vector2d>(Rule{Beta::dai_yuan}, h, g) == g);
    }
    SECTION("when beta is not finite") {
        const Eigen::Vector2d huge{0, 1e200}; // g.g overflows
        CHECK(second<Eigen::Vector2d>(Rule{Beta::fletcher_reeves}, h, huge) == huge);
    }
}

TEST_CASE("ConjugateGradient started afresh is as from init", "[update]") {
    made_up::check_restart(Rule{Beta::fletcher_reeves, 9});
}

TEST_CASE("ConjugateGradient rests where the gradient is zero", "[update][conjugate_gradient]") {
    for (const Beta beta : every_beta) {
        made_up::check_rests_at_zero_gradients(Rule{beta, 10});
    }
}

TEST_CASE("ConjugateGradient refuses settings out of range", "[update][conjugate_gradient]") {
    made_up::check_refused({
        {[] { Rule(Beta::dai_yuan, 0); },
         "update::ConjugateGradient: restart_after must be >= 1, got 0"},
    });
}

} // namespace conjugate_gradient_tests
