// SPDX-License-Identifier: MIT
// The test problems are what they claim to be: gradients, published values, minima.
#include "catch.hpp"

#include "problems/further_problems.hpp"
#include "problems/more_garbow_hillstrom.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace descent::problems {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// All problems, and the sizes besides the default for which the paper lists a minimum.
std::vector<Problem> all_problems() {
    std::vector<Problem> all = more_garbow_hillstrom();
    for (Problem& one : further_problems()) {
        all.push_back(std::move(one));
    }
    for (Problem& one :
         std::vector<Problem>{watson(9), watson(12), penalty_1(4), penalty_2(4), chebyquad(9),
                              chebyquad(10), engval_1(2), generalized_tridiagonal(2)}) {
        all.push_back(std::move(one));
    }
    return all;
}

/// Numbers in [-1, 1), the same with every standard library.
class Random {
public:
    explicit Random(std::uint32_t seed) : engine_{seed} {}

    double number() { return static_cast<double>(engine_()) / 2147483648.0 - 1; }

    Vector vector(Index n) {
        Vector v(n);
        for (double& component : v) {
            component = number();
        }
        return v;
    }

private:
    std::mt19937 engine_;
};

DualVector lift(const Vector& theta, const Vector& direction) {
    DualVector lifted(theta.size());
    for (Index i = 0; i < theta.size(); ++i) {
        lifted[i] = Dual(theta[i], direction[i]);
    }
    return lifted;
}

/// The formula at theta, with the derivative along `direction`.
Dual along(const Problem& problem, const Vector& theta, const Vector& direction) {
    return problem.formula(lift(theta, direction));
}

/// The formula at theta, without the rounding of double.
double exact(const Problem& problem, const Vector& theta) {
    return static_cast<double>(along(problem, theta, constant(theta.size(), 0)).value);
}

double value(const Problem& problem, const Vector& theta) {
    Vector gradient(theta.size());
    return problem.value_and_gradient(theta, gradient);
}

Vector gradient(const Problem& problem, const Vector& theta) {
    // The content is unset when a cost is called: a gradient that only adds to it would show.
    Vector result = constant(theta.size(), std::numeric_limits<double>::quiet_NaN());
    problem.value_and_gradient(theta, result);
    return result;
}

double largest(const Vector& v) { return v.cwiseAbs().maxCoeff(); }

/// The components at which a gradient is looked at one by one: all, or 40 of many.
std::vector<Index> sample(Index n, Random& random) {
    std::vector<Index> chosen;
    for (Index i = 0; i < std::min<Index>(n, 40); ++i) {
        chosen.push_back(n <= 40 ? i : static_cast<Index>((random.number() + 1) / 2 * real(n)));
    }
    chosen.push_back(0);
    chosen.push_back(n - 1);
    return chosen;
}

/// The start, and three points within 10 % of it or 0.1, whichever is more.
std::vector<Vector> points_near_start(const Problem& problem, Random& random) {
    std::vector<Vector> points{problem.start};
    for (int k = 0; k < 3; ++k) {
        const Vector scale = problem.start.cwiseAbs().cwiseMax(1);
        points.emplace_back(problem.start +
                            0.1 * scale.cwiseProduct(random.vector(problem.size())));
    }
    return points;
}

} // namespace

TEST_CASE("There are the 35 problems of Moré, Garbow and Hillstrom and 20 or more others",
          "[problems]") {
    CHECK(more_garbow_hillstrom().size() == 35);
    CHECK(further_problems().size() >= 20);

    std::set<std::string> names;
    Index most = 0;
    Index least = 100;
    for (const Problem& problem : all_problems()) {
        CAPTURE(problem.name);
        CHECK(names.insert(problem.name).second);
        CHECK(problem.start.allFinite());
        CHECK_FALSE(problem.known.empty());
        CHECK(problem.infimum() < value(problem, problem.start));
        CHECK(std::is_sorted(problem.known.begin(), problem.known.end(),
                             [](const Known& a, const Known& b) { return a.value < b.value; }));
        most = std::max(most, problem.size());
        least = std::min(least, problem.size());
    }
    CHECK(least == 1);
    CHECK(most == 10'000);
}

TEST_CASE("The fast value is the formula's value", "[problems]") {
    for (const Problem& problem : all_problems()) {
        Random random{1};
        for (const Vector& theta : points_near_start(problem, random)) {
            CAPTURE(problem.name);
            // Sums of up to 1e4 terms that do not cancel: 1e4 epsilon = 2e-12, tenfold for the
            // terms.
            CHECK_THAT(value(problem, theta), WithinRel(exact(problem, theta), 2e-11));
        }
    }
}

TEST_CASE("The gradient is the formula's derivative", "[problems]") {
    for (const Problem& problem : all_problems()) {
        Random random{2};
        for (const Vector& theta : points_near_start(problem, random)) {
            CAPTURE(problem.name);
            const Vector g = gradient(problem, theta);
            REQUIRE(g.allFinite());

            // One component at a time. The derivative is exact; the gradient is rounded in double,
            // at most some hundred operations a component, whose terms cancel at most to a
            // hundredth of the largest component: 1e4 epsilon = 2e-12 of it, or of the component.
            for (const Index i : sample(problem.size(), random)) {
                CAPTURE(i);
                const double slope = static_cast<double>(
                    along(problem, theta, Vector::Unit(problem.size(), i)).derivative);
                CHECK_THAT(g[i], WithinAbs(slope, 1e-11 * std::abs(slope) + 1e-13 * largest(g)));
            }

            // All components together, along two random directions. Here n terms are summed.
            for (int k = 0; k < 2; ++k) {
                const Vector direction = random.vector(problem.size());
                const double slope =
                    static_cast<double>(along(problem, theta, direction).derivative);
                const double terms = g.cwiseAbs().dot(direction.cwiseAbs());
                CHECK_THAT(g.dot(direction), WithinAbs(slope, 1e-11 * terms));
            }
        }
    }
}

TEST_CASE("A cost writes every component of the gradient and reads none", "[problems]") {
    for (const Problem& problem : all_problems()) {
        CAPTURE(problem.name);
        Vector first = constant(problem.size(), std::numeric_limits<double>::quiet_NaN());
        Vector second = constant(problem.size(), 1e300);
        const double a = problem.value_and_gradient(problem.start, first);
        const double b = problem.value_and_gradient(problem.start, second);
        CHECK(a == b);
        CHECK(first == second);
    }
}

TEST_CASE("The cost at the start is the published one", "[problems]") {
    struct Row {
        Problem problem;
        double published;
        double half_digit; // of the last digit printed
    };
    // Residual norms at the start, printed to eight digits by the reference runs of MINPACK (lmder
    // and hybrd drivers): the cost is the square.
    const auto norm = [](Problem problem, double printed) {
        const double digits = std::pow(10.0, std::floor(std::log10(printed)) - 7);
        return Row{std::move(problem), printed * printed, 0.51 * digits * 2 * printed};
    };
    // Costs at the start, printed to six digits by J. Burkardt's TEST_OPT; it starts two problems
    // elsewhere.
    const auto cost = [](Problem problem, double printed) {
        const double digits = std::pow(10.0, std::floor(std::log10(printed)) - 5);
        return Row{std::move(problem), printed, 0.51 * digits};
    };
    const auto from = [](Problem problem, const Vector& start) {
        problem.start = start;
        return problem;
    };
    const std::vector<Row> rows = {
        norm(rosenbrock(), 4.9193496),
        norm(freudenstein_roth(), 2.0012496e1),
        norm(powell_badly_scaled(), 1.0654866),
        norm(jennrich_sampson(), 6.4585650e1),
        norm(helical_valley(), 5.0000000e1),
        norm(bard(), 6.4561363),
        norm(meyer(), 4.1153467e4),
        norm(box_three_dimensional(), 3.2111584e1),
        norm(powell_singular(), 1.4662878e1),
        norm(kowalik_osborne(), 7.2891510e-2),
        norm(brown_dennis(), 2.8154384e3),
        norm(osborne_1(), 9.3756402e-1),
        norm(osborne_2(), 1.4468654),
        norm(watson(6), 5.4772256),
        norm(watson(9), 5.4772256),
        norm(watson(12), 5.4772256),
        norm(trigonometric(10), 8.4117534e-2),
        norm(brown_almost_linear(10), 1.6530216e1),
        norm(brown_almost_linear(30), 8.3476044e1),
        norm(brown_almost_linear(40), 1.2802636e2),
        norm(discrete_boundary_value(10), 2.8080582e-2),
        norm(discrete_integral_equation(1), 1.2792969e-1),
        norm(discrete_integral_equation(10), 2.5182701e-1),
        norm(broyden_tridiagonal(10), 4.5825757),
        norm(broyden_banded(10), 1.8973666e1),
        norm(linear_full_rank(5, 10), 5.0000000),
        norm(linear_full_rank(5, 50), 8.0622577),
        norm(linear_rank_1(5, 10), 2.9152187e2),
        norm(linear_rank_1(5, 50), 3.1016004e3),
        norm(linear_rank_1_zero_columns(5, 10), 1.2603968e2),
        norm(linear_rank_1_zero_columns(5, 50), 1.7489500e3),
        norm(chebyquad(5), 2.2570657e-1),
        norm(chebyquad(8), 1.9651386e-1),
        norm(chebyquad(9), 1.6994993e-1),
        norm(chebyquad(10), 1.8374783e-1),
        cost(brown_badly_scaled(), 0.999998e12),
        cost(beale(), 14.2031),
        cost(gaussian(), 0.388811e-5),
        cost(from(gulf(), point({40, 20, 1.2})), 1.20538),
        cost(from(box_three_dimensional(), point({0, 10, 5})), 34.7325),
        cost(wood(), 19192.0),
        cost(biggs_exp6(), 0.779070),
        cost(extended_rosenbrock(4), 48.4000),
        cost(extended_powell_singular(4), 215.000),
        cost(penalty_1(4), 885.063),
        cost(penalty_2(4), 2.34001),
        cost(variably_dimensioned(4), 3222.19),
        cost(trigonometric(4), 0.130531e-1),
        cost(chebyquad(4), 0.711839e-1),
        cost(leon(), 57.8384),
        cost(goldstein_price(), 2738.74),
        cost(six_hump_camel(), 0.665625),
    };
    for (const Row& row : rows) {
        CAPTURE(row.problem.name);
        CHECK_THAT(value(row.problem, row.problem.start), WithinAbs(row.published, row.half_digit));
    }
}

TEST_CASE("The minima agree with the published ones", "[problems]") {
    struct Row {
        Problem problem;
        double published; // as Moré, Garbow and Hillstrom print it, unless noted
        double digit;     // a unit of the last one printed: some are rounded, some cut off
        std::size_t which;
    };
    const std::vector<Row> rows = {
        {freudenstein_roth(), 48.9842, 1e-4, 1},
        {jennrich_sampson(), 124.362, 1e-3, 0},
        {bard(), 8.21487e-3, 1e-8, 0},
        {bard(), 17.4286, 1e-4, 1},
        {gaussian(), 1.12793e-8, 1e-13, 0},
        {meyer(), 87.9458, 1e-4, 0},
        {kowalik_osborne(), 3.07505e-4, 1e-9, 0},
        {kowalik_osborne(), 1.02734e-3, 1e-8, 1},
        {brown_dennis(), 85822.2, 1e-1, 0},
        {osborne_1(), 5.46489e-5, 1e-10, 0},
        {biggs_exp6(), 5.65565e-3, 1e-8, 2},
        {osborne_2(), 4.01377e-2, 1e-7, 0},
        {watson(6), 2.28767e-3, 1e-8, 0},
        {watson(9), 1.39976e-6, 1e-11, 0},
        {watson(12), 4.72238e-10, 1e-15, 0},
        {penalty_1(4), 2.24997e-5, 1e-10, 0},
        {penalty_1(10), 7.08765e-5, 1e-10, 0},
        {penalty_2(4), 9.37629e-6, 1e-11, 0},
        {penalty_2(10), 2.93660e-4, 1e-9, 0},
        {chebyquad(8), 3.51687e-3, 1e-8, 0},
        {chebyquad(10), 6.50395e-3, 1e-8, 1},
        {linear_rank_1(50, 100), 24.6268657, 1e-7, 0}, // CUTEst ARGLINB
        {engval_1(1000), 1.1082e3, 1e-1, 0},           // CUTEst ENGVAL1
        {six_hump_camel(), -1.03163, 1e-5, 0},         // TEST_OPT
    };
    for (const Row& row : rows) {
        CAPTURE(row.problem.name);
        CHECK_THAT(row.problem.known[row.which].value, WithinAbs(row.published, row.digit));
    }
}

TEST_CASE("At a known stationary point the cost is the known value", "[problems]") {
    for (const Problem& problem : all_problems()) {
        for (const Known& known : problem.known) {
            if (known.theta.size() == 0) {
                continue;
            }
            CAPTURE(problem.name, known.value);
            // The formula in long double: what is left is that the point and the data (0.14, 1/29,
            // ...) are rounded to double. Residuals of size up to 10 move by epsilon each, their
            // squares' sum by 20 epsilon times its root; the point's rounding counts only squared.
            const double rounding = 1e-13 * std::abs(known.value) +
                                    20 * epsilon * std::sqrt(std::abs(known.value)) + 1e-26;
            CHECK_THAT(exact(problem, known.theta), WithinAbs(known.value, rounding));
            // In double the terms are rounded too. With J = |f|² every residual moves by up to 20
            // epsilon of its terms, for which the residuals at the start stand in: |f| by `moves`.
            const double moves =
                20 * epsilon * std::sqrt(std::max(1.0, value(problem, problem.start)));
            CHECK_THAT(value(problem, known.theta),
                       WithinAbs(known.value, 100 * epsilon * std::abs(known.value) +
                                                  2 * moves * std::sqrt(std::abs(known.value)) +
                                                  moves * moves));
        }
    }
}

TEST_CASE("At a known stationary point the gradient vanishes", "[problems]") {
    for (const Problem& problem : all_problems()) {
        for (const Known& known : problem.known) {
            if (known.theta.size() == 0) {
                continue;
            }
            CAPTURE(problem.name, known.value);
            // As far as double can say: no more than the gradient changes when the components move
            // by 16 units in the last place, in any of six random patterns of signs.
            const Vector g = gradient(problem, known.theta);
            Random random{3};
            double change = 0;
            for (int k = 0; k < 6; ++k) {
                Vector moved = known.theta;
                for (double& component : moved) {
                    const double step = 16 * epsilon * std::max(std::abs(component), 1e-3);
                    component += random.number() < 0 ? -step : step;
                }
                change = std::max(change, largest(gradient(problem, moved) - g));
            }
            CHECK(largest(g) <= change);
        }
    }
}

TEST_CASE("No point near a known minimum is lower, and near a saddle one is", "[problems]") {
    for (const Problem& problem : all_problems()) {
        if (problem.size() > 100) {
            continue;
        }
        for (const Known& known : problem.known) {
            if (known.theta.size() == 0 || known.kind == Kind::saddle) {
                continue;
            }
            CAPTURE(problem.name, known.value);
            Random random{4};
            const double least = exact(problem, known.theta);
            for (const double radius : {1e-6, 1e-4, 1e-2}) {
                for (int k = 0; k < 20; ++k) {
                    const Vector scale = known.theta.cwiseAbs().cwiseMax(1e-2);
                    const Vector near =
                        known.theta + radius * scale.cwiseProduct(random.vector(problem.size()));
                    CHECK(exact(problem, near) >= least - 1e-15 * std::abs(least) - 1e-26);
                }
            }
        }
    }

    SECTION("Biggs EXP6: the paper's minimum is left by making x_1 and x_5 differ") {
        const Known known = biggs_exp6().known[2];
        REQUIRE(known.kind == Kind::saddle);
        // Half of the curvature -9.8e-3 times the step squared: the fourth order is smaller here.
        Random random{5};
        bool lower = false;
        for (int k = 0; k < 1000; ++k) {
            const Vector step = 0.01 * random.vector(6);
            lower = lower || exact(biggs_exp6(), known.theta + step) < known.value;
        }
        CHECK(lower);
    }
    SECTION(
        "Brown almost-linear: the paper's local minimum 1 is left along its first n residuals") {
        const double t = 0.3;
        Vector theta = constant(10, t);
        theta[9] = 11 - 10 * t;
        CHECK(value(brown_almost_linear(10), theta) < 1);
    }
    SECTION("Dixon and Price: (1/3, 0, ..., 0) is left along the parabolas") {
        Vector theta = constant(3, 0.2);
        theta[1] = 2 * theta[2] * theta[2];
        theta[0] = (1 + 4 * theta[1] * theta[1]) / 3;
        CHECK(value(dixon_price(3), theta) < 2.0 / 3);
    }
}

TEST_CASE("A value at infinity is approached along its path", "[problems]") {
    // The distance to the limit falls like 1 / s, times a few residuals of size 1 to 10.
    for (const double s : {1e3, 1e6}) {
        CAPTURE(s);
        CHECK_THAT(value(bard(), point({12.61 / 15, -s, -s})),
                   WithinAbs(bard().known[1].value, 100 / s));
        CHECK_THAT(value(kowalik_osborne(), point({s, -14.075883400603309, -45.257191739323016 * s,
                                                   -28.231496899087820 * s})),
                   WithinAbs(kowalik_osborne().known[1].value, 1 / s));
        CHECK_THAT(value(separable_logistic_regression(), s * point({-0.03, 1, -1, 0})),
                   WithinAbs(0, 10 / s));
        const double turns = std::floor(s) * 3.141592653589793;
        CHECK(value(mccormick(), mccormick().known[2].theta - constant(2, turns)) < -3 * s);
    }
}

TEST_CASE("Problems marked convex lie below their chords", "[problems]") {
    for (const Problem& problem : all_problems()) {
        if (!problem.convex) {
            continue;
        }
        CAPTURE(problem.name);
        Random random{6};
        for (int k = 0; k < 10; ++k) {
            const Vector a = problem.start + 0.9 * random.vector(problem.size());
            const Vector b = problem.start + 0.9 * random.vector(problem.size());
            const double chord = (value(problem, a) + value(problem, b)) / 2;
            // 1e4 terms, each rounded
            CHECK(value(problem, (a + b) / 2) <= chord + 1e4 * epsilon * std::abs(chord));
        }
    }
}

TEST_CASE("Minima known by value only are where descent ends", "[problems]") {
    struct Row {
        Problem problem;
        Vector from;
        double rate; // below 2 / largest curvature on the way
        int iterations;
        double least;
    };
    Vector near_local = constant(100, 1);
    near_local[0] = -1;
    const std::vector<Row> rows = {
        {engval_1(100), engval_1(100).start, 0.01, 4000, engval_1(100).known[0].value},
        {engval_1(1000), engval_1(1000).start, 0.01, 4000, engval_1(1000).known[0].value},
        {generalized_tridiagonal(100), generalized_tridiagonal(100).start, 0.02, 4000,
         generalized_tridiagonal(100).known[0].value},
        {generalized_tridiagonal(1000), generalized_tridiagonal(1000).start, 0.02, 4000,
         generalized_tridiagonal(1000).known[0].value},
        {chained_rosenbrock(100), near_local, 5e-4, 100'000,
         chained_rosenbrock(100).known[1].value},
    };
    for (const Row& row : rows) {
        CAPTURE(row.problem.name);
        Vector theta = row.from;
        Vector g(theta.size());
        for (int k = 0; k < row.iterations; ++k) {
            row.problem.value_and_gradient(theta, g);
            theta -= row.rate * g;
        }
        CHECK(largest(g) < 1e-9);
        CHECK_THAT(exact(row.problem, theta), WithinRel(row.least, 1e-14));
    }
}

TEST_CASE("The log barrier is infinite outside its domain", "[problems]") {
    Vector theta = constant(100, 1);
    theta[7] = 0;
    CHECK(value(log_barrier(100), theta) == std::numeric_limits<double>::infinity());
    theta[7] = -1;
    CHECK(value(log_barrier(100), theta) == std::numeric_limits<double>::infinity());
}

} // namespace descent::problems
