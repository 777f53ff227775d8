// SPDX-License-Identifier: MIT
#include <descent/descent.hpp>

double theta_from_second_file();

double theta_from_second_file() {
    using namespace descent;
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{10}};
    return optimizer.minimize(cost::QuadraticBowl{}, 3.0).theta;
}
