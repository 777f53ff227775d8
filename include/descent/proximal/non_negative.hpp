// SPDX-License-Identifier: MIT
// NonNegative: theta >= 0, entry by entry.
#pragma once

#include <descent/concepts/proximal_term.hpp>

#include <concepts>

namespace descent::proximal {

/// The constraint theta_i >= 0.
///
/// Promises  prox is the nearest point: negative entries become 0.
/// Expense   O(n), no allocation
class NonNegative : public Addend {
public:
    template <Parameters Theta>
    constexpr void prox(Theta& theta, scalar_t<Theta>) const {
        using Scalar = scalar_t<Theta>;
        if constexpr (std::floating_point<Theta>) {
            theta = theta < Scalar(0) ? Scalar(0) : theta;
        } else {
            auto* entries = theta.data();
            for (Index i = 0; i < theta.size(); ++i) {
                entries[i] = entries[i] < Scalar(0) ? Scalar(0) : entries[i];
            }
        }
    }

    /// Whether entry i of theta lies at 0, and the update would take it below.
    template <Parameters Theta>
    constexpr bool pinned(const Theta& theta, const Theta& direction, Index i) const {
        return entry(direction, i) > 0 && entry(theta, i) <= 0;
    }
};

static_assert(BoundConstraint<NonNegative, Eigen::VectorXd>);
static_assert(BoundConstraint<NonNegative, double>);

} // namespace descent::proximal
