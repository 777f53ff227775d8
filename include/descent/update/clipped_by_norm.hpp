// SPDX-License-Identifier: MIT
// ClippedByNorm: bounds the length of the gradient before a rule sees it.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/shaped_iterate.hpp>
#include <descent/update/steepest_descent.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace descent::update {

/// Shows another rule the gradient, shortened to the length `limit` if it is longer:
///     g min(1, limit / |g|), with the Euclidean norm over all entries.
///
/// @param limit  greatest length, in units of the gradient; > 0; infinity clips nothing
/// @param inner  the rule that sees the clipped gradient, of the previous iterate too
/// @throws InvalidSetting if limit is out of range
///
/// Promises  The gradient keeps its way. Costs, stopping policies and observers see it as it is. A
///           length that overflows when squared is found all the same.
/// Expense   Four thetas of memory more than inner, two copied an iteration; no allocation after
///           the start.
/// Source    [PascanuMikolovBengio2013], its norm clipping.
template <class Inner = SteepestDescent>
class ClippedByNorm {
public:
    static constexpr bool scales = ScalingUpdateRule<Inner>; ///< see there

    constexpr explicit ClippedByNorm(double limit, Inner inner = Inner{})
        : limit_{limit}, inner_{std::move(inner)} {
        require(limit > 0, "update::ClippedByNorm: limit must be > 0", limit);
    }

    template <Parameters Theta>
    struct Memory {
        ShapedIterate<Theta> shaped;
        memory_t<Inner, Theta> inner;
    };

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        static_assert(!ExtrapolatingUpdateRule<Inner, Theta>,
                      "update::ClippedByNorm: a rule that steps from ahead of the iterate cannot "
                      "stand behind another");
        ShapedIterate<Theta> shaped{first, shape<Theta>()};
        auto inner = descent::init(inner_, shaped.last());
        return {std::move(shaped), std::move(inner)};
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    void restart(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        descent::restart(inner_, memory.inner, memory.shaped.at(now, shape<Theta>()));
    }

    template <Parameters Theta>
        requires UpdateRule<Inner, Theta>
    decltype(auto) direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        return descent::direction(inner_, memory.inner, memory.shaped.at(now, shape<Theta>()));
    }

    /// See FarSightedUpdateRule.
    template <Parameters Theta>
        requires FarSightedUpdateRule<Inner, Theta>
    const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now, bool stuck) const {
        return inner_.farther(memory.inner, memory.shaped.at(now, shape<Theta>()), stuck);
    }

private:
    template <Parameters Theta>
    auto shape() const {
        return [limit = static_cast<scalar_t<Theta>>(limit_)](const Point<Theta>& from,
                                                              Point<Theta>& to) {
            to = from;
            const auto length = norm(to.gradient);
            if (length > limit) {
                to.gradient *= limit / length;
            }
        };
    }

    /// The Euclidean norm; scaled by the largest entry where squares overflow or underflow.
    template <Parameters Theta>
    static scalar_t<Theta> norm(const Theta& gradient) {
        using Scalar = scalar_t<Theta>;
        const Scalar squared = squared_norm(gradient);
        const bool safe = is_finite(squared) && squared > (std::numeric_limits<Scalar>::min)();
        const Scalar largest = safe ? Scalar(1) : max_norm(gradient);
        if (safe || !(largest > 0)) {
            return std::sqrt(squared);
        }
        return largest * std::sqrt((entries(gradient) / largest).square().sum());
    }

    double limit_;
    Inner inner_;
};

} // namespace descent::update
