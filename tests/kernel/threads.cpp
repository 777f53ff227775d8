// SPDX-License-Identifier: MIT
// Costs over a training set give the same bits on 1, 2, 3 and 8 threads, every row is read once, and
// what is thrown on a thread arrives at the caller.
#include <descent/descent.hpp>

#include <Eigen/SparseCore>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace descent;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

int faults = 0;

void expect(bool condition, const std::string& what) {
    if (!condition) {
        std::printf("FAILED: %s\n", what.c_str());
        ++faults;
    }
}

/// Value and gradient on so many threads, a cost's memory being made for them.
template <class Cost, class Theta>
double on(int threads, const Cost& cost, const Theta& theta, Theta& gradient) {
    omp_set_num_threads(threads);
    return evaluate(cost, theta, gradient);
}

template <class Cost, class Theta>
void same_bits(const char* what, const Cost& cost, const Theta& theta) {
    Theta alone;
    const double value = on(1, cost, theta, alone);
    for (const int threads : {2, 3, 8}) {
        Theta gradient;
        const bool same = on(threads, cost, theta, gradient) == value && gradient == alone;
        expect(same, std::string(what) + " on " + std::to_string(threads) + " threads");
    }
    // memory for eight threads serves a machine that gives fewer
    omp_set_num_threads(8);
    auto memory = scratch(cost, theta);
    omp_set_num_threads(2);
    omp_set_dynamic(1);
    Theta gradient = theta;
    expect(evaluate(cost, memory, theta, gradient) == value && gradient == alone,
           std::string(what) + " with fewer threads than lanes");
    omp_set_dynamic(0);
}

/// A whole run on so many threads: every number that it met.
template <class Optimizer, class Cost>
std::vector<double> run_on(int threads, const Optimizer& optimizer, const Cost& cost) {
    omp_set_num_threads(threads);
    std::vector<double> met;
    const auto watch = [&](const auto& now) {
        met.insert(met.end(),
                   {now.cost, now.gradient_norm, now.rate, static_cast<double>(now.evaluations)});
        met.insert(met.end(), now.theta.data(), now.theta.data() + now.theta.size());
    };
    optimizer.minimize(cost, cost.start(), watch);
    return met;
}

/// Searches, whose trials are sums over the examples too: read off the scores, or evaluated.
template <class Cost>
void same_runs(const char* what, const Cost& cost) {
    static_assert(AlongCost<Cost, std::remove_cvref_t<decltype(cost.start())>>);
    const stop::AfterIterations enough{8};
    const auto check = [&](const char* search, const auto& optimizer) {
        const auto alone = run_on(1, optimizer, cost);
        const std::string name = std::string(what) + ", " + search;
        expect(alone.size() > 8 * 4, name + ": a run of some length");
        for (const int threads : {2, 3, 8}) {
            expect(run_on(threads, optimizer, cost) == alone,
                   name + " on " + std::to_string(threads) + " threads");
        }
    };
    check("StrongWolfe",
          GradientDescent{update::LimitedMemoryBfgs{5}, rate::StrongWolfe{}, enough});
    check("HagerZhang", GradientDescent{rate::HagerZhang{}, enough});
    check("Backtracking", GradientDescent{rate::Backtracking{}, enough});
}

/// Counts the examples that it sees, and throws at one of them.
struct Counting {
    std::atomic<Index>* seen;
    double forbidden = -1;

    double value(double h, double y) const {
        ++*seen;
        if (y == forbidden) {
            throw std::runtime_error("example " + std::to_string(static_cast<int>(y)));
        }
        return h - y;
    }
    double derivative(double, double) const { return 1; }
};

} // namespace

int main() {
    const Index m = 30'011; // 12 MB: some ten chunks, the last one short
    const Index n = 50;
    MatrixXd X(m, n);
    for (Index i = 0; i < X.size(); ++i) {
        X.data()[i] =
            static_cast<double>((static_cast<std::uint64_t>(i) * 2654435761U) % 1009) / 1009 - 0.5;
    }
    const RowMajor by_rows = X;
    const Eigen::Map<const RowMajor> narrow(by_rows.data(), 5 * m, 10);
    const VectorXd long_y = narrow.col(0).array().sin() + 0.5;
    const VectorXd y = X.col(0).array().sin() + 0.5;
    const VectorXd labels = (X.col(1).array() > 0).cast<double>();
    const VectorXd weights = X.col(2).array().square();
    const VectorXd theta = VectorXd::LinSpaced(n + 1, -1, 1.3);
    MatrixXd thetas(n + 1, 3);
    thetas << theta, -theta, theta.reverse();
    const Eigen::SparseMatrix<double> sparse = (X.array() > 0.3).select(X, 0).sparseView();
    const Eigen::SparseMatrix<double, Eigen::RowMajor> sparse_rows = sparse;

    same_bits("columns", cost::MeanSquaredError{X, y}, theta);
    same_bits("rows", cost::LogisticLoss{by_rows, labels}, theta);
    same_bits("narrow rows", cost::MeanSquaredError{narrow, long_y}, VectorXd(theta.head(11)));
    same_bits("weights", cost::HuberLoss{X, data::Weighted{y, weights}, 0.1}, theta);
    same_bits("softmax", cost::SoftmaxLoss{by_rows, labels, 3}, thetas);
    same_bits("sparse columns", cost::MeanSquaredError{sparse, y}, theta);
    same_bits("sparse rows", cost::MeanSquaredError{sparse_rows, y}, theta);
    same_bits("gaps",
              cost::MeanSquaredError{
                  Eigen::Map<const MatrixXd, 0, Eigen::InnerStride<2>>(X.data(), m / 2, n),
                  y.head(m / 2)},
              theta);
    same_bits("polynomial", cost::MeanSquaredError{X, y, hypothesis::Polynomial{1}}, theta);

    const cost::LogisticLoss logistic{by_rows, labels};
    same_runs("logistic", logistic);
    same_runs("weighted columns", cost::LogisticLoss{X, data::Weighted{labels, weights}});
    same_runs("Huber", cost::HuberLoss{X, y, 0.1} + 0.01 * cost::SquaredNorm{}.without_intercept());
    same_runs("softmax", cost::SoftmaxLoss{by_rows, labels, 2});
    same_runs("sparse", cost::LogisticLoss{sparse, labels});
    same_runs("scaled features", cost::Standardized{logistic, data::Standardization{X}});

    std::atomic<Index> seen{0};
    omp_set_num_threads(3);
    VectorXd gradient;
    const VectorXd rows = VectorXd::LinSpaced(m, 0, static_cast<double>(m - 1));
    const double value = evaluate(
        cost::MeanLoss{Counting{&seen}, X, rows, hypothesis::Polynomial{1}}, theta, gradient);
    expect(seen == m, "each example once");
    expect(value == value, "a value");
    for (const double forbidden : {0.0, 29'000.0}) {
        std::string message;
        try {
            evaluate(cost::MeanLoss{Counting{&seen, forbidden}, X, rows}, theta, gradient);
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        expect(message == "example " + std::to_string(static_cast<int>(forbidden)),
               "an exception, got " + message);
    }
    std::printf("%d faults\n", faults);
    return faults == 0 ? 0 : 1;
}
