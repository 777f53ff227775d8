// SPDX-License-Identifier: MIT
// Settled: nothing is left to gain, as far as the numbers can tell.
#pragma once

#include <descent/concepts/stopping_policy.hpp>

#include <limits>

namespace descent::stop {

/// Stops when the rounding of the numbers leaves nothing more to gain. It has no setting: the
/// answer is the same for J, 1000 J and 1e-6 J, and for theta in metres or kilometres.
///
/// What an iteration moved is the larger of |J_k - J_{k-1}| and what the gradient promised for the
/// step, |gradient_{k-1} . (theta_k - theta_{k-1})|. The iteration is quiet if that is at most
/// 4 eps |J_k|, and idle if it is at most 4000 eps |J_k| and neither the gradient nor the cost is
/// lower than it has been. Both counts begin anew when the gradient has halved.
///
/// How far the start was away says nothing of the minimum, so no gradient is low only because it
/// was steeper once: the way to the minimum must show in the gradient as well. A step turns the
/// gradient by |change of the gradient| / |gradient|, at most by 1, of which each later step forgets
/// half. Where the gradient has turned by a thousandth, what is left to gain is no more than some
/// thousand times what a step gained. The gradient is low if it has turned by a thousandth, and is
/// below sqrt(eps) of the largest met, or below sqrt(eps) |J| / max|theta| where the last step
/// moved theta by at most a thousandth of that. It is at its floor if it is below 1000 eps of the
/// largest met, and of what the curvature along the last step, |change of the gradient| / |step|,
/// makes of max|theta|. It fires
///
/// - after 10 quiet or 10 idle iterations in a row with a low gradient,
/// - after 10 that did not move theta at all with a gradient at its floor,
/// - when the gradient is 0, or below 1e-4 eps^2 of the largest met where the cost is below eps of
///   the largest met and still falls by a tenth of itself while theta moves by less than 1000 eps
///   of the widest met: a minimum of J = 0 has no scale of its own,
/// - after 50 quiet or idle iterations in a row with a larger gradient, or 50 that did not move
///   theta at all: then the run has stalled.
///
/// A run that has made a step and whose learning rate finds no further one counts as converged
///
/// - if the gradient is low and the last step moved the cost by at most 4e6 eps |J_k|, or the cost
///   is below eps of the largest met: it may be the rounding of terms that large,
/// - if the last step moved the cost by at most 4000 eps |J_k|, and the gradient has turned by a
///   thousandth and is below 100 sqrt(eps) of the largest met,
/// - if the gradient is at its floor and below sqrt(eps) |J| / max|theta|.
///
/// Certifies  convergence to rounding if the gradient is low; otherwise that the run has stalled
/// Expense    O(n) per check; no evaluation, no allocation
class Settled {
public:
    template <class Scalar>
    struct Memory {
        Scalar steepest = 0;                                       ///< largest gradient norm so far
        Scalar highest = 0;                                        ///< largest |J| so far
        Scalar widest = 0;                                         ///< largest |theta| so far
        Scalar length = 0;                                         ///< |theta|
        Scalar step = 0;                                           ///< |theta - previous theta|
        Scalar change = 0;                                         ///< what the last check measured
        Scalar limit = 0;                                          ///< and compared it with
        Scalar turned = 0;                                         ///< relative, fading
        Scalar floor = 0;                                          ///< of the gradient norm
        Scalar flattest = std::numeric_limits<Scalar>::infinity(); ///< smallest gradient norm
        Scalar lowest = std::numeric_limits<Scalar>::infinity();   ///< lowest cost
        Scalar mark =
            std::numeric_limits<Scalar>::infinity(); ///< the last that was half of one before
        int quiet = 0;                               ///< quiet iterations in a row
        int idle = 0;                                ///< idle iterations in a row
        int frozen = 0;                              ///< without moving theta
        bool flat = false;                           ///< whether the gradient alone was enough
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        memory.steepest = larger(memory.steepest, now.gradient_norm);
        memory.highest = larger(memory.highest, magnitude(now.cost));
        memory.length = max_norm(now.theta);
        memory.widest = larger(memory.widest, memory.length);
        memory.step = max_distance(now.theta, now.previous.theta);
        if (now.gradient_norm == 0 || exhausted(memory, now)) {
            memory.flat = true;
            return true;
        }
        if (now.iteration == 0) {
            return false; // no step to judge by
        }
        const auto promised = dot_difference(now.previous.gradient, now.previous.theta, now.theta);
        memory.change = larger(magnitude(now.cost_change()), magnitude(promised));
        memory.limit = 4 * epsilon * magnitude(now.cost);
        if (memory.step == 0) {
            // a step that moves nothing says nothing of the cost
            return ++memory.frozen >= enough_frozen(memory, now);
        }
        memory.frozen = 0;
        if (now.gradient_norm < memory.mark / 2) {
            memory.mark = now.gradient_norm; // still falling
            memory.quiet = memory.idle = 0;
        }
        look_back(memory, now);
        memory.quiet = memory.change <= memory.limit ? memory.quiet + 1 : 0;
        const bool idle = memory.change <= 1000 * memory.limit &&
                          !(now.gradient_norm < memory.flattest) && !(now.cost < memory.lowest);
        memory.idle = idle ? memory.idle + 1 : 0;
        memory.flattest = now.gradient_norm < memory.flattest ? now.gradient_norm : memory.flattest;
        memory.lowest = now.cost < memory.lowest ? now.cost : memory.lowest;
        return low(memory, now) ? memory.quiet >= enough_quiet || memory.idle >= enough_idle
                                : memory.quiet >= hopeless || memory.idle >= hopeless;
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<scalar_t<Theta>>& memory,
                              const Iterate<Theta>& now) const {
        const bool found = memory.frozen > 0 ? at_floor(memory, now) : low(memory, now);
        return found ? Outcome::converged : Outcome::stalled;
    }

    /// What it means that the learning rate found no step.
    template <Parameters Theta>
    constexpr Outcome stuck(const Memory<scalar_t<Theta>>& memory,
                            const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        if (now.iteration == 0) {
            return Outcome::stalled; // no step yet
        }
        const Scalar fall = now.gradient_norm / memory.steepest;
        const Scalar share = now.gradient_norm * (memory.length / magnitude(now.cost));
        const bool close = memory.change <= 1'000'000 * memory.limit || vanished(memory, now);
        const bool closer = memory.turned >= enough_turned &&
                            memory.change <= 1000 * memory.limit && fall * fall <= 10'000 * epsilon;
        const bool flat = at_floor(memory, now) && share * share <= epsilon;
        return (close && low(memory, now)) || closer || flat ? Outcome::converged
                                                             : Outcome::stalled;
    }

    /// What it waited for: the gradient norm, or quiet or idle iterations.
    template <Parameters Theta>
    constexpr StopRecord record(const Memory<scalar_t<Theta>>& memory,
                                const Iterate<Theta>& now) const {
        if (memory.flat) {
            constexpr auto epsilon = std::numeric_limits<scalar_t<Theta>>::epsilon();
            return {"stop::Settled by the gradient norm", static_cast<double>(now.gradient_norm),
                    1e-4 * static_cast<double>(epsilon * epsilon * memory.steepest)};
        }
        if (memory.frozen > 0) {
            return {"stop::Settled by iterations that moved nothing",
                    static_cast<double>(memory.frozen),
                    static_cast<double>(enough_frozen(memory, now))};
        }
        const bool is_low = low(memory, now);
        const int quiet_limit = is_low ? enough_quiet : hopeless;
        const int idle_limit = is_low ? enough_idle : hopeless;
        if (memory.quiet < quiet_limit && memory.idle >= idle_limit) {
            return {"stop::Settled by idle iterations", static_cast<double>(memory.idle),
                    static_cast<double>(idle_limit)};
        }
        return {"stop::Settled by quiet iterations", static_cast<double>(memory.quiet),
                static_cast<double>(quiet_limit)};
    }

private:
    static constexpr int enough_quiet = 10;
    static constexpr int enough_idle = 10;
    static constexpr int hopeless = 50;
    static constexpr double enough_turned = 1e-3;

    /// What the last step, which moved theta, says of the curvature.
    template <Parameters Theta>
    static constexpr void look_back(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        const Scalar turn = max_distance(now.gradient, now.previous.gradient);
        const Scalar turned = turn / now.gradient_norm;
        memory.turned = larger(memory.turned / 2, turned < 1 ? turned : Scalar(1));
        memory.floor = 1000 * epsilon * turn * (memory.length / memory.step);
    }

    template <Parameters Theta>
    static constexpr bool vanished(const Memory<scalar_t<Theta>>& memory,
                                   const Iterate<Theta>& now) {
        return magnitude(now.cost) <=
               std::numeric_limits<scalar_t<Theta>>::epsilon() * memory.highest;
    }

    /// Whether the gradient fell to its own rounding: then a step that moves nothing is the last.
    template <Parameters Theta>
    static constexpr bool at_floor(const Memory<scalar_t<Theta>>& memory,
                                   const Iterate<Theta>& now) {
        constexpr auto epsilon = std::numeric_limits<scalar_t<Theta>>::epsilon();
        return now.gradient_norm / memory.steepest <= 1000 * epsilon &&
               now.gradient_norm <= memory.floor;
    }

    template <Parameters Theta>
    static constexpr int enough_frozen(const Memory<scalar_t<Theta>>& memory,
                                       const Iterate<Theta>& now) {
        return at_floor(memory, now) ? enough_idle : hopeless;
    }

    /// On the way to a minimum of 0, which has no scale of its own, all digits of the start are
    /// used up.
    template <Parameters Theta>
    static constexpr bool exhausted(const Memory<scalar_t<Theta>>& memory,
                                    const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        return vanished(memory, now) && memory.step / memory.widest <= 1000 * epsilon &&
               magnitude(now.cost_change()) > Scalar(0.1) * magnitude(now.cost) &&
               now.gradient_norm <= Scalar(1e-4) * epsilon * epsilon * memory.steepest;
    }

    template <Parameters Theta>
    static constexpr bool low(const Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now) {
        // quotients, for squares of a tiny or huge gradient compare as 0 <= 0 or inf <= inf
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        const Scalar norm = now.gradient_norm;
        const Scalar fall = norm / memory.steepest;
        const Scalar reach = norm * memory.length;
        const Scalar share = reach / magnitude(now.cost);
        if (norm == 0) {
            return true;
        }
        if (!(memory.turned >= enough_turned)) {
            return false; // the way to the minimum does not show
        }
        if (fall * fall <= epsilon) {
            return true;
        }
        // a theta that is a sum of a few steps from 0 is no scale to measure by
        return reach > 0 && share * share <= epsilon && memory.step <= Scalar(1e-3) * memory.length;
    }
};

} // namespace descent::stop
