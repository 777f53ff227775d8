// SPDX-License-Identifier: MIT
// CountingCost: theta^2, which knows how often and where it was evaluated.
#pragma once

#include <descent/core/parameters.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace descent::tests {

/// J(theta) = sum of theta_i^2. Copies share the list of what was asked.
template <Parameters Theta>
class CountingCost {
public:
    double value_and_gradient(const Theta& theta, Theta& gradient) const {
        asked_->push_back(theta);
        gradient = 2 * theta;
        return static_cast<double>(squared_norm(theta));
    }

    const std::vector<Theta>& asked() const { return *asked_; }
    std::int64_t count() const { return static_cast<std::int64_t>(asked_->size()); }

    /// Whether no theta was evaluated twice.
    bool each_once() const {
        for (std::size_t i = 0; i < asked_->size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if ((*asked_)[i] == (*asked_)[j]) {
                    return false;
                }
            }
        }
        return true;
    }

private:
    std::shared_ptr<std::vector<Theta>> asked_ = std::make_shared<std::vector<Theta>>();
};

} // namespace descent::tests
