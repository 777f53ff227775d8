// SPDX-License-Identifier: MIT
// The schedules: exact sequences, the ends of their ranges, refusals.
#include "catch.hpp"

#include "scripted.hpp"

#include <descent/descent.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace descent::schedules_test {
namespace {

using Catch::Matchers::WithinULP;
using scripted::rate_at_iteration;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The message of the refusal, empty if there is none.
template <class Make>
std::string refusal(Make make) {
    try {
        static_cast<void>(make());
    } catch (const InvalidSetting& error) {
        return error.what();
    }
    return "";
}

template <class Scalar = double, class Rate>
std::vector<Scalar> first_rates(const Rate& policy, std::int64_t count) {
    std::vector<Scalar> rates;
    for (std::int64_t k = 0; k < count; ++k) {
        rates.push_back(rate_at_iteration<Scalar>(policy, k));
    }
    return rates;
}

// Powers of two are exact, so == holds.
TEST_CASE("Exponential halves every iteration with a factor of 1/2", "[rate][exponential]") {
    const rate::Exponential schedule{0.75, 0.5};
    CHECK(first_rates(schedule, 4) == std::vector<double>{0.75, 0.375, 0.1875, 0.09375});
    CHECK(first_rates<float>(schedule, 3) == std::vector<float>{0.75F, 0.375F, 0.1875F});
    CHECK(first_rates<long double>(schedule, 3) ==
          std::vector<long double>{0.75L, 0.375L, 0.1875L});
    CHECK(rate_at_iteration(rate::Exponential{0.3, 1}, 1'000'000) == 0.3);
    CHECK(rate_at_iteration(schedule, 10'000) == 0); // 2^-10000 is below every double
}

TEST_CASE("A schedule that has come to 0 ends the run as stalled", "[rate][exponential]") {
    const GradientDescent optimizer{rate::Exponential{0.1, 0.01}, stop::GradientBelow{1e-12}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::stalled);
    // All steps together: prod (1 - 0.2 * 0.01^k) = 0.8 * 0.998 * 0.99998 * ... = 0.798384...
    CHECK_THAT(result.theta, Catch::Matchers::WithinRel(3 * 0.798384, 1e-5));
}

TEST_CASE("Exponential refuses what is out of range", "[rate][exponential]") {
    CHECK(refusal([] { return rate::Exponential{0, 0.5}; }) ==
          "rate::Exponential: initial must be finite and > 0, got 0");
    CHECK(refusal([] { return rate::Exponential{nan, 0.5}; }) ==
          "rate::Exponential: initial must be finite and > 0, got nan");
    CHECK(refusal([] { return rate::Exponential{1, 1.5}; }) ==
          "rate::Exponential: factor must be in (0, 1], got 1.5");
    CHECK(refusal([] { return rate::Exponential{1, nan}; }) ==
          "rate::Exponential: factor must be in (0, 1], got nan");
}

TEST_CASE("InverseTime is initial / (1 + decay k)", "[rate][inverse_time]") {
    constexpr rate::InverseTime schedule{2, 1};
    static_assert(rate_at_iteration(schedule, 0) == 2);
    static_assert(rate_at_iteration(schedule, 1) == 1);
    static_assert(rate_at_iteration(schedule, 3) == 0.5);
    static_assert(rate_at_iteration<float>(schedule, 7) == 0.25F);
    static_assert(rate_at_iteration(rate::InverseTime{0.1, 0}, 5) == 0.1);
    CHECK(rate_at_iteration(rate::InverseTime{1, 0.5}, 2) == 0.5); // halved after 1/decay
    CHECK(refusal([] { return rate::InverseTime{infinity, 1}; }) ==
          "rate::InverseTime: initial must be finite and > 0, got inf");
    CHECK(refusal([] { return rate::InverseTime{1, -1}; }) ==
          "rate::InverseTime: decay must be finite and >= 0, got -1");
    CHECK(refusal([] { return rate::InverseTime{1, nan}; }) ==
          "rate::InverseTime: decay must be finite and >= 0, got nan");
}

TEST_CASE("Polynomial falls along a power and stays at its last value", "[rate][polynomial]") {
    const rate::Polynomial linear{1, 0.5, 4};
    CHECK(first_rates(linear, 6) == std::vector<double>{1, 0.875, 0.75, 0.625, 0.5, 0.5});
    const rate::Polynomial square{1, 0, 4, 2}; // (1 - k/4)^2
    CHECK(first_rates(square, 6) == std::vector<double>{1, 0.5625, 0.25, 0.0625, 0, 0});
    CHECK(refusal([] { return rate::Polynomial{-1, 0, 4}; }) ==
          "rate::Polynomial: initial must be finite and > 0, got -1");
    CHECK(refusal([] { return rate::Polynomial{1, 2, 4}; }) ==
          "rate::Polynomial: last must be in [0, initial], got 2");
    CHECK(refusal([] { return rate::Polynomial{1, nan, 4}; }) ==
          "rate::Polynomial: last must be in [0, initial], got nan");
    CHECK(refusal([] { return rate::Polynomial{1, 0, 0}; }) ==
          "rate::Polynomial: iterations must be >= 1, got 0");
    CHECK(refusal([] { return rate::Polynomial{1, 0, 4, 0}; }) ==
          "rate::Polynomial: power must be finite and > 0, got 0");
}

TEST_CASE("Step drops after every stretch", "[rate][step]") {
    const rate::Step schedule{1, 0.25, 3};
    CHECK(first_rates(schedule, 7) == std::vector<double>{1, 1, 1, 0.25, 0.25, 0.25, 0.0625});
    CHECK(refusal([] { return rate::Step{nan, 0.5, 3}; }) ==
          "rate::Step: initial must be finite and > 0, got nan");
    CHECK(refusal([] { return rate::Step{1, 0, 3}; }) ==
          "rate::Step: factor must be in (0, 1], got 0");
    CHECK(refusal([] { return rate::Step{1, 0.5, 0}; }) == "rate::Step: every must be >= 1, got 0");
}

TEST_CASE("Piecewise takes the rate of the last change", "[rate][piecewise]") {
    const rate::Piecewise schedule{0.1, {{2, 0.03}, {3, 0.7}}};
    CHECK(first_rates(schedule, 5) == std::vector<double>{0.1, 0.1, 0.03, 0.7, 0.7});
    CHECK(rate_at_iteration(rate::Piecewise{0.1, {}}, 9) == 0.1);
    CHECK(refusal([] { return rate::Piecewise{0, {}}; }) ==
          "rate::Piecewise: initial must be finite and > 0, got 0");
    CHECK(refusal([] { return rate::Piecewise{1, {{0, 1.0}}}; }) ==
          "rate::Piecewise: iterations must be >= 1 and rising, got 0");
    CHECK(refusal([] { return rate::Piecewise{1, {{5, 1.0}, {5, 2.0}}}; }) ==
          "rate::Piecewise: iterations must be >= 1 and rising, got 5");
    CHECK(refusal([] { return rate::Piecewise{1, {{5, nan}}}; }) ==
          "rate::Piecewise: rates must be finite and > 0, got nan");
}

// cos(pi/2) is 6e-17 and cos(pi/3) 0.5 + 1e-16 in double: within 2 units in the last place.
TEST_CASE("Cosine falls from initial to least and starts again", "[rate][cosine]") {
    const rate::Cosine schedule{1, 0, 4};
    const std::vector<double> period{1, (1 + std::sqrt(0.5)) / 2, 0.5, (1 - std::sqrt(0.5)) / 2};
    for (std::int64_t k = 0; k < 12; ++k) {
        CAPTURE(k);
        CHECK_THAT(rate_at_iteration(schedule, k), WithinULP(period[std::size_t(k % 4)], 2));
    }
}

TEST_CASE("Cosine periods grow by the factor", "[rate][cosine]") {
    const rate::Cosine schedule{3, 1, 2, 2}; // periods of 2, 4, 8: restarts at 2, 6, 14
    for (const std::int64_t restart : {0, 2, 6, 14, 30}) {
        CAPTURE(restart);
        CHECK(rate_at_iteration(schedule, restart) == 3);
    }
    for (const std::int64_t middle : {1, 4, 10, 22}) {
        CAPTURE(middle);
        CHECK_THAT(rate_at_iteration(schedule, middle), WithinULP(2.0, 2));
    }
    // Periods of 3, 4 (4.5), 6 (6.75), 10 (10.125): restarts at 3, 7, 13.
    const rate::Cosine rounded{1, 0, 3, 1.5};
    for (const std::int64_t restart : {0, 3, 7, 13, 23}) {
        CAPTURE(restart);
        CHECK(rate_at_iteration(rounded, restart) == 1);
    }
    CHECK(is_finite(rate_at_iteration(schedule, std::numeric_limits<std::int64_t>::max() - 1)));
}

TEST_CASE("Cosine without restart stays at least", "[rate][cosine]") {
    const auto schedule = rate::Cosine::once(1, 0.25, 2);
    CHECK(rate_at_iteration(schedule, 0) == 1);
    CHECK_THAT(rate_at_iteration(schedule, 1), WithinULP(0.625, 2));
    CHECK(rate_at_iteration(schedule, 2) == 0.25);
    CHECK(rate_at_iteration(schedule, 1'000'000) == 0.25);
}

TEST_CASE("Cosine refuses what is out of range", "[rate][cosine]") {
    CHECK(refusal([] { return rate::Cosine{nan, 0, 4}; }) ==
          "rate::Cosine: initial must be finite and > 0, got nan");
    CHECK(refusal([] { return rate::Cosine{1, -0.5, 4}; }) ==
          "rate::Cosine: least must be in [0, initial], got -0.5");
    CHECK(refusal([] { return rate::Cosine{1, 0, 0}; }) ==
          "rate::Cosine: period must be >= 1, got 0");
    CHECK(refusal([] { return rate::Cosine{1, 0, 4, 0.5}; }) ==
          "rate::Cosine: growth must be in [1, 1000], got 0.5");
    CHECK(refusal([] { return rate::Cosine{1, 0, 4, nan}; }) ==
          "rate::Cosine: growth must be in [1, 1000], got nan");
}

TEST_CASE("WarmUp rises along a line to the inner rate", "[rate][warm_up]") {
    constexpr rate::WarmUp schedule{4, rate::Constant{2}};
    static_assert(rate_at_iteration(schedule, 0) == 0.5);
    static_assert(rate_at_iteration(schedule, 1) == 1);
    static_assert(rate_at_iteration(schedule, 2) == 1.5);
    static_assert(rate_at_iteration(schedule, 3) == 2);
    static_assert(rate_at_iteration(schedule, 4) == 2);
    static_assert(rate_at_iteration(rate::WarmUp{1, rate::Constant{2}}, 0) == 2);
    // In front of a schedule: 0.5 * 1, 1 * 1/2, then 1/4, 1/8.
    const rate::WarmUp decaying{2, rate::Exponential{1, 0.5}};
    CHECK(first_rates(decaying, 4) == std::vector<double>{0.5, 0.5, 0.25, 0.125});
    CHECK(refusal([] { return rate::WarmUp{0, rate::Constant{2}}; }) ==
          "rate::WarmUp: iterations must be >= 1, got 0");
}

TEST_CASE("WarmUp hands on the memory of the inner rate", "[rate][warm_up]") {
    static_assert(Remembers<rate::WarmUp<rate::Backtracking>, double>);
    static_assert(!Remembers<rate::WarmUp<rate::Constant>, double>);
    static_assert(LearningRate<rate::WarmUp<rate::Backtracking>, Eigen::VectorXf>);
    // A warm-up of one iteration changes nothing: the same run, bit for bit.
    const stop::AfterIterations stop{20};
    const Eigen::Vector2d start{3, -2};
    const auto alone = GradientDescent{rate::Backtracking{}, stop}.minimize(
        cost::Quadratic{Eigen::Matrix2d{{3, 1}, {1, 20}}, Eigen::Vector2d{1, 1}}, start);
    const auto warmed = GradientDescent{rate::WarmUp{1, rate::Backtracking{}}, stop}.minimize(
        cost::Quadratic{Eigen::Matrix2d{{3, 1}, {1, 20}}, Eigen::Vector2d{1, 1}}, start);
    CHECK(alone.theta == warmed.theta);
    CHECK(alone.evaluations == warmed.evaluations);
}

} // namespace
} // namespace descent::schedules_test
