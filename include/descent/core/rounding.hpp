// SPDX-License-Identifier: MIT
// Rounding: how much of a cost may be rounding.
#pragma once

namespace descent {

/// How much of a change of the cost may be rounding where the gradients tell of less: a sum of many
/// terms, or of terms that nearly cancel, has more than its last place.
///
/// `large` is for costs that are known to be coarse, in variables in which no direction is far
/// flatter than the others: there a small gradient leaves little to gain. Where parameters may make
/// up for each other it claims minima that are none.
enum class Rounding { usual, large };

} // namespace descent
