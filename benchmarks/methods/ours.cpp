// SPDX-License-Identifier: MIT
// The methods of this library.
#include "method.hpp"

#include <descent/descent.hpp>

#include <utility>

namespace benchmark {

namespace {

using namespace descent;

Claim claim(Outcome outcome) {
    switch (outcome) {
    case Outcome::converged:
        return Claim::converged;
    case Outcome::stalled:
    case Outcome::diverged:
        return Claim::gave_up;
    default:
        return Claim::none;
    }
}

auto counted(Recorder& recorder) {
    return cost::from_value_and_gradient(
        [&recorder](const Vector& theta, Vector& gradient) { return recorder(theta, gradient); });
}

/// The harness ends the run: at the test, or after the budget.
template <class Update, class Rate>
Method method(std::string name, Update update, Rate rate, Index most = 1'000'000) {
    return {std::move(name), "",
            [update, rate, most](Recorder& recorder, const Vector& start, std::int64_t budget) {
                if (start.size() > most) {
                    return Claim::gave_up; // it keeps a matrix
                }
                const auto over = [&recorder](const Iterate<Vector>&) { return recorder.over(); };
                const GradientDescent optimizer{update, rate,
                                                stop::AfterEvaluations{budget} | over};
                return claim(optimizer.minimize(counted(recorder), start).outcome);
            }};
}

/// `minimize` as it is, which ends by itself: what it claims can be compared with the test.
Method as_it_is() {
    return {"minimize", "as it is, with its own stop",
            [](Recorder& recorder, const Vector& start, std::int64_t) {
                return claim(minimize(counted(recorder), start).outcome);
            }};
}

} // namespace

std::vector<Method> our_methods() {
    using Beta = update::ConjugateGradient::Beta;
    using rate::FirstTrial;
    constexpr Index dense = 200;
    const update::SteepestDescent steepest;
    const rate::HagerZhang searched{FirstTrial::last, 0.1, 0.4};
    const auto conjugate = [&](const char* name, Beta beta) {
        return method(std::string{"CG "} + name, update::ConjugateGradient{beta}, searched);
    };
    return {
        as_it_is(),
        method("L-BFGS 20, Hager-Zhang", update::LimitedMemoryBfgs{20}, rate::HagerZhang{}),
        method("L-BFGS 5, strong Wolfe", update::LimitedMemoryBfgs{5}, rate::StrongWolfe{}),
        method("L-BFGS 20, strong Wolfe", update::LimitedMemoryBfgs{20}, rate::StrongWolfe{}),
        method("L-BFGS 20, backtracking", update::LimitedMemoryBfgs{20},
               rate::Backtracking{FirstTrial::unit}),
        method("BFGS, Hager-Zhang", update::Bfgs{}, rate::HagerZhang{}, dense),
        method("BFGS, strong Wolfe", update::Bfgs{}, rate::StrongWolfe{}, dense),
        conjugate("Hager-Zhang", Beta::hager_zhang),
        conjugate("Polak-Ribiere", Beta::polak_ribiere),
        conjugate("Hestenes-Stiefel", Beta::hestenes_stiefel),
        conjugate("Dai-Yuan", Beta::dai_yuan),
        conjugate("Fletcher-Reeves", Beta::fletcher_reeves),
        method("Barzilai-Borwein", steepest, rate::BarzilaiBorwein{}),
        method("Adaptive", steepest, rate::Adaptive{}),
        method("accelerated Nesterov, backtracking", update::AcceleratedNesterov{},
               rate::Backtracking{}),
        method("steepest descent, backtracking", steepest, rate::Backtracking{}),
        method("Momentum 0.9, rate 0.001", update::Momentum{0.9}, rate::Constant{0.001}),
        method("Adam, rate 0.01", update::Adam{}, rate::Constant{0.01}),
        method("constant rate 0.001", steepest, rate::Constant{0.001}),
    };
}

} // namespace benchmark
