"""Times value and gradient of scikit-learn's logistic regression, and of half the mean squared
error in two passes by numpy: one thread, the median of three after one that is not counted.

    scikit_learn.py FILE M N C|F

FILE holds doubles: X, M x N, by rows (C) or by columns (F), then M labels, M targets, the
intercept and N coefficients. Prints seconds and value, a line for each of the two.
benchmark_training_costs runs it.

The first is what LogisticRegression(solver="lbfgs") of scikit-learn 1.2 calls at every point, with
the weights of 1 that it passes. It takes X by columns, too, of which `fit` would make a copy by
rows.
"""
import os

os.environ.update({name + "_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")})

import statistics
import sys
import time

import numpy as np
from sklearn._loss import HalfBinomialLoss
from sklearn.linear_model._linear_loss import LinearModelLoss


def report(evaluate):
    """Prints how long `evaluate` takes, which returns value and gradient, and the value."""
    value, _ = evaluate()
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        evaluate()
        seconds.append(time.perf_counter() - start)
    print(statistics.median(seconds), repr(float(value)))


def main(path, m, n, order):
    m, n = int(m), int(n)
    numbers = np.fromfile(path)
    X = numbers[: m * n].reshape((m, n), order=order)  # a view
    labels, y, theta = np.split(numbers[m * n :], (m, 2 * m))
    intercept, coefficients = theta[0], theta[1:]

    loss = LinearModelLoss(HalfBinomialLoss(), fit_intercept=True)
    intercept_last = np.append(coefficients, intercept)
    ones = np.ones(m)

    def logistic():
        value, gradient = loss.loss_gradient(intercept_last, X, labels, sample_weight=ones)
        return value / m, gradient  # it sums

    def half_mean_squared_error():
        residuals = X @ coefficients
        residuals += intercept
        residuals -= y
        gradient = np.append(residuals.sum(), X.T @ residuals) / m
        return residuals @ residuals / (2 * m), gradient

    report(logistic)
    report(half_mean_squared_error)


if __name__ == "__main__":
    main(*sys.argv[1:])
