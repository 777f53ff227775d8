// SPDX-License-Identifier: MIT
// The parts that the optimizer brings along: the one header of this folder that names any.
#pragma once

#include <descent/rate/backtracking.hpp>
#include <descent/rate/barzilai_borwein.hpp>
#include <descent/rate/strong_wolfe.hpp>
#include <descent/stop/after_iterations.hpp>
#include <descent/stop/any_of.hpp>
#include <descent/stop/diverging.hpp>
#include <descent/stop/settled.hpp>
#include <descent/update/limited_memory_bfgs.hpp>
#include <descent/update/preconditioned.hpp>
#include <descent/update/projected_limited_memory_bfgs.hpp>
#include <descent/update/steepest_descent.hpp>

#include <cstdint>

namespace descent {

/// What ends a run whose policy sets no budget.
inline constexpr std::int64_t default_iterations = 1'000'000;

/// The caller's policy, with what is always watched: divergence, and a budget if there is none.
template <class Stop>
constexpr auto guarded(const Stop& stop) {
    if constexpr (ends_every_run<Stop>) {
        return stop::AnyOf{stop, stop::Diverging{}};
    } else {
        return stop::AnyOf{
            stop, stop::AnyOf{stop::AfterIterations{default_iterations}, stop::Diverging{}}};
    }
}

/// The update rule of `minimize`. With its rate and stop: of the methods measured, the one that
/// solves most problems with the fewest evaluations (docs/benchmarks.md).
inline auto default_update() { return update::LimitedMemoryBfgs{20}; }

/// The same, in the variables of a preconditioner.
template <class P>
auto default_update(const P& preconditioner) {
    return update::Preconditioned{preconditioner, default_update()};
}

/// The learning rate of `minimize`.
///
/// @param rounding  of the cost
inline auto default_rate(Rounding rounding = Rounding::usual) {
    return rate::StrongWolfe{rate::FirstTrial::unit, 1e-4, 0.9, rounding};
}

/// The learning rate of `minimize` for steepest descent with a proximal step, whose points do not
/// lie on a straight line.
inline auto default_proximal_rate() { return rate::BarzilaiBorwein{}; }

/// The stopping policy of `minimize`: where rounding leaves nothing to gain, or after 10 000
/// iterations.
///
/// @param rounding  as for default_rate
inline auto default_stop(Rounding rounding = Rounding::usual) {
    return stop::Settled{rounding} | stop::AfterIterations{10'000};
}

/// The update rule and the learning rate of `minimize` among bounds.
template <class R>
auto default_bounded_update(const R& bounds) {
    return update::ProjectedLimitedMemoryBfgs<R>{bounds};
}
/// The learning rate of `minimize` among bounds.
inline auto default_bounded_rate() { return rate::Backtracking{rate::FirstTrial::unit}; }

} // namespace descent
