// SPDX-License-Identifier: MIT
// A program of two files that both include the library: they must link, and agree.
#include <descent/descent.hpp>

double theta_from_second_file();

int main() {
    using namespace descent;
    const GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{10}};
    const auto result = optimizer.minimize(cost::QuadraticBowl{}, 3.0);
    return result.iterations == 10 && result.theta == theta_from_second_file() ? 0 : 1;
}
