// SPDX-License-Identifier: MIT
// TrainingSetStatistics: all that a squared error needs to know of a training set, in O(n^2)
// numbers.
#pragma once

#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/data/centred_rows.hpp>
#include <descent/data/refuse_chunk.hpp>
#include <descent/data/running_mean.hpp>
#include <descent/data/weighted.hpp>
#include <descent/kernel/cross_products.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace descent::data {

/// The sufficient statistics of least squares: m, the means of X's columns and of y, and the
/// centred sums of products
///     xx = sum of (x_i - mean)(x_i - mean)',   xy = sum of (x_i - mean)(y_i - mean)',
///     yy = sum of (y_i - mean)^2,
/// with a column of xy and a yy for each target.
///
///     data::TrainingSetStatistics statistics{X, y};    // or chunk after chunk:
///     statistics.add(more_X, more_y);
///     cost::MeanSquaredError J{statistics};            // an evaluation is O(n^2), whatever m is
///
/// @tparam Scalar   what the sums are kept in; deduced: double for float data
/// @tparam Targets  1, or Eigen::Dynamic if y is a matrix; deduced
///
/// With weights (data::Weighted) each term counts w_i times, and the means are weighted: whole
/// weights are the same as examples that stand in X so many times, and an example of weight 0 is
/// absent, whatever its numbers.
///
/// @param x  [k x n], k >= 1 examples in rows: any dense Eigen matrix, Map, Ref, block or
///           expression of float, double or long double. It is read, and not kept.
/// @param y  [k], a column vector or array, or [k x targets]; or data::Weighted{y, w}, which
///           refuses weights that are all 0: leave such a chunk out
/// @throws ShapeMismatch if a chunk is empty, if its y does not fit, or if its width is not that of
///         the chunks before, or its number of targets; NonFiniteData, naming the entry, if one is
///         NaN or infinite, or if squares overflow; InvalidData if a weight is out of range, or the
///         sum of a chunk's, or of all. Nothing is lost of what was added before.
///
/// Promises  Each sum is within a few epsilon of the sum of absolute values of its centred terms:
///           means, however large, and the number of rows cost no digits. A column of equal numbers
///           has sums that are exactly 0. The same chunks in the same order give the same bits.
/// Expense   One pass over X; (n + 1)^2 / 2 multiply-adds a row, as a matrix product; two matrices
///           [n + 1 x n + 1], and four more while a chunk is added
/// Source    [ChanGolubLeVeque1983], the updating formula for two samples, block by block. Differs:
///           for products too, and the sums over blocks are compensated.
template <std::floating_point Scalar, int Targets = 1>
class TrainingSetStatistics {
    static_assert(Targets == 1 || Targets == Eigen::Dynamic);

public:
    using Matrix = Eigen::MatrixX<Scalar>;
    using Vector = Eigen::VectorX<Scalar>;
    /// Of X and y [n x targets].
    using Products = Eigen::Matrix<Scalar, Eigen::Dynamic, Targets>;
    /// A number for each target, or just one.
    using PerTarget = std::conditional_t<Targets == 1, Scalar, Vector>;

    /// No examples yet.
    ///
    /// @param features  n, the columns of the chunks to come; >= 1
    explicit TrainingSetStatistics(Index features)
        requires(Targets == 1)
        : TrainingSetStatistics{features, 1, "features"} {}

    /// No examples yet, of several targets.
    ///
    /// @param features  n, the columns of the chunks to come; >= 1
    /// @param targets   the columns of their y; >= 1
    TrainingSetStatistics(Index features, Index targets)
        requires(Targets != 1)
        : TrainingSetStatistics{features, targets, "features"} {}

    /// Those of a whole training set, or of its first chunk.
    template <class DerivedX, StatisticsTargets Y>
    TrainingSetStatistics(const Eigen::MatrixBase<DerivedX>& x, const Y& y)
        : TrainingSetStatistics{x.cols(), targets_of(y).cols(), nullptr} {
        if constexpr (is_weighted<Y>) {
            require_summable_weights<Scalar>(says(""), y);
            read(in_memory(x), in_memory(y.y()), in_memory(y.w()));
        } else {
            read(in_memory(x), in_memory(y), Unweighted{});
        }
    }

    /// Says why these do not fit.
    template <class DerivedX, class Y, class... More>
    TrainingSetStatistics(const Eigen::EigenBase<DerivedX>& x, const Y&, const More&...)
        : TrainingSetStatistics{x.cols(), 1, nullptr} {
        refuse_chunk<DerivedX, Y, More...>();
    }
    /// Says why this does not fit.
    template <Container X, class... More>
    explicit TrainingSetStatistics(const X&, const More&...)
        : TrainingSetStatistics{1, 1, nullptr} {
        refuse_features<X>();
    }
    /// Says why these do not fit.
    template <class DerivedX, class Y, class... More>
    void add(const Eigen::EigenBase<DerivedX>&, const Y&, const More&...) {
        refuse_chunk<DerivedX, Y, More...>();
    }
    /// Says why these do not fit.
    template <class DerivedX, class Y, class... More>
    void remove(const Eigen::EigenBase<DerivedX>&, const Y&, const More&...) {
        refuse_chunk<DerivedX, Y, More...>();
    }
    /// Says why this does not fit.
    template <Container X, class... More>
    void add(const X&, const More&...) {
        refuse_features<X>();
    }
    /// Says why this does not fit.
    template <Container X, class... More>
    void remove(const X&, const More&...) {
        refuse_features<X>();
    }

    /// Adds the examples of a chunk.
    template <class DerivedX, StatisticsTargets Y>
    void add(const Eigen::MatrixBase<DerivedX>& x, const Y& y) {
        require_width(x.cols(), targets_of(y).cols(), "a chunk");
        *this += TrainingSetStatistics{x, y};
    }

    /// Removes the examples of a chunk that had been added; see operator-=.
    template <class DerivedX, StatisticsTargets Y>
    void remove(const Eigen::MatrixBase<DerivedX>& x, const Y& y) {
        require_width(x.cols(), targets_of(y).cols(), "a chunk");
        *this -= TrainingSetStatistics{x, y};
    }

    /// Adds the examples of other statistics, of as many features.
    ///
    /// @throws ShapeMismatch if they are of other features or targets; InvalidData if the sum of
    ///         all weights overflows; NonFiniteData if squares do. Nothing has changed then.
    TrainingSetStatistics& operator+=(const TrainingSetStatistics& other) {
        require_width(other.features(), other.targets(), "statistics to add");
        if (other.size() > 0) {
            TrainingSetStatistics sum = *this;
            const Vector distance = sum.distance_to(other);
            sum.accumulate(other.scatter_, distance, joint_weight(weight(), other.weight()), 1);
            sum.lost_ += other.lost_;
            sum.mean_.join(other.mean_, distance);
            sum.require_no_overflow();
            *this = std::move(sum);
        }
        return *this;
    }

    /// Removes the examples of other statistics, which had been added.
    ///
    /// What remains is a difference: its sums are off by rounding in proportion to what they were
    /// before, not to what they are then. Where that could cost more than half of the digits it is
    /// refused; then make new statistics of the examples that remain.
    ///
    /// @throws InvalidSetting if as many or more examples are to be removed as there are, or if a
    ///         column keeps less than sqrt(epsilon) of its sum of squares, or all together of their
    ///         weights if these are no whole numbers. Nothing has changed then.
    TrainingSetStatistics& operator-=(const TrainingSetStatistics& other) {
        require_width(other.features(), other.targets(), "statistics to remove");
        if (other.size() > 0) {
            require(other.size() < size(),
                    says("examples to remove must be fewer than there are, " + text(size())),
                    other.size());
            require_weight_that_remains(other);
            TrainingSetStatistics rest = *this;
            const Vector distance = distance_to(other);
            // Looks as if m_other were negative in the formula of the sum.
            rest.accumulate(other.scatter_, distance, joint_weight(weight(), -other.weight()), -1);
            rest.lost_ -= other.lost_;
            rest.mean_.leave(other.mean_, distance);
            require_safe(rest);
            *this = std::move(rest);
        }
        return *this;
    }

    /// The examples of both.
    friend TrainingSetStatistics operator+(TrainingSetStatistics a,
                                           const TrainingSetStatistics& b) {
        a += b;
        return a;
    }

    /// The examples of a without those of b.
    friend TrainingSetStatistics operator-(TrainingSetStatistics a,
                                           const TrainingSetStatistics& b) {
        a -= b;
        return a;
    }

    /// m, the number of examples, without those of weight 0.
    Index size() const { return mean_.count; }
    /// The sum of their weights; m if they have none.
    Scalar weight() const { return mean_.weight; }
    /// n, the number of columns of X.
    Index features() const { return scatter_.rows() - targets(); }
    /// The number of columns of y.
    Index targets() const { return targets_; }
    /// The means of X's columns [n]; 0 if there are no examples.
    Vector means() const { return mean_.value().head(features()); }
    /// The mean of y, or of each of its columns.
    PerTarget target_mean() const { return per_target(mean_.value().tail(targets())); }
    /// The centred X'X [n x n]: the sums of (x_j - mean_j)(x_k - mean_k).
    Matrix xx() const {
        return (scatter_ + lost_)
            .topLeftCorner(features(), features())
            .template selfadjointView<Eigen::Lower>();
    }
    /// The centred X'y [n], or [n x targets].
    Products xy() const {
        return (scatter_ + lost_).bottomLeftCorner(targets(), features()).transpose();
    }
    /// The centred y'y, or of each of y's columns.
    PerTarget yy() const { return per_target((scatter_ + lost_).diagonal().tail(targets())); }

    /// The centred sums of squares of X's columns [n], the diagonal of xx().
    Vector squares() const { return (scatter_ + lost_).diagonal().head(features()); }

    /// The means of X's columns and of y, in two parts.
    const RunningMean<Scalar>& mean() const { return mean_; }

    /// The statistics of (x - origin) / unit, column by column, and the same y: each feature
    /// measured from another origin and in another unit, without a pass over the examples.
    ///
    /// @param origin  [n], in units of x; finite
    /// @param unit    [n], in units of x; finite and not 0
    /// @throws ShapeMismatch if they do not fit; InvalidSetting for the first entry that is out of
    ///         range; NonFiniteData if sums of squares in these units overflow
    TrainingSetStatistics measured_from(const Vector& origin, const Vector& unit) const {
        require<ShapeMismatch>(
            origin.size() == features() && unit.size() == features(),
            says("origin and unit must have as many entries as there are features, " +
                 text(features())),
            text(origin.size()) + " and " + text(unit.size()));
        for (Index j = 0; j < features(); ++j) {
            require(is_finite(origin[j]), says("origin(" + text(j) + ") must be finite"),
                    origin[j]);
            require(is_finite(unit[j]) && unit[j] != 0,
                    says("unit(" + text(j) + ") must be finite and not 0"), unit[j]);
        }
        TrainingSetStatistics there = *this;
        Vector factor = Vector::Ones(scatter_.rows());
        factor.head(features()) = unit.cwiseInverse();
        there.mean_.centre.head(features()) -= origin; // near equals: exact
        there.mean_.centre = there.mean_.centre.cwiseProduct(factor);
        there.mean_.offset = there.mean_.offset.cwiseProduct(factor);
        there.scatter_ = factor.asDiagonal() * there.scatter_ * factor.asDiagonal();
        there.lost_ = factor.asDiagonal() * there.lost_ * factor.asDiagonal();
        there.require_no_overflow();
        const Vector means = there.means();
        for (Index j = 0; j < features(); ++j) {
            require<NonFiniteData>(
                is_finite(means[j]),
                says("the mean of " + column(j) + " must be finite in its new unit"), means[j]);
        }
        return there;
    }

private:
    static std::string says(const std::string& rule) {
        return "data::TrainingSetStatistics: " + rule;
    }

    /// @param asked  what the user calls the number of features; null if it is that of X
    TrainingSetStatistics(Index features, Index targets, const char* asked) : targets_{targets} {
        require<ShapeMismatch>(features >= 1,
                               asked ? says("features must be >= 1")
                                     : says("X must have at least one column"),
                               features);
        require<ShapeMismatch>(targets >= 1,
                               asked ? says("targets must be >= 1")
                                     : says("y must have at least one column"),
                               targets);
        const Index columns = features + targets;
        mean_.centre = mean_.offset = Vector::Zero(columns);
        scatter_ = lost_ = Matrix::Zero(columns, columns);
    }

    template <class Numbers>
    static PerTarget per_target(const Numbers& numbers) {
        if constexpr (Targets == 1) {
            return numbers[0];
        } else {
            return numbers;
        }
    }

    template <class X, class Y, class W>
    void read(const X& x, const Y& y, const W& w) {
        static_assert(Targets != 1 || Y::ColsAtCompileTime == 1,
                      "y must be a column vector, for these statistics are of one target: those of "
                      "a matrix begin as TrainingSetStatistics{features, targets}");
        require<ShapeMismatch>(x.rows() > 0, says("X must have at least one row"), x.rows());
        require<ShapeMismatch>(y.rows() == x.rows(),
                               says((Targets == 1 ? "y must have as many entries as X has rows, "
                                                  : "y must have as many rows as X, ") +
                                    text(x.rows()) + hint_of_row(y, x.rows())),
                               y.rows());
        const Index columns = scatter_.rows();
        CentredRows<Scalar, X::IsRowMajor> block{columns, x.rows()};
        const Index padded = block.padded(columns);
        Matrix products(padded, padded);
        for (Index i = 0; i < x.rows(); i += block.rows()) {
            const Index count = (std::min)(block.rows(), x.rows() - i);
            if constexpr (std::same_as<W, Unweighted>) {
                block.load(mean_, w, x.middleRows(i, count), y.middleRows(i, count));
            } else {
                const Eigen::ArrayX<Scalar> weights =
                    w.segment(i, count).array().template cast<Scalar>();
                if ((weights == 0).all()) {
                    continue;
                }
                block.load(mean_, weights, x.middleRows(i, count), y.middleRows(i, count));
            }
            if (!is_finite(zero_if_finite(block.mean().offset))) {
                refuse_rows<Scalar, Targets != 1>(says(""), x, y, w, i, count);
            }
            products.setZero();
            kernel::CrossProducts<Scalar>::add(block.centred(), products);
            products.topLeftCorner(columns, columns)
                .template selfadjointView<Eigen::Lower>()
                .rankUpdate(block.mean().offset, -block.mean().weight);
            const Vector distance = distance_to(block.mean());
            accumulate(products.topLeftCorner(columns, columns), distance,
                       joint_weight(weight(), block.mean().weight), 1);
            mean_.join(block.mean(), distance);
        }
        require_no_overflow();
    }

    Vector distance_to(const TrainingSetStatistics& other) const {
        return distance_to(other.mean_);
    }
    Vector distance_to(const RunningMean<Scalar>& other) const {
        return size() == 0 ? Vector::Zero(scatter_.rows()) : mean_.distance(other);
    }

    /// scatter += sign * products + weight * distance distance', below the diagonal and on it; what
    /// rounding takes from the sums goes into lost_.
    ///
    /// Source  [OgitaRumpOishi2005], algorithm 3.1 (TwoSum)
    template <class Products>
    void accumulate(const Products& products, const Vector& distance, Scalar weight, Scalar sign) {
        Eigen::ArrayX<Scalar> term(products.rows());
        Eigen::ArrayX<Scalar> total(products.rows());
        Eigen::ArrayX<Scalar> taken(products.rows());
        for (Index j = 0; j < products.cols(); ++j) {
            const Index count = products.rows() - j;
            auto sum = scatter_.col(j).tail(count).array();
            auto added = term.head(count);
            auto after = total.head(count);
            auto part = taken.head(count);
            added = sign * products.col(j).tail(count).array() +
                    (weight * distance[j]) * distance.tail(count).array();
            after = sum + added;
            part = after - sum;
            lost_.col(j).tail(count).array() += (sum - (after - part)) + (added - part);
            sum = after;
        }
    }

    void require_width(Index features, Index targets, const char* what) const {
        require<ShapeMismatch>(
            features == this->features(),
            says(what + (" must have as many features as before, " + text(this->features()))),
            features);
        require<ShapeMismatch>(
            targets == this->targets(),
            says(what + (" must have as many targets as before, " + text(this->targets()))),
            targets);
    }

    /// A sum of whole numbers is exact; others are known but for rounding.
    void require_weight_that_remains(const TrainingSetStatistics& other) const {
        const auto whole = [](Scalar x) {
            return x == std::floor(x) && x < 1 / std::numeric_limits<Scalar>::epsilon();
        };
        const Scalar rest = weight() - other.weight();
        const Scalar least = whole(weight()) && whole(other.weight())
                                 ? Scalar(0)
                                 : std::sqrt(std::numeric_limits<Scalar>::epsilon()) * weight();
        require(rest > least, says("the sum of weights that remains must be above " + text(least)),
                rest);
    }

    /// @throws InvalidData if the sum of weights is not finite; NonFiniteData, naming the column,
    ///         if a sum of squares is not
    void require_no_overflow() const {
        require<InvalidData>(is_finite(weight()), says("the sum of all weights must be finite"),
                             weight());
        for (Index j = 0; j < scatter_.rows(); ++j) {
            // NaN comes of infinity less infinity
            require<NonFiniteData>(is_finite(scatter_(j, j)),
                                   says("the sum of squares of " + column(j) + " must be finite"),
                                   std::numeric_limits<Scalar>::infinity());
        }
    }

    void require_safe(const TrainingSetStatistics& rest) const {
        const Scalar least = std::sqrt(std::numeric_limits<Scalar>::epsilon());
        for (Index j = 0; j < scatter_.rows(); ++j) {
            const Scalar before = scatter_(j, j) + lost_(j, j);
            const Scalar after = rest.scatter_(j, j) + rest.lost_(j, j);
            if (!(after >= least * before)) {
                require(false,
                        says("what remains of " + column(j) + " must keep at least " + text(least) +
                             " of its sum of squares, or rounding drowns it"),
                        after / before);
            }
        }
    }

    std::string column(Index j) const {
        if (j < features()) {
            return "column " + text(j) + " of X";
        }
        return Targets == 1 ? "y" : "column " + text(j - features()) + " of y";
    }

    Index targets_;            ///< columns of y
    RunningMean<Scalar> mean_; ///< of X's columns and of y's
    Matrix scatter_;           ///< centred sums of products, lower triangle; y comes last
    Matrix lost_;              ///< what rounding has taken from them
};

/// 1 for a column vector, Eigen::Dynamic for a matrix.
template <class Y>
inline constexpr int targets_of_statistics = 1;
template <StatisticsTargets Y>
inline constexpr int targets_of_statistics<Y> =
    targets_t<Y>::ColsAtCompileTime == 1 ? 1 : Eigen::Dynamic;

template <class DerivedX, StatisticsTargets Y>
TrainingSetStatistics(const Eigen::MatrixBase<DerivedX>&, const Y&)
    -> TrainingSetStatistics<summed_t<typename DerivedX::Scalar>, targets_of_statistics<Y>>;
template <class DerivedX, class Y, class... More>
TrainingSetStatistics(const Eigen::EigenBase<DerivedX>&, const Y&, const More&...)
    -> TrainingSetStatistics<summed_t<typename DerivedX::Scalar>>;
template <Container X, class... More>
TrainingSetStatistics(const X&, const More&...) -> TrainingSetStatistics<double>;
TrainingSetStatistics(Index) -> TrainingSetStatistics<double>;
TrainingSetStatistics(Index, Index) -> TrainingSetStatistics<double, Eigen::Dynamic>;

} // namespace descent::data
