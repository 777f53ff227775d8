// SPDX-License-Identifier: MIT
// L1: the lasso's penalty, which makes entries exactly 0.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

#include <concepts>

namespace descent::proximal {

/// The penalty lambda sum |theta_i|.
///
///     J + proximal::L1{0.1}
///     J + proximal::L1{0.1}.without_intercept()      // theta_0 is free
///
/// @param lambda  in units of J per unit of theta; finite and >= 0
/// @throws InvalidSetting if it is not
///
/// Promises  prox is the soft threshold at t = rate * lambda: theta_i <- sign(theta_i)
///           max(|theta_i| - t, 0).
/// Expense   O(n), no allocation
/// Source    [Tibshirani1996]; [BeckTeboulle2009], the shrinkage operator
class L1 : public Addend {
public:
    constexpr explicit L1(double lambda) : lambda_{lambda} {
        require(lambda >= 0 && is_finite(lambda), "proximal::L1: lambda must be finite and >= 0",
                lambda);
    }

    /// The same penalty, but none on entry 0.
    constexpr L1 without_intercept() const {
        L1 other = *this;
        other.first_ = 1;
        return other;
    }

    template <Parameters Theta>
    constexpr void prox(Theta& theta, scalar_t<Theta> rate) const {
        const scalar_t<Theta> threshold = rate * static_cast<scalar_t<Theta>>(lambda_);
        if constexpr (std::floating_point<Theta>) {
            theta = first_ == 0 ? shrunk(theta, threshold) : theta;
        } else {
            auto* entries = theta.data();
            for (Index i = first_; i < theta.size(); ++i) {
                entries[i] = shrunk(entries[i], threshold);
            }
        }
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value(const Theta& theta) const {
        const auto lambda = static_cast<scalar_t<Theta>>(lambda_);
        if constexpr (std::floating_point<Theta>) {
            return first_ == 0 ? lambda * magnitude(theta) : Theta(0);
        } else {
            return lambda * flat(theta).tail(theta.size() - first_).cwiseAbs().sum();
        }
    }

private:
    template <std::floating_point Scalar>
    static constexpr Scalar shrunk(Scalar x, Scalar threshold) {
        return magnitude(x) <= threshold ? Scalar(0) : x > 0 ? x - threshold : x + threshold;
    }

    double lambda_;
    Index first_ = 0; ///< the first entry that is penalised
};

} // namespace descent::proximal
