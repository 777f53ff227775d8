// SPDX-License-Identifier: MIT
// with_checked_gradient: a cost whose gradient is checked before a run.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/curvature.hpp>
#include <descent/concepts/preconditioner.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/held.hpp>
#include <descent/core/require.hpp>
#include <descent/cost/composable.hpp>
#include <descent/derivative/check_gradient.hpp>

#include <limits>
#include <sstream>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// A cost, its gradient checked where a run starts; made by `with_checked_gradient`.
template <class HeldCost>
class CheckedGradient : public Composable {
public:
    using Cost = std::remove_cvref_t<decltype(*std::declval<const HeldCost&>())>;

    constexpr CheckedGradient(HeldCost cost, Index most) : cost_{std::move(cost)}, most_{most} {
        require(most >= 1, "cost::with_checked_gradient: the number of entries must be >= 1", most);
    }

    constexpr auto start() const
        requires StartingCost<Cost>
    {
        return (*cost_).start();
    }

    /// The constraint or penalty of the cost, if it has one: its gradient is not part of the check.
    constexpr const auto& term() const
        requires CarriesTerm<Cost>
    {
        return (*cost_).term();
    }

    /// Those of the cost.
    constexpr Index features() const
        requires FeatureCost<Cost>
    {
        return static_cast<Index>((*cost_).features());
    }
    constexpr double curvature_bound() const
        requires CurvatureBounded<Cost>
    {
        return static_cast<double>((*cost_).curvature_bound());
    }
    template <std::floating_point Scalar>
        requires ScaledCurvatureBounded<Cost, Scalar>
    double curvature_bound(const Eigen::VectorX<Scalar>& origin,
                           const Eigen::VectorX<Scalar>& unit) const {
        return static_cast<double>((*cost_).curvature_bound(origin, unit));
    }
    auto preconditioner(const Ridge& ridge) const
        requires PreconditioningCost<Cost>
    {
        return (*cost_).preconditioner(ridge);
    }

    /// The cost's own memory, after the check: a run calls this once, before it evaluates.
    ///
    /// @throws WrongGradient if the gradient at theta is wrong
    template <Parameters Theta>
        requires CostFunction<Cost, Theta>
    auto init(const Theta& theta) const {
        const derivative::GradientReport found = check_gradient(*cost_, theta, most_);
        if (found.verdict == derivative::Verdict::wrong) {
            std::ostringstream page;
            page << found;
            throw WrongGradient("cost: " + page.str());
        }
        return scratch(*cost_, theta);
    }

    template <Parameters Theta>
        requires CostFunction<Cost, Theta>
    constexpr scalar_t<Theta> value_and_gradient(scratch_t<Cost, Theta>& memory, const Theta& theta,
                                                 Theta& gradient) const {
        return evaluate(*cost_, memory, theta, gradient);
    }

private:
    HeldCost cost_;
    Index most_;
};

/// The same cost, but a run on it first checks the gradient at its start, and throws if it is
/// wrong.
///
///     optimizer.minimize(cost::with_checked_gradient(J), theta0);
///
/// A switch for every method at once, since it is just a cost: take it away when the gradient has
/// been found right. A check that sees too little to judge lets the run go on; see check_gradient.
///
/// @param cost  a CostFunction; what has a name is viewed and must outlive this, temporaries are
///              owned
/// @param most  entries of the gradient to check, spread evenly; >= 1. All of them are checked
///              without it
/// @throws InvalidSetting if `most` is out of range. `minimize` and `run`: WrongGradient, an
///         InvalidArgument, whose text is the report.
///
/// Expense  That of check_gradient once a run, which the result's `evaluations` do not count; then
///          nothing. `evaluate(cost, theta, gradient)` without memory checks every time.
template <class Cost>
    requires std::is_class_v<std::remove_cvref_t<Cost>>
constexpr CheckedGradient<Held<Cost>>
with_checked_gradient(Cost&& cost, Index most = (std::numeric_limits<Index>::max)()) {
    return {Held<Cost>{std::forward<Cost>(cost)}, most};
}

} // namespace descent::cost
