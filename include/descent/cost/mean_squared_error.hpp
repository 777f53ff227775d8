// SPDX-License-Identifier: MIT
// MeanSquaredError: J = (1/m) sum of (h(x) - y)^2.
#pragma once

#include <descent/cost/least_squares_of_statistics.hpp>
#include <descent/cost/mean_loss.hpp>
#include <descent/data/training_set_statistics.hpp>
#include <descent/loss/squared.hpp>

#include <utility>

namespace descent::cost {

/// Mean squared error: J(theta) = (1/m) sum over the m examples of (h_theta(x_i) - y_i)^2.
///
///     cost::MeanSquaredError J{X, y};
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix, column- or row-major. What has a name is viewed
///                    and must outlive the cost; temporaries are owned (data::hold).
/// @param y           [m] or [m x targets], floating-point or integer; or data::Weighted{y, w}
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; NonFiniteData at the first evaluation
///         if an entry of X or y is NaN or infinite
///
/// Promises  dJ/dtheta_j = (2/m) sum of (h - y) dh/dtheta_j. The 1/m lets one rate serve any m.
/// May assume  X and y do not change while a run is on; between runs they may, see MeanLoss.
/// Expense   One pass over X an evaluation, value and gradient together; no allocation
/// Source    [McCormick2014], MSE and [1.1] to [1.4]
template <class X, class Y, class H = hypothesis::Linear>
class MeanSquaredError : public MeanLoss<loss::Squared, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    MeanSquaredError(GivenX&& x, GivenY&& y, H hypothesis = {})
        : MeanLoss<loss::Squared, X, Y, H>{
              "cost::MeanSquaredError", loss::Squared{}, data::hold(std::forward<GivenX>(x)),
              data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}
};

template <class GivenX, class GivenY>
MeanSquaredError(GivenX&&, GivenY&&)
    -> MeanSquaredError<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
MeanSquaredError(GivenX&&, GivenY&&, H)
    -> MeanSquaredError<data::held_t<GivenX>, data::held_t<GivenY>, H>;

/// The same cost from the statistics of a training set, at O(n^2) an evaluation whatever m is. It
/// keeps what it needs of them. theta is a matrix, a column for each target, if y was one.
///
///     cost::MeanSquaredError J{statistics};
///     cost::MeanSquaredError through_origin{statistics, hypothesis::LinearThroughOrigin{}};
///
/// @throws ShapeMismatch if the statistics are of no example
template <class Scalar, int Targets, class H>
class MeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void, H>
    : public LeastSquaresOfStatistics<1, Scalar, H, Targets> {
public:
    explicit MeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>& statistics,
                              H = {})
        : LeastSquaresOfStatistics<1, Scalar, H, Targets>{"cost::MeanSquaredError", statistics} {}
};

template <class Scalar, int Targets>
MeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>&)
    -> MeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void>;
template <class Scalar, int Targets, class H>
MeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>&, H)
    -> MeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void, H>;

} // namespace descent::cost
