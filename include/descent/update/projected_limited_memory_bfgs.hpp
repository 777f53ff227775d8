// SPDX-License-Identifier: MIT
// ProjectedLimitedMemoryBfgs: quasi-Newton directions among bounds.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/concepts/update_rule.hpp>
#include <descent/core/first_rate.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/curvature_pairs.hpp>

#include <utility>

namespace descent::update {

/// L-BFGS on the entries of theta that are free to move; those that lie at a bound which the
/// gradient pushes against rest. The step goes along the arc prox(theta - alpha d), which the
/// cost's constraint bends:
///
///     const proximal::Box box{0, 1};
///     GradientDescent optimizer{update::ProjectedLimitedMemoryBfgs{box},
///                               rate::Backtracking{rate::FirstTrial::unit},
///                               stop::GradientBelow{1e-8}};
///     optimizer.minimize(cost::Composite{J, box}, theta0);
///
/// (`minimize(J, theta0, box)` is that.) The pairs s, y of steps and changes of the gradient are
/// restricted to the free entries, and left out where s . y, so restricted, is not above
/// eps |s| |y|, with the machine epsilon. Without pairs d is the gradient of the free entries, of
/// the length that promises what the last step did, or tenfold that if it was taken whole; at the
/// start that of `first_rate`. So 1 is the first trial always, and units of J or theta make no
/// difference. Before a run ends for rounding, `farther` offers a longer step, see LimitedMemoryBfgs.
///
/// @param bounds  the constraint that the cost has too: Box, NonNegative, or another
///                BoundConstraint
/// @param memory  how many pairs are kept; >= 1
/// @throws InvalidSetting if it is not
///
/// Promises  d is 0 where theta is pinned; gradient . d > 0 unless theta is stationary, so that a
///           step short enough lowers the cost.
/// Expense   2 memory + 2 thetas of memory; an iteration reads the steps twice and the changes once.
///           Where other entries rest than before it takes memory^2 / 2 products more. No allocation
///           after the start.
/// Source    [Bertsekas1982], the two-metric projection; [SchmidtKimSra2011], the same with a
///           limited memory. Differs: entries rest only at their bound itself, not close to it.
template <class R>
class ProjectedLimitedMemoryBfgs {
public:
    using Bounds = R;

    explicit ProjectedLimitedMemoryBfgs(R bounds, int memory = 10)
        : bounds_{std::move(bounds)}, memory_{memory} {
        require(memory >= 1, "update::ProjectedLimitedMemoryBfgs: memory must be >= 1", memory);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        Column<Theta> free; ///< 1 for an entry that may move, 0 for one that rests
        CurvaturePairs<Theta> pairs;
        bool started = false; ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
        requires BoundConstraint<R, Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        const Index n = size(first.theta);
        return {first.gradient, Column<Theta>::Ones(n), CurvaturePairs<Theta>{n, memory_}};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.pairs.forget();
        memory.started = false;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto [same, all] = find_free<true>(memory.free, now);
        const Scalar* free = all ? nullptr : memory.free.data();
        auto d = flat(memory.direction);
        d = flat(now.gradient).cwiseProduct(memory.free);
        const bool continued = std::exchange(memory.started, true);
        if (continued) {
            memory.pairs.add(now, d.data(), free, same);
        }
        if (memory.pairs.turn(d.data(), now, memory.direction, free)) {
            return memory.direction;
        }
        d = flat(now.gradient).cwiseProduct(memory.free);
        const Scalar slope = -d.squaredNorm();
        if (slope < 0) {
            // a step that was taken whole and taught nothing was short
            const Scalar growth = continued && now.rate >= 1 ? Scalar(10) : Scalar(1);
            const Scalar promised =
                growth * dot_difference(now.previous.gradient, now.previous.theta, now.theta);
            const Scalar rate = promised / -slope;
            d *= rate > 0 && is_finite(rate) ? rate : first_rate(now, slope);
        }
        return memory.direction;
    }

    /// A step that the rounding of the cost does not hide, into what the pairs have not explored;
    /// where the same entries rest as at the iterate before.
    template <Parameters Theta>
    [[gnu::cold]] const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now,
                                       bool stuck) const {
        if (!stuck && !memory.pairs.lost()) {
            return nullptr;
        }
        const auto [same, all] = find_free<false>(memory.free, now);
        if (!same) {
            return nullptr;
        }
        auto d = flat(memory.direction);
        d = flat(now.gradient).cwiseProduct(memory.free);
        return memory.pairs.turn_far(d.data(), now, memory.direction,
                                     all ? nullptr : memory.free.data())
                   ? &memory.direction
                   : nullptr;
    }

private:
    struct Free {
        bool same; ///< as they are marked
        bool all;  ///< whether no entry rests
    };

    /// Finds the entries that may move, and marks them anew or leaves the marks as they are.
    template <bool Renew, Parameters Theta>
    Free find_free(Column<Theta>& free, const Iterate<Theta>& now) const {
        Free found{true, true};
        for (Index i = 0; i < free.size(); ++i) {
            const bool rests = bounds_.pinned(now.theta, now.gradient, i);
            const scalar_t<Theta> mark = rests ? 0 : 1;
            found.same = found.same && free[i] == mark;
            found.all = found.all && !rests;
            if constexpr (Renew) {
                free[i] = mark;
            }
        }
        return found;
    }

    R bounds_;
    Index memory_;
};

} // namespace descent::update
