// SPDX-License-Identifier: MIT
// Ball: theta no further than a radius from a centre.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

#include <cmath>
#include <concepts>
#include <utility>

namespace descent::proximal {

/// The centre of a ball that has none of its own: 0, whatever the shape of theta.
struct Origin {};

/// The constraint |theta - centre| <= radius, in the Euclidean norm over all entries.
///
///     proximal::Ball{1.0}               // about 0
///     proximal::Ball{1.0, centre}
///
/// @param radius  in units of theta; finite and > 0
/// @param centre  of theta's shape, whose number type and fixed sizes need not be theta's; stored
///                in theta's order
/// @throws InvalidSetting if the radius is out of range or the centre not finite, also at the first
///         step if it is not in theta's numbers; ShapeMismatch there if theta and centre differ in
///         shape
///
/// Promises  prox is the nearest point; a point inside is left as it is.
/// Expense   O(n), no allocation
template <class Centre = Origin>
class Ball : public Addend {
    static constexpr bool at_origin = std::same_as<Centre, Origin>;
    static_assert(at_origin || Parameters<Centre>,
                  "proximal::Ball: the centre is a number, or an Eigen vector or matrix of float, "
                  "double or long double");

public:
    constexpr explicit Ball(double radius)
        requires at_origin
        : Ball{radius, Origin{}} {}

    constexpr Ball(double radius, Centre centre) : radius_{radius}, centre_{std::move(centre)} {
        require(radius > 0 && is_finite(radius), "proximal::Ball: radius must be finite and > 0",
                radius);
        if constexpr (Parameters<Centre>) {
            const Index bad = first_non_finite(centre_);
            if (bad >= 0) {
                require(false,
                        "proximal::Ball: centre must be finite, but entry " + text(bad) + " is not",
                        entry(centre_, bad));
            }
        }
    }

    template <Parameters Theta>
        requires(at_origin || InOneOrder<Centre, Theta>)
    void prox(Theta& theta, scalar_t<Theta>) const {
        if constexpr (at_origin) {
            pull(theta, static_cast<scalar_t<Theta>>(radius_));
        } else {
            if (!same_shape(theta, centre_)) { // the message is made only if it is needed
                require<ShapeMismatch>(
                    false,
                    Message("proximal::Ball: theta must be shaped like the centre, ",
                            shape(centre_)),
                    shape(theta));
            }
            require_centre_as<scalar_t<Theta>>();
            const auto radius = static_cast<scalar_t<Theta>>(radius_);
            const auto& centre = as<scalar_t<Theta>>(centre_);
            if (distance(theta, centre) > radius) {
                theta -= centre;
                pull(theta, radius);
                theta += centre;
            }
        }
    }

private:
    template <std::floating_point Scalar>
    void require_centre_as() const {
        if constexpr (sizeof(Scalar) < sizeof(scalar_t<Centre>)) {
            for (Index i = 0; i < descent::size(centre_); ++i) {
                if (!is_finite(static_cast<Scalar>(entry(centre_, i)))) {
                    require(false,
                            "proximal::Ball: centre must be finite also in theta's own numbers, "
                            "but entry " +
                                text(i) + " is not",
                            entry(centre_, i));
                }
            }
        }
    }

    /// The centre in theta's numbers: a number, the centre itself, or an expression of it.
    template <std::floating_point Scalar, Parameters C>
    static decltype(auto) as(const C& centre) {
        if constexpr (std::floating_point<C>) {
            return static_cast<Scalar>(centre);
        } else {
            return centre.template cast<Scalar>();
        }
    }

    template <Parameters Theta, class C>
    static auto distance(const Theta& theta, const C& centre) {
        if constexpr (std::floating_point<Theta>) {
            return magnitude(theta - centre);
        } else {
            return (theta - centre).norm();
        }
    }

    /// Shortens theta to the radius. Its largest entry is taken out first: squares may overflow.
    template <Parameters Theta>
    static void pull(Theta& theta, scalar_t<Theta> radius) {
        const auto largest = max_norm(theta);
        if (largest <= radius && squared_norm(theta) <= radius * radius) {
            return;
        }
        theta /= largest;
        theta *= radius / std::sqrt(squared_norm(theta));
    }

    double radius_;
    [[no_unique_address]] Centre centre_;
};

Ball(double) -> Ball<Origin>;
template <class C>
Ball(double, const C&) -> Ball<plain_t<C>>;

} // namespace descent::proximal
