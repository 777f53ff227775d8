// SPDX-License-Identifier: MIT
// Trace: keeps what happened in every iteration, and prints it as a table or as CSV.
#pragma once

#include <descent/concepts/observer.hpp>
#include <descent/core/text.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace descent::observe {

/// Keeps one row for every iteration: its number k, theta before it, cost and gradient norm there,
/// the learning rate, and the update, which is what the iteration took off theta. A new run starts
/// a new table.
///
///     observe::Trace trace;
///     optimizer.minimize(cost, theta0, trace);
///     std::cout << trace;
///
/// Numbers are kept as double, matrices column by column. Printing shows the text's table: three
/// decimals for a scalar theta, and for vectors the first entries, with cost and gradient norm.
///
/// Expense  Two copies of theta an iteration, allocated: a trace is for looking, not for speed
/// Source   [McCormick2014], the table of J(theta) = theta^2.
class Trace {
public:
    /// One iteration.
    struct Row {
        std::int64_t iteration;     ///< k, from 1
        std::vector<double> theta;  ///< theta_{k-1}, before the iteration
        double cost;                ///< J(theta_{k-1})
        double gradient_norm;       ///< largest |entry| of the gradient at theta_{k-1}
        double rate;                ///< alpha
        std::vector<double> update; ///< theta_{k-1} - theta_k: alpha d, to the rounding of theta
    };

    template <Parameters Theta>
    void operator()(const Iterate<Theta>& now) {
        if (now.iteration == 0) {
            rows_.clear();
        } else {
            rows_.push_back({now.iteration, numbers(now.previous.theta),
                             static_cast<double>(now.previous.cost),
                             static_cast<double>(now.previous.gradient_norm),
                             static_cast<double>(now.rate), numbers(Theta(now.update()))});
        }
    }

    const std::vector<Row>& rows() const { return rows_; }

    /// One line an iteration, all digits: iteration, cost, gradient_norm, rate, theta_0, ...,
    /// update_0, ...
    template <std::derived_from<std::ostream> Stream>
    void write_csv(Stream& out) const {
        constexpr int all_digits = 17;
        const std::size_t n = rows_.empty() ? 0 : rows_.front().theta.size();
        std::string page = "iteration,cost,gradient_norm,rate";
        for (const char* name : {",theta_", ",update_"}) {
            for (std::size_t i = 0; i < n; ++i) {
                page += name + std::to_string(i);
            }
        }
        page += "\n";
        for (const Row& row : rows_) {
            page += text(row.iteration);
            for (const double x : {row.cost, row.gradient_norm, row.rate}) {
                page += "," + text(x, all_digits);
            }
            for (const auto* list : {&row.theta, &row.update}) {
                for (const double x : *list) {
                    page += "," + text(x, all_digits);
                }
            }
            page += "\n";
        }
        out << page;
    }

    template <std::derived_from<std::ostream> Stream>
    friend Stream& operator<<(Stream& out, const Trace& trace) {
        out << trace.table();
        return out;
    }

private:
    template <Parameters Theta>
    static std::vector<double> numbers(const Theta& theta) {
        std::vector<double> list(static_cast<std::size_t>(descent::size(theta)));
        for (std::size_t i = 0; i < list.size(); ++i) {
            list[i] = static_cast<double>(entry(theta, static_cast<Index>(i)));
        }
        return list;
    }

    /// Here and below, templates are for the programs that do not print: they need not compile
    /// them.
    template <class String = std::string>
    String table() const {
        const bool scalar = !rows_.empty() && rows_.front().theta.size() == 1;
        std::vector<std::vector<String>> cells;
        cells.push_back(scalar ? std::vector<String>{"iteration", "theta", "update"}
                               : std::vector<String>{"iteration", "cost", "gradient norm", "rate",
                                                     "theta", "update"});
        for (const Row& row : rows_) {
            if (scalar) {
                cells.push_back({text(row.iteration), three_decimals(row.theta[0]),
                                 three_decimals(row.update[0])});
            } else {
                cells.push_back({text(row.iteration), text(row.cost), text(row.gradient_norm),
                                 text(row.rate), some(row.theta), some(row.update)});
            }
        }
        return aligned(cells);
    }

    /// Three decimals as the text prints them, unless that would leave nothing to see.
    template <class String = std::string>
    static String three_decimals(double x) {
        const double size = x < 0 ? -x : x;
        return size != 0 && (size < 0.01 || size >= 1e6) ? text(x, 4) : fixed_text(x, 3);
    }

    template <class String = std::string>
    static String some(const std::vector<double>& list) {
        constexpr std::size_t shown = 4;
        std::string words = "(";
        for (std::size_t i = 0; i < (std::min)(list.size(), shown); ++i) {
            words += (i ? ", " : "") + text(list[i], 4);
        }
        return words + (list.size() > shown ? ", ...)" : ")");
    }

    /// Columns as wide as their widest cell, two spaces between them.
    template <class String>
    static String aligned(const std::vector<std::vector<String>>& cells) {
        std::vector<std::size_t> widths(cells.front().size());
        for (const auto& line : cells) {
            for (std::size_t j = 0; j < line.size(); ++j) {
                widths[j] = (std::max)(widths[j], line[j].size());
            }
        }
        std::string page;
        for (const auto& line : cells) {
            for (std::size_t j = 0; j < line.size(); ++j) {
                page += line[j];
                page +=
                    j + 1 < line.size() ? std::string(widths[j] - line[j].size() + 2, ' ') : "\n";
            }
        }
        return page;
    }

    std::vector<Row> rows_;
};

} // namespace descent::observe
