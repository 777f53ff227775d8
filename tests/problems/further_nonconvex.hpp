// SPDX-License-Identifier: MIT
// Problems that are not convex: valleys, several minima, ripples, no minimum at all.
#pragma once

#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

// Minima with 16 digits and no closed form come from a Newton iteration in arithmetic of 40 or 70
// digits.

namespace descent::problems {

/// J(x) = Σ_(i<n) 100 (x_(i+1) - x_i²)² + (1 - x_i)²: one valley through all components.
///
/// For n >= 4 there is also a local minimum near (-1, 1, ..., 1).
/// Source  S. Kok, C. Sandrock, "Locating and Characterizing the Stationary Points of the Extended
///         Rosenbrock Function", Evolutionary Computation 17(3), 2009.
inline Problem chained_rosenbrock(Index n) {
    std::vector<Known> known = {{0, constant(n, 1)}};
    if (n >= 40) { // the value is the same to 16 digits from there on
        known.push_back({3.9866238543009337, {}, Kind::local});
    }
    return {sized("Chained Rosenbrock", n),
            point(n, [](double i) { return std::fmod(i, 2) == 1 ? -1.2 : 1; }), known,
            [](const Vector& x, Vector& g) {
                double sum = 0;
                g[0] = 0;
                for (Index i = 0; i + 1 < x.size(); ++i) {
                    const double a = x[i + 1] - x[i] * x[i];
                    const double b = 1 - x[i];
                    g[i] -= 400 * a * x[i] + 2 * b;
                    g[i + 1] = 200 * a;
                    sum += 100 * a * a + b * b;
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual sum;
                for (Index i = 0; i + 1 < x.size(); ++i) {
                    sum += 100 * square(x[i + 1] - square(x[i])) + square(1 - x[i]);
                }
                return sum;
            }};
}

/// J(x) = 100 (x_2 - x_1³)² + (1 - x_1)²: Leon's cubic valley.
inline Problem leon() {
    return {"Leon",
            point({-1.2, -1}),
            {{0, point({1, 1})}},
            [](const Vector& x, Vector& g) {
                const double a = x[1] - x[0] * x[0] * x[0];
                const double b = 1 - x[0];
                g[0] = -600 * a * x[0] * x[0] - 2 * b;
                g[1] = 200 * a;
                return 100 * a * a + b * b;
            },
            [](const DualVector& x) {
                return 100 * square(x[1] - x[0] * x[0] * x[0]) + square(1 - x[0]);
            }};
}

/// J(x) = (x_1² + x_2 - 11)² + (x_1 + x_2² - 7)²: Himmelblau's, four zeros.
inline Problem himmelblau() {
    return {"Himmelblau",
            point({0, 0}),
            {{0, point({3, 2})},
             {0, point({-2.8051180869527449, 3.1313125182505730})},
             {0, point({-3.7793102533777469, -3.2831859912861694})},
             {0, point({3.5844283403304917, -1.8481265269644036})}},
            [](const Vector& x, Vector& g) {
                const double a = x[0] * x[0] + x[1] - 11;
                const double b = x[0] + x[1] * x[1] - 7;
                g[0] = 4 * a * x[0] + 2 * b;
                g[1] = 2 * a + 4 * b * x[1];
                return a * a + b * b;
            },
            [](const DualVector& x) {
                return square(square(x[0]) + x[1] - 11) + square(x[0] + square(x[1]) - 7);
            }};
}

/// Goldstein and Price's polynomial: values from 3 to 1e6 in the unit square.
inline Problem goldstein_price() {
    return {"Goldstein and Price",
            point({-0.5, 0.25}),
            {{3, point({0, -1})},
             {30, point({-0.6, -0.4}), Kind::local},
             {84, point({1.8, 0.2}), Kind::local},
             {840, point({1.2, 0.8}), Kind::local}},
            [](const Vector& x, Vector& g) {
                const double s = x[0] + x[1] + 1;
                const double a = 19 + (3 * (x[0] + x[1]) - 14) * (x[0] + x[1]);
                const double a_slope = 6 * (x[0] + x[1]) - 14; // along x_1 and x_2 alike
                const double d = 2 * x[0] - 3 * x[1];
                const double b = 18 + (3 * d - 16) * d;
                const double first = 1 + s * s * a;
                const double second = 30 + d * d * b;
                const double first_slope = 2 * s * a + s * s * a_slope;
                const double second_slope = 2 * d * b + d * d * (6 * d - 16); // along d
                g[0] = first_slope * second + first * second_slope * 2;
                g[1] = first_slope * second - first * second_slope * 3;
                return first * second;
            },
            [](const DualVector& p) {
                const Dual x = p[0];
                const Dual y = p[1];
                return (1 + square(x + y + 1) *
                                (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y)) *
                       (30 + square(2 * x - 3 * y) *
                                 (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y));
            }};
}

/// J(x) = 2 x_1² - 1.05 x_1⁴ + x_1⁶ / 6 + x_1 x_2 + x_2²: the three-hump camel.
inline Problem three_hump_camel() {
    return {"Three-hump camel",
            point({2, 1}),
            {{0, point({0, 0})},
             {0.29863844223685982, point({1.7475523458302889, -0.87377617291514445}), Kind::local},
             {0.29863844223685982, point({-1.7475523458302889, 0.87377617291514445}), Kind::local}},
            [](const Vector& x, Vector& g) {
                const double s = x[0] * x[0];
                g[0] = (4 + (s - 4.2) * s) * x[0] + x[1];
                g[1] = x[0] + 2 * x[1];
                return (2 + (s / 6 - 1.05) * s) * s + x[0] * x[1] + x[1] * x[1];
            },
            [](const DualVector& x) {
                const Dual s = square(x[0]);
                return 2 * s - Dual(21) / 20 * s * s + s * s * s / 6 + x[0] * x[1] + square(x[1]);
            }};
}

/// J(x) = (4 - 2.1 x_1² + x_1⁴ / 3) x_1² + x_1 x_2 + 4 (x_2² - 1) x_2²: the six-hump camel.
inline Problem six_hump_camel() {
    return {"Six-hump camel",
            point({-1.5, 0.5}),
            {{-1.0316284534898774, point({0.089842013100318062, -0.71265640302073963})},
             {-1.0316284534898774, point({-0.089842013100318062, 0.71265640302073963})},
             {-0.21546382438371764, point({1.7036067149699808, -0.79608356867262512}), Kind::local},
             {-0.21546382438371764, point({-1.7036067149699808, 0.79608356867262512}), Kind::local},
             {2.1042503103112583, point({1.6071047529201972, 0.56865145488413137}), Kind::local},
             {2.1042503103112583, point({-1.6071047529201972, -0.56865145488413137}), Kind::local}},
            [](const Vector& x, Vector& g) {
                const double s = x[0] * x[0];
                const double t = x[1] * x[1];
                g[0] = (8 + (2 * s - 8.4) * s) * x[0] + x[1];
                g[1] = x[0] + (16 * t - 8) * x[1];
                return (4 + (s / 3 - 2.1) * s) * s + x[0] * x[1] + 4 * (t - 1) * t;
            },
            [](const DualVector& x) {
                const Dual s = square(x[0]);
                const Dual t = square(x[1]);
                return (4 - Dual(21) / 10 * s + s * s / 3) * s + x[0] * x[1] + (-4 + 4 * t) * t;
            }};
}

/// J(x) = ½ Σ (x_i⁴ - 16 x_i² + 5 x_i): Styblinski and Tang's, 2^n minima of n + 1 heights.
inline Problem styblinski_tang(Index n) {
    constexpr double deep = -39.166165703771415;
    constexpr double shallow = -25.029446655283943;
    std::vector<Known> known;
    for (Index shallows = 0; shallows <= n; ++shallows) {
        known.push_back({real(n - shallows) * deep + real(shallows) * shallow,
                         point(n,
                               [shallows](double i) {
                                   return i <= real(shallows) ? 2.7468027709908370
                                                              : -2.9035340277711771;
                               }),
                         shallows == 0 ? Kind::global : Kind::local});
    }
    return {sized("Styblinski and Tang", n), constant(n, 0), known,
            [](const Vector& x, Vector& g) {
                double sum = 0;
                for (Index i = 0; i < x.size(); ++i) {
                    const double s = x[i] * x[i];
                    g[i] = (2 * s - 16) * x[i] + 2.5;
                    sum += 0.5 * ((s - 16) * s + 5 * x[i]);
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual sum;
                for (Index i = 0; i < x.size(); ++i) {
                    sum += (square(square(x[i])) - 16 * square(x[i]) + 5 * x[i]) / 2;
                }
                return sum;
            }};
}

/// J(x) = 10 n + Σ x_i² - 10 cos(2π x_i), n = 2: Rastrigin's, a minimum near every grid point.
inline Problem rastrigin() {
    constexpr double at[] = {0, 0.99495863765233480, 1.9899122337085496};
    constexpr double height[] = {0, 0.99495905709329139, 3.9798311905540875};
    std::vector<Known> known;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            known.push_back({height[i] + height[j], point({at[i], at[j]}),
                             i + j == 0 ? Kind::global : Kind::local});
        }
    }
    std::sort(known.begin(), known.end(),
              [](const Known& a, const Known& b) { return a.value < b.value; });
    return {"Rastrigin", point({1.2, 0.8}), known,
            [](const Vector& x, Vector& g) {
                constexpr double turn = 2 * std::numbers::pi;
                double sum = 20;
                for (Index i = 0; i < 2; ++i) {
                    g[i] = 2 * x[i] + 10 * turn * std::sin(turn * x[i]);
                    sum += x[i] * x[i] - 10 * std::cos(turn * x[i]);
                }
                return sum;
            },
            [](const DualVector& x) {
                const Dual turn(2 * std::numbers::pi_v<long double>, 0);
                return 20 + square(x[0]) - 10 * cos(turn * x[0]) + square(x[1]) -
                       10 * cos(turn * x[1]);
            }};
}

/// J(x) = 1 + Σ x_i² / 4000 - Π cos(x_i / √i): Griewank's. The start is in the global minimum's
/// bowl.
inline Problem griewank(Index n) {
    return {sized("Griewank", n),
            constant(n, 1),
            {{0, constant(n, 0)}},
            [](const Vector& x, Vector& g) {
                double before = 1;
                for (Index i = 0; i < x.size(); ++i) {
                    g[i] = before;
                    before *= std::cos(x[i] / std::sqrt(real(i + 1)));
                }
                double after = 1;
                for (Index i = x.size() - 1; i >= 0; --i) {
                    const double root = std::sqrt(real(i + 1));
                    g[i] = x[i] / 2000 + g[i] * after * std::sin(x[i] / root) / root;
                    after *= std::cos(x[i] / root);
                }
                return 1 + x.squaredNorm() / 4000 - before;
            },
            [](const DualVector& x) {
                Dual sum = 1;
                Dual product = 1;
                for (Index i = 0; i < x.size(); ++i) {
                    sum += square(x[i]) / 4000;
                    product *= cos(x[i] / sqrt(Dual(real(i + 1))));
                }
                return sum - product;
            }};
}

/// J(x) = -20 exp(-√(s + 0.01) / 5) - exp(Σ cos(2π x_i) / n) + 20 + e, s = |x|² / n.
///
/// Ackley's function has a kink at its minimiser; the 0.01 rounds it off.
inline Problem smooth_ackley(Index n) {
    using std::numbers::e;
    return {sized("Smooth Ackley", n),
            constant(n, 0.3),
            {{20 - 20 * std::exp(-0.02), constant(n, 0)}},
            [](const Vector& x, Vector& g) {
                constexpr double turn = 2 * std::numbers::pi;
                const double size = real(x.size());
                const double root = std::sqrt(x.squaredNorm() / size + 0.01);
                double cosines = 0;
                for (Index i = 0; i < x.size(); ++i) {
                    cosines += std::cos(turn * x[i]);
                }
                const double bowl = 20 * std::exp(-root / 5);
                const double ripple = std::exp(cosines / size);
                for (Index i = 0; i < x.size(); ++i) {
                    g[i] =
                        (bowl * x[i] / (5 * root) + ripple * turn * std::sin(turn * x[i])) / size;
                }
                return 20 - bowl + (e - ripple);
            },
            [](const DualVector& x) {
                const Dual turn(2 * std::numbers::pi_v<long double>, 0);
                Dual squares;
                Dual cosines;
                for (Index i = 0; i < x.size(); ++i) {
                    squares += square(x[i]);
                    cosines += cos(turn * x[i]);
                }
                return -20 * exp(-sqrt(squares / real(x.size()) + Dual(1) / 100) / 5) -
                       exp(cosines / real(x.size())) + 20 + exp(Dual(1));
            }};
}

/// J(x) = (x_1 - 1)² + Σ_(i>1) i (2 x_i² - x_(i-1))²: Dixon and Price's.
///
/// Zero where x_i = 2^(2^(1-i) - 1), the sign of the last being free. The point (1/3, 0, ..., 0)
/// with cost 2/3 passes for a local minimum, and many runs end there. It is a saddle: with x_(i-1)
/// = 2 x_i² for i > 2 and x_1 = (1 + 4 x_2²) / 3 the cost is 2/3 (1 - 2 x_2²)², which falls.
inline Problem dixon_price(Index n) {
    Vector other = constant(n, 0);
    other[0] = 1.0 / 3;
    Vector zero = point(n, [](double i) { return std::exp2(std::exp2(1 - i) - 1); });
    Vector mirrored = zero;
    mirrored[n - 1] = -mirrored[n - 1];
    return {sized("Dixon and Price", n),
            constant(n, 1),
            {{0, zero}, {0, mirrored}, {2.0 / 3, other, Kind::saddle}},
            [](const Vector& x, Vector& g) {
                double sum = (x[0] - 1) * (x[0] - 1);
                g[0] = 2 * (x[0] - 1);
                for (Index i = 1; i < x.size(); ++i) {
                    const double f = 2 * x[i] * x[i] - x[i - 1];
                    g[i - 1] -= 2 * real(i + 1) * f;
                    g[i] = 8 * real(i + 1) * f * x[i];
                    sum += real(i + 1) * f * f;
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual sum = square(x[0] - 1);
                for (Index i = 1; i < x.size(); ++i) {
                    sum += real(i + 1) * square(2 * square(x[i]) - x[i - 1]);
                }
                return sum;
            }};
}

/// J(x) = sin(x_1 + x_2) + (x_1 - x_2)² - 1.5 x_1 + 2.5 x_2 + 1: McCormick's, without its bounds.
///
/// Unbounded below: a step of -π in both components lands in the next minimum, lower by π.
inline Problem mccormick() {
    using std::numbers::pi;
    const double minimum = -std::numbers::sqrt3 / 2 - pi / 3;
    return {"McCormick",
            point({0, 0}),
            {{-std::numeric_limits<double>::infinity(), {}, Kind::at_infinity},
             {minimum - pi, point({0.5 - 4 * pi / 3, -0.5 - 4 * pi / 3}), Kind::local},
             {minimum, point({0.5 - pi / 3, -0.5 - pi / 3}), Kind::local}},
            [](const Vector& x, Vector& g) {
                const double c = std::cos(x[0] + x[1]);
                const double d = x[0] - x[1];
                g[0] = c + 2 * d - 1.5;
                g[1] = c - 2 * d + 2.5;
                return std::sin(x[0] + x[1]) + d * d - 1.5 * x[0] + 2.5 * x[1] + 1;
            },
            [](const DualVector& x) {
                return sin(x[0] + x[1]) + square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1;
            }};
}

} // namespace descent::problems
