// SPDX-License-Identifier: MIT
// Runs with constraints and penalties: exact solutions, optimality conditions, counts.
#include "catch.hpp"
#include "problems/more_garbow_hillstrom.hpp"

#include <descent/descent.hpp>

#include <chrono>
#include <cmath>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

namespace descent::tests::constrained {
namespace {

using Catch::Matchers::WithinAbs;
using Vector = Eigen::VectorXd;

/// 1/2 theta' A theta - b' theta. The solutions under constraints, below, were found by trying every set of
/// active entries in exact rational arithmetic and checking the optimality conditions.
/// Eigenvalues of A lie in [1, 6.0]: its smallest exceeds 1, so |theta - solution| <= |gradient error|.
struct Example {
    Eigen::MatrixXd A{4, 4};
    Vector b{4};
    Example() {
        A << 4, 1, 0, 1, //
            1, 3, 1, 0,  //
            0, 1, 2, -1, //
            1, 0, -1, 5;
        b << 1, -3, 2, 4;
    }
    auto cost() const { return cost::Quadratic{A, b}; }
    static Vector start() { return Vector::Ones(4); }
};

Vector fractions(double a, double b, double c, double d) {
    Vector theta(4);
    theta << a, b, c, d;
    return theta;
}

double distance(const Vector& a, const Vector& b) { return (a - b).cwiseAbs().maxCoeff(); }

/// The largest violation of the optimality conditions of J + term, from a gradient evaluated afresh: the
/// distance to what a proximal step would make of theta.
template <class C, class R>
double violation(const C& cost, const R& term, const Vector& theta) {
    Vector gradient;
    evaluate(cost, theta, gradient);
    Vector stepped = theta - gradient;
    term.prox(stepped, 1.0);
    return distance(theta, stepped);
}

/// Every way of running that is made for costs with a term, each to the same accuracy.
template <class C, class R, class Check>
void with_every_method(const C& cost, const R& term, double lipschitz, const Vector& start,
                       Check check) {
    const auto J = cost::Composite{cost, term};
    const stop::GradientBelow enough{1e-12};
    check("proximal gradient, 1/L",
          GradientDescent{rate::Constant{1 / lipschitz}, enough}.minimize(J, start));
    check("proximal gradient, backtracking",
          GradientDescent{rate::Backtracking{}, enough}.minimize(J, start));
    check("proximal gradient, Barzilai-Borwein",
          GradientDescent{rate::BarzilaiBorwein{}, enough}.minimize(J, start));
    check(
        "FISTA, 1/L",
        GradientDescent{update::Fista{}, rate::Constant{1 / lipschitz}, enough}.minimize(J, start));
    check("FISTA, backtracking",
          GradientDescent{update::Fista{}, rate::Backtracking{}, enough}.minimize(J, start));
    if constexpr (BoundConstraint<R, Vector>) {
        check("projected L-BFGS",
              GradientDescent{update::ProjectedLimitedMemoryBfgs{term},
                              rate::Backtracking{rate::FirstTrial::unit}, enough}
                  .minimize(J, start));
    }
}

TEST_CASE("ProjectedLimitedMemoryBfgs looks farther only where the same entries rest",
          "[proximal][bfgs]") {
    const update::ProjectedLimitedMemoryBfgs rule{proximal::NonNegative{}};
    const Vector theta{{2, 2, 0}};
    const Vector gradient{{1, 3, 1}}; // the third entry rests
    const Iterate<Vector> first{{theta, 5, gradient, 3}, 0, 1, 0, {theta, 5, gradient, 3}};
    auto memory = rule.init(first);
    rule.direction(memory, first);
    Iterate<Vector> now{{Vector{{1, 1, 0}}, 3, Vector{{0.5, 1, 1}}, 1}, 1, 2, 1, first};
    rule.direction(memory, now);
    CHECK(rule.farther(memory, now, false) == nullptr); // its steps are not lost
    const Vector* d = rule.farther(memory, now, true);
    REQUIRE(d != nullptr);
    CHECK((*d)[2] == 0);
    CHECK(now.gradient.dot(*d) > 0);
    now.theta[1] = 0; // at its bound, which the gradient pushes against
    CHECK(rule.farther(memory, now, true) == nullptr);
    now.gradient[1] = -1; // away from it
    CHECK(rule.farther(memory, now, true) != nullptr);
    now.gradient[2] = -1;
    CHECK(rule.farther(memory, now, true) == nullptr);
}

TEST_CASE("every method finds the exact solution of a quadratic", "[proximal]") {
    const Example example;
    const auto cost = example.cost();
    // row sums of |A| are at most 7 >= L
    const auto against = [](const Vector& solution, double value) {
        return [=](const char* method, const auto& result) {
            CAPTURE(method, result.theta.transpose(), result.iterations);
            CHECK(result.converged());
            // r = theta - prox(theta - g) <= 1e-12 an entry, with curvatures between 1 and 7. Both
            // r - g at theta - r and -g* at theta* are subgradients of R, hence monotone:
            // (r - g + g*).(theta - r - theta*) >= 0, so with e = theta - theta*
            // |e|^2 <= (g - g*).e <= r.e + (g - g*).r <= (1 + 7) |r| |e|, and |r| <= 2e-12
            CHECK(distance(result.theta, solution) <= 1.6e-11);
            CHECK_THAT(result.cost, WithinAbs(value, 1e-11));
        };
    };
    SECTION("theta >= 0") {
        with_every_method(cost, proximal::NonNegative{}, 7, Example::start(),
                          against(fractions(0, 0, 14.0 / 9, 10.0 / 9), -34.0 / 9));
    }
    SECTION("-1/2 <= theta <= 3/4") {
        with_every_method(cost, proximal::Box{-0.5, 0.75}, 7, Example::start(),
                          against(fractions(3.0 / 16, -0.5, 0.75, 0.75), -597.0 / 128));
    }
    SECTION("theta >= 0 with sum 1") {
        with_every_method(cost, proximal::Simplex{}, 7, Example::start(),
                          against(fractions(0, 0, 4.0 / 9, 5.0 / 9), -43.0 / 18));
    }
    SECTION("|theta_1| + ... as penalty") {
        with_every_method(
            cost, proximal::L1{1}, 7, Example::start(),
            against(fractions(3.0 / 38, -23.0 / 19, 59.0 / 38, 17.0 / 19), -253.0 / 76));
    }
}

TEST_CASE("every method goes on where rounding hides the step along a ball", "[proximal][ball]") {
    // On the sphere a step of length s changes the gradient's product with theta by s^2 only: below 1e-8 that
    // is lost in the rounding of theta, and the proximal step alone tells the fall.
    const Example example;
    const auto cost = example.cost();
    const proximal::Ball ball{0.5};
    with_every_method(cost, ball, 7, Example::start(), [&](const char* method, const auto& result) {
        CAPTURE(method, result.theta.transpose(), result.iterations, result.gradient_norm);
        CHECK(result.converged());
        CHECK(result.iterations < 500);
        CHECK(result.theta.norm() <= 0.5 * (1 + 4e-16));
        CHECK(violation(cost, ball, result.theta) <= 1e-12);
        // the gradient points straight in: g = -lambda theta with lambda > 0
        Vector gradient;
        evaluate(cost, result.theta, gradient);
        CHECK(gradient.dot(result.theta) < 0);
        CHECK(distance(gradient.normalized(), -result.theta.normalized()) <= 1e-11);
    });
}

TEST_CASE("minimize takes a constraint or a penalty as third argument", "[proximal][minimize]") {
    const Example example;
    const auto cost = example.cost();
    const auto check = [&](const auto& term, const Vector& solution) {
        const auto result = minimize(cost, Example::start(), term);
        CHECK(result.converged());
        // the residual has fallen below 1e-8 times that at the start, which is at most 7
        CHECK(violation(cost, term, result.theta) <= 7e-8);
        CHECK(distance(result.theta, solution) <= 8 * 2 * 7e-8);
    };
    check(proximal::NonNegative{}, fractions(0, 0, 14.0 / 9, 10.0 / 9));
    check(proximal::Box{-0.5, 0.75}, fractions(3.0 / 16, -0.5, 0.75, 0.75));
    check(proximal::Box{Vector::Constant(4, -0.5), Vector::Constant(4, 0.75)},
          fractions(3.0 / 16, -0.5, 0.75, 0.75));
    check(proximal::Simplex{}, fractions(0, 0, 4.0 / 9, 5.0 / 9));
    check(proximal::L1{1}, fractions(3.0 / 38, -23.0 / 19, 59.0 / 38, 17.0 / 19));
    CHECK(minimize(cost::QuadraticBowl{}, 3.0, proximal::Box{1, 2}).theta == 1.0);
    CHECK(minimize(cost::QuadraticBowl{}, 3.0F, proximal::Box{1, 2}).theta == 1.0F);
}

TEST_CASE("the lasso on an orthogonal design is the soft threshold", "[proximal][l1]") {
    // X'X = 4 I, so that J = |X theta - y|^2 / (2 * 4) has the gradient theta - X'y / 4
    Eigen::Matrix<double, 4, 2> X;
    X << 1, 1, 1, -1, -1, 1, -1, -1;
    Eigen::Vector4d y;
    y << 3, 2, -2, -1; // X'y / 4 = (8, 2) / 4
    const auto J = cost::HalfMeanSquaredError{X, y, hypothesis::LinearThroughOrigin{}};
    const GradientDescent optimizer{rate::Constant{1.0}, stop::GradientBelow{0}};
    const auto result = optimizer.minimize(J + proximal::L1{0.75}, Vector(Vector::Zero(2)));
    CHECK(result.converged());
    CHECK(result.theta == (Vector(2) << 1.25, 0).finished());
    CHECK(result.iterations == 1);
}

TEST_CASE("the lasso satisfies its optimality conditions and leaves the intercept out",
          "[proximal][l1]") {
    std::mt19937 engine{11};
    Eigen::MatrixXd X(40, 8);
    Vector y(40);
    for (Index i = 0; i < 40; ++i) {
        for (Index j = 0; j < 8; ++j) {
            X(i, j) = static_cast<double>(engine()) / 4294967296.0 - 0.5;
        }
        y[i] = 10 + 3 * X(i, 1) - 2 * X(i, 4);
    }
    const cost::HalfMeanSquaredError J{X, y};
    const double lambda = 0.05;
    const auto result =
        GradientDescent{rate::BarzilaiBorwein{}, stop::GradientBelow{1e-10}}.minimize(
            J + proximal::L1{lambda}.without_intercept(), J.start());
    REQUIRE(result.converged());
    Vector gradient;
    evaluate(J, result.theta, gradient);
    CHECK(std::abs(gradient[0]) <= 1e-10);
    int zeros = 0;
    for (Index i = 1; i < 9; ++i) {
        CAPTURE(i, result.theta[i], gradient[i]);
        if (result.theta[i] == 0) {
            ++zeros;
            CHECK(std::abs(gradient[i]) <= lambda + 1e-10);
        } else {
            CHECK_THAT(gradient[i], WithinAbs(result.theta[i] > 0 ? -lambda : lambda, 1e-10));
        }
    }
    CHECK(zeros > 0);
    CHECK(zeros < 8);
}

TEST_CASE("nonnegative least squares satisfies its optimality conditions", "[proximal]") {
    std::mt19937 engine{5};
    Eigen::MatrixXd X(30, 10);
    Vector y(30);
    for (Index i = 0; i < 30; ++i) {
        for (Index j = 0; j < 10; ++j) {
            X(i, j) = static_cast<double>(engine()) / 4294967296.0 - 0.5;
        }
        y[i] = static_cast<double>(engine()) / 4294967296.0 - 0.5;
    }
    const cost::HalfMeanSquaredError J{X, y, hypothesis::LinearThroughOrigin{}};
    const auto result = minimize(J, J.start(), proximal::NonNegative{});
    REQUIRE(result.converged());
    Vector gradient;
    evaluate(J, result.theta, gradient);
    for (Index i = 0; i < 10; ++i) {
        CAPTURE(i, result.theta[i], gradient[i]);
        CHECK(result.theta[i] >= 0);
        // the first gradient is X'y / 30, below 1/4: 1e-8 of it remains at the most
        CHECK(gradient[i] >= -2.5e-9);
        CHECK((result.theta[i] == 0 || gradient[i] <= 2.5e-9));
    }
}

TEST_CASE("Rosenbrock's valley, cut off at 1/2, has its minimum at the bound", "[proximal][box]") {
    // J(1/2, x_2) = (10 (x_2 - 1/4))^2 + 1/4
    const auto problem = problems::rosenbrock();
    const auto result = minimize(problem, problem.start, proximal::Box{-1.5, 0.5});
    CHECK(result.converged());
    CHECK(result.theta[0] == 0.5);
    // the residual, (20 f_1) = 200 (x_2 - 1/4), is below 1e-8 times that at the start, which a box of width
    // 2 limits to 2
    CHECK_THAT(result.theta[1], WithinAbs(0.25, 1e-10));
    CHECK_THAT(result.cost, WithinAbs(0.25, 1e-15));
}

TEST_CASE("the test problems of Moré, Garbow and Hillstrom are solved in a box",
          "[proximal][box]") {
    // from 3 below the start to 1/2 above it: the box cuts off most of the known minima
    int at_bounds = 0;
    for (const auto& problem : problems::more_garbow_hillstrom()) {
        const proximal::Box box{Vector(problem.start.array() - 3),
                                Vector(problem.start.array() + 0.5)};
        const auto result = minimize(problem, problem.start, box);
        CAPTURE(problem.name, result.iterations, result.evaluations, result.gradient_norm);
        // Meyer's gradient, 1e11 at the start, ends in rounding: no lower point is found
        CHECK((result.converged() || problem.name == "Meyer"));
        Vector gradient(problem.size());
        problem.value_and_gradient(problem.start, gradient);
        const double scale = max_norm(gradient);
        CHECK(result.cost <= problem.value_and_gradient(problem.start, gradient));
        problem.value_and_gradient(result.theta, gradient);
        for (Index i = 0; i < problem.size(); ++i) {
            const bool lowest = result.theta[i] == problem.start[i] - 3;
            const bool highest = result.theta[i] == problem.start[i] + 0.5;
            at_bounds += lowest || highest ? 1 : 0;
            REQUIRE(result.theta[i] >= problem.start[i] - 3);
            REQUIRE(result.theta[i] <= problem.start[i] + 0.5);
            // a residual of 3.5, the width of the box, at the start is the most that need be reduced
            const double tolerance = 1e-8 * (scale < 3.5 ? scale : 3.5) + 1e-15 * scale;
            CHECK((lowest || gradient[i] <= tolerance));
            CHECK((highest || gradient[i] >= -tolerance));
        }
    }
    CHECK(at_bounds > 35);
}

TEST_CASE("a start outside a constraint is moved inside before the first evaluation",
          "[proximal]") {
    std::vector<double> seen;
    const auto cost = cost::from_value_and_gradient([&](const double& t, double& g) {
        seen.push_back(t);
        g = 2 * t;
        return t * t;
    });
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientBelow{0}};
    const auto result = optimizer.minimize(cost::Composite{cost, proximal::Box{1, 2}}, 0.0);
    CHECK(seen == std::vector<double>{1});
    CHECK(result.converged());
    CHECK(result.theta == 1);
    CHECK(result.iterations == 0);
    CHECK(result.evaluations == 1);
}

TEST_CASE("a start where the gradient is zero is left if the penalty pulls", "[proximal]") {
    const Eigen::Matrix2d A = Eigen::Matrix2d::Identity();
    const Eigen::Vector2d b(1, 2);
    const cost::Quadratic J{A, b};
    const auto check = [&](const auto& rate) {
        const auto result = GradientDescent{rate, stop::GradientBelow{1e-14}}.minimize(
            J + proximal::L1{0.5}, Eigen::Vector2d(1, 2));
        CHECK(result.converged());
        CHECK(result.theta == Eigen::Vector2d(0.5, 1.5));
    };
    check(rate::Backtracking{});
    check(rate::BarzilaiBorwein{});
}

TEST_CASE("costs of terms combine to what they say", "[proximal][composite]") {
    const Example example;
    const auto cost = example.cost();
    const auto twice = 2.0 * cost + cost::SquaredNorm{} + proximal::L1{2};
    const auto result = GradientDescent{rate::Constant{1e-3}, stop::AfterIterations{0}}.minimize(
        twice, Example::start());
    // at (1, 1, 1, 1): 1/2 * sum of A = 9, b . theta = 4; 2 (9 - 4) + 4 + 2 * 4
    CHECK(result.cost == 22);
    // gradient of J alone, 2 (A 1 - b) + 2
    CHECK(result.gradient == fractions(2 * 5 + 2, 2 * 8 + 2, 2 * 0 + 2, 2 * 1 + 2));
    // |1 - soft(1 - g, 2)| with g = (12, 18, 2, 4): 1 - soft(-17) = 1 + 15
    CHECK(result.gradient_norm == 16);
}

template <class A, class B>
concept Adds = requires(const A& a, const B& b) { a + b; };
using Composite = decltype(std::declval<const cost::QuadraticBowl&>() + proximal::L1{1});
static_assert(Adds<cost::QuadraticBowl, proximal::L1>);
static_assert(!Adds<Composite, proximal::NonNegative>, "two terms have no proximal step in common");
static_assert(!Adds<Composite, cost::QuadraticBowl>, "the sum would lose the term");
static_assert(!Adds<proximal::L1, proximal::L1>, "a term is no cost");

using Checked = decltype(cost::with_checked_gradient(std::declval<Composite>()));
template <class C>
concept Scales = requires(C cost) { 2 * cost; };
template <class C, class R>
concept Combines = requires(const C& cost, const R& term) { cost::Composite{cost, term}; };
template <class C, class R>
concept Minimizes = requires(const C& cost, const R& term) { minimize(cost, Vector(), term); };

static_assert(Scales<cost::QuadraticBowl> && !Scales<Composite> && !Scales<Checked>);
static_assert(!Adds<Checked, proximal::NonNegative> && !Adds<Checked, cost::QuadraticBowl>);
static_assert(Combines<cost::QuadraticBowl, proximal::NonNegative>);
static_assert(!Combines<Composite, proximal::NonNegative>, "the first term would be lost");
static_assert(Minimizes<cost::QuadraticBowl, proximal::NonNegative>);
static_assert(!Minimizes<Composite, proximal::NonNegative>, "the first term would be lost");

TEST_CASE("a checked gradient keeps the term of its cost", "[proximal][with_checked_gradient]") {
    const auto penalised = cost::QuadraticBowl{} + proximal::L1{2};
    const Eigen::Vector2d start{1, -1};
    const GradientDescent optimizer{rate::Constant{0.125}, stop::AfterIterations{1}};
    const auto with = optimizer.minimize(cost::with_checked_gradient(penalised), start);
    const auto without = optimizer.minimize(penalised, start);
    CHECK(with.theta == without.theta);
    CHECK(with.theta == Eigen::Vector2d(0.5, -0.5)); // 1 - 0.125 * 2 - 0.125 * 2
    CHECK(with.cost == 2.5);                         // 2 * 0.25 + 2 * 1
}

TEST_CASE("among bounds the gradient norm leaves out what pushes against a bound, in J's own units",
          "[proximal][box][composite]") {
    // J = 1/2 |theta - (3, -4, 0.5)|^2: at (1, -1, 0) the first two rest, and 0.5 is left of the third
    const Eigen::Vector3d middle(3, -4, 0.5);
    for (const double unit : {1.0, 1e-6, 1e6}) {
        const auto cost = cost::from_value_and_gradient(
            [&](const Eigen::Vector3d& theta, Eigen::Vector3d& gradient) {
                gradient = unit * (theta - middle);
                return unit * (theta - middle).squaredNorm() / 2;
            });
        const cost::Composite bounded{cost, proximal::Box{-1, 1}};
        const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{0}};
        const auto at = [&](double a, double b, double c) {
            return optimizer.minimize(bounded, Eigen::Vector3d(a, b, c)).gradient_norm;
        };
        CAPTURE(unit);
        CHECK(at(1, -1, 0) == 0.5 * unit);
        CHECK(at(1, -1, 0.5) == 0);
        CHECK(at(-1, -1, 0.5) == 4 * unit); // the first may move up
        CHECK(at(1, 0.5, 0) == 4.5 * unit);
    }
}

TEST_CASE("every stopping policy works with constraints", "[proximal][stop]") {
    const Example example;
    const auto J = example.cost() + proximal::NonNegative{};
    const Vector start = Example::start();
    const auto run = [&](const auto& stop) {
        return GradientDescent{rate::Constant{0.01}, stop}.minimize(J, start);
    };
    CHECK(run(stop::AfterIterations{3}).iterations == 3);
    CHECK(run(stop::AfterEvaluations{3}).evaluations == 3);
    CHECK(run(stop::AfterTime{std::chrono::nanoseconds{1}}).outcome == Outcome::budget_spent);
    CHECK(run(stop::GradientBelow{1e-6}).gradient_norm <= 1e-6);
    CHECK(run(stop::GradientReducedBy{1e6}).converged());
    CHECK(run(stop::CostBelow{-3.7}).cost <= -3.7);
    CHECK(run(stop::CostFlat{1e-12, 3}).stop.front().fired);
    CHECK(run(stop::ParametersStill{1e-9}).converged());
    CHECK(run(stop::InARow{3, stop::GradientBelow{1e-3}}).gradient_norm <= 1e-3);
    CHECK(run(stop::GradientBelow{1e-6} & stop::CostBelow{0}).converged());
    CHECK(run(stop::GradientBelow{1e-6} | stop::AfterIterations{2}).iterations == 2);
    std::stop_source source;
    source.request_stop();
    CHECK(run(stop::OnRequest{source.get_token()}).outcome == Outcome::cancelled);
}

TEST_CASE("evaluations are counted exactly", "[proximal]") {
    const Example example;
    int calls = 0;
    const auto quadratic = example.cost();
    const auto counted = cost::from_value_and_gradient([&](const Vector& t, Vector& g) {
        ++calls;
        return quadratic.value_and_gradient(t, g);
    });
    const auto J = cost::Composite{counted, proximal::Simplex{}};
    const auto check = [&](const auto& optimizer) {
        calls = 0;
        const auto result = optimizer.minimize(J, Example::start());
        CHECK(result.evaluations == calls);
        return result;
    };
    const auto plain = check(GradientDescent{rate::Constant{0.1}, stop::AfterIterations{20}});
    CHECK(plain.evaluations == 21);
    // the first two steps start at the iterate itself, the others ahead of it, which is not sooner than the
    // sequence starts afresh
    const auto fista =
        check(GradientDescent{update::Fista{}, rate::Constant{0.01}, stop::AfterIterations{6}});
    CHECK(fista.evaluations == 1 + 6 + 4);
    check(GradientDescent{rate::Backtracking{}, stop::AfterIterations{20}});
    check(GradientDescent{update::Fista{}, rate::Backtracking{}, stop::AfterIterations{20}});
    check(GradientDescent{rate::BarzilaiBorwein{}, stop::AfterIterations{20}});
}

TEST_CASE("Fista goes where its formula says", "[update][fista]") {
    // J = theta^2 / 2, alpha = 1/2, from 1: theta halves at each step, t = 1, (1 + sqrt 5) / 2, ...
    const auto J = cost::from_value_and_gradient([](const double& t, double& g) {
        g = t;
        return t * t / 2;
    });
    std::vector<double> thetas;
    GradientDescent{update::Fista{}, rate::Constant{0.5}, stop::AfterIterations{4}}.minimize(
        J, 1.0, [&](const auto& now) { thetas.push_back(now.theta); });
    const double t2 = (1 + std::sqrt(5.0)) / 2;
    const double t3 = (1 + std::sqrt(1 + 4 * t2 * t2)) / 2;
    const double y2 = 0.25 + (t2 - 1) / t3 * (0.25 - 0.5);
    REQUIRE(thetas.size() == 5);
    CHECK(thetas[0] == 1);
    CHECK(thetas[1] == 0.5);
    CHECK(thetas[2] == 0.25);
    CHECK_THAT(thetas[3], WithinAbs(y2 / 2, 1e-16)); // rounded once each: below half a unit of 0.25
}

TEST_CASE("Fista keeps its iterates in the constraint", "[update][fista]") {
    const Example example;
    const auto J = cost::Composite{example.cost(), proximal::Box{-0.5, 0.75}};
    GradientDescent{update::Fista{}, rate::Constant{1.0 / 7}, stop::GradientBelow{1e-10}}.minimize(
        J, Example::start(), [&](const auto& now) {
            REQUIRE(now.theta.minCoeff() >= -0.5);
            REQUIRE(now.theta.maxCoeff() <= 0.75);
        });
}

TEST_CASE("Fista is as fast as its theory, and faster than plain steps", "[update][fista]") {
    // Nesterov's chain is the worst case for first-order methods: J - J_min <= 2 |theta_0 - theta_min|^2 /
    // (alpha (k + 1)^2), here while t never starts afresh (checked to k = 50)
    constexpr Index n = 200;
    const auto chain = cost::from_value_and_gradient([](const Vector& t, Vector& g) {
        double sum = 0;
        for (Index i = 0; i < n; ++i) {
            const double left = i > 0 ? t[i - 1] : 0;
            const double right = i + 1 < n ? t[i + 1] : 0;
            g[i] = (2 * t[i] - left - right - (i == 0 ? 1 : 0)) / 4;
            sum += t[i] * (2 * t[i] - left - right) / 8;
        }
        return sum - t[0] / 4;
    });
    // theta_min,i = 1 - i / (n + 1), J_min = -(1 - 1 / (n + 1)) / 8, L < 1
    Vector minimum(n);
    for (Index i = 0; i < n; ++i) {
        minimum[i] = 1 - static_cast<double>(i + 1) / static_cast<double>(n + 1);
    }
    const double least = -(1 - 1.0 / static_cast<double>(n + 1)) / 8;
    const Vector start = Vector::Zero(n);
    const auto after = [&](const auto& update) {
        return GradientDescent{update, rate::Constant{1.0}, stop::AfterIterations{50}}.minimize(
            cost::Composite{chain, proximal::NonNegative{}}, start);
    };
    const auto fast = after(update::Fista{});
    const auto slow = after(update::SteepestDescent{});
    CHECK(fast.cost - least <= 2 * minimum.squaredNorm() / (51.0 * 51.0));
    CHECK(fast.cost < slow.cost);
}

/// R = lambda |theta|, written by a user.
struct GroupPenalty {
    double lambda;
    void prox(Vector& theta, double rate) const {
        const double length = theta.norm();
        theta *= length > rate * lambda ? 1 - rate * lambda / length : 0;
    }
    double value(const Vector& theta) const { return lambda * theta.norm(); }
};

TEST_CASE("a term of the user's own works like the library's", "[proximal]") {
    // J = |theta - a|^2 / 2 + lambda |theta|: theta = (1 - lambda / |a|) a
    const Eigen::MatrixXd A = Eigen::MatrixXd::Identity(2, 2);
    const Vector a = (Vector(2) << 3, 4).finished();
    const auto result = minimize(cost::Quadratic{A, a}, Vector(Vector::Ones(2)), GroupPenalty{1});
    CHECK(result.converged());
    CHECK(distance(result.theta, 0.8 * a) <= 1e-7); // the residual is 1e-8 of the first, below 5
}

} // namespace
} // namespace descent::tests::constrained
