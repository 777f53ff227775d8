// SPDX-License-Identifier: MIT
// autodiff: a cost made of a function alone, its gradient exact to rounding.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/cost/composable.hpp>
#include <descent/derivative/forward_number.hpp>
#include <descent/derivative/lifted.hpp>

#include <algorithm>
#include <concepts>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// Whether f turns a theta of Numbers into a Number: not into a plain number, which has lost the
/// derivatives, and not into an expression, which may refer to what is gone when f returns.
template <class F, class Number, class Theta>
concept DifferentiableBy =
    derivative::ForwardNumber<Number, scalar_t<Theta>> &&
    requires(const F& f, const derivative::lifted_t<Theta, Number>& theta) {
        requires std::same_as<std::remove_cvref_t<decltype(f(theta))>, Number>;
    };

/// A cost made of a function, differentiated forward; made by `autodiff`.
///
/// @tparam GivenNumber  a ForwardNumber, or void for a Dual that fits theta
template <class GivenNumber, class F>
class Autodiff : public Composable {
public:
    constexpr explicit Autodiff(F f) : f_{std::move(f)} {}

    template <Parameters Theta>
    using number_t = typename std::conditional_t<std::is_void_v<GivenNumber>,
                                                 std::type_identity<derivative::dual_t<Theta>>,
                                                 std::type_identity<GivenNumber>>::type;

    /// theta in forward numbers, all derivatives 0 between evaluations.
    template <Parameters Theta>
    struct Memory {
        derivative::lifted_t<Theta, number_t<Theta>> theta;
    };

    template <Parameters Theta>
        requires DifferentiableBy<F, number_t<Theta>, Theta>
    constexpr Memory<Theta> init(const Theta& theta) const {
        Memory<Theta> memory{};
        derivative::lift_into<number_t<Theta>, Theta>(memory.theta, theta,
                                                      derivative::Lanes<number_t<Theta>>::lift);
        return memory;
    }

    template <Parameters Theta>
    constexpr scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, const Theta& theta,
                                                 Theta& gradient) const {
        using Number = number_t<Theta>;
        using Lanes = derivative::Lanes<Number>;
        using Scalar = scalar_t<Theta>;
        const auto number = [&memory](Index i) -> Number& {
            return derivative::entry_of<Theta, Number>(memory.theta, i);
        };
        derivative::lift_into<Number, Theta>(memory.theta, theta, Lanes::lift);
        Scalar value{};
        const Index n = descent::size(theta);
        for (Index begin = 0; begin < n; begin += Lanes::count) {
            const Index width = (std::min)(Lanes::count, n - begin);
            for (Index i = 0; i < width; ++i) {
                Lanes::seed(number(begin + i), i, Scalar(1));
            }
            const Number result = f_(std::as_const(memory.theta));
            value = static_cast<Scalar>(Lanes::value(result));
            for (Index i = 0; i < width; ++i) {
                derivative::entry_of<Theta, Scalar>(gradient, begin + i) =
                    static_cast<Scalar>(Lanes::derivative(result, i));
                Lanes::seed(number(begin + i), i, Scalar(0));
            }
        }
        return value;
    }

private:
    F f_;
};

/// A cost made of a function alone, which is differentiated by the chain rule as it runs.
///
///     const auto J = cost::autodiff([](const auto& t) { return pow(1 - t[0], 2) + exp(t[1]); });
///     minimize(J, theta0);
///
/// @tparam Number  forward number to compute with; without it, a derivative::Dual. For instance
///                 Eigen::AutoDiffScalar<Eigen::Vector4d>, whose arithmetic makes expressions: f
///                 must then return the number itself and keep no intermediate in an `auto`. For
///                 a type of your own see derivative::Lanes.
/// @param f  theta -> J(theta), for a theta of forward numbers: a generic lambda. It may index,
///           loop, branch, use Eigen's expressions (t.squaredNorm(), A * t), and call exp, log,
///           pow, abs, ... without `std::` in front.
///
/// Promises  Gradient exact to the rounding of f's own operations.
/// Expense   ceil(n/8) calls of f an evaluation, each with n numbers of up to 9 components: O(n)
///           times the cost of f, so for large n a hand-written gradient is worth its while.
///           Allocates only what f does. In a result it counts as one evaluation.
/// Source    [Griewank2008], chapter 3
template <class Number = void, class F>
constexpr Autodiff<Number, F> autodiff(F f) {
    return Autodiff<Number, F>{std::move(f)};
}

} // namespace descent::cost
