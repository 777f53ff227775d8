// SPDX-License-Identifier: MIT
// HalfMeanSquaredError: J = (1/2m) sum of (h(x) - y)^2.
#pragma once

#include <descent/cost/least_squares_of_statistics.hpp>
#include <descent/cost/mean_loss.hpp>
#include <descent/data/training_set_statistics.hpp>
#include <descent/loss/half_squared.hpp>

#include <utility>

namespace descent::cost {

/// Half mean squared error: J(theta) = (1/2m) sum over the m examples of (h_theta(x_i) - y_i)^2.
///
///     cost::HalfMeanSquaredError J{X, y};
///
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix, column- or row-major. What has a name is viewed
///                    and must outlive the cost; temporaries are owned (data::hold).
/// @param y           [m] or [m x targets], floating-point or integer; or data::Weighted{y, w}
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; NonFiniteData at the first evaluation
///         if an entry of X or y is NaN or infinite
///
/// Promises  dJ/dtheta_j = (1/m) sum of (h - y) dh/dtheta_j: the rate 2 alpha here does bit for bit
///           what alpha does to MeanSquaredError.
/// May assume  X and y do not change while a run is on; between runs they may, see MeanLoss.
/// Expense   One pass over X an evaluation, value and gradient together; no allocation
/// Source    [McCormick2014], the 2 folded into alpha
template <class X, class Y, class H = hypothesis::Linear>
class HalfMeanSquaredError : public MeanLoss<loss::HalfSquared, X, Y, H> {
public:
    template <class GivenX, class GivenY>
    HalfMeanSquaredError(GivenX&& x, GivenY&& y, H hypothesis = {})
        : MeanLoss<loss::HalfSquared, X, Y, H>{"cost::HalfMeanSquaredError", loss::HalfSquared{},
                                               data::hold(std::forward<GivenX>(x)),
                                               data::hold(std::forward<GivenY>(y)),
                                               std::move(hypothesis)} {}
};

template <class GivenX, class GivenY>
HalfMeanSquaredError(GivenX&&, GivenY&&)
    -> HalfMeanSquaredError<data::held_t<GivenX>, data::held_t<GivenY>>;
template <class GivenX, class GivenY, class H>
HalfMeanSquaredError(GivenX&&, GivenY&&, H)
    -> HalfMeanSquaredError<data::held_t<GivenX>, data::held_t<GivenY>, H>;

/// The same cost from the statistics of a training set, at O(n^2) an evaluation whatever m is. It
/// keeps what it needs of them. theta is a matrix, a column for each target, if y was one.
///
///     cost::HalfMeanSquaredError J{statistics};
///     cost::HalfMeanSquaredError through_origin{statistics, hypothesis::LinearThroughOrigin{}};
///
/// @throws ShapeMismatch if the statistics are of no example
template <class Scalar, int Targets, class H>
class HalfMeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void, H>
    : public LeastSquaresOfStatistics<2, Scalar, H, Targets> {
public:
    explicit HalfMeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>& statistics,
                                  H = {})
        : LeastSquaresOfStatistics<2, Scalar, H, Targets>{"cost::HalfMeanSquaredError",
                                                          statistics} {}
};

template <class Scalar, int Targets>
HalfMeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>&)
    -> HalfMeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void>;
template <class Scalar, int Targets, class H>
HalfMeanSquaredError(const data::TrainingSetStatistics<Scalar, Targets>&, H)
    -> HalfMeanSquaredError<data::TrainingSetStatistics<Scalar, Targets>, void, H>;

} // namespace descent::cost
