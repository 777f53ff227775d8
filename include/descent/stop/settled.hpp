// SPDX-License-Identifier: MIT
// Settled: nothing is left to gain, as far as the numbers can tell.
#pragma once

#include <descent/concepts/stopping_policy.hpp>
#include <descent/core/flat.hpp>
#include <descent/core/rounding.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace descent::stop {

/// Stops when the rounding of the numbers leaves nothing more to gain. It needs no number: the
/// answer is the same for J, 1000 J and 1e-6 J, and for theta in metres or kilometres.
///
/// What an iteration moved is what the gradients at both ends tell of the step s, the larger of
/// |gradient_{k-1} . s| and |gradient_k . s|; or |J_k - J_{k-1}|, if that is larger and more than
/// rounding can be, 4000 eps |J_k|. The iteration is quiet if it moved at most 4 eps |J_k|, and idle
/// if it moved at most 4000 eps |J_k|, or no entry of theta by more than 4 eps of itself, and
/// neither the gradient nor the cost is lower than it has been. Both counts begin anew when the
/// gradient has halved.
///
/// How far the start was away says nothing of the minimum, so no gradient is low only because it
/// was steeper once: the way to the minimum must show in the gradient as well. A step turns the
/// gradient by |change of the gradient| / |gradient|, at most by 1, of which each later step
/// forgets half. Where the gradient has turned by a thousandth, what is left to gain is no more
/// than some thousand times what a step gained. The gradient is low if it has turned by a
/// thousandth, and is below sqrt(eps) of the largest met, or below sqrt(eps) |J| / max|theta| where
/// the last step moved theta by at most a thousandth of that. It is at its floor if it is below
/// 1000 eps of the largest met, and of what the curvature along the last step,
/// |change of the gradient| / |step|, makes of max|theta|.
///
/// The largest entry does not speak for the others, whose units may be others. So the gradient is
/// low, or at its floor, only if each of its entries g_i shows that nothing is left to gain by it.
/// Where J is quadratic with the Hessian H, a step s that turned the gradient by y = H s leaves
/// g_i^2 / (2 H_ii) <= (s . y / 2) (g_i / y_i)^2 along theta_i, in whatever units. An entry is found
/// if what a step moved (if less than 20 eps |J|, that), times (g_i / y_i)^2, is at most
/// 200 000 eps |J|: the last step, or one of the last 10 if each moved at most 4e6 eps |J|. Or if it
/// rests, to 4 eps of theta_i, with |g_i theta_i| at most 4e6 eps |J|, if it was found before, and
/// otherwise at most 4 eps^2 |J|: it is no part of J any more. Or if a bound holds it: then |g_i|
/// is above the gradient norm. All are found where the cost is below eps of the largest met: it may
/// be the rounding of terms that large. With another proximal term than bounds the norm is not of
/// the entries: those above it are not asked, and units far apart can mislead it there.
///
/// It fires
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
///   is below eps of the largest met,
/// - if the last step moved the cost by at most 4000 eps |J_k|, every entry is found, and the
///   gradient has turned by a thousandth and is below 100 sqrt(eps) of the largest met,
/// - if the gradient is at its floor and below sqrt(eps) |J| / max|theta|.
///
/// What it says is that nothing is left to gain to the rounding of J, which is not that the
/// gradient vanishes: where J is rounded by eps |J|, no search sees a gradient below
/// sqrt(eps |J| H_ii), or a multiple of that where J is a sum of many terms. It can be misled where
/// the cost fell below eps of the largest met to a minimum that is not 0, if a parameter is in
/// units 10^11 and more from those of others: the rest may be the rounding of the start, or not.
/// And in a valley where parameters make up for each other: each entry by itself has nothing left
/// to gain there while all together have, such as an intercept and the coefficient of a feature
/// whose mean is some thousand times its spread, in float some ten times. A Preconditioner opens
/// such valleys, and a FarSightedUpdateRule, as L-BFGS is, looks for them before the end.
///
/// @param rounding  how much of a change of the cost may be rounding where the gradients tell of
///                  less: 4000 eps |J|; with Rounding::large sqrt(eps) |J|, if that is more
///
/// Certifies  convergence to rounding if the gradient is low; otherwise that the run has stalled
/// Expense    O(n) per check, and a number for each entry; no evaluation, no allocation
class Settled {
public:
    constexpr explicit Settled(Rounding rounding = Rounding::usual) : rounding_{rounding} {}

    template <Parameters Theta>
    struct Memory {
        using Scalar = scalar_t<Theta>;

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
        bool close = false;                          ///< whether the last step was a short one
        Column<Theta> ages;                          ///< of each entry, see look_back
    };

    template <Parameters Theta>
    constexpr Memory<Theta> init(const Iterate<Theta>& first) const {
        return {.ages = Column<Theta>::Constant(size(first.theta), never<scalar_t<Theta>>)};
    }

    template <Parameters Theta>
    constexpr bool check(Memory<Theta>& memory, const Iterate<Theta>& now) const {
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
        memory.limit = 4 * epsilon * magnitude(now.cost);
        memory.change = moved(memory, now);
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
        const bool idle = (memory.change <= 1000 * memory.limit || rests(now)) &&
                          !(now.gradient_norm < memory.flattest) && !(now.cost < memory.lowest);
        memory.idle = idle ? memory.idle + 1 : 0;
        memory.flattest = now.gradient_norm < memory.flattest ? now.gradient_norm : memory.flattest;
        memory.lowest = now.cost < memory.lowest ? now.cost : memory.lowest;
        const int longest = (std::max)(memory.quiet, memory.idle);
        return longest >= hopeless || (longest >= enough && low(memory, now));
    }

    template <Parameters Theta>
    constexpr Outcome outcome(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        const bool found = memory.frozen > 0 ? at_floor(memory, now) : low(memory, now);
        return found ? Outcome::converged : Outcome::stalled;
    }

    /// What it means that the learning rate found no step.
    template <Parameters Theta>
    constexpr Outcome stuck(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        if (now.iteration == 0) {
            return Outcome::stalled; // no step yet
        }
        const Scalar fall = now.gradient_norm / memory.steepest;
        const Scalar share = now.gradient_norm * (memory.length / magnitude(now.cost));
        const bool close = memory.change <= little * memory.limit || vanished(memory, now);
        const bool closer = memory.turned >= enough_turned &&
                            memory.change <= 1000 * memory.limit &&
                            fall * fall <= 10'000 * epsilon && all_found(memory, now);
        const bool flat = at_floor(memory, now) && share * share <= epsilon;
        return (close && low(memory, now)) || closer || flat ? Outcome::converged
                                                             : Outcome::stalled;
    }

    /// What it waited for: the gradient norm, or quiet or idle iterations.
    template <Parameters Theta>
    constexpr StopRecord record(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
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
        const int limit = is_low ? enough : hopeless;
        if (memory.quiet < limit && memory.idle >= limit) {
            return {"stop::Settled by idle iterations", static_cast<double>(memory.idle),
                    static_cast<double>(limit)};
        }
        return {"stop::Settled by quiet iterations", static_cast<double>(memory.quiet),
                static_cast<double>(limit)};
    }

private:
    static constexpr int enough = 10;
    static constexpr int hopeless = 50;
    static constexpr int little = 1'000'000; ///< times the limit: what a short step may have moved
    static constexpr int most = 50'000;      ///< times the limit: what an entry may leave to gain
    static constexpr double enough_turned = 1e-3;
    template <class Scalar>
    static constexpr Scalar never = std::numeric_limits<Scalar>::infinity();

    /// What the last step moved: the larger of what the gradients at its ends say, and of the change
    /// of the cost unless that can be rounding.
    template <Parameters Theta>
    constexpr auto moved(const Memory<Theta>& memory, const Iterate<Theta>& now) const {
        using Scalar = scalar_t<Theta>;
        const auto told =
            larger(magnitude(dot_difference(now.previous.gradient, now.previous.theta, now.theta)),
                   magnitude(dot_difference(now.gradient, now.previous.theta, now.theta)));
        const Scalar change = magnitude(now.cost_change());
        const Scalar share = change / magnitude(now.cost);
        const bool rounding = change <= 1000 * memory.limit ||
                              (rounding_ == Rounding::large &&
                               share * share <= std::numeric_limits<Scalar>::epsilon());
        return rounding ? told : larger(change, told);
    }

    /// What the last step, which moved theta, says of the curvature.
    ///
    /// An entry's age is the number of short steps in a row since the one that turned it far: up to
    /// `enough` it is found, above that it was found before, and if `never`, not so far.
    template <Parameters Theta>
    static constexpr void look_back(Memory<Theta>& memory, const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        const Scalar turn = max_distance(now.gradient, now.previous.gradient);
        const Scalar turned = turn / now.gradient_norm;
        memory.turned = larger(memory.turned / 2, turned < 1 ? turned : Scalar(1));
        memory.floor = 1000 * epsilon * turn * (memory.length / memory.step);
        const bool close = memory.change <= little * memory.limit;
        const Scalar least = least_turn(memory);
        const Scalar when_turned = close ? 0 : enough + 1;
        const Scalar at_least = memory.close ? 0 : enough; // a long step ends what stood before it
        // otherwise hardly an entry turned far; one that did is asked again: less is claimed so
        if (close || least * now.gradient_norm <= turn) {
            for (Index i = 0; i < size(now.theta); ++i) {
                const Scalar age = larger(memory.ages[i], at_least) + 1;
                memory.ages[i] = turned_far(least, now, i) ? when_turned : age;
            }
        }
        memory.close = close;
    }

    /// The part of itself that an entry of the gradient must turn by in a step which gained as much
    /// as the last, for no more than `most` times the limit to be left to gain by that entry.
    template <Parameters Theta>
    static constexpr scalar_t<Theta> least_turn(const Memory<Theta>& memory) {
        using Scalar = scalar_t<Theta>;
        return std::sqrt(larger(memory.change / memory.limit, Scalar(5)) / most);
    }

    template <Parameters Theta>
    static constexpr bool turned_far(scalar_t<Theta> least, const Iterate<Theta>& now, Index i) {
        const auto here = entry(now.gradient, i);
        return least * magnitude(here) <= magnitude(here - entry(now.previous.gradient, i));
    }

    /// Whether no entry of theta moved by more than its rounding.
    template <Parameters Theta>
    static constexpr bool rests(const Iterate<Theta>& now) {
        for (Index i = 0; i < size(now.theta); ++i) {
            if (!rests(now, i)) {
                return false;
            }
        }
        return true;
    }

    template <Parameters Theta>
    static constexpr bool rests(const Iterate<Theta>& now, Index i) {
        constexpr auto epsilon = std::numeric_limits<scalar_t<Theta>>::epsilon();
        const auto here = entry(now.theta, i);
        return magnitude(here - entry(now.previous.theta, i)) <= 4 * epsilon * magnitude(here);
    }

    /// Whether no entry by itself has something left to gain.
    template <Parameters Theta>
    static constexpr bool all_found(const Memory<Theta>& memory, const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        const Scalar least = least_turn(memory);
        bool found = true;
        for (Index i = 0; i < size(now.theta); ++i) {
            const Scalar here = entry(now.theta, i);
            const Scalar slope = magnitude(entry(now.gradient, i));
            const bool held = slope > now.gradient_norm; // by a bound
            const Scalar share = memory.ages[i] < never<Scalar> ? Scalar(little) : epsilon;
            const bool done = rests(now, i) && slope * magnitude(here) <= share * memory.limit;
            const bool turned = memory.close && memory.ages[i] <= enough;
            found = found && (held || done || turned || turned_far(least, now, i));
        }
        return found || vanished(memory, now);
    }

    template <Parameters Theta>
    static constexpr bool vanished(const Memory<Theta>& memory, const Iterate<Theta>& now) {
        return magnitude(now.cost) <=
               std::numeric_limits<scalar_t<Theta>>::epsilon() * memory.highest;
    }

    /// Whether the gradient fell to its own rounding: then a step that moves nothing is the last.
    template <Parameters Theta>
    static constexpr bool at_floor(const Memory<Theta>& memory, const Iterate<Theta>& now) {
        constexpr auto epsilon = std::numeric_limits<scalar_t<Theta>>::epsilon();
        return now.gradient_norm / memory.steepest <= 1000 * epsilon &&
               now.gradient_norm <= memory.floor && all_found(memory, now);
    }

    template <Parameters Theta>
    static constexpr int enough_frozen(const Memory<Theta>& memory, const Iterate<Theta>& now) {
        return at_floor(memory, now) ? enough : hopeless;
    }

    /// On the way to a minimum of 0, which has no scale of its own, all digits of the start are
    /// used up.
    template <Parameters Theta>
    static constexpr bool exhausted(const Memory<Theta>& memory, const Iterate<Theta>& now) {
        using Scalar = scalar_t<Theta>;
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        return vanished(memory, now) && memory.step / memory.widest <= 1000 * epsilon &&
               magnitude(now.cost_change()) > Scalar(0.1) * magnitude(now.cost) &&
               now.gradient_norm <= Scalar(1e-4) * epsilon * epsilon * memory.steepest;
    }

    template <Parameters Theta>
    static constexpr bool low(const Memory<Theta>& memory, const Iterate<Theta>& now) {
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
            return all_found(memory, now);
        }
        // a theta that is a sum of a few steps from 0 is no scale to measure by
        return reach > 0 && share * share <= epsilon &&
               memory.step <= Scalar(1e-3) * memory.length && all_found(memory, now);
    }

    Rounding rounding_;
};

} // namespace descent::stop
