// SPDX-License-Identifier: MIT
// Clipped: bounds every entry of the gradient before a rule sees it.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>
#include <descent/update/shaped_iterate.hpp>
#include <descent/update/steepest_descent.hpp>

#include <concepts>
#include <utility>

namespace descent::update {

/// Shows another rule the gradient with every entry moved into [-limit, limit].
///
/// @param limit  largest |entry|, in units of the gradient; > 0; infinity clips nothing
/// @param inner  the rule that sees the clipped gradient, of the previous iterate too
/// @throws InvalidSetting if limit is out of range
///
/// Promises  Costs, stopping policies and observers see the gradient as it is.
/// Expense   Four thetas of memory more than inner, two copied an iteration; no allocation after
///           the start.
/// Source    [GoodfellowBengioCourville2016], section 10.11.1.
template <class Inner = SteepestDescent>
class Clipped {
public:
    static constexpr bool scales = ScalingUpdateRule<Inner>; ///< see there

    constexpr explicit Clipped(double limit, Inner inner = Inner{})
        : limit_{limit}, inner_{std::move(inner)} {
        require(limit > 0, "update::Clipped: limit must be > 0", limit);
    }

    template <Parameters Theta>
    struct Memory {
        ShapedIterate<Theta> shaped;
        memory_t<Inner, Theta> inner;
    };

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        static_assert(!ExtrapolatingUpdateRule<Inner, Theta>,
                      "update::Clipped: a rule that steps from ahead of the iterate cannot stand "
                      "behind another");
        ShapedIterate<Theta> shaped{first, shape<Theta>()};
        auto inner = descent::init(inner_, shaped.last());
        return {std::move(shaped), std::move(inner)};
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        descent::restart(inner_, memory.inner, memory.shaped.at(now, shape<Theta>()));
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    constexpr decltype(auto) direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return descent::direction(inner_, memory.inner, memory.shaped.at(now, shape<Theta>()));
    }

    /// See FarSightedUpdateRule.
    template <Parameters Theta>
        requires FarSightedUpdateRule<Inner, Theta>
    constexpr const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now,
                                   bool stuck) const {
        return inner_.farther(memory.inner, memory.shaped.at(now, shape<Theta>()), stuck);
    }

private:
    template <Parameters Theta>
    constexpr auto shape() const {
        return [limit = static_cast<scalar_t<Theta>>(limit_)](const Point<Theta>& from,
                                                              Point<Theta>& to) {
            to = from;
            Theta& gradient = to.gradient;
            if constexpr (std::floating_point<Theta>) {
                gradient = gradient > limit ? limit : gradient < -limit ? -limit : gradient;
            } else {
                gradient = gradient.cwiseMin(limit).cwiseMax(-limit);
            }
        };
    }

    double limit_;
    Inner inner_;
};

} // namespace descent::update
