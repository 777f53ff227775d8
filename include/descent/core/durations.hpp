// SPDX-License-Identifier: MIT
// Durations and clocks of <chrono>, without its calendar and time zones where the standard library
// keeps those apart (libstdc++ from 12 on): they are a thirtieth of what descent.hpp costs to
// compile. Who wants all of <chrono> includes it.
#pragma once

#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h> // IWYU pragma: keep
#else
#include <chrono>
#endif
