// SPDX-License-Identifier: MIT
// finite_difference: a cost made of a function alone, its gradient approximated.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/cost/composable.hpp>
#include <descent/derivative/central_difference.hpp>
#include <descent/derivative/forward_difference.hpp>

#include <concepts>
#include <utility>

namespace descent::cost {

/// A cost made of a function and a difference formula; made by `finite_difference`.
template <class F, class Difference>
class FiniteDifference : public Composable {
public:
    constexpr FiniteDifference(F f, Difference difference)
        : f_{std::move(f)}, difference_{difference} {}

    /// The theta that is moved back and forth.
    template <Parameters Theta>
    struct Memory {
        Theta theta;
    };

    template <Parameters Theta>
        requires requires(const F& f, const Theta& theta) {
            { f(theta) } -> std::convertible_to<scalar_t<Theta>>;
        }
    constexpr Memory<Theta> init(const Theta& theta) const {
        return {theta};
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, const Theta& theta,
                                                 Theta& gradient) const {
        memory.theta = theta;
        return difference_.value_and_gradient(f_, memory.theta, gradient);
    }

private:
    F f_;
    Difference difference_;
};

/// A cost made of a function alone, whose gradient is approximated by differences.
///
///     minimize(cost::finite_difference([](const auto& t) { return t.squaredNorm(); }), theta0);
///
/// @param f           theta -> J(theta), any callable: a simulation, a program, a table
/// @param difference  derivative::CentralDifference{} or derivative::ForwardDifference{}, which
///                    costs half and is accurate to half as many digits
///
/// Expense  As the formula says, 2n + 1 or n + 1 calls of f an evaluation; no allocation. In a
///          result each counts as one evaluation.
/// Source   As the formula says. A run cannot bring the gradient below the formula's error: about
///          eps^(2/3) or sqrt(eps) times the size of J, if theta's scale is 1.
template <class F, class Difference = derivative::CentralDifference>
constexpr FiniteDifference<F, Difference> finite_difference(F f,
                                                            Difference difference = Difference{}) {
    return {std::move(f), difference};
}

} // namespace descent::cost
