// SPDX-License-Identifier: MIT
// Constant: the same learning rate at every iteration.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

namespace descent::rate {

/// The same alpha at every iteration.
///
/// @param rate  alpha, in units of theta^2 per unit of J; finite and > 0
/// @throws InvalidSetting if rate is not; in a run, if it rounds to 0 in theta's numbers
///
/// Promises  With SteepestDescent and a gradient of Lipschitz constant L: no iteration raises the
///           cost if alpha <= 1/L; convergence for alpha < 2/L on convex costs; divergence above
///           2/L on quadratics.
/// Expense   None: the cost is evaluated once an iteration.
/// Source    [McCormick2014]; [Nesterov2004], the gradient method.
class Constant {
public:
    constexpr explicit Constant(double rate) : rate_{rate} {
        require(rate > 0 && is_finite(rate), "rate::Constant: rate must be finite and > 0", rate);
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>&, Line<scalar_t<Theta>> auto&) const {
        return positive_as<scalar_t<Theta>>(rate_, "rate::Constant: rate");
    }

private:
    double rate_;
};

} // namespace descent::rate
