"""Points that a computation refuses, found among many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from muforge.errors import DomainError

Columns = Mapping[str, np.ndarray]


def by_halves(
    compute: Callable[[Columns], tuple[Any, Any]], columns: Columns, elements: tuple[int, ...] = ()
) -> tuple[Any, Any, str]:
    """Values and errors of points, NaN for those that are refused, which are found by halving.

    Parameters
    ----------
    compute : callable
        Values and errors of all points of some columns, or a `DomainError`.
    columns : mapping of str to ndarray
        Arguments of one length; without any there is one point.
    elements : tuple of int
        Shape of the numbers at one point.

    Returns
    -------
    values, errors : ndarray
    message : str
        Why the first of the refused points is refused; empty if there is none.
    """
    size = min((len(column) for column in columns.values()), default=1)
    if size == 0:
        return [], [], ""
    try:
        return *compute(columns), ""
    except DomainError as error:
        if size == 1:
            missing = np.full((1, *elements), math.nan)
            return missing, missing, str(error)
    half = size // 2
    lower = by_halves(compute, {name: column[:half] for name, column in columns.items()}, elements)
    upper = by_halves(compute, {name: column[half:] for name, column in columns.items()}, elements)
    values, errors = (np.concatenate(pair) for pair in zip(lower[:2], upper[:2], strict=True))
    return values, errors, lower[2] or upper[2]
