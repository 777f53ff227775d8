// SPDX-License-Identifier: MIT
// Dual numbers know the derivatives of what is computed with them.
#include "catch.hpp"

#include <descent/derivative/dual.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>
#include <string>

namespace descent::derivative {
namespace dual_test {

using Catch::Matchers::WithinRel;
using Eigen::Index;

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// x, moving along the first of two directions.
template <class Scalar>
Dual<Scalar, 2> along(Scalar x) {
    return {x, {Scalar(1), Scalar(0)}};
}

template <class Scalar>
void check_functions() {
    using Number = Dual<Scalar, 2>;
    struct Row {
        std::string name;
        Number (*f)(const Number&);
        double value;      // f(0.7), from arithmetic of 30 digits
        double derivative; // f'(0.7), likewise
    };
    const Row rows[] = {
        {"exp", [](const Number& x) { return exp(x); }, 2.0137527074704765216,
         2.0137527074704765216},
        {"expm1", [](const Number& x) { return expm1(x); }, 1.0137527074704765216,
         2.0137527074704765216},
        {"log", [](const Number& x) { return log(x); }, -0.35667494393873237891,
         1.4285714285714285714},
        {"log1p", [](const Number& x) { return log1p(x); }, 0.53062825106217039623,
         0.58823529411764705882},
        {"log2", [](const Number& x) { return log2(x); }, -0.51457317282975824043,
         2.0609929155556620105},
        {"log10", [](const Number& x) { return log10(x); }, -0.15490195998574316929,
         0.62042068843321689664},
        {"sqrt", [](const Number& x) { return sqrt(x); }, 0.83666002653407554798,
         0.59761430466719681998},
        {"cbrt", [](const Number& x) { return cbrt(x); }, 0.88790400174260070843,
         0.42281142940123843259},
        {"sin", [](const Number& x) { return sin(x); }, 0.64421768723769105367,
         0.76484218728448842626},
        {"cos", [](const Number& x) { return cos(x); }, 0.76484218728448842626,
         -0.64421768723769105367},
        {"tan", [](const Number& x) { return tan(x); }, 0.84228838046307944813,
         1.7094497158631172766},
        {"asin", [](const Number& x) { return asin(x); }, 0.77539749661075306374,
         1.4002800840280098035},
        {"acos", [](const Number& x) { return acos(x); }, 0.79539883018414355549,
         -1.4002800840280098035},
        {"atan", [](const Number& x) { return atan(x); }, 0.61072596438920861654,
         0.67114093959731543624},
        {"sinh", [](const Number& x) { return sinh(x); }, 0.75858370183953350346,
         1.2551690056309430182},
        {"cosh", [](const Number& x) { return cosh(x); }, 1.2551690056309430182,
         0.75858370183953350346},
        {"tanh", [](const Number& x) { return tanh(x); }, 0.60436777711716349631,
         0.63473958998245858737},
        {"erf", [](const Number& x) { return erf(x); }, 0.67780119383741847298,
         0.69127486041053857205},
        // 1/x: 1/0.7 and -1/0.49. x^3: 0.343 and 1.47. 2^x: 2^0.7 and log(2) 2^0.7.
        {"1/x", [](const Number& x) { return 1 / x; }, 1.0 / 0.7, -1.0 / 0.49},
        {"x^3", [](const Number& x) { return pow(x, 3); }, 0.343, 1.47},
        {"2^x", [](const Number& x) { return pow(2, x); }, 1.6245047927124710452,
         1.1260209168747676946},
    };
    const auto digits = static_cast<double>(std::numeric_limits<Scalar>::epsilon());
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const Number y = row.f(along(static_cast<Scalar>(0.7)));
        // Up to 4 roundings, each 1/2 epsilon, magnified up to 3 times (log near 1) by that of 0.7,
        // and the expected values have no more than the digits of double.
        const double tolerance = 8 * (digits > epsilon ? digits : epsilon);
        CHECK_THAT(static_cast<double>(y.value()), WithinRel(row.value, tolerance));
        CHECK_THAT(static_cast<double>(y.derivatives()[0]), WithinRel(row.derivative, tolerance));
        CHECK(y.derivatives()[1] == 0);
    }
}

TEST_CASE("Functions of a dual number have the derivatives of the textbook", "[derivative][dual]") {
    check_functions<float>();
    check_functions<double>();
    check_functions<long double>();
}

TEST_CASE("Arithmetic of duals obeys the rules of sum, product and quotient",
          "[derivative][dual]") {
    using Number = Dual<double, 2>;
    constexpr Number x{3.0, {1, 0}};
    constexpr Number y{4.0, {0, 1}};
    // All numbers are small integers or halves: exact.
    constexpr auto is = [](const Number& a, double value, double dx, double dy) {
        return a.value() == value && a.derivatives()[0] == dx && a.derivatives()[1] == dy;
    };
    STATIC_REQUIRE(is(x + y, 7, 1, 1));
    STATIC_REQUIRE(is(x - y, -1, 1, -1));
    STATIC_REQUIRE(is(x * y, 12, 4, 3));
    STATIC_REQUIRE(is(x / y, 0.75, 0.25, -0.1875)); // 1/4 and -3/16
    STATIC_REQUIRE(is(-x, -3, -1, 0));
    STATIC_REQUIRE(is(2 * x + 1, 7, 2, 0));
    STATIC_REQUIRE(is(1 - x, -2, -1, 0));
    STATIC_REQUIRE(is(12 / y, 3, 0, -0.75));
    STATIC_REQUIRE(is(x / 2, 1.5, 0.5, 0));
    STATIC_REQUIRE(is(min(x, y), 3, 1, 0));
    STATIC_REQUIRE(is(max(x, y), 4, 0, 1));
    STATIC_REQUIRE(is(max(x, 5.0), 5, 0, 0));
    STATIC_REQUIRE(is(abs(-y), 4, 0, 1));
    CHECK(is(hypot(x, y), 5, 0.6, 0.8));
    STATIC_REQUIRE((x < y && y > 3 && x == 3 && 4 >= y && x != y));
}

TEST_CASE("A derivative that is not there is 0, not NaN, for entries that do not matter",
          "[derivative][dual]") {
    const auto zero = along(0.0);
    CHECK(sqrt(zero).derivatives()[0] == infinity);
    CHECK(sqrt(zero).derivatives()[1] == 0);
    CHECK(abs(zero).derivatives()[0] == 0);
    CHECK(pow(zero, 2).derivatives()[0] == 0);
    CHECK(pow(zero, 1).derivatives()[0] == 1);
    CHECK(pow(zero, 0).derivatives()[0] == 0);
    CHECK(pow(zero, along(2.0)).derivatives()[0] == 0);
    CHECK(hypot(zero, zero).derivatives()[0] == 0);
    // A negative base with a constant exponent of dual type: -8, and 3 (-2)^2.
    const auto cube = pow(along(-2.0), Dual<double, 2>(3));
    CHECK(cube.value() == -8);
    CHECK(cube.derivatives()[0] == 12);
}

TEST_CASE("A dual is finite, infinite or NaN as its value is", "[derivative][dual]") {
    CHECK(isfinite(along(1.0)));
    CHECK_FALSE(isinf(along(1.0)));
    CHECK_FALSE(isnan(along(1.0)));
    CHECK(isinf(along(-infinity)));
    CHECK_FALSE(isfinite(along(infinity)));
    CHECK(isnan(along(infinity) - infinity));
    CHECK_FALSE(isinf(along(infinity) - infinity));
    CHECK(std::numeric_limits<Dual<float, 2>>::epsilon() == std::numeric_limits<float>::epsilon());
}

TEST_CASE("Duals of duals have second derivatives", "[derivative][dual]") {
    using First = Dual<double, 1>;
    using Second = Dual<First, 1>;
    const Second x{First{2.0, {1.0}}, {First{1.0}}};
    const Second y = x * x * x * 2 + exp(x - 2) / 1;  // 2 x^3 + exp(x - 2)
    CHECK(y.value().value() == 17);                   // 16 + 1
    CHECK(y.derivatives()[0].value() == 25);          // 6 x^2 + 1
    CHECK(y.derivatives()[0].derivatives()[0] == 25); // 12 x + 1
}

TEST_CASE("Eigen computes with duals, mixed with plain numbers", "[derivative][dual]") {
    using Number = Dual<double, 3>;
    // Small integers: all exact, whatever the order of the sums.
    Eigen::Matrix3d A;
    A << 2, 1, 0, -1, 3, 2, 4, 0, 1;
    const Eigen::Vector3d at(1, -2, 3);
    Eigen::Matrix<Number, Eigen::Dynamic, 1> t(3);
    for (Index i = 0; i < 3; ++i) {
        t[i] = at[i];
        t[i].derivatives()[static_cast<std::size_t>(i)] = 1;
    }
    const auto gradient = [](const Number& y) {
        return Eigen::Vector3d(y.derivatives()[0], y.derivatives()[1], y.derivatives()[2]);
    };
    const Eigen::Vector3d ones = Eigen::Vector3d::Ones();
    CHECK(gradient(t.squaredNorm()) == 2 * at);
    CHECK(gradient(t.sum()) == ones);
    CHECK(gradient(t.dot(at)) == at);
    CHECK(gradient(at.dot(t)) == at);
    CHECK(gradient((2 * t + at).sum()) == 2 * ones);
    CHECK(gradient((A * t).sum()) == A.transpose() * ones);
    CHECK(gradient((t.transpose() * A * t).value()) == (A + A.transpose()) * at);
    CHECK(gradient(t.cwiseAbs().maxCoeff()) == Eigen::Vector3d(0, 0, 1));
    CHECK(gradient(t.array().square().sum()) == 2 * at);
    CHECK(gradient((t * t.transpose()).trace()) == 2 * at);
    CHECK((A * t - at).allFinite());
    // The norm is sqrt(14): one square root and one division, then a product.
    const Eigen::Vector3d expected = at / std::sqrt(14.0);
    CHECK((gradient(t.norm()) - expected).cwiseAbs().maxCoeff() <= 2 * epsilon);
}

} // namespace dual_test
} // namespace descent::derivative
