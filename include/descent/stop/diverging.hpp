// SPDX-License-Identifier: MIT
// Diverging: the cost is on its way to infinity.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/require.hpp>

#include <limits>

namespace descent::stop {

/// Stops when the cost has risen far above all that the run began with, or fallen without end:
///     J_k > factor * max(|J_0|, |J_1|, |J_2|, |J_3|)   or   J_k < -(largest number)^(1/3).
/// The first iterations are counted in because a start at the minimum says nothing of the scale of
/// J. Every run is watched by a Diverging of its own.
///
/// @param factor  the rise that is too much; dimensionless, finite and > 1
/// @throws InvalidSetting if it is not
///
/// Certifies  divergence
/// Expense    O(1) per check; no evaluation, no allocation
class Diverging {
public:
    constexpr explicit Diverging(double factor = 1e8) : factor_{factor} {
        require(factor > 1 && is_finite(factor), "stop::Diverging: factor must be finite and > 1",
                factor);
    }

    static constexpr Outcome outcome = Outcome::diverged;

    template <class Scalar>
    struct Memory {
        Scalar limit = 0;
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        if (now.iteration <= 3) {
            memory.limit = larger(memory.limit, static_cast<Scalar>(factor_) * magnitude(now.cost));
        }
        return now.cost > memory.limit || now.cost < bottomless<Scalar>;
    }

    template <Parameters Theta>
    constexpr StopRecord record(const Memory<scalar_t<Theta>>& memory,
                                const Iterate<Theta>& now) const {
        return {"stop::Diverging", static_cast<double>(now.cost),
                static_cast<double>(memory.limit)};
    }

private:
    /// About -(largest number)^(1/3): a power of two with a third of the largest exponent.
    template <class Scalar>
    static constexpr Scalar bottomless = [] {
        Scalar power = 1;
        for (int e = 0; e < std::numeric_limits<Scalar>::max_exponent / 3; ++e) {
            power *= 2;
        }
        return -power;
    }();

    double factor_;
};

} // namespace descent::stop
