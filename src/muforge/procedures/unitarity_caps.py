"""Couplings at which a partial wave reaches 1/2 at the energy where it is largest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

ULP = 2.0**-52
GOLDEN = (5**0.5 - 1) / 2
STEPS = 45
"""Of the golden section: the maximum lies within 1e-9 of an interval, and the value is exact to the square of that."""
GRID = 120
"""Points on the logarithm of the energy above a threshold among which the largest wave is looked for first."""
NEAREST, FARTHEST = 1e-18, 1e9
"""Where the grid starts and ends, relative to a threshold."""


def trilinear_unitarity_cap(m_B_over_m_A: Any) -> tuple[Any, Any]:
    """The cap over m_A, for the largest wave over the energy; in units of m_A, with ``s = 4 (1 + x)``.

    The wave over ``kappa^2/(32 sqrt 2 pi)`` is ``2 ln(1 + 2k/g)/(s sqrt beta)`` with ``k = 2 p E`` and the smallest
    denominator g, ``m_B^2 + 1/(p + E)^2``, where ``p^2 = x`` and ``E^2 = 1 + x``.
    """
    ratio = np.asarray(m_B_over_m_A, dtype=float)

    def wave(logarithm: Any) -> Any:
        x = np.exp(logarithm)
        p, E = np.sqrt(x), np.sqrt(1 + x)
        gap = ratio[..., None] ** 2 + 1 / (p + E) ** 2
        return np.log1p(4 * p * E / gap) / (2 * (1 + x) * np.sqrt(p / E))

    logarithms = np.linspace(np.log(1e-6), np.log(1e6), GRID)
    largest = _largest(wave, np.broadcast_to(logarithms, (*ratio.shape, GRID)))
    cap = np.sqrt(16 * np.sqrt(2) * np.pi / largest)
    return cap, 1e-13 * cap


def _largest(function: Callable[[Any], Any], grid: Any) -> Any:
    """The largest value of functions along the last axis: the best point of a grid, then golden sections around it."""
    best = np.argmax(function(grid), axis=-1)[..., None]
    low = np.take_along_axis(grid, np.maximum(best - 1, 0), -1)
    high = np.take_along_axis(grid, np.minimum(best + 1, grid.shape[-1] - 1), -1)
    for _ in range(STEPS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        rising = function(left) < function(right)
        low, high = np.where(rising, left, low), np.where(rising, high, right)
    return function((low + high) / 2)[..., 0]


def coupled_trilinear_cap(m_A: Any, m_B: Any, m_h: Any, wave: Callable[..., tuple[Any, Any]]) -> tuple[Any, Any]:
    """The cap for the largest eigenvalue over the energy, which is proportional to kappa^2.

    The wave may peak just above each threshold, and just below one where a channel is about to open: both sides of all
    thresholds are searched on logarithmic grids.
    """
    first = 2 * np.minimum(m_A, m_B)
    largest = np.zeros(m_A.shape)
    for threshold in (2 * m_A, 2 * m_B, 2 * m_h):
        for side in (1.0, -1.0):

            def eigenvalue(logarithm: Any, threshold: Any = threshold, side: float = side) -> Any:
                energy = threshold[..., None] * (1 + side * np.exp(logarithm))
                inside = energy > first[..., None]
                s = np.where(inside, energy, 2 * first[..., None]) ** 2
                masses = {"m_A": m_A[..., None], "m_B": m_B[..., None], "m_h": m_h[..., None]}
                value, _ = wave(s=s, one_GeV=np.ones(()), **masses)  # for a coupling of one
                return np.where(inside, value, 0.0)

            grid = np.linspace(np.log(1e-14), np.log(FARTHEST if side > 0 else 1.0), GRID)
            found = _largest(eigenvalue, np.broadcast_to(grid, (*m_A.shape, GRID)))
            largest = np.maximum(largest, found)
    cap = np.sqrt(0.5 / largest)
    return cap, 1e-10 * cap
