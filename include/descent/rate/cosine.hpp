// SPDX-License-Identifier: MIT
// Cosine: a learning rate that falls along half a cosine, once or again and again.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <cstdint>

namespace descent::rate {

/// alpha_k = least + (initial - least) (1 + cos(pi t / T)) / 2, t being the iterations since the
/// last restart and T the length of the present period. A period is `growth` times as long as the
/// one before it, rounded down. `Cosine::once` has no restart: after its period the rate is
/// `least`.
///
/// @param initial  alpha_0 and the rate of every restart, in units of theta^2 per unit of J; finite
///                 and > 0
/// @param least    towards which it falls, same units; in [0, initial]. At 0 the run ends as
///                 stalled; only `once` gets there.
/// @param period   iterations until the first restart; >= 1
/// @param growth   of the period from one to the next; dimensionless, in [1, 1000]
/// @throws InvalidSetting if any is out of range
///
/// Promises  The rates never rise but for a restart.
/// Expense   None: the cost is evaluated once an iteration. The period is looked for from the first
///           on, O(number of restarts), or O(1) with a growth of 1.
/// Source    [LoshchilovHutter2017], with its T_0 the period and its T_mult the growth.
class Cosine {
public:
    constexpr Cosine(double initial, double least, std::int64_t period, double growth = 1)
        : initial_{initial}, least_{least}, period_{period}, growth_{growth} {
        require(initial > 0 && is_finite(initial), "rate::Cosine: initial must be finite and > 0",
                initial);
        require(least >= 0 && least <= initial, "rate::Cosine: least must be in [0, initial]",
                least);
        require(period >= 1, "rate::Cosine: period must be >= 1", period);
        require(growth >= 1 && growth <= 1000, "rate::Cosine: growth must be in [1, 1000]", growth);
    }

    /// One fall over `iterations` iterations, and `least` from there on.
    static constexpr Cosine once(double initial, double least, std::int64_t iterations) {
        Cosine schedule{initial, least, iterations};
        schedule.restarts_ = false;
        return schedule;
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(const Iterate<Theta>& now, Line<scalar_t<Theta>> auto&) const {
        if (!restarts_ && now.iteration >= period_) {
            return static_cast<scalar_t<Theta>>(least_);
        }
        constexpr double pi = 3.14159265358979323846;
        const double fall = (1 + std::cos(pi * part(now.iteration))) / 2;
        return static_cast<scalar_t<Theta>>(least_ + (initial_ - least_) * fall);
    }

private:
    /// t / T: how much of the present period is over.
    constexpr double part(std::int64_t since) const {
        double period = static_cast<double>(period_);
        if (growth_ == 1) {
            return static_cast<double>(since % period_) / period;
        }
        auto left = static_cast<double>(since);
        while (left >= whole(period)) {
            left -= whole(period);
            period *= growth_;
        }
        return left / whole(period);
    }

    /// Rounded down; from 2^62 on there is nothing to round, nor an iteration to reach it.
    static constexpr double whole(double period) {
        return period < 0x1p62 ? static_cast<double>(static_cast<std::int64_t>(period)) : period;
    }

    double initial_;
    double least_;
    std::int64_t period_;
    double growth_;
    bool restarts_ = true;
};

} // namespace descent::rate
