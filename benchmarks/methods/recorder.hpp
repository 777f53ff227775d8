// SPDX-License-Identifier: MIT
// Recorder: a test problem that counts its evaluations and judges each of them by one test for all methods.
#pragma once

#include "problems/problem.hpp"
#include "problems/rounding_floor.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace benchmark {

using descent::problems::Index;
using descent::problems::Problem;
using descent::problems::rounding_floor;
using descent::problems::Vector;

inline double largest(const Vector& v) { return v.size() > 0 ? v.cwiseAbs().maxCoeff() : 0; }

/// Whether the cost stays the same, to a millionth of it, wherever the entries of theta go up or down by 1 %, of
/// themselves or of the start if that is larger, in six fixed patterns: far out, where a model has died away, the
/// gradient vanishes too.
inline bool plateau(const Problem& problem, const Vector& theta) {
    std::mt19937 engine{4};
    Vector gradient(theta.size());
    Vector moved = theta;
    const double here = problem.value_and_gradient(theta, gradient);
    for (int pattern = 0; pattern < 6; ++pattern) {
        for (Index i = 0; i < theta.size(); ++i) {
            const double step = 0.01 * std::max(std::abs(theta[i]), std::abs(problem.start[i]));
            moved[i] = theta[i] + ((engine() & 1024U) != 0 ? step : -step);
        }
        const double there = problem.value_and_gradient(moved, gradient);
        if (!(std::abs(there - here) <= 1e-6 * std::abs(here))) {
            return false;
        }
    }
    return !theta.isZero();
}

/// Thrown at an evaluation past the end, where a method lets exceptions through.
struct Over {};

/// Evaluates, counts, and notes the first evaluation at which
///     max |gradient| <= max(1e-8 max(1, |J|), rounding floor),
/// at a cost no higher than at the start and not on a plateau.
/// Value and gradient asked for one after the other at one theta count as one evaluation.
class Recorder {
public:
    Recorder(const Problem& problem, double floor, std::int64_t budget)
        : problem_{problem}, floor_{floor}, budget_{budget}, last_{problem.size()},
          last_gradient_{problem.size()} {}

    /// Value and gradient.
    double operator()(const Vector& theta, Vector& gradient) {
        const double cost = problem_.value_and_gradient(theta, gradient);
        note(theta, cost, gradient);
        return cost;
    }

    /// For a method that asks for them one by one.
    double value(const Vector& theta) {
        separately(theta);
        return last_cost_;
    }
    const Vector& gradient(const Vector& theta) {
        separately(theta);
        return last_gradient_;
    }

    /// Whether the test is passed or the budget spent: then a method may end.
    bool over() const { return met() || count_ >= budget_; }
    void throw_if_over() const {
        if (over()) {
            throw Over{};
        }
    }

    bool met() const { return met_at_ > 0; }
    std::int64_t evaluations() const { return met() ? met_at_ : count_; } ///< until it was met
    std::int64_t spent() const { return count_; } ///< until the method ended
    double cost() const { return cost_; }         ///< where the test was met; else the lowest
    double norm() const { return norm_; }         ///< largest entry of the gradient there
    const Vector& theta() const { return theta_; }
    double seconds() const { return std::chrono::duration<double>(ended_ - started_).count(); }

private:
    void separately(const Vector& theta) {
        if (known_ && theta == last_) {
            return;
        }
        last_ = theta;
        known_ = true;
        last_cost_ = (*this)(theta, last_gradient_);
    }

    void note(const Vector& theta, double cost, const Vector& gradient) {
        if (++count_ == 1) {
            start_cost_ = cost;
        }
        if (met()) {
            return;
        }
        const double norm = largest(gradient);
        const bool finite = std::isfinite(cost) && std::isfinite(norm);
        const bool passed = finite && cost <= start_cost_ &&
                            norm <= std::max(floor_, 1e-8 * std::max(1.0, std::abs(cost))) &&
                            !plateau(problem_, theta);
        if (passed) {
            met_at_ = count_;
        }
        if (passed || (finite && (cost < cost_ || (cost == cost_ && norm < norm_)))) {
            cost_ = cost;
            norm_ = norm;
            theta_ = theta;
        }
        if (passed || count_ == budget_) {
            ended_ = std::chrono::steady_clock::now();
        }
    }

    const Problem& problem_;
    double floor_;
    std::int64_t budget_;
    Vector last_;
    Vector last_gradient_;
    double last_cost_ = 0;
    bool known_ = false;
    std::int64_t count_ = 0;
    std::int64_t met_at_ = 0;
    double start_cost_ = 0;
    double cost_ = std::numeric_limits<double>::infinity();
    double norm_ = std::numeric_limits<double>::infinity();
    Vector theta_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point ended_ = started_;
};

} // namespace benchmark
