// SPDX-License-Identifier: MIT
// MeanLoss: the mean of any loss over a training set.
#pragma once

#include <descent/concepts/along_cost.hpp>
#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/hypothesis.hpp>
#include <descent/concepts/loss_function.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/cost/composable.hpp>
#include <descent/cost/example_pass.hpp>
#include <descent/cost/feature_preconditioner.hpp>
#include <descent/cost/linear_pass.hpp>
#include <descent/cost/mean_squared_length.hpp>
#include <descent/cost/require_coefficients.hpp>
#include <descent/cost/require_training_set.hpp>
#include <descent/cost/sparse_standardization.hpp>
#include <descent/data/hold.hpp>
#include <descent/data/running_mean.hpp>
#include <descent/data/standardization.hpp>
#include <descent/data/weighted.hpp>
#include <descent/hypothesis/linear.hpp>
#include <descent/kernel/kernel_for.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// Whether arguments of these types begin with a number, as those do that follow X and y where a
/// loss has a setting.
template <class... More>
inline constexpr bool begins_with_number = false;
template <class First, class... More>
inline constexpr bool begins_with_number<First, More...> = std::is_convertible_v<First, double>;

/// The mean of a loss l over the m examples of a training set,
///     J(theta) = (1/m) sum of l(h_theta(x_i), y_i),
/// with weights (data::Weighted) (1 / sum of w_i) sum of w_i l(h_theta(x_i), y_i).
///
///     cost::MeanLoss J{loss::Huber{1.5}, X, y};
///
///     struct Pinball {                                        // a loss of one's own
///         double value(double h, double y) const { return y > h ? 0.9 * (y - h) : 0.1 * (h - y); }
///         double derivative(double h, double y) const { return y > h ? -0.9 : 0.1; }
///     };
///     cost::MeanLoss quantile{Pinball{}, X, y};
///
/// theta is a column vector. It is a matrix, a column for each output, for a loss of several
/// outputs (loss::Softmax), and for a matrix y, whose columns are then as many targets: their
/// losses are added. Row 0 is the intercepts.
///
/// theta may be of a wider type than X, and then all sums are too: double for float data.
///
/// @param loss        l, see concepts/loss_function.hpp
/// @param X           [m x n], examples in rows: any dense Eigen matrix, Map, Ref, block or
///                    expression, or sparse matrix, column- or row-major. What has a name is viewed
///                    and must outlive the cost; temporaries are owned (data::hold).
/// @param y           [m] or [m x targets], floating-point or integer; or data::Weighted{y, w}
/// @param hypothesis  h_theta(x); without it, hypothesis::Linear, whose theta_0 is the intercept
/// @throws ShapeMismatch if X is empty or y does not fit it; InvalidData if the loss does not take
///         an entry of y; NonFiniteData at the first evaluation if an entry of X or y is NaN or
///         infinite
///
/// May assume  X, y and w do not change while a run is on: they are read at every evaluation, and a
///             run would mix costs unnoticed. Changes between runs count from the next one on; of
///             those, sizes are checked again, numbers only where value or gradient are not finite:
///             another label is not.
/// Expense   Linear hypotheses: one pass over X an evaluation, value and gradient together; no
///           allocation. Several threads where descent::openmp is linked, with the same bits; loss
///           and hypothesis are then called from all of them.
template <class L, class X, class Y, class H = hypothesis::Linear>
class MeanLoss : public Composable {
    using Matrix = std::remove_cvref_t<decltype(*std::declval<const X&>())>;
    using Given = std::remove_cvref_t<decltype(*std::declval<const Y&>())>;
    using Targets = data::targets_t<Given>;

    template <class S>
    using Kernel = kernel::kernel_for_t<Matrix, S>;
    template <class S>
    using LinearMemory = LinearPass<Kernel<S>, S>;
    template <class S>
    using Scores = Eigen::ArrayXX<S>; ///< [m x outputs]

public:
    /// What X and y are made of; integers count as double.
    using Scalar =
        std::conditional_t<std::floating_point<typename Targets::Scalar>,
                           std::common_type_t<typename Matrix::Scalar, typename Targets::Scalar>,
                           typename Matrix::Scalar>;
    static_assert(std::floating_point<typename Matrix::Scalar>,
                  "X must hold float, double or long double");
    static_assert(std::is_arithmetic_v<typename Targets::Scalar>, "y must hold numbers");
    static_assert(LossFunction<L, Scalar>,
                  "the loss must offer value(h, y) and derivative(h, y), or outputs() and "
                  "value_and_gradient(h, y, gradient), const and for the numbers of X and y");
    static_assert(!data::WeightsLike<H>,
                  "weights stand with y: write data::Weighted{y, w} in the place of y");
    static_assert(data::WeightsLike<H> || Hypothesis<H, Scalar>,
                  "the hypothesis must offer dimension(features) and value_and_gradient(theta, x, "
                  "gradient), const and for vectors of the numbers of X and y");

    /// Whether theta is a matrix with a column for each output.
    static constexpr bool several_outputs =
        VectorLoss<L, Scalar> || Targets::ColsAtCompileTime != 1;
    static_assert(!VectorLoss<L, Scalar> || Targets::ColsAtCompileTime == 1,
                  "y must be a column vector of labels");
    static_assert(!several_outputs || LinearHypothesis<H> || data::WeightsLike<H>,
                  "several outputs need hypothesis::Linear or LinearThroughOrigin; one target is a "
                  "column vector: write y.col(0) or y.transpose()");

    template <class GivenX, class GivenY>
    MeanLoss(L loss, GivenX&& x, GivenY&& y, H hypothesis = {})
        : MeanLoss{"cost::MeanLoss", std::move(loss), data::hold(std::forward<GivenX>(x)),
                   data::hold(std::forward<GivenY>(y)), std::move(hypothesis)} {}

    /// All parameters zero.
    auto start() const {
        if constexpr (several_outputs) {
            return Eigen::MatrixX<Scalar>(Eigen::MatrixX<Scalar>::Zero(parameters(), outputs()));
        } else {
            return Eigen::VectorX<Scalar>(Eigen::VectorX<Scalar>::Zero(parameters()));
        }
    }

    template <Parameters Theta>
        requires(is_plain_matrix<Theta> && (several_outputs || Theta::ColsAtCompileTime == 1) &&
                 std::numeric_limits<scalar_t<Theta>>::digits >=
                     std::numeric_limits<Scalar>::digits)
    auto init(const Theta& theta) const {
        if (!fit_together(*x_, *y_)) {
            require_training_set("cost::MeanLoss", *x_, *y_, loss_);
        }
        if constexpr (LinearHypothesis<H>) {
            return LinearMemory<scalar_t<Theta>>{Kernel<scalar_t<Theta>>{*x_}, H::intercepts,
                                                 outputs(), targets().cols(),
                                                 data::is_weighted<Given>};
        } else {
            return ExamplePass<Matrix, Theta>{*x_, theta};
        }
    }

    /// J(theta), and its gradient into `gradient`.
    ///
    /// @throws NonFiniteData if value or gradient are not finite and X or y has a NaN or an
    ///         infinity: the first such entry is named; InvalidData likewise for weights, and for
    ///         labels that were changed. Where all is finite, nothing is searched.
    template <class Memory, Parameters Theta>
    scalar_t<Theta> value_and_gradient(Memory& memory, const Theta& theta, Theta& gradient) const {
        require_coefficients<several_outputs>(theta, parameters(), outputs());
        if constexpr (LinearHypothesis<H>) {
            return linear(memory, theta, gradient, nullptr);
        } else {
            return mean(memory.run(*x_, *y_, loss_, hypothesis_, theta, gradient), gradient);
        }
    }

    /// Room for the scores of all examples, see AlongCost.
    template <Parameters Theta>
        requires LinearHypothesis<H>
    Scores<scalar_t<Theta>> room(const Theta&) const {
        return Scores<scalar_t<Theta>>((*x_).rows(), outputs());
    }

    /// The same, and the scores are kept.
    template <Parameters Theta>
        requires LinearHypothesis<H>
    scalar_t<Theta> value_and_gradient(LinearMemory<scalar_t<Theta>>& memory,
                                       Scores<scalar_t<Theta>>& scores, const Theta& theta,
                                       Theta& gradient) const {
        require_coefficients<several_outputs>(theta, parameters(), outputs());
        return linear(memory, theta, gradient, &scores);
    }

    /// J and its slope between two points whose scores are known.
    ///
    /// Expense  One loss an example; X is not read. No allocation
    template <class S>
    Trial<S> along(LinearMemory<S>& memory, const Scores<S>& here, const Scores<S>& there,
                   S share) const {
        const auto all = memory.along(*y_, loss_, here, there, share);
        return {all.sums.value / all.sums.weight, all.slope / all.sums.weight};
    }

    /// The loss's curvature times the weighted mean of |x_i|^2, an intercept counted as one more
    /// feature that is 1: at least the largest curvature, at most as many times that of the squared
    /// error as there are parameters.
    ///
    /// Expense  One pass over X; no allocation
    Scalar curvature_bound() const
        requires(LinearHypothesis<H> && CurvedLoss<L>)
    {
        return static_cast<Scalar>(loss_.curvature()) *
               (static_cast<Scalar>(H::intercepts) + mean_squared_length<Scalar>(*x_, *y_));
    }

    /// The same with respect to the theta of features (x - origin) / unit, or without intercept of
    /// x / unit: see ScaledCurvatureBounded.
    ///
    /// Expense  One pass over X; O(n) numbers if it is sparse
    template <std::floating_point S>
        requires(LinearHypothesis<H> && CurvedLoss<L>)
    S curvature_bound(const Eigen::VectorX<S>& origin, const Eigen::VectorX<S>& unit) const {
        const Eigen::VectorX<S> zero = Eigen::VectorX<S>::Zero(unit.size());
        const auto& from = H::intercepts == 0 ? zero : origin;
        return static_cast<S>(loss_.curvature()) *
               (static_cast<S>(H::intercepts) + mean_squared_length(*x_, *y_, from, unit));
    }

    /// The theta of standardised features, see PreconditioningCost: how `minimize` makes up for
    /// features in unlike units and far from zero. The curvature of a loss that does not know it is
    /// taken for 1.
    ///
    /// Expense  That of data::Standardization; two passes over what X stores if it is sparse
    auto preconditioner(const Ridge& ridge) const
        requires LinearHypothesis<H>
    {
        using Sum = data::summed_t<typename Matrix::Scalar>;
        if (!fit_together(*x_, *y_)) {
            require_training_set("cost::MeanLoss", *x_, *y_, loss_);
        }
        double curvature = 1;
        if constexpr (CurvedLoss<L>) {
            curvature = static_cast<double>(loss_.curvature());
        }
        // Along what is common to several outputs of a loss only the ridge is curved, which in
        // variables where the intercept follows far features would be as steep and as flat as those
        // are far. With one output that measured no better, and worse for a small ridge.
        return FeaturePreconditioner<Sum>{standardization<Sum>(), curvature, ridge,
                                          !VectorLoss<L, Scalar>, distance_of_targets()};
    }

    /// n, the columns of X, or what the hypothesis makes of them: see FeatureCost.
    Index features() const
        requires(LinearHypothesis<H> || requires(const H& h, Index n) { h.features(n); })
    {
        if constexpr (LinearHypothesis<H>) {
            return (*x_).cols();
        } else {
            return hypothesis_.features((*x_).cols());
        }
    }

protected:
    /// For costs with a name of their own, which their messages say.
    MeanLoss(const char* name, L loss, X x, Y y, H hypothesis)
        : loss_{std::move(loss)}, x_{std::move(x)}, y_{std::move(y)},
          hypothesis_{std::move(hypothesis)} {
        require_training_set(name, *x_, *y_, loss_);
    }

private:
    template <class S, class Theta>
    S mean(const kernel::Sums<S>& sums, Theta& gradient) const {
        gradient *= 1 / sums.weight;
        const S value = sums.value / sums.weight;
        if (!is_finite(value + zero_if_finite(gradient))) {
            require_usable_numbers<Scalar>(*x_, *y_, loss_);
        }
        return value;
    }

    template <class S, class Theta>
    S linear(LinearMemory<S>& memory, const Theta& theta, Theta& gradient,
             std::type_identity_t<Scores<S>*> kept) const {
        return mean(memory.run(Kernel<S>{*x_}, *y_, loss_, theta, gradient, kept), gradient);
    }

    template <class Sum>
    data::Standardization<Sum> standardization() const {
        if constexpr (kernel::Sparse<Matrix>) {
            return sparse_standardization<Sum>(*x_, *y_);
        } else if constexpr (data::is_weighted<Given>) {
            return data::Standardization<Sum>::where_finite(*x_, *y_);
        } else {
            return data::Standardization<Sum>::where_finite(*x_, data::Unweighted{});
        }
    }

    /// How many of its spreads the mean of a column of y is from 0, at most.
    double distance_of_targets() const {
        double most = 0;
        for (Index k = 0; k < targets().cols(); ++k) {
            double sum = 0;
            double count = 0;
            const auto for_each = [&](const auto& take) {
                for (Index i = 0; i < targets().rows(); ++i) {
                    if (!data::is_absent<Scalar>(*y_, i)) {
                        take(static_cast<double>(targets().coeff(i, k)));
                    }
                }
            };
            for_each([&](double entry) {
                sum += entry;
                ++count;
            });
            const double mean = sum / count;
            double squares = 0;
            for_each([&](double entry) { squares += (entry - mean) * (entry - mean); });
            most = larger(most, magnitude(mean) / std::sqrt(squares / count));
        }
        return most;
    }

    const auto& targets() const { return data::targets_of(*y_); }

    Index parameters() const { return hypothesis_.dimension((*x_).cols()); }

    Index outputs() const {
        if constexpr (VectorLoss<L, Scalar>) {
            return loss_.outputs();
        } else {
            return targets().cols();
        }
    }

    L loss_;
    X x_;
    Y y_;
    H hypothesis_;
};

template <class L, class GivenX, class GivenY>
MeanLoss(L, GivenX&&, GivenY&&) -> MeanLoss<L, data::held_t<GivenX>, data::held_t<GivenY>>;
template <class L, class GivenX, class GivenY, class H>
MeanLoss(L, GivenX&&, GivenY&&, H) -> MeanLoss<L, data::held_t<GivenX>, data::held_t<GivenY>, H>;

} // namespace descent::cost
