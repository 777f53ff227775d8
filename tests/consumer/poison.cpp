// SPDX-License-Identifier: MIT
// Names that other people's headers define as macros must not reach into ours. Eigen and the
// standard library break under some of them, so theirs come first.
#include "standard_headers.hpp"

#include <Eigen/Core>

// <windows.h>
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define small char
#define near
#define far
#define ERROR 0
// <complex.h>, <termios.h>, <math.h>
#define I _Complex_I
#define B0 0000000
#define isnan(x) ((x) != (x))
#define OVERFLOW 3

#include <descent/descent.hpp>

int main() {
    descent::GradientDescent optimizer{descent::rate::Constant{0.1},
                                       descent::stop::AfterIterations{1}};
    return optimizer.minimize(descent::cost::QuadraticBowl{}, 0.0).theta == 0.0 ? 0 : 1;
}
