// SPDX-License-Identifier: MIT
// C++17 knows no concepts: it must say so before it stumbles over the first.
#include <descent/descent.hpp>

int main() {}
