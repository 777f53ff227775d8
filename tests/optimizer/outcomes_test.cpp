// SPDX-License-Identifier: MIT
// How runs end, what they hand back, and what they say when they went wrong.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cfloat>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

namespace descent::tests::endings {
namespace {

using Kind = Trouble::Kind;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The page of a result, the seconds taken replaced by T.
template <class Theta>
std::string page(const Result<Theta>& result) {
    std::ostringstream out;
    out << result;
    std::string words = out.str();
    const auto from = words.find(", ", words.find("  work ")) + 2;
    return words.replace(from, words.find(" s\n", from) - from, "T");
}

template <class Rate>
auto ten_thousand(Rate rate) {
    return GradientDescent{rate, stop::AfterIterations{10'000}};
}

/// 1/2 theta' A theta, where A has the eigenvalues 100 along (1, 1) and 1 along (1, -1).
auto narrow_valley() {
    return cost::Quadratic{Eigen::Matrix2d{{50.5, 49.5}, {49.5, 50.5}}, Eigen::Vector2d{0, 0}};
}

/// theta^2 with a gradient of the wrong sign.
const auto wrong_sign = cost::from_value_and_gradient([](double theta) { return theta * theta; },
                                                      [](double theta) { return -2 * theta; });

} // namespace

// --- diverged ---

TEST_CASE("a rate above 2/L diverges, and the page says which rate is stable", "[optimizer]") {
    // theta_{k+1} = -3 theta_k, so J_k = 9^(k+1). The limit is 1e8 J_3 = 6.561e11, and J_12 = 9^13
    // = 2541865828329 is the first above it. The step and the change of the gradient are whole
    // numbers below 2^53, so 2/L = 1 is exact.
    const GradientDescent optimizer{rate::Constant{2}, stop::AfterIterations{100}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.kind == Kind::rising_cost);
    CHECK(result.trouble.curvature == 2);
    CHECK(result.trouble.stable_rate == 1);
    CHECK(result.trouble.rate == 2);
    CHECK(result.trouble.start_cost == 9);
    CHECK(result.trouble.value == 2541865828329);
    CHECK(result.trouble.evaluation == 13);
    CHECK(page(result) ==
          "diverged after 12 iterations: cost rose from 9 to 2.54187e+12\n"
          "  the learning rate 2 is above 2/L = 1, the largest stable rate for the "
          "curvature met "
          "(L = 2)\n"
          "  try rate::Constant{0.5}, or minimize(J, theta0), which needs no tuning\n"
          "  theta          3\n"
          "  cost           9\n"
          "  gradient norm  6\n"
          "  the lowest point is shown; the criteria below measured the last\n"
          "  work           13 evaluations, T s\n"
          "  not reached    stop::AfterIterations: 12, limit 100\n"
          "  fired          stop::Diverging: 2.54187e+12, limit 6.561e+11\n");
}

TEST_CASE("the rate that the advice names converges", "[optimizer]") {
    const GradientDescent bad{rate::Constant{0.03}, stop::AfterIterations{100}};
    const auto trouble = bad.minimize(narrow_valley(), Eigen::Vector2d(1, 0)).trouble;
    const GradientDescent good{rate::Constant{trouble.stable_rate / 2},
                               stop::GradientReducedBy{1e6} | stop::AfterIterations{10'000}};
    CHECK(good.minimize(narrow_valley(), Eigen::Vector2d(1, 0)).converged());
}

TEST_CASE("2/L is found on an ill-conditioned quadratic", "[optimizer]") {
    // At the rate 0.03 the part of theta along (1, 1) is multiplied by 1 - 3 = -2 at each step and
    // that along (1, -1) by 0.97. After 16 steps from equal parts, s = alpha A theta has parts in
    // the ratio t = 0.97^16 / (100 * 2^16) < 1e-7, and the curvature (100 + t^2) / (1 + t^2)
    // differs from 100 by less than t^2 < 1e-14 of it. Rounding adds less than 10 epsilon < 3e-15.
    const GradientDescent optimizer{rate::Constant{0.03}, stop::AfterIterations{100}};
    const auto result = optimizer.minimize(narrow_valley(), Eigen::Vector2d(1, 0));
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.iterations >= 17);
    CHECK_THAT(result.trouble.curvature, Catch::Matchers::WithinRel(100., 1.3e-14));
    CHECK_THAT(result.trouble.stable_rate, Catch::Matchers::WithinRel(0.02, 1.3e-14));
    CHECK(result.theta == Eigen::Vector2d(1, 0)); // nothing lower was met
    CHECK_FALSE(result.trouble.gradient_disagrees);
}

TEST_CASE("a gradient of the wrong sign is named", "[optimizer]") {
    const std::string advice = "check the gradient, its sign first";
    const auto constant = ten_thousand(rate::Constant{0.1}).minimize(wrong_sign, 3.0);
    CHECK(constant.outcome == Outcome::diverged);
    CHECK(constant.trouble.kind == Kind::rising_cost);
    CHECK(constant.trouble.gradient_disagrees);
    CHECK(constant.theta == 3);
    CHECK_THAT(page(constant), Catch::Matchers::ContainsSubstring(advice));

    const auto searched = ten_thousand(rate::Backtracking{}).minimize(wrong_sign, 3.0);
    CHECK(searched.outcome == Outcome::stalled);
    CHECK(searched.trouble.kind == Kind::no_lower_point);
    CHECK(searched.trouble.gradient_disagrees);
    CHECK(searched.theta == 3);
    CHECK(searched.iterations == 0);
    CHECK_THAT(page(searched), Catch::Matchers::ContainsSubstring(advice));

    CHECK_FALSE(minimize(wrong_sign, 3.0).converged());
}

TEST_CASE("a cost without a minimum ends with a finite point", "[optimizer]") {
    const auto power = [](int n) {
        return cost::from_value_and_gradient([n](double x) { return -std::pow(x, n); },
                                             [n](double x) { return -n * std::pow(x, n - 1); });
    };
    for (const int n : {1, 2, 4}) {
        CAPTURE(n);
        const auto searched = minimize(power(n), 1.0);
        CHECK(name(searched.outcome) == "diverged");
        CHECK(is_finite(searched.theta));
        CHECK(is_finite(searched.cost));
        CHECK(is_finite(searched.gradient_norm));
        CHECK(searched.cost < -1);
        CHECK(searched.iterations < 10'000);
        const auto constant = ten_thousand(rate::Constant{0.1}).minimize(power(n), 1.0);
        CHECK_FALSE(constant.converged());
        CHECK(is_finite(constant.theta));
        CHECK(is_finite(constant.cost));
        CHECK(constant.cost < -1);
    }
    const auto falling = minimize(power(2), 1.0);
    CHECK(falling.trouble.kind == Kind::unbounded);
    CHECK_THAT(page(falling), Catch::Matchers::ContainsSubstring("it seems to have no minimum"));
}

namespace {

/// theta^2 for two parameters, except at one evaluation.
struct Spoilt {
    std::int64_t evaluation; ///< counted from 1
    double value;            ///< the cost there
    Index entry = -1;        ///< of the gradient that is NaN there
    std::int64_t* count;

    double value_and_gradient(const Eigen::Vector2d& theta, Eigen::Vector2d& gradient) const {
        gradient = 2 * theta;
        if (++*count != evaluation) {
            return theta.squaredNorm();
        }
        if (entry >= 0) {
            gradient[entry] = nan;
        }
        return entry >= 0 ? theta.squaredNorm() : value;
    }
};

} // namespace

TEST_CASE("a number that is not finite ends the run, and is named", "[optimizer]") {
    for (const std::int64_t at : {1, 2, 5}) {
        for (const double value : {nan, infinity, -infinity}) {
            CAPTURE(at, value);
            std::int64_t count = 0;
            const auto result =
                ten_thousand(rate::Constant{0.25})
                    .minimize(Spoilt{at, value, -1, &count}, Eigen::Vector2d(8, 16));
            CHECK(result.outcome == Outcome::diverged);
            CHECK(result.trouble.kind ==
                  (value < 0 ? Kind::unbounded : Kind::non_finite_cost)); // NaN < 0 is false
            CHECK(result.trouble.evaluation == at);
            CHECK(count == at);
            CHECK(result.evaluations == at);
            if (at > 1) { // theta halves, so the best point is the last but one
                CHECK(result.theta == std::ldexp(1., 2 - int(at)) * Eigen::Vector2d(8, 16));
                CHECK(result.cost == result.theta.squaredNorm());
                CHECK(result.gradient == 2 * result.theta);
            } else {
                CHECK(result.theta == Eigen::Vector2d(8, 16));
            }
        }
        for (const Index entry : {Index(0), Index(1)}) {
            CAPTURE(at, entry);
            std::int64_t count = 0;
            const auto result = ten_thousand(rate::Constant{0.25})
                                    .minimize(Spoilt{at, 0, entry, &count}, Eigen::Vector2d(8, 16));
            CHECK(result.outcome == Outcome::diverged);
            CHECK(result.trouble.kind == Kind::non_finite_gradient);
            CHECK(result.trouble.entry == entry);
            CHECK(result.trouble.evaluation == at);
            CHECK(result.trouble.value != result.trouble.value);
            CHECK_THAT(page(result),
                       Catch::Matchers::ContainsSubstring("entry " + std::to_string(entry) +
                                                          " of the gradient is nan at evaluation " +
                                                          std::to_string(at)));
        }
    }
}

TEST_CASE("an entry of the gradient that the cost forgets to write is noticed", "[optimizer]") {
    const auto forgetful = cost::from_value_and_gradient([](const auto& theta, auto& gradient) {
        gradient[0] = 2 * theta[0];
        return theta.squaredNorm();
    });
    const auto result = minimize(forgetful, Eigen::Vector2d(1, 1));
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.kind == Kind::non_finite_gradient);
    CHECK(result.trouble.entry == 1);
    CHECK(result.trouble.evaluation == 1);
}

TEST_CASE("an entry that a hypothesis forgets to write is noticed", "[optimizer]") {
    const Eigen::MatrixXd X{{1}, {2}, {4}};
    const Eigen::VectorXd y{{1, 2, 3}};
    const auto forgetful =
        hypothesis::from_value_and_gradient(2, [](const auto& theta, const auto& x, auto& dh) {
            dh[0] = x[0];
            return theta[0] * x[0] + theta[1];
        });
    const auto result = minimize(cost::MeanSquaredError{X, y, forgetful}, Eigen::VectorXd{{0, 0}});
    CHECK(result.outcome == Outcome::diverged);
    CHECK(result.trouble.kind == Kind::non_finite_gradient);
    CHECK(result.trouble.entry == 1);
    CHECK(result.trouble.evaluation == 1);
}

TEST_CASE("a search steps back from where the cost is not finite", "[optimizer]") {
    // theta - log(theta) is NaN below 0; its minimum is 1, with curvature 1.
    const auto barrier =
        cost::from_value_and_gradient([](double theta) { return theta - std::log(theta); },
                                      [](double theta) { return 1 - 1 / theta; });
    for (const double theta0 : {0.05, 0.9, 3., 50.}) {
        CAPTURE(theta0);
        const auto result = minimize(barrier, theta0);
        CHECK(result.converged());
        // |1 - 1/theta| <= |1 - 1/theta0| / 1e8 <= 19e-8, and |theta - 1| = theta |1 - 1/theta|.
        CHECK(magnitude(result.theta - 1) <= 20e-8);
    }
}

// --- stalled, budget spent, cancelled ---

TEST_CASE("theta^2 at the rate 1 is never called converged", "[optimizer]") {
    // It goes back and forth between 3 and -3: the cost does not change, and theta not in size.
    const auto to_and_fro = [](const auto& policy) {
        const GradientDescent optimizer{rate::Constant{1}, policy | stop::AfterIterations{1000}};
        return optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    };
    for (const double tolerance : {0., 1e-12, 1e-8, 1e-3, 0.1}) {
        CAPTURE(tolerance);
        CHECK(name(to_and_fro(stop::CostFlat{tolerance}).outcome) == "budget spent");
        CHECK(name(to_and_fro(stop::CostFlat{tolerance, 5}).outcome) == "budget spent");
        CHECK(name(to_and_fro(stop::ParametersStill{tolerance}).outcome) == "budget spent");
    }
    CHECK(to_and_fro(stop::CostFlat{0}).iterations == 1000);
}

TEST_CASE("a tiny rate is stalled, not converged", "[optimizer]") {
    const auto crawl = [](const auto& policy) {
        const GradientDescent optimizer{rate::Constant{1e-20}, policy | stop::AfterIterations{100}};
        return optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    };
    for (const double tolerance : {0., 1e-12, 1e-8, 1e-3}) {
        CAPTURE(tolerance);
        CHECK(name(crawl(stop::CostFlat{tolerance}).outcome) == "stalled");
        CHECK(name(crawl(stop::ParametersStill{tolerance}).outcome) == "stalled");
    }
    CHECK(crawl(stop::CostFlat{1e-8}).iterations == 1);
    CHECK(crawl(stop::CostFlat{1e-8}).theta == 3);
}

TEST_CASE("the same policies do call a healthy run converged", "[optimizer]") {
    const auto healthy = [](const auto& policy) {
        const GradientDescent optimizer{rate::Constant{0.4}, policy | stop::AfterIterations{100}};
        return optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    };
    // At the rate 0.4 the gradient promises 2 theta * 0.8 theta = 1.6 J_{k-1}, so that the cost is
    // flat when 1.6 J_{k-1} <= 1e-8 J_0: theta_k = theta_{k-1} / 5, and the gradient with it, has
    // fallen to 1.6e-5 of the start, below sqrt(1e-8).
    CHECK(name(healthy(stop::CostFlat{1e-8}).outcome) == "converged");
    // theta^2 has its minimum at 0, where no step is small beside theta.
    CHECK(name(healthy(stop::ParametersStill{1e-8}).outcome) == "budget spent");
    const auto shifted = cost::from_value_and_gradient([](double x) { return (x - 1) * (x - 1); },
                                                       [](double x) { return 2 * (x - 1); });
    const GradientDescent optimizer{rate::Constant{0.1}, stop::ParametersStill{1e-8}};
    CHECK(name(optimizer.minimize(shifted, 3.0).outcome) == "converged");
}

TEST_CASE("a run that spent its budget says what its last step leaves to do", "[optimizer]") {
    const auto advice = [](const auto& result) {
        const std::string words = page(result);
        const auto from = words.find('\n') + 1;
        return words.substr(from, words.find("  theta ") - from);
    };
    const auto run = [](double rate, int iterations, const auto& cost, double theta0) {
        return GradientDescent{rate::Constant{rate}, stop::AfterIterations{iterations}}.minimize(
            cost, theta0);
    };
    const cost::QuadraticBowl bowl;

    // theta shrinks to 0.8, J to 0.64 of it: J_9 - J_10 = 9 * 0.64^9 * 0.36 = 0.05837. A step is a
    // fifth of the way to the minimum.
    const auto falling = run(0.1, 10, bowl, 3);
    CHECK(falling.trouble.kind == Kind::still_falling);
    CHECK_THAT(falling.trouble.reach, Catch::Matchers::WithinRel(5., 1e-14));
    CHECK(advice(falling) == "  the cost was still falling, by 0.0584 in the last step: try more "
                             "iterations, or minimize(J, theta0), which needs no tuning\n");

    // A step is 2 * 0.0009765625 = 1/512 of the way. J falls from 9 to 9 (511/512)^2 = 8.96488.
    CHECK(advice(run(0.0009765625, 1, bowl, 3)) ==
          "  the cost was still falling, by 0.0351 in the last step: try more iterations, or "
          "minimize(J, theta0), which needs no tuning\n"
          "  it was 5.1e+02 such steps to the lowest point that way: try a larger rate; where that "
          "diverges,\n"
          "  the entries of theta differ in scale, as features of a training set do: scale them\n");

    // -theta^2 from 1: theta grows to 1.2, J falls from -1 to -1.44.
    const auto hill = cost::from_value_and_gradient([](double x) { return -x * x; },
                                                    [](double x) { return -2 * x; });
    CHECK_THAT(advice(run(0.1, 1, hill, 1)),
               Catch::Matchers::ContainsSubstring("  the cost was still falling, by 0.44 in") &&
                   Catch::Matchers::EndsWith("  the gradient has grown to 1.2 times what it was at "
                                             "the start: there may be no minimum this way\n"));

    // Back and forth between 3 and -3.
    const auto level = run(1, 5, bowl, 3);
    CHECK(level.trouble.kind == Kind::never_lower);
    CHECK(advice(level) == "  no point below the start was met\n"
                           "  the learning rate 1 is 2/L = 1, the largest stable rate for the "
                           "curvature met (L = 2)\n"
                           "  try rate::Constant{0.5}, or minimize(J, theta0), which needs no "
                           "tuning\n");

    // Past the minimum, from 0 to -6: see the test of the best point below.
    const GradientDescent heavy{update::Momentum{0.75}, rate::Constant{0.5},
                                stop::AfterIterations{2}};
    CHECK(heavy.minimize(bowl, 8.0).trouble.kind == Kind::not_falling);
    CHECK(advice(heavy.minimize(bowl, 8.0)) ==
          "  the last step did not lower the cost: try a smaller rate, one that decreases, or "
          "minimize(J, theta0)\n");

    CHECK(run(1e-20, 5, bowl, 3).trouble.kind == Kind::no_change);
    CHECK_THAT(advice(run(1e-20, 5, bowl, 3)),
               Catch::Matchers::StartsWith("  the last step changed the cost by no more than its "
                                           "rounding: the rate is too small"));

    CHECK(run(0.1, 3, wrong_sign, 3).trouble.gradient_disagrees);
    CHECK_THAT(advice(run(0.1, 3, wrong_sign, 3)),
               Catch::Matchers::ContainsSubstring("cost::with_checked_gradient(J)"));
}

TEST_CASE("a search that spent its budget is not told to search", "[optimizer]") {
    const GradientDescent optimizer{rate::Backtracking{}, stop::AfterIterations{3}};
    const auto result = optimizer.minimize(narrow_valley(), Eigen::Vector2d(1, 0.5));
    CHECK(result.trouble.searched);
    CHECK(result.trouble.kind == Kind::still_falling);
    CHECK_THAT(page(result),
               Catch::Matchers::ContainsSubstring(
                   "try more iterations, or bring the entries of theta to one scale"));
    CHECK_THAT(page(result), !Catch::Matchers::ContainsSubstring("minimize("));
}

/// 20 houses: rooms, and square metres; prices.
struct Houses {
    Eigen::MatrixXd X{20, 2};
    Eigen::VectorXd y{20};
    Houses() {
        for (Index i = 0; i < 20; ++i) {
            X.row(i) << 2 + static_cast<double>(i % 5), 40 + 9 * static_cast<double>(i);
            y[i] = 30 * X(i, 0) + 2 * X(i, 1) + static_cast<double>(i % 3);
        }
    }
};

TEST_CASE("a run that columns of different scales make fail says what brings them to one",
          "[optimizer][outcomes]") {
    const Houses houses;
    const cost::MeanSquaredError J{houses.X, houses.y};
    const cost::Standardized on_scaled{J, data::Standardization{houses.X}};
    const auto page = [](const auto& optimizer, const auto& cost) {
        std::ostringstream out;
        out << optimizer.minimize(cost, Eigen::VectorXd(Eigen::VectorXd::Zero(3)));
        return out.str();
    };
    using Catch::Matchers::ContainsSubstring;
    const auto names_it = ContainsSubstring(
        "\n  features of different scales want rates as different: cost::Standardized "
        "brings them to one\n");
    const GradientDescent large{rate::Constant{0.1}, stop::AfterIterations{100}};
    const GradientDescent small{rate::Constant{1e-5}, stop::AfterIterations{100}};
    const GradientDescent searching{rate::Backtracking{}, stop::AfterIterations{100}};
    CHECK_THAT(page(large, J), ContainsSubstring("diverged") && names_it);
    CHECK_THAT(page(large, J + 0.1 * cost::SquaredNorm{}), names_it);
    CHECK_THAT(page(large, J + proximal::L1{0.1}), names_it);
    CHECK_THAT(page(small, J), ContainsSubstring("budget spent") &&
                                   ContainsSubstring("the features differ in scale") && names_it);
    CHECK_THAT(page(searching, J),
               ContainsSubstring("or bring the features to one scale\n") && names_it);
    // nothing of the kind where they are on one scale, or there are none
    const GradientDescent short_run{rate::Constant{0.1}, stop::AfterIterations{3}};
    const GradientDescent huge{rate::Constant{10}, stop::AfterIterations{100}};
    for (const auto& words :
         {page(short_run, on_scaled), page(huge, on_scaled), page(huge, cost::QuadraticBowl{})}) {
        CHECK_THAT(words, !ContainsSubstring("Standardiz"));
    }
    // it is true
    const GradientDescent plain{rate::Constant{0.1},
                                stop::GradientReducedBy{1e8} | stop::AfterIterations{5000}};
    CHECK(plain.minimize(on_scaled, J.start()).converged());
}

/// Sees no progress after two iterations.
struct Impatient {
    static constexpr Outcome outcome = Outcome::stalled;
    bool check(const auto& now) const { return now.iteration == 2; }
};

TEST_CASE("a run that stalls where units are very different says so", "[optimizer][outcomes]") {
    using Catch::Matchers::ContainsSubstring;
    using Catch::Matchers::StartsWith;
    const auto features = ContainsSubstring(
        "\n  if the features are on different scales, cost::Standardized brings them to one\n");
    const auto units =
        ContainsSubstring("\n  if the entries of theta are in different units, scale them\n");
    const auto stalled = StartsWith("stalled after ");
    const Houses plain;
    Houses houses;
    houses.X.col(0) *= 1e10;
    houses.X.col(1) /= 1e10;
    const cost::HalfMeanSquaredError J{houses.X, houses.y};
    const GradientDescent searching{rate::Backtracking{}, stop::Settled{}};
    const GradientDescent impatient{rate::Backtracking{}, Impatient{}};
    CHECK_THAT(page(searching.minimize(J, J.start())), stalled && features);
    CHECK(impatient.minimize(J, J.start()).trouble.kind == Kind::no_progress);
    CHECK_THAT(page(impatient.minimize(J, J.start())), stalled && features);
    // it is true, and minimize does it by itself
    CHECK(minimize(J).converged());
    CHECK(minimize(cost::Standardized{J, data::Standardization{houses.X}}).converged());

    // without features: curvatures 1 and 1e-40, and both entries in each other's gradient
    const cost::Quadratic crooked{Eigen::Matrix2d{{1, 5e-21}, {5e-21, 1e-40}},
                                  Eigen::Vector2d{1, 1e-20}};
    const Eigen::Vector2d theta0{3, -2};
    CHECK_THAT(page(minimize(crooked, theta0)), stalled && units);
    CHECK_THAT(page(searching.minimize(crooked, theta0)), stalled && units);
    CHECK_THAT(page(impatient.minimize(narrow_valley(), Eigen::Vector2d{1, 0.5})),
               stalled && units);
    // a single entry is in one unit
    const auto quartic =
        cost::from_value_and_gradient([](double theta) { return theta * theta * theta * theta; },
                                      [](double theta) { return 4 * theta * theta * theta; });
    CHECK_THAT(page(impatient.minimize(quartic, 3.0)),
               stalled && !ContainsSubstring("units") && !ContainsSubstring("rate"));

    // a rate that nobody searched for is blamed first
    const auto blamed = ContainsSubstring("\n  the learning rate 1e-20 may be too small: ");
    const rate::Constant tiny{1e-20};
    const GradientDescent flat{tiny, stop::CostFlat{1e-6}};
    for (const auto& result :
         {GradientDescent{tiny, stop::Settled{}}.minimize(cost::QuadraticBowl{}, 3.0),
          flat.minimize(cost::QuadraticBowl{}, 3.0)}) {
        CHECK(result.trouble.kind == Kind::no_progress);
        CHECK_THAT(page(result), stalled && blamed && !ContainsSubstring("features"));
    }
    const cost::HalfMeanSquaredError of_plain{plain.X, plain.y};
    CHECK_THAT(page(flat.minimize(of_plain, of_plain.start())),
               stalled && blamed && ContainsSubstring("\n  features of different scales want "));
}

TEST_CASE("the gradient is not blamed where columns of different scales make steps too long",
          "[optimizer][outcomes]") {
    // A long step crosses the bend of the loss, where the slope turns round: the slopes at its ends
    // do not say whether the cost fell.
    const Houses houses;
    const Eigen::VectorXd sold = (houses.y.array() > 250).cast<double>();
    const cost::LogisticLoss J{houses.X, sold};
    int never_lower = 0;
    for (const double rate : {0.001, 0.01, 0.1, 1.}) {
        for (int iterations = 1; iterations <= 10; ++iterations) {
            CAPTURE(rate, iterations);
            const GradientDescent optimizer{rate::Constant{rate},
                                            stop::AfterIterations{iterations}};
            const auto result = optimizer.minimize(J, J.start());
            CHECK_FALSE(result.trouble.gradient_disagrees);
            if (result.trouble.kind == Kind::never_lower) {
                ++never_lower;
                CHECK_THAT(descent::result::advice(result.trouble),
                           Catch::Matchers::ContainsSubstring("Standardized"));
            }
        }
    }
    CHECK(never_lower >= 20); // of 40
}

TEST_CASE("the gradient is not blamed for what a penalty does", "[optimizer]") {
    // theta^2/2 - 2 theta + |theta| from 0 at the rate 3: the step is 3 (2 - 1) = 3. The smooth part
    // falls by 1.5, as its gradient says, and the penalty rises by 3.
    const auto smooth = cost::from_value_and_gradient([](double x) { return x * x / 2 - 2 * x; },
                                                      [](double x) { return x - 2; });
    const GradientDescent optimizer{rate::Constant{3}, stop::AfterIterations{1}};
    const auto result = optimizer.minimize(smooth + proximal::L1{1}, 0.0);
    CHECK(result.trouble.kind == Kind::never_lower);
    CHECK_FALSE(result.trouble.gradient_disagrees);
}

TEST_CASE("a start at which the cost is not finite is named as such", "[optimizer]") {
    const auto barrier =
        cost::from_value_and_gradient([](double theta) { return theta - std::log(theta); },
                                      [](double theta) { return 1 - 1 / theta; });
    const auto result = minimize(barrier, -1.0);
    CHECK(result.outcome == Outcome::diverged);
    CHECK_THAT(page(result),
               Catch::Matchers::StartsWith(
                   "diverged after 0 iterations: the cost is nan at evaluation 1\n"
                   "  J is not finite at theta0: start elsewhere, or scale the cost\n  theta "));
}

TEST_CASE("CostFlat leaves as much of an ill-conditioned cost as it says", "[optimizer]") {
    // Curvatures 1 and 1e-4. At the rate 1 the first entry is 0 after one step, and theta_2 shrinks by
    // 1 - 1e-4: the cost is flat when 1e-8 theta_2^2 = 1e-6 (J_0 - J), with J = theta_2^2 / 2e4 =
    // 5e-3 (J_0 - J) left. The bound tolerance * scale / (2 alpha mu) is attained up to the last step,
    // which takes 2e-4 of J off, and rounding.
    const cost::Quadratic valley{Eigen::Matrix2d{{1, 0}, {0, 1e-4}}, Eigen::Vector2d{0, 0}};
    const GradientDescent optimizer{rate::Constant{1}, stop::CostFlat{1e-6}};
    const auto result = optimizer.minimize(valley, Eigen::Vector2d{1, 100});
    CHECK(result.converged());
    const double bound = result.stop.at(0).limit / (2 * 1 * 1e-4);
    CHECK(result.cost <= bound);
    CHECK(result.cost >= 0.999 * bound);
    CHECK(result.cost > 1000 * result.stop.at(0).limit);

    const GradientDescent stricter{rate::Constant{1}, stop::GradientReducedBy{1e6}};
    CHECK(stricter.minimize(valley, Eigen::Vector2d{1, 100}).cost < 1e-4 * result.cost);
}

namespace {

struct FindsNothing {
    double rate(const Iterate<double>&, Line<double> auto&) const { return 0; }
};

/// Goes downhill once, then uphill, until it is started afresh.
struct GoesAstray {
    struct Memory {
        double direction;
        bool fresh = true;
    };
    Memory init(const Iterate<double>& first) const { return {first.gradient}; }
    const double& direction(Memory& memory, const Iterate<double>& now) const {
        memory.direction = memory.fresh ? now.gradient : -now.gradient;
        memory.fresh = false;
        return memory.direction;
    }
};

/// Fires at iteration 2, and calls that convergence.
struct SecondIsEnough {
    static constexpr Outcome outcome = Outcome::converged;
    bool check(const Iterate<double>& now) const { return now.iteration == 2; }
};

} // namespace

TEST_CASE("a start from which no step leads down may be a minimum, and the page says so",
          "[optimizer]") {
    // |theta|, whose bend is the minimum: there the gradient is not 0, and every step leads up
    const auto J = cost::from_value_and_gradient([](double theta, double& gradient) {
        gradient = theta < 0 ? -1 : 1;
        return std::abs(theta);
    });
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientBelow{0.5}};
    const auto told = Catch::Matchers::ContainsSubstring(
        "\n  no step from theta0 lowered the cost: it may be a minimum");
    const auto stuck = optimizer.minimize(J, 0.0);
    CHECK(stuck.outcome == Outcome::stalled);
    CHECK(stuck.iterations == 0);
    CHECK(stuck.trouble.at_start);
    CHECK_THAT(page(stuck), told);

    // one that moved there is told nothing of its start
    const auto moved = optimizer.minimize(J, 1.0);
    CHECK(moved.outcome == Outcome::stalled);
    CHECK(moved.iterations > 0);
    CHECK(moved.theta == 0);
    CHECK_FALSE(moved.trouble.at_start);
    CHECK_THAT(page(moved), !told);
}

TEST_CASE("a step that the update rule tried afar is no search of the learning rate",
          "[optimizer]") {
    // all that is left to gain, 55.5, is below the rounding of the cost: L-BFGS looks farther, in vain
    std::int64_t calls = 0;
    const auto J = cost::from_value_and_gradient(
        [&calls](const Eigen::Vector3d& theta, Eigen::Vector3d& gradient) {
            ++calls;
            gradient = theta.cwiseProduct(Eigen::Vector3d(1, 10, 100));
            return 1e18 + theta.dot(gradient) / 2;
        });
    const GradientDescent optimizer{update::LimitedMemoryBfgs{}, rate::Constant{1e-4},
                                    stop::Settled{}};
    const auto result = optimizer.minimize(J, Eigen::Vector3d(1, 1, 1));
    CHECK(result.outcome == Outcome::stalled);
    CHECK(result.evaluations > result.iterations + 1); // it did look
    CHECK(result.evaluations == calls);
    CHECK_FALSE(result.trouble.searched);
    CHECK_THAT(page(result),
               Catch::Matchers::ContainsSubstring("\n  the learning rate 0.0001 may be too small"));
}

TEST_CASE("a rate of 0 ends the run as stalled", "[optimizer]") {
    const GradientDescent optimizer{FindsNothing{}, stop::AfterIterations{5}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::stalled);
    CHECK(result.iterations == 0);
    CHECK(result.evaluations == 1);
    CHECK(result.theta == 3);
    CHECK(result.trouble.kind == Kind::zero_rate);
    CHECK_FALSE(result.trouble.gradient_disagrees);
}

struct ZeroRate {
    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>&, Line<scalar_t<Theta>> auto&) const {
        return 0;
    }
};

TEST_CASE("a rate that is 0 at once, without a trial, is named as such", "[optimizer]") {
    const GradientDescent optimizer{ZeroRate{}, stop::AfterIterations{5}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::stalled);
    CHECK_THAT(
        page(result),
        Catch::Matchers::StartsWith(
            "stalled after 0 iterations: the learning rate was 0 at once, without a trial\n"
            "  the direction leads uphill, or the rate or the square of the gradient is 0 in "
            "the numbers of theta:\n"
            "  then scale the cost, or use numbers of a wider range\n"));
}

#if LDBL_MAX_10_EXP > 4000
TEST_CASE("a long double keeps its range in the result", "[optimizer]") {
    // J = 1e4000 theta^2 overflows in double; the criteria's numbers are double.
    const auto huge =
        cost::from_value_and_gradient([](long double theta) { return 1e4000L * theta * theta; },
                                      [](long double theta) { return 2e4000L * theta; });
    const GradientDescent optimizer{rate::Constant{0.25}, stop::AfterIterations{0}};
    const auto result = optimizer.minimize(huge, 3.0L);
    CHECK(result.cost == 1e4000L * 3 * 3);
    CHECK_THAT(page(result), Catch::Matchers::ContainsSubstring("cost           9e+4000\n"));
    CHECK_THAT(page(result), Catch::Matchers::ContainsSubstring("stop::Diverging: inf, limit inf"));
}
#endif

TEST_CASE("an update rule whose memory leads uphill is started afresh", "[optimizer]") {
    const GradientDescent optimizer{GoesAstray{}, rate::Backtracking{0.125},
                                    stop::AfterIterations{3}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    CHECK(result.outcome == Outcome::budget_spent);
    CHECK(result.iterations == 3);
    const GradientDescent straight{rate::Backtracking{0.125}, stop::AfterIterations{3}};
    CHECK(result.theta == straight.minimize(cost::QuadraticBowl{}, 3.0).theta);
}

TEST_CASE("a run that is past its best hands back its best", "[optimizer]") {
    // theta^2, rate 1/2, beta 3/4 from 8: d_0 = 16, theta_1 = 0; d_1 = 12, theta_2 = -6.
    const GradientDescent optimizer{update::Momentum{0.75}, rate::Constant{0.5},
                                    stop::AfterIterations{2}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 8.0);
    CHECK(result.theta == 0);
    CHECK(result.cost == 0);
    CHECK(result.gradient == 0);
    CHECK(result.gradient_norm == 0);
    CHECK(result.iterations == 2);
}

TEST_CASE("of points of equal cost a run hands back the latest", "[optimizer]") {
    // theta^2 goes 3, -3, 3, -3 at the rate 1, and further off each time at 1.5. On the stairs the
    // cost is 2 at 3.5, 3.25 and 3, then 1 down to 2, and 3 below.
    const auto after = [](double rate, int iterations) {
        const GradientDescent optimizer{rate::Constant{rate}, stop::AfterIterations{iterations}};
        return optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    };
    CHECK(after(1, 3).theta == -3);
    CHECK(after(1, 3).gradient == -6);
    CHECK(after(1, 3).best_is_last);
    CHECK(after(1, 4).theta == 3);
    CHECK(after(1.5, 3).theta == 3);
    const auto stairs = cost::from_value_and_gradient(
        [](double theta) { return theta >= 2 ? std::floor(theta - 1) : 3; },
        [](double) { return 1.; });
    const GradientDescent optimizer{rate::Constant{0.25}, stop::AfterIterations{10}};
    const auto result = optimizer.minimize(stairs, 3.5); // 3.5, 3.25, 3, 2.75, ..., 2, 1.75, ...
    CHECK(result.theta == 2);
    CHECK(result.cost == 1);
    CHECK_FALSE(result.best_is_last);
}

TEST_CASE("a run that converged hands back the iterate which passed the test", "[optimizer]") {
    const GradientDescent optimizer{update::Momentum{0.75}, rate::Constant{0.5}, SecondIsEnough{}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 8.0);
    CHECK(result.converged());
    CHECK(result.theta == -6);
    CHECK(result.cost == 36);
}

TEST_CASE("a converged point passes its test when evaluated afresh", "[optimizer]") {
    const auto valley = narrow_valley();
    const Eigen::Vector2d theta0(1, 0);
    Eigen::Vector2d gradient;
    evaluate(valley, theta0, gradient);
    const double at_start = max_norm(gradient);
    for (const auto& result :
         {minimize(valley, theta0),
          GradientDescent{rate::Constant{0.01}, stop::GradientReducedBy{1e8}}.minimize(valley,
                                                                                       theta0),
          GradientDescent{update::Momentum{0.9}, rate::Constant{0.01}, stop::GradientReducedBy{1e8}}
              .minimize(valley, theta0)}) {
        CHECK(result.converged());
        const double cost = evaluate(valley, result.theta, gradient);
        CHECK(cost == result.cost);
        CHECK(gradient == result.gradient);
        CHECK(max_norm(gradient) == result.gradient_norm);
        CHECK(max_norm(gradient) <= at_start / 1e8);
    }
}

TEST_CASE("a healthy run has no trouble to tell of", "[optimizer]") {
    const auto run = [](const auto& policy) {
        return GradientDescent{rate::Constant{0.1}, policy}.minimize(cost::QuadraticBowl{}, 3.0);
    };
    for (const auto& result : {run(stop::GradientBelow{1e-6}), run(stop::AfterIterations{0}),
                               run([](const auto& now) { return now.iteration == 3; }),
                               minimize(cost::QuadraticBowl{}, 3.0)}) {
        CHECK(result.trouble.kind == Kind::none);
        CHECK_FALSE(result.trouble.gradient_disagrees);
        CHECK_THAT(page(result), !Catch::Matchers::ContainsSubstring("rate::"));
    }
}

TEST_CASE("the time taken is counted from the first evaluation to the last", "[optimizer]") {
    using namespace std::chrono_literals;
    const auto slow = cost::from_value_and_gradient([](double theta, double& gradient) {
        std::this_thread::sleep_for(5ms);
        gradient = 2 * theta;
        return theta * theta;
    });
    auto run = GradientDescent{rate::Constant{0.1}, stop::AfterIterations{1}}.run(slow, 3.0);
    CHECK(run.result().elapsed >= 5ms);
    run.advance();
    REQUIRE(run.finished());
    const auto elapsed = run.result().elapsed;
    CHECK(elapsed >= 10ms);
    std::this_thread::sleep_for(1ms);
    CHECK(run.result().elapsed == elapsed); // what comes after the end does not count
}

} // namespace descent::tests::endings
