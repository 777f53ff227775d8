// SPDX-License-Identifier: MIT
// The one source of this program that counts allocations.
#include "count_malloc.hpp"

#include <cstdint>

namespace descent::combinations {

std::int64_t allocations_so_far();
std::int64_t allocations_so_far() { return tests::allocations::count; }

} // namespace descent::combinations
