"""Inputs that are functions of another one: functions, tables in files, values along an axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError, InputError
from muforge.inputs.published_tables import read_curve


@dataclass(frozen=True, eq=False)
class Curve:
    """Values at ascending places, linear in between.

    Parameters
    ----------
    name : str
        A file, for instance.
    places, values : ndarray
    before, after : float, optional
        Its value before the first place and after the last one, which are refused without.
    """

    name: str
    places: np.ndarray
    values: np.ndarray
    before: float | None = None
    after: float | None = None

    def __call__(self, x: Any) -> np.ndarray:
        """Values at x.

        Raises
        ------
        DomainError
            Outside the places.
        """
        x = np.asarray(x, dtype=float)
        if self.after is None and np.any(x > self.places[-1]):
            raise DomainError(f"{self.name} ends at {self.places[-1]:g}; a value is asked for at {np.max(x):g}")
        if self.before is None and np.any(x < self.places[0]):
            raise DomainError(f"{self.name} begins at {self.places[0]:g}; a value is asked for at {np.min(x):g}")
        return self.or_nan(x)

    def or_nan(self, x: Any) -> np.ndarray:
        """Values at x, NaN where a table has none."""
        left, right = (np.nan if value is None else value for value in (self.before, self.after))
        return np.asarray(np.interp(np.asarray(x, dtype=float), self.places, self.values, left=left, right=right))

    def __str__(self) -> str:
        return self.name


def table_of_r(path: str | PathLike[str]) -> Curve:
    """R from a table of masses in GeV and values: linear in between, 0 below the first mass.

    Raises
    ------
    OSError, ValueError
        As `muforge.inputs.published_tables.read_curve`.
    """
    return Curve(str(path), *read_curve(path), before=0.0)


def table_of_widths(path: str | PathLike[str]) -> Curve:
    """Widths from a table of masses and widths, in GeV without another unit in their titles; 0 beyond its ends.

    Linear in between.

    Raises
    ------
    OSError, ValueError
        As `muforge.inputs.published_tables.read_curve`.
    """
    return Curve(str(path), *read_curve(path, "GeV"), before=0.0, after=0.0)


def along_axis(name: str, axis: np.ndarray, values: Any) -> Curve:
    """Values at the points of an axis."""
    order = np.argsort(axis, kind="stable")
    return Curve(name, axis[order], np.asarray(values, dtype=float)[order])


def as_function(where: str, value: Any, unit: str = "1") -> Callable[[Any], Any] | None:
    """The function that an input is, or the table that it names, of R or of widths; None for anything else.

    Raises
    ------
    TypeError
        For a text that is no file with a table.
    """
    if callable(value):
        return value
    if not isinstance(value, str | PathLike):
        return None
    try:
        return table_of_widths(value) if unit == "GeV" else table_of_r(value)
    except InputError as error:
        raise ArgumentError(f"{where} = '{value}'; a number, a function or a table is expected, but {error}") from None
