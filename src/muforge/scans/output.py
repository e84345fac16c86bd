"""Writing results: checks before work begins, files that are whole or absent, tables that grow."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import numpy as np

from muforge.errors import OutputError


def check_writable(path: str | Path) -> None:
    """Refuse a file that cannot be written.

    Raises
    ------
    OSError
    """
    path = Path(path)
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a folder")
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no folder {path.parent}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise OutputError(f"cannot write {path}: permission denied")


def check_ending(path: str | Path, endings: tuple[str, ...]) -> str:
    """The ending of a file name; an error if it is unknown."""
    ending = Path(path).suffix.lower()
    if ending not in endings:
        shown = f"the ending '{ending}'" if ending else "no ending"
        raise OutputError(f"cannot write {path}: it has {shown}; known are {', '.join(endings)}")
    return ending


@contextmanager
def atomically(path: str | Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place at the end, or vanishes on an error."""
    path = Path(path)
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def opened_text(path: str | Path) -> Iterator[TextIO]:
    """A text file for writing; ``-`` is the standard output."""
    if str(path) == "-":
        yield sys.stdout
        return
    check_writable(path)
    with Path(path).open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


ROWS = 2**16
"""Rows of a table that are text in memory at a time."""


class CsvWriter:
    """Writes the points of a grid row by row while they are computed.

    Every block is flushed as a whole, so that the file is a valid table whenever work stops; `written` counts the rows
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
    stream : text file
    """

    def __init__(
        self,
        axes: Mapping[str, np.ndarray],
        title: tuple[str, str],
        values: np.ndarray,
        comments: Mapping[str, str],
        stream: TextIO,
    ) -> None:
        self._values = values
        self._stream = stream
        self._columns = [np.array([_text(v) for v in along.tolist()], object) for along in axes.values()]
        parts = [" real", " imag"] if np.iscomplexobj(values) else [""]
        name, unit = title
        header = [f"# {key}: {text}" for key, text in comments.items()]
        titles = [*axes, *(f"{name}{part} [{unit}]" for part in parts)]
        self._stream.write("\n".join([*header, ",".join(titles)]) + "\n")
        self.written = 0
        self._flush()

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
        self._stream.write("".join(",".join(row) + "\n" for row in zip(*columns, strict=True)))
        self._flush()
        self.written += len(points)

    def _flush(self) -> None:
        self._stream.flush()
        self._whole = self._stream.tell() if self._stream.seekable() else 0

    def cut(self) -> None:
        """Remove the rest of an interrupted write after the last whole block."""
        if self._stream.seekable():
            self._stream.seek(self._whole)
            self._stream.truncate()

    def comment(self, text: str) -> None:
        """Write a line that is not a row."""
        self._stream.write(f"# {text}\n")


def _text(value: float | str) -> str:
    """A value as text from which it can be read back: numbers with all their digits."""
    return value if isinstance(value, str) else repr(value)
