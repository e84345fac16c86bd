"""Thermal averages at all points of a history, from as few values as describe them.

``ln <sigma v>`` is a polynomial in ``ln x`` between fixed values of x.  The points of Chebyshev are nested: the next
level keeps the values of the one before, and tells its error.  A channel that opens above the threshold of dark matter
suppresses averages by ``exp(-x delta)``, which is taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from muforge.procedures.boltzmann import History

EDGES = (5.0, 12.0, 30.0, 80.0, 300.0, 3e3, 5e4, 2e6)
"""Values of x between which polynomials are used."""
DEGREES = (6, 12, 24, 48)
TOLERANCE = 2e-6
FADED = 1e-3
"""Averages below this part of the largest rate matter less."""
SMALLEST_EXPONENT = 600.0

Average = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From values of x, (elements, points), and the numbers of the elements to averages."""


@cache
def _places(level: int) -> np.ndarray:
    """``ln x`` of the points of a level, ends shared."""
    degree, logs = DEGREES[level], np.log(EDGES)
    inner = (1 - np.cos(np.pi * np.arange(degree) / degree)) / 2
    return np.append((logs[:-1, None] + np.diff(logs)[:, None] * inner).ravel(), logs[-1])


@cache
def _matrix(level: int, over: tuple[float, ...]) -> np.ndarray:
    """From values at the points of a level to values at other places: barycentric interpolation."""
    degree, nodes, logs = DEGREES[level], _places(level), np.log(EDGES)
    weights = (-1.0) ** np.arange(degree + 1)
    weights[[0, -1]] /= 2
    found = np.zeros((len(over), len(nodes)))
    panels = np.clip(np.searchsorted(logs, over, side="right") - 1, 0, len(logs) - 2)
    for row, (place, panel) in enumerate(zip(over, panels, strict=True)):
        own = slice(panel * degree, (panel + 1) * degree + 1)
        distance = place - nodes[own]
        exact = np.abs(distance) < 1e-13
        terms = exact.astype(float) if exact.any() else weights / distance
        found[row, own] = terms / terms.sum()
    return found


@cache
def _to_history(level: int, over: History) -> np.ndarray:
    return _matrix(level, tuple(over.z))


def tabulated(average: Average, over: History, exponent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``<sigma v>`` at the points of a history, one element a row, and the relative error of the interpolation.

    Parameters
    ----------
    average : callable
    over : History
        From 5 to 2e6.
    exponent : ndarray
        delta of each element.
    """
    count = len(exponent)
    result, error = np.zeros((count, len(over.z))), np.zeros(count)
    left = np.arange(count)
    values = _values(average, np.exp(_places(0)), left)
    for level in range(1, len(DEGREES)):
        known, new = _split(level)
        more = np.empty((len(left), len(_places(level))))
        more[:, known] = values
        more[:, new] = _values(average, np.exp(_places(level)[new]), left)
        delta = exponent[left, None]
        coarse = _scaled(values, np.exp(_places(level - 1)), delta) @ _matrix(level - 1, tuple(_places(level)[new])).T
        x = np.exp(_places(level))
        with np.errstate(all="ignore"):
            guessed = np.exp(coarse - delta * x[new])
            rate = more / x
            matters = np.maximum(more[:, new], FADED * x[new] * np.max(rate[:, x > EDGES[1]], axis=1)[:, None])
            off = np.nan_to_num(np.abs(guessed - more[:, new]) / matters, nan=0.0)
        worst = np.max(off, axis=1)
        done = worst < TOLERANCE * SAFETY
        if level == len(DEGREES) - 1:
            done[:] = True
        rows = left[done]
        logs = _scaled(more[done], x, delta[done]) @ _to_history(level, over).T
        result[rows] = np.exp(logs - delta[done] * over.x)
        error[rows] = worst[done] / SAFETY
        left, values = left[~done], more[~done]
        if not len(left):
            break
    return result, error


SAFETY = 30.0
"""A level is more precise than the one before, which it is compared with, by more than this."""


@cache
def _split(level: int) -> tuple[np.ndarray, np.ndarray]:
    """Which points of a level those of the one before are, and which are new."""
    old = np.isin(np.round(_places(level), 10), np.round(_places(level - 1), 10))
    return np.flatnonzero(old), np.flatnonzero(~old)


def _values(average: Average, x: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return average(np.broadcast_to(x, (len(rows), len(x))), rows)


def _scaled(values: np.ndarray, x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """``ln(<sigma v> exp(x delta))``; where that is too small to be a number, it goes on as it was before."""
    with np.errstate(all="ignore"):
        logs = np.log(values) + delta * x
    known = np.isfinite(logs) & (delta * x < SMALLEST_EXPONENT)
    place = np.maximum.accumulate(np.where(known, np.arange(len(x)), 0), axis=1)
    return np.asarray(np.take_along_axis(np.where(known, logs, -SMALLEST_EXPONENT), place, axis=1))
