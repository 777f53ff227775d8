// SPDX-License-Identifier: MIT
// What value and gradient of a cost over a training set take, as multiples of the time to read X once, next
// to two passes over X by the usual libraries, and to scikit-learn, on the same data. Every line is the
// median of rounds in which all contestants take turns.
#include "arguments.hpp"
#include "timing.hpp"

#include <descent/descent.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#ifdef DESCENT_BENCHMARK_ARMADILLO
#include <armadillo>
#endif
#ifdef DESCENT_BENCHMARK_GSL
#include <gsl/gsl_blas.h>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

using namespace descent;
using namespace descent::benchmarks;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A floor: the sum of all numbers, so many pages side by side, eight packets at a time.
template <int Pages, class Scalar>
double read_by_one(const Scalar* numbers, Index count) {
    using namespace Eigen::internal;
    using Packet = typename kernel::Packets<Scalar>::Packet;
    constexpr Index lanes = kernel::Packets<Scalar>::lanes;
    constexpr Index page = 4096 / Index(sizeof(Scalar));
    Packet sums[8];
    for (Packet& sum : sums) {
        sum = pset1<Packet>(Scalar(0));
    }
    for (Index i = 0; i + Pages * page <= count; i += Pages * page) {
        for (Index j = 0; j < page; j += 8 / Pages * lanes) {
            for (int k = 0; k < 8; ++k) {
                const Scalar* next = numbers + i + k % Pages * page + j + k / Pages * lanes;
                sums[k] = padd(sums[k], ploadu<Packet>(next));
            }
        }
    }
    double total = 0;
    for (const Packet& sum : sums) {
        total += static_cast<double>(predux(sum));
    }
    return total;
}

/// The same on all threads that there are.
template <int Pages, class Scalar>
double read_once(const Scalar* numbers, Index count) {
    const int threads = kernel::threads();
    std::vector<double> sums(static_cast<std::size_t>(threads));
    kernel::in_stretches(count, threads, [&](int thread, Index first, Index last) {
        sums[static_cast<std::size_t>(thread)] = read_by_one<Pages>(numbers + first, last - first);
    });
    double total = 0;
    for (const double sum : sums) {
        total += sum;
    }
    return total;
}

struct Contestant {
    std::string name;
    std::function<void()> run;
    double at_most = 0;     ///< target, as a multiple of the floor; 0 for none
    double of_it = 0;       ///< what the first cost should take of this one's time; 0 for no target
    std::string rival = {}; ///< with this cost it is compared, not with the first
    std::function<double()> elsewhere = {}; ///< instead of `run`: another program's seconds
    std::vector<double> seconds = {};

    double measure() {
        if (elsewhere) {
            return elsewhere();
        }
        const double start = clock_seconds();
        run();
        return clock_seconds() - start;
    }
};

/// All contestants in turn. The floor of a round is the fastest of its first ones.
void race(const std::string& title, std::vector<Contestant> contestants, std::size_t floors,
          int rounds) {
    std::vector<double> floor;
    for (int round = -1; round < rounds; ++round) {
        for (Contestant& one : contestants) {
            const double seconds = one.measure();
            if (round >= 0) {
                one.seconds.push_back(seconds);
            }
        }
        if (round >= 0) {
            floor.push_back(contestants.front().seconds.back());
            for (std::size_t k = 1; k < floors; ++k) {
                floor.back() = std::min(floor.back(), contestants[k].seconds.back());
            }
        }
    }
    std::printf("%s\n", title.c_str());
    for (const Contestant& one : contestants) {
        std::vector<double> ratios;
        for (std::size_t k = 0; k < one.seconds.size(); ++k) {
            ratios.push_back(one.seconds[k] / floor[k]);
        }
        const double ratio = median(ratios);
        std::printf("  %-46s %8.2f ms  %5.2f", one.name.c_str(), median(one.seconds) * 1e3, ratio);
        if (one.at_most > 0) {
            std::printf("   target %.2f  %s", one.at_most, ratio <= one.at_most ? "met" : "MISSED");
        }
        std::printf("\n");
    }
    // against each peer, in the same rounds
    for (const Contestant& peer : contestants) {
        if (peer.of_it > 0 || !peer.rival.empty()) {
            const Contestant& ours =
                peer.rival.empty() ? contestants[floors]
                                   : *std::ranges::find(contestants, peer.rival, &Contestant::name);
            std::vector<double> ratios;
            for (std::size_t k = 0; k < floor.size(); ++k) {
                ratios.push_back(ours.seconds[k] / peer.seconds[k]);
            }
            const double ratio = median(ratios);
            std::printf("  %s, of %s: %.2f", ours.name.c_str(), peer.name.c_str(), ratio);
            if (peer.of_it > 0) {
                std::printf("   target %.2f  %s", peer.of_it,
                            ratio <= peer.of_it ? "met" : "MISSED");
            }
            std::printf("\n");
        }
    }
    std::fflush(stdout);
}

/// Uniform in [-1, 1), made fast.
template <class Matrix>
void fill(Matrix& matrix) {
    unsigned state = 9;
    for (Index i = 0; i < matrix.size(); ++i) {
        state = state * 1664525U + 1013904223U;
        matrix.data()[i] = static_cast<double>(state >> 9U) / (1 << 22) - 1.0;
    }
}

/// A cost with its memory, evaluated again and again.
template <class Cost, class Theta>
std::function<void()> evaluating(const Cost& cost, const Theta& theta) {
    return [cost, theta, memory = scratch(cost, theta), gradient = theta]() mutable {
        keep(evaluate(cost, memory, theta, gradient) + gradient.data()[0]);
    };
}

template <class Matrix>
std::function<void()> two_passes(const Matrix& X, const VectorXd& y, const VectorXd& theta) {
    return [&X, &y, t = VectorXd(theta.tail(X.cols())), r = VectorXd(y),
            g = VectorXd(X.cols())]() mutable {
        r = -y;
        r.noalias() += X * t;
        g.noalias() = X.transpose() * r;
        keep(r.squaredNorm() + g[0]);
    };
}

#ifdef DESCENT_BENCHMARK_ARMADILLO
std::function<void()> armadillo(const MatrixXd& X, const VectorXd& y, const VectorXd& theta) {
    arma::mat x(const_cast<double*>(X.data()), static_cast<arma::uword>(X.rows()),
                static_cast<arma::uword>(X.cols()), false, true);
    arma::vec targets(const_cast<double*>(y.data()), static_cast<arma::uword>(y.size()), false,
                      true);
    arma::vec t(theta.data() + 1, static_cast<arma::uword>(X.cols()));
    return [x, targets, t, r = arma::vec(targets.n_elem), g = arma::vec(t.n_elem)]() mutable {
        r = x * t - targets;
        g = x.t() * r;
        keep(arma::dot(r, r) + g[0]);
    };
}
/// Row-major: the transpose of what Armadillo holds.
std::function<void()> armadillo(const RowMajor& X, const VectorXd& y, const VectorXd& theta) {
    arma::mat x(const_cast<double*>(X.data()), static_cast<arma::uword>(X.cols()),
                static_cast<arma::uword>(X.rows()), false, true);
    arma::vec targets(const_cast<double*>(y.data()), static_cast<arma::uword>(y.size()), false,
                      true);
    arma::vec t(theta.data() + 1, static_cast<arma::uword>(X.cols()));
    return [x, targets, t, r = arma::vec(targets.n_elem), g = arma::vec(t.n_elem)]() mutable {
        r = x.t() * t - targets;
        g = x * r;
        keep(arma::dot(r, r) + g[0]);
    };
}
#endif

#ifdef DESCENT_BENCHMARK_GSL
/// GSL's matrices are row-major: a column-major X is the transpose of one.
template <class Matrix>
std::function<void()> gsl(const Matrix& X, const VectorXd& y, const VectorXd& theta) {
    const auto outer = static_cast<std::size_t>(X.outerSize());
    const auto inner = static_cast<std::size_t>(X.innerSize());
    return [x = gsl_matrix_const_view_array(X.data(), outer, inner), &y,
            t = VectorXd(theta.tail(X.cols())), r = VectorXd(y), g = VectorXd(X.cols())]() mutable {
        const auto view = [](VectorXd& vector) {
            return gsl_vector_view_array(vector.data(), static_cast<std::size_t>(vector.size()));
        };
        auto scores = view(r);
        auto parameters = view(t);
        auto gradient = view(g);
        r = y;
        gsl_blas_dgemv(Matrix::IsRowMajor ? CblasNoTrans : CblasTrans, 1, &x.matrix,
                       &parameters.vector, -1, &scores.vector);
        gsl_blas_dgemv(Matrix::IsRowMajor ? CblasTrans : CblasNoTrans, 1, &x.matrix, &scores.vector,
                       0, &gradient.vector);
        keep(r.squaredNorm() + g[0]);
    };
}
#endif

#ifdef DESCENT_BENCHMARK_SCIKIT_LEARN
/// A folder for a while.
struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("descent_" + std::to_string(std::random_device{}()));

    Folder() { std::filesystem::create_directory(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

/// scikit_learn.py on a training set, through files.
class ScikitLearn {
public:
    template <class Matrix>
    ScikitLearn(const Matrix& X, const VectorXd& labels, const VectorXd& y, const VectorXd& theta)
        : values_{value(cost::LogisticLoss{X, labels}, theta),
                  value(cost::HalfMeanSquaredError{X, y}, theta)} {
        std::ofstream file(folder_.path / "data", std::ios::binary);
        const auto write = [&file](const auto& numbers) {
            file.write(reinterpret_cast<const char*>(numbers.data()),
                       numbers.size() * Index(sizeof(double)));
        };
        write(X);
        write(labels);
        write(y);
        write(theta);
        file.close();
        if (!file) {
            throw std::runtime_error("cannot write " + (folder_.path / "data").string());
        }
        const auto quoted = [this](const char* name) {
            return " \"" + (folder_.path / name).string() + '"';
        };
        command_ = DESCENT_BENCHMARK_SCIKIT_LEARN + quoted("data") + ' ' +
                   std::to_string(X.rows()) + ' ' + std::to_string(X.cols()) +
                   (Matrix::IsRowMajor ? " C >" : " F >") + quoted("answer");
    }

    /// Runs it: seconds for value and gradient of the logistic loss, and of half the mean squared error.
    /// @throws std::runtime_error if it fails, or if its values are not ours
    std::array<double, 2> seconds() const {
        const int status = std::system(command_.c_str());
        std::ifstream answer(folder_.path / "answer");
        std::array<double, 2> result{};
        for (std::size_t k = 0; k < 2; ++k) {
            double value = 0;
            if (status != 0 || !(answer >> result[k] >> value)) {
                throw std::runtime_error("this failed: " + command_);
            }
            if (!(std::abs(value - values_[k]) <= 1e-9 * values_[k])) {
                throw std::runtime_error("not the same cost: " + std::to_string(value) + ", not " +
                                         std::to_string(values_[k]) + ", by " + command_);
            }
        }
        return result;
    }

private:
    template <class Cost>
    static double value(const Cost& cost, const VectorXd& theta) {
        VectorXd unused;
        return descent::evaluate(cost, theta, unused);
    }

    Folder folder_;
    std::array<double, 2> values_;
    std::string command_;
};
#endif

/// A loss of the user's own, by the simplest means.
struct OwnHuber {
    double value(double h, double y) const {
        const double r = std::abs(h - y);
        return r <= 1 ? r * r / 2 : r - 0.5;
    }
    double derivative(double h, double y) const { return std::clamp(h - y, -1.0, 1.0); }
};

template <class Matrix>
void dense(const char* layout, Index m, Index n, double target, double logistic_target,
           int rounds) {
    if (kernel::threads() > 1) {
        target = 1.3; // of the floor of as many threads
        logistic_target = 0;
    }
    Matrix X(m, n);
    fill(X);
    VectorXd y(m);
    fill(y);
    const VectorXd labels = (y.array() > 0).cast<double>();
    VectorXd theta(n + 1);
    fill(theta);
    theta /= std::sqrt(static_cast<double>(n));
    std::vector<Contestant> contestants{
        {"read X once, page by page", [&X] { keep(read_once<1>(X.data(), X.size())); }},
        {"read X once, four pages side by side", [&X] { keep(read_once<4>(X.data(), X.size())); }},
        {"HalfMeanSquaredError", evaluating(cost::HalfMeanSquaredError{X, y}, theta), target},
        {"LogisticLoss", evaluating(cost::LogisticLoss{X, labels}, theta), logistic_target},
        {"a Huber loss of one's own", evaluating(cost::MeanLoss{OwnHuber{}, X, y}, theta)},
        {"weighted", evaluating(cost::HalfMeanSquaredError{X, data::Weighted{y, labels}}, theta)},
        {"Eigen, two passes", two_passes(X, y, theta), 0, 0.4},
#ifdef DESCENT_BENCHMARK_ARMADILLO
        {"Armadillo with BLAS, two passes", armadillo(X, y, theta), 0, 0.45},
#endif
#ifdef DESCENT_BENCHMARK_GSL
        {"GSL, two passes", gsl(X, y, theta)},
#endif
    };
#ifdef DESCENT_BENCHMARK_SCIKIT_LEARN
    if (n == 50) { // every round starts a Python and reads X from a file
        const auto peer = std::make_shared<ScikitLearn>(X, labels, y, theta);
        const auto answer = std::make_shared<std::array<double, 2>>();
        const auto logistic = [peer, answer] {
            *answer = peer->seconds();
            return answer->front();
        };
        const auto squared = [answer] { return answer->back(); };
        contestants.push_back({"scikit-learn, loss_gradient", {}, 0, 0, "LogisticLoss", logistic});
        contestants.push_back({"numpy, two passes", {}, 0, 0, "HalfMeanSquaredError", squared});
    }
#endif
    char title[100];
    std::snprintf(title, sizeof title, "%ld x %ld, %s", long(m), long(n), layout);
    race(title, std::move(contestants), 2, rounds);
}

template <int Order>
void sparse(const char* layout, Index m, Index n, Index per_row, int rounds) {
    Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows(m, n);
    by_rows.reserve(Eigen::VectorXi::Constant(m, static_cast<int>(per_row)));
    std::mt19937 engine(1);
    for (Index i = 0; i < m; ++i) {
        for (Index k = 0; k < per_row; ++k) {
            by_rows.coeffRef(i, static_cast<Index>(engine() % static_cast<unsigned>(n))) =
                static_cast<double>(engine()) / 4294967296.0;
        }
    }
    by_rows.makeCompressed();
    const Eigen::SparseMatrix<double, Order> X = by_rows;
    VectorXd y(m);
    fill(y);
    VectorXd theta(n + 1);
    fill(theta);
    const auto bytes = [&X] {
        const auto* rows = reinterpret_cast<const float*>(X.innerIndexPtr());
        keep(read_once<4>(X.valuePtr(), X.nonZeros()) + read_once<4>(rows, X.nonZeros()));
    };
    char title[100];
    std::snprintf(title, sizeof title, "%ld x %ld, %ld entries a row, sparse %s", long(m), long(n),
                  long(per_row), layout);
    race(title,
         {{"read X once", bytes},
          {"HalfMeanSquaredError", evaluating(cost::HalfMeanSquaredError{X, y}, theta)},
          {"Eigen, two passes", two_passes(X, y, theta), 0, 0.6}},
         1, rounds);
}

/// A cost that does not offer `along`.
template <class Cost>
struct WithoutAlong {
    const Cost* cost;

    template <Parameters Theta>
    auto init(const Theta& theta) const {
        return cost->init(theta);
    }
    template <class Memory, Parameters Theta>
    scalar_t<Theta> value_and_gradient(Memory& memory, const Theta& theta, Theta& gradient) const {
        return cost->value_and_gradient(memory, theta, gradient);
    }
};

/// Twenty iterations of LogisticLoss whose searches know lines by heart, beside the same without.
void searches(Index m, Index n, int rounds) {
    RowMajor X(m, n);
    fill(X);
    const VectorXd labels = (X.col(0) + X.col(1) + 0.1 * X.col(2)).cwiseSign().cwiseMax(0);
    const VectorXd theta = VectorXd::Zero(n + 1);
    const cost::LogisticLoss cost{X, labels};
    const WithoutAlong<std::remove_const_t<decltype(cost)>> plain{&cost};
    const auto with = [&](const char* name, const auto& optimizer) {
        race("minimize, " + std::string(name) + ", " + std::to_string(m) + " x " +
                 std::to_string(n) + ", row-major: " +
                 std::to_string(optimizer.minimize(cost, theta).evaluations) + " evaluations, " +
                 std::to_string(optimizer.minimize(plain, theta).evaluations) + " without along",
             {{"without along", [&] { keep(optimizer.minimize(plain, theta).cost); }},
              {"LogisticLoss", [&] { keep(optimizer.minimize(cost, theta).cost); }, 1}},
             1, rounds);
    };
    const stop::AfterIterations twenty{20};
    with("L-BFGS and StrongWolfe",
         GradientDescent{update::LimitedMemoryBfgs{10}, rate::StrongWolfe{}, twenty});
    with("steepest descent and StrongWolfe", GradientDescent{rate::StrongWolfe{}, twenty});
    with("conjugate gradients and HagerZhang",
         GradientDescent{update::ConjugateGradient{}, rate::HagerZhang{}, twenty});
}

} // namespace

int main(int argc, char** argv) try {
    const Arguments arguments{
        argc, argv, {"r10", "c10", "r50", "c50", "r300", "c300", "along", "sr", "sc"}};
    const int rounds = arguments.rounds;
    std::printf("doubles in a packet: %d, threads: %d\n", kernel::Packets<double>::lanes,
                kernel::threads());
    if (arguments.wanted("r10")) {
        dense<RowMajor>("row-major", 1'000'000, 10, 1.5, 0, rounds);
    }
    if (arguments.wanted("c10")) {
        dense<MatrixXd>("column-major", 1'000'000, 10, 1.1, 0, rounds);
    }
    if (arguments.wanted("r50")) {
        dense<RowMajor>("row-major", 1'000'000, 50, 1.15, 2, rounds);
    }
    if (arguments.wanted("c50")) {
        dense<MatrixXd>("column-major", 1'000'000, 50, 1.4, 2, rounds);
    }
    if (arguments.wanted("r300")) {
        dense<RowMajor>("row-major", 200'000, 300, 1.5, 0, rounds);
    }
    if (arguments.wanted("c300")) {
        dense<MatrixXd>("column-major", 200'000, 300, 1.6, 0, rounds);
    }
    if (arguments.wanted("along")) {
        searches(200'000, 50, (rounds + 2) / 3);
    }
    if (arguments.wanted("sr")) {
        sparse<Eigen::RowMajor>("by rows", 500'000, 10'000, 20, rounds);
    }
    if (arguments.wanted("sc")) {
        sparse<Eigen::ColMajor>("by columns", 500'000, 10'000, 20, rounds);
    }
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
