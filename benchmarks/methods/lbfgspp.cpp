// SPDX-License-Identifier: MIT
// LBFGSpp: L-BFGS on Eigen.
#include "method.hpp"

#include <LBFGS.h>

#include <exception>

namespace benchmark {

namespace {

/// Runs `solve(evaluate, theta, value)`, whose exceptions say that the library gave up.
Claim watched(Recorder& recorder, const Vector& start, const auto& solve) {
    auto evaluate = [&recorder](const Vector& theta, Vector& gradient) {
        recorder.throw_if_over();
        return recorder(theta, gradient);
    };
    Vector theta = start;
    double value = 0;
    try {
        solve(evaluate, theta, value);
        return recorder.over() ? Claim::none : Claim::converged;
    } catch (const Over&) {
        return Claim::none;
    } catch (const std::exception&) {
        return recorder.over() ? Claim::none : Claim::gave_up;
    }
}

template <class Settings>
Settings tight(int memory) {
    Settings settings;
    settings.m = memory;
    settings.epsilon = 0;
    settings.epsilon_rel = 0;
    settings.past = 0;
    settings.max_linesearch = 60;
    return settings;
}

constexpr const char* said = "epsilon 0, past 0, max_linesearch 60, other settings as delivered";

template <template <class> class Search>
Method with(const char* name, int memory, int condition) {
    return {name, said, [memory, condition](Recorder& recorder, const Vector& start, std::int64_t) {
                auto settings = tight<LBFGSpp::LBFGSParam<double>>(memory);
                settings.linesearch = condition;
                LBFGSpp::LBFGSSolver<double, Search> solver{settings};
                return watched(recorder, start, [&](auto& evaluate, Vector& theta, double& value) {
                    solver.minimize(evaluate, theta, value);
                });
            }};
}

} // namespace

std::vector<Method> lbfgspp_methods() {
    using namespace LBFGSpp;
    return {with<LineSearchBacktracking>("LBFGSpp, Armijo, memory 6", 6,
                                         LBFGS_LINESEARCH_BACKTRACKING_ARMIJO),
            with<LineSearchNocedalWright>("LBFGSpp, Nocedal-Wright, memory 6", 6,
                                          LBFGS_LINESEARCH_BACKTRACKING_STRONG_WOLFE),
            with<LineSearchNocedalWright>("LBFGSpp, Nocedal-Wright, memory 20", 20,
                                          LBFGS_LINESEARCH_BACKTRACKING_STRONG_WOLFE)};
}

} // namespace benchmark
