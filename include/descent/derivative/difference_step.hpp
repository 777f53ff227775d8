// SPDX-License-Identifier: MIT
// DifferenceStep: how far a difference reaches.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>

namespace descent::derivative {

/// The step of a difference along one entry t: relative * max(|t|, typical).
///
/// @param typical  size below which an entry counts as small, in units of theta; > 0
/// @throws InvalidSetting if it is out of range
class DifferenceStep {
public:
    constexpr explicit DifferenceStep(double typical) : typical_{typical} {
        require(is_finite(typical) && typical > 0,
                "derivative: the typical size of theta must be finite and > 0", typical);
    }

    template <class Scalar>
    constexpr Scalar operator()(Scalar relative, Scalar t) const {
        return relative * larger(magnitude(t), static_cast<Scalar>(typical_));
    }

private:
    double typical_;
};

} // namespace descent::derivative
