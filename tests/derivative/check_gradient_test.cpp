// SPDX-License-Identifier: MIT
// check_gradient finds wrong gradients, and leaves right ones alone.
#include "catch.hpp"

#include "problems/further_problems.hpp"
#include "problems/more_garbow_hillstrom.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <type_traits>

namespace descent::derivative {
namespace check_gradient_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using problems::Problem;
using Vector = Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A problem with one entry of its gradient multiplied by a factor.
struct Spoiled {
    const Problem& problem;
    Index entry;
    double factor;

    double value_and_gradient(const Vector& theta, Vector& gradient) const {
        const double value = problem.value_and_gradient(theta, gradient);
        gradient[entry] *= factor;
        return value;
    }
};

/// J and dJ/dt of one number.
template <class Value, class Gradient>
GradientReport check_number(double t, Value value, Gradient gradient) {
    return check_gradient(cost::from_value_and_gradient(value, gradient), t);
}

std::string text_of(const GradientReport& found) {
    std::ostringstream page;
    page << found;
    return page.str();
}

std::vector<Problem> small_problems() {
    std::vector<Problem> all = problems::more_garbow_hillstrom();
    for (Problem& one : problems::further_problems()) {
        if (one.size() <= 100) {
            all.push_back(std::move(one));
        }
    }
    return all;
}

/// A number that looks random, the same for the same theta: noise as an inner iteration makes it.
double noise(double t) { return std::sin(1e9 * t + std::cos(7e9 * t)); }

TEST_CASE("No gradient of the test problems is called wrong, at the start or at a minimum",
          "[derivative][check_gradient]") {
    for (const Problem& problem : small_problems()) {
        CAPTURE(problem.name);
        const GradientReport start = check_gradient(problem, problem.start);
        CAPTURE(text_of(start));
        CHECK(start.wrong == 0);
        // J = 1e12 there, so one epsilon of it is 1e-4: an entry of -4e-6 cannot be seen.
        const bool blind = problem.name == "Brown badly scaled";
        CHECK(start.verdict == (blind ? Verdict::unclear : Verdict::right));
        for (const problems::Known& known : problem.known) {
            if (known.theta.size() > 0) {
                const GradientReport there = check_gradient(problem, known.theta);
                CAPTURE(text_of(there));
                CHECK(there.verdict != Verdict::wrong);
            }
        }
    }
}

TEST_CASE("Every entry with a wrong factor or sign is found in the 35 problems",
          "[derivative][check_gradient]") {
    for (const Problem& problem : problems::more_garbow_hillstrom()) {
        Vector gradient(problem.size());
        const double value = problem.value_and_gradient(problem.start, gradient);
        for (Index i = 0; i < problem.size(); ++i) {
            // Left out, 7 of 224: five entries that are 0, which no factor changes; that of Gaussian
            // which is 0 by symmetry and -3e-20 by rounding; and one of Brown badly scaled, -4e-6 at
            // J = 1e12. There one unit in the last place of J is 1.2e-4, so no step below 30 sees the
            // slope at theta = 1. Longer ones would, for this J is a parabola, but the ladder ends at
            // 1/16 of theta: beyond, differences see another place of most costs.
            const double visible = std::numeric_limits<double>::epsilon() * std::abs(value);
            if (std::abs(gradient[i]) < visible || std::abs(gradient[i]) < 1e-19) {
                continue;
            }
            for (const double factor : {2.0, 0.5, -1.0, 0.0}) {
                const GradientReport found =
                    check_gradient(Spoiled{problem, i, factor}, problem.start);
                CAPTURE(problem.name, i, factor, text_of(found));
                CHECK(found.verdict == Verdict::wrong);
                CHECK(found.wrong == 1);
                CHECK(found.entry == i);
                // The error at the best step is within 1/4 of that at the next: |log_4| < 0.21.
                CHECK_THAT(found.slope, WithinAbs(0, 0.21));
            }
        }
    }
}

/// A problem in other numbers: float, with cost and gradient rounded once, or long double, by the formula.
template <class Scalar>
struct In {
    const Problem& problem;
    Index spoiled = -1;
    Scalar factor = 1;

    Scalar value_and_gradient(const Eigen::VectorX<Scalar>& theta,
                              Eigen::VectorX<Scalar>& gradient) const {
        Scalar value = 0;
        if constexpr (std::is_same_v<Scalar, float>) {
            Vector g(theta.size());
            value =
                static_cast<float>(problem.value_and_gradient(theta.template cast<double>(), g));
            gradient = g.cast<float>();
        } else {
            for (Index i = 0; i < theta.size(); ++i) {
                problems::DualVector along(theta.size());
                for (Index j = 0; j < theta.size(); ++j) {
                    along[j].value = theta[j];
                    along[j].derivative = i == j ? 1 : 0;
                }
                const auto found = problem.formula(along);
                value = found.value;
                gradient[i] = found.derivative;
            }
        }
        if (spoiled >= 0) {
            gradient[spoiled] *= factor;
        }
        return value;
    }
};

/// How many wrong entries there are to find, of problems with few.
template <class Scalar>
int find_all(Verdict least) {
    constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
    int count = 0;
    for (const Problem& problem : small_problems()) {
        if (problem.size() > 4) {
            continue;
        }
        const Eigen::VectorX<Scalar> start = problem.start.cast<Scalar>();
        Eigen::VectorX<Scalar> gradient(start.size());
        const Scalar value = In<Scalar>{problem}.value_and_gradient(start, gradient);
        const Scalar largest = max_norm(gradient);
        const GradientReport right = check_gradient(In<Scalar>{problem}, start);
        CAPTURE(problem.name, text_of(right));
        CHECK(right.wrong == 0);
        CHECK(right.verdict <= least);
        for (Index i = 0; i < start.size(); ++i) {
            // Not seen: what is lost in the rounding of J over the longest step, 1/16 of theta, or is less
            // than all but two digits of the largest entry, which count as the gradient's own rounding.
            const Scalar size = larger(magnitude(start[i]), Scalar(1));
            const Scalar hidden = 256 * epsilon * (magnitude(value) / size + largest);
            if (magnitude(gradient[i]) <= hidden) {
                continue;
            }
            for (const Scalar factor : {Scalar(2), Scalar(0.5), Scalar(-1), Scalar(0)}) {
                const GradientReport found = check_gradient(In<Scalar>{problem, i, factor}, start);
                CAPTURE(i, factor, text_of(found));
                CHECK(found.verdict == Verdict::wrong);
                CHECK(found.wrong == 1);
                CHECK(found.entry == i);
                ++count;
            }
        }
    }
    return count;
}

TEST_CASE("Wrong entries are found, and right ones left alone, in float and in long double",
          "[derivative][check_gradient]") {
    CHECK(find_all<float>(Verdict::unclear) > 200);
    CHECK(find_all<long double>(Verdict::right) > 200);
}

TEST_CASE("A single entry off by one millionth is found, and one off by rounding is not",
          "[derivative][check_gradient]") {
    const auto check = [](double factor) {
        const auto value = [](const Vector& t) { return t.squaredNorm() + std::exp(t[0]); };
        const auto gradient = [factor](const Vector& t) {
            Vector g = 2 * t;
            g[0] += std::exp(t[0]);
            g[2] *= factor;
            return g;
        };
        return check_gradient(cost::from_value_and_gradient(value, gradient),
                              Vector::Constant(4, 1.3));
    };
    const GradientReport found = check(1 + 1e-6);
    CHECK(found.verdict == Verdict::wrong);
    CHECK(found.entry == 2);
    // Relative to 2.6: the difference of a quadratic is exact but for rounding, eps J / h = 2e-14.
    CHECK_THAT(found.relative_error, WithinRel(1e-6, 1e-5));
    CHECK(check(1 + 1e-10).verdict == Verdict::right);
    CHECK(check(1).verdict == Verdict::right);
}

TEST_CASE("The error of a right gradient falls like h^2, that of a wrong one stays",
          "[derivative][check_gradient]") {
    const auto value = [](double t) { return std::exp(t); };
    const GradientReport right = check_number(0.5, value, [](double t) { return std::exp(t); });
    CHECK(right.verdict == Verdict::right);
    // h^2/6 (1 + h^2/20 + ...), with h <= 1/64 at the ratios that count; their median is off by
    // rounding alone, at most 10 % of an error that is 4 bounds away from it.
    CHECK_THAT(right.slope, WithinAbs(2, 0.1));
    const GradientReport wrong = check_number(0.5, value, [](double t) { return 2 * std::exp(t); });
    CHECK(wrong.verdict == Verdict::wrong);
    CHECK_THAT(wrong.slope, WithinAbs(0, 0.01)); // of an error of 100 %, known to 1e-7
    CHECK_THAT(wrong.relative_error, WithinAbs(0.5, 1e-7));
}

TEST_CASE("Noise widens the bound instead of raising an alarm", "[derivative][check_gradient]") {
    struct Row {
        const char* story;
        double amplitude;
        double factor; // of the gradient
        Verdict verdict;
    };
    const auto row = GENERATE(Catch::Generators::values<Row>({
        {"small noise, right", 1e-8, 1, Verdict::right},
        {"small noise, wrong by 1 %", 1e-8, 1.01, Verdict::wrong},
        {"loud noise, right", 1e-3, 1, Verdict::right},
        {"loud noise, wrong sign", 1e-3, -1, Verdict::wrong},
        {"noise above all, right", 10, 1, Verdict::unclear},
        {"noise above all, wrong sign", 10, -1, Verdict::unclear},
    }));
    CAPTURE(row.story);
    const auto found = check_number(
        1.3, [&](double t) { return t * t + row.amplitude * noise(t); },
        [&](double t) { return row.factor * 2 * t; });
    CAPTURE(text_of(found));
    CHECK(found.verdict == row.verdict);
}

TEST_CASE("A cost in coarser arithmetic is a staircase, and not flat",
          "[derivative][check_gradient]") {
    const auto stairs = [](double t) { return static_cast<double>(static_cast<float>(t * t)); };
    CHECK(check_number(1.3, stairs, [](double t) { return 2 * t; }).right());
    CHECK(check_number(1.3, stairs, [](double t) { return 4 * t; }).verdict == Verdict::wrong);
    CHECK(check_number(1.3, stairs, [](double) { return 0.0; }).verdict == Verdict::wrong);
}

TEST_CASE("Scales of theta and of the cost do not matter", "[derivative][check_gradient]") {
    for (const double scale : {1e-12, 1.0, 1e12}) {
        for (const double t : {1e-6, 1.0, 1e6, -1e6}) {
            CAPTURE(scale, t);
            const auto value = [&](double x) { return scale * x * x; };
            CHECK(check_number(t, value, [&](double x) { return scale * 2 * x; }).right());
            CHECK(check_number(t, value, [&](double x) { return scale * -2 * x; }).verdict ==
                  Verdict::wrong);
            CHECK(check_number(t, value, [&](double x) { return scale * 4 * x; }).verdict ==
                  Verdict::wrong);
        }
    }
}

TEST_CASE("Gradients of zero are right where the cost is level", "[derivative][check_gradient]") {
    const auto five = [](double) { return 5.0; };
    CHECK(check_number(1, five, [](double) { return 0.0; }).right());
    CHECK(check_number(1, five, [](double) { return 1e-3; }).verdict == Verdict::wrong);
    const auto bowl = [](double t) { return t * t; };
    CHECK(check_number(0, bowl, [](double t) { return 2 * t; }).right());
    CHECK(check_number(0, bowl, [](double t) { return 2 * t + 1e-3; }).verdict == Verdict::wrong);
    CHECK(check_number(3, bowl, [](double) { return 0.0; }).verdict == Verdict::wrong);
}

TEST_CASE("At a kink any slope between the two sides is left open",
          "[derivative][check_gradient]") {
    const auto abs = [](double t) { return std::abs(t); };
    for (const double slope : {-1.0, 0.0, 1.0}) {
        const auto found = check_number(0, abs, [&](double) { return slope; });
        CAPTURE(slope, text_of(found));
        CHECK(found.verdict == Verdict::unclear);
        CHECK(found.kink);
        CHECK(found.from_below == -1);
        CHECK(found.from_above == 1);
    }
    CHECK(check_number(0, abs, [](double) { return 1.5; }).verdict == Verdict::wrong);
    // A cusp, and a jump.
    CHECK(check_number(
              0, [](double t) { return std::sqrt(std::abs(t)); }, [](double) { return 0.0; })
              .verdict == Verdict::unclear);
    CHECK(check_number(
              0, [](double t) { return t < 0 ? 0.0 : 1.0; }, [](double) { return 0.0; })
              .verdict == Verdict::unclear);
    // Beside it, the cost is as smooth as any.
    CHECK(check_number(1e-5, abs, [](double) { return 1.0; }).right());
    CHECK(check_number(1e-5, abs, [](double) { return -1.0; }).verdict == Verdict::wrong);
}

TEST_CASE("Numbers that are not finite are not taken for derivatives",
          "[derivative][check_gradient]") {
    const auto log = [](double t) { return std::log(t); };
    // The large steps leave the domain: t - h < 0.
    CHECK(check_number(1e-3, log, [](double t) { return 1 / t; }).right());
    CHECK(check_number(1e-3, log, [](double t) { return 2 / t; }).verdict == Verdict::wrong);
    const auto outside = check_number(-1, log, [](double t) { return 1 / t; });
    CHECK(outside.verdict == Verdict::unclear);
    CHECK(outside.entry == -1);
    CHECK(text_of(outside) == "gradient unclear: the cost is not finite here\n");
    const auto bowl = [](double t) { return t * t; };
    CHECK(check_number(1, bowl, [](double) { return nan; }).verdict == Verdict::wrong);
    CHECK(check_number(1, bowl, [](double) { return infinity; }).verdict == Verdict::wrong);
}

template <class Theta>
void check_type(const Theta& theta) {
    using Scalar = scalar_t<Theta>;
    CHECK(check_gradient(cost::SquaredNorm{}, theta).right());
    const auto twice = cost::from_value_and_gradient([](const Theta& t, Theta& g) {
        g = 4 * t;
        return squared_norm(t);
    });
    const GradientReport found = check_gradient(twice, theta);
    CHECK(found.verdict == Verdict::wrong);
    CHECK(found.wrong == size(theta));
    // Two evaluations a rung: 7, 16 and 20 rungs by digits = 24, 53 and 64.
    const auto rungs = std::is_same_v<Scalar, float> ? 7 : std::is_same_v<Scalar, double> ? 16 : 20;
    CHECK(found.evaluations == 2 * rungs * size(theta) + 1);
}

TEST_CASE("Any theta can be checked", "[derivative][check_gradient]") {
    check_type(1.5f);
    check_type(1.5);
    check_type(1.5L);
    check_type(Eigen::Vector3f(1, -2, 3));
    check_type(Eigen::Vector3d(1, -2, 3));
    check_type(Vector{Vector::LinSpaced(5, 1, 2)});
    check_type(Eigen::Matrix<long double, 2, 3>::Ones().eval());
    check_type(Eigen::MatrixXd::Ones(3, 2).eval());
    CHECK(check_gradient(cost::SquaredNorm{}, Vector::Ones(4) * 2).right()); // an expression
}

TEST_CASE("A report reads like a sentence", "[derivative][check_gradient]") {
    const auto twice =
        check_number(1.5, [](double t) { return t * t; }, [](double t) { return 4 * t; });
    CHECK_THAT(text_of(twice),
               ContainsSubstring("gradient wrong in 1 of 1 entries checked; the worst is entry 0\n"
                                 "  the cost says  6\n"
                                 "  differences    3, give or take"));
    CHECK_THAT(text_of(twice), ContainsSubstring("does not shrink with the step: error ~ h^0 "));
    CHECK_THAT(text_of(twice), ContainsSubstring("it is twice what it should be"));
    const auto turned =
        check_number(1.5, [](double t) { return t * t; }, [](double t) { return -2 * t; });
    CHECK_THAT(text_of(turned), ContainsSubstring("its sign is turned"));
    const auto kink =
        check_number(0, [](double t) { return std::abs(t); }, [](double) { return 1.0; });
    CHECK_THAT(text_of(kink),
               ContainsSubstring("a kink there: its slope is -1 from below and 1 from above"));
    CHECK_THAT(text_of(check_gradient(cost::SquaredNorm{}, 1.5)),
               ContainsSubstring("gradient right in all 1 entries checked"));
}

TEST_CASE("Of a large theta a part can be checked", "[derivative][check_gradient]") {
    const auto spoiled = [](Index bad) {
        return cost::from_value_and_gradient([bad](const Vector& t, Vector& g) {
            g = 2 * t;
            g[bad] = 0;
            return t.squaredNorm();
        });
    };
    const Vector theta = Vector::Ones(101);
    // 5 of 101: entries 0, 25, 50, 75, 100.
    const GradientReport found = check_gradient(spoiled(75), theta, 5);
    CHECK(found.verdict == Verdict::wrong);
    CHECK(found.entry == 75);
    CHECK(found.checked == 5);
    CHECK(found.evaluations == 2 * 16 * 5 + 1);
    CHECK(check_gradient(spoiled(74), theta, 5).right());
    CHECK_THROWS_WITH(check_gradient(spoiled(0), theta, 0),
                      "check_gradient: the number of entries must be >= 1, got 0");
}

} // namespace check_gradient_test
} // namespace descent::derivative
