// SPDX-License-Identifier: MIT
// Made-up runs of one parameter, for the tests of policies and observers.
#pragma once

#include <descent/concepts/stopping_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace descent::tests {

/// One iterate of a made-up run.
struct Made {
    double theta;
    double cost;
    double gradient;
};

/// The iterates 0, 1, 2, ... of a run that met these points, one evaluation each, rate 0.5.
inline std::vector<Iterate<double>> history(const std::vector<Made>& met) {
    std::vector<Iterate<double>> iterates;
    for (std::size_t k = 0; k < met.size(); ++k) {
        const auto point = [&](const Made& made) {
            return Point<double>{made.theta, made.cost, made.gradient, magnitude(made.gradient)};
        };
        const auto count = static_cast<std::int64_t>(k);
        iterates.push_back(
            {point(met[k]), count, count + 1, k == 0 ? 0. : 0.5, point(met[k == 0 ? 0 : k - 1])});
    }
    return iterates;
}

/// The iterates of a run of which only the costs matter.
inline std::vector<Iterate<double>> with_costs(const std::vector<double>& costs) {
    std::vector<Made> met;
    for (const double cost : costs) {
        met.push_back({1, cost, 1});
    }
    return history(met);
}

inline constexpr std::int64_t never = -1;

/// What a policy made of a run.
struct Verdict {
    std::int64_t at = never; ///< the iteration at which it fired
    Outcome outcome = Outcome::cancelled;
    std::vector<StopRecord> records{}; ///< at that iterate, or at the last one
};

/// Asks the policy about each iterate in order, until it fires.
template <class S>
Verdict verdict(const S& policy, const std::vector<Iterate<double>>& iterates) {
    Verdict found;
    Asked<S, double> asked{descent::init(policy, iterates.front())};
    const Iterate<double>* now = nullptr;
    for (const auto& iterate : iterates) {
        now = &iterate;
        if (ask(policy, asked, iterate)) {
            found.at = iterate.iteration;
            found.outcome = meaning(policy, asked, iterate);
            break;
        }
    }
    found.records.resize(criteria<S>);
    write_records(policy, asked, *now, true, found.records.data());
    return found;
}

template <class S>
std::int64_t first_stop(const S& policy, const std::vector<Iterate<double>>& iterates) {
    return verdict(policy, iterates).at;
}

} // namespace descent::tests
