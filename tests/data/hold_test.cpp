// SPDX-License-Identifier: MIT
// hold: what has a name is viewed, what has none is owned.
#include "catch.hpp"

#include <descent/data/hold.hpp>

#include <Eigen/SparseCore>

#include <type_traits>
#include <utility>

namespace descent::holding {
namespace {

using data::held_t;
using data::hold;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_CASE("matrices with a name are viewed where they are", "[data][hold]") {
    MatrixXd X = MatrixXd::Ones(3, 2);
    const MatrixXd& constant = X;
    const Eigen::Matrix<float, 2, 2, Eigen::RowMajor> fixed =
        Eigen::Matrix<float, 2, 2, Eigen::RowMajor>::Ones();
    CHECK(&*hold(X) == &X);
    CHECK(&*hold(constant) == &X);
    CHECK(&*hold(fixed) == &fixed);
    const Eigen::Ref<const MatrixXd> ref = X;
    CHECK((*hold(ref)).data() == X.data());
    Eigen::SparseMatrix<double> sparse(3, 3);
    CHECK(&*hold(sparse) == &sparse);
}

TEST_CASE("a temporary that is handed on by reference passes for one with a name", "[data][hold]") {
    // Why the comma initialiser must not stand in a cost that outlives the statement.
    STATIC_REQUIRE(
        std::is_same_v<held_t<decltype((MatrixXd(2, 1) << 1, 2).finished())>, Viewed<MatrixXd>>);
    CHECK(*hold(MatrixXd((MatrixXd(2, 1) << 1, 2).finished())) == MatrixXd{{1}, {2}});
    CHECK(*hold(MatrixXd{{1}, {2}}) == MatrixXd{{1}, {2}});
}

TEST_CASE("maps, and blocks with a name, are kept as the views they are", "[data][hold]") {
    MatrixXd X = MatrixXd::Ones(4, 4);
    const Eigen::Map<const MatrixXd> map(X.data(), 4, 4);
    CHECK((*hold(map)).data() == X.data());
    CHECK((*hold(Eigen::Map<MatrixXd>(X.data(), 2, 2))).data() == X.data());
    const auto block = X.block(1, 1, 2, 2);
    const auto column = X.col(3);
    CHECK((*hold(block)).data() == &X(1, 1));
    CHECK((*hold(column)).data() == &X(0, 3));
    STATIC_REQUIRE(
        std::is_same_v<held_t<decltype(block)&>, Owned<std::remove_const_t<decltype(block)>>>);
    Eigen::SparseMatrix<double> sparse(3, 3);
    sparse.insert(1, 1) = 2;
    auto columns = sparse.leftCols(2);
    STATIC_REQUIRE(std::is_same_v<held_t<decltype(columns)&>, Owned<decltype(columns)>>);
    sparse.coeffRef(1, 1) = 3; // what lies in memory is seen to change
    CHECK((*hold(columns)).coeff(1, 1) == 3);
}

TEST_CASE("a block of an expression with a name is evaluated, as the expression is",
          "[data][hold]") {
    const MatrixXd X{{1, 2}, {3, 4}};
    const auto twice = 2 * X;
    const auto of_sum = twice.col(1);
    STATIC_REQUIRE(std::is_same_v<held_t<decltype(of_sum)&>, Owned<VectorXd>>);
    CHECK(*hold(of_sum) == VectorXd{{4, 8}});
    const auto product = X * X;
    auto of_product = product.bottomRows(1);
    CHECK(*hold(of_product) == MatrixXd{{15, 22}});
}

TEST_CASE("temporaries are owned: matrices moved, all else evaluated", "[data][hold]") {
    MatrixXd X = MatrixXd::Ones(3, 2);
    const double* numbers = X.data();
    const auto moved = hold(std::move(X));
    CHECK((*moved).data() == numbers);

    STATIC_REQUIRE(std::is_same_v<held_t<MatrixXd>, Owned<MatrixXd>>);
    STATIC_REQUIRE(std::is_same_v<held_t<Eigen::Ref<const MatrixXd>>, Owned<MatrixXd>>);
    STATIC_REQUIRE(
        std::is_same_v<held_t<decltype(std::declval<MatrixXd&>().leftCols(1))>, Owned<MatrixXd>>);
    STATIC_REQUIRE(
        std::is_same_v<held_t<decltype(std::declval<MatrixXd&>().col(0))>, Owned<VectorXd>>);
    STATIC_REQUIRE(
        std::is_same_v<held_t<decltype(2 * std::declval<MatrixXd&>())>, Owned<MatrixXd>>);
    STATIC_REQUIRE(std::is_same_v<held_t<const MatrixXd>, Owned<MatrixXd>>);
    STATIC_REQUIRE(std::is_same_v<held_t<const MatrixXd&>, Viewed<MatrixXd>>);
}

TEST_CASE("an expression with a name is evaluated, for its operands may be gone before the cost",
          "[data][hold]") {
    const MatrixXd X = MatrixXd::Ones(3, 2);
    const auto sum = X + X;
    const auto across = X.transpose();
    STATIC_REQUIRE(std::is_same_v<held_t<decltype(sum)&>, Owned<MatrixXd>>);
    STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(*hold(across))>,
                                  std::remove_cvref_t<decltype(across)>::PlainObject>);
    CHECK(*hold(sum) == MatrixXd::Constant(3, 2, 2));
    CHECK(*hold(across) == MatrixXd::Ones(2, 3));
}

} // namespace
} // namespace descent::holding
