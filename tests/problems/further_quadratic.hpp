// SPDX-License-Identifier: MIT
// Quadratic problems: sizes to 10 000, condition numbers to 1e8, closed-form minima.
#pragma once

#include "problem.hpp"

#include <cmath>
#include <string>

namespace descent::problems {

/// J(x) = x², n = 1.
inline Problem parabola() {
    return convex({"Parabola",
                   point({3}),
                   {{0, point({0})}},
                   [](const Vector& x, Vector& g) {
                       g[0] = 2 * x[0];
                       return x[0] * x[0];
                   },
                   [](const DualVector& x) { return square(x[0]); }});
}

/// Curvature i of n, from 1 to `condition` in equal ratios.
inline double curvature(Index i, Index n, double condition) {
    return std::pow(condition, real(i) / real(n - 1));
}

/// J(x) = ½ Σ c_i x_i², the c_i from 1 to `condition` in equal ratios.
inline Problem diagonal_quadratic(Index n, double condition) {
    const Vector c =
        point(n, [&](double i) { return curvature(static_cast<Index>(i) - 1, n, condition); });
    return convex({sized("Diagonal quadratic, condition 1e" +
                             std::to_string(std::lround(std::log10(condition))),
                         n),
                   constant(n, 1),
                   {{0, constant(n, 0)}},
                   [c](const Vector& x, Vector& g) {
                       g = c.cwiseProduct(x);
                       return 0.5 * g.dot(x);
                   },
                   [c](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += c[i] * square(x[i]) / 2;
                       }
                       return sum;
                   }});
}

/// J(x) = ½ (x - s)ᵀ H C H (x - s): the diagonal quadratic turned by the reflection H = I - 2 v vᵀ.
///
/// No coordinate is special, so scaling the components does not help. s = (1, -1, 1, -1, ...), the
/// start is the origin.
inline Problem rotated_quadratic(Index n, double condition) {
    const Vector c =
        point(n, [&](double i) { return curvature(static_cast<Index>(i) - 1, n, condition); });
    const Vector s = point(n, [](double i) { return std::fmod(i, 2) == 1 ? 1 : -1; });
    const Vector v = point(n, [](double i) { return 1 + std::fmod(i, 7) / 4; }).normalized();
    return convex({sized("Rotated quadratic, condition 1e" +
                             std::to_string(std::lround(std::log10(condition))),
                         n),
                   constant(n, 0),
                   {{0, s}},
                   [c, s, v](const Vector& x, Vector& g) {
                       g = x - s;
                       g -= 2 * v.dot(g) * v;
                       const double twice = (c.array() * g.array().square()).sum();
                       g.array() *= c.array();
                       g -= 2 * v.dot(g) * v;
                       return 0.5 * twice;
                   },
                   [c, s, v](const DualVector& x) {
                       Dual along;
                       for (Index i = 0; i < x.size(); ++i) {
                           along += v[i] * (x[i] - s[i]);
                       }
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += c[i] * square(x[i] - s[i] - 2 * along * v[i]) / 2;
                       }
                       return sum;
                   }});
}

/// J(x) = ½ (x_1² + Σ (x_i - x_(i+1))² + x_n²) - x_1: hardest for any first-order method.
///
/// Source  Y. Nesterov, "Introductory Lectures on Convex Optimization", Kluwer 2004, section 2.1.2,
///         with L = 4. Starting at 0, k gradients tell nothing of components k + 1, ..., n.
inline Problem nesterov_chain(Index n) {
    return convex(
        {sized("Nesterov's chain", n),
         constant(n, 0),
         {{-0.5 * real(n) / real(n + 1), point(n, [n](double i) { return 1 - i / real(n + 1); })}},
         [n](const Vector& x, Vector& g) {
             double sum = 0;
             for (Index i = 0; i < n; ++i) {
                 const double to_left = x[i] - (i > 0 ? x[i - 1] : 0);
                 const double to_right = x[i] - (i + 1 < n ? x[i + 1] : 0);
                 g[i] = to_left + to_right;
                 sum += to_left * to_left;
             }
             g[0] -= 1;
             return 0.5 * (sum + x[n - 1] * x[n - 1]) - x[0];
         },
         [n](const DualVector& x) {
             Dual sum = square(x[0]) + square(x[n - 1]);
             for (Index i = 0; i + 1 < n; ++i) {
                 sum += square(x[i] - x[i + 1]);
             }
             return sum / 2 - x[0];
         }});
}

/// J(x) = Σ i x_i² + (Σ x_i)² / 100.
///
/// Source  N. Andrei, "An Unconstrained Optimization Test Functions Collection", Advanced Modeling
/// and
///         Optimization 10(1), 2008, pp. 147-161: perturbed quadratic.
inline Problem perturbed_quadratic(Index n) {
    return convex({sized("Perturbed quadratic", n),
                   constant(n, 0.5),
                   {{0, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       const double total = x.sum();
                       double sum = total * total / 100;
                       for (Index i = 0; i < x.size(); ++i) {
                           const double slope = real(i + 1) * x[i];
                           sum += slope * x[i];
                           g[i] = 2 * slope + total / 50;
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       Dual total;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += real(i + 1) * square(x[i]);
                           total += x[i];
                       }
                       return sum + square(total) / 100;
                   }});
}

/// J(x) = (x_1 + 2 x_2 - 7)² + (2 x_1 + x_2 - 5)².
inline Problem booth() {
    return convex({"Booth",
                   point({0, 0}),
                   {{0, point({1, 3})}},
                   [](const Vector& x, Vector& g) {
                       const double a = x[0] + 2 * x[1] - 7;
                       const double b = 2 * x[0] + x[1] - 5;
                       g[0] = 2 * a + 4 * b;
                       g[1] = 4 * a + 2 * b;
                       return a * a + b * b;
                   },
                   [](const DualVector& x) {
                       return square(x[0] + 2 * x[1] - 7) + square(2 * x[0] + x[1] - 5);
                   }});
}

/// J(x) = 0.26 (x_1² + x_2²) - 0.48 x_1 x_2.
inline Problem matyas() {
    return convex({"Matyas",
                   point({5, -3}),
                   {{0, point({0, 0})}},
                   [](const Vector& x, Vector& g) {
                       g[0] = 0.52 * x[0] - 0.48 * x[1];
                       g[1] = 0.52 * x[1] - 0.48 * x[0];
                       return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * x[0] * x[1];
                   },
                   [](const DualVector& x) {
                       return 0.26 * (square(x[0]) + square(x[1])) - 0.48 * x[0] * x[1];
                   }});
}

} // namespace descent::problems
