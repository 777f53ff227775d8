// SPDX-License-Identifier: MIT
// NLopt: its L-BFGS, variable metric, truncated Newton, MMA and SLSQP.
#include "method.hpp"

#include <nlopt.hpp>

#include <exception>

namespace benchmark {

namespace {

struct Problemless {
    Recorder* recorder;
    nlopt::opt* solver;
};

double evaluate(unsigned n, const double* x, double* g, void* data) {
    const auto& [recorder, solver] = *static_cast<Problemless*>(data);
    const Vector theta = Eigen::Map<const Vector>(x, static_cast<Index>(n));
    double cost = 0;
    if (g != nullptr) {
        cost = recorder->value(theta);
        Eigen::Map<Vector>(g, static_cast<Index>(n)) = recorder->gradient(theta);
    } else {
        cost = recorder->value(theta);
    }
    if (recorder->over()) {
        solver->force_stop();
    }
    return cost;
}

Method with(const char* name, nlopt::algorithm algorithm, unsigned memory, Index most) {
    return {
        name, "no tolerance set, other settings as delivered",
        [algorithm, memory, most](Recorder& recorder, const Vector& start, std::int64_t budget) {
            if (start.size() > most) {
                return Claim::gave_up; // it keeps a matrix
            }
            nlopt::opt solver{algorithm, static_cast<unsigned>(start.size())};
            Problemless data{&recorder, &solver};
            solver.set_min_objective(evaluate, &data);
            solver.set_maxeval(static_cast<int>(budget));
            if (memory > 0) {
                solver.set_vector_storage(memory);
            }
            std::vector<double> theta(start.data(), start.data() + start.size());
            double value = 0;
            try {
                const auto result = solver.optimize(theta, value);
                return recorder.over() || result == nlopt::MAXEVAL_REACHED ? Claim::none
                                                                           : Claim::converged;
            } catch (const std::exception&) {
                return recorder.over() ? Claim::none : Claim::gave_up;
            }
        }};
}

} // namespace

std::vector<Method> nlopt_methods() {
    constexpr Index any = 1'000'000;
    return {with("NLopt LBFGS", nlopt::LD_LBFGS, 0, any),
            with("NLopt LBFGS, memory 20", nlopt::LD_LBFGS, 20, any),
            with("NLopt VAR2", nlopt::LD_VAR2, 0, any),
            with("NLopt TNEWTON_PRECOND_RESTART", nlopt::LD_TNEWTON_PRECOND_RESTART, 0, any),
            with("NLopt MMA", nlopt::LD_MMA, 0, any),
            with("NLopt SLSQP", nlopt::LD_SLSQP, 0, 200)};
}

} // namespace benchmark
