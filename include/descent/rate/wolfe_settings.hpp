// SPDX-License-Identifier: MIT
// WolfeSettings: what the searches for Wolfe conditions are told, and how each of them opens.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/core/rounding.hpp>
#include <descent/rate/first_trial.hpp>

namespace descent::rate {

/// Base of StrongWolfe and HagerZhang: their settings, their memory, and what they refuse.
///
/// @param first         where to begin
/// @param c1            the share of the promised fall that is enough; dimensionless, in (0, 0.5),
///                      < c2
/// @param c2            the share of the slope that may remain; dimensionless, in (0, 1)
/// @param rounding      of the cost
/// @param rule1, rule2  what the exception says of c1 and of c2
/// @throws InvalidSetting if c1 or c2 is out of range
class WolfeSettings {
public:
    constexpr WolfeSettings(FirstTrial first, double c1, double c2, Rounding rounding,
                            const char* rule1, const char* rule2)
        : first_{first}, c1_{c1}, c2_{c2}, rounding_{rounding} {
        require(c1 > 0 && c1 < 0.5, rule1, c1);
        require(c2 > c1 && c2 < 1, rule2, c2);
    }

    template <Parameters Theta>
    constexpr LastStep<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

protected:
    constexpr Rounding rounding() const { return rounding_; }

    /// The rate that a search finds along a line that leads downhill; 0 along any other.
    ///
    /// @param search  search(c1, c2, alpha) -> rate, from the first trial alpha
    template <Parameters Theta>
    constexpr scalar_t<Theta> downhill(LastStep<scalar_t<Theta>>& last, const Iterate<Theta>& now,
                                       StraightLine<scalar_t<Theta>> auto& line,
                                       const auto& search) const {
        using Scalar = scalar_t<Theta>;
        const Scalar slope = line.slope();
        if (!(slope < 0) || !is_finite(slope)) {
            return 0;
        }
        const Scalar alpha = search(static_cast<Scalar>(c1_), static_cast<Scalar>(c2_),
                                    first_trial(first_, last, now, slope));
        if (alpha > 0) {
            last.promised = -alpha * slope;
        }
        return alpha;
    }

private:
    FirstTrial first_;
    double c1_;
    double c2_;
    Rounding rounding_;
};

} // namespace descent::rate
