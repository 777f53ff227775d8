// SPDX-License-Identifier: MIT
// Durations and clocks of <chrono>, without its calendar and time zones where the standard library
// keeps those apart (libstdc++ from 12 on): they are slow to compile. Who wants all of <chrono>
// includes it; DESCENT_WHOLE_CHRONO, if defined, does so here, as other standard libraries do.
#pragma once

#include <version> // says which standard library it is

#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>) && !defined(DESCENT_WHOLE_CHRONO)
#include <bits/chrono.h> // IWYU pragma: export
#else
#include <chrono> // IWYU pragma: export
#endif
