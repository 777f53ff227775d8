// SPDX-License-Identifier: MIT
// The policies that end a run without a claim: budgets and requests.
#include "catch.hpp"

#include "history.hpp"

#include <descent/descent.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <stop_token>

namespace descent::tests::budgets {
namespace {

using Catch::Matchers::Message;
using namespace std::chrono_literals;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A policy's answer at one iterate, so long after the first one.
struct Timed {
    bool fired;
    StopRecord record;
};
Timed after(const stop::AfterTime& policy, std::chrono::hours passed) {
    const auto now = with_costs({1}).front();
    auto memory = policy.init(now);
    memory.start -= passed; // as if the run had begun earlier: no test waits
    const bool fired = policy.check(memory, now);
    return {fired, policy.record(memory, now)};
}

} // namespace

TEST_CASE("AfterIterations stops after so many updates", "[stop]") {
    const auto run = with_costs({5, 4, 3, 2});
    CHECK(first_stop(stop::AfterIterations{0}, run) == 0);
    CHECK(first_stop(stop::AfterIterations{2}, run) == 2);
    CHECK(first_stop(stop::AfterIterations{4}, run) == never);
    CHECK(first_stop(stop::AfterIterations{std::numeric_limits<std::int64_t>::max()}, run) ==
          never);

    const auto found = verdict(stop::AfterIterations{2}, run);
    CHECK(found.outcome == Outcome::budget_spent);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::AfterIterations");
    CHECK(found.records[0].measured == 2);
    CHECK(found.records[0].limit == 2);
    CHECK(found.records[0].fired);
}

TEST_CASE("AfterIterations refuses a negative number", "[stop]") {
    CHECK_THROWS_MATCHES(stop::AfterIterations{-1}, InvalidSetting,
                         Message("stop::AfterIterations: iterations must be >= 0, got -1"));
}

TEST_CASE("AfterEvaluations stops at the first iterate by which so many are made", "[stop]") {
    auto run = with_costs({5, 4, 3, 2}); // 1, 2, 3, 4 evaluations
    CHECK(first_stop(stop::AfterEvaluations{1}, run) == 0);
    CHECK(first_stop(stop::AfterEvaluations{3}, run) == 2);
    CHECK(first_stop(stop::AfterEvaluations{5}, run) == never);

    run[1].evaluations = 9; // a search took many
    const auto found = verdict(stop::AfterEvaluations{3}, run);
    CHECK(found.at == 1);
    CHECK(found.outcome == Outcome::budget_spent);
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].name == "stop::AfterEvaluations");
    CHECK(found.records[0].measured == 9);
    CHECK(found.records[0].limit == 3);
    CHECK(found.records[0].fired);
}

TEST_CASE("AfterEvaluations refuses less than the start takes", "[stop]") {
    CHECK_THROWS_MATCHES(stop::AfterEvaluations{0}, InvalidSetting,
                         Message("stop::AfterEvaluations: evaluations must be >= 1, got 0"));
}

TEST_CASE("AfterTime stops when the time has passed", "[stop]") {
    CHECK(after(stop::AfterTime{1h}, 1h).fired);
    CHECK(after(stop::AfterTime{1e-9s}, 1h).fired);
    CHECK_FALSE(after(stop::AfterTime{24h}, 1h).fired);
    STATIC_REQUIRE(stop::AfterTime::outcome == Outcome::budget_spent);

    const auto found = after(stop::AfterTime{1800s}, 1h);
    CHECK(found.record.name == "stop::AfterTime, seconds");
    CHECK(found.record.measured >= 3600);
    CHECK(found.record.limit == 1800);
}

TEST_CASE("AfterTime starts afresh with every run", "[stop]") {
    const stop::AfterTime policy{24h};
    CHECK(first_stop(policy, with_costs({1, 1, 1})) == never);
    CHECK(first_stop(policy, with_costs({1, 1, 1})) == never);
}

TEST_CASE("AfterTime refuses a limit that is no time", "[stop]") {
    CHECK_THROWS_MATCHES(stop::AfterTime{0s}, InvalidSetting,
                         Message("stop::AfterTime: limit must be finite and > 0 s, got 0"));
    CHECK_THROWS_MATCHES(stop::AfterTime{-1500ms}, InvalidSetting,
                         Message("stop::AfterTime: limit must be finite and > 0 s, got -1.5"));
    CHECK_THROWS_MATCHES(stop::AfterTime{std::chrono::duration<double>{nan}}, InvalidSetting,
                         Message("stop::AfterTime: limit must be finite and > 0 s, got nan"));
    CHECK_THROWS_MATCHES(stop::AfterTime{std::chrono::duration<double>{infinity}}, InvalidSetting,
                         Message("stop::AfterTime: limit must be finite and > 0 s, got inf"));
}

TEST_CASE("OnRequest stops at the first iterate after the request", "[stop]") {
    std::stop_source source;
    const stop::OnRequest policy{source.get_token()};
    const auto now = with_costs({1}).front();
    auto memory = policy.init(now);
    CHECK_FALSE(policy.check(memory, now));
    CHECK(policy.record(memory, now).measured == 0);
    source.request_stop();
    CHECK(policy.record(memory, now).measured == 0); // what was decided, not what is so by now
    CHECK(policy.check(memory, now));
    CHECK(policy.record(memory, now).measured == 1);
    CHECK(policy.record(memory, now).limit == 1);
    CHECK(policy.record(memory, now).name == "stop::OnRequest");
    STATIC_REQUIRE(decltype(policy)::outcome == Outcome::cancelled);
}

// The request arrives between the last check and the summary.
TEST_CASE("a run's record of OnRequest agrees with its decision", "[stop]") {
    std::stop_source source;
    const GradientDescent optimizer{rate::Constant{0.25},
                                    stop::AfterIterations{3} | stop::OnRequest{source.get_token()}};
    const cost::QuadraticBowl bowl;
    auto run = optimizer.run(bowl, 1.0);
    while (run.advance()) {
    }
    source.request_stop();
    const auto result = run.result();
    CHECK(result.outcome == Outcome::budget_spent);
    for (const StopRecord& record : result.stop) {
        if (record.name == "stop::OnRequest") {
            CHECK_FALSE(record.fired);
            CHECK(record.measured < record.limit);
        }
    }
    CHECK(result.stop.size() == 3);
}

TEST_CASE("OnRequest with a token that nobody can use never stops", "[stop]") {
    CHECK(first_stop(stop::OnRequest{std::stop_token{}}, with_costs({1, 1})) == never);
}

TEST_CASE("budgets alone end every run by themselves", "[stop]") {
    STATIC_REQUIRE(ends_every_run<stop::AfterIterations>);
    STATIC_REQUIRE(ends_every_run<stop::AfterEvaluations>);
    STATIC_REQUIRE(ends_every_run<stop::AfterTime>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::GradientBelow>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::CostBelow>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::CostFlat>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::ParametersStill>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::Diverging>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::OnRequest<std::stop_token>>);
    // Any of them is enough in a | b; all of them are needed in a & b.
    using Budget = stop::AfterIterations;
    using Test = stop::GradientBelow;
    STATIC_REQUIRE(ends_every_run<stop::AnyOf<Budget, Test>>);
    STATIC_REQUIRE(ends_every_run<stop::AnyOf<Test, Budget>>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::AnyOf<Test, Test>>);
    STATIC_REQUIRE(ends_every_run<stop::AllOf<Budget, Budget>>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::AllOf<Budget, Test>>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::AllOf<Test, Budget>>);
    STATIC_REQUIRE(ends_every_run<stop::InARow<Budget>>);
    STATIC_REQUIRE_FALSE(ends_every_run<stop::InARow<Test>>);
}

TEST_CASE("a policy tells its budget, a composite the one by which it ends", "[stop]") {
    const auto is = [](const Budget& found, double iterations, double evaluations, double seconds) {
        return found.iterations == iterations && found.evaluations == evaluations &&
               found.seconds == seconds;
    };
    const stop::AfterIterations ten{10};
    const stop::AfterIterations twenty{20};
    const stop::AfterEvaluations fifty{50};
    const stop::AfterTime hour{1h};
    const auto test = [](const Iterate<double>&) { return false; };
    CHECK(is(budget(ten), 10, infinity, infinity));
    CHECK(is(budget(ten | twenty), 10, infinity, infinity));
    CHECK(is(budget(ten & twenty), 20, infinity, infinity));
    CHECK(is(budget(fifty | (hour | ten)), 10, 50, 3600));
    CHECK(is(budget((ten | hour) & (twenty | hour)), 20, infinity, 3600));
    CHECK(is(budget(ten & hour), infinity, infinity, infinity)); // whichever is later
    CHECK(is(budget(ten | test), 10, infinity, infinity));
    CHECK(is(budget(ten & test), infinity, infinity, infinity));
    CHECK(is(budget(stop::GradientBelow{1}), infinity, infinity, infinity));
    CHECK(is(budget(test), infinity, infinity, infinity));
}

} // namespace descent::tests::budgets
