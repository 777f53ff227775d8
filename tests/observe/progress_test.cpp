// SPDX-License-Identifier: MIT
// Progress: its lines, and that a stream which fails does not disturb the run.
#include "catch.hpp"

#include "core/comma_locale.hpp"
#include "history.hpp"

#include <descent/descent.hpp>

#include <chrono>
#include <cstddef>
#include <ios>
#include <limits>
#include <ostream>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

namespace descent::tests::progress {
namespace {

using Catch::Matchers::Message;
using namespace std::chrono_literals;

std::vector<std::string> lines(const std::string& page) {
    std::istringstream in(page);
    std::vector<std::string> found;
    for (std::string line; std::getline(in, line);) {
        found.push_back(line);
    }
    return found;
}

constexpr GradientDescent quarter{rate::Constant{0.25}, stop::AfterIterations{3}};

/// Ends like `quarter`, but with no budget that anybody could know of.
constexpr auto third_is_last = [](const auto& now) { return now.iteration == 3; };
constexpr GradientDescent unbounded{rate::Constant{0.25}, third_is_last};

/// The lines of a run from 8.
template <class Stop>
std::vector<std::string> told_of(const Stop& stop) {
    std::ostringstream out;
    GradientDescent{rate::Constant{0.25}, stop}.minimize(cost::QuadraticBowl{}, 8.0,
                                                         observe::Progress{out, 0s});
    return lines(out.str());
}

/// A stream buffer that has no room.
struct Full : std::streambuf {
    int_type overflow(int_type) override { return traits_type::eof(); }
};

} // namespace

TEST_CASE("progress writes a line for every iterate if told so", "[observe][progress]") {
    std::ostringstream out;
    unbounded.minimize(cost::QuadraticBowl{}, 8.0, observe::Progress{out, 0s});
    CHECK(out.str() == "iteration 0  cost 64  gradient norm 16\n"
                       "iteration 1  cost 16  gradient norm 8\n"
                       "iteration 2  cost 4  gradient norm 4\n"
                       "iteration 3  cost 1  gradient norm 2\n");
}

TEST_CASE("progress writes the start alone if the run is shorter than its pause",
          "[observe][progress]") {
    std::ostringstream out;
    quarter.minimize(cost::QuadraticBowl{}, 8.0, observe::Progress{out, 24h});
    CHECK(out.str() == "iteration 0  cost 64  gradient norm 16\n");
}

TEST_CASE("progress tells the time left of a budget", "[observe][progress]") {
    // A run of AfterTime ends with its third iteration, for a test must not wait.
    const auto lists = {told_of(stop::AfterIterations{3}), told_of(stop::AfterEvaluations{4}),
                        told_of(third_is_last | stop::AfterTime{24h})};
    for (const auto& written : lists) {
        REQUIRE(written.size() == 4);
        for (const std::size_t k : {1u, 2u}) {
            CHECK_THAT(written[k], Catch::Matchers::ContainsSubstring("  at most ") &&
                                       Catch::Matchers::EndsWith(" s left"));
        }
    }
    for (const auto stop : {0, 1}) { // nothing to judge the pace by yet; and nothing left
        const auto& written = lists.begin()[stop];
        CHECK(written[0] == "iteration 0  cost 64  gradient norm 16");
        CHECK(written[3] == "iteration 3  cost 1  gradient norm 2  at most 0 s left");
    }
    CHECK_THAT(lists.begin()[2][0], Catch::Matchers::ContainsSubstring("at most 8.6e+04 s left"));
}

TEST_CASE("progress past its budget has no time left", "[observe][progress]") {
    std::ostringstream out;
    observe::Progress progress{out, 0s};
    progress(with_costs({4, 1}).back(), Budget{.seconds = 0});
    CHECK(out.str() == "iteration 1  cost 1  gradient norm 1  at most 0 s left\n");
}

TEST_CASE("progress begins again with a new run", "[observe][progress]") {
    std::ostringstream out;
    observe::Progress progress{out, 24h};
    quarter.minimize(cost::QuadraticBowl{}, 8.0, progress);
    quarter.minimize(cost::QuadraticBowl{}, 2.0, progress);
    CHECK(out.str() == "iteration 0  cost 64  gradient norm 16\n"
                       "iteration 0  cost 4  gradient norm 4\n");
}

TEST_CASE("progress writes a point in a locale with a comma", "[observe][progress]") {
    const CommaLocale comma;
    std::ostringstream out;
    observe::Progress{out, 0s}(with_costs({0.5}).front());
    CHECK(out.str() == "iteration 0  cost 0.5  gradient norm 1\n");
}

TEST_CASE("a stream that fails does not disturb the run", "[observe][progress]") {
    const auto undisturbed = quarter.minimize(cost::QuadraticBowl{}, 8.0);
    Full full;
    std::ostream broken(&full);
    const auto result = quarter.minimize(cost::QuadraticBowl{}, 8.0, observe::Progress{broken, 0s});
    CHECK(broken.fail());
    CHECK(result.theta == undisturbed.theta);
    CHECK(result.iterations == undisturbed.iterations);
    CHECK(result.outcome == undisturbed.outcome);

    std::ostream nowhere(nullptr);
    CHECK(quarter.minimize(cost::QuadraticBowl{}, 8.0, observe::Progress{nowhere, 0s}).theta ==
          undisturbed.theta);
}

TEST_CASE("a stream told to throw does throw, and the optimizer is as before",
          "[observe][progress]") {
    Full full;
    std::ostream broken(&full);
    broken.exceptions(std::ios::badbit);
    CHECK_THROWS_AS(quarter.minimize(cost::QuadraticBowl{}, 8.0, observe::Progress{broken, 0s}),
                    std::ios_base::failure);
    CHECK(quarter.minimize(cost::QuadraticBowl{}, 8.0).theta == 1);
}

TEST_CASE("progress refuses settings out of range", "[observe][progress]") {
    std::ostringstream out;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_MATCHES((observe::Progress{out, -1s}), InvalidSetting,
                         Message("observe::Progress: every must be >= 0 s, got -1"));
    CHECK_THROWS_MATCHES((observe::Progress{out, std::chrono::duration<double>{nan}}),
                         InvalidSetting,
                         Message("observe::Progress: every must be >= 0 s, got nan"));
}

} // namespace descent::tests::progress
