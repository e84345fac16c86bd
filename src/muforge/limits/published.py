"""Published limits on a coupling: one edge or two edges of an excluded region, read from a table."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from muforge.errors import ArgumentError, DomainError
from muforge.inputs.numbers import float_array
from muforge.inputs.published_tables import IN_GEV, LOGARITHM, SQUARE, PublishedTable, read_table

NO_LIMIT = 1e5
"""DarkCast's files write this coupling, or a larger one, where there is no limit."""


@dataclass(frozen=True)
class Limit:
    """A limit on the coupling of a model at some masses.

    Parameters
    ----------
    mass, coupling : array of float
        Mass in GeV, ascending, and the coupling that is just excluded, above 0: the lower edge of the excluded region
        (NaN where there is none).  A mass may stand twice, at a vertical edge, if there is no upper edge.
    reference : str
        Where it was published.
    upper : array of float, optional
        The upper edge of the excluded region; infinite where all larger couplings are excluded.

    Raises
    ------
    TypeError, ValueError
        For values that are no such numbers, different lengths, and a lower edge above the upper one.
    """

    mass: np.ndarray
    coupling: np.ndarray
    reference: str
    upper: np.ndarray | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.reference, str):
            raise ArgumentError(f"Limit: reference = {self.reference!r}; a text is expected")
        for name in ("mass", "coupling", "upper"):
            given = getattr(self, name)
            if name != "upper" or given is not None:
                object.__setattr__(self, name, _column(f"Limit: {name}", given, "GeV" if name == "mass" else "1"))
        columns = {name: getattr(self, name) for name in ("mass", "coupling", "upper")}
        lengths = {name: len(column) for name, column in columns.items() if column is not None}
        if len(set(lengths.values())) > 1:
            text = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise DomainError(f"Limit: columns of different lengths: {text}; expected one length")
        refused = _refusal(self.mass, self.coupling, self.upper)
        if refused:
            place, reason = refused
            raise DomainError(f"Limit: row {place + 1}: {reason}")


def _column(where: str, given: Any, unit: str) -> np.ndarray:
    """One column as floats; NaN means that there is no limit."""
    column = float_array(where, given, unit, "a list of numbers is expected")
    if column.ndim != 1 or not column.size:
        raise ArgumentError(f"{where} has the shape {column.shape}; a list of numbers is expected")
    return column


SLACK = 1e-9
"""Relative excess of a lower edge over an upper one that rounding may make where both meet."""


def _refusal(mass: np.ndarray, coupling: np.ndarray, upper: np.ndarray | None) -> tuple[int, str] | None:
    """The first row that makes no sense as a limit, and the reason."""
    edges = [coupling] if upper is None else [coupling, upper]
    for place in range(len(mass)):
        here = [float(edge[place]) for edge in edges]
        if not (np.isfinite(mass[place]) and mass[place] > 0):
            return place, f"the mass is {mass[place]:g}; above 0 is expected (log10=True reads logarithms)"
        if any(edge <= 0 for edge in here):
            return place, f"the coupling is {min(here):g}; above 0 is expected (log10=True reads logarithms)"
        if len(here) == 2 and here[0] > here[1] * (1 + SLACK):
            return place, f"the lower edge, {here[0]:g}, is above the upper one, {here[1]:g}; exchange the columns"
        if place and mass[place] < mass[place - 1]:
            return place, f"the mass {mass[place]:g} is below the one before; ascending masses are expected"
        same = place and mass[place] == mass[place - 1]
        if same and (len(here) == 2 or here[0] == coupling[place - 1]):
            return place, f"the mass {mass[place]:g} stands there again; each is expected once"
    return None


def read_limit(
    path: str | PathLike[str],
    reference: str = "",
    *,
    mass_unit: str | None = None,
    log10: bool | None = None,
    squared: bool | None = None,
) -> Limit:
    """Read a limit as it is published.

    Parameters
    ----------
    path : path
        Two columns, mass and coupling, or three, mass and both edges, in the layouts that
        `muforge.inputs.published_tables` lists.  Masses may descend; masses that turn back draw a contour, of which the
        lowest and the highest coupling at each mass become the edges.  A comment ``# reference: ...`` may name the
        publication.
    reference : str, optional
        The publication; replaces that of the file.
    mass_unit : str, optional
        ``"MeV"``, for instance; by default the unit in brackets in the title of the first column or in a comment, else
        GeV.
    log10 : bool, optional
        Whether the columns are logarithms to base 10, of the mass in its unit and of the coupling.
    squared : bool, optional
        Whether the file has squares of couplings, as many have ``epsilon^2``; their roots are taken.

    Returns
    -------
    Limit
        NaN where the file has no limit (``nan``, and couplings of 1e5 and more, which DarkCast writes).

    Raises
    ------
    OSError, ValueError
        If the file cannot be read, has other rows, or the publication is not named; and if titles or comments speak of
        logarithms or squares, and the arguments say neither yes nor no.
    """
    table = read_table(path)
    if not isinstance(reference, str):
        raise ArgumentError(f"reference = {reference!r}; a text is expected")
    _check_scale(table, log10, squared)
    if table.rows.shape[1] not in (2, 3):
        raise DomainError(
            f"{path} has {table.rows.shape[1]} columns; two are expected, mass and coupling, or three, with both edges"
        )
    publication = reference or _reference(table)
    if not publication:
        raise DomainError(
            f"{path} does not say where it was published; add a line '# reference: ...' or give reference="
        )
    rows = 10.0**table.rows if log10 else table.rows.copy()
    _check(table, rows)
    if squared:
        rows[:, 1:] = np.sqrt(rows[:, 1:])
    mass, edges = rows[:, 0] * _factor(table, mass_unit), rows[:, 1:]
    if np.all(np.diff(mass) <= 0):
        mass, edges = mass[::-1], edges[::-1]
    if edges.shape[1] == 2:
        if np.any(np.diff(mass) <= 0):
            raise DomainError(f"{path}: with two edges, each mass stands once and masses ascend or descend")
        lower = np.where(edges[:, 0] >= NO_LIMIT, np.nan, edges[:, 0])
        return Limit(mass, lower, publication, np.where(edges[:, 1] >= NO_LIMIT, np.inf, edges[:, 1]))
    coupling = np.where(edges[:, 0] >= NO_LIMIT, np.nan, edges[:, 0])
    if np.any(np.diff(mass) < 0):
        corners, lowest, highest = _edges_of_contour(mass, coupling)
        return Limit(corners, lowest, publication, highest)
    return Limit(mass, coupling, publication)


def reference_in(path: str | PathLike[str]) -> str:
    """The publication that the comments of a table name; empty if there is none.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read.
    """
    return _reference(read_table(path))


def _reference(table: PublishedTable) -> str:
    named = (text.partition(":")[2].strip() for text in table.comments if text.lower().startswith("reference:"))
    return next(named, "")


def _check_scale(table: PublishedTable, log10: bool | None, squared: bool | None) -> None:
    """Refuse a table that says of itself that it has logarithms or squares, if the caller does not speak of them."""
    said = [*table.titles, *(text for text in table.comments if not text.lower().startswith("reference:"))]
    for words in said:
        if LOGARITHM.search(words) and log10 is None:
            raise DomainError(f"{table.path} speaks of logarithms, '{words[:60]}'; give log10=True to read these")
    for words in table.titles[1:] or said:
        if SQUARE.search(words) and squared is None:
            raise DomainError(f"{table.path} speaks of squares, '{words[:60]}'; give squared=True to take their roots")


def _factor(table: PublishedTable, mass_unit: str | None) -> float:
    """GeV per unit of the masses."""
    if mass_unit is None:
        return table.mass_factor
    if mass_unit not in IN_GEV:
        raise DomainError(f"mass_unit = {mass_unit!r}; allowed are {', '.join(IN_GEV)}")
    return IN_GEV[mass_unit]


def _check(table: PublishedTable, rows: np.ndarray) -> None:
    """Refuse masses and couplings that are not above 0."""
    for row, (mass, *couplings) in enumerate(rows):
        if not (np.isfinite(mass) and mass > 0):
            raise table.refuse(row, f"the mass is {mass:g}; above 0 is expected (log10=True reads logarithms)")
        if any(coupling <= 0 for coupling in couplings):
            raise table.refuse(
                row, f"the coupling is {min(couplings):g}; above 0 is expected (log10=True reads logarithms)"
            )
        if len(couplings) == 2 and couplings[0] > couplings[1]:
            raise table.refuse(row, f"the lower edge, {couplings[0]:g}, is above the upper one, {couplings[1]:g}")


def _edges_of_contour(mass: np.ndarray, coupling: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Masses of the corners of a contour, and its lowest and highest coupling at each.

    Sides are straight in the logarithm of both, and the contour is closed.
    """
    x, y = np.log(np.append(mass, mass[0])), np.log(np.append(coupling, coupling[0]))
    corners = np.unique(x)
    lowest, highest = np.full(len(corners), np.inf), np.full(len(corners), -np.inf)
    for x_1, x_2, y_1, y_2 in zip(x, x[1:], y, y[1:], strict=False):
        (left, at_left), (right, at_right) = sorted([(x_1, y_1), (x_2, y_2)])
        inside = (corners >= left) & (corners <= right)
        fraction = (corners[inside] - left) / (right - left) if right > left else np.array([0.0, 1.0])[:, None]
        on_side = at_left + (at_right - at_left) * fraction
        ends = (on_side, on_side) if right > left else (on_side.min(axis=0), on_side.max(axis=0))
        lowest[inside] = np.minimum(lowest[inside], ends[0])
        highest[inside] = np.maximum(highest[inside], ends[1])
    return np.exp(corners), np.exp(lowest), np.exp(highest)
