// SPDX-License-Identifier: MIT
// WarmUp: a linear warm-up in front of any other learning rate.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>
#include <descent/rate/constant.hpp>

#include <cstdint>
#include <utility>

namespace descent::rate {

/// alpha_k = inner_k * min(1, (k + 1) / iterations): the share (k + 1) / iterations of what the
/// inner learning rate says, and all of it from iteration `iterations` - 1 on. The inner rate sees
/// every iterate with its own number k.
///
///     rate::WarmUp schedule{100, rate::Exponential{0.1, 0.999}};
///
/// @param iterations  length of the warm-up; >= 1, where 1 changes nothing
/// @param inner       any LearningRate
/// @throws InvalidSetting if iterations is out of range
///
/// Promises  Bit for bit the inner rate after the warm-up.
/// Expense   That of the inner rate. A search accepts a point that a shorter step then misses:
///           during the warm-up it costs one evaluation more an iteration.
/// Source    [Goyal2017], the gradual warm-up. Differs: it starts from the rate / iterations.
template <class R>
class WarmUp {
public:
    constexpr WarmUp(std::int64_t iterations, R inner)
        : iterations_{iterations}, inner_{std::move(inner)} {
        require(iterations >= 1, "rate::WarmUp: iterations must be >= 1", iterations);
    }

    template <Parameters Theta>
        requires Remembers<R, Theta>
    constexpr auto init(const Iterate<Theta>& first) const {
        return inner_.init(first);
    }

    /// For the lines that the inner rate takes.
    template <Parameters Theta, Line<scalar_t<Theta>> L>
        requires requires(const R& inner, const Iterate<Theta>& now, L& line) {
            inner.rate(now, line);
        }
    constexpr scalar_t<Theta> rate(const Iterate<Theta>& now, L& line) const {
        return warm(now, inner_.rate(now, line));
    }

    /// The same, for an inner rate with memory.
    template <Parameters Theta, Line<scalar_t<Theta>> L>
        requires requires(const R& inner, memory_t<R, Theta>& memory, const Iterate<Theta>& now,
                          L& line) { inner.rate(memory, now, line); }
    constexpr scalar_t<Theta> rate(memory_t<R, Theta>& memory, const Iterate<Theta>& now,
                                   L& line) const {
        return warm(now, inner_.rate(memory, now, line));
    }

private:
    template <Parameters Theta>
    constexpr scalar_t<Theta> warm(const Iterate<Theta>& now, scalar_t<Theta> alpha) const {
        using Scalar = scalar_t<Theta>;
        const std::int64_t done = now.iteration + 1;
        return done >= iterations_
                   ? alpha
                   : alpha * (static_cast<Scalar>(done) / static_cast<Scalar>(iterations_));
    }

    std::int64_t iterations_;
    R inner_;
};

} // namespace descent::rate
