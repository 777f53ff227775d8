// SPDX-License-Identifier: MIT
// from_value_and_gradient: a cost made of lambdas.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/cost/composable.hpp>

#include <concepts>
#include <utility>

namespace descent::cost {

/// A cost made of one function that gives value and gradient; made by from_value_and_gradient.
template <class F>
class JointFunction : public Composable {
public:
    constexpr explicit JointFunction(F f) : f_{std::move(f)} {}

    template <Parameters Theta>
        requires requires(const F& f, const Theta& theta, Theta& gradient) {
            { f(theta, gradient) } -> std::convertible_to<scalar_t<Theta>>;
        }
    constexpr scalar_t<Theta> value_and_gradient(const Theta& theta, Theta& gradient) const {
        return f_(theta, gradient);
    }

private:
    F f_;
};

/// A cost made of two functions; made by from_value_and_gradient.
template <class F, class G>
class SeparateFunctions : public Composable {
public:
    constexpr SeparateFunctions(F value, G gradient)
        : value_{std::move(value)}, gradient_{std::move(gradient)} {}

    /// The gradient is evaluated into theta's own type before the function's locals are gone for
    /// good, provided the function returns numbers, not an Eigen expression of its locals.
    template <Parameters Theta>
        requires requires(const F& f, const G& g, const Theta& theta) {
            { f(theta) } -> std::convertible_to<scalar_t<Theta>>;
            { g(theta) } -> std::convertible_to<Theta>;
        }
    constexpr scalar_t<Theta> value_and_gradient(const Theta& theta, Theta& gradient) const {
        gradient = gradient_(theta);
        return value_(theta);
    }

private:
    F value_;
    G gradient_;
};

/// A cost made of a function f(theta, gradient) -> J(theta) that writes every entry of the
/// gradient, which has theta's shape already.
template <class F>
constexpr JointFunction<F> from_value_and_gradient(F f) {
    return JointFunction<F>{std::move(f)};
}

/// A cost made of two functions: value(theta) -> J(theta) and gradient(theta) -> same shape as
/// theta.
template <class F, class G>
constexpr SeparateFunctions<F, G> from_value_and_gradient(F value, G gradient) {
    return {std::move(value), std::move(gradient)};
}

} // namespace descent::cost
