// SPDX-License-Identifier: MIT
// Backtracking on lines given by formula: what it accepts, and where it looks.
#include "catch.hpp"

#include "rate/scripted_line.hpp"

#include <descent/rate/backtracking.hpp>

#include <functional>
#include <limits>
#include <set>
#include <vector>

namespace descent::tests::backtracking {
namespace {

using Catch::Matchers::Message;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The first answer of a fresh search.
double first_rate(const rate::Backtracking& search, ScriptedLine& line) {
    auto memory = search.init(somewhere());
    return search.rate(memory, somewhere(), line);
}

/// Whether no point was tried twice.
bool each_once(const std::vector<double>& asked) {
    return std::set<double>(asked.begin(), asked.end()).size() == asked.size();
}

} // namespace

TEST_CASE("Backtracking takes the first trial that falls enough", "[rate][backtracking]") {
    auto line = parabola(1); // falls from 1 to 0 at alpha = 1
    CHECK(first_rate(rate::Backtracking{}, line) == 1);
    CHECK(line.asked == std::vector<double>{1});
}

TEST_CASE("Backtracking begins with the rate of last time, doubled if taken at once",
          "[rate][backtracking]") {
    const rate::Backtracking search{0.25};
    auto memory = search.init(somewhere());
    auto line = parabola(1);
    CHECK(search.rate(memory, somewhere(), line) == 0.25);
    CHECK(search.rate(memory, somewhere(), line) == 0.5);
    CHECK(search.rate(memory, somewhere(), line) == 1);
    // At 2 the parabola is back at its start. Its minimum, 1, is half of that: taken.
    CHECK(search.rate(memory, somewhere(), line) == 1);
    CHECK(line.asked == std::vector<double>{0.25, 0.5, 1, 2, 1});
    // 1 was the second trial, so it is not doubled.
    CHECK(search.rate(memory, somewhere(), line) == 1);
    CHECK(line.asked.size() == 6);
}

TEST_CASE("Backtracking shrinks to the minimum of the parabola, within bounds",
          "[rate][backtracking]") {
    struct Row {
        const char* story;
        double steepness; // phi = 1 - 2 alpha + steepness alpha^2, lowest at 1 / steepness
        double c;
        std::vector<double> asked;
    };
    const auto row = GENERATE(values<Row>({
        {"the minimum, 1/4, is met exactly", 4, 1e-4, {1, 0.25}},
        {"1/16 is less than a tenth: a tenth", 16, 1e-4, {1, 0.1}},
        {"4/5 is more than half: half", 1.25, 0.4375, {1, 0.5}},
    }));
    CAPTURE(row.story);
    auto line = parabola(row.steepness);
    CHECK(first_rate(rate::Backtracking{1, row.c}, line) == row.asked.back());
    CHECK(line.asked == row.asked);
}

TEST_CASE("Backtracking accepts by Armijo's condition, up to equality", "[rate][backtracking]") {
    // c = 1/4 and slope -4 ask for a fall of alpha: phi(1) = 9 is just enough beside phi(0) = 10.
    const auto falls_to = [](double value) {
        return ScriptedLine{10, -4, [value](double alpha) {
                                return alpha == 1 ? Trial<double>{value, 0}
                                                  : Trial<double>{10 - 4 * alpha, -4};
                            }};
    };
    auto enough = falls_to(9);
    CHECK(first_rate(rate::Backtracking{1, 0.25}, enough) == 1);
    auto too_little = falls_to(9.0009765625); // 9 + 2^-10
    CHECK(first_rate(rate::Backtracking{1, 0.25}, too_little) < 1);
    CHECK(too_little.asked.size() == 2);
}

TEST_CASE("Backtracking takes a point that is not finite for too far", "[rate][backtracking]") {
    ScriptedLine line{1, -2, [](double alpha) {
                          return alpha > 0.05 ? Trial<double>{infinity, nan}
                                              : Trial<double>{1 - 2 * alpha, -2};
                      }};
    // A tenth of a tenth: 0.1 * 0.1 in floating-point numbers.
    CHECK(first_rate(rate::Backtracking{}, line) == 0.1 * 0.1);
    CHECK(line.asked == std::vector<double>{1, 0.1, 0.1 * 0.1});
}

TEST_CASE("Backtracking takes a cost of -infinity, which is a fall", "[rate][backtracking]") {
    ScriptedLine line{1, -2, [](double) { return Trial<double>{-infinity, nan}; }};
    CHECK(first_rate(rate::Backtracking{}, line) == 1);
}

TEST_CASE("Backtracking says 0, without a trial, where the line does not fall",
          "[rate][backtracking]") {
    for (const double slope : {0., -0., 1e-300, 5., infinity, nan}) {
        CAPTURE(slope);
        ScriptedLine line{1, slope, [](double) { return Trial<double>{0, 0}; }};
        CHECK(first_rate(rate::Backtracking{}, line) == 0);
        CHECK(line.asked.empty());
    }
}

TEST_CASE("Backtracking says 0 where nothing is lower", "[rate][backtracking]") {
    struct Row {
        const char* story;
        std::function<Trial<double>(double)> phi;
    };
    const auto row = GENERATE(values<Row>({
        {"the gradient has the wrong sign: the slope says down, the cost goes up",
         [](double alpha) { return Trial<double>{1 + alpha, -1}; }},
        {"the same with a curved cost",
         [](double alpha) { return Trial<double>{1 + alpha + alpha * alpha, -1 - 2 * alpha}; }},
        {"a step up, however short the way", [](double) { return Trial<double>{2, -1}; }},
        {"nowhere finite but at the start", [](double) { return Trial<double>{infinity, nan}; }},
    }));
    CAPTURE(row.story);
    ScriptedLine line{1, -1, row.phi};
    CHECK(first_rate(rate::Backtracking{}, line) == 0);
    CHECK(each_once(line.asked));
    // Every trial is at most half of the last; from 1 down to where the promised fall is 1e-12 of
    // the noise, 1e-12 * 1000 * 2^-52 > 2^-82, there are at most 82 halvings.
    CHECK(line.asked.size() <= 83);
}

TEST_CASE("Backtracking believes the slopes where the cost has only rounding left",
          "[rate][backtracking]") {
    // Beside the minimum of 1 + (alpha - a)^2 with a = 1e-9 the cost moves by 1e-18: nothing.
    const double a = 1e-9;
    ScriptedLine near{1, -2 * a, [a](double alpha) { return Trial<double>{1, 2 * (alpha - a)}; }};
    CHECK(first_rate(rate::Backtracking{1e-9}, near) == 1e-9);
    // Twice as far the slope has turned to 2a, more than (1 - 2c) 2a allows.
    ScriptedLine far{1, -2 * a, [a](double alpha) { return Trial<double>{1, 2 * (alpha - a)}; }};
    CHECK(first_rate(rate::Backtracking{2e-9}, far) < 2e-9);
}

TEST_CASE("Backtracking tries no point twice", "[rate][backtracking]") {
    for (const double steepness : {1., 3., 10., 1e3, 1e6, 1e12}) {
        CAPTURE(steepness);
        auto line = parabola(steepness);
        const double alpha = first_rate(rate::Backtracking{}, line);
        CHECK(alpha > 0);
        CHECK(alpha == line.asked.back());
        CHECK(each_once(line.asked));
    }
}

TEST_CASE("Backtracking refuses settings out of range", "[rate][backtracking]") {
    CHECK_THROWS_MATCHES(rate::Backtracking{0}, InvalidSetting,
                         Message("rate::Backtracking: initial must be finite and > 0, got 0"));
    CHECK_THROWS_MATCHES(rate::Backtracking{nan}, InvalidSetting,
                         Message("rate::Backtracking: initial must be finite and > 0, got nan"));
    CHECK_THROWS_MATCHES(rate::Backtracking{infinity}, InvalidSetting,
                         Message("rate::Backtracking: initial must be finite and > 0, got inf"));
    CHECK_THROWS_MATCHES((rate::Backtracking{1, 0}), InvalidSetting,
                         Message("rate::Backtracking: c must be in (0, 0.5), got 0"));
    CHECK_THROWS_MATCHES((rate::Backtracking{1, 0.5}), InvalidSetting,
                         Message("rate::Backtracking: c must be in (0, 0.5), got 0.5"));
    CHECK_THROWS_MATCHES((rate::Backtracking{1, nan}), InvalidSetting,
                         Message("rate::Backtracking: c must be in (0, 0.5), got nan"));
}

} // namespace descent::tests::backtracking
