// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include <descent/kernel/apart.hpp>
#include <descent/kernel/chunks.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace chunks_tests {

using namespace descent;
using kernel::Index;

TEST_CASE("chunks follow one another, and there are not too many", "[kernel][chunks]") {
    for (const Index rows : {1, 15, 16, 17, 1000, 13'107, 1'000'000, 1'480'108, 100'000'000}) {
        for (const double bytes : {8.0, 80.0, 400.0, 1e5}) {
            for (const Index unit : {1, 16, 192, 512}) {
                CAPTURE(rows, bytes, unit);
                const kernel::Chunks chunks{rows, bytes, unit};
                REQUIRE(chunks.count() >= 1);
                CHECK(chunks.count() <= 128);
                CHECK(chunks.begin(0) == 0);
                CHECK(chunks.end(chunks.count() - 1) == rows);
                bool apart = false;
                for (Index k = 1; k < chunks.count(); ++k) {
                    apart = apart || chunks.begin(k) != chunks.end(k - 1) ||
                            chunks.begin(k) % unit != 0 || chunks.begin(k) >= rows;
                }
                CHECK_FALSE(apart);
            }
        }
    }
}

TEST_CASE("many chunks are as many for each of eight threads", "[kernel][chunks]") {
    CHECK(kernel::Chunks{1'000'000, 80, 16}.count() == 80); // 77 of a megabyte
    CHECK(kernel::Chunks{200'000, 400, 16}.count() == 80);  // 77 of a megabyte
    CHECK(kernel::Chunks{200'000, 80, 16}.count() == 16);   // as they are
    CHECK(kernel::Chunks{100'000'000, 80, 16}.count() == 128);
}

TEST_CASE("what threads write lies apart", "[kernel][apart]") {
    const auto line = [](const void* address) {
        return reinterpret_cast<std::uintptr_t>(address) / kernel::moved_together;
    };
    const std::vector<kernel::Apart<double>> numbers(5, kernel::Apart<double>{1.5});
    const std::vector<kernel::Apart<Eigen::VectorXd>> vectors(
        5, kernel::Apart<Eigen::VectorXd>{Eigen::VectorXd::Ones(3)});
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(*numbers[k] == 1.5);
        CHECK((*vectors[k]).sum() == 3);
        for (std::size_t j = 0; j < k; ++j) {
            CHECK(line(&*numbers[j]) != line(&*numbers[k]));
            CHECK(line(&*vectors[j]) != line(&*vectors[k]));
        }
    }
}

} // namespace chunks_tests
