"""Tables of numbers as they are published: digitised, from HEPData, DarkCast or the PDG, or from a scan of ours.

Columns are separated by semicolons, tabs, commas or blanks.  Lines that begin with ``#``, ``%``, ``!`` or ``*`` are
comments, and rows of words before the first numbers are titles.  Exponents may be Fortran's (``1.0D-03``), and a file
may begin with a byte-order mark.  Files that end in ``.yaml`` or ``.yml`` are HEPData's tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from muforge.errors import DomainError, InputError, missing_extra
from muforge.inputs.paths import path_of

COMMENT_MARKS = ("#", "%", "!", "*")
SEPARATORS = (";", "\t", ",")
"""Tried in this order; a file without any of them is separated by blanks."""
FORTRAN = re.compile(r"(?<=[\d.])[dD](?=[+-]?\d)")
WHOLE_PAIR = re.compile(r"\d+,\d+")
IN_GEV = {"eV": 1e-9, "keV": 1e-6, "MeV": 1e-3, "GeV": 1.0, "TeV": 1e3}
UNIT = re.compile(rf"(?:[\[(/_,]|\bin)\s*({'|'.join(IN_GEV)})(?![A-Za-z])(?!\s*(?:\^|\*\*))")
"""A unit of mass: ``[MeV]``, ``(MeV/c^2)``, ``/ MeV``, ``_MeV``, ``in MeV``."""
BRACKET = re.compile(r"\[\s*([^\]]*[A-Za-z][^\]]*?)\s*\]")
ABOUT_MASS = re.compile(r"\b(?:[Mm]ass(?:es)?|[Uu]nits?|m)(?:\b|_)")
LOGARITHM = re.compile(r"\b(?:log|lg|ln)(?:_?\{?10\}?|_)?\s*[(\[]|\\log|\blog_?10", re.IGNORECASE)
"""A logarithm: ``log10(m)``, ``log(epsilon)``, ``\\log_{10}``."""
SQUARE = re.compile(
    r"(?:\b|\\)(?:eps(?:ilon)?|varepsilon|kappa|coupling|sin_theta|theta|g[_\w]*|y[_\w]*|U[_\w]*)\}?\s*(?:\^|\*\*)\s*\{?2"
    r"|\b(?:eps(?:ilon)?|kappa|coupling)2\b|\bcouplings? squared\b|\bsquared? (?:of the )?coupling",
    re.IGNORECASE,
)
"""The square of a coupling: ``epsilon^2``, ``g_mu**2``, ``eps2``."""
PDG_COLUMNS = 8
"""Numbers of a row of the PDG's tables of R: energy with its range, R, and two pairs of errors; a reference follows."""


@dataclass(frozen=True)
class PublishedTable:
    """Rows of numbers of a file.

    Parameters
    ----------
    path : str
    rows : ndarray
        Of shape (rows, columns).
    lines : tuple of int
        Line of the file that each row stands in.
    titles : tuple of str
        Titles of the columns; empty without any.
    comments : tuple of str
        Comment lines without their marks.
    """

    path: str
    rows: np.ndarray
    lines: tuple[int, ...]
    titles: tuple[str, ...]
    comments: tuple[str, ...]

    @property
    def mass_factor(self) -> float:
        """GeV per unit of the first column, by its title or else a comment about masses; 1 if neither has a unit.

        Raises
        ------
        ValueError
            For a unit in square brackets in the title that is none of mass.
        """
        title = self.titles[0] if self.titles else ""
        found = UNIT.search(title)
        if not found and BRACKET.search(title):
            raise DomainError(
                f"{self.path}: the first column is '{title}'; expected masses in {', '.join(IN_GEV)}, "
                "or the argument mass_unit"
            )
        comments = filter(ABOUT_MASS.search, self.comments)
        found = found or next(filter(None, map(UNIT.search, comments)), None)
        return IN_GEV[found[1]] if found else 1.0

    def factor(self, place: int, unit: str) -> float:
        """What a column, counted from 0, is multiplied by: GeV per unit in its title; 1 without one, or without unit.

        Raises
        ------
        ValueError
            For a unit of something else than mass where `unit` is GeV.
        """
        if unit != "GeV":
            return 1.0
        if place == 0:
            return self.mass_factor
        title = self.titles[place] if place < len(self.titles) else ""
        found = UNIT.search(title)
        if not found and BRACKET.search(title):
            raise DomainError(f"{self.path}: column {place + 1} is '{title}'; expected is one of {', '.join(IN_GEV)}")
        return IN_GEV[found[1]] if found else 1.0

    def column(self, number: int) -> np.ndarray:
        """One column, counted from 0."""
        return self.rows[:, number]

    def refuse(self, row: int, reason: str) -> DomainError:
        """The error that names the line of a row."""
        return DomainError(f"{self.path}, line {self.lines[row]}: {reason}")


def read_table(path: str | PathLike[str]) -> PublishedTable:
    """Read a table.

    Parameters
    ----------
    path : path

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        For a line that is not a row of numbers, rows of different lengths, and fewer than two rows.
    MissingExtraError
        For a YAML file if PyYAML is not installed.
    """
    path = path_of("table", path)
    text = _text(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return _from_hepdata(path, text)
    comments: list[str] = []
    titles: tuple[str, ...] = ()
    rows: list[list[float]] = []
    lines: list[int] = []
    separator = _separator(text)
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith(COMMENT_MARKS):
            comments.append(bare.lstrip("#%!*: ").rstrip())
            continue
        fields = _fields(bare.partition("#")[0], separator)
        if not fields:
            continue
        numbers = _leading_numbers(fields)
        if not numbers and not rows:
            titles = tuple(fields)
        elif len(numbers) == len(fields) or len(numbers) >= PDG_COLUMNS:
            rows.append(numbers)
            lines.append(number)
        else:
            raise DomainError(f"{path}, line {number}: '{bare[:60]}'; numbers are expected")
    _check_rows(path, rows, lines, text, titles)
    return PublishedTable(str(path), np.array(rows), tuple(lines), titles, tuple(comments))


def read_curve(path: str | PathLike[str], unit: str = "1") -> tuple[np.ndarray, np.ndarray]:
    """A function of the mass: masses in GeV, ascending, and values in `unit`.

    Two columns, or the PDG's table of R, of which energy and R are taken.

    Raises
    ------
    OSError, ValueError
        As `read_table`; also for other numbers of columns, values that are not finite, and masses that repeat.
    """
    table = read_table(path)
    count = table.rows.shape[1]
    if count != 2 and count < PDG_COLUMNS:
        raise DomainError(f"{path} has {count} columns; two are expected: mass and value")
    logarithms = next(filter(LOGARITHM.search, table.titles), None)
    if logarithms:
        raise DomainError(f"{path} speaks of logarithms, '{logarithms[:60]}'; mass and value themselves are expected")
    mass, value = table.column(0) * table.mass_factor, table.column(3 if count >= PDG_COLUMNS else 1)
    value = value * table.factor(1, unit)
    for row in range(len(mass)):
        if not (np.isfinite(mass[row]) and mass[row] > 0 and np.isfinite(value[row]) and value[row] >= 0):
            raise table.refuse(row, f"{mass[row]:g} {value[row]:g}; a mass above 0 and a value from 0 on are expected")
    order = np.argsort(mass, kind="stable")
    repeated = np.flatnonzero(np.diff(mass[order]) == 0)
    if repeated.size:
        raise table.refuse(int(order[repeated[0] + 1]), f"the mass {mass[order[repeated[0]]]:g} GeV stands there again")
    return mass[order], value[order]


def _text(path: str | PathLike[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _separator(text: str) -> str | None:
    """What separates the columns of a file: the first of `SEPARATORS` in a line that is no comment, else blanks."""
    content = "\n".join(line for line in text.splitlines() if not line.strip().startswith(COMMENT_MARKS))
    return next((mark for mark in SEPARATORS if mark in content), None)


def _fields(line: str, separator: str | None) -> list[str]:
    """The fields of a line; where commas do not separate them, they are decimal points."""
    if separator is None:
        return line.split()
    fields = line.split(separator) if line.strip() else []
    if separator == ",":
        return [part for field in fields for part in _words(field)]
    return [field.strip().replace(",", ".") for field in fields if field.strip()]


def _words(field: str) -> list[str]:
    """A field between commas: one title, or several numbers."""
    return field.split() if _leading_numbers(field.split()) else [field.strip()] * bool(field.strip())


def _leading_numbers(fields: Iterable[str]) -> list[float]:
    numbers = []
    for field in fields:
        try:
            numbers.append(float(FORTRAN.sub("e", field)))
        except ValueError:
            break
    return numbers


def _check_rows(
    path: str | PathLike[str], rows: Sequence[list[float]], lines: Sequence[int], text: str, titles: Sequence[str]
) -> None:
    if len(rows) < 2:
        rows_are = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        raise DomainError(f"{path} has {rows_are} of numbers; at least two are expected")
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(rows[0]):
            raise DomainError(f"{path}, line {line}: {len(row)} numbers, the rows before have {len(rows[0])}")
    written = [text.splitlines()[line - 1].strip() for line in lines]
    if len(titles) < 2 and all(map(WHOLE_PAIR.fullmatch, written)):
        raise DomainError(
            f"{path}, line {lines[0]}: '{written[0]}' may be one number or two; separate columns by semicolons"
        )


def _from_hepdata(path: str | PathLike[str], text: str) -> PublishedTable:
    """The table of a HEPData YAML file: one independent variable and one or two dependent ones."""
    yaml = _import_yaml()
    try:
        content = yaml.safe_load(text)
        variables = [*content["independent_variables"], *content["dependent_variables"]]
        titles = tuple(_hepdata_title(variable["header"]) for variable in variables)
        columns = [[_hepdata_number(item["value"]) for item in variable["values"]] for variable in variables]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:80]
        raise DomainError(f"{path} is not a table of HEPData: {type(error).__name__}: {reason}") from None
    if len({len(column) for column in columns}) != 1 or len(columns[0]) < 2:
        raise DomainError(
            f"{path} has columns of {', '.join(str(len(c)) for c in columns)} values; equal ones are expected"
        )
    return PublishedTable(str(path), np.array(columns).T, tuple(range(1, len(columns[0]) + 1)), titles, ())


def hepdata_errors(path: str | PathLike[str]) -> list[np.ndarray]:
    """Errors of the first dependent variable of a HEPData YAML file: statistical ones, and the others in quadrature.

    Those upwards and downwards of an asymmetric error are averaged.
    """
    values = _import_yaml().safe_load(_text(path))["dependent_variables"][0]["values"]
    kinds: list[list[float]] = [[], []]
    for value in values:
        sums = [0.0, 0.0]
        for error in value.get("errors", ()):
            sums[not str(error.get("label", "stat")).lower().startswith("stat")] += _hepdata_error(path, error) ** 2
        for kind, total in zip(kinds, sums, strict=True):
            kind.append(total**0.5)
    return [np.array(kind) for kind in kinds]


def _hepdata_error(path: str | PathLike[str], error: dict[str, Any]) -> float:
    """The size of one error; a symmetric one is not negative."""
    if "symerror" in error:
        size = float(error["symerror"])
        if size < 0:
            raise DomainError(f"{path}: the error {size:g} is negative")
        return size
    sides = error["asymerror"]
    return (abs(float(sides["plus"])) + abs(float(sides["minus"]))) / 2


def _import_yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise missing_extra("yaml", "reading a HEPData table", "hepdata") from None
    return yaml


def _hepdata_title(header: dict[str, Any]) -> str:
    return f"{header['name']} [{header['units']}]" if header.get("units") else str(header["name"])


def _hepdata_number(value: Any) -> float:
    """A value; HEPData writes ``-`` where there is none."""
    return float("nan") if value in ("-", "") else float(value)
