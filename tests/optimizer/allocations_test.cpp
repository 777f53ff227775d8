// SPDX-License-Identifier: MIT
// A run allocates nothing after its construction.
#include "catch.hpp"
#include "count_malloc.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <cstdint>
#include <type_traits>
#include <utility>

namespace descent::tests::allocations {
namespace {

/// The allocations of a run after its construction, which must be long enough to be worth it.
template <class Optimizer, class Cost, class Theta>
std::int64_t after_construction(const Optimizer& optimizer, const Cost& cost, const Theta& theta0) {
    auto run = optimizer.run(cost, theta0);
    const std::int64_t found = during([&] {
        while (!run.finished()) {
            run.advance();
        }
    });
    return run.now().iteration >= 20 ? found : -1;
}

/// 1/2 sum of (i + 1) theta_i^2: a search has something to do.
const auto ellipsoid = cost::from_value_and_gradient([](const auto& theta, auto& gradient) {
    for (Index i = 0; i < theta.size(); ++i) {
        gradient[i] = static_cast<double>(i + 1) * theta[i];
    }
    return theta.dot(gradient) / 2;
});

template <class Theta>
std::int64_t in_every_method(const auto& cost, const Theta& theta0) {
    const auto stop = stop::GradientBelow{0} | stop::CostFlat{0} | stop::ParametersStill{0} |
                      stop::InARow{3, stop::GradientBelow{0}} | stop::AfterIterations{30};
    std::int64_t found = 0;
    for (const std::int64_t one :
         {after_construction(GradientDescent{rate::Constant{1e-3}, stop}, cost, theta0),
          after_construction(GradientDescent{rate::Backtracking{}, stop}, cost, theta0),
          after_construction(GradientDescent{update::Momentum{0.9}, rate::Constant{1e-3}, stop},
                             cost, theta0),
          after_construction(GradientDescent{update::Momentum{0.9}, rate::Backtracking{}, stop},
                             cost, theta0)}) {
        if (one < 0) {
            return one; // too short a run
        }
        found += one;
    }
    return found;
}

/// With a rule that remembers, and a search: what a method keeps does not depend on the cost, nor
/// the other way round.
template <class Theta>
std::int64_t in_a_run(const auto& cost, const Theta& theta0) {
    const stop::AfterIterations stop{30};
    return after_construction(GradientDescent{update::Momentum{0.9}, rate::Backtracking{}, stop},
                              cost, theta0);
}

} // namespace

TEST_CASE("malloc is counted, from Eigen and from new", "[optimizer][allocations]") {
#ifndef DESCENT_TESTS_COUNT_MALLOC
    SKIP("malloc is not counted under this sanitizer or with this C library");
#else
    volatile Index n = 100; // a size that the compiler does not see
    CHECK(during([&] {
              Eigen::VectorXd vector(n);
              vector[0] = 1;
              n = vector.size();
          }) == 1);
    CHECK(during([] {
              int* volatile kept = new int(1); // a compiler may leave out what nobody sees
              delete kept;
          }) == 1);
#endif
}

TEST_CASE("a run allocates nothing after its construction", "[optimizer][allocations]") {
#ifndef DESCENT_TESTS_COUNT_MALLOC
    SKIP("malloc is not counted under this sanitizer or with this C library");
#else
    CHECK(in_every_method(ellipsoid, Eigen::Vector3d(1, 2, 3)) == 0);
    CHECK(in_every_method(ellipsoid, Eigen::VectorXd(Eigen::VectorXd::LinSpaced(200, -1, 1))) == 0);
#endif
}

TEST_CASE("a run with constraints or penalties allocates nothing after its construction",
          "[optimizer][allocations][proximal]") {
#ifndef DESCENT_TESTS_COUNT_MALLOC
    SKIP("malloc is not counted under this sanitizer or with this C library");
#else
    using Vector = Eigen::VectorXd;
    const Vector start = Vector::LinSpaced(200, -1, 1);
    const Vector lower = Vector::Constant(200, -0.5);
    const proximal::Box box{lower, Vector(-lower)};
    const stop::AfterIterations stop{40};
    const auto steps = [&](const auto& optimizer, const auto& term) {
        return after_construction(optimizer, cost::Composite{ellipsoid, term}, start);
    };
    const GradientDescent plain{rate::Constant{1e-4}, stop};
    CHECK(steps(plain, box) == 0);
    CHECK(steps(plain, proximal::NonNegative{}) == 0);
    CHECK(steps(plain, proximal::Simplex{}) == 0);
    CHECK(steps(plain, proximal::Ball{0.5}) == 0);
    CHECK(steps(plain, proximal::Ball{0.5, lower}) == 0);
    CHECK(steps(plain, proximal::L1{0.1}.without_intercept()) == 0);
    CHECK(steps(plain, proximal::ElasticNet{0.1, 0.1}) == 0);
    CHECK(steps(GradientDescent{update::Fista{}, rate::Constant{1e-4}, stop}, box) == 0);
    CHECK(steps(GradientDescent{rate::BarzilaiBorwein{}, stop}, proximal::Simplex{}) == 0);
    CHECK(steps(GradientDescent{update::ProjectedLimitedMemoryBfgs{box, 5}, rate::Constant{1e-3},
                                stop},
                box) == 0);
#endif
}

TEST_CASE("a run over a training set allocates nothing after its construction",
          "[optimizer][allocations]") {
#ifndef DESCENT_TESTS_COUNT_MALLOC
    SKIP("malloc is not counted under this sanitizer or with this C library");
#else
    // 150 examples: two whole blocks of 64 rows and a part. X_ij = ((7 i + 3 j) mod 11) / 11.
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::MatrixXd by_columns(150, 5);
    for (Index i = 0; i < by_columns.rows(); ++i) {
        for (Index j = 0; j < by_columns.cols(); ++j) {
            by_columns(i, j) = static_cast<double>((7 * i + 3 * j) % 11) / 11;
        }
    }
    const RowMajor by_rows = by_columns;
    const Eigen::VectorXd y = by_columns.col(0).array().square();
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(6);
    CHECK(in_a_run(cost::MeanSquaredError{by_columns, y}, zero) == 0);
    CHECK(in_a_run(cost::MeanSquaredError{by_rows, y}, zero) == 0);
    CHECK(in_a_run(cost::MeanSquaredError{by_rows, y} + 0.1 * cost::SquaredNorm{}, zero) == 0);
    CHECK(in_a_run(cost::MeanSquaredError{data::TrainingSetStatistics{by_rows, y}}, zero) == 0);
    CHECK(in_a_run(cost::Standardized{cost::MeanSquaredError{by_rows, y},
                                      data::Standardization{by_rows}},
                   zero) == 0);
    const Eigen::VectorXd labels = (y.array() > 0.25).cast<double>();
    const Eigen::SparseMatrix<double> sparse = by_columns.sparseView();
    CHECK(in_a_run(cost::LogisticLoss{by_rows, data::Weighted{labels, y}}, zero) == 0);
    CHECK(in_a_run(cost::LogisticLoss{sparse, labels}, zero) == 0);
    CHECK(in_a_run(cost::SoftmaxLoss{by_columns, labels, 2},
                   Eigen::MatrixXd(Eigen::MatrixXd::Zero(6, 2))) == 0);
    // what minimize runs on costs that name a preconditioner, far features and far looks included
    const RowMajor away = by_rows.array() + 1e6;
    const auto by_default = [&](const auto& cost) {
        const GradientDescent optimizer{default_update(cost.preconditioner(Ridge{})),
                                        default_rate(Rounding::large), stop::AfterIterations{40}};
        return after_construction(optimizer, cost, zero);
    };
    CHECK(by_default(cost::LogisticLoss{by_rows, labels}) == 0);
    CHECK(by_default(cost::PoissonLoss{away, y}) == 0);
    CHECK(by_default(cost::MeanSquaredError{away, y}) == 0);
    using Six = Eigen::Matrix<double, 6, 1>;
    CHECK(in_a_run(cost::MeanSquaredError{by_columns, y}, Six(Six::Zero())) == 0);
    CHECK(in_a_run(cost::MeanSquaredError{by_rows, y}, Six(Six::Zero())) == 0);
    CHECK(in_a_run(cost::MeanSquaredError{by_columns, y, hypothesis::Polynomial{2}},
                   Eigen::VectorXd(Eigen::VectorXd::Zero(11))) == 0);
#endif
}

/// Asks a line at so many rates, whatever it is like.
struct ManyTrials {
    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>&, StraightLine<scalar_t<Theta>> auto& line) const {
        double lowest = line.value();
        double best = 1e-3;
        for (const double trial : {1e-3, 2e-3, 1e-4, 5e-2, 0.09, 3e-3}) {
            if (const double value = line(trial).value; value < lowest) {
                lowest = value;
                best = trial;
            }
        }
        return best;
    }
};

// The searches read trials off the scores that the cost keeps (AlongCost).
TEST_CASE("a search over a training set allocates nothing after its construction",
          "[optimizer][allocations]") {
#ifndef DESCENT_TESTS_COUNT_MALLOC
    SKIP("malloc is not counted under this sanitizer or with this C library");
#else
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Vector = Eigen::VectorXd;
    Eigen::MatrixXd by_columns(150, 5);
    for (Index i = 0; i < by_columns.size(); ++i) { // without a pattern
        by_columns.data()[i] =
            static_cast<double>((static_cast<unsigned>(i) * 2654435761U) >> 16U) / 65536 - 0.5;
    }
    const RowMajor by_rows = by_columns;
    const Eigen::SparseMatrix<double> sparse = by_columns.sparseView();
    const Vector y = by_columns.col(0).array().square();
    const Vector labels = (by_columns.col(1).array() > by_columns.col(2).array()).cast<double>();
    const Vector zero = Vector::Zero(6);
    const stop::AfterIterations stop{25};
    const cost::LogisticLoss J{by_columns, labels};
    const auto by = [&](const auto& optimizer) { return after_construction(optimizer, J, zero); };
    CHECK(by(GradientDescent{rate::StrongWolfe{}, stop}) == 0);
    CHECK(by(GradientDescent{rate::Backtracking{}, stop}) == 0);
    CHECK(by(GradientDescent{rate::HagerZhang{}, stop}) == 0);
    CHECK(by(GradientDescent{update::Momentum{0.5}, rate::Backtracking{}, stop}) == 0);
    CHECK(
        after_construction(GradientDescent{update::ConjugateGradient{}, rate::StrongWolfe{}, stop},
                           J + 0.1 * cost::SquaredNorm{}, zero) == 0);
    // the room for scores is the cost's: each with a search that tries often
    const auto found = [&](const auto& cost, const auto& theta0) {
        static_assert(
            AlongCost<std::remove_cvref_t<decltype(cost)>, std::remove_cvref_t<decltype(theta0)>>);
        return after_construction(GradientDescent{ManyTrials{}, stop}, cost, theta0);
    };
    CHECK(found(J, zero) == 0);
    CHECK(found(cost::LogisticLoss{by_rows, data::Weighted{labels, y}}, zero) == 0);
    CHECK(found(cost::LogisticLoss{sparse, labels}, zero) == 0);
    CHECK(found(cost::HuberLoss{by_rows, y, 0.1}, zero) == 0);
    CHECK(found(cost::SoftmaxLoss{by_columns, labels, 2},
                Eigen::MatrixXd(Eigen::MatrixXd::Zero(6, 2))) == 0);
    CHECK(found(0.5 * J + 0.01 * cost::SquaredNorm{}.without_intercept(), zero) == 0);
    // in units that make it hard enough for a run of this length
    const data::Standardization units{by_columns * Vector{{1, 5, 20, 0.2, 1}}.asDiagonal()};
    CHECK(found(cost::Standardized{J, units}, zero) == 0);
#endif
}

} // namespace descent::tests::allocations
