// SPDX-License-Identifier: MIT
// Ceres: GradientProblemSolver with its L-BFGS, BFGS and conjugate gradients.
#include "method.hpp"

#include <ceres/gradient_problem.h>
#include <ceres/gradient_problem_solver.h>
#include <glog/logging.h>

namespace benchmark {

namespace {

class Evaluated : public ceres::FirstOrderFunction {
public:
    Evaluated(Recorder& recorder, Index n) : recorder_{recorder}, theta_(n) {}

    bool Evaluate(const double* x, double* cost, double* g) const override {
        if (recorder_.over()) {
            return false;
        }
        theta_ = Eigen::Map<const Vector>(x, theta_.size());
        *cost = recorder_.value(theta_);
        if (g != nullptr) {
            Eigen::Map<Vector>(g, theta_.size()) = recorder_.gradient(theta_);
        }
        return true;
    }
    int NumParameters() const override { return static_cast<int>(theta_.size()); }

private:
    Recorder& recorder_;
    mutable Vector theta_;
};

class Watched : public ceres::IterationCallback {
public:
    explicit Watched(const Recorder& recorder) : recorder_{recorder} {}
    ceres::CallbackReturnType operator()(const ceres::IterationSummary&) override {
        return recorder_.over() ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
    }

private:
    const Recorder& recorder_;
};

Method with(const char* name, ceres::LineSearchDirectionType direction, int memory, Index most) {
    return {
        name, "tolerances 0, min_line_search_step_size 1e-30, other settings as delivered",
        [direction, memory, most](Recorder& recorder, const Vector& start, std::int64_t budget) {
            if (start.size() > most) {
                return Claim::gave_up; // it keeps a matrix
            }
            FLAGS_minloglevel = google::GLOG_FATAL;
            ceres::GradientProblem problem{new Evaluated{recorder, start.size()}};
            Watched watched{recorder};
            ceres::GradientProblemSolver::Options settings;
            settings.line_search_direction_type = direction;
            settings.max_lbfgs_rank = memory;
            settings.max_num_iterations = static_cast<int>(budget);
            settings.function_tolerance = 0;
            settings.gradient_tolerance = 0;
            settings.parameter_tolerance = 0;
            settings.min_line_search_step_size = 1e-30;
            settings.logging_type = ceres::SILENT;
            settings.callbacks.push_back(&watched);
            Vector theta = start;
            ceres::GradientProblemSolver::Summary summary;
            ceres::Solve(settings, problem, theta.data(), &summary);
            return recorder.over()                                  ? Claim::none
                   : summary.termination_type == ceres::CONVERGENCE ? Claim::converged
                                                                    : Claim::gave_up;
        }};
}

} // namespace

std::vector<Method> ceres_methods() {
    return {with("Ceres L-BFGS", ceres::LBFGS, 20, 1'000'000),
            with("Ceres BFGS", ceres::BFGS, 20, 200),
            with("Ceres CG", ceres::NONLINEAR_CONJUGATE_GRADIENT, 20, 1'000'000)};
}

} // namespace benchmark
