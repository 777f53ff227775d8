// SPDX-License-Identifier: MIT
// HagerZhang and StrongWolfe: their conditions, verified afresh; their way in rounding; refusals.
#include "catch.hpp"

#include "problems/more_garbow_hillstrom.hpp"
#include "scripted.hpp"

#include <descent/descent.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

namespace descent::searches_test {
namespace {

using rate::FirstTrial;
using scripted::iterate;
using scripted::line;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The rate that a search finds along a line, at an iterate whose direction is not the gradient.
template <class Search, class L>
double found(const Search& search, L& along) {
    const auto now = iterate<double>(1, 1, along.value());
    auto memory = search.init(now);
    return search.rate(memory, now, along);
}

/// The message of the refusal, empty if there is none.
template <class Make>
std::string refused(Make make) {
    try {
        static_cast<void>(make());
    } catch (const InvalidSetting& error) {
        return error.what();
    }
    return "";
}

/// What a step of a run must satisfy, from both ends of it alone: the direction was the gradient.
template <class Theta>
struct Step {
    double promised; ///< -phi'(0)
    double left;     ///< phi'(alpha)
    double rise;     ///< phi(alpha) - phi(0)
    double noise;    ///< what the rounding of J may be
    double rate;

    explicit Step(const Iterate<Theta>& now)
        : promised{now.previous.gradient.squaredNorm()},
          left{-now.gradient.dot(now.previous.gradient)}, rise{now.cost_change()},
          noise{1e3 * std::numeric_limits<double>::epsilon() * std::abs(now.previous.cost)},
          rate{now.rate} {}

    bool armijo(double c1) const { return rise <= -c1 * rate * promised; }
    bool level(double c1) const { return rise <= noise && left <= (1 - 2 * c1) * promised; }
    bool wolfe(double c2) const { return left >= -c2 * promised; }
    bool strong(double c2) const { return std::abs(left) <= c2 * promised; }
};

/// A cost that fails the test if it is evaluated at the same theta twice.
struct NeverTwice {
    const problems::Problem& problem;
    std::set<std::vector<double>>& seen;

    double value_and_gradient(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const {
        const bool first =
            seen.insert(std::vector<double>(theta.data(), theta.data() + theta.size())).second;
        if (!first) {
            FAIL("evaluated twice: " << problem.name);
        }
        return problem.value_and_gradient(theta, gradient);
    }
};

/// Eight iterations of steepest descent from every start of the collection, each step checked.
template <class Search, class Satisfied>
void check_steps(const Search& search, Satisfied satisfied) {
    for (const auto& problem : problems::more_garbow_hillstrom()) {
        CAPTURE(problem.name);
        std::set<std::vector<double>> seen;
        const NeverTwice cost{problem, seen};
        const GradientDescent optimizer{search,
                                        stop::GradientReducedBy{1e6} | stop::AfterIterations{8}};
        auto run = optimizer.run(cost, problem.start);
        for (const auto& now : run) {
            if (now.iteration > 0) {
                CAPTURE(now.iteration, now.rate);
                CHECK(satisfied(Step{now}));
            }
        }
        CHECK(run.result().outcome != Outcome::stalled);
        CHECK(run.result().evaluations == static_cast<std::int64_t>(seen.size()));
    }
}

TEST_CASE("Every step of HagerZhang satisfies one of its pairs of conditions, and no point is "
          "evaluated twice",
          "[rate][hager_zhang]") {
    check_steps(rate::HagerZhang{}, [](const auto& step) {
        return (step.armijo(0.1) || step.level(0.1)) && step.wolfe(0.9);
    });
    check_steps(rate::HagerZhang{FirstTrial::last, 1e-4, 0.1}, [](const auto& step) {
        return (step.armijo(1e-4) || step.level(1e-4)) && step.wolfe(0.1);
    });
}

TEST_CASE("Every step of StrongWolfe satisfies the strong Wolfe conditions, and no point is "
          "evaluated twice",
          "[rate][strong_wolfe]") {
    check_steps(rate::StrongWolfe{}, [](const auto& step) {
        return (step.armijo(1e-4) || step.level(1e-4)) && step.strong(0.9);
    });
    check_steps(rate::StrongWolfe{FirstTrial::last, 1e-4, 0.1}, [](const auto& step) {
        return (step.armijo(1e-4) || step.level(1e-4)) && step.strong(0.1);
    });
}

// Lines with a minimum at 1, of very different shape, and trials that begin at 1e-3 and at 1000.
TEMPLATE_TEST_CASE("A search comes to a flat slope from far below and far above",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    const double scale = GENERATE(1e-6, 1e-3, 1.0, 1e3, 1e6);
    const int shape = GENERATE(0, 1, 2, 3);
    auto along = line([=](double alpha) -> Trial<double> {
        const double x = alpha / scale - 1; // minimum at x = 0
        switch (shape) {
        case 0: // parabola
            return {x * x, 2 * x / scale};
        case 1: // quartic: flat around the minimum, steep outside
            return {x * x * x * x, 4 * x * x * x / scale};
        case 2: // log barrier: not defined from x = 1 on
            return x < 1 ? Trial<double>{-std::log(1 - x * x), 2 * x / (1 - x * x) / scale}
                         : Trial<double>{infinity, nan};
        default: // slow on both sides: sqrt(1 + x^2)
            return {std::sqrt(1 + x * x), x / std::sqrt(1 + x * x) / scale};
        }
    });
    if (shape == 2) { // x = -1 is the barrier's other side: begin within
        auto inside = line([=](double alpha) -> Trial<double> {
            const double x = alpha / scale - 0.5;
            return x < 1 ? Trial<double>{-std::log(1 - x * x), 2 * x / (1 - x * x) / scale}
                         : Trial<double>{infinity, nan};
        });
        const TestType search{FirstTrial::unit, 1e-4, 0.1};
        const double alpha = found(search, inside);
        CHECK(inside(alpha).slope >= 0.1 * inside.slope());
        CHECK(inside(alpha).value < inside.value());
        return;
    }
    CAPTURE(scale, shape);
    const TestType search{FirstTrial::unit, 1e-4, 0.1};
    const double alpha = found(search, along);
    CHECK(along.asked.front() == (along.slope() == -1 ? along.asked.front() : 1));
    CHECK_FALSE(along.evaluates_again(alpha));
    CHECK_FALSE(along.asked_twice());
    CHECK(along.asked.size() <= 20); // a million times off, each step at most tenfold: 6, and a few
    CHECK(along(alpha).slope >= 0.1 * along.slope());
    CHECK(along(alpha).value <= along.value() + 1e-4 * alpha * along.slope());
}

TEMPLATE_TEST_CASE("A direction that is not the gradient is tried at 1 first",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    auto along = line([](double a) -> Trial<double> { return {(a - 1) * (a - 1), 2 * (a - 1)}; });
    CHECK(found(TestType{}, along) == 1);
    CHECK(along.asked == std::vector<double>{1});
}

TEMPLATE_TEST_CASE("A trial that is not finite is too far", "[rate][hager_zhang][strong_wolfe]",
                   rate::HagerZhang, rate::StrongWolfe) {
    // Nothing beyond 1e-3; finite values with a slope of NaN count as not finite too.
    const double value_beyond = GENERATE(infinity, nan, -5.0);
    auto along = line([=](double a) -> Trial<double> {
        return a < 1e-3 ? Trial<double>{1e3 * a * a - a, 2e3 * a - 1}
                        : Trial<double>{value_beyond, nan};
    });
    const double alpha = found(TestType{}, along);
    CHECK(alpha > 0);
    CHECK(alpha < 1e-3);
    CHECK(along(alpha).value < 0);
}

TEMPLATE_TEST_CASE("No step where the direction does not lead downhill",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    for (const double slope : {0.0, 1.0, nan, -infinity}) {
        CAPTURE(slope);
        auto along = line([=](double) -> Trial<double> { return {1, slope}; });
        CHECK(found(TestType{}, along) == 0);
        CHECK(along.asked.empty());
    }
}

TEMPLATE_TEST_CASE("A cost that rises against its gradient gives no step, after few trials",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    // The sign of the gradient is wrong: phi = (1 + a)^2, but slopes of (1 - a)^2's kind.
    auto along = line([](double a) -> Trial<double> { return {(1 + a) * (1 + a), -2 * (1 + a)}; });
    CHECK(found(TestType{}, along) == 0);
    CHECK(along.asked.size() <= 60);
}

// phi = 1 + (a - 1)^2 1e-20 is 1.0 in double everywhere near: values say nothing, slopes are exact.
TEMPLATE_TEST_CASE("Where values drown in rounding the slopes decide",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    const double minimum = GENERATE(0.01, 0.3, 1.0, 5.0, 70.0);
    auto along = line([=](double a) -> Trial<double> { return {1, 1e-20 * (a - minimum)}; });
    const TestType search{FirstTrial::unit, 1e-4, 0.1};
    const double alpha = found(search, along);
    CHECK(std::abs(along(alpha).slope) <= 0.9998 * 1e-20 * minimum); // (1 - 2 c1)
    CHECK(along(alpha).slope >= -0.1 * 1e-20 * minimum);
    CHECK(along.asked.size() <= 8);
}

TEMPLATE_TEST_CASE("Where the promised fall is lost in rounding a search ends after six trials",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    SECTION("the slope never turns") {
        auto along = line([](double) -> Trial<double> { return {1, -1e-20}; });
        CHECK(found(TestType{}, along) == 0);
        CHECK(along.asked.size() == 6);
    }
    SECTION("the slope jumps from one sign to the other") {
        auto along = line([](double a) -> Trial<double> { return {1, a < 0.3 ? -1e-20 : 1e-20}; });
        CHECK(found(TestType{}, along) == 0);
        CHECK(along.asked.size() == 6);
    }
    SECTION("the values are noise above the start") {
        auto along = line([](double a) -> Trial<double> {
            return {a > 0 ? 1 + 1e-14 * (1 + std::sin(1e9 * a)) : 1, -1e-20};
        });
        CHECK(found(TestType{}, along) == 0);
        CHECK(along.asked.size() == 6);
    }
    SECTION("the values are noise, one of them below the start") {
        auto along = line([](double a) -> Trial<double> {
            return {a > 5 && a < 50 ? 1 - 1e-14 : 1, a > 5 ? 1e-20 : -1e-20};
        });
        const double alpha = found(TestType{}, along);
        CHECK((alpha == 0 || along(alpha).value < 1));
        CHECK(along.asked.size() <= 7);
    }
}

TEMPLATE_TEST_CASE("A cost that rises where slopes tell a fall is rounded, if it rises by little",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    // slopes of the parabola with its minimum at 1, and values above the start by `rise`
    const auto taken = [](double rise, Rounding rounding) {
        auto along = line(
            [=](double a) -> Trial<double> { return {a > 0 ? 1 + rise : 1, 1e-11 * (a - 1)}; });
        return found(TestType{FirstTrial::unit, 1e-4, 0.9, rounding}, along);
    };
    for (const double rise : {1e-14, 1e-13}) { // 1000 eps = 2.2e-13
        CHECK(taken(rise, Rounding::usual) == 1);
        CHECK(taken(rise, Rounding::large) == 1);
    }
    CHECK(taken(1e-12, Rounding::usual) == 0);
    CHECK(taken(1e-8, Rounding::usual) == 0);
    CHECK(taken(1e-10, Rounding::large) == 1);
    CHECK(taken(1e-8, Rounding::large) == 1); // sqrt(eps) = 1.5e-8
    CHECK(taken(1e-7, Rounding::large) == 0);
    // beyond the minimum the slopes tell a rise
    auto beyond = line(
        [](double a) -> Trial<double> { return {a > 0 ? 1 + 1e-11 : 1, a > 0 ? 2e-11 : -1e-11}; });
    CHECK(found(TestType{FirstTrial::unit, 1e-4, 0.9, Rounding::large}, beyond) == 0);
}

TEMPLATE_TEST_CASE("Behind a quasi-Newton rule a search takes 1.2 trials an iteration",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    std::int64_t trials = 0;
    std::int64_t iterations = 0;
    for (const auto& problem : problems::more_garbow_hillstrom()) {
        const GradientDescent optimizer{update::LimitedMemoryBfgs{20}, TestType{},
                                        stop::GradientReducedBy{1e6} | stop::AfterIterations{2000}};
        const auto result = optimizer.minimize(problem, problem.start);
        CAPTURE(problem.name);
        CHECK(result.evaluations - 1 <= 3 * result.iterations);
        trials += result.evaluations - 1;
        iterations += result.iterations;
    }
    CHECK(static_cast<double>(trials) < 1.25 * static_cast<double>(iterations));
}

TEST_CASE("StrongWolfe takes the lowest point where a kink admits no flat slope",
          "[rate][strong_wolfe]") {
    // Slope -1 up to 2/3, then +100: |slope| <= 0.5 nowhere.
    auto along = line([](double a) -> Trial<double> {
        return a < 2.0 / 3 ? Trial<double>{-a, -1}
                           : Trial<double>{-2.0 / 3 + 100 * (a - 2.0 / 3), 100};
    });
    const double alpha = found(rate::StrongWolfe{FirstTrial::unit, 1e-4, 0.5}, along);
    CHECK(alpha > 0.6); // 2/3 from either side
    CHECK(along.asked.size() <= 60);
    CHECK_FALSE(along.evaluates_again(alpha));
}

TEMPLATE_TEST_CASE("Where the cost falls without end the search goes far, and ends",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    auto along = line([](double a) -> Trial<double> { return {-a, -1}; });
    const double alpha = found(TestType{}, along);
    CHECK(alpha >= 1e20);
    CHECK(along.asked.size() <= 60);
    CHECK_FALSE(along.evaluates_again(alpha));
}

TEMPLATE_TEST_CASE("A search reaches the last digit that the gradient has",
                   "[rate][hager_zhang][strong_wolfe]", rate::HagerZhang, rate::StrongWolfe) {
    // J = 1 + ill-conditioned quadratic: J is level to its last bit long before the gradient is 0.
    const auto cost = cost::from_value_and_gradient([](const auto& t, auto& g) {
        g = t;
        g[1] *= 9;
        return 1 + t.dot(g) / 2;
    });
    const GradientDescent optimizer{TestType{},
                                    stop::GradientBelow{1e-13} | stop::AfterIterations{400}};
    const auto result = optimizer.minimize(cost, Eigen::Vector2d{9, 1});
    CHECK(result.outcome == Outcome::converged);
    CHECK(result.evaluations <= 3 * result.iterations + 3);
}

template <class Theta>
void runs(const Theta& start) {
    const auto check = [&](const auto& search) {
        const GradientDescent optimizer{search,
                                        stop::GradientReducedBy{1e3} | stop::AfterIterations{100}};
        CHECK(optimizer.minimize(cost::QuadraticBowl{}, start).outcome == Outcome::converged);
    };
    check(rate::HagerZhang{});
    check(rate::StrongWolfe{});
    check(rate::HagerZhang{FirstTrial::last});
    check(rate::StrongWolfe{FirstTrial::last});
}

TEST_CASE("The searches serve numbers, vectors and matrices of every precision",
          "[rate][hager_zhang][strong_wolfe]") {
    runs(3.0F);
    runs(3.0);
    runs(3.0L);
    runs(Eigen::Vector3f{1, 2, 3});
    runs(Eigen::Matrix2d{{1, 2}, {3, 4}});
    runs(Eigen::MatrixXd{{1, 2, 5}, {3, 4, 6}});
    runs(Eigen::Vector<long double, Eigen::Dynamic>{{1, -2, 3}});
}

/// phi = (a - 1)^2, usable at compile time.
struct Parabola {
    constexpr double value() const { return 1; }
    constexpr double slope() const { return -2; }
    constexpr Trial<double> operator()(double a) const { return {(a - 1) * (a - 1), 2 * (a - 1)}; }
};

constexpr double found_at_compile_time() {
    Parabola along;
    const auto now = iterate<double>(1, 1, 1);
    const rate::HagerZhang search{FirstTrial::last, 0.1, 0.5};
    auto memory = search.init(now);
    return search.rate(memory, now, along);
}
static_assert(found_at_compile_time() == 0.5); // theta moves by itself, 1 = 0.5 * 2; slope -1

/// Tries the minimum first, then twice beyond 3, and returns to the first.
struct ThereAndBack {
    double rate(const Iterate<double>&, Line<double> auto& along) const {
        for (const double alpha : {0.5, -1.0, -2.0}) {
            static_cast<void>(along(alpha));
        }
        return 0.5;
    }
};

TEST_CASE("The lowest trial outlives trials of NaN and is taken over", "[optimizer][cost_line]") {
    const auto cost = cost::from_value_and_gradient([](double t, double& g) {
        g = t < 3 ? 2 * t : nan;
        return t < 3 ? t * t : nan;
    });
    const auto run = [&](auto search) {
        return GradientDescent{search, stop::AfterIterations{1}}.minimize(cost, 2.0);
    };
    const auto result = run(ThereAndBack{});
    CHECK(result.theta == 0);
    CHECK(result.evaluations == 4); // the start and three trials
}

TEST_CASE("The searches refuse settings out of range", "[rate][hager_zhang][strong_wolfe]") {
    CHECK(refused([] { return rate::HagerZhang{FirstTrial::unit, 0.5}; }) ==
          "rate::HagerZhang: c1 must be in (0, 0.5), got 0.5");
    CHECK(refused([] { return rate::HagerZhang{FirstTrial::unit, nan}; }) ==
          "rate::HagerZhang: c1 must be in (0, 0.5), got nan");
    CHECK(refused([] { return rate::HagerZhang{FirstTrial::unit, 0.4, 0.3}; }) ==
          "rate::HagerZhang: c2 must be in (c1, 1), got 0.3");
    CHECK(refused([] { return rate::HagerZhang{FirstTrial::unit, 0.4, nan}; }) ==
          "rate::HagerZhang: c2 must be in (c1, 1), got nan");
    CHECK(refused([] { return rate::StrongWolfe{FirstTrial::unit, 0}; }) ==
          "rate::StrongWolfe: c1 must be in (0, 0.5), got 0");
    CHECK(refused([] { return rate::StrongWolfe{FirstTrial::unit, 0.1, 0.1}; }) ==
          "rate::StrongWolfe: c2 must be in (c1, 1), got 0.1");
    CHECK(refused([] { return rate::StrongWolfe{FirstTrial::unit, 0.1, 1}; }) ==
          "rate::StrongWolfe: c2 must be in (c1, 1), got 1");
}

TEST_CASE("The first trial moves the steepest entry by the largest of theta, then keeps the "
          "promised fall",
          "[rate][first_trial]") {
    // theta (2, -4), gradient (1, 2): slope -5, alpha = 4 * 2 / 5, so entry 1 moves by 16/5 * ...
    const auto start = iterate<Eigen::Vector2d>({2, -4}, {1, 2}, 7);
    CHECK(rate::first_trial(FirstTrial::unit, {}, start, -5.0) == 1.6);
    CHECK(rate::first_trial(FirstTrial::last, {}, start, -5.0) == 1.6);
    // Another direction, of slope -4: `unit` begins at 1, `last` at 4 * 2 / 4.
    CHECK(rate::first_trial(FirstTrial::unit, {}, start, -4.0) == 1);
    CHECK(rate::first_trial(FirstTrial::last, {}, start, -4.0) == 2);
    // The last step promised a fall of 10.
    CHECK(rate::first_trial(FirstTrial::unit, {10.0}, start, -5.0) == 2);
    CHECK(rate::first_trial(FirstTrial::last, {10.0}, start, -4.0) == 2.5);
    // From theta = 0 the slope promises the cost, 7; with a cost of 0 too, the entry moves by 1.
    const auto origin = iterate<Eigen::Vector2d>({0, 0}, {1, 2}, 7);
    CHECK(rate::first_trial(FirstTrial::unit, {}, origin, -5.0) == 1.4);
    const auto nothing = iterate<Eigen::Vector2d>({0, 0}, {1, 2}, 0);
    CHECK(rate::first_trial(FirstTrial::unit, {}, nothing, -5.0) == 0.4);
}

} // namespace
} // namespace descent::searches_test
