// SPDX-License-Identifier: MIT
// InverseLipschitz: the constant learning rate 1/L.
#pragma once

#include <descent/concepts/curvature.hpp>
#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

namespace descent::rate {

/// alpha = 1/L, with L the Lipschitz constant of the gradient: the largest curvature of the cost.
///
///     rate::InverseLipschitz{2.0};                     // L is known
///     rate::InverseLipschitz::of(cost);                // the cost knows a bound
///     rate::InverseLipschitz::of(cost, theta0);        // from gradients near theta0
///
/// `of(cost)` is safe wherever the run goes, but a bound can be far above L. `of(cost, theta0)`
/// takes what a power iteration finds at theta0, a tenth more because it comes from below, and not
/// more than the cost's own bound: exact enough where the curvature is the same everywhere, a guess
/// elsewhere.
///
/// @param L  in units of J per theta^2; finite and > 0
/// @throws InvalidSetting if L, given or found, is not; in a run, if 1/L rounds to 0 in theta's
///         numbers
///
/// Promises  With SteepestDescent no iteration raises the cost, and |gradient|^2 falls below
///           2 L (J_0 - J_min) / k; J_k - J_min <= L |theta_0 - theta_min|^2 / 2k on convex costs.
/// Expense   None in a run. `of(cost, theta0)`: at most 60 evaluations, before it.
/// Source    [Nesterov2004], the gradient method; [BeckTeboulle2009], ISTA with a constant step,
///           for the bound on convex costs
class InverseLipschitz {
public:
    // NOLINTNEXTLINE(readability-identifier-naming): the letter of the formula
    constexpr explicit InverseLipschitz(double L) : rate_{1 / L} {
        require(L > 0 && is_finite(L), "rate::InverseLipschitz: L must be finite and > 0", L);
        require(is_finite(rate_), "rate::InverseLipschitz: L must be so large that 1/L is finite",
                L);
    }

    template <CurvatureBounded C>
    static constexpr InverseLipschitz of(const C& cost) {
        return InverseLipschitz{static_cast<double>(cost.curvature_bound())};
    }

    template <class C, class Start>
        requires CostFunction<C, plain_t<Start>>
    static InverseLipschitz of(const C& cost, const Start& theta0) {
        return InverseLipschitz{lipschitz(cost, plain_t<Start>(theta0))};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>&, Line<scalar_t<Theta>> auto&) const {
        return positive_as<scalar_t<Theta>>(rate_, "rate::InverseLipschitz: 1/L");
    }

    /// 1/L.
    constexpr double rate() const { return rate_; }

private:
    template <class C, Parameters Theta>
    static double lipschitz(const C& cost, const Theta& theta0) {
        const double found = 1.1 * static_cast<double>(largest_curvature(cost, theta0));
        if constexpr (CurvatureBounded<C>) {
            const double bound = static_cast<double>(cost.curvature_bound());
            return bound < found ? bound : found;
        } else {
            return found;
        }
    }

    double rate_;
};

} // namespace descent::rate
