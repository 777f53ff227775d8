// SPDX-License-Identifier: MIT
// Standardization: means and spreads, theta there and back, constant columns.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/data/standardization.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace descent::standardizing {
namespace {

using data::Standardization;
using data::TrainingSetStatistics;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using training::inputs;
using training::targets;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double eps = std::numeric_limits<double>::epsilon();

// (1, 3, 5, 7): mean 4, variance (9 + 1 + 1 + 9) / 4 = 5; (0, 0, 8, 8): mean 4, variance 16
const MatrixXd four{{1, 0}, {3, 0}, {5, 8}, {7, 8}};

TEST_CASE("means and spreads of four examples are as worked by hand", "[data][standardization]") {
    const Standardization standardization{four};
    CHECK(standardization.features() == 2);
    CHECK(standardization.means() == VectorXd{{4, 4}});
    CHECK(standardization.spreads() == VectorXd{{std::sqrt(5), 4}});
    CHECK(standardization.constant_columns().empty());
    CHECK(standardization.warning().empty());
}

// theta on scaled features (10, 3 sqrt 5, 8): on features as they are the slopes are (3, 2) and the
// intercept 10 - 3 * 4 - 2 * 4 = -10. Square roots round once and cancel to an ulp.
TEST_CASE("theta goes to features as they are and back", "[data][standardization]") {
    const Standardization standardization{four};
    const VectorXd scaled{{10, 3 * std::sqrt(5), 8}};
    const VectorXd raw{{-10, 3, 2}};
    CHECK((standardization.unscaled(scaled) - raw).cwiseAbs().maxCoeff() <= 20 * eps);
    CHECK((standardization.scaled(raw) - scaled).cwiseAbs().maxCoeff() <= 20 * eps);
    // without intercept: scaled, not centred
    CHECK((standardization.unscaled(VectorXd(scaled.tail(2))) - raw.tail(2)).norm() <= 4 * eps);
    CHECK((standardization.scaled(VectorXd(raw.tail(2))) - scaled.tail(2)).norm() <= 16 * eps);
    // a matrix, column by column
    MatrixXd both(3, 2);
    both << scaled, 2 * scaled;
    const MatrixXd unscaled = standardization.unscaled(both);
    CHECK(unscaled.col(0) == standardization.unscaled(scaled));
    CHECK(unscaled.col(1) == 2 * standardization.unscaled(scaled)); // 2 only moves exponents
    CHECK(standardization.scaled(unscaled).isApprox(both, 20 * eps));
}

TEST_CASE("predictions with the scaled theta on scaled features are those with the unscaled theta",
          "[data][standardization]") {
    const MatrixXd X = (inputs(200, 3) / 3).array() + 5;
    const Standardization standardization{X};
    const MatrixXd Z = (X.rowwise() - standardization.means().transpose()) *
                       standardization.spreads().cwiseInverse().asDiagonal();
    const VectorXd scaled{{1, -2, 3, 0.5}};
    const VectorXd theta = standardization.unscaled(scaled);
    const VectorXd h = (X * theta.tail(3)).array() + theta[0];
    const VectorXd h_scaled = (Z * scaled.tail(3)).array() + scaled[0];
    CHECK((h - h_scaled).cwiseAbs().maxCoeff() <= 100 * eps);
}

TEST_CASE("any layout, and statistics, give the same means and spreads",
          "[data][standardization]") {
    const Index m = GENERATE(1, 511, 1300);
    const MatrixXd X = (inputs(m, 4) / 3).array() + 1e6;
    const Standardization by_columns{X};
    const RowMajor R = X;
    const Standardization by_rows{R};
    const Standardization of_statistics{TrainingSetStatistics{X, targets(m)}};
    for (const auto& other : {by_rows, of_statistics}) {
        CHECK((other.means() - by_columns.means()).cwiseAbs().maxCoeff() <= 4 * eps * 1e6);
        // sums of squares of 512 terms a block, see the test of the statistics
        CHECK((other.spreads() - by_columns.spreads()).cwiseAbs().maxCoeff() <= 100 * eps * 8);
    }
    CHECK(Standardization{X * MatrixXd::Identity(4, 4)}.spreads() == by_columns.spreads());
}

// Three of the four rows above once, once, and twice, and one of weight 0, which may be anything:
// (1, 3, 5, 5): mean 7/2, variance (25/4 + 1/4 + 9/4 + 9/4) / 4 = 11/4; (0, 0, 8, 8): as above
TEST_CASE("with weights means and spreads are those of repeated examples",
          "[data][standardization][weights]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    MatrixXd X = four;
    X.row(3).setConstant(nan);
    const VectorXd y = VectorXd::Constant(4, nan);
    for (const double unit : {1.0, 1e-310, 1e307}) {
        CAPTURE(unit);
        const VectorXd w = unit * VectorXd{{1, 1, 2, 0}};
        const Standardization standardization{X, data::Weighted{y, w}};
        // roots of weights, their products and the sums: some eight roundings of numbers up to 4
        CHECK((standardization.means() - VectorXd{{3.5, 4}}).cwiseAbs().maxCoeff() <= 32 * eps);
        CHECK((standardization.spreads() - VectorXd{{std::sqrt(2.75), 4}}).cwiseAbs().maxCoeff() <=
              32 * eps);
        CHECK(standardization.constant_columns().empty());
    }
    // in several blocks, the second without weight; and like the statistics with the same weights
    const MatrixXd many = (inputs(1700, 3) / 3).array() + 1e3;
    VectorXd w = inputs(1700, 1).cwiseAbs();
    w.segment(512, 512).setZero();
    const data::Weighted weighted{targets(1700), w};
    const Standardization of_statistics{TrainingSetStatistics{many, weighted}};
    const RowMajor by_rows = many;
    for (const auto& of_examples :
         {Standardization{many, weighted}, Standardization{by_rows, weighted}}) {
        CHECK((of_examples.means() - of_statistics.means()).cwiseAbs().maxCoeff() <= 4 * eps * 1e3);
        CHECK((of_examples.spreads() - of_statistics.spreads()).cwiseAbs().maxCoeff() <=
              100 * eps * 8);
    }
}

TEST_CASE("float data is standardised in double", "[data][standardization]") {
    const Eigen::MatrixXf X = inputs<float>(60, 2) / 3.0F;
    const Standardization standardization{X};
    STATIC_REQUIRE(
        std::is_same_v<std::remove_const_t<decltype(standardization)>, Standardization<double>>);
    const Eigen::MatrixXd same = X.cast<double>();
    CHECK(standardization.spreads() == Standardization{same}.spreads());
    const Eigen::VectorXf theta{{1, 2, 3}};
    CHECK(standardization.unscaled(theta) ==
          standardization.unscaled(VectorXd{{1, 2, 3}}).cast<float>());
}

TEST_CASE("a column is constant if its spread is not above the rounding of its mean",
          "[data][standardization]") {
    MatrixXd X = inputs(1000, 5) / 3;
    X.col(1).setConstant(0.1);
    X.col(2).setConstant(1e6);
    X(17, 2) += 0x1p-33; // an ulp: of a spread of 1e-18 means
    X.col(4).setZero();
    const Standardization standardization{X};
    CHECK(standardization.constant_columns() == std::vector<Index>{1, 2, 4});
    CHECK(standardization.spreads()[1] == 1);
    CHECK(standardization.spreads()[2] == 1);
    CHECK(standardization.spreads()[3] > 1);
    CHECK(standardization.means()[1] == 0.1);
    CHECK(standardization.warning() ==
          "columns 1, 2, 4 are constant: not scaled, and with an intercept of no effect");
    CHECK(Standardization{X.leftCols(2)}.warning() ==
          "column 1 is constant: not scaled, and with an intercept of no effect");
    X(17, 2) += 1; // an ordinary outlier: 0.03 of spread at a mean of 1e6
    CHECK(Standardization{X}.constant_columns() == std::vector<Index>{1, 4});
}

// (1, 2, 2, 3): mean 2, variance 1/2
TEST_CASE("whether a column is constant does not depend on its unit", "[data][standardization]") {
    const MatrixXd X{{1, 4}, {2, 4}, {2, 4}, {3, 4}};
    const RowMajor R = X;
    const VectorXd spreads{{std::sqrt(0.5), 1}};
    for (const double unit : {1.0, 0x1p-500, 0x1p-530, 0x1p-560, 0x1p-1000, 0x1p-1020, 0x1p+500}) {
        CAPTURE(unit);
        for (const auto& standardization :
             {Standardization{unit * X}, Standardization{RowMajor(unit * R)}}) {
            CHECK(standardization.constant_columns() == std::vector<Index>{1});
            CHECK(std::abs(standardization.spreads()[0] / unit - spreads[0]) <= 4 * eps);
            CHECK(standardization.means() == unit * VectorXd{{2, 4}});
        }
    }
    const Standardization tiny{MatrixXd{{1e-170, 1}, {2e-170, 2}}};
    CHECK(tiny.constant_columns().empty());
    CHECK(std::abs(tiny.spreads()[0] / 0.5e-170 - 1) <= 8 * eps);
    // a mean whose rounding is above any spread that underflows, and one whose is below
    const Standardization beside{
        MatrixXd{{0x1p-400, 0x1p-500}, {0x1p-400, 0x1p-500 * (1 + 8 * eps)}}};
    CHECK(beside.constant_columns() == std::vector<Index>{0});
    CHECK(beside.spreads()[1] == 0x1p-500 * 4 * eps);
    // among others that are large, and where rounding is the spread
    MatrixXd mixed(3, 2);
    mixed << 1e-170, 1e300, 1e-170 * (1 + eps), 1e300 * (1 + eps), 1e-170, 1e300;
    CHECK(Standardization{mixed.leftCols(1)}.constant_columns() == std::vector<Index>{0});
    // the least numbers have no digits to tell
    CHECK(Standardization{MatrixXd{{5e-324}, {1e-323}}}.constant_columns() ==
          std::vector<Index>{0});
    CHECK(Standardization{Eigen::MatrixXf{{1e-30F}, {3e-30F}}}.constant_columns().empty());
}

TEST_CASE("one example makes every column constant", "[data][standardization]") {
    const Standardization standardization{MatrixXd{{3, 4}}};
    CHECK(standardization.constant_columns() == std::vector<Index>{0, 1});
    CHECK(standardization.means() == VectorXd{{3, 4}});
}

TEST_CASE("known means and variances make a standardization", "[data][standardization]") {
    const auto known = Standardization<double>::from_moments(VectorXd{{4, 4}}, VectorXd{{5, 16}});
    CHECK(known.means() == Standardization{four}.means());
    CHECK(known.spreads() == Standardization{four}.spreads());
    const auto constant = Standardization<double>::from_moments(VectorXd{{4, 7}}, VectorXd{{5, 0}});
    CHECK(constant.constant_columns() == std::vector<Index>{1});
    CHECK(constant.spreads()[1] == 1);
    const auto of = [](const VectorXd& means, const VectorXd& variances) {
        return Standardization<double>::from_moments(means, variances);
    };
    CHECK_THROWS_WITH(of(VectorXd{}, VectorXd{}),
                      "data::Standardization: there must be at least one mean, got 0");
    CHECK_THROWS_WITH(of(VectorXd{{1, 2}}, VectorXd{{1}}),
                      "data::Standardization: there must be as many variances as means, 2, got 1");
    CHECK_THROWS_WITH(of(VectorXd{{1, 1. / 0.}}, VectorXd{{1, 1}}),
                      "data::Standardization: mean 1 must be finite, got inf");
    CHECK_THROWS_WITH(of(VectorXd{{1, 2}}, VectorXd{{-1, 1}}),
                      "data::Standardization: variance 0 must be finite and >= 0, got -1");
    CHECK_THROWS_AS(of(VectorXd{{1, 2}}, VectorXd{{1, std::nan("")}}), InvalidSetting);
}

TEST_CASE("a ridge lengthens spreads and leaves no column constant", "[data][standardization]") {
    MatrixXd X = four;
    X.conservativeResize(4, 3);
    X.col(2).setConstant(7);
    const Standardization plain{X};
    const auto softened = plain.with_ridge(9);
    CHECK(softened.means() == plain.means());
    CHECK((softened.spreads() - VectorXd{{std::sqrt(14), 5, 3}}).norm() <= 4 * eps);
    CHECK(plain.constant_columns() == std::vector<Index>{2});
    CHECK(softened.constant_columns().empty());
    CHECK(plain.with_ridge(0).spreads() == plain.spreads());
    CHECK(plain.with_ridge(0).constant_columns() == plain.constant_columns());
    CHECK(plain.with_ridge(9, 0).spreads() == VectorXd{{3, 3, 3}});
    CHECK((plain.with_ridge(0, 0.25).spreads() - VectorXd{{std::sqrt(5) / 2, 2, 1}}).norm() <=
          4 * eps);
    CHECK(plain.with_ridge(0, 0.25).constant_columns() == std::vector<Index>{2});
    CHECK(plain.uncentred().spreads() == plain.spreads());
    CHECK(plain.uncentred().means() == VectorXd{{0, 0, 0}});
    CHECK(plain.uncentred().constant_columns().empty()); // its coefficient has a slope there
}

TEST_CASE("where columns are not finite, the others are standardised", "[data][standardization]") {
    MatrixXd X(4, 4);
    X << four, VectorXd{{1e200, -2e200, 0, 1}}, VectorXd{{1, 2, std::nan(""), 4}};
    const auto made = Standardization<double>::where_finite(X, data::Unweighted{});
    CHECK(made.means() == VectorXd{{4, 4, 0, 0}});
    CHECK(made.spreads() == VectorXd{{std::sqrt(5), 4, 2e200, 1}});
    CHECK(made.constant_columns().empty());
    const VectorXd y = VectorXd::Zero(4);
    const VectorXd w{{1, 1, 1, 1}};
    const auto weighted = Standardization<double>::where_finite(X, data::Weighted{y, w});
    CHECK((weighted.means() - made.means()).norm() <= 4 * eps);
    CHECK((weighted.spreads() - made.spreads()).norm() <= 4 * eps * 2e200);
    // columns of tiny numbers too
    const MatrixXd tiny = 1e-200 * four;
    CHECK(Standardization<double>::where_finite(tiny, data::Unweighted{}).spreads() ==
          Standardization{tiny}.spreads());
}

TEST_CASE("theta of a wider type keeps its digits", "[data][standardization]") {
    using Long = Eigen::VectorX<long double>;
    const Standardization standardization{four};
    const Long theta{{1 + 0x1p-60L, 1 - 0x1p-60L, 3 + 0x1p-60L}};
    const Long back = standardization.unscaled(standardization.scaled(theta));
    CHECK((back - theta).norm() <= 20 * std::numeric_limits<long double>::epsilon());
}

TEST_CASE("what cannot be standardised is refused", "[data][standardization][refusal]") {
    MatrixXd X = inputs(600, 2);
    CHECK_THROWS_WITH(Standardization{X.topRows(0)},
                      "data::Standardization: X must have at least one row, got 0");
    CHECK_THROWS_WITH(Standardization{X.leftCols(0)},
                      "data::Standardization: X must have at least one column, got 0");
    CHECK_THROWS_WITH(Standardization{TrainingSetStatistics{2}},
                      "data::Standardization: statistics must be of at least one example, got 0");
    X(555, 1) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(Standardization{X},
                      "data::Standardization: X(555, 1) must be finite, got nan");
    X(555, 1) = 1e200;
    CHECK_THROWS_WITH(
        Standardization{X},
        "data::Standardization: the sum of squares of column 1 of X must be finite, got inf");
    VectorXd w = VectorXd::Ones(600);
    const data::Weighted weighted{targets(600), w};
    CHECK_THROWS_WITH((Standardization{X.topRows(599), weighted}),
                      "data::Standardization: w must have as many entries as X has rows, 599, got "
                      "600");
    X(555, 1) = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH((Standardization{X, weighted}),
                      "data::Standardization: X(555, 1) must be finite, got inf");
    w[3] = -1;
    CHECK_THROWS_WITH((Standardization{X, weighted}),
                      "data::Weighted: w(3) must be finite and >= 0, got -1");
    const Standardization standardization{four};
    CHECK_THROWS_WITH(
        standardization.unscaled(VectorXd(VectorXd::Zero(4))),
        "data::Standardization: theta must have a row for each feature, 2, and perhaps "
        "one for the intercept, got 4");
    CHECK_THROWS_AS(standardization.scaled(VectorXd(VectorXd::Zero(1))), ShapeMismatch);
}

} // namespace
} // namespace descent::standardizing
