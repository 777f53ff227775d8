// SPDX-License-Identifier: MIT
// complex_step: a cost made of an analytic function alone, its gradient exact to rounding.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/cost/composable.hpp>
#include <descent/derivative/lifted.hpp>

#include <complex>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace descent::cost {

/// A cost made of an analytic function; made by `complex_step`.
template <class F>
class ComplexStep : public Composable {
public:
    explicit ComplexStep(F f) : f_{std::move(f)} {}

    template <Parameters Theta>
    using number_t = std::complex<scalar_t<Theta>>;

    /// theta in complex numbers, imaginary parts 0 between evaluations.
    template <Parameters Theta>
    struct Memory {
        derivative::lifted_t<Theta, number_t<Theta>> theta;
    };

    template <Parameters Theta>
        requires requires(const F& f,
                          const derivative::lifted_t<Theta, std::complex<scalar_t<Theta>>>& theta) {
            requires std::same_as<std::remove_cvref_t<decltype(f(theta))>,
                                  std::complex<scalar_t<Theta>>>;
        }
    Memory<Theta> init(const Theta& theta) const {
        Memory<Theta> memory{};
        lift(memory, theta);
        return memory;
    }

    template <Parameters Theta>
    scalar_t<Theta> value_and_gradient(Memory<Theta>& memory, const Theta& theta,
                                       Theta& gradient) const {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        constexpr Scalar h = epsilon * epsilon; // a power of two: dividing by it is exact
        lift(memory, theta);
        Scalar value{};
        for (Index i = 0; i < descent::size(theta); ++i) {
            auto& entry = derivative::entry_of<Theta, number_t<Theta>>(memory.theta, i);
            entry.imag(h);
            const number_t<Theta> result = f_(std::as_const(memory.theta));
            entry.imag(Scalar(0));
            value = result.real();
            derivative::entry_of<Theta, Scalar>(gradient, i) = result.imag() / h;
        }
        return value;
    }

private:
    template <Parameters Theta>
    static void lift(Memory<Theta>& memory, const Theta& theta) {
        derivative::lift_into<number_t<Theta>, Theta>(
            memory.theta, theta, [](scalar_t<Theta> t) { return number_t<Theta>(t); });
    }

    F f_;
};

/// A cost made of an analytic function: dJ/dt = Im J(t + ih) / h, h = eps^2.
///
/// Nothing is subtracted, so h can be so small that the error h^2 J'''/6 is nil.
///
/// @param f  theta -> J(theta), for a theta of std::complex, returning std::complex: sums, products
///           and quotients, exp, log, sqrt, sin, cos, ... Not analytic, hence wrong here: abs, min,
///           max, norm, conj, and Eigen's dot, norm and squaredNorm, which conjugate. Write
///           t.cwiseProduct(t).sum(). A function that returns a real number is refused; for the
///           rest there is check_gradient, and cost::autodiff has no such conditions.
///
/// Promises  Gradient exact to the rounding of f's own operations.
/// Expense   n calls of f in complex arithmetic an evaluation; allocates only what f does
/// Source    [SquireTrapp1998]
template <class F>
ComplexStep<F> complex_step(F f) {
    return ComplexStep<F>{std::move(f)};
}

} // namespace descent::cost
