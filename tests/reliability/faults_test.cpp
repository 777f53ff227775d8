// SPDX-License-Identifier: MIT
// Whatever the cost does at evaluation k, a run ends, tells the truth and keeps the best point.
#include "catch.hpp"

#include "reliability/methods.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace descent::reliability {
namespace {

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

bool same_bits(const Vector& a, const Vector& b) {
    return a.size() == b.size() &&
           std::memcmp(a.data(), b.data(), sizeof(double) * static_cast<std::size_t>(a.size())) ==
               0;
}

bool same_bits(const Result<Vector>& a, const Result<Vector>& b) {
    return a.outcome == b.outcome && same_bits(a.theta, b.theta) && same_bits(a.cost, b.cost) &&
           same_bits(a.gradient, b.gradient) && a.iterations == b.iterations &&
           a.evaluations == b.evaluations;
}

bool all_finite(const Vector& v) { return std::isfinite(largest_entry(v)); }

/// The invariants that the result of a run breaks, by their numbers; "" if none. P1, P2, P3, P4,
/// P9.
std::string broken_invariants(const Method& method, const Cost& cost, const Iterates& seen,
                              const Result<Vector>& result) {
    std::string broken;
    const auto require = [&](bool holds, const char* which) { broken += holds ? "" : which; };

    // a search may try 200 rates, and once more after a restart
    const std::int64_t an_iteration = method.searches ? 400 : 1;
    require(result.iterations <= 60 && result.evaluations <= 1 + 61 * an_iteration, "P1 ");

    if (result.converged()) {
        Iterates afresh = seen;
        auto& last = afresh.back();
        last.cost = cost.healthy().value_and_gradient(last.theta, last.gradient);
        require(same_bits(result.theta, last.theta) && all_finite(last.theta) &&
                    std::isfinite(last.cost) && all_finite(last.gradient) && method.holds(afresh),
                "P2 ");
    }

    const auto finite = [](const Iterate<Vector>& now) {
        return std::isfinite(now.cost) && all_finite(now.gradient);
    };
    if (finite(seen.front())) {
        double lowest = seen.front().cost;
        for (const auto& now : seen) {
            lowest = finite(now) ? std::min(lowest, now.cost) : lowest;
        }
        require(all_finite(result.theta) && all_finite(result.gradient) &&
                    (result.converged() ? std::isfinite(result.cost) : result.cost == lowest),
                "P3 ");
    }

    bool evaluated = false;
    for (const auto& one : cost.log()) {
        evaluated =
            evaluated || (same_bits(one.theta, result.theta) && same_bits(one.value, result.cost) &&
                          same_bits(one.gradient, result.gradient));
    }
    require(evaluated, "P4 ");

    require(result.evaluations == cost.evaluations() &&
                result.iterations + 1 == static_cast<std::int64_t>(seen.size()),
            "P9 ");
    return broken;
}

const Vector& start() {
    static const Vector theta{{2.0, -1.0, 0.5}};
    return theta;
}

Result<Vector> healthy_result(const Method& method) {
    Iterates seen;
    return method.run(Cost{Bowl{}}, start(), seen);
}

/// Runs the method under fault k = 1, 2, 3, ... until the fault is not reached, once and for ever,
/// for each entry of the gradient if the fault has one.
template <class Check>
void for_each_schedule(Fault fault, bool has_entry, Check&& check) {
    for (const auto& method : methods()) {
        for (const bool for_ever : {false, true}) {
            for (Eigen::Index entry = 0; entry < (has_entry ? 3 : 1); ++entry) {
                bool reached = true;
                std::int64_t k = 1;
                for (; reached; ++k) {
                    const Schedule schedule{fault, k, for_ever, entry};
                    const Cost cost{Bowl{}, schedule};
                    INFO(method.name << ": " << name(fault) << " at evaluation " << k
                                     << (for_ever ? " and after" : "") << ", entry " << entry);
                    check(method, schedule, cost);
                    reached = cost.fault_reached();
                }
                REQUIRE(k > 5); // the loop did meet the fault at several evaluations
            }
        }
    }
}

TEST_CASE("without a fault every method in the table converges and keeps the invariants",
          "[reliability]") {
    for (const auto& method : methods()) {
        INFO(method.name);
        const Cost cost{Bowl{}};
        Iterates seen;
        const auto result = method.run(cost, start(), seen);
        CHECK(result.outcome == Outcome::converged);
        CHECK(broken_invariants(method, cost, seen, result) == "");
    }
}

// D1, P6
TEST_CASE("what the cost throws at evaluation k arrives unchanged, and the optimizer is as before",
          "[reliability][D1]") {
    for_each_schedule(
        Fault::throws, false, [](const auto& method, const auto& schedule, const Cost& cost) {
            Iterates seen;
            std::string said;
            try {
                method.run(cost, start(), seen);
            } catch (const CostBroke& broke) {
                said = broke.what();
            }
            if (cost.fault_reached()) {
                CHECK(said == "evaluation " + std::to_string(schedule.at) + " broke");
                CHECK(cost.evaluations() == schedule.at);
            }
            Iterates again;
            CHECK(same_bits(method.run(Cost{Bowl{}}, start(), again), healthy_result(method)));
        });
}

// D2
TEST_CASE("an int that the cost throws at evaluation k arrives unchanged", "[reliability][D2]") {
    for_each_schedule(Fault::throws_an_int, false,
                      [](const auto& method, const auto& schedule, const Cost& cost) {
                          Iterates seen;
                          std::int64_t thrown = 0;
                          try {
                              method.run(cost, start(), seen);
                          } catch (int number) {
                              thrown = number;
                          }
                          CHECK(thrown == (cost.fault_reached() ? schedule.at : 0));
                      });
}

// A13, D18
TEST_CASE("a gradient of another length at evaluation k is an error that names both lengths",
          "[reliability][A13]") {
    for_each_schedule(
        Fault::wrong_length, false, [](const auto& method, const auto& schedule, const Cost& cost) {
            Iterates seen;
            std::string said;
            try {
                method.run(cost, start(), seen);
            } catch (const ShapeMismatch& mismatch) {
                said = mismatch.what();
            }
            if (cost.fault_reached()) {
                CHECK(said == "cost: the gradient must have theta's shape, 3 x 1, got 4 x 1");
                CHECK(cost.evaluations() == schedule.at);
            }
        });
}

/// D4 to D10: a number that is not finite, in the cost or in the gradient.
void check_not_finite(Fault fault, bool in_gradient, Trouble::Kind kind) {
    const auto check = [&](const Method& method, const Schedule& schedule, const Cost& cost) {
        Iterates seen;
        const auto result = method.run(cost, start(), seen);
        CHECK(broken_invariants(method, cost, seen, result) == "");

        Iterates seen_again;
        CHECK(same_bits(method.run(Cost{Bowl{}, schedule}, start(), seen_again), result)); // P8

        const auto& trouble = result.trouble;
        if (!cost.fault_reached()) {
            CHECK(same_bits(result, healthy_result(method)));
        } else if (schedule.at == 1 || !method.searches || fault == Fault::minus_inf_value) {
            CHECK(result.outcome == Outcome::diverged);
            CHECK(trouble.kind == kind);
            CHECK(trouble.evaluation == schedule.at);
            CHECK(trouble.entry == (in_gradient ? schedule.entry : -1));
            CHECK(!std::isfinite(trouble.value));
        } else if (schedule.for_ever) {
            // every shorter step is as bad as the last
            CHECK(result.outcome == Outcome::stalled);
            CHECK(trouble.kind == kind);
            CHECK(trouble.evaluation == result.evaluations);
            CHECK(trouble.entry == (in_gradient ? schedule.entry : -1));
        } else {
            // one step back, and on; a small step may look flat, which is not convergence
            CHECK(result.evaluations > schedule.at);
            CHECK(trouble.kind == Trouble::Kind::none);
            CHECK((result.converged() || result.outcome == Outcome::stalled));
        }
    };
    for_each_schedule(fault, in_gradient, check);
}

TEST_CASE("a cost of NaN at evaluation k never ends as converged", "[reliability][D4]") {
    check_not_finite(Fault::nan_value, false, Trouble::Kind::non_finite_cost);
}

TEST_CASE("a NaN in the gradient at evaluation k is named by its entry", "[reliability][D5]") {
    check_not_finite(Fault::nan_entry, true, Trouble::Kind::non_finite_gradient);
}

TEST_CASE("a NaN among zeros in the gradient does not pass for a gradient of zero",
          "[reliability][D6]") {
    check_not_finite(Fault::nan_entry_in_zeros, true, Trouble::Kind::non_finite_gradient);
}

TEST_CASE("a cost of infinity at evaluation k never ends as converged", "[reliability][D7]") {
    check_not_finite(Fault::inf_value, false, Trouble::Kind::non_finite_cost);
}

TEST_CASE("a cost of minus infinity at evaluation k is unbounded", "[reliability][D8]") {
    check_not_finite(Fault::minus_inf_value, false, Trouble::Kind::unbounded);
}

TEST_CASE("an infinity in the gradient at evaluation k is named by its entry",
          "[reliability][D9]") {
    check_not_finite(Fault::inf_entry, true, Trouble::Kind::non_finite_gradient);
}

TEST_CASE("the start's own fault is said of evaluation 1", "[reliability][D10]") {
    const Cost cost{Bowl{}, {Fault::nan_entry_in_zeros, 1, false, 1}};
    const auto result =
        GradientDescent{rate::Constant{0.1}, stop::GradientBelow{1}}.minimize(cost, start());
    CHECK(cost.evaluations() == 1);
    CHECK(result.outcome == Outcome::diverged);
    CHECK(same_bits(result.theta, start()));
    std::ostringstream page;
    page << result;
    CHECK_THAT(page.str(),
               Catch::Matchers::StartsWith(
                   "diverged after 0 iterations: entry 1 of the gradient is nan at evaluation 1\n"
                   "  the gradient is not finite at theta0: start elsewhere"));
}

/// Throws when it is used for the k-th time.
template <class Answer>
struct Breaks {
    std::int64_t at;
    Answer answer;
    std::shared_ptr<std::int64_t> uses = std::make_shared<std::int64_t>(0);

    Answer operator()(const Iterate<Vector>&) const {
        if (++*uses == at) {
            throw CostBroke("use " + std::to_string(at));
        }
        return answer;
    }
};

// H1
TEST_CASE("what an observer or a policy throws at call k arrives unchanged", "[reliability][H1]") {
    const Vector theta = start();
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{8}};
    for (std::int64_t k = 1; k <= 9; ++k) { // iterates 0 to 8
        CHECK_THROWS_AS(optimizer.minimize(Bowl{}, theta, Breaks<int>{k, 0}), CostBroke);
        CHECK_THROWS_AS(
            (GradientDescent{rate::Constant{0.1}, Breaks<bool>{k, false} | stop::AfterIterations{8}}
                 .minimize(Bowl{}, theta)),
            CostBroke);
    }
    CHECK_NOTHROW(optimizer.minimize(Bowl{}, theta, Breaks<int>{10, 0}));
}

TEST_CASE("a direction of another length is an error with both shapes", "[reliability][A13]") {
    struct TooLong {
        Vector direction(const Iterate<Vector>& now) const {
            return now.gradient.replicate<2, 1>();
        }
    };
    CHECK_THROWS_WITH(
        (GradientDescent{TooLong{}, rate::Constant{0.1}, stop::AfterIterations{3}}.minimize(
            Bowl{}, start())),
        "update rule: the direction must have theta's shape, 3 x 1, got 6 x 1");
}

// H2
TEST_CASE("a test of the caller's own ends the run at exactly iterate k as cancelled",
          "[reliability][H2]") {
    for (std::int64_t k = 0; k < 8; ++k) {
        const auto result = GradientDescent{
            rate::Constant{0.1}, [k](const Iterate<Vector>& now) {
                return now.iteration == k;
            }}.minimize(Bowl{}, start());
        CHECK(result.outcome == Outcome::cancelled);
        CHECK(result.iterations == k);
        CHECK(result.evaluations == k + 1);
    }
}

} // namespace
} // namespace descent::reliability
