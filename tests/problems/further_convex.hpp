// SPDX-License-Identifier: MIT
// Convex problems that are not quadratic: vanishing and exploding curvature, a barrier, regression.
#pragma once

#include "problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace descent::problems {

/// J(x) = Σ x_i⁴: the Hessian vanishes at the minimiser, so no method is linear there but Newton's.
inline Problem quartic(Index n) {
    return convex({sized("Quartic", n),
                   constant(n, 1.5),
                   {{0, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       g = 4 * x.array().cube();
                       return 0.25 * g.dot(x);
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += square(square(x[i]));
                       }
                       return sum;
                   }});
}

/// J(x) = exp(x) - 2 x, n = 1: the curvature grows with x without bound.
inline Problem exponential_and_line() {
    using std::numbers::ln2;
    return convex({"Exponential and line",
                   point({4}),
                   {{2 - 2 * ln2, point({ln2})}},
                   [](const Vector& x, Vector& g) {
                       const double e = std::exp(x[0]);
                       g[0] = e - 2;
                       return e - 2 * x[0];
                   },
                   [](const DualVector& x) { return exp(x[0]) - 2 * x[0]; }});
}

/// J(x) = Σ (i x_i - log x_i), +infinity unless all x_i > 0: a step too long leaves the domain.
inline Problem log_barrier(Index n) {
    double least = 0;
    for (Index i = 1; i <= n; ++i) {
        least += 1 + std::log(real(i));
    }
    return convex({sized("Log barrier", n),
                   constant(n, 1),
                   {{least, point(n, [](double i) { return 1 / i; })}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           if (!(x[i] > 0)) {
                               g.setConstant(std::numeric_limits<double>::quiet_NaN());
                               return std::numeric_limits<double>::infinity();
                           }
                           g[i] = real(i + 1) - 1 / x[i];
                           sum += real(i + 1) * x[i] - std::log(x[i]);
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += real(i + 1) * x[i] - log(x[i]);
                       }
                       return sum;
                   }});
}

/// J(x) = Σ i/10 (exp(x_i) - x_i). Source  Andrei 2008, "Raydan 1".
inline Problem raydan_1(Index n) {
    return convex({sized("Raydan 1", n),
                   constant(n, 1),
                   {{real(n * (n + 1)) / 20, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           const double e = std::exp(x[i]);
                           g[i] = real(i + 1) / 10 * (e - 1);
                           sum += real(i + 1) / 10 * (e - x[i]);
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += real(i + 1) * (exp(x[i]) - x[i]) / 10;
                       }
                       return sum;
                   }});
}

/// J(x) = Σ (exp(x_i) - x_i). Source  Andrei 2008, "Raydan 2".
inline Problem raydan_2(Index n) {
    return convex({sized("Raydan 2", n),
                   constant(n, 1),
                   {{real(n), constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           const double e = std::exp(x[i]);
                           g[i] = e - 1;
                           sum += e - x[i];
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += exp(x[i]) - x[i];
                       }
                       return sum;
                   }});
}

/// J(x) = log cosh x_1 + Σ log cosh(x_(i+1) - x_i): a chain of springs that yield at force 1.
inline Problem log_cosh_chain(Index n) {
    return convex({sized("Log-cosh chain", n),
                   point(n, [n](double i) { return 20 * i / real(n) + std::fmod(i, 3); }),
                   {{0, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       double before = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           const double stretch = x[i] - before;
                           const double pull = std::tanh(stretch);
                           const double size = std::abs(stretch);
                           sum += size + std::log1p(std::exp(-2 * size)) - std::numbers::ln2;
                           g[i] = pull;
                           if (i > 0) {
                               g[i - 1] -= pull;
                           }
                           before = x[i];
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum = log(cosh(x[0]));
                       for (Index i = 1; i < x.size(); ++i) {
                           sum += log(cosh(x[i] - x[i - 1]));
                       }
                       return sum;
                   }});
}

/// J(x) = log Σ (exp(x_i) + exp(-x_i)): almost max |x_i|; curvature 1/n at the minimiser.
inline Problem log_sum_exp(Index n) {
    return convex({sized("Log-sum-exp", n),
                   point(n, [n](double i) { return 4 * i / real(n) - 1; }),
                   {{std::log(2 * real(n)), constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       const double top = x.cwiseAbs().maxCoeff();
                       double sum = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           const double up = std::exp(x[i] - top);
                           const double down = std::exp(-x[i] - top);
                           g[i] = up - down;
                           sum += up + down;
                       }
                       g /= sum;
                       return top + std::log(sum);
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += exp(x[i]) + exp(-x[i]);
                       }
                       return log(sum);
                   }});
}

/// J(x) = Σ_(i<n) (x_i² + x_(i+1)²)² - 4 x_i + 3.
///
/// Source  CUTEst ENGVAL1, after P. L. Toint 1983. Minima: Newton in 40-digit arithmetic; CUTEst
/// says
///         1.1082e3 for n = 1000.
inline Problem engval_1(Index n) {
    std::vector<Known> known;
    if (n == 2) {
        known = {{0, point({1, 0})}};
    } else if (n == 100) {
        known = {{109.08813614309213, {}}};
    } else if (n == 1000) {
        known = {{1108.1947187850134, {}}};
    }
    return convex({sized("Engval 1", n), constant(n, 2), known,
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       g[0] = 0;
                       for (Index i = 0; i + 1 < x.size(); ++i) {
                           const double s = x[i] * x[i] + x[i + 1] * x[i + 1];
                           g[i] += 4 * s * x[i] - 4;
                           g[i + 1] = 4 * s * x[i + 1];
                           sum += s * s - 4 * x[i] + 3;
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i + 1 < x.size(); ++i) {
                           sum += square(square(x[i]) + square(x[i + 1])) - 4 * x[i] + 3;
                       }
                       return sum;
                   }});
}

/// J(x) = Σ_(i<n) (x_i + x_(i+1) - 3)² + (x_i - x_(i+1) + 1)⁴.
///
/// Source  Andrei 2008, "Generalized tridiagonal 1". Minima: Newton in 40-digit arithmetic.
inline Problem generalized_tridiagonal(Index n) {
    std::vector<Known> known;
    if (n == 2) {
        known = {{0, point({1, 2})}};
    } else if (n == 100) {
        known = {{97.210307485990894, {}}};
    } else if (n == 1000) {
        known = {{997.21030748599089, {}}};
    }
    return convex({sized("Generalized tridiagonal", n), constant(n, 2), known,
                   [](const Vector& x, Vector& g) {
                       double sum = 0;
                       g[0] = 0;
                       for (Index i = 0; i + 1 < x.size(); ++i) {
                           const double p = x[i] + x[i + 1] - 3;
                           const double q = x[i] - x[i + 1] + 1;
                           g[i] += 2 * p + 4 * q * q * q;
                           g[i + 1] = 2 * p - 4 * q * q * q;
                           sum += p * p + q * q * q * q;
                       }
                       return sum;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       for (Index i = 0; i + 1 < x.size(); ++i) {
                           sum += square(x[i] + x[i + 1] - 3) + square(square(x[i] - x[i + 1] + 1));
                       }
                       return sum;
                   }});
}

/// J(x) = Σ x_i² + s² + s⁴, s = Σ i x_i / 2: Zakharov's.
inline Problem zakharov(Index n) {
    return convex({sized("Zakharov", n),
                   constant(n, 1),
                   {{0, constant(n, 0)}},
                   [](const Vector& x, Vector& g) {
                       double s = 0;
                       for (Index i = 0; i < x.size(); ++i) {
                           s += real(i + 1) * x[i] / 2;
                       }
                       const double slope = s + 2 * s * s * s;
                       for (Index i = 0; i < x.size(); ++i) {
                           g[i] = 2 * x[i] + slope * real(i + 1);
                       }
                       return x.squaredNorm() + s * s + s * s * s * s;
                   },
                   [](const DualVector& x) {
                       Dual sum;
                       Dual s;
                       for (Index i = 0; i < x.size(); ++i) {
                           sum += square(x[i]);
                           s += real(i + 1) * x[i] / 2;
                       }
                       return sum + square(s) + square(square(s));
                   }});
}

/// A small made-up training set, m = 48: three features, numbers that binary holds exactly.
struct TrainingSet {
    Eigen::Matrix<double, 48, 3> X;
    Eigen::Matrix<double, 48, 1> y;     ///< a plane, a little noise, and four outliers of + 8
    Eigen::Matrix<double, 48, 1> label; ///< -1 or 1: the side of a plane, under noise
};

inline TrainingSet training_set() {
    constexpr int factor[] = {37, 23, 11};
    TrainingSet set;
    for (int i = 1; i <= 48; ++i) {
        for (int j = 1; j <= 3; ++j) {
            set.X(i - 1, j - 1) = ((factor[j - 1] * i + 7 * j) % 64 - 32) / 16.0;
        }
        const double plane = 1 + 2 * set.X(i - 1, 0) - set.X(i - 1, 1) + 0.5 * set.X(i - 1, 2);
        const double noise = (13 * i) % 32 - 16;
        set.y[i - 1] = plane + noise / 32 + (i % 12 == 5 ? 8 : 0);
        set.label[i - 1] = plane + noise / 4 > 0 ? 1 : -1;
    }
    return set;
}

/// Value and gradient of Σ loss(residual i), where residual i = t_0 + t·x_i and `loss` also writes
/// its slope.
template <class Loss>
double over_examples(const TrainingSet& set, const Vector& t, Vector& g, const Loss& loss) {
    double sum = 0;
    g.setZero();
    for (Index i = 0; i < set.X.rows(); ++i) {
        double slope = 0;
        sum += loss(i, t[0] + set.X.row(i).dot(t.tail<3>()), slope);
        g[0] += slope;
        g.tail<3>() += slope * set.X.row(i).transpose();
    }
    return sum;
}

template <class Loss>
Dual over_examples(const TrainingSet& set, const DualVector& t, const Loss& loss) {
    Dual sum;
    for (Index i = 0; i < set.X.rows(); ++i) {
        sum += loss(i, t[0] + set.X(i, 0) * t[1] + set.X(i, 1) * t[2] + set.X(i, 2) * t[3]);
    }
    return sum;
}

/// log(1 + exp(-z)) without overflow, and its slope.
inline double logistic_loss(double z, double& slope) {
    const double e = std::exp(-std::abs(z));
    slope = -(z > 0 ? e : 1) / (1 + e);
    return std::log1p(e) + std::max(-z, 0.0);
}

/// Logistic regression with an intercept and the penalty |t|² / 256; n = 4.
///
/// Minimum: Newton in 60-digit arithmetic, on the same exact data.
inline Problem logistic_regression() {
    return convex(
        {"Logistic regression",
         constant(4, 0),
         {{0.47316692292024288, point({0.49690310117301104, 1.2144204247120228,
                                       -0.70299890840433012, 0.62397518310017207})}},
         [set = training_set()](const Vector& t, Vector& g) {
             const double sum = over_examples(set, t, g, [&](Index i, double z, double& slope) {
                 const double loss = logistic_loss(set.label[i] * z, slope);
                 slope *= set.label[i];
                 return loss;
             });
             g = g / 48 + t / 128;
             return sum / 48 + t.squaredNorm() / 256;
         },
         [set = training_set()](const DualVector& t) {
             const Dual sum = over_examples(
                 set, t, [&](Index i, const Dual& z) { return log(1 + exp(-set.label[i] * z)); });
             return sum / 48 + (square(t[0]) + square(t[1]) + square(t[2]) + square(t[3])) / 256;
         }});
}

/// Logistic regression that a plane separates, without penalty: the minimum 0 is at infinity.
inline Problem separable_logistic_regression() {
    TrainingSet set = training_set();
    for (Index i = 0; i < 48; ++i) {
        set.label[i] = set.X(i, 0) - set.X(i, 1) > 0.03 ? 1 : -1; // no example is on the plane
    }
    return convex({"Separable logistic regression",
                   constant(4, 0),
                   {{0, {}, Kind::at_infinity}},
                   [set](const Vector& t, Vector& g) {
                       const double sum =
                           over_examples(set, t, g, [&](Index i, double z, double& slope) {
                               const double loss = logistic_loss(set.label[i] * z, slope);
                               slope *= set.label[i];
                               return loss;
                           });
                       g /= 48;
                       return sum / 48;
                   },
                   [set](const DualVector& t) {
                       return over_examples(set, t,
                                            [&](Index i, const Dual& z) {
                                                return log(1 + exp(-set.label[i] * z));
                                            }) /
                              48;
                   }});
}

/// Linear regression with the pseudo-Huber loss √(1 + r²) - 1, which outliers pull but little; n
/// = 4.
///
/// Minimum: Newton in 60-digit arithmetic, on the same exact data.
inline Problem pseudo_huber_regression() {
    return convex({"Pseudo-Huber regression",
                   constant(4, 0),
                   {{29.994252253619724, point({1.0632949303389023, 2.0390247023740314,
                                                -0.97980739732413453, 0.42276511544758020})}},
                   [set = training_set()](const Vector& t, Vector& g) {
                       return over_examples(set, t, g, [&](Index i, double z, double& slope) {
                           const double r = z - set.y[i];
                           const double root = std::sqrt(1 + r * r);
                           slope = r / root;
                           return r * r / (root + 1);
                       });
                   },
                   [set = training_set()](const DualVector& t) {
                       return over_examples(set, t, [&](Index i, const Dual& z) {
                           return sqrt(1 + square(z - set.y[i])) - 1;
                       });
                   }});
}

} // namespace descent::problems
