# SPDX-License-Identifier: MIT
# Writes expected_directions.hpp: what each update rule must answer to a made-up history of
# gradients, from the formulas of the papers in their own form, in 60 decimal digits. Run by hand:
#     python3 expected_directions.py > expected_directions.hpp
from decimal import Decimal as D, getcontext

getcontext().prec = 60

# entries are short in binary, so every type holds them exactly
GRADIENTS = [("1", "-2"), ("0.5", "0"), ("-0.25", "4"), ("0", "0.125"),
             ("3", "-1"), ("-1.5", "0.75"), ("0.25", "-0.5"), ("2", "1")]
THETAS = [("1", "2"), ("0.5", "1"), ("0.25", "-1"), ("2", "0.5"),
          ("-1", "0"), ("0.75", "3"), ("-0.5", "0.25"), ("1.5", "-2")]
STEPS = len(GRADIENTS)


def sign(x):
    return D((x > 0) - (x < 0))


def mean(values, beta):
    """(1 - beta) sum of beta^(age) values: the moving average written out as a sum."""
    t = len(values)
    return (1 - beta) * sum(beta ** (t - 1 - i) * v for i, v in enumerate(values))


def over_history(rule):
    """One entry at a time: rule(gradients g_1 ... g_t) is d_t."""
    columns = [[D(g[e]) for g in GRADIENTS] for e in range(2)]
    return [tuple(rule(c[:t]) for c in columns) for t in range(1, STEPS + 1)]


def adam(b1, b2, eps):
    def rule(g):
        t = len(g)
        m = mean(g, b1) / (1 - b1 ** t)
        v = mean([x * x for x in g], b2) / (1 - b2 ** t)
        return m / (v.sqrt() + eps)
    return over_history(rule)


def adam_w(decay, *settings):
    return [tuple(d + decay * D(x) for d, x in zip(row, theta))
            for row, theta in zip(adam(*settings), THETAS)]


def ams_grad(b1, b2, eps):
    def rule(g):
        w = max(mean([x * x for x in g[:t]], b2) for t in range(1, len(g) + 1))
        return mean(g, b1) / (w.sqrt() + eps)
    return over_history(rule)


def ada_max(b1, b2):
    def rule(g):
        t = len(g)
        u = max(b2 ** (t - 1 - i) * abs(x) for i, x in enumerate(g))
        return mean(g, b1) / (1 - b1 ** t) / u
    return over_history(rule)


def nadam(b1, b2, eps):
    def mu(t):
        return b1 * (1 - D("0.96") ** (D(t) / 250) / 2)

    def product(t):
        p = D(1)
        for i in range(1, t + 1):
            p *= mu(i)
        return p

    def rule(g):
        t = len(g)
        m = sum((1 - mu(i)) * g[i - 1] * product(t) / product(i) for i in range(1, t + 1))
        v = mean([x * x for x in g], b2) / (1 - b2 ** t)
        a = mu(t + 1) * m / (1 - product(t + 1)) + (1 - mu(t)) * g[-1] / (1 - product(t))
        return a / (v.sqrt() + eps)
    return over_history(rule)


def radam(b1, b2, eps):
    longest = 2 / (1 - b2) - 1

    def rule(g):
        t = len(g)
        m = mean(g, b1) / (1 - b1 ** t)
        r = longest - 2 * t * b2 ** t / (1 - b2 ** t)
        if r <= 4:
            return m
        v = mean([x * x for x in g], b2) / (1 - b2 ** t)
        c = ((r - 4) * (r - 2) * longest / ((longest - 4) * (longest - 2) * r)).sqrt()
        return c * m / (v.sqrt() + eps)
    return over_history(rule)


def lion(b1, b2):
    return over_history(lambda g: sign(b1 * mean(g[:-1], b2) + (1 - b1) * g[-1]))


def ada_grad(eps):
    return over_history(lambda g: g[-1] / (sum(x * x for x in g).sqrt() + eps))


def rms_prop(rho, eps):
    return over_history(lambda g: g[-1] / (mean([x * x for x in g], rho).sqrt() + eps))


def ada_delta(rho, eps):
    def rule(g):
        steps = []
        for t in range(1, len(g) + 1):
            rms_step = (mean([x * x for x in steps], rho) + eps).sqrt()
            rms_gradient = (mean([x * x for x in g[:t]], rho) + eps).sqrt()
            steps.append(rms_step / rms_gradient * g[t - 1])
        return steps[-1]
    return over_history(rule)


def nesterov(coefficients):
    """d = (y_k - y_{k+1}) / alpha of Nesterov's two sequences; the start and alpha are free."""
    def rule(g):
        alpha, y, x = D("0.5"), D(3), D(3)
        for t, gradient in enumerate(g, start=1):
            new_x = y - alpha * gradient
            new_y = new_x + coefficients(t) * (new_x - x)
            d = (y - new_y) / alpha
            x, y = new_x, new_y
        return d
    return over_history(rule)


def momentum_of_fista(t):
    ts = [D(1)]
    while len(ts) <= t:
        ts.append((1 + (1 + 4 * ts[-1] ** 2).sqrt()) / 2)
    return (ts[t - 1] - 1) / ts[t]


TABLES = {
    "adam": adam(D(0.9), D(0.999), D(1e-8)),
    "adam_large_epsilon": adam(D("0.5"), D("0.75"), D("0.25")),
    "adam_w": adam_w(D("0.125"), D("0.5"), D("0.75"), D("0.25")),
    "ams_grad": ams_grad(D("0.5"), D("0.75"), D("0.25")),
    "ada_max": ada_max(D(0.9), D("0.75")),
    "nadam": nadam(D(0.9), D(0.999), D(1e-8)),
    "nadam_large_epsilon": nadam(D("0.5"), D("0.75"), D("0.25")),
    "radam": radam(D("0.5"), D("0.75"), D("0.25")),
    "lion": lion(D("0.5"), D("0.75")),
    "ada_grad": ada_grad(D("0.25")),
    "rms_prop": rms_prop(D("0.75"), D("0.25")),
    "ada_delta": ada_delta(D("0.75"), D("0.25")),
    "nesterov": nesterov(lambda t: D("0.75")),
    "nesterov_accelerated": nesterov(momentum_of_fista),
}


def row(values, suffix=""):
    return "{" + ", ".join(str(v) + suffix for v in values) + "}"


def literal(x):
    text = f"{x:.24e}"
    return text + "L"


print("""// SPDX-License-Identifier: MIT
// What each update rule must answer to the made-up history. Written by expected_directions.py.
#pragma once

#include <array>

// clang-format off
namespace expected_directions {

using Table = std::array<std::array<long double, 2>, %d>;
""" % STEPS)
for name, rows in [("gradients", GRADIENTS), ("thetas", THETAS)]:
    print(f"inline constexpr Table {name}{{{{")
    for r in rows:
        print("    {{" + ", ".join(f"{v}L" if "." in v else f"{v}.0L" for v in r) + "}},")
    print("}};\n")
for name, rows in TABLES.items():
    print(f"inline constexpr Table {name}{{{{")
    for r in rows:
        print("    {{" + ", ".join(literal(v) for v in r) + "}},")
    print("}};\n")
print("} // namespace expected_directions\n// clang-format on")
