// SPDX-License-Identifier: MIT
// GSL: the minimizers of gsl_multimin that use gradients.
#include "method.hpp"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

namespace benchmark {

namespace {

Vector copied(const gsl_vector* x) {
    Vector theta(static_cast<Index>(x->size));
    for (std::size_t i = 0; i < x->size; ++i) {
        theta[static_cast<Index>(i)] = gsl_vector_get(x, i);
    }
    return theta;
}

void copy(const Vector& from, gsl_vector* to) {
    for (std::size_t i = 0; i < to->size; ++i) {
        gsl_vector_set(to, i, from[static_cast<Index>(i)]);
    }
}

double value(const gsl_vector* x, void* recorder) {
    return static_cast<Recorder*>(recorder)->value(copied(x));
}
void gradient(const gsl_vector* x, void* recorder, gsl_vector* g) {
    copy(static_cast<Recorder*>(recorder)->gradient(copied(x)), g);
}
void both(const gsl_vector* x, void* recorder, double* f, gsl_vector* g) {
    *f = value(x, recorder);
    gradient(x, recorder, g);
}

Method with(const char* name, const gsl_multimin_fdfminimizer_type* type, Index most) {
    return {name, "first step max(|theta|, 1) / 10, tol 0.1 as its manual recommends",
            [type, most](Recorder& recorder, const Vector& start, std::int64_t budget) {
                if (start.size() > most) {
                    return Claim::gave_up; // it keeps a matrix
                }
                gsl_set_error_handler_off();
                const auto n = static_cast<std::size_t>(start.size());
                gsl_multimin_function_fdf function{value, gradient, both, n, &recorder};
                gsl_vector* x = gsl_vector_alloc(n);
                copy(start, x);
                gsl_multimin_fdfminimizer* minimizer = gsl_multimin_fdfminimizer_alloc(type, n);
                gsl_multimin_fdfminimizer_set(minimizer, &function, x,
                                              0.1 * std::max(start.norm(), 1.0), 0.1);
                bool fresh = false; // "no progress": start afresh, as its manual says
                for (std::int64_t k = 0; k < budget && !recorder.over(); ++k) {
                    const int status = gsl_multimin_fdfminimizer_iterate(minimizer);
                    if (status != GSL_SUCCESS && (fresh || status != GSL_ENOPROG)) {
                        break;
                    }
                    fresh = status != GSL_SUCCESS;
                    if (fresh) {
                        gsl_multimin_fdfminimizer_restart(minimizer);
                    }
                }
                gsl_multimin_fdfminimizer_free(minimizer);
                gsl_vector_free(x);
                return recorder.over() ? Claim::none : Claim::gave_up;
            }};
}

} // namespace

std::vector<Method> gsl_methods() {
    constexpr Index any = 1'000'000;
    return {with("GSL vector_bfgs2", gsl_multimin_fdfminimizer_vector_bfgs2, any),
            with("GSL conjugate_pr", gsl_multimin_fdfminimizer_conjugate_pr, any),
            with("GSL conjugate_fr", gsl_multimin_fdfminimizer_conjugate_fr, any)};
}

} // namespace benchmark
