// SPDX-License-Identifier: MIT
// RunningMean: the means of columns of numbers, kept in two parts so that large ones cost no
// digits.
#pragma once

#include <descent/core/parameters.hpp>

#include <concepts>
#include <type_traits>

namespace descent::data {

/// What sums over examples of this type are kept in: float is summed in double.
template <class Scalar>
using summed_t = std::conditional_t<std::is_same_v<Scalar, float>, double, Scalar>;

/// m k / (m + k): what the square of the distance between two means weighs in the sum of squares of
/// rows of weight m and of weight k taken together.
///
/// Source  [ChanGolubLeVeque1983], the updating formula for two samples
template <std::floating_point Scalar>
Scalar joint_weight(Scalar m, Scalar k) {
    return m * (k / (m + k));
}

/// The means of columns of numbers, centre + offset: the centre lies near the numbers, so that the
/// offset keeps the digits which a sum of both would lose if the mean is far larger than the
/// spread.
template <std::floating_point Scalar>
struct RunningMean {
    using Vector = Eigen::VectorX<Scalar>;

    Index count = 0;   ///< rows, but those of weight 0
    Scalar weight = 0; ///< the sum of their weights: their number, if they have none
    Vector centre;     ///< [columns]
    Vector offset;     ///< [columns], the means less the centre

    /// The means, rounded.
    Vector value() const { return centre + offset; }

    /// Other means less these.
    Vector distance(const RunningMean& other) const {
        return (other.centre - centre) + (other.offset - offset);
    }

    /// Takes in other rows, whose means are at this distance.
    void join(const RunningMean& other, const Vector& distance) {
        if (count == 0) {
            *this = other;
            return;
        }
        count += other.count;
        weight += other.weight;
        offset += other.weight / weight * distance;
    }

    /// Leaves out rows that had been taken in, whose means are at this distance.
    void leave(const RunningMean& other, const Vector& distance) {
        count -= other.count;
        weight -= other.weight;
        offset -= other.weight / weight * distance;
    }
};

} // namespace descent::data
