// SPDX-License-Identifier: MIT
// ProjectedLimitedMemoryBfgs: quasi-Newton directions among bounds.
#pragma once

#include <descent/concepts/proximal_term.hpp>
#include <descent/concepts/update_rule.hpp>
#include <descent/core/first_rate.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <limits>
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
/// difference.
///
/// @param bounds  the constraint that the cost has too: Box, NonNegative, or another
///                BoundConstraint
/// @param memory  how many pairs are kept; >= 1
/// @throws InvalidSetting if it is not
///
/// Promises  d is 0 where theta is pinned; gradient . d > 0 unless theta is stationary, so that a
///           step short enough lowers the cost.
/// Expense   2 memory + 2 thetas of memory, three passes over them an iteration; no allocation
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
        using Scalar = scalar_t<Theta>;
        using Pairs = Eigen::Matrix<Scalar, fixed_size<Theta>, Eigen::Dynamic>;

        Theta direction;
        Column<Theta> free;             ///< 1 for an entry that may move, 0 for one that rests
        Pairs steps;                    ///< s, a column each, used as a ring
        Pairs changes;                  ///< y, likewise
        Eigen::VectorX<Scalar> inverse; ///< 1 / s.y over the free entries; 0: the pair is left out
        Eigen::VectorX<Scalar> weights; ///< s.q / s.y of the first loop
        Index kept = 0;                 ///< pairs in the ring
        Index next = 0;                 ///< the column of the next pair
        bool started = false;           ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
        requires BoundConstraint<R, Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        using Pairs = typename Memory<Theta>::Pairs;
        const Index n = size(first.theta);
        Memory<Theta> memory;
        memory.direction = first.gradient;
        memory.free = Column<Theta>::Ones(n);
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
        using Scalar = scalar_t<Theta>;
        if (memory.started) {
            remember(memory, now);
        }
        // a step that was taken whole and taught nothing was short
        const Scalar growth = memory.started && now.rate >= 1 ? Scalar(10) : Scalar(1);
        const Scalar promised =
            growth * dot_difference(now.previous.gradient, now.previous.theta, now.theta);
        memory.started = true;
        for (Index i = 0; i < memory.free.size(); ++i) {
            memory.free[i] = bounds_.pinned(now.theta, now.gradient, i) ? Scalar(0) : Scalar(1);
        }
        if (turn(memory, now)) {
            const Scalar fall = dot(now.gradient, memory.direction);
            if (fall > 0 && is_finite(fall)) {
                return memory.direction;
            }
            memory.kept = 0;
        }
        auto d = flat(memory.direction);
        d = flat(now.gradient).cwiseProduct(memory.free);
        const Scalar slope = -d.squaredNorm();
        if (slope < 0) {
            const Scalar rate = promised / -slope;
            d *= rate > 0 && is_finite(rate) ? rate : first_rate(now, slope);
        }
        return memory.direction;
    }

private:
    /// Writes the newest pair over the oldest, unless it is of no use.
    template <Parameters Theta>
    void remember(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        auto s = memory.steps.col(memory.next);
        auto y = memory.changes.col(memory.next);
        s = flat(now.theta) - flat(now.previous.theta);
        y = flat(now.gradient) - flat(now.previous.gradient);
        if (memory.kept == memory_) {
            --memory.kept; // the oldest is overwritten
        }
        if (curved(s.squaredNorm(), s.dot(y), y.squaredNorm())) {
            memory.next = memory.next + 1 == memory_ ? 0 : memory.next + 1;
            ++memory.kept;
        }
    }

    template <class Scalar>
    static bool curved(Scalar ss, Scalar sy, Scalar yy) {
        return sy > std::numeric_limits<Scalar>::epsilon() * std::sqrt(ss) * std::sqrt(yy) &&
               is_finite(1 / sy) && is_finite(sy / yy);
    }

    /// The two-loop recursion over the free entries: those of q that rest are 0 throughout. False
    /// if no pair is of use.
    template <Parameters Theta>
    bool turn(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto& free = memory.free;
        auto q = flat(memory.direction);
        q = flat(now.gradient).cwiseProduct(free);
        const auto column = [&](Index age) { // 1 is the newest pair
            const Index c = memory.next - age;
            return c < 0 ? c + memory_ : c;
        };
        Scalar scale = 0; // s.y / y.y of the newest pair
        for (Index age = 1; age <= memory.kept; ++age) {
            const Index c = column(age);
            const auto s = memory.steps.col(c);
            const auto y = memory.changes.col(c);
            const Scalar sy = s.cwiseProduct(y).dot(free);
            const Scalar yy = y.cwiseAbs2().dot(free);
            const Scalar ss = s.cwiseAbs2().dot(free);
            memory.inverse[c] = curved(ss, sy, yy) ? 1 / sy : Scalar(0);
            if (memory.inverse[c] > 0) {
                scale = scale > 0 ? scale : sy / yy;
                memory.weights[c] = s.dot(q) * memory.inverse[c];
                q -= memory.weights[c] * y.cwiseProduct(free);
            }
        }
        q *= scale;
        for (Index age = memory.kept; age >= 1; --age) {
            const Index c = column(age);
            if (memory.inverse[c] > 0) {
                const Scalar product = memory.changes.col(c).dot(q);
                q += (memory.weights[c] - product * memory.inverse[c]) *
                     memory.steps.col(c).cwiseProduct(free);
            }
        }
        return scale > 0;
    }

    R bounds_;
    Index memory_;
};

} // namespace descent::update
