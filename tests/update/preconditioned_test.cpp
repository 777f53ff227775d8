// SPDX-License-Identifier: MIT
#include "update/made_up_history.hpp"

#include "cost/training_set.hpp"

#include <descent/cost/half_mean_squared_error.hpp>
#include <descent/cost/standardized.hpp>
#include <descent/data/standardization.hpp>
#include <descent/optimizer/gradient_descent.hpp>
#include <descent/rate/constant.hpp>
#include <descent/stop/after_iterations.hpp>
#include <descent/update/adam.hpp>
#include <descent/update/conjugate_gradient.hpp>
#include <descent/update/limited_memory_bfgs.hpp>
#include <descent/update/momentum.hpp>
#include <descent/update/preconditioned.hpp>

#include <concepts>
#include <utility>
#include <vector>

namespace preconditioned_tests {

using namespace descent;
using Eigen::Vector2d;
using Eigen::VectorXd;
using update::Preconditioned;

/// theta = (4 scaled_0, scaled_1 / 2): powers of two, so that nothing is rounded.
struct Diagonal {
    void scale(const Vector2d& theta, Vector2d& scaled) const {
        scaled = {theta[0] / 4, 2 * theta[1]};
    }
    void unscale(const Vector2d& scaled, Vector2d& theta) const {
        theta = {4 * scaled[0], scaled[1] / 2};
    }
    void scale_gradient(const Vector2d& gradient, Vector2d& scaled) const {
        scaled = {4 * gradient[0], gradient[1] / 2};
    }
};

/// The same, and it knows what curvature is left.
struct Curved : Diagonal {
    double curvature() const { return 8; }
};

/// Of a number: theta = scaled / 3.
struct Third {
    template <std::floating_point Theta>
    void scale(const Theta& theta, Theta& scaled) const {
        scaled = 3 * theta;
    }
    template <std::floating_point Theta>
    void unscale(const Theta& scaled, Theta& theta) const {
        theta = scaled / 3;
    }
    template <std::floating_point Theta>
    void scale_gradient(const Theta& gradient, Theta& scaled) const {
        scaled = gradient / 3;
    }
    double curvature() const { return 0.5; }
};

TEST_CASE("Preconditioned turns the gradient by T T' over the curvature that is left",
          "[update][preconditioned]") {
    const auto now = made_up::first<Vector2d>({1, 2}, {3, 5});
    const auto only = [&](const auto& rule) {
        auto memory = init(rule, now);
        return Vector2d(direction(rule, memory, now));
    };
    CHECK(only(Preconditioned{Diagonal{}}) == Vector2d(48, 1.25));
    CHECK(only(Preconditioned{Curved{}}) == Vector2d(6, 0.15625));
    CHECK(only(Preconditioned{archetype::Preconditioner{}}) == Vector2d(3, 5));
    const Preconditioned in_float{Third{}};
    const auto one = made_up::first(2.0F, 3.0F);
    auto memory = init(in_float, one);
    CHECK(direction(in_float, memory, one) == 3.0F / 3.0F / 3.0F / 0.5F);
}

/// The directions of a rule, and those of another that sees the history in scaled variables.
template <class Rule>
void check_against_scaled_history(const Rule& inner) {
    const Preconditioned rule{Curved{}, inner};
    const std::vector<Vector2d> gradients{{4, 0.5}, {-0.25, 3}, {0.5, -1}, {-8, 0.125}};
    const Curved change;
    const auto seen = [&](const Vector2d& theta, const Vector2d& gradient) {
        std::pair<Vector2d, Vector2d> scaled;
        change.scale(theta, scaled.first);
        change.scale_gradient(gradient, scaled.second);
        scaled.second /= 8;
        return scaled;
    };
    auto now = made_up::first<Vector2d>({1, 2}, gradients[0], 64);
    const auto [theta0, gradient0] = seen({1, 2}, gradients[0]);
    auto there = made_up::first<Vector2d>(theta0, gradient0, 8);
    auto memory = init(rule, std::as_const(now));
    auto inner_memory = init(inner, std::as_const(there));
    for (std::size_t k = 0; k < gradients.size(); ++k) {
        CAPTURE(k);
        const Vector2d got = direction(rule, memory, std::as_const(now));
        Vector2d want;
        change.unscale(direction(inner, inner_memory, std::as_const(there)), want);
        CHECK(got == want);
        if (k + 1 < gradients.size()) {
            const Vector2d theta = now.theta - 0.5 * got;
            now = made_up::after<Vector2d>(now, theta, gradients[k + 1], 32);
            const auto [to, gradient] = seen(theta, gradients[k + 1]);
            there = made_up::after<Vector2d>(there, to, gradient, 4);
        }
    }
}

TEST_CASE("The rule behind a preconditioner sees scaled variables and nothing else",
          "[update][preconditioned]") {
    check_against_scaled_history(update::Momentum{0.5});
    check_against_scaled_history(update::Adam{});
    check_against_scaled_history(update::ConjugateGradient{});
    check_against_scaled_history(update::LimitedMemoryBfgs{3});
    made_up::check_restart(Preconditioned{Diagonal{}, update::Momentum{0.5}});
    made_up::check_rests_at_zero_gradients(Preconditioned{Diagonal{}, update::LimitedMemoryBfgs{}});
}

/// The iterates of twelve iterations.
template <class Rule, class Cost>
std::vector<Iterate<VectorXd>> iterates(const Rule& rule, const Cost& J) {
    std::vector<Iterate<VectorXd>> met;
    const GradientDescent optimizer{rule, rate::Constant{0.25}, stop::AfterIterations{12}};
    static_cast<void>(optimizer.minimize(J, VectorXd(VectorXd::Zero(4)),
                                         [&met](const auto& now) { met.push_back(now); }));
    return met;
}

TEST_CASE("With a standardization, iterates are those of the cost on standardised features",
          "[update][preconditioned]") {
    const Eigen::MatrixXd X = training::inputs(40, 3).array() + 20;
    const VectorXd y = X.rowwise().sum() + training::targets(40);
    const cost::HalfMeanSquaredError J{X, y};
    const data::Standardization features{X};
    const cost::Standardized scaled{J, features};
    const auto check = [&](const auto& inner) {
        const auto as_is = iterates(Preconditioned{features, inner}, J);
        const auto there = iterates(inner, scaled);
        REQUIRE(as_is.size() == 13);
        REQUIRE(there.size() == 13);
        for (std::size_t k = 0; k < 13; ++k) {
            CAPTURE(k);
            const VectorXd want = features.unscaled(there[k].theta);
            CHECK((as_is[k].theta - want).norm() <= 1e-12 * (1 + want.norm()));
            CHECK(std::abs(as_is[k].cost - there[k].cost) <= 1e-12 * there[0].cost);
        }
        CHECK(as_is[12].cost < as_is[0].cost / 2);
    };
    check(update::SteepestDescent{});
    check(update::Momentum{0.5});
    check(update::LimitedMemoryBfgs{4});
}

TEST_CASE("A far-sighted rule sees as far behind a preconditioner", "[update][preconditioned]") {
    // stuck, with one pair that has not explored the second variable
    const Preconditioned rule{Diagonal{}, update::LimitedMemoryBfgs{3}};
    auto now = made_up::first<Vector2d>({1, 2}, {1, 1e-6}, 1);
    auto memory = init(rule, std::as_const(now));
    static_cast<void>(direction(rule, memory, std::as_const(now)));
    CHECK(rule.farther(memory, std::as_const(now), true) == nullptr); // no pair yet
    now = made_up::after<Vector2d>(now, {0, 2}, {0, 1e-6}, 0.5);
    CHECK(rule.farther(memory, std::as_const(now), false) == nullptr); // nobody is lost
    static_cast<void>(direction(rule, memory, std::as_const(now)));
    const Vector2d* far_off = rule.farther(memory, std::as_const(now), true);
    REQUIRE(far_off != nullptr);
    const double promise = far_off->dot(now.gradient);
    const double wanted = std::sqrt(std::numeric_limits<double>::epsilon()) * 0.5;
    CHECK(promise >= wanted / 2);
    CHECK(promise <= wanted * (1 + 1e-12));
    CHECK((*far_off)[0] == 0);
}

} // namespace preconditioned_tests
