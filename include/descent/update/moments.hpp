// SPDX-License-Identifier: MIT
// Moments: running means of the gradient and of its square.
#pragma once

#include <descent/core/flat.hpp>

#include <limits>
#include <type_traits>

namespace descent::update {

/// beta^t of beta^(t - 1), beta in [0, 1). 0 below the least normal number, where it would stay for
/// ever at the least number that there is, whose products take a machine fifty times as long;
/// 1 - beta^t has long been 1 there.
template <class Wide>
constexpr Wide next_power(Wide power, Wide beta) {
    const Wide next = power * beta;
    return next < (std::numeric_limits<Wide>::min)() ? Wide(0) : next;
}

/// The running means of the gradient and of its square that the family of Adam shares:
///     first <- beta1 first + (1 - beta1) gradient,  second <- beta2 second + (1 - beta2)
///     gradient^2
/// entry by entry, both from 0. After t gradients the weights add up to 1 - beta^t, the correction.
///
/// Expense  Two thetas. The corrections are kept in double at least, so that a beta next to 1 does
///          not round to 1 in float.
template <Parameters Theta>
struct Moments {
    using Scalar = scalar_t<Theta>;
    using Wide = std::common_type_t<Scalar, double>;

    Theta first;
    Theta second;
    Wide first_power = 1;  ///< beta1^t
    Wide second_power = 1; ///< beta2^t

    explicit Moments(const Theta& theta)
        : first{filled_like(theta, Scalar(0))}, second{filled_like(theta, Scalar(0))} {}

    /// As if no gradient had been seen.
    void restart() {
        clear(first);
        clear(second);
        first_power = second_power = 1;
    }

    void add(const Theta& gradient, Wide beta1, Wide beta2) {
        const auto g = entries(gradient);
        entries(first) =
            static_cast<Scalar>(beta1) * entries(first) + static_cast<Scalar>(1 - beta1) * g;
        entries(second) = static_cast<Scalar>(beta2) * entries(second) +
                          static_cast<Scalar>(1 - beta2) * g.square();
        first_power = next_power(first_power, beta1);
        second_power = next_power(second_power, beta2);
    }

    Scalar first_correction() const { return static_cast<Scalar>(1 - first_power); }
    Scalar second_correction() const { return static_cast<Scalar>(1 - second_power); }
};

} // namespace descent::update
