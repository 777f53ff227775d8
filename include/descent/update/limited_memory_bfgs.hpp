// SPDX-License-Identifier: MIT
// LimitedMemoryBfgs: a quasi-Newton direction from the last few steps.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>
#include <descent/update/curvature_pairs.hpp>

namespace descent::update {

/// Turns the gradient by an approximate inverse Hessian, d_k = H_k gradient_k, built from the last
/// pairs s = theta_{i+1} - theta_i, y = gradient_{i+1} - gradient_i:
///     H <- (1 - s y'/s.y) H (1 - y s'/s.y) + s s'/s.y,   oldest pair first,
/// starting from H = (s.y / y.y) 1 of the newest pair.
///
/// Without pairs d = gradient, whose length means nothing: the searches see that, and begin by the
/// scale of theta (rate::FirstTrial). With pairs, 1 is the natural first trial. A pair is kept only
/// if s.y > eps |s| |y|, with the machine epsilon, in any unit of J and theta; so H stays positive
/// definite. Should rounding still turn d uphill, the pairs are forgotten.
///
/// The start of H is the shortest step that the newest pair knows of. Where parameters make up for
/// each other, directions not met yet may need one 10^20 times as long, and what this one gains
/// there is lost in the rounding of J. So before a run ends for that, `farther` offers a step with a
/// longer start of H, which promises sqrt(eps) |J|: after 9 directions in a row that promised
/// 4 eps |J| at most, and where the search found no step. It costs an evaluation or two, and where J
/// does not fall by it, nothing else changes.
///
/// @param memory  how many pairs are kept; >= 1
/// @throws InvalidSetting if it is not
///
/// Promises  gradient . d > 0 unless the gradient is zero. On a quadratic with exact searches and
///           memory >= n: the minimum in n steps.
/// Expense   2 memory + 1 thetas of memory; an iteration reads the steps twice and the changes once.
///           No allocation after the start.
/// Source    [Nocedal1980]; [NocedalWright2006], algorithm 7.4, and section 7.2 for the start of H;
///           [ByrdLuNocedalZhu1995] for the pairs to skip.
class LimitedMemoryBfgs {
public:
    explicit LimitedMemoryBfgs(int memory = 10) : memory_{memory} {
        require(memory >= 1, "update::LimitedMemoryBfgs: memory must be >= 1", memory);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        CurvaturePairs<Theta> pairs;
        bool started = false; ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, CurvaturePairs<Theta>{size(first.theta), memory_}};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.pairs.forget();
        memory.started = false;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        const scalar_t<Theta>* gradient = flat(now.gradient).data();
        if (memory.started) {
            memory.pairs.add(now, gradient);
        }
        memory.started = true;
        if (!memory.pairs.turn(gradient, now, memory.direction)) {
            memory.direction = now.gradient;
        }
        return memory.direction;
    }

    /// A step that the rounding of the cost does not hide, into what the pairs have not explored.
    template <Parameters Theta>
    const Theta* farther(Memory<Theta>& memory, const Iterate<Theta>& now, bool stuck) const {
        const bool ask = stuck || memory.pairs.lost();
        return ask && memory.pairs.turn_far(flat(now.gradient).data(), now, memory.direction)
                   ? &memory.direction
                   : nullptr;
    }

private:
    Index memory_;
};

} // namespace descent::update
