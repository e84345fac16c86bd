"""All roots of many functions at once, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

POINTS_A_DECADE = 6
FEWEST_POINTS = 25


@dataclass(frozen=True)
class Curves:
    """Functions of a number above 0.

    Parameters
    ----------
    function : callable
        Of an array of arguments and an array of their places, which broadcast: place k belongs to the function number
        k.  NaN where a function is not defined.
    count : int
        How many functions there are.
    """

    function: Callable[[np.ndarray, np.ndarray], np.ndarray]
    count: int

    def on(self, grid: np.ndarray) -> np.ndarray:
        """The values of all functions, rows, on a grid, columns."""
        values = self.function(grid[np.newaxis, :], np.arange(self.count)[:, np.newaxis])
        return np.broadcast_to(np.asarray(values, dtype=float), (self.count, len(grid)))

    def at(self, logarithm: np.ndarray, place: np.ndarray) -> np.ndarray:
        """Values of some functions by the logarithm of the argument, in the shape of that."""
        x, places = np.broadcast_arrays(np.exp(logarithm), place)
        return np.asarray(self.function(x.ravel(), places.ravel()), dtype=float).reshape(x.shape)


@dataclass(frozen=True)
class Found:
    """Roots of functions.

    Parameters
    ----------
    roots : ndarray
        In ascending order along the first axis, NaN for functions with fewer roots than others.
    least, most : ndarray
        Smallest and largest value of each function that was seen; NaN for a function that is not defined anywhere.
    low, high : float
        Where the roots were searched.
    """

    roots: np.ndarray
    least: np.ndarray
    most: np.ndarray
    low: float
    high: float


def roots_of(curves: Curves, low: float, high: float) -> Found:
    """Roots of functions between two numbers above 0.

    Sign changes are looked for on a grid, and beside each local extremum that lies between two points of the grid.  Two
    roots that are closer than that, without an extremum of three neighbouring points between them, are missed.
    """
    decades = np.log10(high / low)
    grid = np.geomspace(low, high, max(FEWEST_POINTS, int(np.ceil(POINTS_A_DECADE * decades)) + 1))
    values = curves.on(grid)
    x, y, places = _brackets(curves, np.log(grid), values)
    changes = np.flatnonzero((places[1:] == places[:-1]) & (np.sign(y[1:]) * np.sign(y[:-1]) < 0))
    at_zero = np.flatnonzero(y == 0)
    owners = np.concatenate([places[changes], places[at_zero]])
    roots = np.concatenate([_refined(curves, x[changes], x[changes + 1], places[changes]), np.exp(x[at_zero])])
    with np.errstate(all="ignore"):
        finite = np.isfinite(values)
        least = np.where(finite.any(axis=1), np.min(np.where(finite, values, np.inf), axis=1), np.nan)
        most = np.where(finite.any(axis=1), np.max(np.where(finite, values, -np.inf), axis=1), np.nan)
    return Found(_by_owner(roots, owners, curves.count), least, most, float(low), float(high))


def _brackets(curves: Curves, logarithms: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arguments, values and owners of all points, those of extrema between points of the grid added, in order."""
    count, size = values.shape
    x, y, places = np.tile(logarithms, count), values.ravel(), np.repeat(np.arange(count), size)
    left, middle, right = values[:, :-2], values[:, 1:-1], values[:, 2:]
    with np.errstate(invalid="ignore"):
        same = (np.sign(left) == np.sign(middle)) & (np.sign(right) == np.sign(middle))
        nearest = (np.abs(middle) < np.abs(left)) & (np.abs(middle) <= np.abs(right))
    owners, columns = np.nonzero(same & nearest)
    if len(owners):
        from scipy.optimize.elementwise import find_minimum

        sign = np.sign(values[owners, columns + 1])
        ends = [logarithms[columns + shift] for shift in range(3)]
        found = find_minimum(lambda at, sign, place: sign * curves.at(at, place), ends, args=(sign, owners))
        crossing = found.success & (found.f_x <= 0)
        x = np.concatenate([x, found.x[crossing]])
        y = np.concatenate([y, (sign * found.f_x)[crossing]])
        places = np.concatenate([places, owners[crossing]])
    order = np.lexsort((x, places))
    return x[order], y[order], places[order]


def _refined(curves: Curves, low: np.ndarray, high: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The root in each bracket."""
    if not len(low):
        return np.empty(0)
    from scipy.optimize.elementwise import find_root

    return np.exp(find_root(curves.at, (low, high), args=(places,)).x)


def _by_owner(roots: np.ndarray, owners: np.ndarray, count: int) -> np.ndarray:
    """Roots in ascending order, a column for each function."""
    order = np.lexsort((roots, owners))
    roots, owners = roots[order], owners[order]
    first = np.searchsorted(owners, np.arange(count))
    rank = np.arange(len(owners)) - first[owners]
    made = np.full((int(rank.max()) + 1 if len(rank) else 0, count), np.nan)
    made[rank, owners] = roots
    return made
