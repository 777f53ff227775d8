// SPDX-License-Identifier: MIT
// The loop runs on archetypes alone: it needs no more than the contracts say.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <type_traits>

namespace descent::tests::archetypes {
namespace {

/// Parts which offer their contract and nothing else that a type usually has: no default
/// constructor, no assignment.
template <class Archetype>
struct Bare : Archetype {
    explicit Bare(int) {}
    Bare(const Bare&) = default;
    Bare& operator=(const Bare&) = delete;
};
using BareUpdateRule = Bare<archetype::UpdateRule>;
using BareLearningRate = Bare<archetype::LearningRate>;
using BareStoppingPolicy = Bare<archetype::StoppingPolicy>;

/// Memory that can be moved, and no more.
struct BareMemory {
    explicit BareMemory(int) {}
    BareMemory(BareMemory&&) = default;
    BareMemory& operator=(BareMemory&&) = default;
    int asked = 0;
};

struct RememberingRule {
    template <Parameters Theta>
    BareMemory init(const Iterate<Theta>&) const {
        return BareMemory{0};
    }
    template <Parameters Theta>
    Theta direction(BareMemory& memory, const Iterate<Theta>& now) const {
        ++memory.asked;
        return now.gradient;
    }
};

struct RememberingRate {
    template <Parameters Theta>
    BareMemory init(const Iterate<Theta>&) const {
        return BareMemory{0};
    }
    template <Parameters Theta>
    scalar_t<Theta> rate(BareMemory& memory, const Iterate<Theta>&,
                         Line<scalar_t<Theta>> auto&) const {
        ++memory.asked;
        return scalar_t<Theta>(0.25);
    }
};

struct RememberingPolicy {
    template <Parameters Theta>
    BareMemory init(const Iterate<Theta>&) const {
        return BareMemory{0};
    }
    template <Parameters Theta>
    bool check(BareMemory& memory, const Iterate<Theta>&) const {
        return ++memory.asked == 3;
    }
};

/// The cost in its three forms, each without anything else: J = sum of theta_i^2 / 2.
struct BareJoint {
    explicit BareJoint(int) {}
    BareJoint(BareJoint&&) = default;
    double value_and_gradient(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const {
        gradient = theta;
        return theta.squaredNorm() / 2;
    }
};
struct BareSeparate {
    double value(const Eigen::VectorXd& theta) const { return theta.squaredNorm() / 2; }
    Eigen::VectorXd gradient(const Eigen::VectorXd& theta) const { return theta; }
};
struct BareScratch {
    BareMemory init(const Eigen::VectorXd&) const { return BareMemory{0}; }
    double value_and_gradient(BareMemory& memory, const Eigen::VectorXd& theta,
                              Eigen::VectorXd& gradient) const {
        ++memory.asked;
        gradient = theta;
        return theta.squaredNorm() / 2;
    }
};

template <class Theta>
Result<Theta> run_archetypes(const Theta& theta0) {
    Run<Owned<archetype::CostFunction>, Theta, BareUpdateRule, BareLearningRate, BareStoppingPolicy>
        run{Owned{archetype::CostFunction{}}, BareUpdateRule{0}, BareLearningRate{0},
            BareStoppingPolicy{0}, theta0};
    for (const auto& now : run) {
        archetype::Observer{}(now);
    }
    return run.result();
}

template <class Cost>
Result<Eigen::VectorXd> run_remembering(Cost cost) {
    GradientDescent optimizer{RememberingRule{}, RememberingRate{}, RememberingPolicy{}};
    return optimizer.minimize(cost, Eigen::VectorXd::Constant(2, 4.), archetype::Observer{});
}

} // namespace

static_assert(UpdateRule<BareUpdateRule, double> && !std::is_copy_assignable_v<BareUpdateRule> &&
              !std::is_default_constructible_v<BareUpdateRule>);
static_assert(Hypothesis<archetype::Hypothesis, float> &&
              Hypothesis<archetype::Hypothesis, double>);

TEST_CASE("the loop needs no more than the archetypes offer", "[concepts]") {
    // The archetype of StoppingPolicy answers true at once.
    CHECK(run_archetypes(3.0).iterations == 0);
    CHECK(run_archetypes(3.0f).evaluations == 1);
    CHECK(run_archetypes(Eigen::VectorXd(Eigen::VectorXd::Ones(3))).iterations == 0);
    CHECK(run_archetypes(Eigen::Matrix2f(Eigen::Matrix2f::Ones())).outcome == Outcome::cancelled);
}

TEST_CASE("the loop moves with archetypes of every role but the stop", "[concepts]") {
    const GradientDescent optimizer{BareUpdateRule{0}, BareLearningRate{0},
                                    stop::AfterIterations{2}};
    // The archetype of a cost has gradient theta, that of a learning rate says 1: 5 - 1 * 5 = 0.
    const auto result = optimizer.minimize(archetype::CostFunction{}, 5.0, archetype::Observer{});
    CHECK(result.iterations == 2);
}

TEST_CASE("a cost over archetypes of the hypothesis runs", "[concepts]") {
    const Eigen::MatrixXd X = Eigen::MatrixXd::Ones(2, 1);
    const Eigen::VectorXd y = Eigen::VectorXd::Ones(2);
    const cost::MeanSquaredError J{X, y, archetype::Hypothesis{}};
    // h(x) = theta_0, J = (theta_0 - 1)^2: from 0 the rate 1 leads to 2, as high, and half of it to
    // the minimum.
    CHECK(minimize(J).theta[0] == 1);
}

TEST_CASE("memory need only be movable", "[concepts]") {
    // theta <- 3/4 theta at the second and third iterate; the third check ends the run.
    for (const auto& result : {run_remembering(BareJoint{0}), run_remembering(BareSeparate{}),
                               run_remembering(BareScratch{})}) {
        CHECK(result.iterations == 2);
        CHECK(result.theta == Eigen::VectorXd::Constant(2, 2.25)); // 4 * (3/4)^2
        CHECK(result.cost == 5.0625);                              // 2 * 2.25^2 / 2
    }
}

} // namespace descent::tests::archetypes
