// SPDX-License-Identifier: MIT
// Constant: the same rate always, and no trial.
#include "catch.hpp"

#include "rate/scripted_line.hpp"

#include <descent/rate/constant.hpp>

#include <limits>
#include <type_traits>

namespace descent::tests::constant_rate {

using Catch::Matchers::Message;

TEST_CASE("Constant gives its rate, and tries no point", "[rate]") {
    auto line = parabola(1);
    CHECK(rate::Constant{0.1}.rate(somewhere(), line) == 0.1);
    CHECK(line.asked.empty());
}

TEST_CASE("Constant gives its rate in theta's own precision", "[rate]") {
    archetype::Line<float> line;
    const Iterate<float> now{{0, 0, 0, 0}, 0, 1, 0, {0, 0, 0, 0}};
    STATIC_REQUIRE(std::is_same_v<decltype(rate::Constant{0.1}.rate(now, line)), float>);
    CHECK(rate::Constant{0.1}.rate(now, line) == 0.1f);
}

TEST_CASE("Constant takes any positive rate", "[rate]") {
    auto line = parabola(1);
    const double tiny = std::numeric_limits<double>::denorm_min();
    const double huge = std::numeric_limits<double>::max();
    CHECK(rate::Constant{tiny}.rate(somewhere(), line) == tiny);
    CHECK(rate::Constant{huge}.rate(somewhere(), line) == huge);
}

TEST_CASE("Constant refuses a rate that is no step downhill", "[rate]") {
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_MATCHES(rate::Constant{-0.1}, InvalidSetting,
                         Message("rate::Constant: rate must be finite and > 0, got -0.1"));
    CHECK_THROWS_MATCHES(rate::Constant{0}, InvalidSetting,
                         Message("rate::Constant: rate must be finite and > 0, got 0"));
    CHECK_THROWS_MATCHES(rate::Constant{-0.}, InvalidSetting,
                         Message("rate::Constant: rate must be finite and > 0, got -0"));
    CHECK_THROWS_MATCHES(rate::Constant{infinity}, InvalidSetting,
                         Message("rate::Constant: rate must be finite and > 0, got inf"));
    CHECK_THROWS_MATCHES(rate::Constant{nan}, InvalidSetting,
                         Message("rate::Constant: rate must be finite and > 0, got nan"));
}

} // namespace descent::tests::constant_rate
