// SPDX-License-Identifier: MIT
// Simplex: entries that are shares of a whole.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

namespace descent::proximal {

/// The constraint theta_i >= 0 with sum theta_i = total: probabilities, portfolios, mixtures.
///
/// The nearest point is theta_i <- max(theta_i - tau, 0). Entries below a lower bound of tau are 0,
/// and those that remain give a higher bound, (their sum - total) / (their number), until none
/// drops out.
///
/// @param total  the sum of the entries, in units of theta; finite and > 0
/// @throws InvalidSetting if it is not
///
/// Promises  prox is the nearest point; the sum is the total but for rounding.
/// Expense   O(n) a pass; two to about ten passes for 10 000 random entries, n at the worst; no
///           sorting, no allocation
/// Source    [Michelot1986]; [HeldWolfeCrowder1974] for tau. Differs: the first bound is
///           max theta_i - total, for the largest entry alone cannot exceed the total.
class Simplex : public Addend {
public:
    constexpr explicit Simplex(double total = 1) : total_{total} {
        require(total > 0 && is_finite(total), "proximal::Simplex: total must be finite and > 0",
                total);
    }

    template <Parameters Theta>
    void prox(Theta& theta, scalar_t<Theta>) const {
        using Scalar = scalar_t<Theta>;
        const auto total = static_cast<Scalar>(total_);
        auto entries = flat(theta);
        const Scalar largest = entries.template maxCoeff<Eigen::PropagateNaN>();
        // relative to the largest, so that entries far from 0 do not swallow the total
        entries.array() -= largest;
        Scalar tau = -total;
        for (Index remaining = 0, before = -1; remaining != before;) {
            before = remaining;
            remaining = 0;
            Scalar sum = 0;
            for (Index i = 0; i < entries.size(); ++i) {
                const bool in = entries[i] > tau;
                sum += in ? entries[i] : Scalar(0);
                remaining += in ? 1 : 0;
            }
            tau = remaining > 0 ? (sum - total) / static_cast<Scalar>(remaining) : tau;
        }
        for (Index i = 0; i < entries.size(); ++i) {
            entries[i] = entries[i] <= tau ? Scalar(0) : entries[i] - tau; // a NaN stays one
        }
    }

private:
    double total_;
};

} // namespace descent::proximal
