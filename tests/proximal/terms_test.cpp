// SPDX-License-Identifier: MIT
// Each proximal step against its definition.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace descent::tests::terms {
namespace {

using Catch::Matchers::Message;
using Vector = Eigen::VectorXd;

Vector vector(std::initializer_list<double> entries) {
    Vector theta(static_cast<Index>(entries.size()));
    std::copy(entries.begin(), entries.end(), theta.data());
    return theta;
}

template <class R, class Theta>
constexpr Theta prox(const R& term, Theta theta, scalar_t<Theta> rate = 1) {
    term.prox(theta, rate);
    return theta;
}

/// Entries in [-4, 4) from raw engine output: the same on every standard library.
Vector random_point(std::mt19937& engine, Index n) {
    Vector theta(n);
    for (Index i = 0; i < n; ++i) {
        theta[i] = static_cast<double>(engine()) / 4294967296.0 * 8 - 4;
    }
    return theta;
}

/// The definition, for a convex R. p = prox(x) minimises the strongly convex R(z) + |z - x|^2 / 2r, so that
///     R(p) + |p - x|^2 / 2r + |z - p|^2 / 2r <= R(z) + |z - x|^2 / 2r
/// for every z where R is finite: points of the set, which prox itself makes, here. And prox is firmly
/// nonexpansive, |p - q|^2 <= (p - q) . (x - y). Tolerance: sums of 5 products of numbers below 10, a few
/// hundred in all, carry an error below 1e3 * 2.2e-16 * 5 < 2e-12.
template <class R>
void check_definition(const R& term) {
    std::mt19937 engine{20240229};
    constexpr double tolerance = 2e-12;
    for (int repeat = 0; repeat < 200; ++repeat) {
        const double rate = repeat % 2 == 0 ? 1.0 : 0.25;
        const Vector x = random_point(engine, 5);
        const Vector y = random_point(engine, 5);
        const Vector p = prox(term, x, rate);
        const Vector q = prox(term, y, rate);
        const double at_p = value_of(term, p) + (p - x).squaredNorm() / (2 * rate);
        const double at_q = value_of(term, q) + (q - x).squaredNorm() / (2 * rate);
        REQUIRE(at_p + (q - p).squaredNorm() / (2 * rate) <= at_q + tolerance);
        REQUIRE((p - q).squaredNorm() <= (p - q).dot(x - y) + tolerance);
        if (Constraint<R, Vector>) {
            REQUIRE((prox(term, p, rate) - p).cwiseAbs().maxCoeff() <= tolerance);
        }
    }
}

TEST_CASE("every proximal step satisfies its definition and is firmly nonexpansive", "[proximal]") {
    SECTION("Box") { check_definition(proximal::Box{-1, 2}); }
    SECTION("Box with a bound for each entry") {
        check_definition(proximal::Box{vector({-1, 0, -3, 1, -2}), vector({1, 0, 3, 4, -1})});
    }
    SECTION("NonNegative") { check_definition(proximal::NonNegative{}); }
    SECTION("Ball") { check_definition(proximal::Ball{1.5}); }
    SECTION("Ball about a centre") {
        check_definition(proximal::Ball{2.0, vector({1, -1, 0.5, 2, 0})});
    }
    SECTION("Simplex") { check_definition(proximal::Simplex{}); }
    SECTION("Simplex of a larger total") { check_definition(proximal::Simplex{3.5}); }
    SECTION("L1") { check_definition(proximal::L1{0.75}); }
    SECTION("L1 without the intercept") {
        check_definition(proximal::L1{0.75}.without_intercept());
    }
    SECTION("ElasticNet") { check_definition(proximal::ElasticNet{0.75, 0.5}); }
    SECTION("ElasticNet without the intercept") {
        check_definition(proximal::ElasticNet{0.75, 0.5}.without_intercept());
    }
}

TEST_CASE("Box and NonNegative cut entries off at the bounds", "[proximal][box]") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(prox(proximal::Box{0, 1}, vector({-2, 0.5, 3})) == vector({0, 0.5, 1}));
    CHECK(prox(proximal::Box{vector({-infinity, 1}), vector({0, infinity})}, vector({-7, 0})) ==
          vector({-7, 1}));
    CHECK(prox(proximal::NonNegative{}, vector({-2, 0, 3})) == vector({0, 0, 3}));
    CHECK(prox(proximal::Box{1, 2}, 3.0) == 2.0);
    CHECK(prox(proximal::NonNegative{}, -3.0F) == 0.0F);
    static_assert(prox(proximal::Box{1, 2}, 0.0) == 1.0);

    Eigen::Matrix2d theta;
    theta << -1, 0.5, 2, 0;
    Eigen::Matrix2d expected;
    expected << 0, 0.5, 1, 0;
    CHECK(prox(proximal::Box{0, 1}, theta) == expected);
}

TEST_CASE("bounds of Box may be of other types than theta, and than each other",
          "[proximal][box]") {
    const Vector theta = vector({-2, 3});
    const Eigen::Vector2d zero(0, 0), upper(0.5, 1);
    // a number beside a vector
    CHECK(prox(proximal::Box{0, vector({0.5, 1})}, theta) == vector({0, 1}));
    CHECK(prox(proximal::Box{vector({-1, -1}), 2}, theta) == vector({-1, 2}));
    // variables of any number type: no narrowing
    const Index whole = GENERATE(-1, -2);
    CHECK(prox(proximal::Box{whole, 2.0L}, theta) == vector({static_cast<double>(whole), 2}));
    // fixed and dynamic sizes
    CHECK(prox(proximal::Box{zero, upper}, theta) == vector({0, 1}));
    CHECK(prox(proximal::Box{vector({0, 0}), vector({0.5, 1})}, Eigen::Vector2d(-2, 3)) ==
          Eigen::Vector2d(0, 1));
    CHECK(prox(proximal::Box{zero, vector({0.5, 1})}, theta) == vector({0, 1}));
    CHECK_THROWS_MATCHES(
        (proximal::Box{zero, vector({0.5, 1, 2})}), ShapeMismatch,
        Message("proximal::Box: upper must be shaped like lower, 2 x 1, got 3 x 1"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Box{zero, upper}, vector({1})), ShapeMismatch,
        Message("proximal::Box: theta must be shaped like the bounds, 2 x 1, got 1 x 1"));
    // matrices of another shape, with as many entries
    const Eigen::MatrixXd tall = Eigen::MatrixXd::Zero(3, 2);
    const Eigen::MatrixXd wide = Eigen::MatrixXd::Ones(2, 3);
    CHECK_THROWS_MATCHES(
        (proximal::Box{tall, wide}), ShapeMismatch,
        Message("proximal::Box: upper must be shaped like lower, 3 x 2, got 2 x 3"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Box{tall, 1}, wide), ShapeMismatch,
        Message("proximal::Box: theta must be shaped like the bounds, 3 x 2, got 2 x 3"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Ball{1.0, tall}, wide), ShapeMismatch,
        Message("proximal::Ball: theta must be shaped like the centre, 3 x 2, got 2 x 3"));
    // numbers of another type
    const proximal::Box of_double{vector({0, -1e300}), vector({0.1, 1e300})};
    CHECK(prox(of_double, Eigen::Vector2f(-2, 3)) == Eigen::Vector2f(0, 3));
    CHECK(prox(of_double, Eigen::VectorXf(Eigen::Vector2f(2, -3))) == Eigen::Vector2f(0.1F, -3));
    CHECK(prox(proximal::Box{Eigen::Vector2f(0, 0), Eigen::Vector2f(0.5F, 1)}, theta) ==
          vector({0, 1}));
    CHECK(prox(proximal::Box{-1e300, 1e300}, 7.0F) == 7.0F);
    // which have none between the bounds
    CHECK_THROWS_MATCHES(
        prox(proximal::Box{vector({0, 1e299}), vector({1, 1e300})}, Eigen::Vector2f(-2, 3)),
        InvalidSetting,
        Message("proximal::Box: lower must be < inf also in theta's own numbers, in entry 1, "
                "got 1e+299"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Box{-1e300, -1e299}, 7.0F), InvalidSetting,
        Message("proximal::Box: upper must be > -inf also in theta's own numbers, in entry 0, "
                "got -1e+299"));
    // whose entries would be paired wrongly
    static_assert(!ProximalTerm<proximal::Box<Eigen::RowVectorXd>, Vector>);
    static_assert(!ProximalTerm<proximal::Box<Vector>, double>);
}

TEST_CASE("an entry is pinned at a bound that the update pushes against", "[proximal][box]") {
    const proximal::Box box{0, 1};
    const Vector theta = vector({0, 0, 1, 1, 0.5});
    const Vector direction = vector({1, -1, 1, -1, 1}); // is taken off theta
    const bool expected[] = {true, false, false, true, false};
    for (Index i = 0; i < 5; ++i) {
        CAPTURE(i);
        CHECK(box.pinned(theta, direction, i) == expected[i]);
        CHECK(proximal::NonNegative{}.pinned(theta, direction, i) == (i == 0));
    }
}

TEST_CASE("Ball shortens to its radius what is outside", "[proximal][ball]") {
    // 5 is a power of two times a scaled (0.75, 1): the largest entry is taken out exactly, sqrt(1.5625) = 1.25,
    // and 2.5 / 1.25 = 2
    CHECK(prox(proximal::Ball{2.5}, vector({3, 4})) == vector({1.5, 2}));
    CHECK(prox(proximal::Ball{5}, vector({3, 4})) == vector({3, 4}));
    CHECK(prox(proximal::Ball{2.5, vector({1, 1})}, vector({4, 5})) == vector({2.5, 3}));
    CHECK(prox(proximal::Ball{2.0, 1.0}, 7.0) == 3.0);
    // whose square overflows
    CHECK(prox(proximal::Ball{2.5}, vector({3e200, 4e200})).norm() <= 2.5 * (1 + 4e-16));
}

TEST_CASE("the centre of a ball may be of another type than theta", "[proximal][ball]") {
    const Eigen::Vector2d centre{1, 1};
    CHECK(prox(proximal::Ball{2.5, centre}, vector({4, 5})) == vector({2.5, 3}));
    CHECK(prox(proximal::Ball{2.5, vector({1, 1})}, Eigen::Vector2d(4, 5)) ==
          Eigen::Vector2d(2.5, 3));
    CHECK(prox(proximal::Ball{2.5, centre}, Eigen::Vector2f(4, 5)) == Eigen::Vector2f(2.5F, 3));
    CHECK(prox(proximal::Ball{2.5, Eigen::Vector2f(1, 1)}, vector({4, 5})) == vector({2.5, 3}));
    CHECK(prox(proximal::Ball{2.0, 1.0}, 7.0F) == 3.0F);
    const auto found = minimize(cost::QuadraticBowl{}, vector({3, 4}), proximal::Ball{1.0, centre});
    CHECK(found.converged());
    // the nearest point to 0, 1 from (1, 1): (1, 1) (1 - 1 / sqrt 2), to a few roundings of
    // numbers around 1
    CHECK((found.theta.array() - (1 - 1 / std::sqrt(2.0))).abs().maxCoeff() <= 1e-15);
    CHECK_THROWS_MATCHES(
        prox(proximal::Ball{1.0, centre}, vector({1})), ShapeMismatch,
        Message("proximal::Ball: theta must be shaped like the centre, 2 x 1, got 1 x 1"));
    CHECK_THROWS_MATCHES(prox(proximal::Ball{1.0, vector({0, 1e300})}, Eigen::Vector2f(1, 1)),
                         InvalidSetting,
                         Message("proximal::Ball: centre must be finite also in theta's own "
                                 "numbers, but entry 1 is not, got 1e+300"));
    static_assert(ProximalTerm<proximal::Ball<Eigen::Vector2d>, Vector>);
    static_assert(!ProximalTerm<proximal::Ball<Eigen::Vector2d>, Eigen::Vector3d>);
    static_assert(!ProximalTerm<proximal::Ball<Vector>, Eigen::RowVectorXd>);
    static_assert(!ProximalTerm<proximal::Ball<double>, Vector>);
}

TEST_CASE("Simplex finds the nearest shares", "[proximal][simplex]") {
    // by hand: sorted 1, 1/2, 1/4; tau = (1 + 1/2 - 1) / 2 = 1/4, and 1/4 itself drops out
    CHECK(prox(proximal::Simplex{}, vector({0.5, 0.25, 1, -0.75})) == vector({0.25, 0, 0.75, 0}));
    CHECK(prox(proximal::Simplex{}, vector({5, 1, 2})) == vector({1, 0, 0}));
    CHECK(prox(proximal::Simplex{2}, vector({0, 0, 0, 0})) == vector({0.5, 0.5, 0.5, 0.5}));
    // the same point, far away along (1, 1, 1, 1): exact, for 2^30 + 1/4 is
    const double far = 1073741824;
    CHECK(prox(proximal::Simplex{}, vector({far + 0.5, far + 0.25, far + 1, far - 0.75})) ==
          vector({0.25, 0, 0.75, 0}));
    CHECK(prox(proximal::Simplex{}, -3.0) == 1.0);
}

TEST_CASE("Simplex agrees with the search of every support", "[proximal][simplex]") {
    // For the support S of the answer, theta_i - tau > 0 in S and theta_i - tau <= 0 outside, with
    // tau = (sum over S - total) / |S|: the optimality conditions, which one support alone satisfies.
    std::mt19937 engine{7};
    for (int repeat = 0; repeat < 100; ++repeat) {
        const Vector theta = random_point(engine, 6);
        Vector expected;
        for (int support = 1; support < 64; ++support) {
            long double sum = 0;
            int count = 0;
            for (Index i = 0; i < 6; ++i) {
                if ((support >> i & 1) == 1) {
                    sum += static_cast<long double>(theta[i]);
                    ++count;
                }
            }
            const long double tau = (sum - 1) / count;
            bool optimal = true;
            for (Index i = 0; i < 6; ++i) {
                const bool in = (support >> i & 1) == 1;
                optimal = optimal && in == (static_cast<long double>(theta[i]) > tau);
            }
            if (optimal) {
                expected = (theta.array() - static_cast<double>(tau)).max(0.0);
            }
        }
        REQUIRE(expected.size() == 6);
        // a sum of 6 numbers below 8, each step within 8 * 1.1e-16: below 1e-14 in all
        REQUIRE((prox(proximal::Simplex{}, theta) - expected).cwiseAbs().maxCoeff() <= 1e-14);
    }
}

TEST_CASE("L1 and ElasticNet shrink towards zero", "[proximal][l1]") {
    const Vector theta = vector({3, -3, 0.5, -0.25, 1});
    // threshold 2 * 0.5 = 1
    CHECK(prox(proximal::L1{0.5}, theta, 2) == vector({2, -2, 0, 0, 0}));
    CHECK(prox(proximal::L1{0.5}.without_intercept(), theta, 2) == vector({3, -2, 0, 0, 0}));
    CHECK(proximal::L1{0.5}.value(theta) == 3.875);
    CHECK(proximal::L1{0.5}.without_intercept().value(theta) == 2.375);
    // and divided by 1 + 2 * 1.5 = 4
    CHECK(prox(proximal::ElasticNet{0.5, 1.5}, theta, 2) == vector({0.5, -0.5, 0, 0, 0}));
    CHECK(prox(proximal::ElasticNet{0.5, 1.5}.without_intercept(), theta, 2) ==
          vector({3, -0.5, 0, 0, 0}));
    // sum of squares 9 + 9 + 1/4 + 1/16 + 1 = 19.3125
    CHECK(proximal::ElasticNet{0.5, 2}.value(theta) == 3.875 + 19.3125);
    CHECK(proximal::ElasticNet{0.5, 2}.without_intercept().value(theta) == 2.375 + 10.3125);
    CHECK(prox(proximal::L1{0.5}, -3.0, 2.0) == -2.0);
    CHECK(prox(proximal::ElasticNet{0.5, 1.5}, -3.0, 2.0) == -0.5);
    CHECK(proximal::ElasticNet{0.5, 2}.value(-3.0) == 10.5);
    CHECK(prox(proximal::L1{0}, theta) == theta);
}

TEST_CASE("a NaN passes through every proximal step", "[proximal]") {
    const Vector theta = vector({1, std::numeric_limits<double>::quiet_NaN(), -5});
    const auto has_nan = [&](const auto& term) { return !(prox(term, theta).sum() <= 1e300); };
    CHECK(has_nan(proximal::Box{0, 1}));
    CHECK(has_nan(proximal::NonNegative{}));
    CHECK(has_nan(proximal::Ball{1.0}));
    CHECK(has_nan(proximal::Simplex{}));
    CHECK(has_nan(proximal::L1{1}));
    CHECK(has_nan(proximal::ElasticNet{1, 1}));
}

TEST_CASE("an entry at a bound that float rounds is pinned there", "[proximal][box]") {
    const proximal::Box box{0.1, 0.3}; // 0.1F is above 0.1, 0.3F is above 0.3
    float low = -1;
    float high = 1;
    box.prox(low, 1.0F);
    box.prox(high, 1.0F);
    CHECK(box.pinned(low, 1.0F, 0));
    CHECK(box.pinned(high, -1.0F, 0));
    CHECK(!box.pinned(low, -1.0F, 0));
    CHECK(!box.pinned(0.2F, 1.0F, 0));
}

TEST_CASE("terms refuse settings out of range", "[proximal][refusal]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_MATCHES(
        (proximal::Box{1, 0}), InvalidSetting,
        Message("proximal::Box: lower must be <= upper, but entry 0 of lower is 1 and of upper, "
                "got 0"));
    CHECK_THROWS_AS((proximal::Box{nan, 0.0}), InvalidSetting);
    CHECK_THROWS_MATCHES(
        (proximal::Box{vector({0, 2}), vector({1, 1})}), InvalidSetting,
        Message("proximal::Box: lower must be <= upper, but entry 1 of lower is 2 and of upper, "
                "got 1"));
    CHECK_THROWS_MATCHES(
        (proximal::Box{vector({0, 2}), vector({1})}), ShapeMismatch,
        Message("proximal::Box: upper must be shaped like lower, 2 x 1, got 1 x 1"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Box{vector({0, 2}), vector({1, 3})}, vector({1})), ShapeMismatch,
        Message("proximal::Box: theta must be shaped like the bounds, 2 x 1, got 1 x 1"));
    CHECK_THROWS_MATCHES(proximal::Ball{0.0}, InvalidSetting,
                         Message("proximal::Ball: radius must be finite and > 0, got 0"));
    CHECK_THROWS_MATCHES(
        prox(proximal::Ball{1.0, vector({0, 2})}, vector({1})), ShapeMismatch,
        Message("proximal::Ball: theta must be shaped like the centre, 2 x 1, got 1 x 1"));
    CHECK_THROWS_MATCHES(proximal::Simplex{-1}, InvalidSetting,
                         Message("proximal::Simplex: total must be finite and > 0, got -1"));
    CHECK_THROWS_MATCHES(proximal::L1{-0.1}, InvalidSetting,
                         Message("proximal::L1: lambda must be finite and >= 0, got -0.1"));
    CHECK_THROWS_MATCHES((proximal::ElasticNet{-1, 0}), InvalidSetting,
                         Message("proximal::ElasticNet: l1 must be finite and >= 0, got -1"));
    CHECK_THROWS_MATCHES((proximal::ElasticNet{0, nan}), InvalidSetting,
                         Message("proximal::ElasticNet: l2 must be finite and >= 0, got nan"));
    CHECK_THROWS_MATCHES((update::ProjectedLimitedMemoryBfgs{proximal::NonNegative{}, 0}),
                         InvalidSetting,
                         Message("update::ProjectedLimitedMemoryBfgs: memory must be >= 1, got 0"));
}

// Near misses, each wrong in one way.
struct NoProx {};
struct ProxOfConstant {
    void prox(const Vector&) const {}
};
struct WithValue {
    void prox(Vector&, double) const {}
    double value(const Vector&) const { return 0; }
};
struct SaysNothing {
    void prox(Vector&, double) const {}
    void pinned(const Vector&, const Vector&, Index) const {}
};
static_assert(!ProximalTerm<NoProx, Vector>, "a term must offer prox");
static_assert(!ProximalTerm<ProxOfConstant, Vector>, "prox must take a rate");
static_assert(!Constraint<WithValue, Vector>, "a constraint has no value");
static_assert(!BoundConstraint<SaysNothing, Vector>, "pinned must return bool");
static_assert(!BoundConstraint<proximal::Ball<>, Vector>, "a ball is no bound on each entry");

} // namespace
} // namespace descent::tests::terms
