"""Tables of users for searches in kaon decays: backgrounds in bins of the missing mass, and acceptances."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

import numpy as np

from muforge.errors import DomainError
from muforge.inputs.numbers import float_array, list_of
from muforge.inputs.published_tables import read_table


@dataclass(frozen=True)
class BinnedBackground:
    """Expected background events in bins of the missing mass squared.

    Parameters
    ----------
    edges : array_like
        Edges of the bins in GeV^2, one more than bins, ascending.
    events : array_like
        Above 0.
    errors : array_like, optional
        Standard errors of the events, independent in each bin.

    Raises
    ------
    DomainError
        For edges that do not ascend, events that are not above 0, negative errors, and other numbers of them.
    """

    edges: np.ndarray
    events: np.ndarray
    errors: np.ndarray | None = None

    def __post_init__(self) -> None:
        for name in ("edges", "events", "errors"):
            value = getattr(self, name)
            if value is not None or name != "errors":
                object.__setattr__(self, name, list_of(name, value))
        if len(self.edges) != len(self.events) + 1 or len(self.events) == 0:
            raise DomainError(
                f"there are {len(self.edges)} edges and {len(self.events)} numbers of events; one edge more than bins "
                "is expected"
            )
        if np.any(np.diff(self.edges) <= 0):
            raise DomainError("edges of bins of the missing mass squared must ascend")
        if np.any(self.events <= 0):
            number = int(np.argmax(self.events <= 0))
            raise DomainError(
                f"the background of bin {number + 1} is {self.events[number]:g}; above 0 is expected: join it with "
                "another bin"
            )
        if self.errors is not None and (len(self.errors) != len(self.events) or np.any(self.errors < 0)):
            raise DomainError("errors of the background: one for each bin is expected, none of them negative")


def read_background(path: str | PathLike[str]) -> BinnedBackground:
    """Read a background from a table of bins.

    Parameters
    ----------
    path : path
        Three columns, lower and upper edge in GeV^2 and events, or four, with the error of the events.  Each bin begins
        where the one before it ends.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read or has other columns or bins.
    """
    table = read_table(path)
    columns = table.rows.shape[1]
    if columns not in (3, 4):
        raise DomainError(
            f"{path} has {columns} columns; three are expected, the edges of a bin in GeV^2 and its events, or four, "
            "with the error"
        )
    low, high = table.rows[:, 0], table.rows[:, 1]
    for row in range(1, len(low)):
        if not np.isclose(low[row], high[row - 1], rtol=1e-9, atol=0):
            raise table.refuse(row, f"the bin begins at {low[row]:g}, the one before it ends at {high[row - 1]:g}")
    try:
        errors = table.rows[:, 3] if columns == 4 else None
        return BinnedBackground(np.append(low, high[-1]), table.rows[:, 2], errors)
    except DomainError as problem:
        raise DomainError(f"{path}: {problem}") from None


@dataclass(frozen=True)
class Acceptance:
    """The fraction of decays that is accepted, on a grid of m_X and of the missing mass squared.

    Between the points it is linear in both, beyond the grid of missing masses it is that of the nearest point.

    Parameters
    ----------
    m_X : ndarray
        Masses in GeV, ascending.
    m2_miss : ndarray
        Missing masses squared in GeV^2, ascending.
    fractions : ndarray
        Of shape (masses, missing masses), between 0 and 1.
    """

    m_X: np.ndarray
    m2_miss: np.ndarray
    fractions: np.ndarray

    def __post_init__(self) -> None:
        for name in ("m_X", "m2_miss"):
            object.__setattr__(self, name, list_of(name, getattr(self, name)))
        object.__setattr__(self, "fractions", check_fraction("an acceptance", self.fractions))
        if self.fractions.shape != (len(self.m_X), len(self.m2_miss)):
            raise DomainError(
                f"the acceptance has the shape {self.fractions.shape}; ({len(self.m_X)}, {len(self.m2_miss)}) is "
                "expected, one for each mass and missing mass"
            )
        for name in ("m_X", "m2_miss"):
            if np.any(np.diff(getattr(self, name)) <= 0):
                raise DomainError(f"the acceptance is given at values of {name} that do not ascend")

    def covers(self, m_X: np.ndarray) -> np.ndarray:
        """Which masses are inside the grid; one mass alone stands for all."""
        return (len(self.m_X) == 1) | ((m_X >= self.m_X[0]) & (m_X <= self.m_X[-1]))

    def at(self, m_X: np.ndarray, m2_miss: np.ndarray) -> np.ndarray:
        """Fractions of shape (masses, missing masses)."""
        rows = np.array([np.interp(m2_miss, self.m2_miss, row) for row in self.fractions])
        return np.array([np.interp(m_X, self.m_X, column) for column in rows.T]).T.reshape(len(m_X), len(m2_miss))


def read_acceptance(path: str | PathLike[str]) -> Acceptance:
    """Read an acceptance from a table.

    Parameters
    ----------
    path : path
        Two columns, missing mass squared in GeV^2 and fraction, or three, m_X in GeV, missing mass squared and
        fraction, with the same missing masses for each m_X.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read, has other columns or no full grid.
    """
    rows = read_table(path).rows
    if rows.shape[1] not in (2, 3):
        raise DomainError(
            f"{path} has {rows.shape[1]} columns; two are expected, missing mass squared and acceptance, or three, "
            "with m_X before them"
        )
    if rows.shape[1] == 2:
        rows = np.column_stack([np.ones(len(rows)), rows])
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    masses, missing = np.unique(rows[:, 0]), np.unique(rows[:, 1])
    grid = np.array(np.meshgrid(masses, missing, indexing="ij")).reshape(2, -1).T
    if grid.shape != rows[:, :2].shape or not np.array_equal(grid, rows[:, :2]):
        raise DomainError(f"{path}: the acceptance is expected once for each m_X and each missing mass squared")
    return Acceptance(masses, missing, rows[:, 2].reshape(len(masses), len(missing)))


def check_fraction(name: str, value: object) -> np.ndarray:
    """A fraction, or an array of fractions that are not all 0, as floats."""
    expected = "a fraction above 0 and at most 1 is expected"
    array = float_array(name, value, "1", expected)
    right = (array >= 0) & (array <= 1)
    if not right.all() or not np.any(array > 0):
        wrong = array[~right] if not right.all() else np.zeros(1)
        raise DomainError(f"{name} is {wrong.flat[0]:g}; {expected}")
    return array
