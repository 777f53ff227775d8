// SPDX-License-Identifier: MIT
// dlib: find_min with its L-BFGS, BFGS and conjugate gradients.
#include "method.hpp"

#include <dlib/optimization.h>

#include <cstdint>
#include <exception>
#include <limits>

namespace benchmark {

namespace {

using Column = dlib::matrix<double, 0, 1>;

/// Only the harness ends the run, unless the gradient is exactly 0 or dlib makes steps of 0 for ever.
struct Never {
    const Recorder* recorder;
    std::int64_t spent = 0;
    int repeated = 0; ///< iterations without a new point
    bool should_continue_search(const Column&, double, const Column& gradient) {
        repeated = recorder->spent() > spent ? 0 : repeated + 1;
        spent = recorder->spent();
        return !recorder->over() && dlib::length(gradient) > 0 && repeated < 100;
    }
};

template <class Strategy>
Method with(const char* name, Strategy strategy, Index most = 1'000'000) {
    return {name, "no stop of its own, min_f -infinity, other settings as delivered",
            [strategy, most](Recorder& recorder, const Vector& start, std::int64_t) {
                if (start.size() > most) {
                    return Claim::gave_up; // it keeps a matrix
                }
                const Index n = start.size();
                Vector theta(n);
                const auto seen = [&](const Column& x) -> const Vector& {
                    recorder.throw_if_over();
                    for (Index i = 0; i < n; ++i) {
                        theta[i] = x(static_cast<long>(i));
                    }
                    return theta;
                };
                const auto value = [&](const Column& x) { return recorder.value(seen(x)); };
                const auto gradient = [&](const Column& x) {
                    const Vector& g = recorder.gradient(seen(x));
                    Column result(static_cast<long>(n));
                    for (Index i = 0; i < n; ++i) {
                        result(static_cast<long>(i)) = g[i];
                    }
                    return result;
                };
                Column x(static_cast<long>(n));
                for (Index i = 0; i < n; ++i) {
                    x(static_cast<long>(i)) = start[i];
                }
                try {
                    dlib::find_min(strategy, Never{&recorder}, value, gradient, x,
                                   -std::numeric_limits<double>::infinity());
                    return recorder.over()        ? Claim::none
                           : recorder.norm() == 0 ? Claim::converged
                                                  : Claim::gave_up;
                } catch (const Over&) {
                    return Claim::none;
                } catch (const std::exception&) {
                    return recorder.over() ? Claim::none : Claim::gave_up;
                }
            }};
}

} // namespace

std::vector<Method> dlib_methods() {
    return {with("dlib L-BFGS, memory 10", dlib::lbfgs_search_strategy{10}),
            with("dlib L-BFGS, memory 20", dlib::lbfgs_search_strategy{20}),
            with("dlib BFGS", dlib::bfgs_search_strategy{}, 200),
            with("dlib CG", dlib::cg_search_strategy{})};
}

} // namespace benchmark
