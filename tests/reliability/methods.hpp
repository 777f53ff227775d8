// SPDX-License-Identifier: MIT
// The methods that the fault injection runs over: one table. A new part needs one line here.
#pragma once

#include "reliability/faulty_cost.hpp"

#include <descent/descent.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace descent::reliability {

using Vector = Eigen::VectorXd;
using Iterates = std::vector<Iterate<Vector>>;

/// A coupled quadratic of three parameters, written out here: nothing of the library's is trusted.
///
/// J = 2 a^2 + 3/2 b^2 + c^2 + a b + b c - a - 2 b - 3 c + 7. Its Hessian (4 1 0; 1 3 1; 0 1 2) has
/// eigenvalues in [1, 5], by Gershgorin; the minimum, by Cramer, is 83/18 at (2, 1, 13)/9.
struct Bowl {
    double value_and_gradient(const Vector& t, Vector& g) const {
        g[0] = 4 * t[0] + t[1] - 1;
        g[1] = t[0] + 3 * t[1] + t[2] - 2;
        g[2] = t[1] + 2 * t[2] - 3;
        return 2 * t[0] * t[0] + 1.5 * t[1] * t[1] + t[2] * t[2] + t[0] * t[1] + t[1] * t[2] -
               t[0] - 2 * t[1] - 3 * t[2] + 7;
    }
};

using Cost = FaultyCost<Bowl>;

inline double largest_entry(const Vector& v) {
    double largest = 0;
    for (const double x : v) {
        if (std::isnan(x)) {
            return x;
        }
        largest = std::max(largest, std::abs(x));
    }
    return largest;
}

/// The named test of a stopping policy, by the test's own arithmetic, on the iterates of a run that
/// has converged; the last one's cost and gradient have been evaluated afresh.
using NamedTest = std::function<bool(const Iterates&)>;

struct Method {
    std::string name;
    bool searches; ///< steps back from a point that is not finite
    std::function<Result<Vector>(const Cost&, const Vector&, Iterates&)> run;
    NamedTest holds;
};

/// One update rule and learning rate with each of several stopping policies.
template <class Update, class Rate>
void add(std::vector<Method>& table, const std::string& name, bool searches, Update update,
         Rate rate) {
    const auto with = [&](const std::string& stop_name, auto stop, NamedTest holds) {
        const GradientDescent optimizer{update, rate, stop | stop::AfterIterations{60}};
        table.push_back({name + ", " + stop_name, searches,
                         [optimizer](const Cost& cost, const Vector& start, Iterates& seen) {
                             return optimizer.minimize(
                                 cost, start,
                                 [&](const Iterate<Vector>& now) { seen.push_back(now); });
                         },
                         std::move(holds)});
    };
    with("GradientBelow", stop::GradientBelow{1e-2},
         [](const Iterates& seen) { return largest_entry(seen.back().gradient) <= 1e-2; });
    with("GradientReducedBy", stop::GradientReducedBy{1e3}, [](const Iterates& seen) {
        return largest_entry(seen.back().gradient) <= largest_entry(seen.front().gradient) / 1e3;
    });
    with("CostBelow", stop::CostBelow{4.62},
         [](const Iterates& seen) { return seen.back().cost <= 4.62; });
    with("CostFlat", stop::CostFlat{1e-5, 2}, [](const Iterates& seen) {
        bool flat = seen.size() > 2;
        for (auto k = seen.size() - 2; flat && k < seen.size(); ++k) {
            const double scale = std::max(std::abs(seen[k].cost), seen[0].cost - seen[k].cost);
            flat = std::abs(seen[k].cost - seen[k - 1].cost) <= 1e-5 * scale;
        }
        return flat;
    });
    with("ParametersStill", stop::ParametersStill{1e-4}, [](const Iterates& seen) {
        const auto& now = seen.back();
        return largest_entry(now.theta - seen[seen.size() - 2].theta) <=
               1e-4 * largest_entry(now.theta);
    });
}

inline std::vector<Method> methods() {
    std::vector<Method> table;
    add(table, "SteepestDescent, Constant", false, update::SteepestDescent{}, rate::Constant{0.3});
    add(table, "Momentum, Constant", false, update::Momentum{0.4}, rate::Constant{0.25});
    add(table, "SteepestDescent, Backtracking", true, update::SteepestDescent{},
        rate::Backtracking{});
    add(table, "Momentum, Backtracking", true, update::Momentum{0.4}, rate::Backtracking{});
    add(table, "LimitedMemoryBfgs, HagerZhang", true, update::LimitedMemoryBfgs{5},
        rate::HagerZhang{});
    return table;
}

} // namespace descent::reliability
