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
Constant columns are left out, and named.

Exits with 0 if the fit is good, with 1 if it stopped short of the least squares, and with 2 if FILE
or TARGET cannot be used.
)";

enum Status : int { fitted = 0, not_fitted = 1, bad_input = 2 };

/// The columns of a table but one.
struct Features {
    std::vector<std::string> names;
    Eigen::MatrixXd X;
};

Features features_of(const csv::Table& table, const std::string& target) {
    Features features{{}, Eigen::MatrixXd{table.values.rows(), table.values.cols() - 1}};
    for (const std::string& name : table.names) {
        const Eigen::VectorXd column = table[name];
        const double largest = column.cwiseAbs().maxCoeff();
        if (largest > 1e150 || (largest < 1e-150 && largest > 0)) {
            throw csv::Error{table.path + ": column '" + name +
                             "' has numbers too large or too small to square; change its unit"};
        }
        if (name != target) {
            features.X.col(static_cast<Eigen::Index>(features.names.size())) = column;
            features.names.push_back(name);
        }
    }
    return features;
}

/// The least squares without descent, to check against: [1 Z] theta = y by Householder's QR, with Z
/// the columns of these numbers, standardised.
/// @throws csv::Error if they are not unique
Eigen::VectorXd solve_directly(const Features& features, const std::vector<Eigen::Index>& columns,
                               const descent::data::Standardization<double>& standardization,
                               const Eigen::VectorXd& y, const std::string& path) {
    Eigen::MatrixXd design{y.size(), static_cast<Eigen::Index>(columns.size()) + 1};
    design.col(0).setOnes();
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const Eigen::Index j = columns[k];
        design.col(static_cast<Eigen::Index>(k) + 1) =
            (features.X.col(j).array() - standardization.means()[j]) / standardization.spreads()[j];
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr{design};
    if (qr.rank() < design.cols()) {
        const Eigen::Index dependent = qr.colsPermutation().indices()[qr.rank()] - 1;
        const auto j = static_cast<std::size_t>(columns[static_cast<std::size_t>(dependent)]);
        throw csv::Error{path + ": column '" + features.names[j] +
                         "' follows from other columns; leave one of them out"};
    }
    return qr.solve(y);
}

Status fit(const std::string& path, const std::string& target) {
    const csv::Table table = csv::read(path);
    const Eigen::VectorXd y = table[target];
    const Features features = features_of(table, target);
    if (features.names.empty()) {
        throw csv::Error{path + ": no column besides '" + target + "'"};
    }
    const descent::data::Standardization of_target{y};
    if (!of_target.constant_columns().empty()) {
        throw csv::Error{path + ": column '" + target +
                         "' is constant, there is nothing to predict"};
    }
    const descent::data::Standardization standardization{features.X};
    const std::vector<Eigen::Index>& constant = standardization.constant_columns();
    std::vector<Eigen::Index> used;
    for (Eigen::Index j = 0; j < features.X.cols(); ++j) {
        if (std::find(constant.begin(), constant.end(), j) == constant.end()) {
            used.push_back(j);
        }
    }
    if (used.empty()) {
        throw csv::Error{path + ": every column besides '" + target + "' is constant"};
    }
    if (static_cast<std::size_t>(y.size()) < used.size() + 1) {
        throw csv::Error{path + ": " + std::to_string(y.size()) + " rows are too few for " +
                         std::to_string(used.size() + 1) + " coefficients"};
    }
    const Eigen::VectorXd direct = solve_directly(features, used, standardization, y, path);

    const descent::cost::HalfMeanSquaredError J{features.X, y};
    const auto result = descent::minimize(descent::cost::Standardized{J, standardization});

    const Eigen::VectorXd theta = standardization.unscaled(result.theta); // in the file's units
    std::size_t width = std::string{"intercept"}.size();
    for (const std::string& name : features.names) {
        width = std::max(width, name.size());
    }
    const auto print = [&](const std::string& name, double value) {
        std::cout << "  " << std::left << std::setw(static_cast<int>(width)) << name << "  "
                  << std::right << std::setw(13) << value << '\n';
    };
    std::cout << path << ": " << target << " from " << used.size() << " other column"
              << (used.size() == 1 ? "" : "s") << ", " << y.size() << " rows\n\n"
              << std::setprecision(7);
    print("intercept", theta[0]);
    for (const Eigen::Index j : used) {
        print(features.names[static_cast<std::size_t>(j)], theta[j + 1]);
    }
    for (const Eigen::Index j : constant) {
        std::cout << "  " << features.names[static_cast<std::size_t>(j)]
                  << " is constant: left out\n";
    }
    // The cost is half the mean squared error.
    const double deviation = of_target.spreads()[0];
    const double error = std::sqrt(2 * result.cost);
    std::cout << std::setprecision(6) << "\nR²    " << 1 - std::pow(error / deviation, 2)
              << "   share of the variance of " << target << " that the fit explains\nRMSE  "
              << error << "   typical error of the fit, in units of " << target
              << "\n\nOn standardised columns: " << result;

    double difference = std::abs(result.theta[0] - direct[0]);
    for (std::size_t k = 0; k < used.size(); ++k) {
        difference = std::max(difference, std::abs(result.theta[used[k] + 1] -
                                                   direct[static_cast<Eigen::Index>(k) + 1]));
    }
    difference /= deviation;
    const bool good = result.converged() && difference < 1e-5;
    std::cout << "\nThe direct solution by QR is " << (good ? "the same" : "NOT the same")
              << ": largest difference, in standard deviations of " << target << ", "
              << std::setprecision(2) << difference << '\n';
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
