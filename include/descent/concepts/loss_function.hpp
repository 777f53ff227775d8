// SPDX-License-Identifier: MIT
// LossFunction: the contract of what one wrong prediction costs.
#pragma once

#include <descent/core/parameters.hpp>

#include <Eigen/Core>

#include <concepts>

namespace descent {

/// Says how wrong a prediction h is where y would have been right.
///
/// Offers      value(h, y)      -> l(h, y)
///             derivative(h, y) -> dl/dh
///             Optional: see BlockLoss, CurvedLoss and ChoosyLoss.
/// Promises    Same h and y, same answer; a NaN for h or y makes the value NaN.
/// May assume  y fits, if it says which do (ChoosyLoss). It may be called from several threads.
template <class L, class Scalar>
concept ScalarLoss =
    std::floating_point<Scalar> && requires(const L& loss, const Scalar& h, const Scalar& y) {
        { loss.value(h, y) } -> std::convertible_to<Scalar>;
        { loss.derivative(h, y) } -> std::convertible_to<Scalar>;
    };

/// Says how wrong K predictions h for one example are together, such as the scores of K classes.
///
/// Offers      outputs()                         -> K
///             value_and_gradient(h, y, gradient) -> l(h, y), writing dl/dh_k into every entry of
///             `gradient`. h and gradient are Eigen arrays of K entries.
///             Optional: see BlockLoss, CurvedLoss and ChoosyLoss.
/// Promises and may assume  as ScalarLoss
template <class L, class Scalar>
concept VectorLoss =
    std::floating_point<Scalar> && requires(const L& loss, const Eigen::ArrayX<Scalar>& h,
                                            const Scalar& y, Eigen::ArrayX<Scalar>& gradient) {
        { loss.outputs() } -> std::convertible_to<Index>;
        { loss.value_and_gradient(h, y, gradient) } -> std::convertible_to<Scalar>;
    };

/// Says how wrong predictions are: of one number for each example, or of several.
template <class L, class Scalar>
concept LossFunction =
    std::copy_constructible<L> && (ScalarLoss<L, Scalar> || VectorLoss<L, Scalar>);

/// A loss that takes many examples at once: where value and derivative share work, and for SIMD.
///
/// Offers      value_and_derivative(h, y, value, derivative), writing every entry of the last two,
///             for Eigen arrays of one row per example. h and derivative have a column for each
///             output, y and value have one.
/// May assume  The columns lie aligned in memory, one number next to the other, and a multiple of
///             16 of them: the first ones of examples, the rest copies of the last example.
template <class L, class Scalar>
concept BlockLoss =
    requires(const L& loss, const Eigen::ArrayXX<Scalar>& h, const Eigen::ArrayX<Scalar>& y,
             Eigen::ArrayX<Scalar>& value, Eigen::ArrayXX<Scalar>& derivative) {
        loss.value_and_derivative(h, y, value, derivative);
    };

/// A loss that knows how curved it is.
///
/// Offers    curvature() -> the least bound of d2l/dh2 over all h and y
template <class L>
concept CurvedLoss = requires(const L& loss) {
    { loss.curvature() } -> std::convertible_to<double>;
};

/// A loss that does not take every y.
///
/// Offers    require_targets(y), which throws InvalidData and names the first entry that does not
///           fit. y is any dense column of numbers.
template <class L>
concept ChoosyLoss = requires(const L& loss, const Eigen::VectorXd& y) { loss.require_targets(y); };

namespace archetype {
/// The least a type must offer to be a LossFunction.
struct LossFunction {
    template <std::floating_point Scalar>
    constexpr Scalar value(const Scalar&, const Scalar&) const {
        return 0;
    }
    template <std::floating_point Scalar>
    constexpr Scalar derivative(const Scalar&, const Scalar&) const {
        return 0;
    }
};
} // namespace archetype

static_assert(LossFunction<archetype::LossFunction, double>);

} // namespace descent
