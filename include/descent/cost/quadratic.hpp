// SPDX-License-Identifier: MIT
// Quadratic: J = 1/2 theta' A theta - b' theta + c.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/cost/composable.hpp>
#include <descent/data/hold.hpp>
#include <descent/data/require_finite_entry.hpp>

#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// The quadratic J(theta) = 1/2 theta' A theta - b' theta + c.
///
/// @param A  [n x n], symmetric; dense or sparse. Held as data::hold says: viewed if it has a name.
/// @param b  [n]
/// @param c  J(0), in units of J
/// @throws ShapeMismatch if A is empty or not square, or b does not fit; InvalidSetting if a dense
///         A is not symmetric; NonFiniteData at the first evaluation if an entry is NaN or infinite
///
/// Promises  Gradient A theta - b. If A is positive definite, the minimum is at the solution of A
///           theta = b.
/// Expense   One product with A an evaluation; no allocation
template <class A, class B>
class Quadratic : public Composable {
    using Matrix = std::remove_cvref_t<decltype(*std::declval<const A&>())>;
    static constexpr bool dense = std::is_base_of_v<Eigen::MatrixBase<Matrix>, Matrix>;

public:
    using Scalar = typename Matrix::Scalar;

    template <class GivenA, class GivenB>
    Quadratic(GivenA&& a, GivenB&& b, Scalar c = 0)
        : a_{data::hold(std::forward<GivenA>(a))}, b_{data::hold(std::forward<GivenB>(b))}, c_{c} {
        const Index n = (*a_).rows();
        require<ShapeMismatch>(n > 0, "cost::Quadratic: A must have at least one row", n);
        require<ShapeMismatch>((*a_).cols() == n,
                               "cost::Quadratic: A must be square, with columns as many as rows, " +
                                   text(n),
                               (*a_).cols());
        require<ShapeMismatch>(
            (*b_).size() == n,
            "cost::Quadratic: b must have as many entries as A has rows, " + text(n), (*b_).size());
        if constexpr (dense) {
            require_symmetric();
        }
    }

    /// All parameters zero.
    Eigen::VectorX<Scalar> start() const { return Eigen::VectorX<Scalar>::Zero((*a_).rows()); }

    template <Parameters Theta>
        requires std::same_as<scalar_t<Theta>, Scalar> && (Theta::ColsAtCompileTime == 1)
    Scalar value_and_gradient(const Theta& theta, Theta& gradient) const {
        if (theta.size() != (*a_).rows()) {
            require<ShapeMismatch>(
                false, "theta: must have as many entries as A has rows, " + text((*a_).rows()),
                theta.size());
        }
        gradient.noalias() = *a_ * theta;
        const Scalar value = theta.dot(gradient) / 2 - (*b_).dot(theta) + c_;
        gradient -= *b_;
        if (!is_finite(value)) {
            require_finite_data();
        }
        return value;
    }

    /// The largest sum of |entries| in a row of A, or the Frobenius norm if that is less: never
    /// below the largest |eigenvalue|.
    ///
    /// Expense  One pass over A, two vectors
    Scalar curvature_bound() const {
        const Eigen::VectorX<Scalar> ones = Eigen::VectorX<Scalar>::Ones((*a_).cols());
        const Eigen::VectorX<Scalar> sums = (*a_).cwiseAbs() * ones;
        return (std::min)(sums.maxCoeff(), Scalar((*a_).norm()));
    }

private:
    /// To rounding: an A that is made as a product differs from its transpose in the last bits.
    void require_symmetric() const {
        const Scalar tolerance =
            100 * std::numeric_limits<Scalar>::epsilon() * (*a_).cwiseAbs().maxCoeff();
        for (Index j = 0; j < (*a_).cols(); ++j) {
            for (Index i = 0; i < j; ++i) {
                const Scalar above = (*a_).coeff(i, j);
                const Scalar below = (*a_).coeff(j, i);
                if (magnitude(above - below) > tolerance) {
                    require(false,
                            "cost::Quadratic: A must be symmetric, but A(" + text(i) + ", " +
                                text(j) + ") is " + text(above) + " and A(" + text(j) + ", " +
                                text(i) + ") is",
                            below);
                }
            }
        }
    }

    void require_finite_data() const {
        for (Index i = 0; i < (*a_).rows(); ++i) {
            for (Index j = 0; j < (*a_).cols(); ++j) {
                data::require_finite_entry("A", (*a_).coeff(i, j), i, j);
            }
            data::require_finite_entry("b", (*b_).coeff(i), i);
        }
        require<NonFiniteData>(is_finite(c_), "c must be finite", c_);
    }

    A a_;
    B b_;
    Scalar c_;
};

template <class GivenA, class GivenB>
Quadratic(GivenA&&, GivenB&&) -> Quadratic<data::held_t<GivenA>, data::held_t<GivenB>>;
template <class GivenA, class GivenB, class Scalar>
Quadratic(GivenA&&, GivenB&&, Scalar) -> Quadratic<data::held_t<GivenA>, data::held_t<GivenB>>;

} // namespace descent::cost
