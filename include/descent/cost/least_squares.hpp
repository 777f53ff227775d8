// SPDX-License-Identifier: MIT
// LeastSquares: what MeanSquaredError and HalfMeanSquaredError share.
#pragma once

#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/cost/composable.hpp>
#include <descent/cost/squared_residuals.hpp>
#include <descent/data/hold.hpp>
#include <descent/hypothesis/linear.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// J(theta) = (1 / (Divisor m)) sum over the m examples of (h_theta(x_i) - y_i)^2.
///
/// @tparam Divisor  1: mean squared error; 2: its half
/// @tparam X, Y     how X [m x n] and y [m] are held, see data::hold
template <int Divisor, class X, class Y, class H>
class LeastSquares : public Composable {
    using Matrix = std::remove_cvref_t<decltype(*std::declval<const X&>())>;
    using Targets = std::remove_cvref_t<decltype(*std::declval<const Y&>())>;

public:
    using Scalar = typename Matrix::Scalar;
    static_assert(std::floating_point<Scalar>, "X must hold float, double or long double");
    static_assert(std::same_as<Scalar, typename Targets::Scalar>,
                  "X and y must hold the same floating-point type");
    static_assert(Targets::ColsAtCompileTime == 1, "y must be a column vector");
    static_assert(Hypothesis<H, Scalar>, "the hypothesis must fit concepts/hypothesis.hpp");

    LeastSquares(const char* name, X x, Y y, H hypothesis)
        : x_{std::move(x)}, y_{std::move(y)}, hypothesis_{std::move(hypothesis)} {
        const std::string who = name;
        require<ShapeMismatch>((*x_).rows() > 0, who + ": X must have at least one row",
                               (*x_).rows());
        require<ShapeMismatch>((*x_).cols() > 0, who + ": X must have at least one column",
                               (*x_).cols());
        require<ShapeMismatch>((*y_).size() == (*x_).rows(),
                               who + ": y must have as many entries as X has rows, " +
                                   text((*x_).rows()),
                               (*y_).size());
    }

    /// All parameters zero.
    Eigen::VectorX<Scalar> start() const {
        return Eigen::VectorX<Scalar>::Zero(hypothesis_.dimension((*x_).cols()));
    }

    template <Parameters Theta>
        requires std::same_as<scalar_t<Theta>, Scalar> && (Theta::ColsAtCompileTime == 1)
    Theta init(const Theta& theta) const {
        return LinearHypothesis<H> ? Theta() : theta;
    }

    /// J(theta), and its gradient (2 / (Divisor m)) sum of (h - y) dh/dtheta into `gradient`.
    ///
    /// @throws NonFiniteData if the value is not finite and X or y has a NaN or an infinity: the
    ///         first such entry is named. Finite values are not searched for.
    template <Parameters Theta>
    Scalar value_and_gradient(Theta& row, const Theta& theta, Theta& gradient) const {
        const Index parameters = hypothesis_.dimension((*x_).cols());
        if (theta.size() != parameters) {
            require<ShapeMismatch>(
                false,
                "theta: must have as many entries as the hypothesis has parameters, " +
                    text(parameters),
                theta.size());
        }
        const Scalar sum = [&] {
            if constexpr (LinearHypothesis<H>) {
                return squared_residuals(*x_, *y_, hypothesis_, theta, gradient);
            } else {
                return squared_residuals(*x_, *y_, hypothesis_, theta, gradient, row);
            }
        }();
        if (!is_finite(sum)) {
            require_finite_data();
        }
        const auto m = static_cast<Scalar>((*x_).rows());
        gradient *= Scalar(2) / Scalar(Divisor) / m;
        return sum / (Scalar(Divisor) * m);
    }

    /// The trace of the Hessian (2 / (Divisor m)) X'X, X with its column of ones if there is an
    /// intercept: at least the largest curvature, at most as many times that as there are
    /// parameters.
    ///
    /// Expense  One pass over X; no allocation
    Scalar curvature_bound() const
        requires LinearHypothesis<H>
    {
        const auto m = static_cast<Scalar>((*x_).rows());
        const Scalar ones = static_cast<Scalar>(H::intercepts) * m;
        return Scalar(2) / Scalar(Divisor) / m * (ones + (*x_).squaredNorm());
    }

private:
    void require_finite_data() const {
        for (Index i = 0; i < (*x_).rows(); ++i) {
            for (Index j = 0; j < (*x_).cols(); ++j) {
                if (const Scalar entry = (*x_).coeff(i, j); !is_finite(entry)) {
                    require<NonFiniteData>(
                        false, "X(" + text(i) + ", " + text(j) + ") must be finite", entry);
                }
            }
            if (const Scalar entry = (*y_).coeff(i); !is_finite(entry)) {
                require<NonFiniteData>(false, "y(" + text(i) + ") must be finite", entry);
            }
        }
    }

    X x_;
    Y y_;
    H hypothesis_;
};

} // namespace descent::cost
