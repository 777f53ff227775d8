// SPDX-License-Identifier: MIT
// The page that a result prints.
#include "catch.hpp"

#include "core/comma_locale.hpp"

#include <descent/core/result.hpp>

#include <chrono>
#include <limits>
#include <sstream>
#include <string>

namespace descent::tests::results {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Theta>
std::string page(const Result<Theta>& result) {
    std::ostringstream out;
    out << result;
    return out.str();
}

/// A made-up run of theta^2.
Result<double> healthy() {
    Result<double> result;
    result.outcome = Outcome::converged;
    result.stop = {{"stop::GradientBelow", 0.0005, 0.001, true},
                   {"stop::AfterIterations", 41, 1000, false}};
    result.theta = 0.00025;
    result.cost = 6.25e-8;
    result.gradient = 0.0005;
    result.gradient_norm = 0.0005;
    result.iterations = 41;
    result.evaluations = 42;
    result.elapsed = std::chrono::milliseconds{1500};
    return result;
}

/// A made-up run of theta^2 that went wrong in this way.
Result<double> troubled(Outcome outcome, const Trouble& trouble) {
    Result<double> result = healthy();
    result.outcome = outcome;
    result.stop.clear();
    result.trouble = trouble;
    return result;
}

/// The lines of a troubled run's page before the numbers.
std::string head(Outcome outcome, const Trouble& trouble) {
    const std::string all = page(troubled(outcome, trouble));
    return all.substr(0, all.find("  theta "));
}

} // namespace

TEST_CASE("a result prints why it ended, what it found and each criterion", "[core][result]") {
    CHECK(page(healthy()) == "converged after 41 iterations: stop::GradientBelow\n"
                             "  theta          0.00025\n"
                             "  cost           6.25e-08\n"
                             "  gradient norm  0.0005\n"
                             "  work           42 evaluations, 1.5 s\n"
                             "  fired          stop::GradientBelow: 0.0005, limit 0.001\n"
                             "  not reached    stop::AfterIterations: 41, limit 1000\n");
}

TEST_CASE("a result prints the same page in a locale with a comma", "[core][result]") {
    const std::string before = page(healthy());
    const CommaLocale comma;
    CHECK(page(healthy()) == before);
}

TEST_CASE("a result names every criterion that fired, and prints one without numbers",
          "[core][result]") {
    Result<double> result = healthy();
    result.outcome = Outcome::cancelled;
    result.iterations = 1;
    result.evaluations = 1;
    result.stop = {{"the caller's own test", nan, nan, true}, {"stop::OnRequest", 1, 1, true}};
    CHECK(page(result) == "cancelled after 1 iteration: the caller's own test and stop::OnRequest\n"
                          "  theta          0.00025\n"
                          "  cost           6.25e-08\n"
                          "  gradient norm  0.0005\n"
                          "  work           1 evaluation, 1.5 s\n"
                          "  fired          the caller's own test\n"
                          "  fired          stop::OnRequest: 1, limit 1\n");
}

TEST_CASE("a result without a criterion that fired gives no reason", "[core][result]") {
    Result<double> result = healthy();
    result.outcome = Outcome::cancelled;
    result.stop.clear();
    CHECK(page(result).substr(0, 30) == "cancelled after 41 iterations\n");
}

TEST_CASE("a result prints up to eight entries of theta", "[core][result]") {
    Result<Eigen::VectorXd> result;
    result.theta = Eigen::VectorXd::LinSpaced(8, 1, 8);
    CHECK_THAT(page(result), Catch::Matchers::ContainsSubstring("(1, 2, 3, 4, 5, 6, 7, 8)\n"));
    result.theta = Eigen::VectorXd::LinSpaced(9, 1, 9);
    CHECK_THAT(page(result),
               Catch::Matchers::ContainsSubstring("(1, 2, 3, 4, 5, 6, 7, 8, ... 9 entries)\n"));
    result.theta = Eigen::VectorXd();
    CHECK_THAT(page(result), Catch::Matchers::ContainsSubstring("theta          ()\n"));
}

TEST_CASE("a result says what went wrong and what would have worked", "[core][result]") {
    using Kind = Trouble::Kind;
    CHECK(head(Outcome::diverged, {.kind = Kind::rising_cost,
                                   .evaluation = 10,
                                   .value = 1.3e9,
                                   .start_cost = 9,
                                   .rate = 2,
                                   .curvature = 2,
                                   .stable_rate = 1}) ==
          "diverged after 41 iterations: cost rose from 9 to 1.3e+09\n"
          "  the learning rate 2 is above 2/L = 1, the largest stable rate for the "
          "curvature met "
          "(L = 2)\n"
          "  try rate::Constant{0.5}, or minimize(J, theta0), which needs no tuning\n");
    CHECK(head(Outcome::diverged, {.kind = Kind::rising_cost,
                                   .value = 1.3e9,
                                   .start_cost = 9,
                                   .rate = 0.5,
                                   .curvature = 2,
                                   .stable_rate = 1}) ==
          "diverged after 41 iterations: cost rose from 9 to 1.3e+09\n"
          "  the learning rate 0.5 is below 2/L = 1 for the curvature met last (L = 2),\n"
          "  but too large elsewhere, or for the update rule: try minimize(J, theta0), which needs "
          "no tuning\n");
    CHECK(head(Outcome::diverged,
               {.kind = Kind::non_finite_cost, .evaluation = 7, .value = nan, .rate = 0.1}) ==
          "diverged after 41 iterations: the cost is nan at evaluation 7\n"
          "  the learning rate 0.1 may be too large: try a smaller one, or minimize(J, theta0), "
          "which needs no tuning\n");
    CHECK(head(Outcome::diverged,
               {.kind = Kind::non_finite_gradient, .evaluation = 1, .entry = 3, .value = nan}) ==
          "diverged after 41 iterations: entry 3 of the gradient is nan at evaluation 1\n"
          "  the gradient is not finite at theta0: start elsewhere, or see that the cost writes "
          "every entry\n");
    CHECK(head(Outcome::diverged,
               {.kind = Kind::unbounded, .value = -1e200, .start_cost = -1, .rate = 0.1}) ==
          "diverged after 41 iterations: cost fell from -1 to -1e+200: it seems to have no "
          "minimum\n");
    CHECK(head(Outcome::stalled, {.kind = Kind::no_lower_point, .rate = 0.1}) ==
          "stalled after 41 iterations: no acceptable step was found along the direction\n");
    const std::string no_step =
        "stalled after 41 iterations: no acceptable step was found along the direction\n";
    const std::string features =
        "  if the features are on different scales, cost::Standardized brings them to one\n";
    const std::string units = "  if the entries of theta are in different units, scale them\n";
    CHECK(head(Outcome::stalled, {.kind = Kind::no_lower_point, .entries = true}) ==
          no_step + units);
    CHECK(
        head(Outcome::stalled, {.kind = Kind::no_lower_point, .features = true, .entries = true}) ==
        no_step + features);
    const std::string at_start =
        "  no step from theta0 lowered the cost: it may be a minimum already. If the gradient "
        "norm is\n  small for this cost, stop::GradientBelow{tolerance} says converged there\n";
    CHECK(head(Outcome::stalled, {.kind = Kind::no_lower_point, .at_start = true}) ==
          no_step + at_start);
    CHECK(head(Outcome::stalled,
               {.kind = Kind::no_lower_point, .features = true, .at_start = true}) ==
          no_step + at_start + features);
    const std::string no_progress = "stalled after 41 iterations\n";
    CHECK(head(Outcome::stalled,
               {.kind = Kind::no_progress, .rate = 0.1, .searched = true, .entries = true}) ==
          no_progress + units);
    CHECK(head(Outcome::stalled, {.kind = Kind::no_progress,
                                  .rate = 0.1,
                                  .searched = true,
                                  .features = true,
                                  .entries = true}) == no_progress + features);
    CHECK(head(Outcome::stalled, {.kind = Kind::no_progress, .rate = 1e-20}) ==
          no_progress + "  the learning rate 1e-20 may be too small: try a larger one, or "
                        "minimize(J, theta0), which needs no tuning\n");
    CHECK(head(Outcome::stalled,
               {.kind = Kind::no_lower_point, .rate = 0.1, .gradient_disagrees = true}) ==
          "stalled after 41 iterations: no acceptable step was found along the direction\n"
          "  the cost does not change as its gradient says: check the gradient, its sign first;\n"
          "  cost::with_checked_gradient(J) says which entry is wrong\n");
}

} // namespace descent::tests::results
