"""The largest partial waves over the energy with many digits: angles integrated with Legendre functions Q_J."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
from mpmath import mpf

DIGITS = 40
POINTS = 160
HALVINGS = 60


def trilinear_unitarity_cap(m_B_over_m_A: float) -> Any:
    """In units of m_A, for a massless Higgs boson."""
    with mpmath.workdps(DIGITS):
        largest = _largest(lambda s: _to_higgs(s, mpf(1), mpf(m_B_over_m_A), mpf(0)), mpf(4), 1)
        return 1 / mpmath.sqrt(2 * largest)


def coupled_trilinear_cap(m_A: float, m_B: float, m_h: float, **constants: float) -> Any:
    """The eigenvalues of the matrix of waves, searched on both sides of all thresholds."""
    with mpmath.workdps(DIGITS):
        masses = tuple(map(mpf, (m_A, m_B, m_h)))
        lowest = 4 * min(masses[:2]) ** 2

        def eigenvalue(s: Any) -> Any:
            return _eigenvalue(s, *masses) if s > lowest else mpf(0)

        largest = max(_largest(eigenvalue, 4 * m**2, side) for m in masses for side in (1, -1))
        return 1 / mpmath.sqrt(2 * largest)


def _largest(function: Callable[[Any], Any], threshold: Any, side: int) -> Any:
    """The largest value on one side of a threshold: the best of a logarithmic grid, then thirds of its surroundings."""

    def at(logarithm: Any) -> Any:
        return function(threshold * (1 + side * mpmath.exp(logarithm)))

    low, high = mpf(-32), mpf(40 if side > 0 else 0)
    step = (high - low) / POINTS
    best = max(range(POINTS + 1), key=lambda k: at(low + k * step))
    left, right = low + (best - 1) * step, low + min(best + 1, POINTS) * step
    for _ in range(HALVINGS):
        first, second = left + (right - left) / 3, right - (right - left) / 3
        if at(first) < at(second):
            left = first
        else:
            right = second
    return at((left + right) / 2)


def _momentum(s: Any, m: Any) -> Any:
    return mpmath.sqrt(s / 4 - m**2) if s > 4 * m**2 else mpf(0)


def _exchange(s: Any, m_1: Any, m_2: Any, m: Any) -> Any:
    """``sqrt(beta_1 beta_2) int dc/(m^2 - t)``, which is ``Q_0(z)/(p_1 p_2)`` with z from energies."""
    p_1, p_2 = _momentum(s, m_1), _momentum(s, m_2)
    if not p_1 or not p_2:
        return mpf(0)
    z = (m**2 - m_1**2 - m_2**2 + s / 2) / (2 * p_1 * p_2)
    Q_0 = mpmath.log((z + 1) / (z - 1)) / 2
    return 2 * mpmath.sqrt(p_1 * p_2 / s) * Q_0 / (p_1 * p_2)


def _to_higgs(s: Any, m: Any, exchanged: Any, m_h: Any) -> Any:
    """Over kappa^2."""
    return _exchange(s, m, m_h, exchanged) / (32 * mpmath.pi * mpmath.sqrt(2))


def _eigenvalue(s: Any, m_A: Any, m_B: Any, m_h: Any) -> Any:
    """Over kappa^2."""
    a, b = _to_higgs(s, m_A, m_B, m_h), _to_higgs(s, m_B, m_A, m_h)
    c = _exchange(s, m_A, m_B, m_h) / (64 * mpmath.pi)
    matrix = mpmath.matrix([[0, c, a], [c, 0, b], [a, b, 0]])
    return max(abs(x) for x in mpmath.eigsy(matrix, eigvals_only=True))
