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
/// @param centre  like theta
/// @throws InvalidSetting if the radius is out of range or the centre not finite; ShapeMismatch at
///         the first step if theta and centre differ in shape
///
/// Promises  prox is the nearest point; a point inside is left as it is.
/// Expense   O(n), no allocation
template <class Centre = Origin>
class Ball : public Addend {
    static constexpr bool at_origin = std::same_as<Centre, Origin>;

public:
    constexpr explicit Ball(double radius)
        requires at_origin
        : Ball{radius, Origin{}} {}

    constexpr Ball(double radius, Centre centre) : radius_{radius}, centre_{std::move(centre)} {
        require(radius > 0 && is_finite(radius), "proximal::Ball: radius must be finite and > 0",
                radius);
        if constexpr (!at_origin) {
            const Index bad = first_non_finite(centre_);
            if (bad >= 0) {
                require(false,
                        "proximal::Ball: centre must be finite, but entry " + text(bad) + " is not",
                        entry(centre_, bad));
            }
        }
    }

    template <Parameters Theta>
        requires(at_origin || std::same_as<Centre, Theta>)
    void prox(Theta& theta, scalar_t<Theta>) const {
        if constexpr (at_origin) {
            pull(theta, static_cast<scalar_t<Theta>>(radius_));
        } else {
            if (!same_shape(theta, centre_)) { // the message is made only if it is needed
                require<ShapeMismatch>(
                    false,
                    "proximal::Ball: theta must have as many entries as the centre, " +
                        text(descent::size(centre_)),
                    descent::size(theta));
            }
            if (distance(theta) > static_cast<scalar_t<Theta>>(radius_)) {
                theta -= centre_;
                pull(theta, static_cast<scalar_t<Theta>>(radius_));
                theta += centre_;
            }
        }
    }

private:
    template <Parameters Theta>
    auto distance(const Theta& theta) const {
        if constexpr (std::floating_point<Theta>) {
            return magnitude(theta - centre_);
        } else {
            return (theta - centre_).norm();
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
