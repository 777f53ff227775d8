// SPDX-License-Identifier: MIT
// libLBFGS: Nocedal's L-BFGS with the search of Moré and Thuente, and with backtracking.
#include "method.hpp"

#include <lbfgs.h>

namespace benchmark {

namespace {

double evaluate(void* instance, const double* x, double* g, const int n, const double) {
    auto& recorder = *static_cast<Recorder*>(instance);
    const Vector theta = Eigen::Map<const Vector>(x, n);
    Vector gradient(n);
    const double cost = recorder(theta, gradient);
    Eigen::Map<Vector>(g, n) = gradient;
    return cost;
}

int progress(void* instance, const double*, const double*, const double, const double, const double,
             const double, int, int, int) {
    return static_cast<Recorder*>(instance)->over() ? 1 : 0;
}

Method with(const char* name, int memory, int search) {
    return {name, "epsilon 0, past 0, max_linesearch 60, other settings as delivered",
            [memory, search](Recorder& recorder, const Vector& start, std::int64_t) {
                lbfgs_parameter_t settings;
                lbfgs_parameter_init(&settings);
                settings.m = memory;
                settings.epsilon = 0;
                settings.max_linesearch = 60;
                settings.linesearch = search;
                const int n = static_cast<int>(start.size());
                double* x = lbfgs_malloc(n);
                Eigen::Map<Vector>(x, n) = start;
                double value = 0;
                const int status = lbfgs(n, x, &value, evaluate, progress, &recorder, &settings);
                lbfgs_free(x);
                return recorder.over()           ? Claim::none
                       : status == LBFGS_SUCCESS ? Claim::converged
                                                 : Claim::gave_up;
            }};
}

} // namespace

std::vector<Method> liblbfgs_methods() {
    return {with("libLBFGS, memory 6", 6, LBFGS_LINESEARCH_MORETHUENTE),
            with("libLBFGS, memory 20", 20, LBFGS_LINESEARCH_MORETHUENTE)};
}

} // namespace benchmark
