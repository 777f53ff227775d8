// SPDX-License-Identifier: MIT
// ElasticNet: the lasso's penalty and the ridge's.
#pragma once

#include <descent/core/require.hpp>
#include <descent/proximal/l1.hpp>

#include <concepts>
#include <string>

namespace descent::proximal {

/// The penalty l1 sum |theta_i| + (l2 / 2) sum theta_i^2.
///
/// @param l1  in units of J per unit of theta; finite and >= 0
/// @param l2  in units of J per unit of theta^2; finite and >= 0
/// @throws InvalidSetting if either is out of range
///
/// Promises  prox is the soft threshold at rate * l1, divided by 1 + rate * l2.
/// Expense   O(n), no allocation
/// Source    [ZouHastie2005], the naive elastic net; [ParikhBoyd2014] for prox. Differs: l2 / 2.
///           Programs differ too: many divide the squared error by m, or mix l1 and l2 by a ratio.
class ElasticNet : public Addend {
public:
    constexpr ElasticNet(double l1, double l2) : l1_{(require_finite("l1", l1), l1)}, l2_{l2} {
        require_finite("l2", l2);
    }

    /// The same penalty, but none on entry 0.
    constexpr ElasticNet without_intercept() const {
        ElasticNet other = *this;
        other.l1_ = l1_.without_intercept();
        other.first_ = 1;
        return other;
    }

    template <Parameters Theta>
    constexpr void prox(Theta& theta, scalar_t<Theta> rate) const {
        l1_.prox(theta, rate);
        const scalar_t<Theta> shrinkage = 1 + rate * static_cast<scalar_t<Theta>>(l2_);
        if constexpr (std::floating_point<Theta>) {
            theta = first_ == 0 ? theta / shrinkage : theta;
        } else {
            flat(theta).tail(theta.size() - first_) /= shrinkage;
        }
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value(const Theta& theta) const {
        const auto half = static_cast<scalar_t<Theta>>(l2_) / 2;
        if constexpr (std::floating_point<Theta>) {
            return l1_.value(theta) + (first_ == 0 ? half * theta * theta : Theta(0));
        } else {
            return l1_.value(theta) + half * flat(theta).tail(theta.size() - first_).squaredNorm();
        }
    }

private:
    static constexpr void require_finite(const char* name, double value) {
        if (!(value >= 0 && is_finite(value))) {
            require(false,
                    std::string("proximal::ElasticNet: ") + name + " must be finite and >= 0",
                    value);
        }
    }

    L1 l1_;
    double l2_;
    Index first_ = 0; ///< the first entry that is penalised
};

} // namespace descent::proximal
