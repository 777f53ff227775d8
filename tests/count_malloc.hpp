// SPDX-License-Identifier: MIT
// Counts every allocation of the program, from Eigen and from new alike: include it in one source of a program.
// Eigen calls malloc, not operator new, so malloc itself is replaced by one that counts and then asks glibc's own;
// and aligned_alloc, which the operator new of aligned types calls.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

// A sanitizer brings a malloc of its own, and other C libraries have no __libc_malloc.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
    __has_feature(thread_sanitizer)
#define DESCENT_TESTS_UNDER_SANITIZER
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&       \
    !defined(DESCENT_TESTS_UNDER_SANITIZER)
#define DESCENT_TESTS_COUNT_MALLOC
#endif

namespace descent::tests::allocations {

static std::atomic<std::int64_t> count{0};

/// How often memory was asked for while f ran, on all threads.
template <class F>
std::int64_t during(F&& f) {
    const std::int64_t before = count;
    f();
    return count - before;
}

} // namespace descent::tests::allocations

#ifdef DESCENT_TESTS_COUNT_MALLOC
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
    ++descent::tests::allocations::count;
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
    ++descent::tests::allocations::count;
    return __libc_calloc(number, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++descent::tests::allocations::count;
    return __libc_memalign(alignment, size);
}
void* realloc(void* memory, std::size_t size) {
    ++descent::tests::allocations::count;
    return __libc_realloc(memory, size);
}
}
#endif
