// SPDX-License-Identifier: MIT
// Problems 20 to 35 of Moré, Garbow and Hillstrom (1981): n is free.
#pragma once

// Source  as in mgh_fixed_size.hpp, which also says where the minima come from.

#include "problem.hpp"

#include <algorithm>
#include <cmath>

namespace descent::problems {

/// 20. Watson, 2 <= n <= 31, m = 31: ever worse conditioned as n grows, 9e4 at n = 6, 7e13 at n
/// = 12.
inline Problem watson(Index n = 6) {
    std::vector<Known> known;
    if (n == 6) {
        known = {{2.2876700535524362e-3,
                  point({-0.015725086401458457, 1.0124348693691099, -0.23299162595673768,
                         1.2604300877996083, -1.5137289227222797, 0.99299643243113452})}};
    } else if (n == 9) {
        known = {{1.3997601380990199e-6,
                  point({-1.5307036521394342e-5, 0.99978970393194837, 0.014763963693556959,
                         0.14634232829936223, 1.0008211030047092, -2.6177311405190151,
                         4.1044031644788564, -3.1436122785564422, 1.0526264080101669})}};
    } else if (n == 12) {
        known = {{4.7223811058917574e-10,
                  point({-6.6380604645206871e-9, 1.0000016441178620, -5.6393221034230585e-4,
                         0.34782054050404241, -0.15673150409616512, 1.0528151772071778,
                         -3.2472711534596677, 7.2884348979380610, -10.271848241321724,
                         9.0741136470753157, -4.5413754666925120, 1.0120118885528104})}};
    }
    return {sized("Watson", n), constant(n, 0), known,
            [n](const Vector& x, Vector& g) {
                const double f30 = x[0];
                const double f31 = x[1] - x[0] * x[0] - 1;
                double sum = f30 * f30 + f31 * f31;
                g.setZero();
                g[0] = 2 * f30 - 4 * f31 * x[0];
                g[1] = 2 * f31;
                for (int i = 1; i <= 29; ++i) {
                    const double t = i / 29.0;
                    double slope = 0; // of the polynomial Σ x_j t^(j-1)
                    double value = 0;
                    for (Index j = n - 1; j >= 0; --j) {
                        slope = slope * t + value;
                        value = value * t + x[j];
                    }
                    const double f = slope - value * value - 1;
                    double power = 1; // t^(j-1)
                    for (Index j = 1; j <= n; ++j) {
                        g[j - 1] += 2 * f * power * (real(j - 1) / t - 2 * value);
                        power *= t;
                    }
                    sum += f * f;
                }
                return sum;
            },
            [n](const DualVector& x) {
                Dual sum = square(x[0]) + square(x[1] - x[0] * x[0] - 1);
                for (int i = 1; i <= 29; ++i) {
                    const Dual t = Dual(i) / 29;
                    Dual first;
                    Dual second;
                    Dual power = 1;
                    for (Index j = 1; j <= n; ++j) {
                        second += x[j - 1] * power;
                        if (j < n) {
                            first += real(j) * x[j] * power;
                        }
                        power *= t;
                    }
                    sum += square(first - square(second) - 1);
                }
                return sum;
            }};
}

/// 21. Extended Rosenbrock, n even: n/2 separate copies of problem 1.
inline Problem extended_rosenbrock(Index n = 10) {
    return {sized("Extended Rosenbrock", n),
            point(n, [](double i) { return std::fmod(i, 2) == 1 ? -1.2 : 1; }),
            {{0, constant(n, 1)}},
            [](const Vector& x, Vector& g) {
                double sum = 0;
                for (Index i = 0; i + 1 < x.size(); i += 2) {
                    const double a = x[i + 1] - x[i] * x[i];
                    const double b = 1 - x[i];
                    g[i] = -400 * a * x[i] - 2 * b;
                    g[i + 1] = 200 * a;
                    sum += 100 * a * a + b * b;
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual sum;
                for (Index i = 0; i + 1 < x.size(); i += 2) {
                    sum += square(10 * (x[i + 1] - x[i] * x[i])) + square(1 - x[i]);
                }
                return sum;
            }};
}

/// 22. Extended Powell singular, n a multiple of 4: n/4 separate copies of problem 13.
inline Problem extended_powell_singular(Index n = 12) {
    return convex({sized("Extended Powell singular", n),
                   point(n,
                         [](double i) {
                             const double k = std::fmod(i, 4);
                             return k == 1 ? 3.0 : k == 2 ? -1.0 : k == 3 ? 0.0 : 1.0;
                         }),
                   {{0, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       for (Index i = 0; i + 3 < x.size(); i += 4) {
                           const double f = x[i] + 10 * x[i + 1];
                           const double d = x[i + 2] - x[i + 3];
                           const double a = x[i + 1] - 2 * x[i + 2];
                           const double b = x[i] - x[i + 3];
                           const double a3 = a * a * a;
                           const double b3 = b * b * b;
                           g[i] = 2 * f + 40 * b3;
                           g[i + 1] = 20 * f + 4 * a3;
                           g[i + 2] = 10 * d - 8 * a3;
                           g[i + 3] = -10 * d - 40 * b3;
                           sum += f * f + 5 * d * d + a3 * a + 10 * b3 * b;
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i + 3 < x.size(); i += 4) {
                           sum += square(x[i] + 10 * x[i + 1]) +
                                  square(sqrt(Dual(5)) * (x[i + 2] - x[i + 3])) +
                                  square(square(x[i + 1] - 2 * x[i + 2])) +
                                  square(sqrt(Dual(10)) * square(x[i] - x[i + 3]));
                       }
                       return sum;
                   }});
}

/// 23. Penalty I, m = n + 1: a sphere, hard, and a pull towards (1, ..., 1), soft.
inline Problem penalty_1(Index n = 10) {
    // All components equal one root x of 1e-5 (x - 1) + 2 x (n x² - 1/4) = 0.
    std::vector<Known> known;
    if (n == 4) {
        known = {{2.2499775008999370e-5, constant(n, 0.25000749958753787)}};
    } else if (n == 10) {
        known = {{7.0876514670903694e-5, constant(n, 0.15812230111311636)}};
    }
    return {sized("Penalty I", n), point(n, [](double i) { return i; }), known,
            [](const Vector& x, Vector& g) {
                double far = 0;
                double squares = -0.25;
                for (Index i = 0; i < x.size(); ++i) {
                    far += (x[i] - 1) * (x[i] - 1);
                    squares += x[i] * x[i];
                }
                for (Index i = 0; i < x.size(); ++i) {
                    g[i] = 2e-5 * (x[i] - 1) + 4 * squares * x[i];
                }
                return 1e-5 * far + squares * squares;
            },
            [](const DualVector& x) {
                Dual sum;
                Dual last = -0.25;
                for (Index i = 0; i < x.size(); ++i) {
                    sum += square(sqrt(Dual(1e-5)) * (x[i] - 1));
                    last += square(x[i]);
                }
                return sum + square(last);
            }};
}

/// 24. Penalty II, m = 2 n.
inline Problem penalty_2(Index n = 10) {
    std::vector<Known> known;
    if (n == 4) {
        known = {{9.3762930073554415e-6, point({0.19999933335038038, 0.19131670099277245,
                                                0.48010148533262317, 0.51884540439020059})}};
    } else if (n == 10) {
        known = {{2.9366053745674594e-4,
                  point({0.19998360519782361, 0.010350648471292298, 0.019604934480438400,
                         0.032089067220685650, 0.049932677399641297, 0.076513995153993608,
                         0.11862407286950418, 0.19214487233557668, 0.34732058694184364,
                         0.36916437415935083})}};
    }
    return {sized("Penalty II", n), constant(n, 0.5), known,
            [n](const Vector& x, Vector& g) {
                const double step = std::exp(0.1);
                const double floor = std::exp(-0.1);
                double smooth = 0;
                double weighted = -1;
                double e = 0;    // exp(x_i / 10)
                double y = 1;    // exp(i / 10)
                double f_up = 0; // of the pair (i - 1, i)
                for (Index i = 1; i <= n; ++i) {
                    const double e_before = e;
                    const double y_before = y;
                    e = std::exp(x[i - 1] / 10);
                    y *= step;
                    g[i - 1] = 0;
                    if (i > 1) {
                        f_up = e + e_before - (y + y_before);
                        const double f_low = e - floor;
                        smooth += f_up * f_up + f_low * f_low;
                        g[i - 2] += 2e-6 * f_up * e_before;
                        g[i - 1] += 2e-6 * (f_up + f_low) * e;
                    }
                    weighted += real(n - i + 1) * x[i - 1] * x[i - 1];
                }
                for (Index i = 1; i <= n; ++i) {
                    g[i - 1] += 4 * weighted * real(n - i + 1) * x[i - 1];
                }
                const double first = x[0] - 0.2;
                g[0] += 2 * first;
                return first * first + 1e-5 * smooth + weighted * weighted;
            },
            [n](const DualVector& x) {
                const Dual root = sqrt(Dual(1e-5));
                Dual sum = square(x[0] - Dual(1) / 5);
                Dual last = -1;
                for (Index i = 1; i <= n; ++i) {
                    if (i > 1) {
                        const Dual y = exp(Dual(real(i)) / 10) + exp(Dual(real(i - 1)) / 10);
                        sum += square(root * (exp(x[i - 1] / 10) + exp(x[i - 2] / 10) - y));
                        sum += square(root * (exp(x[i - 1] / 10) - exp(Dual(-1) / 10)));
                    }
                    last += real(n - i + 1) * square(x[i - 1]);
                }
                return sum + square(last);
            }};
}

/// 25. Variably dimensioned, m = n + 2: steep along one direction, flat across it.
inline Problem variably_dimensioned(Index n = 10) {
    return convex({sized("Variably dimensioned", n),
                   point(n, [n](double i) { return 1 - i / real(n); }),
                   {{0, constant(n, 1)}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       double s = 0; // f_(n+1); f_(n+2) = s²
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += (x[i] - 1) * (x[i] - 1);
                           s += real(i + 1) * (x[i] - 1);
                       }
                       const double slope = 2 * s + 4 * s * s * s;
                       for (Index i = 0; i < x.size(); ++i) {
                           g[i] = 2 * (x[i] - 1) + slope * real(i + 1);
                       }
                       return sum + s * s + s * s * s * s;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       Dual s;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += square(x[i] - 1);
                           s += real(i + 1) * (x[i] - 1);
                       }
                       return sum + square(s) + square(square(s));
                   }});
}

/// 26. Trigonometric, m = n: many zeros, and local minima near them.
inline Problem trigonometric(Index n = 10) {
    std::vector<Known> known = {{0, constant(n, 0)}};
    if (n == 10) { // found by a search around the start; the paper lists none
        known.push_back({4.4735658128062946e-7,
                         point({0.051538859428460966, 0.053021362014706772, 0.054696856858414282,
                                0.056619588754793822, 0.058870647965249079, 0.061579660295690688,
                                0.21837669133714214, 0.069522597038456487, 0.14372807598235339,
                                0.092531226470067151}),
                         Kind::local});
        known.push_back({2.7950561218794563e-5,
                         point({0.055150903980691293, 0.056840616794738563, 0.058764001762695084,
                                0.060990608656760805, 0.063626213695854510, 0.066843179452758789,
                                0.20816151856988116, 0.16436309588564774, 0.085006895688507445,
                                0.091431450714707944}),
                         Kind::local});
    }
    return {sized("Trigonometric", n), constant(n, 1 / real(n)), known,
            [](const Vector& x, Vector& g) {
                double flat = 0; // n - Σ cos x_j, term by term
                for (Index i = 0; i < x.size(); ++i) {
                    flat += 1 - std::cos(x[i]);
                }
                double sum = 0;
                double all = 0; // Σ f_i
                for (Index i = 0; i < x.size(); ++i) {
                    g[i] = flat + real(i + 1) * (1 - std::cos(x[i])) - std::sin(x[i]); // f_i
                    sum += g[i] * g[i];
                    all += g[i];
                }
                for (Index i = 0; i < x.size(); ++i) {
                    const double s = std::sin(x[i]);
                    g[i] = 2 * (all * s + g[i] * (real(i + 1) * s - std::cos(x[i])));
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual cosines;
                for (Index i = 0; i < x.size(); ++i) {
                    cosines += cos(x[i]);
                }
                Dual sum;
                for (Index i = 1; i <= x.size(); ++i) {
                    sum += square(real(x.size()) - cosines + real(i) * (1 - cos(x[i - 1])) -
                                  sin(x[i - 1]));
                }
                return sum;
            }};
}

/// 27. Brown almost-linear, n >= 3, m = n.
///
/// The paper lists f = 1 at (0, ..., 0, n + 1) as a local minimum. It is not one: along the path
/// x = (t, ..., t, n + 1 - n t) all f_i but the last stay 0 and f = (t^(n-1) (n + 1 - n t) - 1)²,
/// which falls for t > 0, down to the zero at t = 1. It is very flat there, though.
inline Problem brown_almost_linear(Index n = 10) {
    // The second zero is (α, ..., α, α^(1-n)), α the root of n α^n - (n + 1) α^(n-1) + 1 below 1.
    long double low = 0;
    long double high = 1 - 1 / (static_cast<long double>(n) * static_cast<long double>(n));
    for (int i = 0; i < 200; ++i) {
        const long double a = (low + high) / 2;
        const long double size = static_cast<long double>(n);
        (std::pow(a, size - 1) * (size * a - size - 1) + 1 > 0 ? low : high) = a;
    }
    Vector second = constant(n, static_cast<double>(low));
    second[n - 1] = static_cast<double>(std::pow(low, 1 - static_cast<long double>(n)));
    Vector flat = constant(n, 0);
    flat[n - 1] = real(n + 1);
    return {sized("Brown almost-linear", n),
            constant(n, 0.5),
            {{0, constant(n, 1)}, {0, second}, {1, flat, Kind::saddle}},
            [](const Vector& x, Vector& g) {
                const Index last = x.size() - 1;
                double total = -real(x.size() + 1);
                double before = 1; // x_1 ... x_(i-1)
                for (Index i = 0; i <= last; ++i) {
                    total += x[i];
                    g[i] = before;
                    before *= x[i];
                }
                const double f_last = before - 1;
                double sum = f_last * f_last;
                double all = 0; // Σ f_i, i < n
                for (Index i = 0; i < last; ++i) {
                    const double f = x[i] + total;
                    sum += f * f;
                    all += f;
                }
                double after = 1; // x_(i+1) ... x_n
                for (Index i = last; i >= 0; --i) {
                    g[i] = 2 * f_last * g[i] * after + 2 * all;
                    if (i < last) {
                        g[i] += 2 * (x[i] + total);
                    }
                    after *= x[i];
                }
                return sum;
            },
            [](const DualVector& x) {
                Dual total;
                Dual product = 1;
                for (Index i = 0; i < x.size(); ++i) {
                    total += x[i];
                    product *= x[i];
                }
                Dual sum = square(product - 1);
                for (Index i = 0; i + 1 < x.size(); ++i) {
                    sum += square(x[i] + total - real(x.size() + 1));
                }
                return sum;
            }};
}

/// The zero that problems 28 and 29 share, for n = 10; empty for other n.
inline Vector discrete_boundary_value_zero(Index n) {
    return n != 10 ? Vector{}
                   : point({-0.043164982518764871, -0.081577156535386882, -0.11448571438052929,
                            -0.14097357686259668, -0.15990869618198312, -0.16987720231277492,
                            -0.16908998378120835, -0.15524953522183182, -0.12535589167893499,
                            -0.075416533685892084});
}

/// 28. Discrete boundary value, m = n: x'' = (x + t + 1)³ / 2. Conditioned like n^4.
inline Problem discrete_boundary_value(Index n = 10) {
    const double h = 1 / real(n + 1);
    return {sized("Discrete boundary value", n),
            point(n, [h](double i) { return i * h * (i * h - 1); }),
            {{0, discrete_boundary_value_zero(n)}},
            [n, h](const Vector& x, Vector& g) {
                double sum = 0;
                g.setZero();
                for (Index i = 0; i < n; ++i) {
                    const double c = x[i] + real(i + 1) * h + 1;
                    const double f = 2 * x[i] - (i > 0 ? x[i - 1] : 0) -
                                     (i + 1 < n ? x[i + 1] : 0) + h * h * c * c * c / 2;
                    g[i] += 2 * f * (2 + 1.5 * h * h * c * c);
                    if (i > 0) {
                        g[i - 1] -= 2 * f;
                    }
                    if (i + 1 < n) {
                        g[i + 1] -= 2 * f;
                    }
                    sum += f * f;
                }
                return sum;
            },
            [n](const DualVector& x) {
                const Dual step = Dual(1) / real(n + 1);
                Dual sum;
                for (Index i = 1; i <= n; ++i) {
                    const Dual c = x[i - 1] + real(i) * step + 1;
                    const Dual before = i > 1 ? x[i - 2] : Dual(0);
                    const Dual after = i < n ? x[i] : Dual(0);
                    sum += square(2 * x[i - 1] - before - after + step * step * c * c * c / 2);
                }
                return sum;
            }};
}

/// 29. Discrete integral equation, m = n: the inverse form of problem 28, well conditioned.
inline Problem discrete_integral_equation(Index n = 10) {
    const double h = 1 / real(n + 1);
    return {sized("Discrete integral equation", n),
            point(n, [h](double i) { return i * h * (i * h - 1); }),
            {{0, discrete_boundary_value_zero(n)}},
            [n, h](const Vector& x, Vector& g) {
                const auto cube = [&](Index i) {
                    const double c = x[i] + real(i + 1) * h + 1;
                    return c * c * c;
                };
                double right = 0; // Σ (1 - t_j) c_j over j > i
                for (Index i = 0; i < n; ++i) {
                    right += (1 - real(i + 1) * h) * cube(i);
                }
                double left = 0;    // Σ t_j c_j over j <= i
                double f_right = 0; // Σ (1 - t_i) f_i over i >= k
                double sum = 0;
                for (Index i = 0; i < n; ++i) {
                    const double t = real(i + 1) * h;
                    left += t * cube(i);
                    right -= (1 - t) * cube(i);
                    g[i] = x[i] + h * ((1 - t) * left + t * right) / 2; // f_i
                    f_right += (1 - t) * g[i];
                    sum += g[i] * g[i];
                }
                double f_left = 0; // Σ t_i f_i over i < k
                for (Index k = 0; k < n; ++k) {
                    const double t = real(k + 1) * h;
                    const double c = x[k] + t + 1;
                    const double f = g[k];
                    g[k] = 2 * f + 3 * h * c * c * (t * f_right + (1 - t) * f_left);
                    f_right -= (1 - t) * f;
                    f_left += t * f;
                }
                return sum;
            },
            [n](const DualVector& x) {
                const Dual step = Dual(1) / real(n + 1);
                Dual sum;
                for (Index i = 1; i <= n; ++i) {
                    const Dual t_i = real(i) * step;
                    Dual integral;
                    for (Index j = 1; j <= n; ++j) {
                        const Dual t_j = real(j) * step;
                        const Dual c = x[j - 1] + t_j + 1;
                        integral += (j <= i ? (1 - t_i) * t_j : t_i * (1 - t_j)) * c * c * c;
                    }
                    sum += square(x[i - 1] + step * integral / 2);
                }
                return sum;
            }};
}

/// 30. Broyden tridiagonal, m = n.
inline Problem broyden_tridiagonal(Index n = 10) {
    const Vector zero =
        n != 10 ? Vector{}
                : point({-0.57072213201122479, -0.68180694998427509, -0.70221007601766003,
                         -0.70551062989508039, -0.70490615572874367, -0.70149660702985113,
                         -0.69188932235479825, -0.66579651440585375, -0.59603510902636571,
                         -0.41641225752869335});
    return {sized("Broyden tridiagonal", n),
            constant(n, -1),
            {{0, zero}},
            [n](const Vector& x, Vector& g) {
                double sum = 0;
                g.setZero();
                for (Index i = 0; i < n; ++i) {
                    const double f = (3 - 2 * x[i]) * x[i] - (i > 0 ? x[i - 1] : 0) -
                                     2 * (i + 1 < n ? x[i + 1] : 0) + 1;
                    g[i] += 2 * f * (3 - 4 * x[i]);
                    if (i > 0) {
                        g[i - 1] -= 2 * f;
                    }
                    if (i + 1 < n) {
                        g[i + 1] -= 4 * f;
                    }
                    sum += f * f;
                }
                return sum;
            },
            [n](const DualVector& x) {
                Dual sum;
                for (Index i = 1; i <= n; ++i) {
                    const Dual before = i > 1 ? x[i - 2] : Dual(0);
                    const Dual after = i < n ? x[i] : Dual(0);
                    sum += square((3 - 2 * x[i - 1]) * x[i - 1] - before - 2 * after + 1);
                }
                return sum;
            }};
}

/// 31. Broyden banded, m = n: five neighbours to the left, one to the right.
inline Problem broyden_banded(Index n = 10) {
    const Vector zero =
        n != 10 ? Vector{}
                : point({-0.42830286358725027, -0.47659642435629024, -0.51965246364686173,
                         -0.55809932483218090, -0.59250615682945735, -0.62450368219946792,
                         -0.62323947144059109, -0.62139384179657350, -0.62045359665908736,
                         -0.58646927072043504});
    return {sized("Broyden banded", n),
            constant(n, -1),
            {{0, zero}},
            [n](const Vector& x, Vector& g) {
                double sum = 0;
                g.setZero();
                for (Index i = 0; i < n; ++i) {
                    const Index first = std::max<Index>(0, i - 5);
                    const Index last = std::min(n - 1, i + 1);
                    double f = x[i] * (2 + 5 * x[i] * x[i]) + 1 + x[i] * (1 + x[i]);
                    for (Index j = first; j <= last; ++j) {
                        f -= x[j] * (1 + x[j]);
                    }
                    for (Index j = first; j <= last; ++j) {
                        g[j] -= 2 * f * (1 + 2 * x[j]);
                    }
                    g[i] += 2 * f * (2 + 15 * x[i] * x[i] + 1 + 2 * x[i]);
                    sum += f * f;
                }
                return sum;
            },
            [n](const DualVector& x) {
                Dual sum;
                for (Index i = 0; i < n; ++i) {
                    Dual f = x[i] * (2 + 5 * square(x[i])) + 1;
                    for (Index j = 0; j < n; ++j) {
                        if (j != i && j >= i - 5 && j <= i + 1) {
                            f -= x[j] * (1 + x[j]);
                        }
                    }
                    sum += square(f);
                }
                return sum;
            }};
}

/// 32. Linear function - full rank, m >= n: perfectly conditioned.
inline Problem linear_full_rank(Index n = 10, Index m = 20) {
    return convex({sized("Linear, full rank", n),
                   constant(n, 1),
                   {{real(m - n), constant(n, -1)}},
                   [n, m](const Vector& x, Vector& g) {
                       const double shift = 2 * x.sum() / real(m) + 1;
                       double sum = real(m - n) * shift * shift;
                       double all = -real(m - n) * shift; // Σ f_i
                       for (Index i = 0; i < n; ++i) {
                           g[i] = x[i] - shift; // f_i
                           sum += g[i] * g[i];
                           all += g[i];
                       }
                       g = (2 * g.array() - 4 * all / real(m)).matrix();
                       return sum;
                   },
                   [n, m](const DualVector& x) {
                       Dual total;
                       for (Index j = 0; j < n; ++j) {
                           total += x[j];
                       }
                       Dual sum;
                       for (Index i = 0; i < m; ++i) {
                           sum += square((i < n ? x[i] : Dual(0)) - 2 / Dual(real(m)) * total - 1);
                       }
                       return sum;
                   }});
}

/// 33. Linear function - rank 1, m >= n: a whole hyperplane of minimisers, Σ j x_j = 3 / (2m + 1).
inline Problem linear_rank_1(Index n = 10, Index m = 20) {
    Vector theta = constant(n, 0);
    theta[0] = 3 / real(2 * m + 1);
    return convex({sized("Linear, rank 1", n),
                   constant(n, 1),
                   {{real(m * (m - 1)) / real(2 * (2 * m + 1)), theta}},
                   [n, m](const Vector& x, Vector& g) {
                       double s = 0; // Σ j x_j
                       for (Index j = 1; j <= n; ++j) {
                           s += real(j) * x[j - 1];
                       }
                       double sum = 0;
                       double slope = 0;
                       for (Index i = 1; i <= m; ++i) {
                           const double f = real(i) * s - 1;
                           sum += f * f;
                           slope += 2 * f * real(i);
                       }
                       for (Index j = 1; j <= n; ++j) {
                           g[j - 1] = slope * real(j);
                       }
                       return sum;
                   },
                   [n, m](const DualVector& x) {
                       Dual s;
                       for (Index j = 1; j <= n; ++j) {
                           s += real(j) * x[j - 1];
                       }
                       Dual sum;
                       for (Index i = 1; i <= m; ++i) {
                           sum += square(real(i) * s - 1);
                       }
                       return sum;
                   }});
}

/// 34. Linear function - rank 1 with zero columns and rows, m >= n >= 3; x_1 and x_n do not matter.
inline Problem linear_rank_1_zero_columns(Index n = 10, Index m = 20) {
    Vector theta = constant(n, 0);
    theta[1] = 1.5 / real(2 * m - 3); // Σ j x_j = 3 / (2m - 3) over 1 < j < n
    return convex({sized("Linear, rank 1, zero columns and rows", n),
                   constant(n, 1),
                   {{real(m * m + 3 * m - 6) / real(2 * (2 * m - 3)), theta}},
                   [n, m](const Vector& x, Vector& g) {
                       double s = 0; // Σ j x_j, 1 < j < n
                       for (Index j = 2; j < n; ++j) {
                           s += real(j) * x[j - 1];
                       }
                       double sum = 2; // f_1 = f_m = -1
                       double slope = 0;
                       for (Index i = 2; i < m; ++i) {
                           const double f = real(i - 1) * s - 1;
                           sum += f * f;
                           slope += 2 * f * real(i - 1);
                       }
                       g.setZero();
                       for (Index j = 2; j < n; ++j) {
                           g[j - 1] = slope * real(j);
                       }
                       return sum;
                   },
                   [n, m](const DualVector& x) {
                       Dual sum;
                       for (Index i = 1; i <= m; ++i) {
                           Dual f = -1;
                           for (Index j = 2; j < n && i > 1 && i < m; ++j) {
                               f += real(i - 1) * real(j) * x[j - 1];
                           }
                           sum += square(f);
                       }
                       return sum;
                   }});
}

/// 35. Chebyquad, m = n <= 64: nodes of a quadrature with equal weights.
///
/// Zeros exist for n <= 7 and n = 9. For n = 10 the paper's 6.50395e-3, found from its start, is a
/// local minimum: 4.77271e-3 is lower (the lowest of 40 random starts in the unit cube).
inline Problem chebyquad(Index n = 8) {
    std::vector<Known> known;
    if (n < 8 || n == 9) {
        known = {{0, {}}};
    } else if (n == 8) {
        known = {{3.5168737256779317e-3,
                  point({0.043152760151016631, 0.19309084038418612, 0.26632870689027293, 0.5, 0.5,
                         0.73367129310972707, 0.80690915961581388, 0.95684723984898337})}};
    } else if (n == 10) {
        known = {{4.7727136963753490e-3,
                  point({0.032993373018074462, 0.15514535775907336, 0.20018919846138622,
                         0.38326166496125498, 0.38326166496125498, 0.52924947713340654,
                         0.64035354937106590, 0.71356584741599998, 0.82848182305190733,
                         0.92525183378539752})},
                 {6.5039548008823061e-3,
                  point({0.059619900535812704, 0.16670828183586141, 0.23917065894260849,
                         0.39888429230604449, 0.39888429230604449, 0.60111570769395551,
                         0.60111570769395551, 0.76082934105739151, 0.83329171816413859,
                         0.94038009946418730}),
                  Kind::local}};
    }
    return {sized("Chebyquad", n), point(n, [n](double i) { return i / real(n + 1); }), known,
            [n](const Vector& x, Vector& g) {
                Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 64, 1> f = Vector::Zero(n);
                for (Index j = 0; j < n; ++j) {
                    const double t = 2 * x[j] - 1;
                    double before = 1;
                    double value = t; // T_i(t), i = 1, 2, ...
                    for (Index i = 0; i < n; ++i) {
                        f[i] += value;
                        before = std::exchange(value, 2 * t * value - before);
                    }
                }
                double sum = 0;
                for (Index i = 1; i <= n; ++i) {
                    const double integral = i % 2 == 0 ? -1 / real(i * i - 1) : 0;
                    f[i - 1] = f[i - 1] / real(n) - integral;
                    sum += f[i - 1] * f[i - 1];
                }
                for (Index j = 0; j < n; ++j) {
                    const double t = 2 * x[j] - 1;
                    double before = 1;
                    double value = t;
                    double slope_before = 0;
                    double slope = 2; // dT_i / dx
                    g[j] = 0;
                    for (Index i = 0; i < n; ++i) {
                        g[j] += 2 / real(n) * f[i] * slope;
                        slope_before =
                            std::exchange(slope, 4 * value + 2 * t * slope - slope_before);
                        before = std::exchange(value, 2 * t * value - before);
                    }
                }
                return sum;
            },
            [n](const DualVector& x) {
                Dual sum;
                for (Index i = 1; i <= n; ++i) {
                    Dual f;
                    for (Index j = 0; j < n; ++j) {
                        const Dual t = 2 * x[j] - 1;
                        Dual before = 1;
                        Dual value = t;
                        for (Index k = 1; k < i; ++k) {
                            before = std::exchange(value, 2 * t * value - before);
                        }
                        f += value / real(n);
                    }
                    sum += square(i % 2 == 0 ? f + 1 / Dual(real(i * i - 1)) : f);
                }
                return sum;
            }};
}

} // namespace descent::problems
