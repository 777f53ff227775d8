// SPDX-License-Identifier: MIT
// FaultyCost: a cost that misbehaves at evaluation k, once or for ever, and remembers everything.
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace descent::reliability {

/// What a faulty cost throws: a type that the library cannot know.
struct CostBroke : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Fault {
    none,
    throws,             ///< CostBroke
    throws_an_int,      ///< a type that is no std::exception
    nan_value,          ///< NaN for a cost, a healthy gradient
    inf_value,          ///< +infinity for a cost
    minus_inf_value,    ///< -infinity for a cost
    nan_entry,          ///< NaN in one entry of the gradient, a healthy cost
    nan_entry_in_zeros, ///< the same, all other entries 0: maxCoeff() would say 0
    inf_entry,          ///< infinity in one entry of the gradient
    wrong_length,       ///< a gradient with one entry more
};

constexpr const char* name(Fault fault) {
    constexpr const char* names[] = {"none",      "throws",      "throws an int", "NaN value",
                                     "inf value", "-inf value",  "NaN entry",     "NaN entry in 0",
                                     "inf entry", "wrong length"};
    return names[static_cast<int>(fault)];
}

/// When to do what.
struct Schedule {
    Fault fault = Fault::none;
    std::int64_t at = 1;    ///< evaluation, counted from 1
    bool for_ever = false;  ///< at every evaluation from there on
    Eigen::Index entry = 0; ///< of the gradient
};

/// Wraps a healthy cost of VectorXd, and spoils what it says as scheduled.
template <class Healthy>
class FaultyCost {
public:
    /// One evaluation as the caller saw it.
    struct Evaluation {
        Eigen::VectorXd theta;
        double value;
        Eigen::VectorXd gradient;
    };

    explicit FaultyCost(Healthy healthy, Schedule schedule = {})
        : healthy_{std::move(healthy)}, schedule_{schedule} {}

    double value_and_gradient(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const {
        const auto k = static_cast<std::int64_t>(log_->size()) + 1;
        log_->push_back({theta, std::numeric_limits<double>::quiet_NaN(), {}});
        double value = healthy_.value_and_gradient(theta, gradient);
        if (k == schedule_.at || (schedule_.for_ever && k > schedule_.at)) {
            spoil(value, gradient);
        }
        log_->back().value = value;
        log_->back().gradient = gradient;
        return value;
    }

    const Healthy& healthy() const { return healthy_; }
    const std::vector<Evaluation>& log() const { return *log_; }
    std::int64_t evaluations() const { return static_cast<std::int64_t>(log_->size()); }
    bool fault_reached() const { return evaluations() >= schedule_.at; }

private:
    void spoil(double& value, Eigen::VectorXd& gradient) const {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        switch (schedule_.fault) {
        case Fault::none:
            break;
        case Fault::throws:
            throw CostBroke("evaluation " + std::to_string(log_->size()) + " broke");
        case Fault::throws_an_int:
            throw static_cast<int>(log_->size());
        case Fault::nan_value:
            value = nan;
            break;
        case Fault::inf_value:
            value = infinity;
            break;
        case Fault::minus_inf_value:
            value = -infinity;
            break;
        case Fault::nan_entry:
            gradient[schedule_.entry] = nan;
            break;
        case Fault::nan_entry_in_zeros:
            gradient.setZero();
            gradient[schedule_.entry] = nan;
            break;
        case Fault::inf_entry:
            gradient[schedule_.entry] = infinity;
            break;
        case Fault::wrong_length:
            gradient.setZero(gradient.size() + 1);
            break;
        }
    }

    Healthy healthy_;
    Schedule schedule_;
    std::unique_ptr<std::vector<Evaluation>> log_ = std::make_unique<std::vector<Evaluation>>();
};

} // namespace descent::reliability
