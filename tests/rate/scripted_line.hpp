// SPDX-License-Identifier: MIT
// ScriptedLine: the cost along a line, given by formula, and a list of what was asked.
#pragma once

#include <descent/concepts/line.hpp>
#include <descent/core/iterate.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace descent::tests {

/// A line phi(alpha) with phi(0) and phi'(0) as given.
class ScriptedLine {
public:
    using Function = std::function<Trial<double>(double)>;

    ScriptedLine(double value, double slope, Function phi)
        : value_{value}, slope_{slope}, phi_{std::move(phi)} {}

    double value() const { return value_; }
    double slope() const { return slope_; }
    Trial<double> operator()(double alpha) {
        asked.push_back(alpha);
        return phi_(alpha);
    }

    std::vector<double> asked{};

private:
    double value_;
    double slope_;
    Function phi_;
};

static_assert(Line<ScriptedLine, double>);

/// The parabola 1 - 2 alpha + steepness alpha^2, with its minimum at 1 / steepness.
inline ScriptedLine parabola(double steepness) {
    return {1, -2, [steepness](double alpha) {
                return Trial<double>{1 - 2 * alpha + steepness * alpha * alpha,
                                     -2 + 2 * steepness * alpha};
            }};
}

/// An iterate for rates that read only the line.
inline Iterate<double> somewhere() { return {{0, 0, 0, 0}, 0, 1, 0, {0, 0, 0, 0}}; }

} // namespace descent::tests
