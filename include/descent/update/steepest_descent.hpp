// SPDX-License-Identifier: MIT
// SteepestDescent: the direction is the gradient.
#pragma once

#include <descent/concepts/update_rule.hpp>

namespace descent::update {

/// Goes straight downhill: d_k = gradient of J at theta_k.
///
/// Promises  The update theta <- theta - alpha gradient of the text.
/// Expense   None: no memory, no arithmetic.
/// Source    [McCormick2014]; [Cauchy1847].
struct SteepestDescent {
    template <Parameters Theta>
    constexpr const Theta& direction(const Iterate<Theta>& now) const {
        return now.gradient;
    }
};

} // namespace descent::update
