"""Roots of many increasing functions at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from muforge.errors import DomainError

ULP = 2.0**-52
ROUNDING = 64 * ULP
"""Relative error of a root of a function that is computed in double precision, with some room."""


def increasing_roots(function: Callable[[Any, Any], Any], low: np.ndarray, high: np.ndarray) -> tuple[Any, Any]:
    """Where increasing functions are 0, and how far off that may be.

    Parameters
    ----------
    function : callable
        Of an array of arguments and of their places: place k belongs to the function number k.
    low, high : ndarray
        Brackets of one dimension.  Rounding may put the root outside by a little.
    """
    from scipy.optimize.elementwise import find_root

    places = np.arange(len(low))
    bracket = low * (1 - ROUNDING * np.sign(low)), high * (1 + ROUNDING * np.sign(high))
    found = find_root(function, bracket, args=(places,))
    at_edge = ~found.success & (low == high)
    if not (found.success | at_edge).all():
        raise DomainError(
            f"no solution was found between {low[0]:.4g} and {high[0]:.4g}, where it has to lie: change the inputs, "
            "those far from 1 first"
        )
    root = np.where(at_edge, low, found.x)
    (left, right), (below, above) = found.bracket, found.f_bracket
    steep = above - below > 0
    estimate = np.abs(found.f_x * (right - left) / np.where(steep, above - below, 1.0))
    off = np.where(found.f_x == 0, 0.0, np.where(steep, estimate, np.abs(right - left)))
    return root, np.where(at_edge, 0.0, off) + ROUNDING * np.abs(root)
