// SPDX-License-Identifier: MIT
// Every allocation of a run fails in turn, k = 1, 2, 3, ..., once and for ever: std::bad_alloc
// arrives, nothing leaks, the inputs are as before, and the next run gives the same bits.
//
// A program of its own: Eigen calls malloc, not operator new, so malloc itself is replaced here, and
// aligned_alloc, which the operator new of aligned types calls.
#include <descent/descent.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <type_traits>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);
}

namespace {

std::int64_t allocations = 0; ///< since `arm`
std::int64_t fails_at = 0;    ///< 0: never
bool fails_for_ever = false;
std::int64_t living = 0; ///< blocks allocated and not yet freed

bool fails_now() {
    ++allocations;
    return fails_at > 0 && (fails_for_ever ? allocations >= fails_at : allocations == fails_at);
}

void arm(std::int64_t at, bool for_ever) {
    allocations = 0;
    fails_at = at;
    fails_for_ever = for_ever;
}

} // namespace

extern "C" void* malloc(std::size_t size) {
    if (fails_now()) {
        return nullptr;
    }
    ++living;
    return __libc_malloc(size);
}

extern "C" void* calloc(std::size_t count, std::size_t size) {
    if (fails_now()) {
        return nullptr;
    }
    ++living;
    return __libc_calloc(count, size);
}

extern "C" void* realloc(void* block, std::size_t size) {
    if (fails_now()) {
        return nullptr;
    }
    living += block == nullptr ? 1 : 0;
    return __libc_realloc(block, size);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
    if (fails_now()) {
        return nullptr;
    }
    ++living;
    return __libc_memalign(alignment, size);
}

extern "C" void free(void* block) {
    living -= block == nullptr ? 0 : 1;
    __libc_free(block);
}

namespace {

using descent::GradientDescent;
using Eigen::MatrixXd;
using Eigen::VectorXd;
namespace cost = descent::cost;
namespace rate = descent::rate;
namespace stop = descent::stop;
namespace update = descent::update;

int failures = 0;

void expect(bool holds, const char* what, std::int64_t k) {
    if (!holds) {
        std::printf("allocation %lld fails: %s\n", static_cast<long long>(k), what);
        ++failures;
    }
}

const auto optimizer = GradientDescent{update::Momentum{0.5}, rate::Backtracking{},
                                       stop::CostFlat{1e-9, 2} | stop::AfterIterations{25}};

/// The fit of a line with a ridge: sums, scratch, an expression to evaluate, a result with records.
descent::Result<VectorXd> fit(const MatrixXd& X, const VectorXd& y) {
    const auto ridge = cost::HalfMeanSquaredError{0.5 * X, y} + 0.1 * cost::SquaredNorm{};
    return optimizer.minimize(ridge, ridge.start());
}

} // namespace

int main() {
    MatrixXd X(9, 2);
    VectorXd y(9);
    for (int i = 0; i < 9; ++i) {
        X(i, 0) = i;
        X(i, 1) = i * i % 5;
        y[i] = 3 * i % 7;
    }
    const MatrixXd X_before = X;
    const VectorXd y_before = y;
    const auto healthy = fit(X, y);

    for (const bool for_ever : {false, true}) {
        bool reached = true;
        std::int64_t k = 1;
        for (; reached; ++k) {
            const auto living_before = living;
            bool refused = false;
            arm(k, for_ever);
            try {
                const auto result = fit(X, y);
                arm(0, false);
                expect(result.theta == healthy.theta, "another result", k);
            } catch (const std::bad_alloc&) {
                refused = true;
            }
            reached = refused;
            arm(0, false);
            expect(living == living_before, "a block leaks", k);
            expect(X == X_before && y == y_before, "an input has changed", k);
            const auto after = fit(X, y);
            expect(after.theta == healthy.theta && after.evaluations == healthy.evaluations,
                   "the next run differs", k);
        }
        expect(k > 10, "too few allocations met", k);
    }

    // F13: a run allocates nothing after its construction, sums and search included
    const auto ridge = cost::HalfMeanSquaredError{X, y} + 0.1 * cost::SquaredNorm{};
    auto run = optimizer.run(ridge, ridge.start());
    arm(0, false);
    while (run.advance()) {
    }
    expect(allocations == 0, "an iteration allocates", allocations);
    expect(run.now().iteration > 3, "the run was too short", run.now().iteration);

    if (failures == 0) {
        std::puts("every failed allocation is a std::bad_alloc and nothing else");
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
