// SPDX-License-Identifier: MIT
// Lines of linear models: passes over X, the bits of what is accepted, and what is read off.
#include "catch.hpp"

#include "cost/training_set.hpp"

#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <cmath>
#include <cstdint>
#include <limits>

namespace descent::along_lines {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Long = long double;

/// X whose entries count how often they are read, as an expression.
struct Reads {
    const MatrixXd* X;
    std::int64_t* count;
    double operator()(Index i, Index j) const {
        ++*count;
        return (*X)(i, j);
    }
};

/// The logistic loss of an expression X that is evaluated at every reading, not once (data::hold).
template <class X>
struct LogisticLossOf : cost::MeanLoss<loss::Logistic, Owned<X>, Viewed<VectorXd>> {
    LogisticLossOf(const X& x, const VectorXd& y)
        : cost::MeanLoss<loss::Logistic, Owned<X>, Viewed<VectorXd>>{
              "LogisticLossOf", loss::Logistic{}, Owned<X>{x}, Viewed<VectorXd>{y}, {}} {}
};

/// Two classes that no line separates: the label of each example is that of a crooked rule.
VectorXd labels(const MatrixXd& X) {
    return VectorXd::NullaryExpr(X.rows(), [&X](Index i) {
        return X(i, 0) + 0.5 * X(i, 1) - 1 + 3 * std::sin(double(i)) > 0 ? 1.0 : 0.0;
    });
}

/// Whatever it is made from, but its lines are not known: what runs were without AlongCost.
template <class C>
auto unknown(const C& J) {
    return cost::from_value_and_gradient(
        [&J](const VectorXd& theta, VectorXd& g) { return evaluate(J, theta, g); });
}

/// Runs to the end and checks every iterate.
///
/// @param reads  of entries of X, of which there are `entries`
/// @return the iterations in which the search went on after a first trial
template <class Run>
int passes_of(Run run, const std::int64_t& reads, Index entries) {
    int searched = 0;
    std::int64_t before = reads;
    std::int64_t evaluations = run.now().evaluations;
    while (run.advance()) {
        const auto passes = (reads - before) / entries;
        CAPTURE(run.now().iteration);
        CHECK((reads - before) % entries == 0);
        CHECK(passes == run.now().evaluations - evaluations); // an evaluation is a pass
        CHECK(passes <= 2);
        searched += passes == 2 ? 1 : 0;
        before = reads;
        evaluations = run.now().evaluations;
    }
    return searched;
}

} // namespace

TEST_CASE("a search along a linear model takes at most two passes over X an iteration",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(200, 6);
    const VectorXd y = labels(X);
    std::int64_t reads = 0;
    const auto counted = MatrixXd::NullaryExpr(X.rows(), X.cols(), Reads{&X, &reads});
    const LogisticLossOf J{counted, y};
    const VectorXd zero = J.start();
    const VectorXd far = VectorXd::Constant(zero.size(), 3.0);

    const auto check = [&](const auto& optimizer, int least) {
        int searched = 0;
        for (const VectorXd& start : {zero, far}) {
            searched += passes_of(optimizer.run(J, start), reads, X.size());
            // the same minimum as when every trial is evaluated: curvature is above 1e-3 in all
            // directions, so gradients below 1e-8 leave less than 1e-5 to theta
            const auto known = optimizer.minimize(J, start);
            const auto plain = optimizer.minimize(unknown(J), start);
            CHECK(known.converged() == plain.converged());
            if (plain.converged()) { // gradient descent alone may not within the budget
                CHECK((known.theta - plain.theta).norm() < 1e-5);
            }
        }
        CHECK(searched >= least); // else the test says nothing
    };
    const auto stop = stop::GradientBelow{1e-8} | stop::AfterIterations{3000};
    check(GradientDescent{update::LimitedMemoryBfgs{5}, rate::StrongWolfe{}, stop}, 2);
    check(GradientDescent{update::ConjugateGradient{},
                          rate::StrongWolfe{rate::FirstTrial::last, 1e-4, 0.1}, stop},
          10);
    check(GradientDescent{update::ConjugateGradient{},
                          rate::HagerZhang{rate::FirstTrial::last, 1e-4, 0.1}, stop},
          10);
    check(GradientDescent{rate::Backtracking{64.0}, stop}, 10);
    check(GradientDescent{rate::BarzilaiBorwein{}, stop}, 1);
    check(GradientDescent{rate::Exact{}, stop}, 1);
}

TEST_CASE("minimize of a logistic loss takes two passes over X an iteration and two before",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(150, 4);
    const VectorXd y = labels(X);
    std::int64_t reads = 0;
    const auto counted = MatrixXd::NullaryExpr(X.rows(), X.cols(), Reads{&X, &reads});
    const LogisticLossOf J{counted, y};
    for (const double scale : {0.0, 1.0, 30.0}) {
        // one pass before the first evaluation is the preconditioner's, which reads the first block,
        // here all rows, twice, and one row more; of the three evaluations further, one is the first and two are of a
        // last search that finds nothing lower
        reads = 0;
        const auto fit = minimize(J, VectorXd(scale * training::parameters(5)));
        CAPTURE(scale, fit);
        CHECK(fit.converged());
        CHECK(reads == (2 + fit.evaluations) * X.size() + X.cols());
        CHECK(fit.evaluations <= 2 * fit.iterations + 3);
    }
}

namespace {

/// The logistic loss along a line, in long double from the entries of theta on.
Long value_along(const MatrixXd& X, const VectorXd& y, const VectorXd& from, const VectorXd& d,
                 Long alpha) {
    Long sum = 0;
    for (Index i = 0; i < X.rows(); ++i) {
        Long h = Long(from[0]) - alpha * Long(d[0]);
        for (Index j = 0; j < X.cols(); ++j) {
            h += Long(X(i, j)) * (Long(from[j + 1]) - alpha * Long(d[j + 1]));
        }
        const Long margin = y[i] > 0 ? h : -h;
        sum += std::log1p(std::exp(-std::abs(margin))) + (margin < 0 ? -margin : 0);
    }
    return sum / Long(X.rows());
}

/// Asks for trials and takes the last of them. What it was told is noted down.
struct Script {
    VectorXd* told;
    template <Parameters Theta>
    double rate(const Iterate<Theta>&, StraightLine<double> auto& line) const {
        for (Index k = 0; k < rates().size(); ++k) {
            const auto trial = line(rates()[k]);
            (*told)[2 * k] = trial.value;
            (*told)[2 * k + 1] = trial.slope;
        }
        return rates()[rates().size() - 1];
    }
    static VectorXd rates() { return VectorXd{{0.25, 0.125, 0.25, 0.03125, 1.0, 8.0, 0.5}}; }
};

/// A start, and the steps of `Script` from there: what was told against `value_along`.
template <class C>
void check_trials(const C& J, const MatrixXd& X, const VectorXd& y, double scale) {
    VectorXd told(2 * Script::rates().size());
    const VectorXd start = scale * training::parameters(X.cols() + 1);
    const GradientDescent optimizer{Script{&told}, stop::AfterIterations{3}};
    auto run = optimizer.run(J, start);
    while (run.advance()) {
        const auto& now = run.now();
        CHECK(now.evaluations == 1 + 2 * now.iteration); // the first trial, and what was taken
        // theta and scores of some hundreds, in sums of seven terms, known to 10 eps of those; a
        // rate of 8 is 32 times that of the first trial, which lets rounding grow as much
        const double score = 7 * 8 *
                             (now.previous.theta.cwiseAbs().maxCoeff() +
                              8 * now.previous.gradient.cwiseAbs().maxCoeff());
        const double error = 320 * std::numeric_limits<double>::epsilon() * score;
        for (Index k = 0; k < Script::rates().size(); ++k) {
            const Long alpha = Long(Script::rates()[k]);
            const auto& g = now.previous.gradient;
            const auto& from = now.previous.theta;
            const Long value = value_along(X, y, from, g, alpha);
            CAPTURE(scale, now.iteration, k);
            CHECK(std::abs(double(Long(told[2 * k]) - value)) <= error);
            // a difference quotient of sixth order and digits of long double are enough
            const Long h = 1e-4L;
            const auto at = [&](int i) { return value_along(X, y, from, g, alpha + i * h); };
            const Long slope =
                (45 * (at(1) - at(-1)) - 9 * (at(2) - at(-2)) + (at(3) - at(-3))) / (60 * h);
            const double steep = 7 * 8 * g.cwiseAbs().maxCoeff(); // of a score
            CHECK(std::abs(double(Long(told[2 * k + 1]) - slope)) <=
                  steep * (error + 1e-12) + 1e-12);
        }
        // what was taken is what an evaluation there gives, bit for bit
        VectorXd gradient;
        CHECK(evaluate(J, now.theta, gradient) == now.cost);
        CHECK(gradient == now.gradient);
    }
}

} // namespace

TEST_CASE("trials that are read off a line are right to rounding and the accepted point is fresh",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(100, 6);
    const VectorXd y = labels(X);
    for (const double scale : {0.0, 1.0, 10.0}) {
        check_trials(cost::LogisticLoss{X, y}, X, y, scale);
        const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = X;
        check_trials(cost::LogisticLoss{rows, y}, X, y, scale);
        const Eigen::SparseMatrix<double> sparse = X.sparseView();
        check_trials(cost::LogisticLoss{sparse, y}, X, y, scale);
    }
}

TEST_CASE("sums and multiples and weights and several outputs know their lines too",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(90, 3);
    const VectorXd y = labels(X);
    const VectorXd w = VectorXd::NullaryExpr(90, [](Index i) { return double(i % 4); });
    const Eigen::VectorXi classes = Eigen::VectorXi::NullaryExpr(
        90, [&](Index i) { return int(y[i]) + (X(i, 2) > 2 ? 1 : 0); });
    const auto agree = [](const auto& J) {
        using Theta = std::remove_cvref_t<decltype(J.start())>;
        static_assert(AlongCost<std::remove_cvref_t<decltype(J)>, Theta>);
        const Theta here = Theta::Constant(J.start().rows(), J.start().cols(), 0.5);
        Theta there = here;
        for (Index i = 0; i < there.size(); ++i) {
            there.data()[i] += double(training::integer(i)) / 16;
        }
        auto memory = scratch(J, here);
        auto first = J.room(here);
        auto second = J.room(here);
        Theta gradient = here;
        Theta plain = here;
        CHECK(evaluate(J, memory, first, here, gradient) == evaluate(J, here, plain));
        CHECK(gradient == plain);
        evaluate(J, memory, second, there, gradient);
        for (const double share : {0.0, 0.5, 1.0, -2.0}) {
            const auto [value, slope] = J.along(memory, first, second, share);
            const Theta theta = here + share * (there - here);
            // sums of a hundred terms below 100 with three roundings each, and of products with
            // changes below 24 in place of the losses
            CHECK(std::abs(value - evaluate(J, theta, plain)) < 1e-11);
            CHECK(std::abs(slope - plain.cwiseProduct(there - here).sum()) < 1e-10);
        }
    };
    agree(cost::LogisticLoss{X, y} + 0.25 * cost::SquaredNorm{}.without_intercept());
    agree(cost::HuberLoss{X, data::Weighted{y, w}, 1.5} + cost::SquaredNorm{});
    agree(cost::SoftmaxLoss{X, classes, 3} + 0.5 * cost::SquaredNorm{}.without_intercept());
    agree(cost::Standardized{cost::MeanSquaredError{X, y}, data::Standardization{X}});
    static_assert(
        !AlongCost<cost::Sum<Owned<cost::SquaredNorm>, Owned<cost::QuadraticBowl>>, VectorXd>);
}

TEST_CASE("a copy of a run along lines that are known goes on with the same bits",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(200, 6);
    const VectorXd y = labels(X);
    const auto J = cost::LogisticLoss{X, y} + 0.01 * cost::SquaredNorm{};
    const GradientDescent optimizer{update::ConjugateGradient{},
                                    rate::StrongWolfe{rate::FirstTrial::last, 1e-4, 0.1},
                                    stop::AfterIterations{30}};
    auto run = optimizer.run(J, J.start());
    for (int k = 0; k < 7; ++k) {
        run.advance();
    }
    auto copy = run;
    while (run.advance()) {
        REQUIRE(copy.advance());
        CHECK(copy.now().theta == run.now().theta);
        CHECK(copy.now().cost == run.now().cost);
        CHECK(copy.now().evaluations == run.now().evaluations);
    }
}

TEST_CASE("an exact search of a squared error takes two passes and finds the minimum of the line",
          "[optimizer][along]") {
    const MatrixXd X = training::inputs(60, 3);
    const VectorXd y = training::targets(60);
    const cost::MeanSquaredError J{X, y};
    const GradientDescent optimizer{rate::Exact{}, stop::AfterIterations{10}};
    auto run = optimizer.run(J, J.start());
    while (run.advance()) {
        const auto& now = run.now();
        CHECK(now.evaluations <= 1 + 2 * now.iteration);
        // orthogonal but for the rounding of gradients: sums of 60 terms below 1e4
        CHECK(std::abs(now.gradient.dot(now.previous.gradient)) <=
              1e-11 * now.previous.gradient.norm() * (1 + now.previous.gradient.norm()));
    }
}

} // namespace descent::along_lines
