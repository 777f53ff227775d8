// SPDX-License-Identifier: MIT
// Update rules asked about made-up histories, without a run.
#pragma once

#include "catch.hpp"
#include "update/expected_directions.hpp"

#include <descent/concepts/update_rule.hpp>
#include <descent/core/require.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>

namespace made_up {

using expected_directions::Table;
namespace expected = expected_directions;

/// The first iterate of a history.
template <class Theta>
descent::Iterate<Theta> first(const Theta& theta, const Theta& gradient,
                              descent::scalar_t<Theta> cost = 0) {
    const descent::Point<Theta> here{theta, cost, gradient, descent::max_norm(gradient)};
    return {here, 0, 1, 0, here};
}

/// The iterate after it.
template <class Theta>
descent::Iterate<Theta> after(const descent::Iterate<Theta>& now, const Theta& theta,
                              const Theta& gradient, descent::scalar_t<Theta> cost = 0) {
    const descent::Point<Theta> here{theta, cost, gradient, descent::max_norm(gradient)};
    return {here, now.iteration + 1, now.evaluations + 1, 1, now};
}

/// A theta of two entries, or the number of that column.
template <class Theta>
Theta theta_of(const std::array<long double, 2>& row, std::size_t column) {
    using Scalar = descent::scalar_t<Theta>;
    if constexpr (std::floating_point<Theta>) {
        return static_cast<Scalar>(row[column]);
    } else {
        Theta theta = Theta::Zero(Theta::RowsAtCompileTime == 1 ? 1 : 2,
                                  Theta::RowsAtCompileTime == 1 ? 2 : 1);
        theta.data()[0] = static_cast<Scalar>(row[0]);
        theta.data()[1] = static_cast<Scalar>(row[1]);
        return theta;
    }
}

/// Entry e of direction k against the table; no template, as rules and types of theta are many.
///
/// @param error  allowed, relative to 1 + |want|
inline void check_entry(std::size_t k, std::size_t e, long double got, long double want,
                        long double error) {
    CAPTURE(k, e, got, want);
    CHECK(std::abs(got - want) <= error * (1 + std::abs(want)));
}

/// Whether the rule gives these directions to the made-up history, for one type of theta. Numbers
/// get one column of the table.
///
/// `roundings` bounds the relative errors of 2^-digits that add up in one entry; sums that cancel
/// have terms near 1, so errors are taken relative to 1 + |d|.
template <class Theta, class Rule>
void check_directions(const Rule& rule, const Table& table, long double roundings,
                      std::size_t column = 0) {
    using Scalar = descent::scalar_t<Theta>;
    const long double unit = static_cast<long double>(std::numeric_limits<Scalar>::epsilon());
    auto now = first(theta_of<Theta>(expected::thetas[0], column),
                     theta_of<Theta>(expected::gradients[0], column));
    auto memory = descent::init(rule, std::as_const(now));
    for (std::size_t k = 0; k < table.size(); ++k) {
        if (k > 0) {
            now = after(now, theta_of<Theta>(expected::thetas[k], column),
                        theta_of<Theta>(expected::gradients[k], column));
        }
        const Theta d = descent::direction(rule, memory, std::as_const(now));
        for (descent::Index i = 0; i < descent::size(d); ++i) {
            const std::size_t e = std::floating_point<Theta> ? column : static_cast<std::size_t>(i);
            check_entry(k, e, static_cast<long double>(descent::entry(d, i)), table[k][e],
                        roundings * unit);
        }
    }
}

/// The same for vectors, matrices and numbers, of every floating-point type.
template <class Rule>
void check_entrywise(const Rule& rule, const Table& table, long double roundings) {
    check_directions<Eigen::VectorXd>(rule, table, roundings);
    check_directions<Eigen::Vector2d>(rule, table, roundings);
    check_directions<Eigen::Matrix<float, 2, 1>>(rule, table, roundings);
    check_directions<Eigen::MatrixXd>(rule, table, roundings);
    check_directions<Eigen::Matrix<long double, 1, 2>>(rule, table, roundings);
    for (const std::size_t column : {0U, 1U}) {
        check_directions<double>(rule, table, roundings, column);
        check_directions<float>(rule, table, roundings, column);
        check_directions<long double>(rule, table, roundings, column);
    }
}

/// Whether a rule that met only zero gradients says zero, neither NaN nor a move.
template <class Rule>
void check_rests_at_zero_gradients(const Rule& rule) {
    const Eigen::Vector2d zero = Eigen::Vector2d::Zero();
    auto now = first<Eigen::Vector2d>(zero, zero);
    auto memory = descent::init(rule, std::as_const(now));
    for (int k = 0; k < 6; ++k) {
        const Eigen::Vector2d d = descent::direction(rule, memory, std::as_const(now));
        CAPTURE(k);
        CHECK(d == zero);
        now = after<Eigen::Vector2d>(now, zero, zero);
    }
}

/// Whether a memory restarted in the middle of a history answers as a new one does.
template <class Rule>
void check_restart(const Rule& rule) {
    using Theta = Eigen::Vector2d;
    auto now = first<Theta>({1, 2}, {1, -2});
    auto memory = descent::init(rule, std::as_const(now));
    descent::direction(rule, memory, std::as_const(now));
    now = after<Theta>(now, {0.5, 3}, {-0.25, 1});
    descent::direction(rule, memory, std::as_const(now));
    rule.restart(memory, std::as_const(now));
    auto fresh = descent::init(rule, std::as_const(now));
    for (const Theta& gradient : {Theta(2, 0.25), Theta(0.125, -1), Theta(1, 0.0625)}) {
        const Theta want = descent::direction(rule, fresh, std::as_const(now));
        CHECK(descent::direction(rule, memory, std::as_const(now)) == want);
        now = after<Theta>(now, now.theta + gradient, gradient);
    }
}

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A call that must be refused, and what the exception must say.
struct Refusal {
    void (*make)();
    const char* message;
};

inline void check_refused(std::initializer_list<Refusal> refusals) {
    for (const Refusal& refusal : refusals) {
        CAPTURE(refusal.message);
        try {
            refusal.make();
            CHECK(false);
        } catch (const descent::InvalidSetting& error) {
            CHECK(std::string(error.what()) == refusal.message);
        }
    }
}

} // namespace made_up
