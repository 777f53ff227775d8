// SPDX-License-Identifier: MIT
// ConjugateGradient: nonlinear conjugate gradients.
#pragma once

#include <descent/concepts/update_rule.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/require.hpp>

#include <cstdint>

namespace descent::update {

/// Adds a share of the last direction to the gradient: d_k = gradient_k + beta d_{k-1}, where with
/// g = gradient_k, h = gradient_{k-1}, y = g - h, p = -d_{k-1}
/// - fletcher_reeves:  beta = g.g / h.h
/// - polak_ribiere:    beta = max(0, g.y / h.h), often called PR+
/// - hestenes_stiefel: beta = g.y / p.y
/// - dai_yuan:         beta = g.g / p.y
/// - hager_zhang:      beta = max(b, -1 / (|p| min(0.01, |h|))),  b = (y - 2 p y.y / p.y).g / p.y
///
/// It starts again with d = gradient after `restart_after` iterations, when successive gradients
/// are far from orthogonal (|g.h| >= 0.2 g.g; all but hager_zhang, whose bound serves that end),
/// and when d does not lead downhill or beta is not finite.
///
/// @param beta           which formula
/// @param restart_after  iterations between restarts; >= 1; by default the number of entries of
///                       theta
/// @throws InvalidSetting if restart_after is out of range
///
/// Promises  gradient . d > 0 unless the gradient is zero. On a quadratic with exact searches all
///           formulas agree and reach the minimum in at most n steps.
/// Expense   One theta of memory, two to five products an iteration; no allocation after the start.
/// Source    [NocedalWright2006], section 5.2; [HagerZhang2005] for the last formula, with the
///           bound of its method CG_DESCENT; [Powell1977] for the test of orthogonality.
class ConjugateGradient {
public:
    enum class Beta { fletcher_reeves, polak_ribiere, hestenes_stiefel, dai_yuan, hager_zhang };

    constexpr explicit ConjugateGradient(Beta beta = Beta::polak_ribiere) : beta_{beta} {}

    constexpr ConjugateGradient(Beta beta, std::int64_t restart_after)
        : beta_{beta}, restart_after_{restart_after} {
        require(restart_after >= 1, "update::ConjugateGradient: restart_after must be >= 1",
                restart_after);
    }

    template <Parameters Theta>
    struct Memory {
        Theta direction;
        std::int64_t since_restart = 0; ///< directions since then; 0: there is none
        std::int64_t restart_after = 1;
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {first.gradient, 0, restart_after_ > 0 ? restart_after_ : size(first.theta)};
    }

    template <Parameters Theta>
    constexpr void restart(Memory<Theta>& memory, const Iterate<Theta>&) const {
        memory.since_restart = 0;
    }

    template <Parameters Theta>
    const Theta& direction(Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const bool due = memory.since_restart == 0 || memory.since_restart == memory.restart_after;
        const Scalar beta = due ? Scalar(0) : share(memory.direction, now);
        if (beta != Scalar(0) && is_finite(beta)) {
            memory.direction = now.gradient + beta * memory.direction;
            if (const Scalar fall = dot(now.gradient, memory.direction);
                fall > 0 && is_finite(fall)) {
                ++memory.since_restart;
                return memory.direction;
            }
        }
        memory.direction = now.gradient;
        memory.since_restart = 1;
        return memory.direction;
    }

private:
    /// The beta of the formula, or 0 for a restart.
    template <Parameters Theta>
    scalar_t<Theta> share(const Theta& last, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto g = flat(now.gradient);
        const auto h = flat(now.previous.gradient);
        const auto d = flat(last); // -p
        const Scalar gg = g.squaredNorm();
        if (beta_ != Beta::hager_zhang && magnitude(g.dot(h)) >= Scalar(0.2) * gg) {
            return 0;
        }
        switch (beta_) {
        case Beta::fletcher_reeves:
            return gg / h.squaredNorm();
        case Beta::polak_ribiere:
            return larger(Scalar(0), g.dot(g - h) / h.squaredNorm());
        case Beta::hestenes_stiefel:
            return -g.dot(g - h) / d.dot(g - h);
        case Beta::dai_yuan:
            return -gg / d.dot(g - h);
        case Beta::hager_zhang:
            break;
        }
        const Scalar py = -d.dot(g - h);
        const Scalar yy = (g - h).squaredNorm();
        const Scalar beta = (g.dot(g - h) + 2 * g.dot(d) * (yy / py)) / py;
        const Scalar length = h.norm();
        const Scalar bound = -1 / (d.norm() * (length < Scalar(0.01) ? length : Scalar(0.01)));
        return beta < bound ? bound : beta;
    }

    Beta beta_;
    std::int64_t restart_after_ = 0; ///< 0: the number of entries of theta
};

} // namespace descent::update
