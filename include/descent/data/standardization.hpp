// SPDX-License-Identifier: MIT
// Standardization: features measured from their mean, in units of their spread.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/data/centred_rows.hpp>
#include <descent/data/refuse_chunk.hpp>
#include <descent/data/running_mean.hpp>
#include <descent/data/training_set_statistics.hpp>
#include <descent/data/weighted.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace descent::data {

/// The means and spreads of features, z_j = (x_j - mean_j) / spread_j, and the way between the
/// theta that goes with z and the theta that goes with x:
///     theta_j = scaled_j / spread_j,    theta_0 = scaled_0 - sum of theta_j mean_j.
///
///     const data::Standardization standardization{X};
///     const cost::HalfMeanSquaredError J{X, y};
///     const auto fit = minimize(cost::Standardized{J, standardization});
///     standardization.unscaled(fit.theta);    // intercept and coefficients for X as it is
///
/// The spread is the standard deviation, sqrt of the mean of (x - mean)^2. A theta with a row more
/// than there are features has its intercept in row 0. One without intercept is scaled, not
/// centred. Matrices, one column for each class or target, are meant column by column.
///
/// A column whose spread is not above the rounding of its mean, or below the least number with all
/// digits, is **constant**: it is not scaled (its unit is 1), and where there is an intercept,
/// which does its work, the gradient of its coefficient is exactly 0: the coefficient stays what it
/// was at the start. Read from X, a spread is found however small; statistics, which are sums of
/// squares, know none below the root of the least number, nor does an X with weights.
///
/// @param x           [m x n], m >= 1: read as by TrainingSetStatistics, and not kept
/// @param weighted    of the cost or statistics, data::Weighted{y, w}: then means and spreads are
///                    weighted, and an example of weight 0 is absent. y is not read.
/// @param statistics  the same, of an X that was read before, with its weights if it had any
/// @throws ShapeMismatch if X is empty or the weights do not fit it; NonFiniteData, naming the
///         entry, if one is NaN or infinite, or naming the column, if its squares overflow;
///         InvalidData if a weight is out of range
///
/// Expense  One pass over X, 3 m n additions and m n multiply-adds; columns whose numbers are all
///          near the least number, as zeros are, are read three more times. Memory for a block of
///          at most 1024 rows
template <std::floating_point Scalar>
class Standardization {
public:
    using Vector = Eigen::VectorX<Scalar>;

    template <class Derived>
    explicit Standardization(const Eigen::MatrixBase<Derived>& x) {
        require_not_empty(x.rows(), x.cols());
        const auto& numbers = in_memory(x);
        const auto [squares, weight] = read(numbers, Unweighted{});
        find_spreads(squares, weight);
        look_again(numbers, squares);
        find_constant_columns();
    }

    template <class Derived, class Y, class W>
    Standardization(const Eigen::MatrixBase<Derived>& x, const Weighted<Y, W>& weighted) {
        require_not_empty(x.rows(), x.cols());
        require<ShapeMismatch>(weighted.w().size() == x.rows(),
                               says("w must have as many entries as X has rows, " + text(x.rows())),
                               weighted.w().size());
        weighted.require_weights();
        const auto [squares, weight] = read(in_memory(x), weighted);
        find_spreads(squares, weight);
        find_constant_columns();
    }

    /// Says why these do not fit.
    template <class Derived, class... More>
    explicit Standardization(const Eigen::EigenBase<Derived>&, const More&...) {
        refuse_features<Derived>();
        static_assert(!StatisticsFeatures<Derived> || sizeof...(More) == 0,
                      "a standardization takes no y, and weights as the cost does: "
                      "data::Standardization{X, data::Weighted{y, w}}");
    }

    /// Says why this does not fit.
    template <Container X, class... More>
    explicit Standardization(const X&, const More&...) {
        refuse_features<X>();
    }

    template <int Targets>
    explicit Standardization(const TrainingSetStatistics<Scalar, Targets>& statistics) {
        require<ShapeMismatch>(statistics.size() > 0,
                               says("statistics must be of at least one example"),
                               statistics.size());
        means_ = statistics.means();
        find_spreads(statistics.squares(), statistics.weight());
        find_constant_columns();
    }

    /// The same, of means and variances that are known [n each]. A column of variance 0 is
    /// constant.
    ///
    /// @throws ShapeMismatch if they are not of the same number of features, at least one;
    ///         InvalidSetting, naming the column, for a mean that is not finite, or a variance that
    ///         is negative or not finite
    static Standardization from_moments(const Vector& means, const Vector& variances) {
        require<ShapeMismatch>(means.size() > 0, says("there must be at least one mean"),
                               means.size());
        require<ShapeMismatch>(
            variances.size() == means.size(),
            says("there must be as many variances as means, " + text(means.size())),
            variances.size());
        for (Index j = 0; j < means.size(); ++j) {
            require(is_finite(means[j]), says("mean " + text(j) + " must be finite"), means[j]);
            require(variances[j] >= 0 && is_finite(variances[j]),
                    says("variance " + text(j) + " must be finite and >= 0"), variances[j]);
        }
        Standardization made;
        made.means_ = means;
        made.spreads_ = variances.cwiseSqrt();
        made.find_constant_columns();
        return made;
    }

    /// The same, but no column is refused: one whose squares overflow gets the mean 0 and its
    /// largest |entry| as its unit, one with an entry that is not finite is left as it is, with
    /// mean 0 and unit 1.
    ///
    /// @param weighted  data::Weighted{y, w} that fit X, or Unweighted{}; only w is read
    template <class Derived, class Weights>
    static Standardization where_finite(const Eigen::MatrixBase<Derived>& x,
                                        const Weights& weighted) {
        Standardization made;
        const Derived& numbers = x.derived(); // no copy, however slowly an expression is read
        const auto [squares, weight] = made.read(numbers, weighted, false);
        if (weight == 0) { // no example counts any more, as the cost will say
            return from_moments(Vector::Zero(x.cols()), Vector::Ones(x.cols()));
        }
        made.spreads_ = (squares / weight).cwiseSqrt();
        if constexpr (std::same_as<Weights, Unweighted>) {
            made.look_again(numbers, squares);
        }
        for (Index j = 0; j < squares.size(); ++j) {
            if (!is_finite(made.spreads_[j] + made.means_[j])) {
                const auto column = numbers.col(j).array().template cast<Scalar>();
                made.means_[j] = 0;
                made.spreads_[j] = (column * 0).sum() == 0 ? column.abs().maxCoeff() : Scalar(1);
            }
        }
        made.find_constant_columns();
        return made;
    }

    /// The same for a cost that is curved along each coefficient by a share of its own squares, and
    /// by a ridge: the spreads become sqrt(share spread^2 + ridge), and with a ridge no column is
    /// constant. One that is still 10^11 of that from zero is measured from 0, with the mean in the
    /// place of the spread: its coefficient times the mean would leave no digits of the intercept.
    ///
    /// @param ridge  in units of the features squared; >= 0 and finite
    /// @param share  of what the squares are; in [0, 1], and > 0 without a ridge
    Standardization with_ridge(Scalar ridge, Scalar share = 1) const {
        Standardization other = *this;
        for (const Index j : constant_) {
            other.spreads_[j] = 0;
        }
        const auto lengthened = [&](Scalar unit) {
            return std::hypot(std::sqrt(share) * unit, std::sqrt(ridge));
        };
        for (Index j = 0; j < features(); ++j) {
            other.spreads_[j] = lengthened(other.spreads_[j]);
            if (magnitude(means_[j]) > Scalar(1e11) * other.spreads_[j]) {
                other.spreads_[j] = lengthened(means_[j]);
                other.means_[j] = 0;
            }
        }
        if (ridge > 0) {
            other.constant_.clear();
        }
        for (const Index j : other.constant_) {
            other.means_[j] = means_[j];
            other.spreads_[j] = 1;
        }
        return other;
    }

    /// The same units, but features are measured from 0, and none is constant then.
    Standardization uncentred() const {
        Standardization other = *this;
        other.means_.setZero();
        other.constant_.clear();
        return other;
    }

    /// n, the number of features.
    Index features() const { return means_.size(); }
    /// The means of the features [n].
    const Vector& means() const { return means_; }
    /// Their units [n]: the standard deviations, but 1 for constant columns.
    const Vector& spreads() const { return spreads_; }
    /// The columns that are constant, counted from 0.
    const std::vector<Index>& constant_columns() const { return constant_; }

    /// A sentence that names the constant columns; empty if there are none.
    std::string warning() const {
        std::string list;
        for (const Index j : constant_) {
            list += (list.empty() ? "" : ", ") + text(j);
        }
        if (constant_.empty()) {
            return {};
        }
        return (constant_.size() == 1 ? "column " + list + " is" : "columns " + list + " are") +
               " constant: not scaled, and with an intercept of no effect";
    }

    /// The theta that does on features as they are what `theta` does on scaled ones.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    Theta unscaled(const Theta& theta) const {
        Theta raw = theta;
        unscale(theta, raw);
        return raw;
    }

    /// The theta that does on scaled features what `theta` does on features as they are.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    Theta scaled(const Theta& theta) const {
        Theta there = theta;
        scale(theta, there);
        return there;
    }

    /// The statistics of the scaled features, from those of the features as they are: no digits are
    /// lost, whatever the means.
    template <int Targets>
    TrainingSetStatistics<Scalar, Targets>
    scaled(const TrainingSetStatistics<Scalar, Targets>& statistics) const {
        return statistics.measured_from(means_, spreads_);
    }

    /// The same as `scaled`, into memory of theta's shape.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void scale(const Theta& theta, Theta& there) const {
        const Index first = intercepts(theta);
        for (Index k = 0; k < theta.cols(); ++k) {
            wider_t<Theta> shift = 0;
            for (Index j = 0; j < features(); ++j) {
                const wider_t<Theta> coefficient = theta(first + j, k);
                there(first + j, k) = static_cast<scalar_t<Theta>>(coefficient * spreads_[j]);
                shift += coefficient * means_[j];
            }
            if (first == 1) {
                there(0, k) = static_cast<scalar_t<Theta>>(theta(0, k) + shift);
            }
        }
    }

    /// The same as `unscaled`, into memory of theta's shape.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void unscale(const Theta& theta, Theta& raw) const {
        const Index first = intercepts(theta);
        for (Index k = 0; k < theta.cols(); ++k) {
            wider_t<Theta> shift = 0;
            for (Index j = 0; j < features(); ++j) {
                const wider_t<Theta> coefficient = theta(first + j, k) / spreads_[j];
                raw(first + j, k) = static_cast<scalar_t<Theta>>(coefficient);
                shift += coefficient * means_[j];
            }
            if (first == 1) {
                raw(0, k) = static_cast<scalar_t<Theta>>(theta(0, k) - shift);
            }
        }
    }

    /// The gradient with respect to the scaled theta, from that with respect to the unscaled one:
    /// by the chain rule, (gradient_j - mean_j gradient_0) / spread_j.
    template <Parameters Theta>
        requires(!std::floating_point<Theta>)
    void scale_gradient(const Theta& raw, Theta& gradient) const {
        const Index first = intercepts(raw);
        for (Index k = 0; k < raw.cols(); ++k) {
            const wider_t<Theta> of_intercept = first == 1 ? raw(0, k) : scalar_t<Theta>(0);
            for (Index j = 0; j < features(); ++j) {
                const wider_t<Theta> slope = raw(first + j, k) - means_[j] * of_intercept;
                gradient(first + j, k) = static_cast<scalar_t<Theta>>(slope / spreads_[j]);
            }
            if (first == 1) {
                gradient(0, k) = raw(0, k);
                for (const Index j : constant_) {
                    gradient(first + j, k) = 0; // but for rounding it is 0
                }
            }
        }
    }

    /// @throws ShapeMismatch unless a theta of so many rows has one for each feature, and perhaps
    ///         one for the intercept
    void require_rows(Index rows) const {
        if (rows != features() && rows != features() + 1) {
            require<ShapeMismatch>(false,
                                   says("theta must have a row for each feature, " +
                                        text(features()) + ", and perhaps one for the intercept"),
                                   rows);
        }
    }

private:
    Standardization() = default;

    /// Numbers in which nothing of theta is lost, nor of the means and spreads.
    template <class Theta>
    using wider_t = std::common_type_t<Scalar, scalar_t<Theta>>;

    static std::string says(const std::string& rule) { return "data::Standardization: " + rule; }

    static void require_not_empty(Index rows, Index columns) {
        require<ShapeMismatch>(rows > 0, says("X must have at least one row"), rows);
        require<ShapeMismatch>(columns > 0, says("X must have at least one column"), columns);
    }

    struct Sums {
        Vector squares; ///< about the mean, sums over the rows
        Scalar weight;  ///< of all rows
    };

    /// Reads the means, from blocks of rows. Weights are in units in which no sum overflows.
    ///
    /// @param strict  whether to throw at the first entry that is not finite
    template <class X, class Weights>
    Sums read(const X& x, const Weights& given, bool strict = true) {
        CentredRows<Scalar, X::IsRowMajor> block{x.cols(), x.rows()};
        RunningMean<Scalar> mean;
        Vector squares = Vector::Zero(x.cols());
        for (Index i = 0; i < x.rows(); i += block.rows()) {
            const Index count = (std::min)(block.rows(), x.rows() - i);
            if constexpr (std::same_as<Weights, Unweighted>) {
                block.load(mean, given, x.middleRows(i, count));
            } else {
                const Eigen::ArrayX<Scalar> weights = given.template weights<Scalar>(i, count);
                if ((weights == 0).all()) {
                    continue;
                }
                block.load(mean, weights, x.middleRows(i, count));
            }
            const bool refused = strict && !is_finite(zero_if_finite(block.mean().offset));
            for (Index k = 0; k < count && refused; ++k) {
                if (!is_absent<Scalar>(given, i + k)) {
                    require_finite(x.middleRows(i + k, 1), i + k, says(""));
                }
            }
            squares += block.squares();
            if (mean.count == 0) {
                mean = block.mean();
            } else {
                const Vector distance = mean.distance(block.mean());
                squares += joint_weight(mean.weight, block.mean().weight) * distance.cwiseAbs2();
                mean.join(block.mean(), distance);
            }
        }
        means_ = mean.value();
        return {squares, mean.weight};
    }

    void find_spreads(const Vector& squares, Scalar weight) {
        for (Index j = 0; j < squares.size(); ++j) {
            // NaN comes of infinity less infinity
            require<NonFiniteData>(
                is_finite(squares[j]),
                says("the sum of squares of column " + text(j) + " of X must be finite"),
                std::numeric_limits<Scalar>::infinity());
        }
        spreads_ = (squares / weight).cwiseSqrt();
    }

    /// The spreads of columns whose squares are so small that they underflow: from squares in units
    /// of a power of two near the largest deviation. Not where the rounding of the mean is above
    /// any such spread, for then the column is constant.
    template <class X>
    void look_again(const X& x, const Vector& squares) {
        using Limits = std::numeric_limits<Scalar>;
        const auto m = static_cast<Scalar>(x.rows());
        for (Index j = 0; j < x.cols(); ++j) {
            if (!(squares[j] < m * (Limits::min)()) ||
                Limits::epsilon() * magnitude(means_[j]) > std::sqrt((Limits::min)())) {
                continue;
            }
            const auto deviations = x.col(j).template cast<Scalar>().array() - means_[j];
            const Scalar largest = deviations.abs().maxCoeff();
            if (largest > 0) {
                const int exponent = (std::max)(std::ilogb(largest), 1 - Limits::max_exponent);
                const auto scaled = deviations * std::ldexp(Scalar(1), -exponent);
                const Scalar mean = scaled.mean();
                const Scalar variance = (scaled - mean).square().mean();
                spreads_[j] = std::ldexp(std::sqrt(variance), exponent);
            }
        }
    }

    /// Without units: what is tested is whether a spread stands out from rounding, and has all its
    /// digits.
    void find_constant_columns() {
        using Limits = std::numeric_limits<Scalar>;
        for (Index j = 0; j < means_.size(); ++j) {
            if (!(spreads_[j] > Limits::epsilon() * magnitude(means_[j]) &&
                  spreads_[j] >= (Limits::min)())) {
                spreads_[j] = 1;
                constant_.push_back(j);
            }
        }
    }

    /// How many rows of theta are intercepts: 1 or 0.
    template <class Theta>
    Index intercepts(const Theta& theta) const {
        require_rows(theta.rows());
        return theta.rows() - features();
    }

    Vector means_;
    Vector spreads_;
    std::vector<Index> constant_;
};

template <class Derived>
Standardization(const Eigen::MatrixBase<Derived>&)
    -> Standardization<summed_t<typename Derived::Scalar>>;
template <class Derived, class... More>
Standardization(const Eigen::EigenBase<Derived>&, const More&...)
    -> Standardization<summed_t<typename Derived::Scalar>>;
template <Container X, class... More>
Standardization(const X&, const More&...) -> Standardization<double>;
template <std::floating_point Scalar, int Targets>
Standardization(const TrainingSetStatistics<Scalar, Targets>&) -> Standardization<Scalar>;

} // namespace descent::data
