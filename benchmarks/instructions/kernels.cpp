// SPDX-License-Identifier: MIT
// The hot kernels at fixed work, for valgrind --tool=callgrind: count.sh runs this and reads a dump for each
// kernel. Run alone, it does the work and prints nothing.
#include <descent/descent.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <valgrind/callgrind.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>

using namespace descent;

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// What the counted code made, so that the compiler must make it.
volatile double kept;

/// Counts f(), which does `units` pieces of work: the dump's name tells the script both.
template <class F>
[[gnu::noinline]] void count(const char* name, double units, const char* unit, F f) {
    CALLGRIND_ZERO_STATS;
    f();
    const std::string label =
        std::string(name) + " " + std::to_string(static_cast<std::int64_t>(units)) + " " + unit;
    CALLGRIND_DUMP_STATS_AT(label.c_str());
}

/// Uniform in [-1, 1).
void fill(auto& matrix, unsigned state = 9) {
    using Scalar = typename std::remove_reference_t<decltype(matrix)>::Scalar;
    for (Index i = 0; i < matrix.size(); ++i) {
        state = state * 1664525U + 1013904223U;
        matrix.data()[i] = static_cast<Scalar>(static_cast<double>(state >> 9U) / (1 << 22) - 1.0);
    }
}

template <class Matrix>
Matrix filled(Index rows, Index columns) {
    Matrix matrix(rows, columns);
    fill(matrix);
    return matrix;
}

/// One evaluation, of a cost that has been evaluated before.
template <class Cost, class Theta>
void count_evaluation(const char* name, double units, const char* unit, const Cost& cost,
                      const Theta& theta) {
    auto memory = scratch(cost, theta);
    Theta gradient = theta;
    kept = evaluate(cost, memory, theta, gradient);
    count(name, units, unit, [&] { kept = evaluate(cost, memory, theta, gradient); });
}

/// A run of so many iterations, its set-up left out.
template <class Optimizer, class Cost, class Theta>
void count_iterations(const char* name, double units_an_iteration, const char* unit,
                      const Optimizer& optimizer, const Cost& cost, const Theta& theta0) {
    auto run = optimizer.run(cost, theta0);
    constexpr int warm = 20; // a memory of pairs is full
    for (int k = 0; k < warm; ++k) {
        run.advance();
    }
    const std::int64_t before = run.now().iteration;
    constexpr int iterations = 50;
    count(name, units_an_iteration * iterations, unit, [&] {
        for (int k = 0; k < iterations; ++k) {
            run.advance();
        }
    });
    kept = run.now().iteration == before + iterations ? run.now().cost : std::nan("");
    if (std::isnan(kept)) {
        std::fprintf(stderr, "%s: the run was shorter than it should be\n", name);
        std::exit(1);
    }
}

void tiny_runs() {
    constexpr int iterations = 10'000;
    // 0.9999^10000 = 0.37: far from numbers so small that arithmetic changes its pace
    const GradientDescent fixed{rate::Constant{5e-5}, stop::AfterIterations{iterations}};
    double number = 3;
    count("theta_squared", iterations, "iteration",
          [&] { kept = fixed.minimize(cost::QuadraticBowl{}, number).theta; });
    const Eigen::Vector2d two{3, -1};
    count("two_variables", iterations, "iteration",
          [&] { kept = fixed.minimize(cost::QuadraticBowl{}, two).theta[0]; });
    const GradientDescent stopped{rate::Constant{5e-5},
                                  stop::GradientBelow{1e-8} | stop::AfterIterations{iterations}};
    count("two_variables_two_stops", iterations, "iteration",
          [&] { kept = stopped.minimize(cost::QuadraticBowl{}, two).theta[0]; });
    const GradientDescent with_momentum{update::Momentum{0.9}, rate::Constant{5e-6},
                                        stop::AfterIterations{iterations}};
    count("two_variables_momentum", iterations, "iteration",
          [&] { kept = with_momentum.minimize(cost::QuadraticBowl{}, two).theta[0]; });
    const VectorXd ten = VectorXd::Constant(10, 3);
    count("ten_variables", iterations, "iteration",
          [&] { kept = fixed.minimize(cost::QuadraticBowl{}, ten).theta[0]; });
}

void whole_runs() {
    const auto rosenbrock = cost::from_value_and_gradient([](const auto& t, auto& g) {
        const double a = t[1] - t[0] * t[0];
        const double b = 1 - t[0];
        g[0] = -400 * t[0] * a - 2 * b;
        g[1] = 200 * a;
        return 100 * a * a + b * b;
    });
    const Eigen::Vector2d start{-1.2, 1};
    const auto evaluations = minimize(rosenbrock, start).evaluations;
    count("minimize_rosenbrock", static_cast<double>(evaluations), "evaluation",
          [&] { kept = minimize(rosenbrock, start).cost; });
}

template <class Matrix>
void training_costs(const std::string& layout) {
    constexpr Index m = 20'000;
    constexpr Index n = 50;
    const auto X = filled<Matrix>(m, n);
    const auto y = filled<VectorXd>(m, 1);
    const VectorXd labels = (y.array() > 0).cast<double>();
    const VectorXd theta = filled<VectorXd>(n + 1, 1) / std::sqrt(double(n));
    const auto entries = double(m) * double(n);
    const auto named = [&layout](const char* name) { return name + ("_" + layout); };
    count_evaluation(named("half_mse").c_str(), entries, "entry", cost::HalfMeanSquaredError{X, y},
                     theta);
    count_evaluation(named("half_mse_weighted").c_str(), entries, "entry",
                     cost::HalfMeanSquaredError{X, data::Weighted{y, labels}}, theta);
    count_evaluation(named("logistic").c_str(), entries, "entry", cost::LogisticLoss{X, labels},
                     theta);
    count_evaluation(named("huber").c_str(), entries, "entry", cost::HuberLoss{X, y, 0.5}, theta);
    const Matrix few = X.leftCols(10);
    const VectorXd theta_few = theta.head(11);
    count_evaluation(named("half_mse_10").c_str(), double(m) * 10, "entry",
                     cost::HalfMeanSquaredError{few, y}, theta_few);
    const auto wide = filled<Matrix>(2000, 300);
    const VectorXd y_wide = y.head(2000);
    const VectorXd theta_wide = filled<VectorXd>(301, 1) / 17;
    count_evaluation(named("half_mse_300").c_str(), 2000. * 300, "entry",
                     cost::HalfMeanSquaredError{wide, y_wide}, theta_wide);
    const VectorXd classes = (2 * (y.array() + 1)).floor();
    const MatrixXd theta_classes = filled<MatrixXd>(n + 1, 4) / std::sqrt(double(n));
    count_evaluation(named("softmax_4").c_str(), entries, "entry", cost::SoftmaxLoss{X, classes, 4},
                     theta_classes);
    kept = data::TrainingSetStatistics{X, y}.yy();
    count(named("statistics").c_str(), entries, "entry",
          [&] { kept = data::TrainingSetStatistics{X, y}.yy(); });
    count(named("standardization").c_str(), entries, "entry",
          [&] { kept = data::Standardization{X}.means()[0]; });
}

void float_data() {
    constexpr Index m = 20'000;
    constexpr Index n = 50;
    const auto X = filled<Eigen::MatrixXf>(m, n);
    const auto y = filled<Eigen::VectorXf>(m, 1);
    const cost::HalfMeanSquaredError J{X, y};
    const auto entries = double(m) * double(n);
    count_evaluation("half_mse_float", entries, "entry", J,
                     Eigen::VectorXf(filled<Eigen::VectorXf>(n + 1, 1)));
    count_evaluation("half_mse_float_double_sums", entries, "entry", J,
                     VectorXd(filled<VectorXd>(n + 1, 1)));
}

template <int Order>
void sparse(const char* name) {
    constexpr int m = 20'000;
    constexpr int n = 1000;
    constexpr int per_row = 10;
    Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows(m, n);
    by_rows.reserve(Eigen::VectorXi::Constant(m, per_row));
    for (int i = 0; i < m; ++i) {
        for (int k = 0; k < per_row; ++k) {
            by_rows.insert(i, k * (n / per_row) + (i * 7 + k * 13) % (n / per_row)) = 0.1 * (k + 1);
        }
    }
    by_rows.makeCompressed();
    const Eigen::SparseMatrix<double, Order> X = by_rows;
    const auto y = filled<VectorXd>(m, 1);
    count_evaluation(name, double(X.nonZeros()), "entry", cost::HalfMeanSquaredError{X, y},
                     VectorXd(filled<VectorXd>(n + 1, 1)));
}

void other_costs() {
    const auto X = filled<MatrixXd>(5000, 50);
    const auto y = filled<VectorXd>(5000, 1);
    const cost::HalfMeanSquaredError from_statistics{data::TrainingSetStatistics{X, y}};
    count_evaluation("half_mse_of_statistics", 51. * 51, "entry", from_statistics,
                     VectorXd(filled<VectorXd>(51, 1)));
    const MatrixXd A = X.transpose() * X;
    const VectorXd b = VectorXd::Ones(50);
    count_evaluation("quadratic", 50. * 50, "entry", cost::Quadratic{A, b},
                     VectorXd(filled<VectorXd>(50, 1)));
    const VectorXd x = X.col(0);
    const auto decay =
        hypothesis::from_value_and_gradient(2, [](const auto& t, const auto& row, auto& dh) {
            const double e = 1 / (2 + t[1] * row[0]);
            dh[0] = e;
            dh[1] = -t[0] * row[0] * e * e;
            return t[0] * e;
        });
    count_evaluation("nonlinear_hypothesis", 5000, "example",
                     cost::HalfMeanSquaredError{x, y, decay}, VectorXd(VectorXd::Ones(2)));
}

/// Methods at n = 10 000 on a cost that costs next to nothing.
void methods() {
    constexpr Index n = 10'000;
    constexpr auto units = double(n);
    const VectorXd theta0 = filled<VectorXd>(n, 1);
    const cost::QuadraticBowl J;
    const rate::Constant rate{1e-4};
    const stop::AfterIterations stop{1'000'000};
    const auto counted = [&](const char* name, auto update) {
        count_iterations(name, units, "entry", GradientDescent{update, rate, stop}, J, theta0);
    };
    counted("steepest_descent", update::SteepestDescent{});
    counted("momentum", update::Momentum{0.9});
    counted("nesterov", update::Nesterov{0.9});
    counted("accelerated_nesterov", update::AcceleratedNesterov{});
    counted("conjugate_gradient", update::ConjugateGradient{});
    counted("adam", update::Adam{});
    counted("limited_memory_bfgs", update::LimitedMemoryBfgs{10});
    count_iterations(
        "projected_limited_memory_bfgs", units, "entry",
        GradientDescent{update::ProjectedLimitedMemoryBfgs{proximal::Box{-2., 2.}, 10}, rate, stop},
        J + proximal::Box{-2., 2.}, theta0);
    count_iterations("fista_l1", units, "entry", GradientDescent{update::Fista{}, rate, stop},
                     J + proximal::L1{1e-6}, theta0);
    count_iterations("settled", units, "entry", GradientDescent{rate, stop::Settled{} | stop}, J,
                     theta0);
    // a long valley, so that searches have something to do
    const auto ellipsoid = cost::from_value_and_gradient([](const VectorXd& t, VectorXd& g) {
        for (Index i = 0; i < t.size(); ++i) {
            g[i] = (1 + 1e-1 * static_cast<double>(i)) * t[i];
        }
        return t.dot(g) / 2;
    });
    count_iterations("strong_wolfe", units, "entry",
                     GradientDescent{update::LimitedMemoryBfgs{10}, rate::StrongWolfe{}, stop},
                     ellipsoid, theta0);
    count_iterations("barzilai_borwein", units, "entry",
                     GradientDescent{rate::BarzilaiBorwein{}, stop}, ellipsoid, theta0);
}

} // namespace

int main() {
    Eigen::setCpuCacheSizes(32 << 10, 1 << 20, 16 << 20); // blocks of products: as on one machine
    tiny_runs();
    whole_runs();
    training_costs<MatrixXd>("columns");
    training_costs<RowMajor>("rows");
    float_data();
    sparse<Eigen::RowMajor>("half_mse_sparse_rows");
    sparse<Eigen::ColMajor>("half_mse_sparse_columns");
    other_costs();
    methods();
}
