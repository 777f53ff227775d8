// SPDX-License-Identifier: MIT
// Method: a way to minimise, of this library or of another.
#pragma once

#include "recorder.hpp"

#include <functional>
#include <string>
#include <vector>

namespace benchmark {

/// What a method says of its own run.
enum class Claim {
    none,      ///< the harness ended it: the test was passed, or the budget spent
    converged, ///< its own test says that this is a minimum
    gave_up,   ///< it found no further step, or says that the run failed
};

struct Method {
    std::string name;
    std::string settings;
    std::function<Claim(Recorder& recorder, const Vector& start, std::int64_t budget)> run;
};

std::vector<Method> our_methods();

// One source each; absent if the library is.
std::vector<Method> dlib_methods();
std::vector<Method> liblbfgs_methods();
std::vector<Method> lbfgspp_methods();
std::vector<Method> gsl_methods();
std::vector<Method> nlopt_methods();
std::vector<Method> ceres_methods();

} // namespace benchmark
