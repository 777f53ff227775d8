// SPDX-License-Identifier: MIT
// Silver: a fractal schedule of short and long steps that is faster than 1/L.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/inverse_lipschitz.hpp>

#include <bit>
#include <cstdint>

namespace descent::rate {

/// alpha = (1 + rho^(nu(i) - 1)) / L at update i = k + 1 = 1, 2, ..., with the silver ratio rho =
/// 1 + sqrt(2) and nu(i) the power of two in i: sqrt(2), 2, sqrt(2), 2 + sqrt(2), sqrt(2), ...
/// times 1/L.
///
/// Single steps beyond 2/L raise the cost; the short ones between them make up for it. Read the
/// result after 2^j - 1 updates, where the promise holds.
///
/// @param curvature  InverseLipschitz, or L itself in units of J per theta^2, finite and > 0
/// @throws InvalidSetting if L is not
///
/// Promises  On convex costs, after n = 2^j - 1 updates, J - J_min <= L |theta_0 - theta_min|^2 /
///           (1 + sqrt(4 rho^(2j) - 3)), which is O(n^-1.2716) where the constant 1/L has O(1/n).
/// Expense   None: the cost is evaluated once an iteration.
/// Source    [AltschulerParrilo2025], schedule and promise
class Silver {
public:
    // NOLINTNEXTLINE(readability-identifier-naming): the letter of the formula
    constexpr explicit Silver(double L) : shortest_{1 / L} {
        require(L > 0 && is_finite(L), "rate::Silver: L must be finite and > 0", L);
        require(is_finite(shortest_), "rate::Silver: L must be so large that 1/L is finite", L);
    }

    constexpr explicit Silver(const InverseLipschitz& curvature) : shortest_{curvature.rate()} {}

    template <Parameters Theta>
    constexpr scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        constexpr double silver = 2.41421356237309504880;
        double power = 1 / silver;
        for (int nu = std::countr_zero(static_cast<std::uint64_t>(now.iteration + 1)); nu > 0;
             --nu) {
            power *= silver;
        }
        return static_cast<scalar_t<Theta>>((1 + power) * shortest_);
    }

private:
    double shortest_;
};

} // namespace descent::rate
