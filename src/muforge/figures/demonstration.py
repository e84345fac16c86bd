"""The numbers of ``muforge demo``: K -> mu nu X and the muon's anomalous magnetic moment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate
from muforge.errors import ArgumentError, DomainError
from muforge.scans.blocks import scan
from muforge.scans.results import ScanResult

DELTA_A_MU = 2.51e-9
DELTA_A_MU_ERROR = 0.59e-9
"""Measurement (arXiv:2104.03281) minus prediction (arXiv:2006.04822), as of 2021: an example, since superseded."""

BOSONS = ("scalar", "vector")
"""Bosons for which the band of the anomalous magnetic moment is shown."""

LINES = ("vector", "lmu_ltau", "scalar")
COUPLING = 1e-3
TABLE_MASSES = (0.003, 0.01, 0.03, 0.1, 0.2, 0.3)
SMALLEST_MASS = 1e-3
MASSES = f"{SMALLEST_MASS}:1:241:log"
COUPLINGS = "1e-5:1e-1:201:log"


@dataclass(frozen=True)
class Plane:
    """One boson in the plane of mass and coupling.

    Parameters
    ----------
    boson : str
    branching_ratio : ScanResult
        On the grid m_X, g; 0 where the decay is closed.
    band : tuple of three ndarray
        Coupling against m_X for the lower end, the centre and the upper end of the band of delta a_mu.  NaN where
        delta a_mu is not positive: no coupling of a scalar or vector gives it.
    """

    boson: str
    branching_ratio: ScanResult
    band: tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Demonstration:
    """Everything that the table and the figure of the demonstration show."""

    delta_a_mu: float
    delta_a_mu_error: float
    largest_mass: float
    lines: ScanResult
    planes: tuple[Plane, ...]
    table: tuple[dict[str, float], ...]


def demonstrate(
    delta_a_mu: float = DELTA_A_MU,
    delta_a_mu_error: float = DELTA_A_MU_ERROR,
    *,
    constants: Mapping[str, float] | None = None,
) -> Demonstration:
    """Compute the demonstration, by compiled kernels throughout.

    Parameters
    ----------
    delta_a_mu, delta_a_mu_error : float
        Measured minus predicted anomalous magnetic moment of the muon, and its standard error.
    constants : mapping of str to float, optional
        As in `muforge.evaluate`.

    Raises
    ------
    TypeError, ValueError
        For values that are not numbers, an error that is not positive, and a band without positive values.
    """
    for name, value in (("delta_a_mu", delta_a_mu), ("delta_a_mu_error", delta_a_mu_error)):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ArgumentError(f"{name} = {value!r}; a number is expected")
        if not math.isfinite(value):
            raise DomainError(f"{name} = {value:g}; a finite number is expected")
    if delta_a_mu_error <= 0:
        raise DomainError(f"delta_a_mu_error = {delta_a_mu_error:g}; a number above 0 is expected")
    if delta_a_mu + 2 * delta_a_mu_error <= 0:
        raise DomainError(
            f"delta_a_mu = {delta_a_mu:g} +- {delta_a_mu_error:g} is negative by more than two standard errors; "
            "a scalar or vector shifts a_mu upwards only"
        )
    table = constant_values(constants)
    largest = table["m_K"] - table["m_mu"]
    if largest < 2 * SMALLEST_MASS:
        raise DomainError(f"m_K - m_mu = {largest:g} GeV; the demonstration needs at least {2 * SMALLEST_MASS:g} GeV")
    shifts = tuple(delta_a_mu + k * delta_a_mu_error for k in (-2, 0, 2))
    towards_end = largest * (1 - np.geomspace(0.1, 1e-5, 80)[1:])
    masses = np.concatenate([np.geomspace(SMALLEST_MASS, 0.9 * largest, 200), towards_end])
    lines = scan("kaon.branching_ratio", {"boson": LINES, "m_X": masses}, constants=constants, g=COUPLING)
    planes = tuple(_plane(boson, shifts, constants) for boson in BOSONS)
    return Demonstration(delta_a_mu, delta_a_mu_error, largest, lines, planes, _table(delta_a_mu, constants))


def _plane(boson: str, shifts: tuple[float, ...], constants: Mapping[str, float] | None) -> Plane:
    ratio = scan("kaon.branching_ratio", {"m_X": MASSES, "g": COUPLINGS}, constants=constants, boson=boson)
    band = tuple(_coupling(boson, ratio.axes["m_X"], shift, constants) for shift in shifts)
    return Plane(boson, ratio, (band[0], band[1], band[2]))


def _coupling(boson: str, m_X: np.ndarray, shift: float, constants: Mapping[str, float] | None) -> np.ndarray:
    if shift <= 0:
        return np.full(len(m_X), np.nan)
    found: Any = evaluate("gminus2.coupling_for_shift", constants=constants, boson=boson, m_X=m_X, delta_a_mu=shift)
    return np.asarray(found)


def _table(delta_a_mu: float, constants: Mapping[str, float] | None) -> tuple[dict[str, float], ...]:
    """For some masses: branching ratios at a fixed coupling, and coupling and ratio that give delta a_mu."""
    masses = np.array(TABLE_MASSES)
    columns: dict[str, np.ndarray] = {"m_X": masses}
    for boson in LINES:
        columns[f"BR {boson}"] = evaluate(
            "kaon.branching_ratio", constants=constants, boson=boson, m_X=masses, g=COUPLING
        )
    for boson in BOSONS:
        coupling = _coupling(boson, masses, delta_a_mu, constants)
        ratio = evaluate("kaon.branching_ratio", constants=constants, boson=boson, m_X=masses, g=COUPLING)
        columns |= {f"g {boson}": coupling, f"BR {boson} at g": (coupling / COUPLING) ** 2 * ratio}
    return tuple(
        dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)
    )
