// SPDX-License-Identifier: MIT
// Bfgs: a quasi-Newton direction from a full matrix, for a theta of few entries.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>

#include <limits>

namespace descent::update {

/// Turns the gradient by an approximate inverse Hessian, d_k = H_k gradient_k, corrected after
/// every step by s = theta_{k+1} - theta_k, y = gradient_{k+1} - gradient_k:
///     H <- (1 - s y'/s.y) H (1 - y s'/s.y) + s s'/s.y,
/// where before the first correction H = (s.y / y.y) 1.
///
/// Without corrections d = gradient, whose length means nothing: the searches see that, and begin
/// by the scale of theta (rate::FirstTrial). With them, 1 is the natural first trial. A step
/// corrects only if s.y > eps |s| |y|, with the machine epsilon, in any unit of J and theta; so H
/// stays positive definite. Should rounding still turn d uphill, H is forgotten.
///
/// Promises  gradient . d > 0 unless the gradient is zero. On a quadratic with exact searches: the
///           minimum in n steps, and H its inverse Hessian then.
/// Expense   n^2 + 3 n numbers of memory, O(n^2) an iteration; no allocation after the start. Above
///           some hundred entries take LimitedMemoryBfgs.
/// Source    [NocedalWright2006], eq. (6.17), and section 6.1 for the first H;
///           [ByrdLuNocedalZhu1995] for the steps to skip.
class Bfgs {
public:
    template <Parameters Theta>
    struct Memory {
        using Square = Eigen::Matrix<scalar_t<Theta>, fixed_size<Theta>, fixed_size<Theta>>;

        Theta direction;
        Square inverse;       ///< H
        Column<Theta> step;   ///< s
        Column<Theta> change; ///< y
        Column<Theta> turned; ///< H y
        bool corrected = false;
        bool started = false; ///< whether the previous iterate belongs to this memory
    };

    template <Parameters Theta>
    Memory<Theta> init(const Iterate<Theta>& first) const {
        using Square = typename Memory<Theta>::Square;
        const Column<Theta> zero = Column<Theta>::Zero(size(first.theta));
        return {first.gradient, Square::Zero(zero.size(), zero.size()), zero, zero, zero};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.corrected = false;
        memory.started = false;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        if (memory.started) {
            correct(memory, now);
        }
        memory.started = true;
        if (memory.corrected) {
            flat(memory.direction).noalias() = memory.inverse * flat(now.gradient);
            const scalar_t<Theta> fall = dot(now.gradient, memory.direction);
            if (fall > 0 && is_finite(fall)) {
                return memory.direction;
            }
            memory.corrected = false;
        }
        memory.direction = now.gradient;
        return memory.direction;
    }

private:
    /// With u = H y, the formula is H + s w' + w s', w = (1 + y.u / s.y) / (2 s.y) s - u / s.y.
    template <Parameters Theta>
    static void correct(Memory<Theta>& memory, const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        auto& [direction, inverse, s, y, u, corrected, started] = memory;
        s = flat(now.theta) - flat(now.previous.theta);
        y = flat(now.gradient) - flat(now.previous.gradient);
        const Scalar sy = s.dot(y);
        const Scalar yy = y.squaredNorm();
        const Scalar rounding = std::numeric_limits<Scalar>::epsilon() * s.norm() * y.norm();
        if (!(sy > rounding) || !is_finite(1 / sy) || !is_finite(sy / yy)) {
            return;
        }
        if (!corrected) {
            inverse.setZero();
            inverse.diagonal().setConstant(sy / yy);
            corrected = true;
        }
        u.noalias() = inverse * y;
        u = (1 + y.dot(u) / sy) / (2 * sy) * s - u / sy; // w
        for (Index j = 0; j < s.size(); ++j) {
            inverse.col(j) += u[j] * s + s[j] * u;
        }
    }
};

} // namespace descent::update
