// SPDX-License-Identifier: MIT
// MeanLoss: every layout of X, odd sizes, several outputs, weights, bad input.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace descent::mean_loss {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Long = long double;

constexpr double eps = std::numeric_limits<double>::epsilon();

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseColumns = Eigen::SparseMatrix<double>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// J and its gradient by plain loops, and bounds of what rounding may make of them.
struct Reference {
    Long value = 0;
    Long value_error = 0;
    Eigen::MatrixX<Long> gradient;
    Eigen::MatrixX<Long> gradient_error;
};

/// @param slopes   slopes(h, y) -> l, writing dl/dh, for all outputs of an example
/// @param bend     bound of |d2l / dh_k dh_j|, summed over j
///
/// A score is a sum of n + 2 terms, so within (n + 2) eps of the sum of their absolute values, which
/// reaches the value by the slope and the derivative by the curvature; then come some ten roundings
/// of the loss, and sums of m terms: to first order, and doubled to cover the rest.
template <class Slopes>
Reference reference(const MatrixXd& X, const MatrixXd& y, const VectorXd& w, const MatrixXd& theta,
                    const Slopes& slopes, Long bend) {
    const Index m = X.rows();
    const Index n = X.cols();
    const Index outputs = theta.cols();
    Reference result;
    result.gradient = result.gradient_error = Eigen::MatrixX<Long>::Zero(n + 1, outputs);
    Long weights = 0;
    for (Index i = 0; i < m; ++i) {
        weights += Long(w[i]);
    }
    std::vector<Long> h(static_cast<std::size_t>(outputs));
    std::vector<Long> slope(h);
    for (Index i = 0; i < m; ++i) {
        const Long weight = Long(w[i]) / weights;
        Long size = 0;
        for (Index k = 0; k < outputs; ++k) {
            Long& score = h[static_cast<std::size_t>(k)];
            score = Long(theta(0, k));
            Long terms = std::abs(score);
            for (Index j = 0; j < n; ++j) {
                score += Long(theta(j + 1, k)) * Long(X(i, j));
                terms += std::abs(Long(theta(j + 1, k)) * Long(X(i, j)));
            }
            size = std::max(size, terms);
        }
        const Long l = slopes(h, VectorXd(y.row(i)), slope);
        const Long of_score = static_cast<Long>(n + 4) * (size + y.row(i).cwiseAbs().maxCoeff());
        result.value += weight * l;
        result.value_error += 2 * eps * weight * static_cast<Long>(m + 10) * std::abs(l);
        for (Index k = 0; k < outputs; ++k) {
            const Long r = slope[static_cast<std::size_t>(k)];
            result.value_error += 2 * eps * weight * (of_score * std::abs(r) + 1);
            for (Index j = 0; j <= n; ++j) {
                const Long x = j == 0 ? Long(1) : Long(X(i, j - 1));
                result.gradient(j, k) += weight * r * x;
                result.gradient_error(j, k) +=
                    2 * eps * weight * std::abs(x) *
                    (of_score * bend + static_cast<Long>(m + 10) * (std::abs(r) + eps));
            }
        }
    }
    return result;
}

template <class Cost, class Theta>
bool agrees(const Cost& cost, const Theta& theta, const Reference& expected) {
    Theta gradient;
    const auto value = evaluate(cost, theta, gradient);
    bool good = std::abs(Long(value) - expected.value) <= expected.value_error;
    for (Index k = 0; k < theta.cols(); ++k) {
        for (Index j = 0; j < theta.rows(); ++j) {
            good = good && std::abs(Long(gradient(j, k)) - expected.gradient(j, k)) <=
                               expected.gradient_error(j, k);
        }
    }
    return good;
}

Long logistic(const std::vector<Long>& h, const VectorXd& y, std::vector<Long>& slope) {
    Long sum = 0;
    for (std::size_t k = 0; k < h.size(); ++k) {
        const Long s = y[static_cast<Index>(k)] > 0 ? 1 : -1;
        sum += std::log1p(std::exp(-s * h[k]));
        slope[k] = -s / (1 + std::exp(s * h[k]));
    }
    return sum;
}

Long softmax(const std::vector<Long>& h, const VectorXd& y, std::vector<Long>& slope) {
    Long sum = 0;
    for (const Long score : h) {
        sum += std::exp(score);
    }
    for (std::size_t k = 0; k < h.size(); ++k) {
        slope[k] = std::exp(h[k]) / sum;
    }
    const auto label = static_cast<std::size_t>(y[0]);
    slope[label] -= 1;
    return std::log(sum) - h[label];
}

Long half_squared(const std::vector<Long>& h, const VectorXd& y, std::vector<Long>& slope) {
    Long sum = 0;
    for (std::size_t k = 0; k < h.size(); ++k) {
        slope[k] = h[k] - Long(y[static_cast<Index>(k)]);
        sum += slope[k] * slope[k] / 2;
    }
    return sum;
}

/// X and theta such that scores are some units in size; labels of three classes, with zeros in X.
struct Problem {
    MatrixXd X;
    VectorXd y;
    VectorXd ones;
    VectorXd theta;
    MatrixXd thetas;

    Problem(Index m, Index n)
        : X{training::inputs(m, n) / 7}, y{training::targets(m)}, ones{VectorXd::Ones(m)},
          theta{training::parameters(n + 1) / std::sqrt(static_cast<double>(n))}, thetas(n + 1, 3) {
        for (Index i = 0; i < m; ++i) {
            y[i] = static_cast<double>((training::integer(i + 500) + 8) % 3);
        }
        thetas << theta, -theta, theta.reverse();
    }

    VectorXd binary() const { return (y.array() > 0).cast<double>(); }
};

constexpr std::pair<Index, Index> sizes[] = {
    {1, 1},    {1, 9},    {2, 3},    {7, 2},    {8, 8},    {15, 50},  {16, 1},
    {17, 17},  {31, 33},  {64, 16},  {65, 7},   {127, 10}, {255, 5},  {256, 4},
    {257, 65}, {513, 12}, {40, 300}, {19, 600}, {5, 5000}, {3000, 50}};

TEST_CASE("every dense layout gives the logistic cost of plain loops at every size",
          "[cost][mean_loss]") {
    for (const auto& [m, n] : sizes) {
        CAPTURE(m, n);
        const Problem p{m, n};
        const VectorXd y = p.binary();
        const Reference expected = reference(p.X, y, p.ones, p.theta, logistic, 0.25);
        const RowMajor by_rows = p.X;
        MatrixXd wide = MatrixXd::Constant(m + 5, n + 3, -99);
        wide.block(3, 1, m, n) = p.X;
        RowMajor wide_rows = wide;
        CHECK(agrees(cost::LogisticLoss{p.X, y}, p.theta, expected));
        CHECK(agrees(cost::LogisticLoss{by_rows, y}, p.theta, expected));
        CHECK(agrees(cost::LogisticLoss{Eigen::Map<const MatrixXd, 0, Eigen::OuterStride<>>(
                                            &wide(3, 1), m, n, Eigen::OuterStride<>{m + 5}),
                                        y},
                     p.theta, expected));
        CHECK(agrees(cost::LogisticLoss{Eigen::Ref<const RowMajor, 0, Eigen::OuterStride<>>(
                                            wide_rows.block(3, 1, m, n)),
                                        y},
                     p.theta, expected));
        // gaps inside the columns: every second row of a matrix of twice as many
        MatrixXd apart = MatrixXd::Constant(2 * m, n, -99);
        const Eigen::Stride<Eigen::Dynamic, 2> every_second{2 * m, 2};
        Eigen::Map<MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, 2>> half(apart.data(), m, n,
                                                                       every_second);
        half = p.X;
        CHECK(agrees(cost::LogisticLoss{half, y}, p.theta, expected));
    }
}

TEST_CASE("sparse training sets give the logistic cost of plain loops, by rows and by columns",
          "[cost][mean_loss]") {
    for (const auto& [m, n] : sizes) {
        CAPTURE(m, n);
        Problem p{m, n};
        for (Index j = 0; j < n; ++j) { // a third is left, one column in four is empty
            for (Index i = 0; i < m; ++i) {
                p.X(i, j) = j % 4 == 3 || (i + 2 * j) % 3 != 0 ? 0 : p.X(i, j);
            }
        }
        const VectorXd y = p.binary();
        const Reference expected = reference(p.X, y, p.ones, p.theta, logistic, 0.25);
        SparseColumns by_columns = p.X.sparseView();
        SparseRows by_rows = p.X.sparseView();
        CHECK(agrees(cost::LogisticLoss{by_columns, y}, p.theta, expected));
        CHECK(agrees(cost::LogisticLoss{by_rows, y}, p.theta, expected));
        by_columns.uncompress();
        by_rows.uncompress();
        by_columns.coeffRef(m - 1, n - 1) = p.X(m - 1, n - 1) = 0.5; // leaves gaps behind
        by_rows.coeffRef(m - 1, n - 1) = 0.5;
        const Reference changed = reference(p.X, y, p.ones, p.theta, logistic, 0.25);
        CHECK(agrees(cost::LogisticLoss{by_columns, y}, p.theta, changed));
        CHECK(agrees(cost::LogisticLoss{by_rows, y}, p.theta, changed));
    }
}

TEST_CASE("several outputs give the costs of plain loops", "[cost][mean_loss]") {
    for (const auto& [m, n] : sizes) {
        CAPTURE(m, n);
        const Problem p{m, n};
        const RowMajor by_rows = p.X;
        const Reference classes = reference(p.X, p.y, p.ones, p.thetas, softmax, 1);
        CHECK(agrees(cost::SoftmaxLoss{p.X, p.y, 3}, p.thetas, classes));
        CHECK(agrees(cost::SoftmaxLoss{by_rows, p.y.cast<int>(), 3}, p.thetas, classes));
        const MatrixXd targets = training::inputs(m, 3);
        const Reference squares = reference(p.X, targets, p.ones, p.thetas, half_squared, 1);
        CHECK(agrees(cost::HalfMeanSquaredError{p.X, targets}, p.thetas, squares));
        CHECK(agrees(cost::HalfMeanSquaredError{by_rows, targets}, p.thetas, squares));
        const MatrixXd labels = (targets.array() > 0).cast<double>();
        CHECK(agrees(cost::LogisticLoss{by_rows, labels}, p.thetas,
                     reference(p.X, labels, p.ones, p.thetas, logistic, 0.25)));
    }
}

// float data are exact in double, so the sums in double differ from the reference's by double's eps
TEST_CASE("theta in double sums float data in double", "[cost][mean_loss]") {
    for (const auto& [m, n] : sizes) {
        CAPTURE(m, n);
        const Problem p{m, n};
        const Eigen::MatrixXf X = p.X.cast<float>();
        const Eigen::MatrixXf y = p.y.cast<float>();
        const Eigen::VectorXf targets = y.col(0);
        const Reference expected =
            reference(X.cast<double>(), y.cast<double>(), p.ones, p.theta, half_squared, 1);
        const cost::HalfMeanSquaredError J{X, targets};
        CHECK(agrees(J, p.theta, expected));
        CHECK(std::is_same_v<decltype(J.start()), Eigen::VectorXf>);
        const Eigen::SparseMatrix<float, Eigen::RowMajor> sparse = X.sparseView();
        CHECK(agrees(cost::HalfMeanSquaredError{sparse, targets}, p.theta, expected));
    }
    static_assert(
        CostFunction<
            cost::MeanSquaredError<data::held_t<Eigen::MatrixXf>, data::held_t<Eigen::VectorXf>>,
            VectorXd>);
    static_assert(
        !CostFunction<cost::MeanSquaredError<data::held_t<MatrixXd>, data::held_t<VectorXd>>,
                      Eigen::VectorXf>,
        "theta must not be of a narrower type than the data");
}

/// A loss of one's own: untemplated, and known to nobody.
struct Cube {
    double value(double h, double y) const { return std::abs(h - y) * (h - y) * (h - y); }
    double derivative(double h, double y) const { return 3 * (h - y) * std::abs(h - y); }
};

TEST_CASE("a loss of one's own is two functions", "[cost][mean_loss]") {
    const MatrixXd X{{1}, {2}, {3}};
    const VectorXd y{{2, 3, 7}};
    VectorXd gradient;
    // residuals 1, 2, 0 at theta = (1, 2): J = (1 + 8) / 3, gradient 3 (1 + 4, 1 + 8) / 3
    CHECK(evaluate(cost::MeanLoss{Cube{}, X, y}, VectorXd{{1, 2}}, gradient) == 3);
    CHECK(gradient[0] == 15 * (1.0 / 3));
    CHECK(gradient[1] == 27 * (1.0 / 3));
    // by one example after another
    CHECK(evaluate(cost::MeanLoss{Cube{}, X, y, hypothesis::Polynomial{1}}, VectorXd{{1, 2}},
                   gradient) == 3);
    CHECK(gradient[1] == 27 * (1.0 / 3));
    static_assert(LossFunction<Cube, double>);
    static_assert(!CurvatureBounded<decltype(cost::MeanLoss{Cube{}, X, y})>);
}

// at every width, for some of which a kernel has both products in one
TEST_CASE("kept scores and a y with gaps change no bit", "[cost][mean_loss]") {
    const Index m = 515;
    for (Index n = 1; n <= 18; ++n) {
        CAPTURE(n);
        const RowMajor X = training::inputs(m, n).array().sin();
        const MatrixXd two = training::inputs(2, m).array().cos();
        const VectorXd y = two.row(0).transpose();
        const Eigen::Map<const VectorXd, 0, Eigen::InnerStride<2>> gaps(two.data(), m);
        const VectorXd theta = VectorXd::LinSpaced(n + 1, -1, 1);
        const cost::MeanLoss J{Cube{}, X, y};
        auto memory = J.init(theta);
        VectorXd gradient(n + 1);
        const double value = J.value_and_gradient(memory, theta, gradient);

        auto room = J.room(theta);
        VectorXd beside(n + 1);
        CHECK(J.value_and_gradient(memory, room, theta, beside) == value);
        CHECK(beside == gradient);
        const VectorXd scores = (X * theta.tail(n)).array() + theta[0];
        CHECK((room.matrix() - scores).cwiseAbs().maxCoeff() <= 1e-14 * static_cast<double>(n + 1));

        VectorXd of_gaps;
        CHECK(evaluate(cost::MeanLoss{Cube{}, X, gaps}, theta, of_gaps) == value);
        CHECK(of_gaps == gradient);
    }
}

/// A loss that could be taken for one of one output too, and is not.
struct EitherWay {
    Index outputs() const { return 2; }
    double value(double, double) const { return -1; }
    double derivative(double, double) const { return -1; }
    template <class Scores, class Gradient>
    double value_and_gradient(const Scores& h, double y, Gradient& gradient) const {
        gradient = h - y;
        return gradient.matrix().squaredNorm() / 2;
    }
};

TEST_CASE("a loss of several outputs is one, whatever else it offers", "[cost][mean_loss]") {
    for (const Index n : {3, 9}) {
        const RowMajor X = training::inputs(40, n).array().sin();
        const VectorXd y = VectorXd::LinSpaced(40, -1, 1);
        MatrixXd theta(n + 1, 2);
        theta << VectorXd::LinSpaced(n + 1, -1, 1), VectorXd::LinSpaced(n + 1, 1, 2);
        MatrixXd gradient;
        const double value = evaluate(cost::MeanLoss{EitherWay{}, X, y}, theta, gradient);
        MatrixXd expected;
        MatrixXd targets(40, 2);
        targets << y, y;
        const double sum = evaluate(cost::HalfMeanSquaredError{X, targets}, theta, expected);
        CHECK(std::abs(value - sum) <= 64 * eps * sum);
        CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 1e-14);
    }
}

/// Two outputs of which one is the mean and the other the spread.
struct Pair {
    Index outputs() const { return 2; }
    template <class Scores, class Gradient>
    double value_and_gradient(const Scores& h, double y, Gradient& gradient) const {
        gradient[0] = h[0] - y;
        gradient[1] = 2 * h[1];
        return (h[0] - y) * (h[0] - y) / 2 + h[1] * h[1];
    }
};

TEST_CASE("a loss of one's own may have several outputs", "[cost][mean_loss]") {
    const MatrixXd X{{1}, {2}};
    const VectorXd y{{1, 1}};
    MatrixXd gradient;
    const cost::MeanLoss J{Pair{}, X, y};
    CHECK(J.start() == MatrixXd::Zero(2, 2));
    // scores (2, 1) and (3, 2): losses 1/2 + 1 and 2 + 4; derivatives (1, 2), (2, 4)
    CHECK(evaluate(J, MatrixXd{{1, 0}, {1, 1}}, gradient) == 7.5 / 2);
    CHECK(gradient == MatrixXd{{1.5, 3}, {2.5, 5}});
}

// --- weights ---

template <class Theta>
struct Answer {
    double value = 0;
    Theta gradient;
};

template <class Theta>
Answer<Theta> answer(const auto& cost, const Theta& theta) {
    Answer<Theta> found;
    found.value = evaluate(cost, theta, found.gradient);
    return found;
}

template <class Theta>
void check_same(const Answer<Theta>& a, const Answer<Theta>& b) {
    CHECK(a.value == b.value);
    CHECK(a.gradient == b.gradient);
}

/// Integers and quarters only, so that sums have the same bits in every order.
template <class Theta>
void same(const auto& a, const auto& b, const Theta& theta) {
    check_same<Theta>(answer(a, theta), answer(b, theta));
}

TEST_CASE("whole weights are repeated examples", "[cost][mean_loss][weights]") {
    const Index m = 67;
    const MatrixXd X = training::inputs(m, 3);
    const VectorXd y = training::targets(m);
    VectorXd w(m);
    Index total = 0;
    for (Index i = 0; i < m; ++i) { // 0, 1, 2, 3, 0, ...
        w[i] = static_cast<double>(i % 4);
        total += i % 4;
    }
    MatrixXd repeated(total, 3);
    VectorXd targets(total);
    Index row = 0;
    for (Index i = 0; i < m; ++i) {
        for (Index k = 0; k < i % 4; ++k, ++row) {
            repeated.row(row) = X.row(i);
            targets[row] = y[i];
        }
    }
    const VectorXd theta = training::parameters(4);
    const data::Weighted weighted{y, w};
    same(cost::MeanSquaredError{X, weighted}, cost::MeanSquaredError{repeated, targets}, theta);
    same(cost::HuberLoss{RowMajor(X), weighted, 2.0}, cost::HuberLoss{repeated, targets, 2.0},
         theta);
    same(cost::MeanSquaredError{SparseRows(X.sparseView()), weighted},
         cost::MeanSquaredError{repeated, targets}, theta);
    same(cost::MeanSquaredError{X, data::Weighted{y, w.cast<int>()}, hypothesis::Polynomial{1}},
         cost::MeanSquaredError{repeated, targets}, theta);
    MatrixXd thetas(4, 2);
    thetas << theta, -theta;
    same(cost::MeanSquaredError{X, data::Weighted{MatrixXd(y.replicate(1, 2)), w}},
         cost::MeanSquaredError{repeated, targets.replicate(1, 2)}, thetas);
    CHECK_THAT(
        cost::HuberLoss(X, weighted, 2.0).curvature_bound(),
        Catch::Matchers::WithinULP(cost::HuberLoss(repeated, targets, 2.0).curvature_bound(), 4));
}

TEST_CASE("a common factor of all weights changes nothing", "[cost][mean_loss][weights]") {
    const MatrixXd X = training::inputs(30, 2);
    const VectorXd y = training::targets(30);
    const VectorXd w = VectorXd::LinSpaced(30, 1, 30);
    const cost::MeanSquaredError J{X, data::Weighted{y, w}};
    same(J, cost::MeanSquaredError{X, data::Weighted{y, 0.25 * w}}, training::parameters(3));
    same(cost::MeanSquaredError{X, y},
         cost::MeanSquaredError{X, data::Weighted{y, VectorXd::Constant(30, 0.5)}},
         training::parameters(3));
}

template <class Error, class Action>
std::string message(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST_CASE("weights out of range are named with their row", "[cost][mean_loss][weights]") {
    const VectorXd y = VectorXd::Ones(3);
    const auto weighted = [&](double last) { data::Weighted{y, VectorXd{{0, 1, last}}}; };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(message<InvalidData>([&] { weighted(-0.5); }) ==
          "data::Weighted: w(2) must be finite and >= 0, got -0.5");
    CHECK(message<InvalidData>([&] { weighted(nan); }) ==
          "data::Weighted: w(2) must be finite and >= 0, got nan");
    CHECK(message<InvalidData>([&] { weighted(1 / 0.0); }) ==
          "data::Weighted: w(2) must be finite and >= 0, got inf");
    CHECK(message<InvalidData>([&] { data::Weighted{y, VectorXd::Zero(3)}; }) ==
          "data::Weighted: some weight must be > 0, got 0");
    CHECK(message<ShapeMismatch>([&] { data::Weighted{y, VectorXd::Ones(2)}; }) ==
          "data::Weighted: w must have as many entries as y has rows, 3, got 2");
    CHECK(message<ShapeMismatch>([&] { data::Weighted{y.transpose(), VectorXd::Ones(3)}; }) ==
          "data::Weighted: w must have as many entries as y has rows, 1 (of a row vector write "
          "y.transpose()), got 3");
}

TEST_CASE("weights of any size are weights, in double and in float", "[cost][mean_loss][weights]") {
    const Index m = 67;
    const MatrixXd X = training::inputs(m, 3);
    const VectorXd y = training::targets(m);
    const VectorXd theta = training::parameters(4);
    const VectorXd w = VectorXd::LinSpaced(m, 1, 67);
    const cost::HuberLoss J{X, data::Weighted{y, w}, 2.0};
    VectorXd expected;
    const double value = evaluate(J, theta, expected);
    // 1e-308 and below have fewer digits: powers of two of what has few itself
    for (const double factor : {0x1p-1074, 0x1p-1070, 0x1p-1000, 0x1p-300, 0x1p+300, 0x1p+1017}) {
        CAPTURE(factor);
        const cost::HuberLoss scaled{X, data::Weighted{y, factor * w}, 2.0};
        same(scaled, J, theta);
        CHECK(scaled.curvature_bound() == J.curvature_bound());
        same(cost::HuberLoss{X, data::Weighted{y, factor * w}, 2.0, hypothesis::Polynomial{1}},
             cost::HuberLoss{X, data::Weighted{y, w}, 2.0, hypothesis::Polynomial{1}}, theta);
    }
    const Eigen::MatrixXf narrow = X.cast<float>();
    const Eigen::VectorXf targets = y.cast<float>();
    const cost::HuberLoss of_floats{narrow, data::Weighted{targets, w}, 2.0};
    for (const double factor : {0x1p-1074, 0x1p-200, 0x1p+200, 0x1p+1017}) {
        CAPTURE(factor);
        same(cost::HuberLoss{narrow, data::Weighted{targets, factor * w}, 2.0}, of_floats,
             Eigen::VectorXf(theta.cast<float>()));
    }
    // no power of two: every weight is rounded once more
    for (const double size : {1e-310, 1e-300, 1e308}) {
        const cost::HuberLoss even{X, data::Weighted{y, VectorXd::Constant(m, size)}, 2.0};
        VectorXd gradient;
        CHECK(std::abs(evaluate(even, theta, gradient) -
                       evaluate(cost::HuberLoss{X, y, 2.0}, theta, expected)) <= 70 * eps * value);
        CHECK((gradient - expected).cwiseAbs().maxCoeff() <= 70 * eps * 8 * 2);
    }
    const auto fit = minimize(cost::MeanSquaredError{X, data::Weighted{y, 1e-310 * w}});
    CHECK(fit.converged());
    // long double holds what double does not
    const Eigen::VectorX<Long> tiny = w.cast<Long>() * std::ldexp(Long(1), -16000);
    if (std::numeric_limits<Long>::min_exponent < -16000) {
        same(cost::HuberLoss{X, data::Weighted{y, tiny}, 2.0}, J, theta);
    }
}

/// J and its gradient with and without example `absent`, which has weight 0.
template <class Make, class Theta>
void is_absent(const MatrixXd& X, const VectorXd& y, Index absent, const Make& make,
               const Theta& theta) {
    const Index m = X.rows();
    VectorXd w = VectorXd::LinSpaced(m, 1, static_cast<double>(m));
    w[absent] = 0;
    MatrixXd rest(m - 1, X.cols());
    VectorXd targets(m - 1);
    VectorXd weights(m - 1);
    for (Index i = 0; i < m - 1; ++i) {
        const Index from = i < absent ? i : i + 1;
        rest.row(i) = X.row(from);
        targets[i] = y[from];
        weights[i] = w[from];
    }
    const auto J = make(X, y, w);
    const auto without = make(rest, targets, weights);
    Theta gradient;
    Theta expected;
    const double value = evaluate(J, theta, gradient);
    // the sums of the others, of which none is far above the largest
    CHECK(std::abs(value - evaluate(without, theta, expected)) <= 70 * eps * std::abs(value));
    CHECK((gradient - expected).cwiseAbs().maxCoeff() <=
          70 * eps * (1 + expected.cwiseAbs().maxCoeff()) * 70);
    // so at every step along a line
    auto memory = scratch(J, theta);
    auto here = J.room(theta);
    auto there = J.room(theta);
    const Theta end = theta + 0.25 * (theta - expected);
    static_cast<void>(evaluate(J, memory, here, theta, gradient));
    static_cast<void>(evaluate(J, memory, there, end, gradient));
    const Theta middle = (theta + end) / 2;
    const auto [at, slope] = J.along(memory, here, there, 0.5);
    const double there_value = evaluate(without, middle, expected);
    CHECK(std::abs(at - there_value) <= 200 * eps * std::abs(there_value));
    CHECK(std::abs(slope - (end - theta).cwiseProduct(expected).sum()) <=
          1e4 * eps * (end - theta).norm() * (1 + expected.norm()));
}

TEST_CASE("an example of weight 0 is absent, also if its score overflows",
          "[cost][mean_loss][weights]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Index m = 67;
    const Index absent = GENERATE(0, 40, 66);
    MatrixXd X = training::inputs(m, 3) / 8;
    const VectorXd y = training::targets(m).cwiseAbs();
    const VectorXd theta = training::parameters(4) / 8 + VectorXd::Ones(4);
    const auto huber = [](const auto& x, const auto& t, const auto& w) {
        return cost::HuberLoss{MatrixXd(x), data::Weighted{VectorXd(t), VectorXd(w)}, 2.0};
    };
    const auto squared = [](const auto& x, const auto& t, const auto& w) {
        return cost::MeanSquaredError{RowMajor(x), data::Weighted{VectorXd(t), VectorXd(w)}};
    };
    const auto poisson = [](const auto& x, const auto& t, const auto& w) {
        return cost::PoissonLoss{SparseRows(x.sparseView()),
                                 data::Weighted{VectorXd(t), VectorXd(w)}};
    };
    const auto softmax = [](const auto& x, const auto& t, const auto& w) {
        return cost::SoftmaxLoss{MatrixXd(x), data::Weighted{VectorXd(t), VectorXd(w)}, 9};
    };
    VectorXd strange = y;
    strange[absent] = nan;
    is_absent(X, strange, absent, squared, theta);
    // products of some 1e308 overflow, with both signs: the score is NaN
    X.row(absent) << 1e308, -1e308, 1e308;
    VectorXd steep = theta;
    steep[1] = 1e3;
    steep[2] = 1e3;
    is_absent(X, y, absent, huber, steep);
    is_absent(X, y, absent, squared, steep);
    steep[1] = steep[2] = 3;
    is_absent(X, y, absent, poisson, steep);
    MatrixXd thetas(4, 9);
    for (Index k = 0; k < 9; ++k) {
        thetas.col(k) = theta * static_cast<double>(k);
    }
    is_absent(X, y, absent, softmax, thetas);
    // by one example after another
    VectorXd w = VectorXd::Ones(m);
    w[absent] = 0;
    VectorXd gradient;
    const cost::MeanSquaredError one_by_one{X, data::Weighted{y, w}, hypothesis::Polynomial{2}};
    CHECK(is_finite(evaluate(one_by_one, VectorXd(VectorXd::Ones(7)), gradient)));
    CHECK(gradient.allFinite());
}

// What is viewed may be changed by its owner after the checks at construction.
TEST_CASE("data that was changed is named by the first evaluation that meets it",
          "[cost][mean_loss][weights]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const Index m = 300;
    MatrixXd X = training::inputs(m, 3);
    VectorXd y = training::targets(m);
    VectorXd labels = (y.array() > 0).cast<double>();
    VectorXd w = VectorXd::LinSpaced(m, 1, 2);
    const cost::MeanSquaredError squared{X, data::Weighted{y, w}};
    const cost::LogisticLoss logistic{X, data::Weighted{labels, w}};
    const cost::HuberLoss one_by_one{X, data::Weighted{y, w}, 1.0, hypothesis::Polynomial{1}};
    const cost::LogisticLoss logistic_one_by_one{X, labels, hypothesis::Polynomial{1}};
    const cost::SoftmaxLoss softmax{X, labels, 2};
    const VectorXd theta = training::parameters(4);
    VectorXd gradient;
    const auto says = [&](const std::string& words) {
        const auto of = [&](const auto& J) {
            return message<InvalidArgument>([&] { evaluate(J, theta, gradient); });
        };
        CHECK(of(squared) == words);
        CHECK(of(logistic) == words);
        CHECK(of(one_by_one) == words);
        CHECK(of(0.5 * squared + cost::SquaredNorm{}) == words);
        CHECK(of(cost::Standardized{squared, data::Standardization{training::inputs(m, 3)}}) ==
              words);
    };
    const double kept = w[200];
    for (const double bad : {nan, inf, -0.5}) {
        w[200] = bad;
        says("data::Weighted: w(200) must be finite and >= 0, got " + text(bad));
    }
    // a run says it at the iterate where it meets it
    w[200] = kept;
    const GradientDescent optimizer{rate::Constant{1e-3}, stop::AfterIterations{10}};
    CHECK(message<InvalidData>([&] {
              optimizer.minimize(squared, theta,
                                 [&](const auto& now) { w[200] = now.iteration == 3 ? -1 : kept; });
          }) == "data::Weighted: w(200) must be finite and >= 0, got -1");
    // the line of a search, which reads weights and not X
    w[200] = kept;
    CHECK(message<InvalidData>([&] {
              const GradientDescent searching{rate::StrongWolfe{}, stop::AfterIterations{10}};
              searching.minimize(logistic, theta, [&](const auto& now) {
                  w[200] = now.iteration == 3 ? nan : kept;
              });
          }) == "data::Weighted: w(200) must be finite and >= 0, got nan");
    w.setZero();
    says("data::Weighted: some weight must be > 0, got 0");
    w.setConstant(1e308);
    w *= 2;
    says("data::Weighted: w(0) must be finite and >= 0, got inf");
    w.setOnes();
    X(7, 1) = nan;
    says("X(7, 1) must be finite, got nan");
    X(7, 1) = 1;
    labels[4] = 2.5;
    MatrixXd thetas = MatrixXd::Zero(4, 2);
    MatrixXd gradients;
    CHECK(message<InvalidData>([&] { evaluate(softmax, thetas, gradients); }) ==
          "y(4) must be one of 0, ..., 1, got 2.5");
    // a finite number that is no class stands for one by its sign: it is not looked at again
    labels[4] = 1;
    const double value = evaluate(logistic, theta, gradient);
    labels[4] = 2.5;
    CHECK(evaluate(logistic, theta, gradient) == value);
    for (const double bad : {nan, inf}) { // which are no class, but compare like one
        labels[4] = bad;
        const auto of = [&](const auto& J) {
            return message<NonFiniteData>([&] { evaluate(J, theta, gradient); });
        };
        CHECK(of(logistic) == "y(4) must be finite, got " + text(bad));
        CHECK(of(logistic_one_by_one) == "y(4) must be finite, got " + text(bad));
    }
}

// A score of +infinity for class 1 costs nothing: only 0 times infinity in the gradient tells.
TEST_CASE("an infinite entry of X is named also where only the gradient meets it",
          "[cost][mean_loss]") {
    MatrixXd X = MatrixXd::Ones(3, 2);
    X(1, 1) = std::numeric_limits<double>::infinity();
    VectorXd gradient;
    CHECK(message<NonFiniteData>([&] {
              const VectorXd y{{0, 1, 0}};
              evaluate(cost::LogisticLoss{X, y, hypothesis::Polynomial{1}}, VectorXd{{0, 0, 1}},
                       gradient);
          }) == "X(1, 1) must be finite, got inf");
}

// --- what the named costs say ---

TEST_CASE("costs say by their own names what does not fit", "[cost][mean_loss]") {
    const MatrixXd X = MatrixXd::Ones(3, 2);
    const VectorXd y = VectorXd::Ones(4);
    const std::string rule = ": y must have as many entries as X has rows, 3, got 4";
    CHECK(message<ShapeMismatch>([&] { cost::LogisticLoss{X, y}; }) == "cost::LogisticLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::PoissonLoss{X, y}; }) == "cost::PoissonLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::HuberLoss{X, y, 1.0}; }) == "cost::HuberLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::SmoothedAbsoluteLoss{X, y, 1.0}; }) ==
          "cost::SmoothedAbsoluteLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::SoftmaxLoss{X, y, 2}; }) ==
          "cost::SoftmaxLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::MeanLoss{Cube{}, X, y}; }) == "cost::MeanLoss" + rule);
    CHECK(message<ShapeMismatch>([&] { cost::MeanSquaredError{X, MatrixXd::Ones(4, 2)}; }) ==
          "cost::MeanSquaredError: y must have as many rows as X, 3, got 4");
    const Eigen::RowVector3d row(1, 2, 3);
    const std::string turned =
        ": y must have as many rows as X, 3 (of a row vector write y.transpose()), got 1";
    CHECK(message<ShapeMismatch>([&] { cost::MeanSquaredError{X, row}; }) ==
          "cost::MeanSquaredError" + turned);
    CHECK(message<ShapeMismatch>([&] { cost::HuberLoss{X, MatrixXd(row), 1.0}; }) ==
          "cost::HuberLoss" + turned);
    CHECK(message<ShapeMismatch>([&] { cost::MeanSquaredError{X, MatrixXd::Ones(1, 2)}; }) ==
          "cost::MeanSquaredError: y must have as many rows as X, 3, got 1");
    CHECK(message<InvalidData>([&] { cost::SoftmaxLoss{X, VectorXd{{0, 1, 2}}, 2}; }) ==
          "y(2) must be one of 0, ..., 1, got 2");
    CHECK(message<ShapeMismatch>([&] {
              const cost::SoftmaxLoss J{X, VectorXd{{0, 1, 2}}, 3};
              MatrixXd gradient;
              evaluate(J, MatrixXd(MatrixXd::Zero(3, 2)), gradient);
          }) == "theta: must have a row for each parameter and a column for each output, 3 x 3, "
                "got 3 x 2");
}

TEST_CASE("a NaN in sparse data or in one of several targets is named", "[cost][mean_loss]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    SparseColumns X(5, 3);
    X.insert(1, 0) = 2;
    X.insert(3, 2) = nan;
    VectorXd gradient;
    CHECK(message<NonFiniteData>([&] {
              evaluate(cost::HuberLoss{X, VectorXd::Ones(5), 1.0}, VectorXd(VectorXd::Ones(4)),
                       gradient);
          }) == "X(3, 2) must be finite, got nan");
    MatrixXd y = MatrixXd::Ones(4, 2);
    y(2, 1) = nan;
    MatrixXd gradients;
    CHECK(message<NonFiniteData>([&] {
              evaluate(cost::MeanSquaredError{MatrixXd(MatrixXd::Ones(4, 1)), y},
                       MatrixXd(MatrixXd::Zero(2, 2)), gradients);
          }) == "y(2, 1) must be finite, got nan");
}

// --- penalties that leave the intercept out ---

TEST_CASE("the squared norm may leave the intercepts out", "[cost][squared_norm]") {
    const auto slopes = cost::SquaredNorm{}.without_intercept();
    VectorXd gradient;
    CHECK(evaluate(slopes, VectorXd{{7, 2, -3}}, gradient) == 13);
    CHECK(gradient == VectorXd{{0, 4, -6}});
    Eigen::RowVector3d row;
    CHECK(evaluate(slopes, Eigen::RowVector3d{7, 2, -3}, row) == 13);
    CHECK(row == Eigen::RowVector3d{0, 4, -6});
    MatrixXd gradients;
    CHECK(evaluate(slopes, MatrixXd{{7, 8}, {1, 2}, {3, 0}}, gradients) == 14);
    CHECK(gradients == MatrixXd{{0, 0}, {2, 4}, {6, 0}});
    CHECK(evaluate(cost::SquaredNorm{}, VectorXd{{7, 2, -3}}, gradient) == 62);
    double number = 0;
    CHECK(evaluate(slopes, 3.0, number) == 0);
    CHECK(number == 0);
}

// With the intercept free, y + 5 moves the intercept by 5 and nothing else.
TEST_CASE("a penalty without the intercept does not see a shift of y", "[cost][squared_norm]") {
    const MatrixXd X = training::inputs(40, 2) / 8;
    const VectorXd y = training::targets(40) / 8;
    const auto fit = [&](double shift) {
        const cost::HalfMeanSquaredError J{X, VectorXd(y.array() + shift)};
        return minimize(J + 0.5 * cost::SquaredNorm{}.without_intercept()).theta;
    };
    const VectorXd moved = fit(5) - fit(0);
    // both gradients are below the default tolerance, and the smallest curvature is above 1/4
    CHECK(std::abs(moved[0] - 5) <= 1e-5);
    CHECK(moved.tail(2).cwiseAbs().maxCoeff() <= 1e-5);
}

TEST_CASE("curvature bounds are curvature times the mean squared length", "[cost][mean_loss]") {
    const MatrixXd X{{1, 2}, {3, 4}}; // squared lengths with the intercept's 1: 6 and 26, mean 16
    const VectorXd y{{0, 1}};
    CHECK(cost::LogisticLoss(X, y).curvature_bound() == 4);
    CHECK(cost::SoftmaxLoss(X, y, 2).curvature_bound() == 8);
    CHECK(cost::HuberLoss(X, y, 3.0).curvature_bound() == 16);
    CHECK(cost::SmoothedAbsoluteLoss(X, y, 0.5).curvature_bound() == 32);
    static_assert(!CurvatureBounded<decltype(cost::PoissonLoss{X, y})>);
    CHECK(rate::InverseLipschitz::of(cost::LogisticLoss{X, y}).rate() == 0.25);
    // an example of weight 0 is absent, however large
    const VectorXd one{{1, 0}};
    const MatrixXd far{{1, 2}, {1e200, 0}};
    CHECK(cost::HuberLoss(far, data::Weighted{y, one}, 3.0).curvature_bound() == 6);
    CHECK(cost::HuberLoss(far, data::Weighted{y, one}, 3.0)
              .curvature_bound(VectorXd(VectorXd::Zero(2)), VectorXd(VectorXd::Ones(2))) == 6);
}

TEST_CASE("data of another size than at construction is refused", "[cost][mean_loss]") {
    using Catch::Matchers::ContainsSubstring;
    MatrixXd X = training::inputs(40, 2);
    VectorXd y = training::targets(40);
    VectorXd w = VectorXd::Ones(40);
    const cost::HalfMeanSquaredError J{X, y};
    const cost::HalfMeanSquaredError weighted{X, data::Weighted{y, w}};
    VectorXd gradient;
    const VectorXd theta = VectorXd::Zero(3);
    w = VectorXd::Ones(39).eval();
    CHECK_THROWS_WITH(evaluate(weighted, theta, gradient),
                      ContainsSubstring("w must have as many entries as X has rows, 40, got 39"));
    X = training::inputs(4000, 2);
    CHECK_THROWS_WITH(minimize(J),
                      ContainsSubstring("y must have as many entries as X has rows, 4000, got 40"));
    CHECK_THROWS_AS(evaluate(weighted, theta, gradient), ShapeMismatch);
    y = training::targets(4000);
    CHECK(evaluate(J, theta, gradient) ==
          evaluate(cost::HalfMeanSquaredError{X, y}, theta, gradient));
}

TEST_CASE("a sparse X whose columns store their rows out of order is refused",
          "[cost][mean_loss]") {
    const int starts[] = {0, 1, 3};
    const int rows[] = {0, 2, 1};
    const double values[] = {1, 2, 3};
    using Columns = Eigen::SparseMatrix<double>;
    using Rows = Eigen::SparseMatrix<double, Eigen::RowMajor>;
    const Eigen::Map<const Columns> X(3, 2, 3, starts, rows, values);
    const VectorXd y = VectorXd::Ones(3);
    CHECK_THROWS_WITH((cost::HalfMeanSquaredError{X, y}),
                      Catch::Matchers::ContainsSubstring(
                          "X: the row numbers that column 1 stores must rise, after 2, got 1"));
    // by rows their order does not matter
    const Eigen::Map<const Rows> turned(2, 3, 3, starts, rows, values);
    VectorXd gradient;
    CHECK(evaluate(cost::HalfMeanSquaredError{turned, VectorXd(VectorXd::Zero(2))},
                   VectorXd(VectorXd::Ones(4)), gradient) == (4. + 36.) / 4);
}

TEST_CASE("curvature bounds of float data do not stick at 2^24", "[cost][mean_loss]") {
    // 2^25 ones: one by one in float they would add up to 2^24
    const Eigen::MatrixXf X = Eigen::MatrixXf::Ones(1 << 20, 32);
    const Eigen::VectorXf y = Eigen::VectorXf::Zero(X.rows());
    const Eigen::VectorXf w = Eigen::VectorXf::Ones(X.rows());
    using hypothesis::LinearThroughOrigin;
    CHECK(cost::HuberLoss(X, y, 1.0, LinearThroughOrigin{}).curvature_bound() == 32);
    CHECK(cost::HuberLoss(X, data::Weighted{y, w}, 1.0, LinearThroughOrigin{}).curvature_bound() ==
          32);
}

} // namespace
} // namespace descent::mean_loss
