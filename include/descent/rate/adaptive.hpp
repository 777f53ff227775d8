// SPDX-License-Identifier: MIT
// Adaptive: gradient descent that finds its rate from its own gradients, without parameters.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/core/secant.hpp>
#include <descent/rate/first_trial.hpp>

#include <cmath>
#include <limits>

namespace descent::rate {

/// Does not let the rate grow too fast, and does not step over the curvature that the last update
/// met, L_k = |gradient_k - gradient_{k-1}| / |theta_k - theta_{k-1}|. With q = alpha_{k-1} /
/// alpha_{k-2}:
///     of 2020   alpha_k = min(sqrt(1 + q) alpha_{k-1},  1 / (2 L_k))
///     of 2024   alpha_k = min(sqrt(2/3 + q) alpha_{k-1},
///                             alpha_{k-1} / sqrt(max(0, 2 (alpha_{k-1} L_k)^2 - 1)))
/// The first update is a ten thousandth of what FirstTrial::last would try, just long enough to
/// meet the curvature: of 2020, alpha_1 = 1 / (2 L_1); of 2024, alpha_1 = 1 / (sqrt(2) L_1), and q
/// starts from there at 1/3.
///
/// Made for update::SteepestDescent.
///
/// Promises  Convergence on every convex cost that is finite everywhere, with a locally Lipschitz
///           gradient, whatever the start; J_best - J_min = O(1/k). The cost may rise now and then.
/// Expense   None: one evaluation an iteration, and no parameter. Two passes over theta.
/// Source    [MalitskyMishchenko2020]; [MalitskyMishchenko2024], of its two rules the one with 2/3.
///           Differs: the first update, for which both ask the user.
class Adaptive {
public:
    enum class Rule { of_2020, of_2024 };

    constexpr explicit Adaptive(Rule rule = Rule::of_2024) : rule_{rule} {}

    template <class Scalar>
    struct Memory {
        Scalar ratio = 0; ///< alpha_{k-1} / alpha_{k-2}; 0 before the third update
    };

    template <Parameters Theta>
    constexpr Memory<scalar_t<Theta>> init(const Iterate<Theta>&) const {
        return {};
    }

    template <Parameters Theta>
    scalar_t<Theta> rate(Memory<scalar_t<Theta>>& memory, const Iterate<Theta>& now,
                         Line<scalar_t<Theta>> auto& line) const {
        using Scalar = scalar_t<Theta>;
        const Scalar before = now.rate;
        if (!(before > 0)) {
            const Scalar slope = line.slope();
            return slope < 0 ? first_trial(FirstTrial::last, {}, now, slope) / 10000 : Scalar(0);
        }
        const auto [ss, sy, yy] = secant(now);
        const Scalar curvature = ss > 0 ? std::sqrt(yy / ss) : Scalar(0);
        const bool first = memory.ratio == 0;
        const Scalar most = first ? largest_growth * before : growth(memory.ratio) * before;
        Scalar alpha = first ? 1 / (curvature * std::sqrt(Scalar(rule_ == Rule::of_2024 ? 2 : 4)))
                             : overstep(before, curvature);
        if (!(alpha < most)) {
            alpha = most;
        }
        memory.ratio = first && rule_ == Rule::of_2024 ? Scalar(1) / 3 : alpha / before;
        return alpha;
    }

private:
    static constexpr int largest_growth = 100'000'000; ///< of the first update to the second

    template <class Scalar>
    Scalar growth(Scalar ratio) const {
        return std::sqrt((rule_ == Rule::of_2024 ? Scalar(2) / 3 : Scalar(1)) + ratio);
    }

    /// The rate that the curvature allows; infinite where there is next to none.
    template <class Scalar>
    Scalar overstep(Scalar before, Scalar curvature) const {
        if (rule_ == Rule::of_2020) {
            return 1 / (2 * curvature);
        }
        const Scalar over = 2 * (before * curvature) * (before * curvature) - 1;
        return over > 0 ? before / std::sqrt(over) : std::numeric_limits<Scalar>::infinity();
    }

    Rule rule_;
};

} // namespace descent::rate
