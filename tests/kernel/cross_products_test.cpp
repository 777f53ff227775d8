// SPDX-License-Identifier: MIT
// CrossProducts: A A' beside the same sums in long double, entry by entry.
#include "catch.hpp"

#include <descent/kernel/cross_products.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>

namespace descent::tests::cross_products {
namespace {

using kernel::CrossProducts;
using kernel::Index;

/// For an A of so many units of rows and so many columns, part of a wider matrix: the largest error
/// of an entry on or below the diagonal, in roundings of the sum of its terms' magnitudes.
template <class Scalar, int Order>
double worst_error(Index units, Index columns) {
    using Matrix = Eigen::MatrixX<Scalar>;
    const Index rows = units * CrossProducts<Scalar>::unit;
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order> wide =
        Matrix::Random(rows, columns + 5);
    const Matrix before = Matrix::Random(rows, rows);
    Matrix products = before;
    CrossProducts<Scalar>::add(wide.leftCols(columns), products);
    double worst = 0;
    for (Index i = 0; i < rows; ++i) {
        for (Index j = 0; j <= i; ++j) {
            long double sum = before(i, j);
            long double terms = std::abs(before(i, j));
            for (Index k = 0; k < columns; ++k) {
                const auto term = static_cast<long double>(wide(i, k)) * wide(j, k);
                sum += term;
                terms += std::abs(term);
            }
            const auto error = std::abs(static_cast<long double>(products(i, j)) - sum);
            worst = (std::max)(worst, static_cast<double>(error / terms));
        }
    }
    return worst / static_cast<double>(std::numeric_limits<Scalar>::epsilon());
}

/// Each count of packets in a tile, sums of less than a packet, and more than a slice.
template <class Scalar, int Order>
void check_all() {
    for (Index units = 1; units <= 5; ++units) {
        for (const Index columns : {1, 2, 7, 8, 31, 64, 65, 517}) {
            CAPTURE(units, columns);
            CHECK(worst_error<Scalar, Order>(units, columns) <=
                  4 + std::sqrt(static_cast<double>(columns)));
        }
    }
}

} // namespace

TEST_CASE("CrossProducts adds all products of rows, however they lie in memory", "[kernel]") {
    check_all<float, Eigen::ColMajor>();
    check_all<float, Eigen::RowMajor>();
    check_all<double, Eigen::ColMajor>();
    check_all<double, Eigen::RowMajor>();
    check_all<long double, Eigen::ColMajor>();
    check_all<long double, Eigen::RowMajor>();
}

} // namespace descent::tests::cross_products
