// SPDX-License-Identifier: MIT
// The operations that numbers and Eigen vectors share, and how they treat NaN and the extremes.
#include "catch.hpp"

#include <descent/core/parameters.hpp>

#include <limits>
#include <type_traits>
#include <utility>

namespace descent::tests::parameter_operations {
namespace {

template <class Scalar>
constexpr Scalar nan_of = std::numeric_limits<Scalar>::quiet_NaN();
template <class Scalar>
constexpr Scalar infinity_of = std::numeric_limits<Scalar>::infinity();

/// Spoils each entry of theta in turn and counts the positions where the answer is wrong.
template <class Theta>
int missed_nans(const Theta& theta) {
    using Scalar = scalar_t<Theta>;
    int missed = 0;
    for (Index i = 0; i < theta.size(); ++i) {
        Theta spoilt = theta;
        spoilt.data()[i] = nan_of<Scalar>;
        missed += max_norm(spoilt) != max_norm(spoilt) ? 0 : 1;
        missed += max_distance(spoilt, theta) != max_distance(spoilt, theta) ? 0 : 1;
        missed += max_distance(theta, spoilt) != max_distance(theta, spoilt) ? 0 : 1;
        missed += first_non_finite(spoilt) == i ? 0 : 1;
        spoilt.data()[i] = -infinity_of<Scalar>;
        missed += is_finite(max_norm(spoilt)) ? 1 : 0; // infinity, or NaN for small fixed sizes
        missed += first_non_finite(spoilt) == i ? 0 : 1;
    }
    return missed;
}

template <class Scalar, int... Sizes>
int missed_in_every_size(std::integer_sequence<int, Sizes...>) {
    int missed = 0;
    for (const Scalar fill : {Scalar(0), Scalar(1), -std::numeric_limits<Scalar>::max()}) {
        const auto of = [&]<int n>(std::integral_constant<int, n>) {
            using Fixed = Eigen::Matrix<Scalar, n, 1>;
            using Row = Eigen::Matrix<Scalar, 1, n>;
            return missed_nans(Fixed(Fixed::Constant(fill))) +
                   missed_nans(Row(Row::Constant(fill))) +
                   missed_nans(Eigen::VectorX<Scalar>(Eigen::VectorX<Scalar>::Constant(n, fill))) +
                   missed_nans(
                       Eigen::MatrixX<Scalar>(Eigen::MatrixX<Scalar>::Constant(n, 2, fill)));
        };
        missed += (of(std::integral_constant<int, Sizes + 1>{}) + ...);
    }
    return missed;
}

} // namespace

TEST_CASE("max_norm and max_distance see a NaN at every position of every size", "[core]") {
    // Eigen's maxCoeff and lpNorm<Infinity> lose a NaN that is not the first entry.
    using Sizes = std::make_integer_sequence<int, 9>; // 1 to 9
    CHECK(missed_in_every_size<float>(Sizes{}) == 0);
    CHECK(missed_in_every_size<double>(Sizes{}) == 0);
    CHECK(missed_in_every_size<long double>(Sizes{}) == 0);
    CHECK(max_norm(nan_of<double>) != max_norm(nan_of<double>));
    CHECK(max_norm(-infinity_of<float>) == infinity_of<float>);
}

TEST_CASE("max_norm neither overflows nor underflows", "[core]") {
    const double huge = std::numeric_limits<double>::max();
    const double tiny = std::numeric_limits<double>::denorm_min();
    CHECK(max_norm(Eigen::Vector3d(huge, -huge, huge)) == huge);
    CHECK(max_norm(Eigen::Vector3d(0, -tiny, 0)) == tiny);
    CHECK(max_norm(Eigen::Vector2d(-0., 0.)) == 0);
    CHECK(max_norm(-huge) == huge);
    CHECK(max_norm(Eigen::Vector3d(1, -7, 5)) == 7);
}

TEST_CASE("max_distance is the largest change of an entry", "[core]") {
    CHECK(max_distance(Eigen::Vector3d(1, 2, 3), Eigen::Vector3d(1, 6, 2)) == 4);
    CHECK(max_distance(1.5, -1.) == 2.5);
}

TEST_CASE("is_finite knows NaN and both infinities, at compile time too", "[core]") {
    STATIC_REQUIRE(is_finite(0.));
    STATIC_REQUIRE(is_finite(-std::numeric_limits<double>::max()));
    STATIC_REQUIRE(is_finite(std::numeric_limits<long double>::denorm_min()));
    volatile double x = nan_of<double>; // a compiler that folds constants proves nothing
    CHECK_FALSE(is_finite(double(x)));
    x = infinity_of<double>;
    CHECK_FALSE(is_finite(double(x)));
    x = -infinity_of<double>;
    CHECK_FALSE(is_finite(double(x)));
}

TEST_CASE("first_non_finite counts in storage order, and says -1 if there is none", "[core]") {
    Eigen::Matrix<double, 2, 3> by_columns = Eigen::Matrix<double, 2, 3>::Zero();
    Eigen::Matrix<double, 2, 3, Eigen::RowMajor> by_rows = by_columns;
    CHECK(first_non_finite(by_columns) == -1);
    by_columns(1, 1) = by_columns(1, 2) = by_rows(1, 1) = nan_of<double>;
    CHECK(first_non_finite(by_columns) == 3);
    CHECK(first_non_finite(by_rows) == 4);
    CHECK(entry(by_rows, 4) != entry(by_rows, 4));
    CHECK(first_non_finite(2.) == -1);
    CHECK(first_non_finite(infinity_of<float>) == 0);
    CHECK(first_non_finite(Eigen::VectorXd()) == -1);
}

TEST_CASE("same_shape compares rows and columns, not sizes", "[core]") {
    using Matrix = Eigen::MatrixXd;
    CHECK(same_shape(Matrix(2, 3), Matrix(2, 3)));
    CHECK_FALSE(same_shape(Matrix(2, 3), Matrix(3, 2)));
    CHECK_FALSE(same_shape(Matrix(2, 3), Matrix(2, 4)));
    CHECK_FALSE(same_shape(Eigen::VectorXd(2), Eigen::VectorXd(3)));
    CHECK(same_shape(1., 2.));
}

TEST_CASE("larger keeps its first argument when the second is NaN", "[core]") {
    STATIC_REQUIRE(larger(1., 2.) == 2);
    STATIC_REQUIRE(larger(2., 1.) == 2);
    CHECK(larger(1., nan_of<double>) == 1);
}

TEST_CASE("dot, squared_norm and size take numbers, vectors and matrices alike", "[core]") {
    STATIC_REQUIRE(dot(3., -4.) == -12);
    STATIC_REQUIRE(squared_norm(-3.) == 9);
    STATIC_REQUIRE(size(1.f) == 1);
    Eigen::Matrix2d a;
    Eigen::Matrix2d b;
    a << 1, 2, 3, 4;
    b << 5, 6, 7, 8;
    CHECK(dot(a, b) == 70); // 5 + 12 + 21 + 32
    CHECK(squared_norm(a) == 30);
    CHECK(size(a) == 4);
}

TEST_CASE("step writes theta - rate * direction to other memory", "[core]") {
    const Eigen::Vector2d theta(1, 2);
    Eigen::Vector2d next;
    step(theta, 0.5, Eigen::Vector2d(4, -8), next);
    CHECK(next == Eigen::Vector2d(-1, 6));
    CHECK(theta == Eigen::Vector2d(1, 2));
    double number = 0;
    step(3., 0.25, 4., number);
    CHECK(number == 2);
}

TEST_CASE("filled_like keeps the shape", "[core]") {
    CHECK(filled_like(Eigen::MatrixXd(2, 3), 7.) == Eigen::MatrixXd::Constant(2, 3, 7));
    CHECK(filled_like(1.f, 7.f) == 7);
}

TEST_CASE("plain_t is the type that owns what an expression stands for", "[core]") {
    using Vector = Eigen::VectorXd;
    STATIC_REQUIRE(std::is_same_v<plain_t<const Vector&>, Vector>);
    STATIC_REQUIRE(std::is_same_v<plain_t<Eigen::Map<const Vector>>, Vector>);
    STATIC_REQUIRE(std::is_same_v<plain_t<decltype(std::declval<Vector&>() * 2)>, Vector>);
    STATIC_REQUIRE(std::is_same_v<plain_t<Eigen::Ref<Eigen::RowVectorXf>>, Eigen::RowVectorXf>);
    STATIC_REQUIRE(std::is_same_v<plain_t<const float&>, float>);
    STATIC_REQUIRE(std::is_same_v<scalar_t<Eigen::Matrix<long double, 2, 2>>, long double>);
}

} // namespace descent::tests::parameter_operations
