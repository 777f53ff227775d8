// SPDX-License-Identifier: MIT
// An update rule where a learning rate is wanted: the stopping policy was forgotten.
#include <descent/descent.hpp>

using namespace descent;

int main() {
#ifdef CONTROL
    const GradientDescent optimizer{update::Momentum{0.9}, rate::Constant{0.1},
                                    stop::AfterIterations{5}};
#else
    const GradientDescent optimizer{update::Momentum{0.9}, rate::Constant{0.1}};
#endif
    return optimizer.minimize(cost::QuadraticBowl{}, 3.0).iterations == 5 ? 0 : 1;
}
