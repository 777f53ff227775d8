// SPDX-License-Identifier: MIT
// Box: lower <= theta <= upper, entry by entry.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>

#include <concepts>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace descent::proximal {

/// Bounds that stand beside each other: numbers, or matrices of one number type, or one of each.
template <class L, class U>
concept BoundsOfOneType = Parameters<plain_t<L>> && Parameters<plain_t<U>> &&
                          (std::is_arithmetic_v<L> || std::is_arithmetic_v<U> ||
                           std::same_as<scalar_t<plain_t<L>>, scalar_t<plain_t<U>>>);

/// The constraint lower <= theta_i <= upper, with bounds for all entries alike, or of theta's own
/// shape.
///
///     proximal::Box{0, 1}
///     proximal::Box{0, upper}      // a number beside a vector stands for all of its entries
///
/// @param lower, upper  numbers, or vectors or matrices of theta's shape, both of one number type,
///                      which need not be theta's; any fixed sizes, stored in theta's order. In
///                      units of theta; infinite bounds are none. lower <= upper in every entry.
/// @throws InvalidSetting if a lower bound is above its upper bound, or either is NaN, or no number
///         lies between them, at the first step if none of theta's own; ShapeMismatch if they
///         differ in shape, and at the first step if they do not fit theta
///
/// Promises  prox is the nearest point of the box.
/// Expense   O(n), no allocation
template <Parameters Bound>
class Box : public Addend {
public:
    constexpr Box(Bound lower, Bound upper) : lower_{std::move(lower)}, upper_{std::move(upper)} {
        if (!same_shape(lower_, upper_)) {
            require<ShapeMismatch>(
                false, Message("proximal::Box: upper must be shaped like lower, ", shape(lower_)),
                shape(upper_));
        }
        for (Index i = 0; i < descent::size(lower_); ++i) {
            if (!(entry(lower_, i) <= entry(upper_, i))) {
                require(false,
                        "proximal::Box: lower must be <= upper, but entry " + text(i) +
                            " of lower is " + text(entry(lower_, i)) + " and of upper",
                        entry(upper_, i));
            }
        }
        require_bounds_as<scalar_t<Bound>>();
    }

    /// Numbers of any type, variables too.
    template <class L, class U>
        requires(std::is_arithmetic_v<L> && std::is_arithmetic_v<U> && std::floating_point<Bound>)
    constexpr Box(L lower, U upper) : Box{static_cast<Bound>(lower), static_cast<Bound>(upper)} {}

    template <class Number>
        requires(std::is_arithmetic_v<Number> && is_plain_matrix<Bound>)
    Box(const Bound& lower, Number upper)
        : Box{lower, filled_like(lower, static_cast<scalar_t<Bound>>(upper))} {}
    template <class Number>
        requires(std::is_arithmetic_v<Number> && is_plain_matrix<Bound>)
    Box(Number lower, const Bound& upper)
        : Box{filled_like(upper, static_cast<scalar_t<Bound>>(lower)), upper} {}

    /// Says what is missing.
    template <class L>
    explicit Box(const L&) {
        static_assert(std::is_void_v<L>,
                      "proximal::Box has two bounds: write proximal::Box{lower, upper}, of which "
                      "an infinite one is none");
    }
    /// Says why these do not fit.
    template <class L, class U>
        requires(!BoundsOfOneType<L, U>)
    Box(const L&, const U&) {
        static_assert(BoundsOfOneType<L, U>,
                      "proximal::Box: bounds are numbers, or Eigen vectors or matrices, both of "
                      "float, of double or of long double: convert one to the other's numbers, or "
                      "both, as by bounds.cast<double>()");
    }

    template <Parameters Theta>
        requires(std::floating_point<Bound> || InOneOrder<Bound, Theta>)
    constexpr void prox(Theta& theta, scalar_t<Theta>) const {
        using Scalar = scalar_t<Theta>;
        if constexpr (sizeof(Scalar) < sizeof(scalar_t<Bound>)) {
            require_bounds_as<Scalar>();
        }
        if constexpr (std::floating_point<Theta>) {
            theta = clamped(theta, static_cast<Scalar>(lower_), static_cast<Scalar>(upper_));
        } else {
            if constexpr (!std::floating_point<Bound>) {
                require_shape(theta);
            }
            auto* entries = theta.data();
            for (Index i = 0; i < theta.size(); ++i) {
                entries[i] = clamped(entries[i], static_cast<Scalar>(bound(lower_, i)),
                                     static_cast<Scalar>(bound(upper_, i)));
            }
        }
    }

    /// Whether entry i of theta lies at a bound that the update, which takes `direction` off it,
    /// pushes against.
    template <Parameters Theta>
    constexpr bool pinned(const Theta& theta, const Theta& direction, Index i) const {
        using Scalar = scalar_t<Theta>; // in which prox sets theta to a bound
        const auto push = entry(direction, i);
        return (push > 0 && entry(theta, i) <= static_cast<Scalar>(bound(lower_, i))) ||
               (push < 0 && entry(theta, i) >= static_cast<Scalar>(bound(upper_, i)));
    }

private:
    /// A NaN stays one.
    template <std::floating_point Scalar>
    static constexpr Scalar clamped(Scalar x, Scalar lower, Scalar upper) {
        return x < lower ? lower : x > upper ? upper : x;
    }

    static constexpr scalar_t<Bound> bound(const Bound& bounds, Index i) {
        return entry(bounds, std::floating_point<Bound> ? 0 : i);
    }

    /// That some of these numbers lie above each lower bound, and some below each upper one.
    template <std::floating_point Scalar>
    constexpr void require_bounds_as() const {
        constexpr auto infinity = std::numeric_limits<Scalar>::infinity();
        for (Index i = 0; i < descent::size(lower_); ++i) {
            if (static_cast<Scalar>(entry(lower_, i)) == infinity) {
                refuse_bound<Scalar>("lower must be < inf", entry(lower_, i), i);
            }
            if (static_cast<Scalar>(entry(upper_, i)) == -infinity) {
                refuse_bound<Scalar>("upper must be > -inf", entry(upper_, i), i);
            }
        }
    }

    template <std::floating_point Scalar, class String = std::string>
    [[gnu::cold]] static void refuse_bound(const char* rule, scalar_t<Bound> bound, Index i) {
        require(false,
                String("proximal::Box: ") + rule +
                    (std::same_as<Scalar, scalar_t<Bound>> ? "" : " also in theta's own numbers,") +
                    " in entry " + text(i),
                bound);
    }

    template <Parameters Theta>
    void require_shape(const Theta& theta) const {
        if (!same_shape(theta, lower_)) { // the message is made only if it is needed
            require<ShapeMismatch>(
                false,
                Message("proximal::Box: theta must be shaped like the bounds, ", shape(lower_)),
                shape(theta));
        }
    }

    Bound lower_;
    Bound upper_;
};

/// Whether bounds become what the first argument is, or the second: a number becomes like the
/// vector beside it, and a vector of fixed size like one of any.
template <class L, class U>
inline constexpr bool bounds_like_second =
    std::is_arithmetic_v<L> || (!std::is_arithmetic_v<U> && requires {
        requires L::SizeAtCompileTime != Eigen::Dynamic;
        requires U::SizeAtCompileTime == Eigen::Dynamic;
    });

/// Numbers are taken as double, expressions as what they evaluate to.
template <class L, class U>
    requires std::is_arithmetic_v<L> && std::is_arithmetic_v<U>
Box(L, U) -> Box<double>;
template <class L>
Box(const L&) -> Box<double>;
template <class L, class U>
    requires(!BoundsOfOneType<L, U>)
Box(L, U) -> Box<double>;
template <class L, class U>
    requires(BoundsOfOneType<L, U> && !bounds_like_second<L, U>)
Box(L, U) -> Box<plain_t<L>>;
template <class L, class U>
    requires(BoundsOfOneType<L, U> && bounds_like_second<L, U> && !std::is_arithmetic_v<U>)
Box(L, U) -> Box<plain_t<U>>;

static_assert(BoundConstraint<Box<double>, Eigen::VectorXd>);
static_assert(BoundConstraint<Box<Eigen::VectorXd>, Eigen::VectorXd>);
static_assert(BoundConstraint<Box<double>, double>);

} // namespace descent::proximal
