// SPDX-License-Identifier: MIT
// LimitedMemoryBfgs: a quasi-Newton direction from the last few steps.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <limits>

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
/// @param memory  how many pairs are kept; >= 1
/// @throws InvalidSetting if it is not
///
/// Promises  gradient . d > 0 unless the gradient is zero. On a quadratic with exact searches and
///           memory >= n: the minimum in n steps.
/// Expense   2 memory + 1 thetas of memory, two passes over them an iteration; no allocation after
///           the start.
/// Source    [Nocedal1980]; [NocedalWright2006], algorithm 7.4, and section 7.2 for the start of H;
///           [ByrdLuNocedalZhu1995] for the pairs to skip.
class LimitedMemoryBfgs {
public:
    explicit LimitedMemoryBfgs(int memory = 10) : memory_{memory} {
        require(memory >= 1, "update::LimitedMemoryBfgs: memory must be >= 1", memory);
    }

    template <Parameters Theta>
    struct Memory {
        using Scalar = scalar_t<Theta>;
        using Pairs = Eigen::Matrix<Scalar, fixed_size<Theta>, Eigen::Dynamic>;

        Theta direction;
        Pairs steps;                                      ///< s, a column each, used as a ring
        Pairs changes;                                    ///< y, likewise
        Eigen::Matrix<Scalar, Eigen::Dynamic, 1> inverse; ///< 1 / s.y
        Eigen::Matrix<Scalar, Eigen::Dynamic, 1> weights; ///< s.q / s.y of the first loop
        Scalar scale = 0;                                 ///< s.y / y.y of the newest pair
        Index kept = 0;                                   ///< pairs in the ring
        Index next = 0;                                   ///< the column of the next pair
        bool started = false; ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        using Pairs = typename Memory<Theta>::Pairs;
        const Index n = size(first.theta);
        Memory<Theta> memory;
        memory.direction = first.gradient;
        memory.steps = Pairs::Zero(n, memory_);
        memory.changes = Pairs::Zero(n, memory_);
        memory.inverse.setZero(memory_);
        memory.weights.setZero(memory_);
        return memory;
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.kept = 0;
        memory.started = false;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        if (memory.started) {
            remember(memory, now);
        }
        memory.started = true;
        if (memory.kept > 0) {
            turn(memory, now);
            const scalar_t<Theta> fall = dot(now.gradient, memory.direction);
            if (fall > 0 && is_finite(fall)) {
                return memory.direction;
            }
            memory.kept = 0;
        }
        memory.direction = now.gradient;
        return memory.direction;
    }

private:
    /// Entries that stay in the fastest cache between two uses.
    static constexpr Index block = 512;

    /// Calls work(i, count) for stretches of entries: one pass over memory does two jobs.
    static void in_blocks(Index n, auto&& work) {
        for (Index i = 0; i < n; i += block) {
            work(i, n - i < block ? n - i : block);
        }
    }

    /// Writes the newest pair over the oldest, and keeps it if its curvature is positive.
    template <Parameters Theta>
    void remember(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        auto s = memory.steps.col(memory.next);
        auto y = memory.changes.col(memory.next);
        const auto theta = flat(now.theta);
        const auto gradient = flat(now.gradient);
        const auto last_theta = flat(now.previous.theta);
        const auto last_gradient = flat(now.previous.gradient);
        Scalar ss = 0;
        Scalar sy = 0;
        Scalar yy = 0;
        in_blocks(s.size(), [&](Index i, Index count) {
            s.segment(i, count) = theta.segment(i, count) - last_theta.segment(i, count);
            y.segment(i, count) = gradient.segment(i, count) - last_gradient.segment(i, count);
            ss += s.segment(i, count).squaredNorm();
            sy += s.segment(i, count).dot(y.segment(i, count));
            yy += y.segment(i, count).squaredNorm();
        });
        if (memory.kept == memory_) {
            --memory.kept; // the oldest is overwritten
        }
        const bool curved =
            sy > std::numeric_limits<Scalar>::epsilon() * std::sqrt(ss) * std::sqrt(yy);
        if (!curved || !is_finite(1 / sy) || !is_finite(sy / yy)) {
            return;
        }
        memory.inverse[memory.next] = 1 / sy;
        memory.scale = sy / yy;
        memory.next = memory.next + 1 == memory_ ? 0 : memory.next + 1;
        ++memory.kept;
    }

    /// The two-loop recursion: direction = H gradient.
    template <Parameters Theta>
    void turn(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        memory.direction = now.gradient;
        auto q = flat(memory.direction);
        const auto column = [&](Index age) { // 1 is the newest pair
            const Index c = memory.next - age;
            return c < 0 ? c + memory_ : c;
        };
        scalar_t<Theta> product = memory.steps.col(column(1)).dot(q);
        for (Index age = 1; age <= memory.kept; ++age) {
            const Index c = column(age);
            const auto weight = product * memory.inverse[c];
            memory.weights[c] = weight;
            const bool last = age == memory.kept;
            const auto& then = last ? memory.changes : memory.steps;
            product =
                add<Theta>(-weight, memory.changes.col(c), q, then.col(last ? c : column(age + 1)));
        }
        // y.q of the oldest pair is at hand
        q *= memory.scale;
        product *= memory.scale;
        for (Index age = memory.kept; age >= 1; --age) {
            const Index c = column(age);
            const auto weight = memory.weights[c] - product * memory.inverse[c];
            const Index newer = age > 1 ? column(age - 1) : c;
            product = add<Theta>(weight, memory.steps.col(c), q, memory.changes.col(newer));
        }
    }

    /// q += weight * a, then q . b, in one pass.
    template <Parameters Theta>
    static scalar_t<Theta> add(scalar_t<Theta> weight, const auto& a, auto& q, const auto& b) {
        scalar_t<Theta> product = 0;
        in_blocks(q.size(), [&](Index i, Index count) {
            q.segment(i, count) += weight * a.segment(i, count);
            product += b.segment(i, count).dot(q.segment(i, count));
        });
        return product;
    }

    Index memory_;
};

} // namespace descent::update
