// SPDX-License-Identifier: MIT
// Rounding: how much of a cost may be rounding.
#pragma once

namespace descent {

/// How much of a change of the cost may be rounding where the gradients tell of less: a sum of many
/// terms, or of terms that nearly cancel, has more than its last place.
///
/// `large` is for costs whose curvature is known to be alike in all directions, as behind a
/// Preconditioner: there a small gradient leaves little to gain, however coarse the cost is.
enum class Rounding { usual, large };

} // namespace descent
