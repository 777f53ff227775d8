// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include <descent/kernel/columns.hpp>

namespace columns_tests {

using namespace descent;
using kernel::Index;

/// Small whole numbers: every sum is exact, in any order.
template <class Scalar>
Eigen::MatrixX<Scalar> numbers(Index rows, Index columns, int first) {
    Eigen::MatrixX<Scalar> made(rows, columns);
    for (Index k = 0; k < made.size(); ++k) {
        made.data()[k] = static_cast<Scalar>((first + 7 * k) % 11 - 5);
    }
    return made;
}

TEMPLATE_TEST_CASE("Columns gives the products and sums of Eigen", "[kernel][columns]", float,
                   double, long double) {
    using Vector = Eigen::VectorX<TestType>;
    for (const Index rows : {1, 2, 3, 8, 17, 64, 259, 1031}) {
        for (const Index count : {1, 2, 3, 4, 5, 7, 8, 10, 15, 21}) {
            CAPTURE(rows, count);
            const auto all = numbers<TestType>(rows + 3, count, 0); // the columns have a gap
            const auto X = all.middleRows(1, rows);
            const kernel::Columns<TestType> columns{X.data(), all.rows(), rows, count};
            const Vector a = numbers<TestType>(rows, 1, 2);
            const Vector b = numbers<TestType>(rows, 1, 5);
            const Vector w = numbers<TestType>(count, 1, 3);

            Vector one = Vector::Ones(count);
            columns.add_products(a.data(), one.data());
            CHECK(one == Vector::Ones(count) + X.transpose() * a);

            Vector first = Vector::Ones(count);
            Vector second = Vector::Zero(count);
            columns.add_products(a.data(), first.data(), b.data(), second.data());
            CHECK(first == one);
            CHECK(second == X.transpose() * b);

            Vector out(rows);
            columns.combine(3, a.data(), w.data(), out.data());
            const Vector expected = 3 * a + X * w;
            CHECK(out == expected);
            Vector same = a;
            columns.combine(3, same.data(), w.data(), same.data());
            CHECK(same == expected);
        }
    }
}

} // namespace columns_tests
