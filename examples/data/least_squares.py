#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""least_squares.py FILE TARGET: the least-squares line or plane of a CSV file, exactly.

Solves the normal equations in fractions of whole numbers, so nothing is rounded before the end:
every decimal printed is right. The constants in the examples and in README.md come from here.
"""
import csv
import sys
from fractions import Fraction


def solve(A, b):
    """Gauss and Jordan's elimination; in fractions any pivot but zero will do."""
    rows = [row + [value] for row, value in zip(A, b)]
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k] != 0), None)
        if pivot is None:
            sys.exit("the columns depend on each other: no unique solution")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(len(rows)):
            if i != k:
                factor = rows[i][k]
                rows[i] = [a - factor * p for a, p in zip(rows[i], rows[k])]
    return [row[-1] for row in rows]


def main(path, target):
    with open(path, newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    features = [name for name in table[0] if name != target]
    X = [[Fraction(1)] + [Fraction(row[name]) for name in features] for row in table]
    y = [Fraction(row[target]) for row in table]
    columns = list(zip(*X))
    A = [[sum(p * q for p, q in zip(a, b)) for b in columns] for a in columns]
    b = [sum(p * q for p, q in zip(a, y)) for a in columns]
    theta = solve(A, b)

    mean = sum(y) / len(y)
    squares = sum((t - sum(c * x for c, x in zip(theta, row))) ** 2 for row, t in zip(X, y))
    total = sum((t - mean) ** 2 for t in y)
    for name, value in zip(["intercept"] + features, theta):
        print(f"{name:12} {float(value)!r}")
    print(f"{'R^2':12} {float(1 - squares / total)!r}")
    print(f"{'RMSE':12} {float(squares / len(y)) ** 0.5!r}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
