// SPDX-License-Identifier: MIT
// Every setting of every part, with every number that it must not be. A new setting needs one line here.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace descent::every_setting {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Makes a part with one of its settings set to x, and the others in range.
using Make = void (*)(double x);

struct Setting {
    const char* rule; ///< what the error says
    Make make;
    std::vector<double> bad; ///< beside NaN
    double good;             ///< at the end of the range, where that belongs to it
};

std::string said(Make make, double x) {
    try {
        make(x);
    } catch (const InvalidSetting& error) {
        return error.what();
    }
    return "";
}

void check(const std::vector<Setting>& settings) {
    for (const Setting& setting : settings) {
        CAPTURE(setting.rule);
        for (const double x : setting.bad) {
            CHECK(said(setting.make, x) == std::string(setting.rule) + ", got " + text(x));
        }
        CHECK(said(setting.make, nan) == std::string(setting.rule) + ", got nan");
        CHECK(said(setting.make, setting.good) == "");
    }
}

const std::vector<double> not_share{-1e-300, -infinity, 1, infinity};         // of [0, 1)
const std::vector<double> negative_or_infinite{-1e-300, -infinity, infinity}; // of finite, >= 0
const std::vector<double> not_positive{0, -0.0, -1, -infinity, infinity};     // of finite, > 0
const std::vector<double> not_open_half{0, 0.5, -1, infinity};                // of (0, 0.5)
constexpr double below_1 = 0.99999999999999989; // the last double before 1
constexpr double tiny = 5e-324;                 // the least double above 0

/// What is wrong with a whole number: what is below its range.
using Whole = void (*)(std::int64_t n);
struct Count {
    const char* rule;
    Whole make;
    std::int64_t least;
};

TEST_CASE("Every real setting of an update rule refuses what is out of range and NaN",
          "[reliability][settings]") {
    using namespace update;
    check({
        {"update::Momentum: beta must be in [0, 1)", [](double x) { Momentum{x}; }, not_share, 0},
        {"update::Nesterov: beta must be in [0, 1)", [](double x) { Nesterov{x}; }, not_share, 0},
        {"update::AdaGrad: epsilon must be finite and >= 0", [](double x) { AdaGrad{x}; },
         negative_or_infinite, 0},
        {"update::RMSProp: rho must be in [0, 1)", [](double x) { RMSProp{x}; }, not_share,
         below_1},
        {"update::RMSProp: epsilon must be finite and >= 0", [](double x) { RMSProp{0.9, x}; },
         negative_or_infinite, 0},
        {"update::AdaDelta: rho must be in [0, 1)", [](double x) { AdaDelta{x}; }, not_share, 0},
        {"update::AdaDelta: epsilon must be finite and > 0", [](double x) { AdaDelta{0.9, x}; },
         not_positive, tiny},
        {"update::Adam: beta1 must be in [0, 1)", [](double x) { Adam{x}; }, not_share, below_1},
        {"update::Adam: beta2 must be in [0, 1)", [](double x) { Adam{0.9, x}; }, not_share, 0},
        {"update::Adam: epsilon must be finite and >= 0", [](double x) { Adam{0.9, 0.9, x}; },
         negative_or_infinite, 0},
        {"update::AdamW: decay must be finite and >= 0", [](double x) { AdamW{x}; },
         negative_or_infinite, 0},
        {"update::AdamW: beta1 must be in [0, 1)", [](double x) { AdamW{0, x}; }, not_share, 0},
        {"update::AdamW: beta2 must be in [0, 1)", [](double x) { AdamW{0, 0.9, x}; }, not_share,
         0},
        {"update::AdamW: epsilon must be finite and >= 0", [](double x) { AdamW{0, 0.9, 0.9, x}; },
         negative_or_infinite, 0},
        {"update::AMSGrad: beta1 must be in [0, 1)", [](double x) { AMSGrad{x}; }, not_share, 0},
        {"update::AMSGrad: beta2 must be in [0, 1)", [](double x) { AMSGrad{0.9, x}; }, not_share,
         0},
        {"update::AMSGrad: epsilon must be finite and >= 0", [](double x) { AMSGrad{0.9, 0.9, x}; },
         negative_or_infinite, 0},
        {"update::AdaMax: beta1 must be in [0, 1)", [](double x) { AdaMax{x}; }, not_share, 0},
        {"update::AdaMax: beta2 must be in [0, 1)", [](double x) { AdaMax{0.9, x}; }, not_share, 0},
        {"update::NAdam: beta1 must be in [0, 1)", [](double x) { NAdam{x}; }, not_share, 0},
        {"update::NAdam: beta2 must be in [0, 1)", [](double x) { NAdam{0.9, x}; }, not_share, 0},
        {"update::NAdam: epsilon must be finite and >= 0", [](double x) { NAdam{0.9, 0.9, x}; },
         negative_or_infinite, 0},
        {"update::RAdam: beta1 must be in [0, 1)", [](double x) { RAdam{x}; }, not_share, 0},
        {"update::RAdam: beta2 must be in [0, 1)", [](double x) { RAdam{0.9, x}; }, not_share, 0},
        {"update::RAdam: epsilon must be finite and >= 0", [](double x) { RAdam{0.9, 0.9, x}; },
         negative_or_infinite, 0},
        {"update::Lion: beta1 must be in [0, 1)", [](double x) { Lion{x}; }, not_share, 0},
        {"update::Lion: beta2 must be in [0, 1)", [](double x) { Lion{0.9, x}; }, not_share, 0},
        {"update::Clipped: limit must be > 0",
         [](double x) { Clipped{x}; },
         {0, -0.0, -1, -infinity},
         infinity},
        {"update::ClippedByNorm: limit must be > 0",
         [](double x) { ClippedByNorm{x}; },
         {0, -0.0, -1, -infinity},
         infinity},
        {"update::DecoupledWeightDecay: decay must be finite and >= 0",
         [](double x) { DecoupledWeightDecay{x}; }, negative_or_infinite, 0},
    });
}

TEST_CASE("Every real setting of a learning rate refuses what is out of range and NaN",
          "[reliability][settings]") {
    using namespace rate;
    const std::vector<double> not_factor{0, -0.5, 1.0000000000000002, infinity};  // of (0, 1]
    const std::vector<double> not_below_2{-1e-300, 2.0000000000000004, infinity}; // of [0, 2]
    check({
        {"rate::Constant: rate must be finite and > 0", [](double x) { Constant{x}; }, not_positive,
         tiny},
        {"rate::Exponential: initial must be finite and > 0", [](double x) { Exponential{x, 0.5}; },
         not_positive, tiny},
        {"rate::Exponential: factor must be in (0, 1]", [](double x) { Exponential{1, x}; },
         not_factor, 1},
        {"rate::InverseTime: initial must be finite and > 0", [](double x) { InverseTime{x, 1}; },
         not_positive, tiny},
        {"rate::InverseTime: decay must be finite and >= 0", [](double x) { InverseTime{1, x}; },
         negative_or_infinite, 0},
        {"rate::Step: initial must be finite and > 0", [](double x) { Step{x, 0.5, 1}; },
         not_positive, tiny},
        {"rate::Step: factor must be in (0, 1]", [](double x) { Step{1, x, 1}; }, not_factor, 1},
        {"rate::Piecewise: initial must be finite and > 0", [](double x) { Piecewise{x, {}}; },
         not_positive, tiny},
        {"rate::Piecewise: rates must be finite and > 0", [](double x) { Piecewise{1, {{5, x}}}; },
         not_positive, tiny},
        {"rate::Polynomial: initial must be finite and > 0", [](double x) { Polynomial{x, 0, 1}; },
         not_positive, tiny},
        {"rate::Polynomial: last must be in [0, initial]", [](double x) { Polynomial{2, x, 1}; },
         not_below_2, 2},
        {"rate::Polynomial: power must be finite and > 0", [](double x) { Polynomial{2, 1, 1, x}; },
         not_positive, tiny},
        {"rate::Cosine: initial must be finite and > 0", [](double x) { Cosine{x, 0, 1}; },
         not_positive, tiny},
        {"rate::Cosine: least must be in [0, initial]", [](double x) { Cosine{2, x, 1}; },
         not_below_2, 2},
        {"rate::Cosine: growth must be in [1, 1000]",
         [](double x) { Cosine{2, 1, 1, x}; },
         {0, below_1, 1000.1, infinity},
         1000},
        {"rate::InverseLipschitz: L must be finite and > 0", [](double x) { InverseLipschitz{x}; },
         not_positive, 1e-300},
        {"rate::Silver: L must be finite and > 0", [](double x) { Silver{x}; }, not_positive,
         1e-300},
        {"rate::Backtracking: initial must be finite and > 0", [](double x) { Backtracking{x}; },
         not_positive, tiny},
        {"rate::Backtracking: c must be in (0, 0.5)", [](double x) { Backtracking{1, x}; },
         not_open_half, tiny},
        {"rate::BarzilaiBorwein: c must be in (0, 0.5)",
         [](double x) { BarzilaiBorwein{BarzilaiBorwein::Step::longer, 1, x}; }, not_open_half,
         tiny},
        {"rate::StrongWolfe: c1 must be in (0, 0.5)",
         [](double x) { StrongWolfe{FirstTrial::unit, x}; }, not_open_half, tiny},
        {"rate::StrongWolfe: c2 must be in (c1, 1)",
         [](double x) { StrongWolfe{FirstTrial::unit, 0.25, x}; },
         {0.25, 0, 1, -1, infinity},
         below_1},
        {"rate::HagerZhang: c1 must be in (0, 0.5)",
         [](double x) { HagerZhang{FirstTrial::unit, x}; }, not_open_half, tiny},
        {"rate::HagerZhang: c2 must be in (c1, 1)",
         [](double x) { HagerZhang{FirstTrial::unit, 0.25, x}; },
         {0.25, 0, 1, -1, infinity},
         below_1},
        {"rate::Polyak: minimum must be finite",
         [](double x) { Polyak{x}; },
         {infinity, -infinity},
         -1e308},
    });
    CHECK(said([](double x) { Silver{x}; }, tiny) ==
          "rate::Silver: L must be so large that 1/L is finite, got 4.94066e-324");
    CHECK(said([](double x) { InverseLipschitz{x}; }, tiny) ==
          "rate::InverseLipschitz: L must be so large that 1/L is finite, got 4.94066e-324");
}

TEST_CASE("Every real setting of a proximal term refuses what is out of range and NaN",
          "[reliability][settings]") {
    using namespace proximal;
    check({
        {"proximal::L1: lambda must be finite and >= 0", [](double x) { L1{x}; },
         negative_or_infinite, 0},
        {"proximal::ElasticNet: l1 must be finite and >= 0", [](double x) { ElasticNet{x, 1}; },
         negative_or_infinite, 0},
        {"proximal::ElasticNet: l2 must be finite and >= 0", [](double x) { ElasticNet{1, x}; },
         negative_or_infinite, 0},
        {"proximal::Ball: radius must be finite and > 0", [](double x) { Ball{x}; }, not_positive,
         tiny},
        {"proximal::Simplex: total must be finite and > 0", [](double x) { Simplex{x}; },
         not_positive, tiny},
        {"proximal::Ball: centre must be finite, but entry 1 is not",
         [](double x) { Ball{1.0, Eigen::VectorXd(Eigen::Vector2d(0, x))}; },
         {infinity, -infinity},
         1e308},
    });
    CHECK(said([](double x) { Box{x, infinity}; }, infinity) ==
          "proximal::Box: lower must be < inf in entry 0, got inf");
    CHECK(said([](double x) { Box{-infinity, x}; }, -infinity) ==
          "proximal::Box: upper must be > -inf in entry 0, got -inf");
    CHECK(said([](double x) { Box{x, infinity}; }, -infinity) == "");
}

TEST_CASE("Every whole setting refuses what is below its range", "[reliability][settings]") {
    const auto row = GENERATE(Catch::Generators::values<Count>({
        {"update::ConjugateGradient: restart_after must be >= 1",
         [](std::int64_t n) {
             update::ConjugateGradient{update::ConjugateGradient::Beta::dai_yuan, n};
         },
         1},
        {"update::LimitedMemoryBfgs: memory must be >= 1",
         [](std::int64_t n) { update::LimitedMemoryBfgs{static_cast<int>(n)}; }, 1},
        {"update::ProjectedLimitedMemoryBfgs: memory must be >= 1",
         [](std::int64_t n) {
             update::ProjectedLimitedMemoryBfgs{proximal::NonNegative{}, static_cast<int>(n)};
         },
         1},
        {"rate::Step: every must be >= 1", [](std::int64_t n) { rate::Step{1, 0.5, n}; }, 1},
        {"rate::Piecewise: iterations must be >= 1 and rising",
         [](std::int64_t n) { rate::Piecewise{1, {{n, 0.5}}}; }, 1},
        {"rate::Polynomial: iterations must be >= 1",
         [](std::int64_t n) { rate::Polynomial{1, 0, n}; }, 1},
        {"rate::Cosine: period must be >= 1", [](std::int64_t n) { rate::Cosine{1, 0, n}; }, 1},
        {"rate::WarmUp: iterations must be >= 1",
         [](std::int64_t n) { rate::WarmUp{n, rate::Constant{1}}; }, 1},
        {"rate::BarzilaiBorwein: window must be in [1, 20]",
         [](std::int64_t n) {
             rate::BarzilaiBorwein{rate::BarzilaiBorwein::Step::longer, static_cast<int>(n)};
         },
         1},
        {"stop::AfterIterations: iterations must be >= 0",
         [](std::int64_t n) { stop::AfterIterations{n}; }, 0},
        {"stop::AfterEvaluations: evaluations must be >= 1",
         [](std::int64_t n) { stop::AfterEvaluations{n}; }, 1},
        {"stop::CostFlat: patience must be >= 1",
         [](std::int64_t n) { stop::CostFlat{0, static_cast<int>(n)}; }, 1},
    }));
    const auto says = [&](std::int64_t n) -> std::string {
        try {
            row.make(n);
        } catch (const InvalidSetting& error) {
            return error.what();
        }
        return "";
    };
    CAPTURE(row.rule);
    CHECK(says(row.least - 1) == std::string(row.rule) + ", got " + text(row.least - 1));
    CHECK(says(-1000) == std::string(row.rule) + ", got -1000");
    CHECK(says(row.least) == "");
}

} // namespace
} // namespace descent::every_setting
