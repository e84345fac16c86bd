"""Measurements and predictions of the muon's anomalous magnetic moment by name, from ``moment_values.csv``.

``frequency_ratios.csv`` has what leads from a ratio of frequencies to the moment.  Needs the standard library alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).with_name("moment_values.csv")
RATIOS = Path(__file__).with_name("frequency_ratios.csv")
UNIT = 1e-11
"""Values of the file are in this unit."""


@dataclass(frozen=True)
class Value:
    """A value with its standard error, in units of 1e-11.

    Parameters
    ----------
    key : str
    kind : str
        ``measurement``, ``average``, ``theory``, ``part`` or ``hvp``.
    value, error : float
    date : str
        Year and month of publication.
    how : str
        How the number was found: ``read`` in the reference, ``second hand`` or from ``memory``.
    reference : str
    """

    key: str
    kind: str
    value: float
    error: float
    date: str
    how: str
    reference: str


EXPERIMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "BNL": ("BNL_2006",),
        "2021": ("BNL_2006", "FNAL_run1"),
        "2023": ("average_2023",),
        "2025": ("average_2025",),
        "FNAL": ("FNAL_final",),
        "FNAL_and_BNL": ("FNAL_final", "BNL_2006"),
    }
)
"""Sets of experimental values, by the keys of what they hold; their members are not correlated."""
THEORIES: tuple[str, ...] = ("WP20", "BMW20", "WP25", "BMW26")
"""Predictions of the standard model, by their keys."""
DEFAULT_EXPERIMENT, DEFAULT_THEORY = "2025", "WP25"


@dataclass(frozen=True)
class Ratio:
    """A pure number with its standard error; `how` and `reference` as for a `Value`."""

    key: str
    value: float
    error: float
    how: str
    reference: str


@cache
def values() -> Mapping[str, Value]:
    """Everything in the file of values, by key."""
    return MappingProxyType({row["key"]: Value(**row) for row in _rows(FILE)})


@cache
def frequency_ratios() -> Mapping[str, Ratio]:
    """Ratios of moments and masses, by key."""
    return MappingProxyType({row["key"]: Ratio(**row) for row in _rows(RATIOS)})


def _rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, with numbers where they are."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [dict(row) | {name: float(row[name]) for name in ("value", "error")} for row in csv.DictReader(lines)]
