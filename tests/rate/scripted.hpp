// SPDX-License-Identifier: MIT
// Made-up iterates and lines, for tests of learning rates without a run.
#pragma once

#include <descent/concepts/line.hpp>
#include <descent/core/iterate.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace descent::scripted {

/// An iterate at which cost and gradient are these; previous is the same point.
template <Parameters Theta>
constexpr Iterate<Theta> iterate(const Theta& theta, const Theta& gradient, scalar_t<Theta> cost) {
    const Point<Theta> here{theta, cost, gradient, max_norm(gradient)};
    return Iterate<Theta>{here, 0, 1, scalar_t<Theta>(0), here};
}

/// The iterate that an update by `rate` led to.
template <Parameters Theta>
constexpr Iterate<Theta> after(const Iterate<Theta>& before, const Iterate<Theta>& now,
                               scalar_t<Theta> rate) {
    Iterate<Theta> next = now;
    next.iteration = before.iteration + 1;
    next.evaluations = before.evaluations + 1;
    next.rate = rate;
    next.previous = before;
    return next;
}

/// Iteration k of a run that nothing else is known of.
template <class Scalar = double>
constexpr Iterate<Scalar> iteration(std::int64_t k) {
    Iterate<Scalar> now = iterate<Scalar>(1, 1, 1);
    now.iteration = k;
    return now;
}

/// A line that is any function alpha -> Trial; it remembers what it was asked.
template <class Scalar, class Phi>
class Line {
public:
    constexpr explicit Line(Phi phi) : phi_{std::move(phi)} {}

    constexpr Scalar value() const { return phi_(Scalar(0)).value; }
    constexpr Scalar slope() const { return phi_(Scalar(0)).slope; }
    constexpr Trial<Scalar> operator()(Scalar alpha) {
        asked.push_back(alpha);
        return phi_(alpha);
    }

    /// Whether the run would have to evaluate at this rate: it is neither the last one asked nor
    /// the lowest one before.
    constexpr bool evaluates_again(Scalar alpha) const {
        if (!asked.empty() && asked.back() == alpha) {
            return false;
        }
        Scalar lowest = 0;
        bool found = false;
        for (std::size_t i = 0; i + 1 < asked.size(); ++i) {
            if (!found || phi_(asked[i]).value < phi_(lowest).value) {
                lowest = asked[i];
                found = true;
            }
        }
        return !found || lowest != alpha;
    }

    constexpr bool asked_twice() const {
        for (std::size_t i = 0; i < asked.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (asked[i] == asked[j]) {
                    return true;
                }
            }
        }
        return false;
    }

    std::vector<Scalar> asked{};

private:
    Phi phi_;
};

template <class Scalar = double, class Phi>
constexpr Line<Scalar, Phi> line(Phi phi) {
    return Line<Scalar, Phi>{std::move(phi)};
}

/// The rate of a policy without memory at iteration k.
template <class Scalar = double, class Rate>
constexpr Scalar rate_at_iteration(const Rate& policy, std::int64_t k) {
    archetype::Line<Scalar> line;
    return policy.rate(iteration<Scalar>(k), line);
}

} // namespace descent::scripted
