// SPDX-License-Identifier: MIT
// Rules that know conjugacy: asked about made-up histories, and on a quadratic with exact searches.
#pragma once

#include "update/expected_conjugacy.hpp"
#include "update/made_up_history.hpp"

namespace conjugacy {

/// Three numbers as a theta of three entries.
template <class Theta>
Theta three(const std::array<long double, 3>& numbers) {
    Theta theta =
        Theta::Zero(Theta::RowsAtCompileTime == 1 ? 1 : 3, Theta::RowsAtCompileTime == 1 ? 3 : 1);
    for (Eigen::Index i = 0; i < 3; ++i) {
        theta.data()[i] = static_cast<typename Theta::Scalar>(numbers[static_cast<std::size_t>(i)]);
    }
    return theta;
}

/// Whether the rule answers so; relative to 1 + |d|, as the terms of d are near 1.
template <class Theta, class Rule, std::size_t Steps>
void check_one(const Rule& rule, const std::array<std::array<long double, 3>, Steps>& thetas,
               const std::array<std::array<long double, 3>, Steps>& gradients,
               const std::array<std::array<long double, 3>, Steps>& table, long double roundings) {
    const long double unit = std::numeric_limits<typename Theta::Scalar>::epsilon();
    auto now = made_up::first(three<Theta>(thetas[0]), three<Theta>(gradients[0]));
    auto memory = descent::init(rule, std::as_const(now));
    for (std::size_t k = 0; k < Steps; ++k) {
        if (k > 0) {
            now = made_up::after(now, three<Theta>(thetas[k]), three<Theta>(gradients[k]));
        }
        const Theta d = descent::direction(rule, memory, std::as_const(now));
        for (std::size_t e = 0; e < 3; ++e) {
            made_up::check_entry(k, e, d.data()[e], table[k][e], roundings * unit);
        }
    }
}

/// The same for every floating-point type, vectors and matrices.
void check(const auto& rule, const auto& thetas, const auto& gradients, const auto& table,
           long double roundings) {
    check_one<Eigen::VectorXd>(rule, thetas, gradients, table, roundings);
    check_one<Eigen::Vector3d>(rule, thetas, gradients, table, roundings);
    check_one<Eigen::Vector3f>(rule, thetas, gradients, table, roundings);
    check_one<Eigen::MatrixXf>(rule, thetas, gradients, table, roundings);
    check_one<Eigen::Matrix<long double, 1, 3>>(rule, thetas, gradients, table, roundings);
}

/// The quadratic of the exact searches: curvatures 1, 4, 9, minimum 0.
inline const Eigen::Vector3d curvatures{1, 4, 9};

/// The gradient norm after n = 3 exact searches from (1, -1, 0.5).
///
/// Each error of a relative 1e-16 in a direction is amplified by the condition number 9 a step, and
/// gradients start at 4.5: 1e-12 is generous.
template <class Rule>
double gradient_after_exact_searches(const Rule& rule, int steps, auto&& inspect) {
    Eigen::Vector3d theta{1, -1, 0.5};
    auto now = made_up::first<Eigen::Vector3d>(theta, curvatures.cwiseProduct(theta));
    auto memory = descent::init(rule, std::as_const(now));
    for (int k = 0; k < steps; ++k) {
        const Eigen::Vector3d d = descent::direction(rule, memory, std::as_const(now));
        const double alpha = now.gradient.dot(d) / d.dot(curvatures.cwiseProduct(d));
        theta -= alpha * d;
        now = made_up::after<Eigen::Vector3d>(now, theta, curvatures.cwiseProduct(theta));
    }
    inspect(memory, std::as_const(now));
    return now.gradient_norm;
}

} // namespace conjugacy
