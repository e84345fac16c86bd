"""Signals at a profile likelihood ratio as the end of a contour: the largest S of all points inside it.

Signal and nuisances are found together, under one constraint, without profiling.  SciPy finds the end to seven digits,
the conditions of Lagrange, solved with mpmath, the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from mpmath import mpf

DIGITS = 30


def profile_cls_upper_limit(
    uncertainty_model: str,
    band: str,
    signal_fractions: list[float],
    backgrounds: list[float],
    background_uncertainty: float,
    confidence_level: float,
) -> Any:
    """The signal at the distance in standard deviations at which CLs, a ratio of two tails, is 1 - CL."""
    shift = {"expected_minus_1_sigma": -1, "expected_plus_1_sigma": 1}.get(band, 0)
    with mpmath.workdps(DIGITS):
        without = mpmath.ncdf(shift)

        def excess(sigmas: Any) -> Any:
            return mpmath.log(mpmath.ncdf(shift - sigmas) / without) - mpmath.log(1 - mpf(confidence_level))

        sigmas = mpmath.findroot(excess, (mpf(0), mpf(40)), solver="anderson", tol=1e-40)
        return _end(uncertainty_model, signal_fractions, backgrounds, background_uncertainty, sigmas**2)


def profile_likelihood_signal(
    uncertainty_model: str,
    signal_fractions: list[float],
    backgrounds: list[float],
    background_uncertainty: float,
    test_statistic: float,
) -> Any:
    """The largest signal inside the contour."""
    with mpmath.workdps(DIGITS):
        return _end(uncertainty_model, signal_fractions, backgrounds, background_uncertainty, mpf(test_statistic))


@dataclass(frozen=True)
class Uncertainty:
    """A model of the backgrounds' uncertainty, as functions of the nuisances.

    Parameters
    ----------
    count : int
        How many nuisances there are.
    factors : callable
        What multiplies the background of each bin.
    slopes : callable
        The derivative of each factor by the nuisance of its bin.
    penalty, penalty_slopes : callable
        -2 log of the constraint, and its derivative by each nuisance.
    """

    count: int
    factors: Callable[[Sequence[Any]], list[Any]]
    slopes: Callable[[Sequence[Any]], list[Any]]
    penalty: Callable[[Sequence[Any]], Any]
    penalty_slopes: Callable[[Sequence[Any]], list[Any]]


def _uncertainty(model: str, bins: int, kappa: Any) -> Uncertainty:
    if kappa == 0:
        return Uncertainty(0, lambda _: [1] * bins, lambda _: [0] * bins, lambda _: 0, lambda _: [])
    if model == "per_bin":  # the nuisances are logarithms of the factors
        counts = 1 / kappa**2
        return Uncertainty(
            bins,
            lambda x: [mpmath.exp(y) for y in x],
            lambda x: [mpmath.exp(y) for y in x],
            lambda x: 2 * counts * sum(mpmath.expm1(y) - y for y in x),
            lambda x: [2 * counts * mpmath.expm1(y) for y in x],
        )
    factor = _interpolation(kappa)
    return Uncertainty(
        1,
        lambda x: [factor(x[0])] * bins,
        lambda x: [mpmath.diff(factor, x[0])] * bins,
        lambda x: x[0] ** 2,
        lambda x: [2 * x[0]],
    )


def _end(model: str, fractions: list[float], backgrounds: list[float], kappa: float, wanted: Any) -> Any:
    bins = list(zip(fractions, backgrounds, strict=True))
    uncertainty = _uncertainty(model, len(bins), mpf(kappa))

    def distance(signal: Any, *nuisances: Any) -> Any:
        total = uncertainty.penalty(nuisances)
        for (f, b), factor in zip(bins, uncertainty.factors(nuisances), strict=True):
            expected = signal * f + b * factor
            total += 2 * (expected - b - (b * mpmath.log(expected / b) if b else 0))
        return total

    def conditions(signal: Any, *nuisances: Any) -> list[Any]:
        """The distance is the one wanted, and stationary in every nuisance."""
        slopes = list(uncertainty.penalty_slopes(nuisances))
        factors = zip(bins, uncertainty.factors(nuisances), uncertainty.slopes(nuisances), strict=True)
        for place, ((f, b), factor, slope) in enumerate(factors):
            if b and slopes:
                slopes[place % len(slopes)] += 2 * b * slope * (1 - b / (signal * f + b * factor))
        return [distance(signal, *nuisances) - wanted, *slopes]

    start = _rough_end(distance, uncertainty.count, _gaussian_end(bins, kappa, float(wanted)), float(wanted))
    return mpmath.findroot(conditions, start, tol=1e-24, maxsteps=30)[0]


def _gaussian_end(bins: list[tuple[float, float]], kappa: float, wanted: float) -> float:
    """The signal for many events, as a scale; 1 without any background."""
    inverse = sum(f**2 / (b + (kappa * b) ** 2) for f, b in bins if b)
    return (wanted / inverse) ** 0.5 if inverse else 1.0


def _rough_end(distance: Callable[..., Any], count: int, unit: float, wanted: float) -> list[float]:
    """Signal and nuisances at the end of the contour, to about seven digits."""
    from scipy.optimize import minimize

    found = minimize(
        lambda x: -x[0],
        np.array([1.0, *[0.0] * count]),
        method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: wanted - float(distance(x[0] * unit, *x[1:]))},
        bounds=[(1e-9, None), *[(-20.0, 20.0)] * count],
        options={"ftol": 1e-12, "maxiter": 500},
    )
    return [found.x[0] * unit, *found.x[1:]]


def _interpolation(kappa: Any) -> Callable[[Any], Any]:
    """The factor of a normalisation; its polynomial solves the six conditions at the ends as a linear system."""
    rows, right = [], []
    for end, base in ((1, 1 + kappa), (-1, 1 - kappa)):
        rate = end * mpmath.log(base)
        rows.append([mpf(end) ** k for k in range(1, 7)])
        rows.append([k * mpf(end) ** (k - 1) for k in range(1, 7)])
        rows.append([k * (k - 1) * mpf(end) ** (k - 2) for k in range(1, 7)])
        right += [base - 1, base * rate, base * rate**2]
    coefficients = mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix(right))

    def factor(alpha: Any) -> Any:
        if abs(alpha) < 1:
            return 1 + sum(coefficients[k] * alpha ** (k + 1) for k in range(6))
        return (1 + kappa) ** alpha if alpha > 0 else (1 - kappa) ** -alpha

    return factor
