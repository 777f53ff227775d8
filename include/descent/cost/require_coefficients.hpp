// SPDX-License-Identifier: MIT
// require_coefficients: whether theta fits a linear model.
#pragma once

#include <descent/core/message.hpp>
#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

namespace descent::cost {

/// Throws unless theta has this shape: a row for each parameter, a column for each output.
///
/// @tparam SeveralOutputs  whether there may be more than one: what the message speaks of
/// @throws ShapeMismatch naming both shapes
template <bool SeveralOutputs, Parameters Theta>
void require_coefficients(const Theta& theta, Index parameters, Index outputs) {
    if (theta.rows() == parameters && theta.cols() == outputs) {
        return;
    }
    if constexpr (SeveralOutputs) {
        require<ShapeMismatch>(false,
                               Message("theta: must have a row for each parameter and a "
                                       "column for each output, ",
                                       Shape{parameters, outputs}),
                               shape(theta));
    } else {
        require<ShapeMismatch>(false,
                               "theta: must have as many entries as the hypothesis has "
                               "parameters, " +
                                   text(parameters),
                               theta.size());
    }
}

} // namespace descent::cost
