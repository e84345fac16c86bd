"""Tables of rows, such as the momenta and weights of a spectrum: nested lists, arrays, or files."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np

from muforge.catalogue.entries import ArgumentEntry
from muforge.errors import DomainError
from muforge.inputs.numbers import float_array
from muforge.inputs.published_tables import read_table


def columns_of(where: str, given: Any, columns: Sequence[ArgumentEntry]) -> dict[str, np.ndarray]:
    """The columns of a table by name.

    Parameters
    ----------
    where : str
        What the table is, for the error.
    given : path or array_like
        A file, or rows of one number for each column; further axes before these belong to a batch.
    columns : sequence of ArgumentEntry
        Names and units of the columns.

    Raises
    ------
    OSError, TypeError, ValueError
        If the file cannot be read, for missing columns, and for what is no table of numbers.
    """
    if isinstance(given, str | PathLike):
        return read_columns(given, columns)
    names = ", ".join(column.name for column in columns)
    array = float_array(where, given, "1", f"rows of the numbers {names} are expected, or a file")
    if array.ndim < 2 or array.shape[-1] != len(columns) or array.shape[-2] == 0:
        raise DomainError(f"{where} has the shape {array.shape}; rows of {names} are expected: (n, {len(columns)})")
    return {column.name: array[..., place] for place, column in enumerate(columns)}


def read_columns(path: str | PathLike[str], columns: Sequence[ArgumentEntry]) -> dict[str, np.ndarray]:
    """The columns of a file by name, masses, momenta and energies in GeV.

    Columns are taken in their order.  A unit in the title of a column, ``p [MeV]``, is converted; without titles the
    unit of the first one may stand in a comment, as in tables of limits.

    Raises
    ------
    OSError, ValueError
        As `muforge.inputs.published_tables.read_table`, for other numbers of columns, and for units of something else.
    """
    table = read_table(path)
    count = table.rows.shape[1]
    if count != len(columns):
        expected = ", ".join(f"{c.name} ({c.about}{'' if c.unit == '1' else f', in {c.unit}'})" for c in columns)
        raise DomainError(
            f"{path} has {count} column{'s' if count > 1 else ''}; expected are {len(columns)}: {expected}"
        )
    return {c.name: table.column(place) * table.factor(place, c.unit) for place, c in enumerate(columns)}
