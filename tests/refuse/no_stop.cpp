// SPDX-License-Identifier: MIT
// A number of iterations where a stopping policy is wanted.
#include <descent/descent.hpp>

using namespace descent;

int main() {
#ifdef CONTROL
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{5}};
#else
    const GradientDescent optimizer{rate::Constant{0.1}, 5};
#endif
    return optimizer.minimize(cost::QuadraticBowl{}, 3.0).iterations == 5 ? 0 : 1;
}
