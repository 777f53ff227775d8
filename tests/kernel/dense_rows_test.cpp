// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include <descent/cost/loss_rows.hpp>
#include <descent/kernel/dense_rows.hpp>
#include <descent/kernel/fused_pass.hpp>
#include <descent/loss/half_squared.hpp>

namespace dense_rows_tests {

using namespace descent;
using kernel::Index;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Small whole numbers: every sum is exact, in any order.
RowMajor numbers(Index rows, Index columns, int first) {
    RowMajor made(rows, columns);
    for (Index k = 0; k < made.size(); ++k) {
        made.data()[k] = static_cast<double>((first + 7 * k) % 11 - 5);
    }
    return made;
}

// What the machine's widest packets make of narrow rows in a cost, on any machine.
TEST_CASE("both products in one give those of Eigen", "[kernel][dense_rows]") {
    constexpr Index lanes = kernel::Packets<double>::lanes;
    const loss::HalfSquared loss;
    for (const Index m : {1, 2, 3, 7, 8, 9, 31, 32, 33, 64, 259, 700, 5003}) {
        for (Index n = lanes; n < 2 * lanes; ++n) {
            for (const Index gap : {0, 3}) {
                CAPTURE(m, n, gap);
                const RowMajor all = numbers(m, n + gap, 0);
                const auto X = all.leftCols(n);
                const Eigen::VectorXd y = numbers(m, 1, 5);
                const Eigen::VectorXd theta = numbers(n, 1, 2);
                const kernel::DenseRows<double> rows{X};
                for (const Index intercepts : {0, 1}) {
                    kernel::FusedPass<kernel::DenseRows<double>, double> pass{rows, intercepts, 1};
                    pass.intercept().setConstant(3);
                    pass.slopes() = theta.array();
                    const auto sums = pass.run_fused(rows, [&](Index i, Index b) {
                        const Index ahead = i + 2 * b <= m ? b : 0;
                        return cost::LossRows<loss::HalfSquared, double>{loss, y.data(), ahead};
                    });
                    const Eigen::VectorXd r =
                        ((X * theta - y).array() + 3.0 * static_cast<double>(intercepts)).matrix();
                    CHECK(sums.value == r.squaredNorm() / 2);
                    CHECK(sums.weight == static_cast<double>(m));
                    CHECK(pass.slopes_gradient().matrix() == X.transpose() * r);
                    if (intercepts == 1) {
                        CHECK(pass.intercept_gradient()(0, 0) == r.sum());
                    }
                }
            }
        }
    }
}

} // namespace dense_rows_tests
