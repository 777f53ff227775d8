// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include <descent/kernel/block_kernel.hpp>
#include <descent/kernel/dense_rows.hpp>
#include <descent/kernel/fused_pass.hpp>

namespace dense_rows_tests {

using namespace descent;
using kernel::Index;

template <class Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Small whole numbers: every sum is exact, in any order.
template <class Scalar>
RowMajor<Scalar> numbers(Index rows, Index columns, int first) {
    RowMajor<Scalar> made(rows, columns);
    for (Index k = 0; k < made.size(); ++k) {
        made.data()[k] = static_cast<Scalar>((first + 7 * k) % 11 - 5);
    }
    return made;
}

/// The derivatives of half the squared error; writes down the scores.
template <class Scalar>
struct Residuals {
    const Eigen::VectorX<Scalar>* y;
    Eigen::VectorX<Scalar>* scores;
    Scalar sum = 0;
    Scalar squares = 0;

    template <int Count>
    void to_derivatives(Index i, Scalar* h) {
        for (int k = 0; k < Count; ++k) {
            (*scores)[i + k] += h[k]; // so that a row which is met twice shows
            h[k] -= (*y)[i + k];
            sum += h[k];
            squares += h[k] * h[k];
        }
    }
    Scalar value() const { return squares / 2; }
    Scalar derivative() const { return sum; }
};

// What the machine's widest packets make of narrow rows in a cost, on any machine that has packets.
TEMPLATE_TEST_CASE("both products in one give those of Eigen", "[kernel][dense_rows]", float,
                   double, long double) {
    using Vector = Eigen::VectorX<TestType>;
    using Rows = kernel::DenseRows<TestType>;
    if constexpr (!kernel::FusingKernel<Rows, Residuals<TestType>, TestType>) {
        CHECK_FALSE(Rows{numbers<TestType>(3, 9, 0)}.fuses());
    } else {
        constexpr Index lanes = kernel::Packets<TestType>::lanes;
        for (const Index m : {1, 2, 3, 7, 8, 9, 31, 32, 33, 64, 259, 700}) {
            for (Index n = lanes; n < 2 * lanes; ++n) {
                for (const Index gap : {0, 3}) {
                    CAPTURE(m, n, gap);
                    const RowMajor<TestType> all = numbers<TestType>(m, n + gap, 0);
                    const auto X = all.leftCols(n);
                    const Vector y = numbers<TestType>(m, 1, 5);
                    const Vector theta = numbers<TestType>(n, 1, 2);
                    const Rows rows{X};
                    for (const Index intercepts : {0, 1}) {
                        kernel::FusedPass<Rows, TestType> pass{rows, intercepts, 1};
                        pass.intercept().setConstant(3);
                        pass.slopes() = theta.array();
                        Vector scores = Vector::Zero(m);
                        const auto sums = pass.run_fused(
                            rows, [&](Index, Index) { return Residuals<TestType>{&y, &scores}; });
                        const Vector h =
                            (X * theta).array() + static_cast<TestType>(3 * intercepts);
                        const Vector r = h - y;
                        CHECK(scores == h);
                        CHECK(sums.value == r.squaredNorm() / 2);
                        CHECK(sums.weight == static_cast<TestType>(m));
                        const Vector gradient = X.transpose() * r;
                        CHECK(pass.slopes_gradient().matrix() == gradient);
                        if (intercepts == 1) {
                            CHECK(pass.intercept_gradient()(0, 0) == r.sum());
                        }
                    }
                }
            }
        }
    }
}

} // namespace dense_rows_tests
