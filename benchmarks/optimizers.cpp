// SPDX-License-Identifier: MIT
// What the optimizers themselves take, on a cost that costs next to nothing: an iteration of every update
// rule and every stopping policy; LimitedMemoryBfgs beside the traffic of its two loops as written, and
// whole runs of it beside those of dlib and libLBFGS; two variables beside a loop written by hand. Every
// line is the median of rounds in which all take turns.
#include "arguments.hpp"
#include "hand_loop.hpp"
#include "timing.hpp"

#include <descent/descent.hpp>

#ifdef DESCENT_BENCHMARK_DLIB
#include <dlib/optimization.h>
#endif
#ifdef DESCENT_BENCHMARK_LIBLBFGS
#include <lbfgs.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace descent;
using namespace descent::benchmarks;

namespace {

using Eigen::VectorXd;
using std::chrono_literals::operator""h;

/// A number of which the compiler knows nothing.
double opaque(double number) {
    volatile double unknown = number;
    return unknown;
}

struct Contestant {
    std::string name;
    std::function<void(std::int64_t)> run; ///< so many iterations
    double at_most = 0;                    ///< target, in times of the first; 0 for none
    std::vector<double> seconds = {};      ///< an iteration
};

/// All contestants in turn; ratios are to the first, within a round.
void race(const std::string& title, std::vector<Contestant> contestants, std::int64_t iterations,
          int rounds) {
    for (int round = -1; round < rounds; ++round) {
        for (Contestant& one : contestants) {
            const double start = clock_seconds();
            one.run(iterations);
            if (round >= 0) {
                one.seconds.push_back((clock_seconds() - start) / static_cast<double>(iterations));
            }
        }
    }
    std::printf("%s\n", title.c_str());
    for (const Contestant& one : contestants) {
        std::vector<double> ratios;
        for (std::size_t k = 0; k < one.seconds.size(); ++k) {
            ratios.push_back(one.seconds[k] / contestants.front().seconds[k]);
        }
        const double ratio = median(ratios);
        std::printf("  %-42s %11.1f ns  %6.2f", one.name.c_str(), median(one.seconds) * 1e9, ratio);
        if (one.at_most > 0) {
            std::printf("   target %.2f  %s", one.at_most, ratio <= one.at_most ? "met" : "MISSED");
        }
        std::printf("\n");
    }
}

/// Such a run would be taken for a fast one.
void require_full_length(bool full) {
    if (!full) {
        std::fprintf(stderr, "a run ended too soon\n");
        std::exit(1);
    }
}

// Keeps theta away from denormal numbers for 10^6 iterations of the bowl: exp(-2) is left of it.
constexpr double slow = 1e-6;

/// A run that owns its cost and is stepped on, round after round. It must not end: what stops it must not fire.
template <class Optimizer, class Cost, class Theta>
std::function<void(std::int64_t)> stepping(const Optimizer& optimizer, const Cost& cost,
                                           const Theta& theta0) {
    return [run = optimizer.run(Cost(cost), theta0)](std::int64_t iterations) mutable {
        for (std::int64_t k = 0; k < iterations; ++k) {
            require_full_length(run.advance());
        }
        keep(run.now().cost);
    };
}

template <class Theta>
void every_update(const std::string& title, const Theta& theta0, std::int64_t iterations,
                  int rounds) {
    const stop::AfterIterations stop{1'000'000'000};
    const auto by = [&](const char* name, auto update) {
        return Contestant{name, stepping(GradientDescent{update, rate::Constant{slow}, stop},
                                         cost::QuadraticBowl{}, theta0)};
    };
    std::vector<Contestant> all{
        by("SteepestDescent", update::SteepestDescent{}),
        by("Momentum", update::Momentum{0.9}),
        by("Nesterov", update::Nesterov{0.9}),
        by("AcceleratedNesterov", update::AcceleratedNesterov{}),
        by("Clipped", update::Clipped{1e9}),
        by("ClippedByNorm", update::ClippedByNorm{1e9}),
        by("DecoupledWeightDecay", update::DecoupledWeightDecay{0.01}),
        by("ConjugateGradient", update::ConjugateGradient{}),
        by("AdaGrad", update::AdaGrad{}),
        by("RMSProp", update::RMSProp{}),
        by("AdaDelta", update::AdaDelta{}),
        by("Adam", update::Adam{}),
        by("AdamW", update::AdamW{}),
        by("AdaMax", update::AdaMax{}),
        by("AMSGrad", update::AMSGrad{}),
        by("NAdam", update::NAdam{}),
        by("RAdam", update::RAdam{}),
        by("Lion", update::Lion{}),
        by("LimitedMemoryBfgs{10}", update::LimitedMemoryBfgs{10}),
    };
    if (size(theta0) <= 100) { // n^2 numbers
        all.push_back(by("Bfgs", update::Bfgs{}));
    }
    const proximal::Box box{-10., 10.};
    const rate::Constant rate{slow};
    all.push_back(
        {"ProjectedLimitedMemoryBfgs{box, 10}",
         stepping(GradientDescent{update::ProjectedLimitedMemoryBfgs{box, 10}, rate, stop},
                  cost::QuadraticBowl{} + proximal::Box{-10., 10.}, theta0)});
    all.push_back(
        {"SteepestDescent, with L1", stepping(GradientDescent{rate, stop},
                                              cost::QuadraticBowl{} + proximal::L1{1e-9}, theta0)});
    all.push_back({"Fista, with L1", stepping(GradientDescent{update::Fista{}, rate, stop},
                                              cost::QuadraticBowl{} + proximal::L1{1e-9}, theta0)});
    race(title, std::move(all), iterations, rounds);
}

/// A token that nobody pulls: std::stop_token costs the same one read.
struct Token {
    const std::atomic<bool>* flag;
    bool stop_requested() const { return flag->load(std::memory_order_relaxed); }
};

template <class Theta>
void every_stop(const std::string& title, const Theta& theta0, std::int64_t iterations,
                int rounds) {
    static const std::atomic<bool> pulled{false};
    const stop::AfterIterations last{1'000'000'000};
    const auto with = [&](const char* name, auto stop) {
        return Contestant{name, stepping(GradientDescent{rate::Constant{slow}, stop},
                                         cost::QuadraticBowl{}, theta0)};
    };
    race(title,
         {with("AfterIterations", last),
          with("AfterEvaluations", stop::AfterEvaluations{1'000'000'000}),
          with("AfterTime", stop::AfterTime{1h} | last),
          with("GradientBelow | AfterIterations", stop::GradientBelow{0} | last),
          with("GradientReducedBy | AfterIterations", stop::GradientReducedBy{1e300} | last),
          with("CostBelow | AfterIterations", stop::CostBelow{0} | last),
          with("CostFlat | AfterIterations", stop::CostFlat{0} | last),
          with("ParametersStill | AfterIterations", stop::ParametersStill{0} | last),
          with("Diverging | AfterIterations", stop::Diverging{} | last),
          with("OnRequest | AfterIterations", stop::OnRequest{Token{&pulled}} | last),
          with("InARow{3, GradientBelow} | AfterIterations",
               stop::InARow{3, stop::GradientBelow{0}} | last),
          with("(GradientBelow & CostFlat) | AfterIterations",
               (stop::GradientBelow{0} & stop::CostFlat{0}) | last),
          with("Settled | AfterIterations", stop::Settled{} | last)},
         iterations, rounds);
}

/// Two iterates, each the previous one of the other: every turn makes a pair of positive curvature.
std::pair<Iterate<VectorXd>, Iterate<VectorXd>> iterates(Index n) {
    const auto at = [n](double phase) {
        VectorXd theta(n);
        for (Index i = 0; i < n; ++i) {
            theta[i] = std::sin(phase + static_cast<double>(i));
        }
        const VectorXd scales = VectorXd::LinSpaced(n, 1, 2);
        const VectorXd gradient = scales.cwiseProduct(theta);
        return Point<VectorXd>{theta, theta.dot(gradient) / 2, gradient, max_norm(gradient)};
    };
    const auto a = at(0);
    const auto b = at(1);
    return {{a, 1, 1, 1.0, b}, {b, 2, 2, 1.0, a}};
}

/// What no L-BFGS can leave out: the new pair written, then its m pairs read twice, in the order of
/// the two loops; the sums keep the reads.
class Traffic {
public:
    Traffic(Index n, int memory)
        : steps_{Eigen::MatrixXd::Constant(n, memory, 1e-3)}, changes_{steps_}, pairs_{memory} {}

    void pass(const Iterate<VectorXd>& now) {
        auto s = steps_.col(next_);
        auto y = changes_.col(next_);
        s = now.theta - now.previous.theta;
        y = now.gradient - now.previous.gradient;
        double sum = 0;
        for (int age = 0; age < pairs_; ++age) {
            sum += read(column(age));
        }
        for (int age = pairs_; age-- > 0;) {
            sum += read(column(age));
        }
        next_ = (next_ + 1) % pairs_;
        keep(sum);
    }

private:
    int column(int age) const { return (next_ - age + pairs_) % pairs_; }

    double read(int c) const {
        return sum(steps_.data() + c * steps_.rows()) + sum(changes_.data() + c * steps_.rows());
    }

    /// Eight packets at a time: as fast as they come.
    double sum(const double* numbers) const {
        using namespace Eigen::internal;
        using Packet = kernel::Packets<double>::Packet;
        constexpr Index lanes = kernel::Packets<double>::lanes;
        Packet sums[8];
        for (Packet& one : sums) {
            one = pset1<Packet>(0.0);
        }
        for (Index i = 0; i + 8 * lanes <= steps_.rows(); i += 8 * lanes) {
            for (Index k = 0; k < 8; ++k) {
                sums[k] = padd(sums[k], ploadu<Packet>(numbers + i + k * lanes));
            }
        }
        double total = 0;
        for (const Packet& one : sums) {
            total += predux(one);
        }
        return total;
    }

    Eigen::MatrixXd steps_;
    Eigen::MatrixXd changes_;
    int pairs_;
    int next_ = 0;
};

void limited_memory(Index n, std::int64_t iterations, int rounds) {
    constexpr int pairs = 10;
    const auto turns = iterates(n);
    const update::LimitedMemoryBfgs rule{pairs};
    race("the direction of LimitedMemoryBfgs{10}, n = " + std::to_string(n),
         {{"the memory traffic alone",
           [&, traffic = Traffic{n, pairs}](std::int64_t count) mutable {
               for (std::int64_t k = 0; k < count; ++k) {
                   traffic.pass(k % 2 == 0 ? turns.first : turns.second);
               }
           }},
          {"LimitedMemoryBfgs{10}",
           [&, memory = rule.init(turns.first)](std::int64_t count) mutable {
               for (std::int64_t k = 0; k < count; ++k) {
                   const auto& now = k % 2 == 0 ? turns.first : turns.second;
                   keep(rule.direction(memory, now)[0]);
               }
           },
           1.15}},
         iterations, rounds);
}

/// Keeps L-BFGS busy for hundreds of iterations: a bowl 1 to 10^4 steep, which costs next to nothing.
struct SteepBowl {
    VectorXd weights;

    explicit SteepBowl(Index n) : weights{VectorXd::LinSpaced(n, 0, std::log(1e4)).array().exp()} {}

    double value(const auto& theta) const { return weights.cwiseProduct(theta).dot(theta) / 2; }
    void gradient(const auto& theta, auto& result) const { result = weights.cwiseProduct(theta); }
    double value_and_gradient(const auto& theta, auto& result) const {
        gradient(theta, result);
        return theta.dot(result) / 2;
    }
};

/// Keeps L-BFGS busy with two variables, for some 35 iterations: Rosenbrock's function.
struct Valley {
    double value(const auto& theta) const {
        const double a = theta[1] - theta[0] * theta[0];
        const double b = 1 - theta[0];
        return 100 * a * a + b * b;
    }
    void gradient(const auto& theta, auto& result) const {
        const double a = theta[1] - theta[0] * theta[0];
        result[0] = -400 * a * theta[0] - 2 * (1 - theta[0]);
        result[1] = 200 * a;
    }
    double value_and_gradient(const auto& theta, auto& result) const {
        gradient(theta, result);
        return value(theta);
    }
};

#ifdef DESCENT_BENCHMARK_DLIB
using Column = dlib::matrix<double, 0, 1>;

struct Budget {
    std::int64_t iterations;
    bool should_continue_search(const Column&, double, const Column&) { return iterations-- > 0; }
};

/// dlib asks for value and gradient apart; this counts values, of which it takes no fewer.
template <class Cost>
std::int64_t by_dlib(const Cost& cost, const VectorXd& start, std::int64_t iterations) {
    std::int64_t evaluations = 0;
    const auto seen = [](const Column& x) {
        return Eigen::Map<const VectorXd>(x.begin(), static_cast<Index>(x.size()));
    };
    const auto value = [&](const Column& x) {
        ++evaluations;
        return cost.value(seen(x));
    };
    const auto gradient = [&](const Column& x) {
        Column result(x.size());
        Eigen::Map<VectorXd> view(result.begin(), static_cast<Index>(result.size()));
        cost.gradient(seen(x), view);
        return result;
    };
    Column x(static_cast<long>(start.size()));
    std::copy(start.begin(), start.end(), x.begin());
    // it works with one pair more than it keeps: ten
    keep(dlib::find_min(dlib::lbfgs_search_strategy{9}, Budget{iterations}, value, gradient, x,
                        -std::numeric_limits<double>::infinity()));
    require_full_length(evaluations > iterations);
    return evaluations;
}
#endif

#ifdef DESCENT_BENCHMARK_LIBLBFGS
/// libLBFGS as delivered, but for the memory and the stop: with the search of Moré and Thuente.
template <class Cost>
std::int64_t by_liblbfgs(const Cost& cost, const VectorXd& start, std::int64_t iterations) {
    struct Counted {
        const Cost& cost;
        std::int64_t evaluations;
    } counted{cost, 0};
    const auto evaluate = [](void* instance, const double* x, double* g, int n, double) {
        auto& it = *static_cast<Counted*>(instance);
        ++it.evaluations;
        Eigen::Map<VectorXd> gradient(g, n);
        return it.cost.value_and_gradient(Eigen::Map<const VectorXd>(x, n), gradient);
    };
    lbfgs_parameter_t settings;
    lbfgs_parameter_init(&settings);
    settings.m = 10;
    settings.epsilon = 0;
    settings.max_iterations = static_cast<int>(iterations);
    const int n = static_cast<int>(start.size());
    double* x = lbfgs_malloc(n);
    std::copy(start.begin(), start.end(), x);
    const int status = lbfgs(n, x, nullptr, evaluate, nullptr, &counted, &settings);
    keep(x[0]);
    lbfgs_free(x);
    require_full_length(status == LBFGSERR_MAXIMUMITERATION);
    return counted.evaluations;
}
#endif

/// Runs of so many iterations from the start, everything included: setting up, the search (Wolfe's strong
/// conditions in all) and its evaluations, of which the lines say how many an iteration takes.
template <class Cost, class Theta>
void whole_runs(const Cost& cost, const Theta& start, std::int64_t length, int runs, int rounds) {
    std::vector<Contestant> all;
    const auto enter = [&](const char* name, auto run) {
        char line[60];
        std::snprintf(line, sizeof line, "%s, %.2f evaluations", name,
                      static_cast<double>(run(length)) / static_cast<double>(length));
        all.push_back({line, [run, length](std::int64_t iterations) {
                           for (std::int64_t k = 0; k < iterations; k += length) {
                               run(length);
                           }
                       }});
    };
    enter("LimitedMemoryBfgs{10}", [&](std::int64_t iterations) {
        const GradientDescent optimizer{update::LimitedMemoryBfgs{10}, rate::StrongWolfe{},
                                        stop::AfterIterations{iterations}};
        const auto result = optimizer.minimize(cost, start);
        keep(result.cost);
        require_full_length(result.iterations == iterations);
        return result.evaluations;
    });
#ifdef DESCENT_BENCHMARK_LIBLBFGS
    enter("libLBFGS", [&](std::int64_t count) { return by_liblbfgs(cost, start, count); });
#endif
#ifdef DESCENT_BENCHMARK_DLIB
    enter("dlib", [&](std::int64_t count) { return by_dlib(cost, start, count); });
#endif
    all.push_back({"the cost alone, one evaluation",
                   [&, theta = start, gradient = start](std::int64_t count) mutable {
                       for (std::int64_t k = 0; k < count; ++k) {
                           theta[0] = opaque(1); // anew each time
                           keep(cost.value_and_gradient(theta, gradient) + gradient[0]);
                       }
                   }});
    race("an iteration of L-BFGS with ten pairs, runs of " + std::to_string(length) +
             ", n = " + std::to_string(size(start)),
         std::move(all), length * runs, rounds);
}

template <class Theta>
void tiny(const std::string& title, std::int64_t iterations, int rounds) {
    constexpr double rate = 1e-5;
    const auto start = [] {
        if constexpr (std::floating_point<Theta>) {
            return opaque(3);
        } else {
            return Theta(Theta::Constant(2, opaque(3)));
        }
    };
    race(title,
         {{"by hand",
           [&](std::int64_t count) {
               keep(squared_norm(hand_loop<Theta>(start(), rate, 0, count)));
           }},
          {"the library",
           [&](std::int64_t count) {
               const GradientDescent optimizer{rate::Constant{rate}, stop::AfterIterations{count}};
               keep(optimizer.minimize(cost::QuadraticBowl{}, start()).cost);
           },
           1.2}},
         iterations, rounds);
    race(title + ", momentum",
         {{"by hand",
           [&](std::int64_t count) {
               keep(squared_norm(hand_loop<Theta>(start(), rate, 0.9, count)));
           }},
          {"the library",
           [&](std::int64_t count) {
               const GradientDescent optimizer{update::Momentum{0.9}, rate::Constant{rate},
                                               stop::AfterIterations{count}};
               keep(optimizer.minimize(cost::QuadraticBowl{}, start()).cost);
           },
           1.2}},
         iterations, rounds);
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments{argc, argv, {"tiny", "lbfgs", "peers", "updates", "stops"}};
    const int rounds = arguments.rounds;
    std::printf("doubles in a packet: %d\n", kernel::Packets<double>::lanes);
    if (arguments.wanted("tiny")) {
        tiny<double>("a plain number, an iteration", 100'000, rounds);
        tiny<Eigen::Vector2d>("two variables, an iteration", 100'000, rounds);
    }
    if (arguments.wanted("lbfgs")) {
        limited_memory(10'000, 200, rounds);
        limited_memory(200'000, 10, rounds);
    }
    if (arguments.wanted("peers")) {
        whole_runs(Valley{}, Eigen::Vector2d{-1.2, 1}, 25, 400, rounds);
        for (const auto& [n, length] : {std::pair{10'000, 200}, {200'000, 50}}) {
            whole_runs(SteepBowl{n}, VectorXd(VectorXd::Ones(n)), length, 1, rounds);
        }
    }
    const VectorXd long_start = VectorXd::LinSpaced(10'000, 1, 2);
    if (arguments.wanted("updates")) {
        every_update("an iteration of every update rule, two variables", Eigen::Vector2d{1, 2},
                     10'000, rounds);
        every_update("an iteration of every update rule, n = 10000", long_start, 200, rounds);
    }
    if (arguments.wanted("stops")) {
        every_stop("an iteration with every stopping policy, two variables", Eigen::Vector2d{1, 2},
                   10'000, rounds);
        every_stop("an iteration with every stopping policy, n = 10000", long_start, 200, rounds);
    }
}
