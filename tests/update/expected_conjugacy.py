# SPDX-License-Identifier: MIT
# Writes expected_conjugacy.hpp: directions of the rules that need theta too, from their matrix and
# textbook forms, in exact fractions (60 digits for the norms of Hager and Zhang). Run by hand:
#     python3 expected_conjugacy.py > expected_conjugacy.hpp
from decimal import Decimal, getcontext
from fractions import Fraction as F

getcontext().prec = 60


def vector(*entries):
    return [F(e) for e in entries]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def times(matrix, v):
    return [dot(row, v) for row in matrix]


def product(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)] for i in range(3)]


def identity(scale=F(1)):
    return [[scale if i == j else F(0) for j in range(3)] for i in range(3)]


# steps and changes of the gradient; every product s.y is positive
START = vector("4", "-2", "1")
STEPS = [vector("1", "0.5", "-0.25"), vector("-0.5", "1", "0.5"), vector("0.25", "-0.25", "1"),
         vector("1", "1", "0")]
CHANGES = [vector("2", "0.5", "0.5"), vector("-1", "3", "0.5"), vector("0.5", "0", "2"),
           vector("3", "-1", "0.25")]
assert all(dot(s, y) > 0 for s, y in zip(STEPS, CHANGES))

thetas = [vector(0, 0, 0)]
gradients = [START]
for s, y in zip(STEPS, CHANGES):
    thetas.append([a + b for a, b in zip(thetas[-1], s)])
    gradients.append([a + b for a, b in zip(gradients[-1], y)])


def corrected(H, s, y):
    """(1 - s y'/s.y) H (1 - y s'/s.y) + s s'/s.y, factor by factor."""
    sy = dot(s, y)
    left = [[F(i == j) - s[i] * y[j] / sy for j in range(3)] for i in range(3)]
    right = [[F(i == j) - y[i] * s[j] / sy for j in range(3)] for i in range(3)]
    middle = product(product(left, H), right)
    return [[middle[i][j] + s[i] * s[j] / sy for j in range(3)] for i in range(3)]


def quasi_newton(pairs_of, scale_of):
    rows = [START]  # nothing is known of the curvature
    for k in range(1, 5):
        H = identity(scale_of(k))
        for i in pairs_of(k):
            H = corrected(H, STEPS[i], CHANGES[i])
        rows.append(times(H, gradients[k]))
    return rows


def gamma(i):
    return dot(STEPS[i], CHANGES[i]) / dot(CHANGES[i], CHANGES[i])


BFGS = quasi_newton(lambda k: range(k), lambda k: gamma(0))
LIMITED = quasi_newton(lambda k: range(max(0, k - 2), k), lambda k: gamma(k - 1))

# --- conjugate gradients, in the usual form: p_0 = -g_0, p_k = -g_k + beta p_{k-1}; d = -p ---
CG = [vector("2", "-1", "0.5"), vector("0.25", "1", "0.75"), vector("1", "-0.25", "0.125")]


def root(x):
    x = F(x)
    return F((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


def beta(formula, g, h, p):
    y = [a - b for a, b in zip(g, h)]
    if formula == "fletcher_reeves":
        return dot(g, g) / dot(h, h)
    if formula == "polak_ribiere":
        return max(F(0), dot(g, y) / dot(h, h))
    if formula == "hestenes_stiefel":
        return dot(g, y) / dot(p, y)
    if formula == "dai_yuan":
        return dot(g, g) / dot(p, y)
    py, yy = dot(p, y), dot(y, y)
    b = dot([a - 2 * c * yy / py for a, c in zip(y, p)], g) / py
    return max(b, -1 / (root(dot(p, p)) * min(F(1, 100), root(dot(h, h)))))


def conjugate(formula):
    p = [-x for x in CG[0]]
    rows = [[-x for x in p]]
    for h, g in zip(CG, CG[1:]):
        assert abs(dot(g, h)) < F(1, 5) * dot(g, g)
        b = beta(formula, g, h, p)
        p = [-x + b * z for x, z in zip(g, p)]
        assert dot(g, p) < 0
        rows.append([-x for x in p])
    return rows


def table(name, rows):
    print(f"inline constexpr std::array<std::array<long double, 3>, {len(rows)}> {name}{{{{")
    for r in rows:
        digits = (f"{Decimal(x.numerator) / Decimal(x.denominator):.24e}L" for x in r)
        print("    {{" + ", ".join(digits) + "}},")
    print("}};\n")


print("""// SPDX-License-Identifier: MIT
// What rules that know conjugacy must answer. Written by expected_conjugacy.py.
#pragma once

#include <array>

// clang-format off
namespace expected_conjugacy {
""")
table("thetas", thetas)
table("gradients", gradients)
table("bfgs", BFGS)
table("limited_memory_bfgs_of_2", LIMITED)
table("conjugate_gradients", CG)
for formula in ["fletcher_reeves", "polak_ribiere", "hestenes_stiefel", "dai_yuan", "hager_zhang"]:
    table(formula, conjugate(formula))
print("} // namespace expected_conjugacy\n// clang-format on")
