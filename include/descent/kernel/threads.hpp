// SPDX-License-Identifier: MIT
// Threads: one, or those of OpenMP where the program links descent::openmp.
#pragma once

#include <Eigen/Core>

#ifdef DESCENT_OPENMP
#include <omp.h>

#include <exception>
#endif

namespace descent::kernel {

/// How many threads a pass over a training set may use: OpenMP's setting (OMP_NUM_THREADS,
/// omp_set_num_threads) where DESCENT_OPENMP is defined, as the CMake target descent::openmp does;
/// else 1.
inline int threads() {
#ifdef DESCENT_OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/// Calls work(thread, first, last) on at most so many threads, each with its own stretch of
/// 0, 1, ..., count - 1. What work throws arrives here, from the lowest stretch if several threw.
template <class Work>
void in_stretches(Eigen::Index count, int threads, const Work& work) {
#ifdef DESCENT_OPENMP
    if (threads > 1 && count > 1) {
        std::exception_ptr error;
        int thrower = threads;
#pragma omp parallel num_threads(threads)
        {
            const int thread = omp_get_thread_num();
            const Eigen::Index team = omp_get_num_threads();
            try {
                work(thread, count * thread / team, count * (thread + 1) / team);
            } catch (...) {
#pragma omp critical(descent_kernel_in_stretches)
                if (thread < thrower) {
                    thrower = thread;
                    error = std::current_exception();
                }
            }
        }
        if (error) {
            std::rethrow_exception(error);
        }
        return;
    }
#endif
    static_cast<void>(threads);
    work(0, Eigen::Index(0), count);
}

} // namespace descent::kernel
