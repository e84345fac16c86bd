"""Tables of the points of a grid, in comma-separated values, that grow while the points are computed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from muforge.scans.growing_files import Sink

ROWS = 2**16
"""Rows of a table that are text in memory at a time."""


class CsvWriter:
    """Writes the points of a grid row by row while they are computed.

    Every block is written as a whole, so that the file is a valid table whenever work stops; `written` counts the rows
    of whole blocks.

    Parameters
    ----------
    axes : mapping
        Title of each axis and the values along it.
    title : (str, str)
        Name and unit of the values; complex ones have two columns, ``real`` and ``imag``.
    values : ndarray
        One for each point of the grid, not computed yet.
    comments : mapping of str to str
        Written first, in lines that begin with ``#``.
    sink : Sink
    """

    def __init__(
        self,
        axes: Mapping[str, np.ndarray],
        title: tuple[str, str],
        values: np.ndarray,
        comments: Mapping[str, str],
        sink: Sink,
    ) -> None:
        self._values = values
        self._sink = sink
        self._columns = [np.array([_text(v) for v in along.tolist()], object) for along in axes.values()]
        parts = [" real", " imag"] if np.iscomplexobj(values) else [""]
        name, unit = title
        header = [f"# {key}: {text}" for key, text in comments.items()]
        titles = [*axes, *(f"{name}{part} [{unit}]" for part in parts)]
        self._sink.write("\n".join([*header, ",".join(titles)]) + "\n")
        self.written = 0

    def rows(self, points: np.ndarray) -> None:
        """Write the points with these flat indices."""
        for start in range(0, len(points), ROWS):
            self._rows(points[start : start + ROWS])

    def _rows(self, points: np.ndarray) -> None:
        indices = np.unravel_index(points, self._values.shape)
        columns = [texts[index].tolist() for texts, index in zip(self._columns, indices, strict=True)]
        values = self._values[indices]
        parts = [values.real, values.imag] if np.iscomplexobj(values) else [values]
        columns += [list(map(repr, part.tolist())) for part in parts]
        self._sink.write("".join(",".join(row) + "\n" for row in zip(*columns, strict=True)))
        self.written += len(points)

    def cut(self) -> None:
        """Remove what a write that was interrupted left after the last whole block."""
        self._sink.cut()

    def comment(self, text: str) -> None:
        """Write a line that is not a row."""
        self._sink.write(f"# {text}\n")


def _text(value: float | str) -> str:
    """A value as it is read back: numbers with all their digits."""
    return value if isinstance(value, str) else repr(value)
