"""Functions of the logarithm of a temperature as cubic splines, quick for one number at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Part = Callable[..., tuple[Any, Any]]
PLASMA_STEP, BOSON_STEP = 0.02, 0.02
RELATIVISTIC, FROZEN = 1e-4, 60.0
"""m/T between which moments of X are tabulated: below they are constant, above they are 0."""
PLASMA = ("energy_density", "enthalpy", "heat_capacity")
BOSON = (*PLASMA, "number_density")


class Table:
    """Several functions on an even grid, constant below it and the same above as at its end.

    Parameters
    ----------
    grid : ndarray
        In steps of one size.
    values : ndarray
        Of shape (functions, points).
    """

    def __init__(self, grid: np.ndarray, values: np.ndarray) -> None:
        from scipy.interpolate import CubicSpline

        coefficients = CubicSpline(grid, values, axis=1).c  # (power, interval, function)
        self._rows: list[Any] = coefficients.transpose(1, 2, 0).tolist()
        self._low, self._high = float(grid[0]), float(grid[-1])
        self._inverse = (len(grid) - 1) / (self._high - self._low)
        self._places: list[float] = grid.tolist()
        self._last = len(grid) - 2

    def __call__(self, place: float) -> list[float]:
        """The functions at a place."""
        place = min(max(place, self._low), self._high)
        i = min(int((place - self._low) * self._inverse), self._last)
        s = place - self._places[i]
        return [((a * s + b) * s + c) * s + d for a, b, c, d in self._rows[i]]


def _grid(low: float, high: float, step: float) -> np.ndarray:
    return np.linspace(low, high, int(math.ceil((high - low) / step)) + 1)


def plasma_table(
    parts: dict[str, Part],
    coldest: float,
    hottest: float,
    strengths: Sequence[Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]],
) -> Table:
    """Energy density, enthalpy, heat capacity, and the strengths of exchanges, over the logarithm of T."""
    grid = _grid(math.log(coldest), math.log(hottest), PLASMA_STEP)
    temperatures = np.exp(grid)
    moments = [parts[f"plasma_{name}"](T=temperatures)[0] for name in PLASMA]
    return Table(grid, np.array([*moments, *(row for at in strengths for row in at(temperatures))]))


def boson_table(parts: dict[str, Part], lowest: float) -> Table:
    """Moments of one degree of freedom over ``ln(m/T)``, from the lowest m/T on.

    The number density is there if it is among the parts.
    """
    grid = _grid(math.log(min(max(lowest, RELATIVISTIC), FROZEN / 2)), math.log(FROZEN), BOSON_STEP)
    given = [parts[f"boson_{name}"] for name in BOSON if f"boson_{name}" in parts]
    return Table(grid, np.array([part(mass_over_temperature=np.minimum(np.exp(grid), FROZEN))[0] for part in given]))
