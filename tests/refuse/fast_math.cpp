// SPDX-License-Identifier: MIT
// -ffast-math lets the compiler assume that no NaN exists, and the checks for one are gone.
#include <descent/descent.hpp>

int main() {}
