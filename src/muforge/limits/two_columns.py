"""Tables of two columns, as people digitise them from figures."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np

from muforge.errors import DomainError, InputError


def read_columns(path: str | PathLike[str]) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of numbers, separated by blanks or commas; lines that begin with # are comments.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        For a line that does not hold two numbers, or a first column that does not increase.
    """
    rows: list[tuple[float, float]] = []
    for number, line in enumerate(_lines(path), start=1):
        text = line.partition("#")[0].replace(",", " ").split()
        if not text:
            continue
        try:
            first, second = map(float, text)
        except ValueError:
            raise DomainError(f"{path}, line {number}: '{line.strip()}'; two numbers are expected") from None
        if rows and not first > rows[-1][0]:
            raise DomainError(
                f"{path}, line {number}: {first:g} follows {rows[-1][0]:g}; the first column must increase"
            )
        rows.append((first, second))
    if len(rows) < 2:
        raise DomainError(f"{path} has {len(rows)} rows of numbers; at least two are expected")
    columns = np.array(rows)
    return columns[:, 0], columns[:, 1]


def comments(path: str | PathLike[str]) -> list[str]:
    """Text of the lines that begin with #."""
    return [line.lstrip("# ").rstrip() for line in _lines(path) if line.startswith("#")]


def _lines(path: str | PathLike[str]) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
