// SPDX-License-Identifier: MIT
// What an iteration on a tiny problem costs: a bare loop, a hand-written loop of the same arithmetic as the
// library's, and the library. A line is 1000 iterations; compare the lines of one run.
#include "hand_loop.hpp"

#include <descent/descent.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>

using namespace descent;

namespace {

constexpr std::int64_t iterations = 1000;

// The rate keeps theta away from denormal numbers: 3 * 0.98^1000 = 5e-9.
constexpr double rate = 0.01;

// The bare update, which neither looks at the cost nor notices a NaN.
template <class Theta>
Theta bare_loop(Theta theta) {
    for (std::int64_t k = 0; k < iterations; ++k) {
        const Theta gradient = 2 * theta;
        theta -= rate * gradient;
    }
    return theta;
}

template <class Theta>
Theta by_library(const Theta& theta0) {
    const GradientDescent optimizer{rate::Constant{rate}, stop::AfterIterations{iterations}};
    return optimizer.minimize(cost::QuadraticBowl{}, theta0).theta;
}

template <class Theta>
Theta start() {
    if constexpr (std::floating_point<Theta>) {
        return 3;
    } else {
        return Theta::Constant(2, 3);
    }
}

/// Makes the compiler believe that the value is read, and may be another from here on. Its address goes,
/// for of a double that itself goes in and out g++ 12 may make another number.
template <class Theta>
void hide(Theta& value) {
    benchmark::DoNotOptimize(&value);
}

template <class Theta>
void hand(benchmark::State& state) {
    Theta theta0 = start<Theta>();
    for (auto _ : state) {
        hide(theta0);
        Theta theta = benchmarks::hand_loop(theta0, rate, 0, iterations);
        hide(theta);
    }
    state.SetItemsProcessed(state.iterations() * iterations);
}

template <class Theta>
void bare(benchmark::State& state) {
    Theta theta0 = start<Theta>();
    for (auto _ : state) {
        hide(theta0);
        Theta theta = bare_loop(theta0);
        hide(theta);
    }
    state.SetItemsProcessed(state.iterations() * iterations);
}

template <class Theta>
void library(benchmark::State& state) {
    Theta theta0 = start<Theta>();
    for (auto _ : state) {
        hide(theta0);
        Theta theta = by_library(theta0);
        hide(theta);
    }
    state.SetItemsProcessed(state.iterations() * iterations);
}

} // namespace

BENCHMARK(bare<double>);
BENCHMARK(hand<double>);
BENCHMARK(library<double>);
BENCHMARK(bare<Eigen::Vector2d>);
BENCHMARK(hand<Eigen::Vector2d>);
BENCHMARK(library<Eigen::Vector2d>);
BENCHMARK(bare<Eigen::VectorXd>);
BENCHMARK(hand<Eigen::VectorXd>);
BENCHMARK(library<Eigen::VectorXd>);
