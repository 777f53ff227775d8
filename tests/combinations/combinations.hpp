// SPDX-License-Identifier: MIT
// Every update rule with every learning rate on every cost, and what must be true of each run.
#pragma once

#include "combinations/erased.hpp"

#include <descent/descent.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace descent::combinations {

/// How often the program has asked for memory; -1 if nobody counts.
std::int64_t allocations_so_far();

template <Parameters Theta>
struct NamedRule {
    std::string name;
    AnyUpdate<Theta> part;
    bool ahead;   ///< may step from ahead of the iterate
    bool bounded; ///< keeps to bounds, which the cost must have too
};

/// A preconditioner that leaves a curvature of 4: theta = scaled / 2.
struct Halved {
    template <Parameters Theta>
    void scale(const Theta& theta, Theta& scaled) const {
        scaled = 2 * theta;
    }
    template <Parameters Theta>
    void unscale(const Theta& scaled, Theta& theta) const {
        theta = scaled / 2;
    }
    template <Parameters Theta>
    void scale_gradient(const Theta& gradient, Theta& scaled) const {
        scaled = gradient / 2;
    }
    double curvature() const { return 4; }
};

template <Parameters Theta>
std::vector<NamedRule<Theta>> update_rules() {
    using update::AcceleratedNesterov;
    using update::ConjugateGradient;
    const auto rule = []<class U>(const char* name, U given) {
        return NamedRule<Theta>{name, AnyUpdate<Theta>{given}, ExtrapolatingUpdateRule<U, Theta>,
                                BoundedUpdateRule<U>};
    };
    return {
        rule("SteepestDescent", update::SteepestDescent{}),
        rule("Momentum", update::Momentum{0.8}),
        rule("Nesterov", update::Nesterov{0.8}),
        rule("AcceleratedNesterov", AcceleratedNesterov{}),
        rule("AcceleratedNesterov by cost",
             AcceleratedNesterov{AcceleratedNesterov::Restart::by_cost}),
        rule("AdaGrad", update::AdaGrad{}),
        rule("RMSProp", update::RMSProp{}),
        rule("AdaDelta", update::AdaDelta{}),
        rule("Adam", update::Adam{}),
        rule("AdamW", update::AdamW{}),
        rule("AMSGrad", update::AMSGrad{}),
        rule("AdaMax", update::AdaMax{}),
        rule("NAdam", update::NAdam{}),
        rule("RAdam", update::RAdam{}),
        rule("Lion", update::Lion{}),
        rule("ConjugateGradient Fletcher-Reeves",
             ConjugateGradient{ConjugateGradient::Beta::fletcher_reeves}),
        rule("ConjugateGradient Polak-Ribiere",
             ConjugateGradient{ConjugateGradient::Beta::polak_ribiere}),
        rule("ConjugateGradient Hestenes-Stiefel",
             ConjugateGradient{ConjugateGradient::Beta::hestenes_stiefel}),
        rule("ConjugateGradient Dai-Yuan", ConjugateGradient{ConjugateGradient::Beta::dai_yuan}),
        rule("ConjugateGradient Hager-Zhang",
             ConjugateGradient{ConjugateGradient::Beta::hager_zhang}),
        rule("LimitedMemoryBfgs", update::LimitedMemoryBfgs{3}),
        rule("Bfgs", update::Bfgs{}),
        rule("ProjectedLimitedMemoryBfgs",
             update::ProjectedLimitedMemoryBfgs{proximal::Box{-0.5, 0.7}, 3}),
        rule("Fista", update::Fista{}),
        rule("Clipped SteepestDescent", update::Clipped{1.0}),
        rule("Clipped LimitedMemoryBfgs", update::Clipped{1.0, update::LimitedMemoryBfgs{3}}),
        rule("ClippedByNorm Adam", update::ClippedByNorm{1.0, update::Adam{}}),
        rule("DecoupledWeightDecay Lion", update::DecoupledWeightDecay{0.01, update::Lion{}}),
        rule("Preconditioned LimitedMemoryBfgs",
             update::Preconditioned{Halved{}, update::LimitedMemoryBfgs{3}}),
    };
}

template <Parameters Theta>
struct NamedRate {
    std::string name;
    AnyRate<Theta> part;
    bool arcs;     ///< suits bent lines
    bool searches; ///< evaluates more than the point it leads to
};

template <Parameters Theta, class R>
NamedRate<Theta> named(const char* name, R rate, bool searches) {
    return {name, AnyRate<Theta>{rate}, ArcLearningRate<R, Theta>, searches};
}

template <Parameters Theta>
std::vector<NamedRate<Theta>> learning_rates() {
    using rate::BarzilaiBorwein;
    return {
        named<Theta>("Constant", rate::Constant{0.05}, false),
        named<Theta>("Exponential", rate::Exponential{0.1, 0.9}, false),
        named<Theta>("InverseTime", rate::InverseTime{0.1, 0.1}, false),
        named<Theta>("Step", rate::Step{0.1, 0.5, 10}, false),
        named<Theta>("Piecewise", rate::Piecewise{0.1, {{5, 0.05}, {20, 0.01}}}, false),
        named<Theta>("Polynomial", rate::Polynomial{0.1, 0.0, 30}, false), // ends as stalled
        named<Theta>("Cosine", rate::Cosine{0.1, 0.01, 7, 2}, false),
        named<Theta>("Silver", rate::Silver{10}, false),
        named<Theta>("InverseLipschitz", rate::InverseLipschitz{10}, false),
        named<Theta>("WarmUp Constant", rate::WarmUp{5, rate::Constant{0.05}}, false),
        named<Theta>("WarmUp HagerZhang", rate::WarmUp{5, rate::HagerZhang{}}, true),
        named<Theta>("WarmUp Backtracking", rate::WarmUp{5, rate::Backtracking{}}, true),
        named<Theta>("Backtracking", rate::Backtracking{}, true),
        named<Theta>("Backtracking from 1", rate::Backtracking{rate::FirstTrial::unit}, true),
        named<Theta>("StrongWolfe", rate::StrongWolfe{}, true),
        named<Theta>("HagerZhang", rate::HagerZhang{}, true),
        named<Theta>("Exact", rate::Exact{}, true),
        named<Theta>("BarzilaiBorwein", BarzilaiBorwein{}, true),
        named<Theta>("Adaptive", rate::Adaptive{}, false),
        named<Theta>("Polyak", rate::Polyak{}, false),
        named<Theta>("Polyak of a known minimum", rate::Polyak{0}, false),
    };
}

/// 1/2 sum of c_i (theta_i - 1/2)^2 with c_i = 1, 2, 3, ...
template <Parameters Theta>
AnyCost<Theta> quadratic() {
    return AnyCost<Theta>{cost::from_value_and_gradient([](const Theta& theta, Theta& gradient) {
        using Scalar = scalar_t<Theta>;
        Scalar value = 0;
        for (Index i = 0; i < size(theta); ++i) {
            const Scalar away = entry(theta, i) - Scalar(0.5);
            const Scalar slope = static_cast<Scalar>(i + 1) * away;
            value += slope * away / 2;
            flat(gradient)[i] = slope;
        }
        return value;
    })};
}

/// (theta_0^2 - 1)^2 / 4 + sum of (theta_{i+1} - theta_i^2)^2: not convex, curved valleys, a saddle at 0.
template <Parameters Theta>
AnyCost<Theta> valley() {
    return AnyCost<Theta>{cost::from_value_and_gradient([](const Theta& theta, Theta& gradient) {
        using Scalar = scalar_t<Theta>;
        const Scalar first = entry(theta, 0);
        Scalar value = (first * first - 1) * (first * first - 1) / 4;
        flat(gradient).setZero();
        flat(gradient)[0] = first * (first * first - 1);
        for (Index i = 0; i + 1 < size(theta); ++i) {
            const Scalar across = entry(theta, i + 1) - entry(theta, i) * entry(theta, i);
            value += across * across;
            flat(gradient)[i + 1] += 2 * across;
            flat(gradient)[i] -= 4 * across * entry(theta, i);
        }
        return value;
    })};
}

/// Sum of theta_i - log(theta_i + 2): not a number beyond -2, where a long step lands.
template <Parameters Theta>
AnyCost<Theta> barrier() {
    return AnyCost<Theta>{cost::from_value_and_gradient([](const Theta& theta, Theta& gradient) {
        using Scalar = scalar_t<Theta>;
        entries(gradient) = 1 - 1 / (entries(theta) + Scalar(2));
        return Scalar(entries(theta).sum() - (entries(theta) + Scalar(2)).log().sum());
    })};
}

/// A regression with the library's own kernel and a penalty, for column vectors; for other shapes the penalty alone
/// beside a bowl: what matters is a cost with scratch memory.
template <Parameters Theta>
AnyCost<Theta> regression(const Theta& like) {
    using Scalar = scalar_t<Theta>;
    const auto penalty = [] { return 0.1 * cost::SquaredNorm{}; };
    if constexpr (fixed_size<Theta> != 1 && requires { requires Theta::ColsAtCompileTime == 1; }) {
        Eigen::MatrixX<Scalar> X(7, like.size() - 1);
        Eigen::VectorX<Scalar> y(7);
        for (Index i = 0; i < X.rows(); ++i) {
            y[i] = static_cast<Scalar>((5 * i) % 7) / 7;
            for (Index j = 0; j < X.cols(); ++j) {
                X(i, j) = static_cast<Scalar>((7 * i + 3 * j) % 11) / 11;
            }
        }
        return AnyCost<Theta>{cost::MeanSquaredError{std::move(X), std::move(y)} + penalty()};
    } else {
        return AnyCost<Theta>{cost::QuadraticBowl{} + penalty()};
    }
}

template <Parameters Theta>
bool same_bits(const Theta& a, const Theta& b) {
    for (Index i = 0; i < size(a); ++i) {
        const auto x = entry(a, i);
        const auto y = entry(b, i);
        if (!(x == y || (x != x && y != y)) || std::signbit(x) != std::signbit(y)) {
            return false;
        }
    }
    return same_shape(a, b);
}

template <Parameters Theta>
bool same_bits(const Result<Theta>& a, const Result<Theta>& b) {
    return a.outcome == b.outcome && a.iterations == b.iterations &&
           a.evaluations == b.evaluations && same_bits(a.theta, b.theta) &&
           same_bits(a.gradient, b.gradient) && same_bits(a.cost, b.cost) &&
           same_bits(a.gradient_norm, b.gradient_norm);
}

/// What is wrong with one run, told by its name; nothing if all is well.
template <class Cost, Parameters Theta>
class Inspection {
public:
    static constexpr std::int64_t most = 40; ///< iterations

    Inspection(const Cost& cost, const AnyCost<Theta>& counter, const Theta& start,
               double tolerance)
        : cost_{cost}, counter_{counter}, start_{start}, tolerance_{tolerance} {}

    std::vector<std::string> look_at(const NamedRule<Theta>& update,
                                     const NamedRate<Theta>& rate) const {
        std::vector<std::string> wrong;
        const auto check = [&](bool holds, const char* what) {
            if (!holds) {
                wrong.push_back(update.name + ", " + rate.name + ": " + what);
            }
        };
        const GradientDescent optimizer{
            update.part, rate.part, stop::GradientBelow{tolerance_} | stop::AfterIterations{most}};
        const auto before = counter_.evaluations();
        auto run = optimizer.run(cost_, start_);
        auto saved = run;
        const auto allocated = allocations_so_far();
        bool in_order = true;
        bool evaluations_rise = true;
        scalar_t<Theta> lowest = run.now().cost;
        std::int64_t steps = 0;
        bool more = true;
        while (more && steps <= most) {
            const auto evaluations = run.now().evaluations;
            more = run.advance();
            if (more) {
                ++steps;
                in_order = in_order && run.now().iteration == steps;
                evaluations_rise = evaluations_rise && run.now().evaluations > evaluations;
                lowest = run.now().finite() ? (std::min)(lowest, run.now().cost) : lowest;
            }
        }
        check(allocations_so_far() == allocated, "allocates after the start");
        check(!more && run.finished(), "does not end");
        const auto result = run.result();
        check(in_order && result.iterations == steps, "counts its iterations wrongly");
        check(evaluations_rise, "has an iterate without an evaluation");
        check(result.evaluations == counter_.evaluations() - before,
              "counts its evaluations wrongly");
        check(rate.searches || update.ahead || result.evaluations == steps + 1,
              "evaluates more than once an iteration");
        check(result.converged() || result.cost == lowest, "does not give back the lowest point");
        check(result.outcome != Outcome::cancelled, "is cancelled, by nobody");

        Point<Theta> afresh{result.theta, 0, start_, 0};
        Evaluator<Viewed<Cost>, Theta>{Viewed<Cost>{cost_}, start_}(afresh);
        check(same_bits(afresh.cost, result.cost) && same_bits(afresh.gradient, result.gradient) &&
                  same_bits(afresh.gradient_norm, result.gradient_norm),
              "gives back a point that does not fit its cost or gradient");
        check(!result.converged() ||
                  afresh.gradient_norm <= static_cast<scalar_t<Theta>>(tolerance_),
              "says converged, where the test does not hold");

        check(same_bits(finished(optimizer.run(cost_, start_)), result),
              "differs when run a second time");
        for (std::int64_t i = 0; i < 1 + steps / 2; ++i) {
            saved.advance();
        }
        check(same_bits(finished(decltype(saved)(saved)), result),
              "differs when continued from a copy");
        return wrong;
    }

private:
    static Result<Theta> finished(auto run) {
        while (run.advance()) {
        }
        return run.result();
    }

    const Cost& cost_;
    const AnyCost<Theta>& counter_;
    const Theta& start_;
    double tolerance_;
};

/// Everything that is wrong with any combination, from this start.
template <Parameters Theta>
std::vector<std::string> inspect(const Theta& start) {
    std::vector<std::string> wrong;
    const auto updates = update_rules<Theta>();
    const auto rates = learning_rates<Theta>();
    const double tolerance = std::is_same_v<scalar_t<Theta>, float> ? 1e-3 : 1e-6;
    const auto all = [&](const std::string& name, const auto& cost, const AnyCost<Theta>& counter) {
        using Cost = std::remove_cvref_t<decltype(cost)>;
        const Inspection<Cost, Theta> inspection{cost, counter, start, tolerance};
        for (const auto& update : updates) {
            for (const auto& rate : rates) {
                const bool bent = CompositeCost<Cost, Theta> || update.ahead;
                if ((bent && !rate.arcs) ||
                    (update.bounded && !std::same_as<Cost, Bounded<Theta>>)) {
                    continue; // which does not compile, see tests/refuse
                }
                for (const auto& one : inspection.look_at(update, rate)) {
                    wrong.push_back(name + ", " + one);
                }
            }
        }
    };
    const auto bowl = quadratic<Theta>();
    all("quadratic", bowl, bowl);
    const auto curved = valley<Theta>();
    all("valley", curved, curved);
    const auto walled = barrier<Theta>();
    all("barrier", walled, walled);
    const auto regressed = regression(start);
    all("regression", regressed, regressed);
    all("penalised", Penalised<Theta>{bowl, proximal::L1{0.3}}, bowl);
    all("bounded", Bounded<Theta>{curved, proximal::Box{-0.5, 0.7}}, curved);
    return wrong;
}

/// The rules that, started afresh in the middle of a run, do not go on as new ones would.
template <Parameters Theta>
std::vector<std::string> stale_after_restart(const Theta& start) {
    std::vector<std::string> stale;
    const auto cost = valley<Theta>();
    for (const auto& [name, rule, ahead, bounded] : update_rules<Theta>()) {
        Run<Viewed<AnyCost<Theta>>, Theta, AnyUpdate<Theta>, rate::Constant, stop::AfterIterations>
            run{Viewed{cost}, rule, rate::Constant{0.05}, stop::AfterIterations{20}, start};
        AnyMemory used = rule.init(run.now());
        while (run.now().iteration < 8) {
            static_cast<void>(rule.direction(used, run.now()));
            run.advance();
        }
        static_cast<void>(rule.direction(used, run.now()));
        const auto allocated = allocations_so_far();
        rule.restart(used, run.now());
        bool fresh = allocations_so_far() == allocated;
        AnyMemory anew = rule.init(run.now());
        do {
            fresh = fresh &&
                    same_bits(rule.direction(used, run.now()), rule.direction(anew, run.now()));
        } while (run.advance());
        if (!fresh) {
            stale.push_back(name);
        }
    }
    return stale;
}

} // namespace descent::combinations
