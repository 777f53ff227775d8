// SPDX-License-Identifier: MIT
// TrainingSetStatistics: its sums against exact and long double ones, chunk by chunk, and refusals.
#include "catch.hpp"

#include "article/rational.hpp"
#include "cost/training_set.hpp"

#include <descent/data/training_set_statistics.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>

namespace descent::statistics {
namespace {

using article::Rational;
using data::TrainingSetStatistics;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using training::inputs;
using training::targets;

using Long = long double;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double eps = std::numeric_limits<double>::epsilon();

/// The largest difference of the sums of two statistics, relative to sqrt(xx_jj xx_kk), y as the last
/// column.
template <class A, class B>
double difference(const A& a, const B& b) {
    const VectorXd unit = b.squares().cwiseSqrt().unaryExpr([](double x) { return x > 0 ? x : 1; });
    const double target = b.yy() > 0 ? std::sqrt(b.yy()) : 1;
    const MatrixXd xx = (a.xx() - b.xx()).cwiseAbs();
    const VectorXd xy = (a.xy() - b.xy()).cwiseAbs() / target;
    double largest = std::abs(a.yy() - b.yy()) / (target * target);
    largest = (std::max)(largest, xy.cwiseQuotient(unit).maxCoeff());
    return (std::max)(largest,
                      (unit.asDiagonal().inverse() * xx * unit.asDiagonal().inverse()).maxCoeff());
}

/// The largest difference of the means in units of the spreads.
template <class A, class B>
double difference_of_means(const A& a, const B& b) {
    const VectorXd spread = (b.squares() / static_cast<double>(b.size())).cwiseSqrt();
    return (a.means() - b.means()).cwiseAbs().cwiseQuotient(spread).maxCoeff();
}

bool identical(const TrainingSetStatistics<double>& a, const TrainingSetStatistics<double>& b) {
    return a.size() == b.size() && a.features() == b.features() && a.means() == b.means() &&
           a.target_mean() == b.target_mean() && a.xx() == b.xx() && a.xy() == b.xy() &&
           a.yy() == b.yy();
}

/// Two-pass sums in long double: what the library's are held against.
struct Reference {
    template <class X>
    Reference(const X& x, const VectorXd& y) : Reference{x, y, VectorXd::Ones(y.size())} {}
    template <class X>
    Reference(const X& x, const VectorXd& y, const VectorXd& w) {
        using LongMatrix = Eigen::MatrixX<Long>;
        const Eigen::VectorX<Long> weights = w.template cast<Long>();
        LongMatrix z(x.rows(), x.cols() + 1);
        z << x.template cast<Long>(), y.template cast<Long>();
        const Eigen::RowVectorX<Long> mean = weights.transpose() * z / weights.sum();
        z.rowwise() -= mean;
        products = (z.transpose() * weights.asDiagonal() * z).template cast<double>();
        means_ = mean.head(x.cols()).template cast<double>();
    }
    Index size() const { return rows; }
    MatrixXd xx() const { return products.topLeftCorner(n(), n()); }
    VectorXd xy() const { return products.col(n()).head(n()); }
    VectorXd squares() const { return products.diagonal().head(n()); }
    VectorXd means() const { return means_; }
    double yy() const { return products(n(), n()); }
    Index n() const { return products.rows() - 1; }

    MatrixXd products;
    VectorXd means_;
    Index rows = 1;
};

// x = (1, 2, 4), mean 7/3; y = (1, 3, 2), mean 2
//   xx = 21 - 49/3 = 14/3, xy = 15 - 3 * 7/3 * 2 = 1, yy = 14 - 12 = 2
TEST_CASE("the statistics of three examples are as worked by hand", "[data][statistics]") {
    const VectorXd x{{1, 2, 4}};
    const VectorXd y{{1, 3, 2}};
    const TrainingSetStatistics statistics{x, y};
    CHECK(statistics.size() == 3);
    CHECK(statistics.features() == 1);
    CHECK(article::relative_error(statistics.means()[0], Rational(7, 3)) <= Long(eps));
    CHECK(statistics.target_mean() == 2);
    // three products of numbers with one rounding each, added
    CHECK(article::relative_error(statistics.xx()(0, 0), Rational(14, 3)) <= 4 * Long(eps));
    // terms of size (4/3 + 1/3 + 0)
    CHECK(std::abs(statistics.xy()[0] - 1) <= 4 * eps * 2);
    CHECK(statistics.yy() == 2);
}

// The sum of each is within 512 rounded products of a block, of which a vectorised sum rounds far
// less often one after another (some 512 / 8), and the compensated sum over blocks adds 2 eps: 100 eps
// relative to the sum of absolute values, which for xx_jk is at most sqrt(xx_jj xx_kk).
constexpr double rounding = 100 * eps;

TEST_CASE("the sums of any layout, map, block and expression are those of long double",
          "[data][statistics]") {
    const auto m = GENERATE(values<Index>({1, 2, 37, 511, 512, 513, 1500}));
    CAPTURE(m);
    const MatrixXd X = inputs(m, 5) / 3;
    const VectorXd y = targets(m) / 7;
    const Reference exact{X, y};
    const TrainingSetStatistics by_columns{X, y};
    CHECK(by_columns.size() == m);
    CHECK(difference(by_columns, exact) <= rounding);

    const RowMajor R = X;
    CHECK(difference(TrainingSetStatistics{R, y}, exact) <= rounding);
    MatrixXd wide = MatrixXd::Constant(2 * m, 9, -99);
    const Eigen::Map<MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, 2>> map(
        wide.data() + 1, m, 5, Eigen::Stride<Eigen::Dynamic, 2>(2 * m, 2));
    Eigen::Map<MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, 2>>(map).noalias() = X;
    CHECK(identical(TrainingSetStatistics{map, y}, by_columns));
    const MatrixXd across = X.transpose();
    CHECK(difference(TrainingSetStatistics{across.transpose(), y}, exact) <= rounding);
    CHECK(identical(TrainingSetStatistics{2 * X - X, y + 0 * y}, by_columns));
    CHECK(identical(TrainingSetStatistics{X * MatrixXd::Identity(5, 5), y}, by_columns));
}

TEST_CASE("an expression is evaluated once", "[data][statistics]") {
    std::int64_t asked = 0;
    const auto counting = [&asked](Index i, Index j) {
        ++asked;
        return static_cast<double>(i + j);
    };
    const TrainingSetStatistics statistics{MatrixXd::NullaryExpr(1100, 2, counting),
                                           VectorXd::Zero(1100)};
    CHECK(statistics.size() == 1100);
    CHECK(asked == 2200);
}

TEST_CASE("float data is summed in double, long double in long double", "[data][statistics]") {
    const Eigen::MatrixXf X = inputs<float>(600, 3) / 3.0F;
    const Eigen::VectorXf y = targets<float>(600) / 7.0F;
    const TrainingSetStatistics statistics{X, y};
    STATIC_REQUIRE(
        std::is_same_v<std::remove_const_t<decltype(statistics)>, TrainingSetStatistics<double>>);
    CHECK(identical(statistics, TrainingSetStatistics{X.cast<double>(), y.cast<double>()}));
    const TrainingSetStatistics longer{X.cast<Long>(), y.cast<Long>()};
    STATIC_REQUIRE(
        std::is_same_v<std::remove_const_t<decltype(longer)>, TrainingSetStatistics<Long>>);
    CHECK(std::abs(static_cast<double>(longer.yy()) - statistics.yy()) <=
          rounding * statistics.yy());
}

// x = B + k, with whole k in [-8, 8] and a B that a double adds to each k exactly, so
// m xx = m sum k^2 - (sum k)^2 in integers.
TEST_CASE("a mean of any multiple of the spread costs no digits", "[data][statistics]") {
    const double B = GENERATE(0.0, 5e6, 0x1p40, -0x1p48);
    const Index m = 5000;
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    VectorXd x(m);
    VectorXd y(m);
    for (Index i = 0; i < m; ++i) {
        const int k = training::integer(i);
        sum += k;
        squares += k * k;
        x[i] = B + k;
        y[i] = -2 * (B + k);
    }
    const Rational exact{m * squares - sum * sum, m};
    CAPTURE(B);
    const auto check = [&](const TrainingSetStatistics<double>& statistics) {
        CHECK(article::relative_error(statistics.xx()(0, 0), exact) <= rounding);
        CHECK(article::relative_error(statistics.xy()[0], Rational(-2) * exact) <= rounding);
        CHECK(article::relative_error(statistics.yy(), Rational(4) * exact) <= rounding);
        const double mean = B + static_cast<double>(sum) / static_cast<double>(m);
        // each of at most m steps rounds an offset of at most 16, and at last B + offset is rounded
        CHECK(std::abs(statistics.means()[0] - mean) <=
              eps * (2 * std::abs(B) + static_cast<double>(m) * 16));
    };
    check(TrainingSetStatistics{x, y});
    // row after row, as a stream would
    TrainingSetStatistics streamed{1};
    for (Index i = 0; i < m; ++i) {
        streamed.add(x.segment(i, 1), y.segment(i, 1));
    }
    check(streamed);
    // the examples in order of size: first all the small ones
    VectorXd sorted = x;
    std::sort(sorted.data(), sorted.data() + m);
    check(TrainingSetStatistics{sorted, -2 * sorted});
}

TEST_CASE("chunks added and statistics merged are the whole training set", "[data][statistics]") {
    const Index m = 1300;
    const MatrixXd X = (inputs(m, 4) / 3).array() + 1e3;
    const VectorXd y = targets(m) / 7;
    const Reference exact{X, y};
    const Index first = GENERATE(1, 2, 600, 1299);
    CAPTURE(first);

    TrainingSetStatistics chunks{X.topRows(first), y.head(first)};
    chunks.add(X.bottomRows(m - first), y.tail(m - first));
    CHECK(chunks.size() == m);
    CHECK(difference(chunks, exact) <= rounding);

    const TrainingSetStatistics a{X.topRows(first), y.head(first)};
    const TrainingSetStatistics b{X.bottomRows(m - first), y.tail(m - first)};
    CHECK(identical(a + b, chunks));
    CHECK(difference(b + a, exact) <= rounding);

    const TrainingSetStatistics none{4};
    CHECK(identical(a + none, a));
    CHECK(identical(none + a, a));
    CHECK((none + none).size() == 0);
}

TEST_CASE("statistics added to themselves are of every example twice", "[data][statistics]") {
    TrainingSetStatistics twice{inputs(70, 3), targets(70)};
    const TrainingSetStatistics once = twice;
    twice += twice;
    CHECK(twice.size() == 140);
    CHECK(twice.xx() == 2 * once.xx()); // the distance of the means is 0
    CHECK(twice.means() == once.means());
}

// Half of the examples are removed, so sums are off in proportion to what they were before, twice as
// large, and to the means' distance, which rounding moves by an epsilon of the spread.
TEST_CASE("what is removed is as if it had never been added", "[data][statistics]") {
    const MatrixXd X = (inputs(900, 3) / 3).array() - 1e5;
    const VectorXd y = (targets(900) / 7).array() + 1e5;
    const TrainingSetStatistics kept{X.topRows(450), y.head(450)};
    TrainingSetStatistics statistics{X, y};
    statistics.remove(X.bottomRows(450), y.tail(450));
    CHECK(statistics.size() == 450);
    CHECK(difference(statistics, Reference{X.topRows(450), y.head(450)}) <= 4 * rounding);
    CHECK(difference_of_means(statistics, kept) <= 1e5 * 4 * eps);

    const TrainingSetStatistics removed{X.bottomRows(450), y.tail(450)};
    CHECK(identical(TrainingSetStatistics{X, y} - removed, statistics));
    CHECK(identical(statistics - TrainingSetStatistics{3}, statistics));
}

// The window of a stream: one example comes, one goes, ten times the window's length. Each step rounds
// by an epsilon or so.
TEST_CASE("a window that slides a long way keeps its digits", "[data][statistics]") {
    const Index m = 1000;
    const Index window = 100;
    const MatrixXd X = (inputs(m, 2) / 3).array() + 1e3;
    const VectorXd y = targets(m) / 7;
    TrainingSetStatistics statistics{X.topRows(window), y.head(window)};
    for (Index i = window; i < m; ++i) {
        statistics.add(X.middleRows(i, 1), y.segment(i, 1));
        statistics.remove(X.middleRows(i - window, 1), y.segment(i - window, 1));
    }
    CHECK(statistics.size() == window);
    CHECK(difference(statistics, Reference{X.bottomRows(window), y.tail(window)}) <=
          static_cast<double>(m) * 4 * eps);
}

TEST_CASE("a column of equal numbers has sums that are exactly zero", "[data][statistics]") {
    MatrixXd X = inputs(1200, 3) / 3;
    X.col(1).setConstant(0.1); // no sum of these is a multiple of 0.1
    const VectorXd y = targets(1200);
    TrainingSetStatistics statistics{X.topRows(700), y.head(700)};
    statistics.add(X.bottomRows(500), y.tail(500));
    CHECK(statistics.xx().row(1) == Eigen::RowVector3d::Zero());
    CHECK(statistics.xx()(0, 2) != 0);
    CHECK(statistics.xy()[1] == 0);
    CHECK(statistics.means()[1] == 0.1);
    statistics.remove(X.topRows(300), y.head(300));
    CHECK(statistics.squares()[1] == 0);
}

TEST_CASE("features may be measured from another origin in another unit", "[data][statistics]") {
    const MatrixXd X = inputs(300, 2) / 3;
    const VectorXd y = targets(300);
    const VectorXd origin{{0.5, -2}};
    const VectorXd unit{{4, 0.5}}; // powers of two, so that dividing is exact
    const MatrixXd there = (X.rowwise() - origin.transpose()) * unit.asDiagonal().inverse();
    CHECK(difference(TrainingSetStatistics{X, y}.measured_from(origin, unit),
                     Reference{there, y}) <= rounding);
    CHECK_THROWS_WITH((TrainingSetStatistics{X, y}.measured_from(origin.head(1), unit)),
                      "data::TrainingSetStatistics: origin and unit must have as many entries as "
                      "there are features, 2, got 1 and 2");
}

TEST_CASE("an origin or a unit that is none is refused", "[data][statistics][refusal]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const TrainingSetStatistics statistics{inputs(30, 2), targets(30)};
    const VectorXd origin{{1, 2}};
    const VectorXd unit{{4, -0.5}};
    CHECK(statistics.measured_from(origin, unit).xx()(0, 1) == statistics.xx()(0, 1) / -2);
    const auto with = [&](double x) { return VectorXd{{1, x}}; };
    const std::string who = "data::TrainingSetStatistics: ";
    CHECK_THROWS_WITH(statistics.measured_from(origin, with(0)),
                      who + "unit(1) must be finite and not 0, got 0");
    CHECK_THROWS_WITH(statistics.measured_from(origin, with(-inf)),
                      who + "unit(1) must be finite and not 0, got -inf");
    CHECK_THROWS_WITH(statistics.measured_from(origin, with(nan)),
                      who + "unit(1) must be finite and not 0, got nan");
    CHECK_THROWS_WITH(statistics.measured_from(with(nan), unit),
                      who + "origin(1) must be finite, got nan");
    CHECK_THROWS_WITH(statistics.measured_from(with(inf), unit),
                      who + "origin(1) must be finite, got inf");
    CHECK_THROWS_AS(statistics.measured_from(origin, with(0)), InvalidSetting);
    // what the unit makes of the numbers
    CHECK_THROWS_WITH(statistics.measured_from(origin, with(1e-200)),
                      who + "the sum of squares of column 1 of X must be finite, got inf");
    const TrainingSetStatistics constant{MatrixXd::Constant(3, 1, 1e300), VectorXd::Ones(3)};
    CHECK_THROWS_WITH(constant.measured_from(VectorXd::Zero(1), VectorXd::Constant(1, 1e-300)),
                      who + "the mean of column 0 of X must be finite in its new unit, got inf");
}

// --- weights ---

/// Every row as often as its weight says.
template <class M>
M repeated(const M& rows, const VectorXd& weights) {
    M all(static_cast<Index>(weights.sum()), rows.cols());
    Index next = 0;
    for (Index i = 0; i < rows.rows(); ++i) {
        for (double k = 0; k < weights[i]; ++k) {
            all.row(next++) = rows.row(i);
        }
    }
    return all;
}

/// 0, 1, 2, 3 without a pattern.
VectorXd whole_weights(Index m) {
    return VectorXd::NullaryExpr(
        m, [](Index i) { return static_cast<double>((training::integer(99 + i) + 8) % 4); });
}

TEST_CASE("statistics with whole weights are those of repeated examples",
          "[data][statistics][weights]") {
    const auto m = GENERATE(values<Index>({3, 37, 512, 1500}));
    CAPTURE(m);
    const MatrixXd X = (inputs(m, 5) / 3).array() + 1e3;
    const VectorXd y = targets(m) / 7;
    const VectorXd w = whole_weights(m);
    const data::Weighted weighted{y, w};
    const Reference exact{repeated(X, w), repeated(y, w)};
    const TrainingSetStatistics statistics{X, weighted};
    CHECK(statistics.weight() == w.sum());
    CHECK(statistics.size() == (w.array() > 0).count());
    CHECK(difference(statistics, exact) <= rounding);
    CHECK((statistics.means() - exact.means()).cwiseAbs().maxCoeff() <= 4 * eps * 1e3);
    const RowMajor R = X;
    CHECK(difference(TrainingSetStatistics{R, weighted}, exact) <= rounding);
    CHECK(difference(TrainingSetStatistics{X, data::Weighted{y, w.cast<int>()}}, exact) <=
          rounding);
    // a factor of 4 goes through all sums, and its root through all rows, exactly
    const TrainingSetStatistics fourfold{X, data::Weighted{y, 4 * w}};
    CHECK(fourfold.xx() == 4 * statistics.xx());
    CHECK(fourfold.means() == statistics.means());
    // weights of 1 are none
    CHECK(difference(TrainingSetStatistics{X, data::Weighted{y, VectorXd::Ones(m)}},
                     TrainingSetStatistics{X, y}) <= 2 * rounding);
    const Eigen::MatrixXf narrow = inputs<float>(m, 5) / 3.0F;
    const Eigen::VectorXf narrow_y = targets<float>(m);
    CHECK(difference(TrainingSetStatistics{narrow, data::Weighted{narrow_y, w}},
                     Reference{repeated(MatrixXd(narrow.cast<double>()), w),
                               repeated(VectorXd(narrow_y.cast<double>()), w)}) <= rounding);
}

// x = B + k as above, and weights 0, 1, 2, 3: M xx = M sum w k^2 - (sum w k)^2 in integers, M = sum w.
TEST_CASE("a weighted mean of any multiple of the spread costs no digits",
          "[data][statistics][weights]") {
    const double B = GENERATE(0.0, 5e6, 0x1p40, -0x1p48);
    CAPTURE(B);
    const Index m = 5000;
    const VectorXd w = whole_weights(m);
    std::int64_t weight = 0;
    std::int64_t sum = 0;
    std::int64_t squares = 0;
    VectorXd x(m);
    for (Index i = 0; i < m; ++i) {
        const int k = training::integer(i);
        const auto times = static_cast<std::int64_t>(w[i]);
        weight += times;
        sum += times * k;
        squares += times * k * k;
        x[i] = B + k;
    }
    const VectorXd y = -2 * x;
    const Rational exact{weight * squares - sum * sum, weight};
    const auto check = [&](const TrainingSetStatistics<double>& statistics) {
        CHECK(statistics.weight() == static_cast<double>(weight));
        CHECK(article::relative_error(statistics.xx()(0, 0), exact) <= rounding);
        CHECK(article::relative_error(statistics.xy()[0], Rational(-2) * exact) <= rounding);
        CHECK(article::relative_error(statistics.yy(), Rational(4) * exact) <= rounding);
    };
    check(TrainingSetStatistics{x, data::Weighted{y, w}});
    TrainingSetStatistics streamed{1};
    for (Index i = 0; i < m; i += 10) {
        if (w.segment(i, 10).sum() > 0) {
            streamed.add(x.segment(i, 10), data::Weighted{y.segment(i, 10), w.segment(i, 10)});
        }
    }
    check(streamed);
}

TEST_CASE("weighted chunks are added, merged and removed like others",
          "[data][statistics][weights]") {
    const Index m = 1300;
    const Index first = GENERATE(2, 600, 1298);
    CAPTURE(first);
    const MatrixXd X = (inputs(m, 4) / 3).array() + 1e3;
    const VectorXd y = targets(m) / 7;
    VectorXd w = whole_weights(m).array() + 0.5;
    w[7] = 0;
    const data::Weighted head{y.head(first), w.head(first)};
    const data::Weighted tail{y.tail(m - first), w.tail(m - first)};
    const TrainingSetStatistics all{X, data::Weighted{y, w}};
    TrainingSetStatistics chunks{X.topRows(first), head};
    chunks.add(X.bottomRows(m - first), tail);
    CHECK(difference(chunks, all) <= 2 * rounding);
    CHECK(std::abs(chunks.weight() - all.weight()) <= m * eps * all.weight());
    CHECK(chunks.size() == m - 1);
    const TrainingSetStatistics a{X.topRows(first), head};
    const TrainingSetStatistics b{X.bottomRows(m - first), tail};
    CHECK(identical(a + b, chunks));
    // an unweighted chunk counts once
    CHECK(difference(a + TrainingSetStatistics{X, y},
                     a + TrainingSetStatistics{X, data::Weighted{y, VectorXd::Ones(m)}}) <=
          2 * rounding);
    if (first == 600) {
        // half is removed: see the test of that without weights
        chunks.remove(X.bottomRows(m - first), tail);
        CHECK(chunks.size() == a.size());
        CHECK(difference(chunks, a) <= 4 * rounding);
        CHECK(identical(a + b - b, chunks));
    }
}

// The light examples are near 0, the heavy ones near 1e6: products about the mean of what came
// before, and a mean kept as its distance from 0, would cost up to 12 digits.
TEST_CASE("light examples before heavy ones cost no digits", "[data][statistics][weights]") {
    const double light = GENERATE(1e-4, 1e-7, 1e-10, 1e-13, 1e-16);
    const Index first = GENERATE(1, 512, 700);
    CAPTURE(light, first);
    const Index m = 2048;
    MatrixXd X = inputs(m, 3) / 9;
    VectorXd y = targets(m) / 7;
    X.bottomRows(m - first).array() += 1e6;
    y.tail(m - first).array() -= 1e6;
    VectorXd w = VectorXd::Ones(m);
    w.head(first).setConstant(light);
    const Reference exact{X, y, w};
    const auto check = [&](const TrainingSetStatistics<double>& statistics) {
        CHECK(difference(statistics, exact) <= rounding);
        // two numbers of 1e6 with a rounding each, and the rounding of their weighted sum
        CHECK((statistics.means() - exact.means()).cwiseAbs().maxCoeff() <= 4 * eps * 1e6);
    };
    check(TrainingSetStatistics{X, data::Weighted{y, w}});
    check(TrainingSetStatistics{RowMajor(X), data::Weighted{y, w}});
    TrainingSetStatistics chunks{3};
    const Index third = (m - first) / 3;
    const auto add = [&](Index i, Index count) {
        chunks.add(X.middleRows(i, count),
                   data::Weighted{y.segment(i, count), w.segment(i, count)});
    };
    add(0, first);
    add(first, third);
    add(first + third, m - first - third);
    check(chunks);
    // a column of equal numbers is one, wherever its centre is found
    X.col(1).setConstant(0.1);
    const TrainingSetStatistics constant{X, data::Weighted{y, w}};
    CHECK(constant.squares()[1] == 0);
    CHECK(constant.means()[1] == 0.1);
}

TEST_CASE("targets and weights may be arrays, and blocks of an expression",
          "[data][statistics][weights]") {
    const MatrixXd X = inputs(600, 2);
    const MatrixXd Y = inputs(600, 3);
    const auto twice = 2 * Y;
    const auto y = twice.col(0);
    const auto w = twice.cwiseAbs2().col(1);
    const TrainingSetStatistics expected{X, data::Weighted{VectorXd(y), VectorXd(w)}};
    CHECK(identical(TrainingSetStatistics{X, data::Weighted{y, w}}, expected));
    CHECK(identical(TrainingSetStatistics{X, data::Weighted{VectorXd(y).array(), w.array()}},
                    expected));
    const TrainingSetStatistics unweighted{X, VectorXd(y)};
    CHECK(identical(TrainingSetStatistics{X, y}, unweighted));
    CHECK(identical(TrainingSetStatistics{X, Eigen::ArrayXd(y)}, unweighted));
}

TEST_CASE("examples of weight 0 are absent, whatever their numbers",
          "[data][statistics][weights]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Index m = 3000; // the second block has no weight at all
    MatrixXd X = inputs(m, 3) / 3;
    VectorXd y = targets(m);
    VectorXd w = VectorXd::Ones(m);
    w.head(5).setZero();
    w.segment(500, 1100).setZero();
    const MatrixXd rest = repeated(X, w);
    const VectorXd targets_of_rest = repeated(y, w);
    X.row(0).setConstant(nan);
    X.row(3).setConstant(1e300);
    y.head(4) << nan, 1e308, -1e308, 1 / 0.0;
    X.row(700).setConstant(-1e308);
    y[700] = nan;
    const RowMajor R = X;
    const Reference exact{rest, targets_of_rest};
    for (const auto& statistics : {TrainingSetStatistics{X, data::Weighted{y, w}},
                                   TrainingSetStatistics{R, data::Weighted{y, w}}}) {
        CHECK(statistics.size() == m - 1105);
        CHECK(difference(statistics, exact) <= rounding);
    }
    X.col(1).setConstant(0.1);
    CHECK(TrainingSetStatistics{X, data::Weighted{y, w}}.squares()[1] == 0);
    CHECK(TrainingSetStatistics{X, data::Weighted{y, w}}.means()[1] == 0.1);
    // the culprit is named, not they
    X(1600, 2) = nan;
    CHECK_THROWS_WITH((TrainingSetStatistics{X, data::Weighted{y, w}}),
                      "data::TrainingSetStatistics: X(1600, 2) must be finite, got nan");
    X(1600, 2) = 0;
    y[2999] = nan;
    CHECK_THROWS_WITH((TrainingSetStatistics{X, data::Weighted{y, w}}),
                      "data::TrainingSetStatistics: y(2999) must be finite, got nan");
}

TEST_CASE("weights that statistics cannot take are refused and nothing is lost",
          "[data][statistics][weights][refusal]") {
    const MatrixXd X = inputs(40, 2);
    const VectorXd y = targets(40);
    VectorXd w = VectorXd::Ones(40);
    const data::Weighted weighted{y, w};
    TrainingSetStatistics statistics{X, weighted};
    const TrainingSetStatistics before = statistics;
    const std::string who = "data::TrainingSetStatistics: ";
    w[3] = -1;
    CHECK_THROWS_WITH(statistics.add(X, weighted),
                      "data::Weighted: w(3) must be finite and >= 0, got -1");
    CHECK_THROWS_WITH(statistics.add(X.topRows(39), weighted),
                      "data::Weighted: w(3) must be finite and >= 0, got -1");
    w.setZero();
    CHECK_THROWS_WITH(statistics.add(X, weighted),
                      "data::Weighted: some weight must be > 0, got 0");
    w.setConstant(1e-310);
    CHECK_THROWS_WITH(statistics.add(X, weighted),
                      who + "the sum of weights must be finite and at least 1.00208e-292, got "
                            "4e-309");
    w.setConstant(1e307);
    CHECK_THROWS_WITH(statistics.add(X, weighted),
                      who + "the sum of weights must be finite and at least 1.00208e-292, got inf");
    // the sum over chunks may overflow where that of none does
    const MatrixXd one{{1, 1}};
    const VectorXd half{{1.6e308}};
    const data::Weighted once{VectorXd{{1}}, half};
    TrainingSetStatistics most{one, once};
    CHECK_THROWS_AS(most.add(one, once), InvalidData);
    CHECK_THROWS_WITH(most + most, who + "the sum of all weights must be finite, got inf");
    CHECK(identical(most, TrainingSetStatistics{one, once}));
    CHECK(most.weight() == 1.6e308);
    w.setConstant(1e300);
    CHECK_THROWS_WITH(statistics.add(1e5 * X, weighted),
                      who + "the sum of squares of column 0 of X must be finite, got inf");
    w.setOnes();
    CHECK_THROWS_WITH(statistics.add(X.topRows(39), weighted),
                      who + "y must have as many entries as X has rows, 39, got 40");
    // what remains of the weight would be rounding
    const TrainingSetStatistics heavy{X, data::Weighted{y, 1e9 / 3 * w}};
    CHECK_THROWS_WITH(heavy + before - heavy,
                      Catch::Matchers::StartsWith(who + "the sum of weights that remains must be "
                                                        "above"));
    CHECK_THROWS_WITH(before - TrainingSetStatistics(X.topRows(20), // half, but heavier
                                                     data::Weighted{y.head(20), 2 * w.head(20)}),
                      who + "the sum of weights that remains must be above 0, got 0");
    CHECK(identical(statistics, before));
}

// --- several targets ---

TEST_CASE("statistics of several targets are those of each", "[data][statistics][targets]") {
    const auto m = GENERATE(values<Index>({1, 37, 513, 1500}));
    CAPTURE(m);
    const MatrixXd X = (inputs(m, 5) / 3).array() + 1e3;
    MatrixXd Y(m, 3);
    Y << targets(m) / 7, inputs(m, 1).col(0) / 5, targets(m).array().square() - 1e5;
    const TrainingSetStatistics all{X, Y};
    STATIC_REQUIRE(std::is_same_v<std::remove_const_t<decltype(all)>,
                                  TrainingSetStatistics<double, Eigen::Dynamic>>);
    CHECK(all.features() == 5);
    CHECK(all.targets() == 3);
    CHECK(all.size() == m);
    const VectorXd w = whole_weights(m).array() + 0.25;
    const TrainingSetStatistics weighted{X, data::Weighted{Y, w}};
    const TrainingSetStatistics by_rows{RowMajor(X), RowMajor(Y)};
    TrainingSetStatistics chunks{5, 3};
    chunks.add(X.topRows(m / 2 + 1), Y.topRows(m / 2 + 1));
    if (m > 1) {
        chunks += TrainingSetStatistics{X.bottomRows(m - m / 2 - 1), Y.bottomRows(m - m / 2 - 1)};
    }
    const auto agrees = [](const auto& several, const auto& one, Index k) {
        const VectorXd unit =
            one.squares().cwiseSqrt().unaryExpr([](double x) { return x > 0 ? x : 1; });
        const double target = one.yy() > 0 ? std::sqrt(one.yy()) : 1;
        CHECK((several.xy().col(k) - one.xy()).cwiseQuotient(unit).cwiseAbs().maxCoeff() <=
              2 * rounding * target);
        CHECK(std::abs(several.yy()[k] - one.yy()) <= 2 * rounding * one.yy());
        CHECK((several.xx() - one.xx()).cwiseAbs().maxCoeff() <=
              2 * rounding * unit.cwiseAbs2().maxCoeff());
        CHECK(std::abs(several.target_mean()[k] - one.target_mean()) <= 2 * rounding * 1e5);
        CHECK((several.means() - one.means()).cwiseAbs().maxCoeff() <= 4 * eps * 1e3);
    };
    for (Index k = 0; k < 3; ++k) {
        const VectorXd y = Y.col(k);
        const TrainingSetStatistics one{X, y};
        agrees(all, one, k);
        agrees(by_rows, one, k);
        agrees(chunks, one, k);
        agrees(weighted, TrainingSetStatistics{X, data::Weighted{y, w}}, k);
    }
}

TEST_CASE("chunks of other targets are refused and nothing is lost",
          "[data][statistics][targets][refusal]") {
    const MatrixXd X = inputs(40, 2);
    MatrixXd Y = inputs(40, 3);
    TrainingSetStatistics statistics{X, Y};
    const std::string who = "data::TrainingSetStatistics: ";
    CHECK_THROWS_WITH(statistics.add(X, Y.leftCols(2)),
                      who + "a chunk must have as many targets as before, 3, got 2");
    CHECK_THROWS_WITH(statistics += TrainingSetStatistics(X, Y.leftCols(2)),
                      who + "statistics to add must have as many targets as before, 3, got 2");
    CHECK_THROWS_WITH(statistics.add(X, Y.topRows(39)),
                      who + "y must have as many rows as X, 40, got 39");
    CHECK_THROWS_WITH(TrainingSetStatistics(X, Y.col(0).transpose()),
                      who + "y must have as many rows as X, 40 (of a row vector write "
                            "y.transpose()), got 1");
    CHECK_THROWS_WITH(TrainingSetStatistics(X, Y.leftCols(0)),
                      who + "y must have at least one column, got 0");
    CHECK_THROWS_WITH(TrainingSetStatistics(2, 0), who + "targets must be >= 1, got 0");
    CHECK_THROWS_WITH(TrainingSetStatistics(0, 2), who + "features must be >= 1, got 0");
    Y(7, 2) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(statistics.add(X, Y), who + "y(7, 2) must be finite, got nan");
    Y(7, 2) = 1e200;
    CHECK_THROWS_WITH(statistics.add(X, Y),
                      who + "the sum of squares of column 2 of y must be finite, got inf");
    CHECK(statistics.size() == 40);
}

// --- refusals, after each of which everything is as before ---

TEST_CASE("a chunk or statistics that do not fit are refused and nothing is lost",
          "[data][statistics][refusal]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const MatrixXd X = inputs(700, 3);
    const VectorXd y = targets(700);
    MatrixXd bad = X;
    VectorXd bad_y = y;
    TrainingSetStatistics statistics{X, y};
    const TrainingSetStatistics before = statistics;
    const std::string who = "data::TrainingSetStatistics: ";

    struct Row {
        const char* story;
        std::function<void()> act;
        std::string says;
    };
    const Row rows[] = {
        {"an empty chunk", [&] { statistics.add(X.topRows(0), y.head(0)); },
         "X must have at least one row, got 0"},
        {"a chunk of another width", [&] { statistics.add(X.leftCols(2), y); },
         "a chunk must have as many features as before, 3, got 2"},
        {"y too short", [&] { statistics.add(X, y.head(699)); },
         "y must have as many entries as X has rows, 700, got 699"},
        {"NaN behind the first block",
         [&] {
             bad(650, 2) = nan;
             statistics.add(bad, y);
         },
         "X(650, 2) must be finite, got nan"},
        {"infinity in y",
         [&] {
             bad_y[699] = -inf;
             statistics.add(X, bad_y);
         },
         "y(699) must be finite, got -inf"},
        {"squares that overflow",
         [&] {
             bad = X;
             bad(5, 1) = 1e200;
             statistics.add(bad, y);
         },
         "the sum of squares of column 1 of X must be finite, got inf"},
        {"sums that overflow",
         [&] {
             bad.col(1).setConstant(1e308);
             bad(0, 1) = -1e308;
             statistics.add(bad, y);
         },
         "the sums of columns must be finite, from row 0"},
        {"statistics of another width",
         [&] { statistics += TrainingSetStatistics{X.leftCols(1), y}; },
         "statistics to add must have as many features as before, 3, got 1"},
        {"removing statistics of another width",
         [&] { statistics -= TrainingSetStatistics{X.leftCols(1), y}; },
         "statistics to remove must have as many features as before, 3, got 1"},
        {"removing a chunk of another width", [&] { statistics.remove(X.leftCols(1), y); },
         "a chunk must have as many features as before, 3, got 1"},
        {"removing all", [&] { statistics -= before; },
         "examples to remove must be fewer than there are, 700, got 700"},
        {"removing more than all", [&] { statistics -= before + before; },
         "examples to remove must be fewer than there are, 700, got 1400"},
        // the spread of what is removed is larger than that of all
        {"removing what was never added",
         [&] { statistics.remove(9 * X.topRows(400), y.head(400)); },
         "what remains of column 0 of X must keep at least 1.49012e-08 of its sum of squares, or "
         "rounding drowns it, got -"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.story);
        CHECK_THROWS_WITH(row.act(), Catch::Matchers::StartsWith(who + row.says));
        CHECK(identical(statistics, before));
    }
    CHECK_THROWS_AS(statistics.add(X.topRows(0), y.head(0)), ShapeMismatch);
    CHECK_THROWS_AS(statistics.add(bad, y), NonFiniteData);
    CHECK_THROWS_AS(statistics -= before, InvalidSetting);
    CHECK_THROWS_WITH(TrainingSetStatistics{0},
                      "data::TrainingSetStatistics: features must be >= 1, got 0");
    CHECK_THROWS_WITH((TrainingSetStatistics{X.leftCols(0), y}),
                      "data::TrainingSetStatistics: X must have at least one column, got 0");
}

// 1e9 and its negative are one example each of 102; the others are small integers. What remains of the
// sum of squares of 2e18 is some 2400: 1e-15 of it, where the rounding of one addition is 256.
TEST_CASE("removal that would leave rounding in place of digits is refused",
          "[data][statistics][refusal]") {
    MatrixXd X = inputs(102, 2);
    X(0, 1) = 1e9;
    X(1, 1) = -1e9;
    const VectorXd y = targets(102);
    const TrainingSetStatistics statistics{X, y};
    const TrainingSetStatistics large{X.topRows(2), y.head(2)};
    CHECK_THROWS_WITH(statistics - large,
                      Catch::Matchers::StartsWith("data::TrainingSetStatistics: what remains of "
                                                  "column 1 of X must keep at least"));
    // y would be all zeros, and its sum of squares rounding
    VectorXd last = VectorXd::Zero(102);
    last[101] = 1.0 / 3;
    const TrainingSetStatistics constant_rest{X, last};
    CHECK_THROWS_WITH(constant_rest - (TrainingSetStatistics{X.bottomRows(1), last.tail(1)}),
                      Catch::Matchers::StartsWith("data::TrainingSetStatistics: what remains of y "
                                                  "must keep at least"));
}

} // namespace
} // namespace descent::statistics
