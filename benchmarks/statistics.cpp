// SPDX-License-Identifier: MIT
// A thousand iterations at a fixed rate on 10^6 examples of 50 features, from their statistics, making
// these included. `ratio` is how much longer two passes over X an iteration take with Eigen (buffers,
// noalias), measured in the same run over 20 iterations and scaled to a thousand. `floor` and `product`
// are how many times the time of reading X once, and of one matrix product X'X, the statistics take.
#include <descent/descent.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

using namespace descent;

namespace {

constexpr Index examples = 1'000'000;
constexpr Index features = 50;
constexpr std::int64_t iterations = 1000;
constexpr std::int64_t measured_iterations = 20;
constexpr double rate = 1; // features are uniform on [-1, 1]: curvatures are 1 and near 1/3

template <int Order>
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Order>;

template <int Order>
struct TrainingSet {
    Matrix<Order> X = Matrix<Order>::Random(examples, features);
    Eigen::VectorXd y = X * Eigen::VectorXd::LinSpaced(features, -1, 1) +
                        0.1 * Eigen::VectorXd::Random(examples) +
                        Eigen::VectorXd::Constant(examples, 3);
};

/// The shortest of three times, in seconds.
template <class F>
double seconds(F f) {
    double shortest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 3; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        f();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        shortest = std::min(shortest, taken.count());
    }
    return shortest;
}

template <class X>
Eigen::VectorXd two_passes(const X& x, const Eigen::VectorXd& y, std::int64_t steps) {
    Eigen::VectorXd theta = Eigen::VectorXd::Zero(features + 1);
    Eigen::VectorXd residual(examples);
    Eigen::VectorXd gradient(features + 1);
    const double share = 1.0 / static_cast<double>(examples);
    double cost = 0;
    for (std::int64_t k = 0; k < steps; ++k) {
        residual = -y;
        residual.array() += theta[0];
        residual.noalias() += x * theta.tail(features);
        gradient[0] = share * residual.sum();
        gradient.tail(features).noalias() = share * (x.transpose() * residual);
        cost = share / 2 * residual.squaredNorm();
        benchmark::DoNotOptimize(cost);
        theta -= rate * gradient;
    }
    return theta;
}

template <int Order>
void from_statistics(benchmark::State& state) {
    const TrainingSet<Order> set;
    const GradientDescent optimizer{rate::Constant{rate}, stop::AfterIterations{iterations}};
    const auto run = [&] {
        const cost::HalfMeanSquaredError J{data::TrainingSetStatistics{set.X, set.y}};
        const auto result = optimizer.minimize(J, J.start());
        if (result.iterations != iterations) {
            state.SkipWithError("the run was shorter than it should be");
        }
        return result;
    };
    for (auto _ : state) {
        auto theta = run().theta;
        benchmark::DoNotOptimize(theta);
    }
    const double whole = seconds([&] { benchmark::DoNotOptimize(run().theta.data()); });
    const double two = seconds(
        [&] { benchmark::DoNotOptimize(two_passes(set.X, set.y, measured_iterations).data()); });
    state.counters["ratio"] =
        two * static_cast<double>(iterations) / static_cast<double>(measured_iterations) / whole;
    const double statistics =
        seconds([&] { benchmark::DoNotOptimize(data::TrainingSetStatistics{set.X, set.y}.yy()); });
    state.counters["floor"] = statistics / seconds([&] { benchmark::DoNotOptimize(set.X.sum()); });
    state.counters["product"] =
        statistics / seconds([&] {
            Eigen::MatrixXd products = Eigen::MatrixXd::Zero(features, features);
            products.selfadjointView<Eigen::Lower>().rankUpdate(set.X.transpose());
            benchmark::DoNotOptimize(products.data());
        });
    // the same theta as by passes over the examples, after as many steps
    const GradientDescent few{rate::Constant{rate}, stop::AfterIterations{measured_iterations}};
    const cost::HalfMeanSquaredError J{data::TrainingSetStatistics{set.X, set.y}};
    state.counters["theta_difference"] =
        (few.minimize(J, J.start()).theta - two_passes(set.X, set.y, measured_iterations))
            .cwiseAbs()
            .maxCoeff();
}

template <int Order>
void standardization(benchmark::State& state) {
    const TrainingSet<Order> set;
    for (auto _ : state) {
        benchmark::DoNotOptimize(data::Standardization{set.X}.means().data());
    }
    const double whole =
        seconds([&] { benchmark::DoNotOptimize(data::Standardization{set.X}.means().data()); });
    state.counters["floor"] = whole / seconds([&] { benchmark::DoNotOptimize(set.X.sum()); });
}

} // namespace

BENCHMARK(from_statistics<Eigen::ColMajor>)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(from_statistics<Eigen::RowMajor>)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(standardization<Eigen::ColMajor>)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(standardization<Eigen::RowMajor>)->Unit(benchmark::kMillisecond)->Iterations(3);
