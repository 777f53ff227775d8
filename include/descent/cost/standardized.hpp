// SPDX-License-Identifier: MIT
// Standardized: a cost as a function of the theta of scaled features, without a scaled copy of X.
#pragma once

#include <descent/concepts/along_cost.hpp>
#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/curvature.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/held.hpp>
#include <descent/core/require.hpp>
#include <descent/cost/composable.hpp>
#include <descent/cost/sum.hpp>
#include <descent/data/standardization.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// A cost over a training set as if each feature were measured from its mean, in units of its
/// spread: value and gradient are those of the cost on a scaled copy of X, which is never made.
///
///     const data::Standardization standardization{X};
///     const auto fit = minimize(cost::Standardized{J, standardization});
///     standardization.unscaled(fit.theta);    // intercept and coefficients for X as it is
///
/// J is evaluated at the unscaled theta, and its gradient goes back by the chain rule. So J may be
/// any cost whose theta is one coefficient a feature, below one intercept if it has any: a vector,
/// or a matrix with such a column for each class or target. Features are what the coefficients
/// multiply: of hypothesis::Polynomial x, x^2, ... of each column of X, in that order, and the
/// standardization must be of them. What is added outside, as in
/// `Standardized{J, s} + 0.1 * SquaredNorm{}`, sees the scaled theta; what is added inside, the
/// unscaled one.
///
/// @param cost             viewed if it has a name: then it must outlive this
/// @param standardization  of as many features as the cost has; copied
/// @throws ShapeMismatch if it is of another number: at construction, if the cost says how many
///         features it has (FeatureCost) or where to start, and at the first evaluation otherwise
///
/// Promises  The minimum of J, and curvatures that do not depend on the units of the features.
///           Scores and gradients are off by rounding that is larger than that of a scaled copy by
///           up to the largest |mean| / spread, as J's own are: where that is beyond 1e6 or so,
///           shift X or, for squared errors, take
///           `MeanSquaredError{standardization.scaled(statistics)}`, which loses nothing.
/// Expense   That of J, and O(n); no allocation
template <class C, std::floating_point Scalar>
class Standardized : public Composable {
    static_assert(
        !CarriesTerm<CostIn<C>>,
        "a constraint or a penalty stands outside, where it is of the scaled theta: write "
        "cost::Standardized{J, standardization} + term");

public:
    template <class GivenC>
    Standardized(GivenC&& cost, data::Standardization<Scalar> standardization)
        : cost_{std::forward<GivenC>(cost)}, standardization_{std::move(standardization)} {
        if constexpr (FeatureCost<CostIn<C>>) {
            const auto features = static_cast<Index>((*cost_).features());
            require<ShapeMismatch>(
                standardization_.features() == features,
                Message("cost::Standardized: the standardization must be of as many features as "
                        "the cost has, ",
                        features),
                standardization_.features());
        } else if constexpr (StartingCost<CostIn<C>>) {
            const auto start = (*cost_).start();
            if constexpr (!std::floating_point<std::remove_const_t<decltype(start)>>) {
                standardization_.require_rows(start.rows());
            }
        }
    }

    /// Says why these do not fit.
    template <class GivenC, class S>
    Standardized(GivenC&& cost, const S&)
        : Standardized{std::forward<GivenC>(cost),
                       data::Standardization<Scalar>{Eigen::VectorX<Scalar>::Zero(1)}} {
        static_assert(std::is_void_v<S>, "a data::Standardization follows the cost: write "
                                         "cost::Standardized{J, data::Standardization{X}}");
    }

    /// All parameters zero: so on scaled features and on features as they are.
    auto start() const
        requires StartingCost<CostIn<C>>
    {
        return (*cost_).start();
    }

    template <Parameters Theta>
    struct Memory {
        Theta theta;    ///< of features as they are
        Theta gradient; ///< with respect to it
        scratch_t<CostIn<C>, Theta> scratch;
    };

    template <Parameters Theta>
        requires(!std::floating_point<Theta>) && CostFunction<CostIn<C>, Theta>
    Memory<Theta> init(const Theta& theta) const {
        return {theta, theta, scratch(*cost_, theta)};
    }

    /// J at the unscaled theta, and its gradient with respect to the scaled one.
    template <Parameters Theta>
    scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, const Theta& theta,
                                       Theta& gradient) const {
        standardization_.unscale(theta, memory.theta);
        const auto value = evaluate(*cost_, memory.scratch, memory.theta, memory.gradient);
        standardization_.scale_gradient(memory.gradient, gradient);
        return value;
    }

    template <Parameters Theta>
        requires AlongCost<CostIn<C>, Theta>
    auto room(const Theta& theta) const {
        return (*cost_).room(theta);
    }

    template <Parameters Theta, class Kept>
        requires AlongCost<CostIn<C>, Theta>
    scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, Kept& room, const Theta& theta,
                                       Theta& gradient) const {
        standardization_.unscale(theta, memory.theta);
        const auto value = evaluate(*cost_, memory.scratch, room, memory.theta, memory.gradient);
        standardization_.scale_gradient(memory.gradient, gradient);
        return value;
    }

    /// Unscaling takes lines to lines.
    template <class Scratch, class Room, std::floating_point Number>
    Trial<Number> along(Scratch& memory, const Room& here, const Room& there, Number share) const {
        return (*cost_).along(memory.scratch, here, there, share);
    }

    /// The largest curvature that J may have on scaled features. It does not grow with their units:
    /// for a mean of losses it is the loss's times 1 + n, if X is the one that was standardised.
    Scalar curvature_bound() const
        requires ScaledCurvatureBounded<CostIn<C>, Scalar>
    {
        return static_cast<Scalar>(
            (*cost_).curvature_bound(standardization_.means(), standardization_.spreads()));
    }

private:
    C cost_;
    data::Standardization<Scalar> standardization_;
};

template <class GivenC, std::floating_point Scalar>
Standardized(GivenC&&, data::Standardization<Scalar>) -> Standardized<Held<GivenC>, Scalar>;
template <class GivenC, class S>
Standardized(GivenC&&, const S&) -> Standardized<Held<GivenC>, double>;

} // namespace descent::cost
