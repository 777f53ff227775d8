// SPDX-License-Identifier: MIT
// With the whole of <chrono>, as where the standard library keeps its parts together: the calendar
// proves that it is there, and AfterTime that its durations serve.
#include <descent/descent.hpp>

static_assert(std::chrono::year{2024}.is_leap());

int main() {
    descent::GradientDescent optimizer{descent::rate::Constant{0.1},
                                       descent::stop::AfterIterations{1} |
                                           descent::stop::AfterTime{std::chrono::hours{1}}};
    return optimizer.minimize(descent::cost::QuadraticBowl{}, 0.0).theta == 0.0 ? 0 : 1;
}
