"""Averages in exact fractions, and the probability of chi squared in closed form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath

DIGITS = 30


def chi_squared(values: list[float], errors: list[float]) -> float:
    """In fractions, the squares expanded, which cancel in floating point."""
    weights = [1 / Fraction(error) ** 2 for error in errors]
    moments = [sum(w * Fraction(x) ** k for w, x in zip(weights, values, strict=True)) for k in range(3)]
    return float(moments[2] - moments[1] ** 2 / moments[0])


def chi_squared_p_value(values: list[float], errors: list[float]) -> Any:
    """The closed form for whole degrees of freedom: a finite sum, with an error function if their number is odd."""
    degrees = len(values) - 1
    with mpmath.workdps(DIGITS):
        half = mpmath.mpf(chi_squared(values, errors)) / 2
        first = mpmath.erfc(mpmath.sqrt(half)) if degrees % 2 else mpmath.mpf(0)
        powers = [mpmath.mpf(k) / 2 for k in range(degrees % 2, degrees, 2)]
        return first + sum(mpmath.exp(-half) * half**p / mpmath.gamma(p + 1) for p in powers) if degrees else 1.0
