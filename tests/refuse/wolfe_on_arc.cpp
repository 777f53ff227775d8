// SPDX-License-Identifier: MIT
// A search that compares slopes along a straight line, for a cost whose proximal step bends the line.
#include <descent/descent.hpp>

using namespace descent;

int main() {
#ifdef CONTROL
    const GradientDescent optimizer{rate::Backtracking{}, stop::GradientBelow{1e-8}};
#else
    const GradientDescent optimizer{rate::HagerZhang{}, stop::GradientBelow{1e-8}};
#endif
    return optimizer.minimize(cost::QuadraticBowl{} + proximal::L1{0.1}, 3.0).converged() ? 0 : 1;
}
