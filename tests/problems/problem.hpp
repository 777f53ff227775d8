// SPDX-License-Identifier: MIT
// Problem: a test problem with its start, its known minima, and its formula a second time.
#pragma once

#include "dual.hpp"

#include <Eigen/Core>

#include <cmath>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace descent::problems {

using Eigen::Index;
using Vector = Eigen::VectorXd;

/// What the cost does around a known stationary value.
enum class Kind {
    global,      ///< the least value of all, attained
    local,       ///< a local minimum, attained
    saddle,      ///< the gradient vanishes, but there is a way down
    at_infinity, ///< approached along an unbounded path, never attained
};

/// A stationary value that is known, and a place where it is taken.
struct Known {
    double value;
    Vector theta{}; ///< empty if not attained, or if only the value is known
    Kind kind = Kind::global;
};

/// A cost to minimise, with what is known about it. Is itself a CostFunction.
struct Problem {
    std::string name;
    Vector start;
    std::vector<Known> known; ///< the lowest first
    /// Writes the gradient by hand-written formulas, returns the value. O(n) for the large
    /// problems, and allocates nothing.
    std::function<double(const Vector& theta, Vector& gradient)> fast;
    /// The source's formula as printed: long double, with the derivative along one direction.
    std::function<Dual(const DualVector& theta)> formula;
    bool convex = false;

    double value_and_gradient(const Vector& theta, Vector& gradient) const {
        return fast(theta, gradient);
    }

    Index size() const { return start.size(); }

    /// The greatest lower bound of the cost, attained or not.
    double infimum() const {
        double least = std::numeric_limits<double>::infinity();
        for (const Known& one : known) {
            if (one.kind != Kind::saddle && one.value < least) {
                least = one.value;
            }
        }
        return least;
    }
};

/// A problem marked as convex.
inline Problem convex(Problem problem) {
    problem.convex = true;
    return problem;
}

inline Vector point(std::initializer_list<double> components) {
    Vector theta(static_cast<Index>(components.size()));
    Index i = 0;
    for (const double component : components) {
        theta[i++] = component;
    }
    return theta;
}

/// The point with n components, component i = 1, ..., n being rule(i).
template <class Rule>
Vector point(Index n, Rule rule) {
    Vector theta(n);
    for (Index i = 1; i <= n; ++i) {
        theta[i - 1] = rule(static_cast<double>(i));
    }
    return theta;
}

inline Vector constant(Index n, double component) { return Vector::Constant(n, component); }

inline double real(Index i) { return static_cast<double>(i); }

inline std::string sized(const std::string& name, Index n) {
    return name + " (n = " + std::to_string(n) + ")";
}

} // namespace descent::problems
