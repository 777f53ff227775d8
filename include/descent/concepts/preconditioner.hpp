// SPDX-License-Identifier: MIT
// Preconditioner: a change of variables after which a cost is curved alike in all directions.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/rounding.hpp>

#include <concepts>

namespace descent {

/// A linear change of variables theta = T scaled, with an invertible T, chosen so that the cost is
/// curved alike in all directions of `scaled`: T T' is near the inverse of its Hessian, but for a
/// factor.
///
/// Offers      scale(theta, scaled)             scaled = T^-1 theta;
///             unscale(scaled, theta)           theta = T scaled;
///             scale_gradient(gradient, scaled) scaled = T' gradient, the chain rule.
///             Each writes every entry of the second, which has the shape of the first.
///             Optional: curvature() -> c > 0, that of the cost in the directions of `scaled`: by
///             it a direction knows its length; 1 without it. rounding() -> Rounding, of the cost;
///             usual without it.
/// May assume  The two do not share memory.
/// Source      [NocedalWright2006], section 5.1, preconditioning
template <class P, class Theta>
concept Preconditioner = Parameters<Theta> && std::copy_constructible<P> &&
                         requires(const P& change, const Theta& from, Theta& to) {
                             change.scale(from, to);
                             change.unscale(from, to);
                             change.scale_gradient(from, to);
                         };

/// What becomes of a cost in the sum that is minimised: it is multiplied by a weight, and other
/// terms add curvature, at most so much along every coefficient of a feature, and along an
/// intercept.
struct Ridge {
    double coefficients = 0;
    double intercept = 0;
    double weight = 1;
};

/// A cost that can name a preconditioner of its own.
///
/// Offers    preconditioner(ridge) -> a Preconditioner, of vectors, matrices or numbers, of the sum
///           that a Ridge describes
template <class C>
concept PreconditioningCost = requires(const C& cost) {
    cost.preconditioner(Ridge{});
    requires Preconditioner<decltype(cost.preconditioner(Ridge{})), Eigen::VectorXd> ||
                 Preconditioner<decltype(cost.preconditioner(Ridge{})), Eigen::MatrixXd> ||
                 Preconditioner<decltype(cost.preconditioner(Ridge{})), double>;
};

/// The curvature that a preconditioner leaves, see Preconditioner.
template <class P>
constexpr double curvature_left([[maybe_unused]] const P& preconditioner) {
    if constexpr (requires { preconditioner.curvature(); }) {
        return static_cast<double>(preconditioner.curvature());
    } else {
        return 1;
    }
}

/// The rounding of a cost, as its preconditioner knows it.
template <class P>
constexpr Rounding rounding_of([[maybe_unused]] const P& preconditioner) {
    if constexpr (requires { preconditioner.rounding(); }) {
        return preconditioner.rounding();
    } else {
        return Rounding::usual;
    }
}

namespace archetype {
/// The least a type must offer to be a Preconditioner.
struct Preconditioner {
    template <Parameters Theta>
    constexpr void scale(const Theta& theta, Theta& scaled) const {
        scaled = theta;
    }
    template <Parameters Theta>
    constexpr void unscale(const Theta& scaled, Theta& theta) const {
        theta = scaled;
    }
    template <Parameters Theta>
    constexpr void scale_gradient(const Theta& gradient, Theta& scaled) const {
        scaled = gradient;
    }
};
} // namespace archetype

static_assert(Preconditioner<archetype::Preconditioner, double>);

} // namespace descent
