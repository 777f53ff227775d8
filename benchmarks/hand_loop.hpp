// SPDX-License-Identifier: MIT
// hand_loop: what the library does on the quadratic bowl, written out by hand.
#pragma once

#include <descent/core/parameters.hpp>

#include <cstdint>

namespace descent::benchmarks {

/// The same arithmetic as the library: value and gradient at every iterate, a test that both and
/// theta are finite and that the cost has not run away, the lowest point kept and returned.
template <class Theta>
Theta hand_loop(Theta theta, double rate, double momentum, std::int64_t iterations) {
    const auto evaluate = [](const Theta& at, Theta& gradient, double& norm) {
        gradient = 2 * at;
        norm = max_norm(gradient);
        return squared_norm(at);
    };
    Theta gradient;
    double norm = 0;
    double cost = evaluate(theta, gradient, norm);
    double lowest = cost;
    Theta best = theta;
    Theta velocity = filled_like(theta, 0);
    const double limit = 1e8 * cost;
    for (std::int64_t k = 0; k < iterations; ++k) {
        if (momentum == 0) { // known when this is inlined
            theta -= rate * gradient;
        } else {
            velocity = momentum * velocity + gradient;
            theta -= rate * velocity;
        }
        cost = evaluate(theta, gradient, norm);
        if ((cost - cost) + (norm - norm) + zero_if_finite(theta) != 0 || cost > limit) {
            break;
        }
        if (cost < lowest) {
            lowest = cost;
            best = theta;
        }
    }
    return best;
}

} // namespace descent::benchmarks
