// SPDX-License-Identifier: MIT
// How does one column of a CSV file depend on all the others? A program to copy and to change.
#include "csv.hpp"

#include <descent/descent.hpp>

#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* help = R"(regression_csv FILE TARGET

Fits   TARGET = intercept + coefficient * column + ...   over all other columns of FILE, by gradient
descent on the squared error, and prints the coefficients and how well they fit.

  FILE      comma-separated numbers; the first line names the columns
  TARGET    name of the column to predict

Columns may be of any scale: the fit is made on standardised ones, the answer is in FILE's units.

Exits with 0 if the fit is good, with 1 if it stopped short of the least squares, and with 2 if FILE
or TARGET cannot be used.
)";

enum Status : int { fitted = 0, not_fitted = 1, bad_input = 2 };

/// A column with mean 0 and standard deviation 1, and what they were.
struct Standardised {
    std::string name;
    double mean;
    double deviation;
    Eigen::VectorXd values;
};

Standardised standardise(const csv::Table& table, const std::string& name) {
    const std::string where = table.path + ": column '" + name + "'";
    const Eigen::VectorXd column = table[name];
    if (column.minCoeff() == column.maxCoeff()) {
        throw csv::Error{where + " is constant, there is nothing to learn from it; leave it out"};
    }
    const double mean = column.mean();
    const double deviation = std::sqrt((column.array() - mean).square().mean());
    if (!std::isnormal(deviation)) {
        throw csv::Error{where + " has numbers too large or too small to square; change its unit"};
    }
    return {name, mean, deviation, (column.array() - mean) / deviation};
}

/// The least squares without descent, to check against: [1 X] theta = y by Householder's QR.
/// @throws csv::Error if they are not unique
Eigen::VectorXd solve_directly(const Eigen::MatrixXd& X, const Eigen::VectorXd& y,
                               const std::vector<Standardised>& features, const std::string& path) {
    Eigen::MatrixXd design{X.rows(), X.cols() + 1};
    design << Eigen::VectorXd::Ones(X.rows()), X;
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr{design};
    if (qr.rank() < design.cols()) {
        const Eigen::Index dependent = qr.colsPermutation().indices()[qr.rank()] - 1;
        throw csv::Error{path + ": column '" + features[static_cast<std::size_t>(dependent)].name +
                         "' follows from other columns; leave one of them out"};
    }
    return qr.solve(y);
}

Status fit(const std::string& path, const std::string& target_name) {
    const csv::Table table = csv::read(path);
    const Standardised target = standardise(table, target_name);
    std::vector<Standardised> features;
    for (const std::string& name : table.names) {
        if (name != target_name) {
            features.push_back(standardise(table, name));
        }
    }
    const std::size_t unknowns = features.size() + 1;
    if (features.empty()) {
        throw csv::Error{path + ": no column besides '" + target_name + "'"};
    }
    if (target.values.size() < static_cast<Eigen::Index>(unknowns)) {
        throw csv::Error{path + ": " + std::to_string(target.values.size()) +
                         " rows are too few for " + std::to_string(unknowns) + " coefficients"};
    }
    Eigen::MatrixXd X{target.values.size(), static_cast<Eigen::Index>(features.size())};
    for (Eigen::Index j = 0; j < X.cols(); ++j) {
        X.col(j) = features[static_cast<std::size_t>(j)].values;
    }
    const Eigen::VectorXd direct = solve_directly(X, target.values, features, path);

    const auto result = descent::minimize(descent::cost::HalfMeanSquaredError{X, target.values});

    // y = theta_0 + theta_1 (x_1 - mean_1) / deviation_1 + ..., where y is standardised likewise.
    double intercept = target.mean + target.deviation * result.theta[0];
    std::size_t width = std::string{"intercept"}.size();
    std::vector<double> coefficients;
    for (const Standardised& feature : features) {
        const double theta = result.theta[static_cast<Eigen::Index>(coefficients.size()) + 1];
        coefficients.push_back(theta * target.deviation / feature.deviation);
        intercept -= coefficients.back() * feature.mean;
        width = std::max(width, feature.name.size());
    }
    const auto print = [&](const std::string& name, double value) {
        std::cout << "  " << std::left << std::setw(static_cast<int>(width)) << name << "  "
                  << std::right << std::setw(13) << value << '\n';
    };
    std::cout << path << ": " << target_name << " from " << features.size() << " other column"
              << (features.size() == 1 ? "" : "s") << ", " << X.rows() << " rows\n\n"
              << std::setprecision(7);
    print("intercept", intercept);
    for (std::size_t j = 0; j < features.size(); ++j) {
        print(features[j].name, coefficients[j]);
    }
    // The cost is half the mean squared error, of a target with variance 1.
    std::cout << std::setprecision(6) << "\nR²    " << 1 - 2 * result.cost
              << "   share of the variance of " << target_name << " that the fit explains\nRMSE  "
              << target.deviation * std::sqrt(2 * result.cost) << "   typical error of the fit, in "
              << "units of " << target_name << "\n\nOn standardised columns: " << result;

    const double error = (result.theta - direct).cwiseAbs().maxCoeff();
    const bool good = result.converged() && error < 1e-5;
    std::cout << "\nThe direct solution by QR is " << (good ? "the same" : "NOT the same")
              << ": largest difference " << std::setprecision(2) << error << '\n';
    return good ? fitted : not_fitted;
}

} // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
        std::cout << help;
        return fitted;
    }
    if (arguments.size() != 2) {
        std::cerr << help;
        return bad_input;
    }
    try {
        return fit(arguments[0], arguments[1]);
    } catch (const csv::Error& error) {
        std::cerr << error.what() << '\n';
        return bad_input;
    }
}
