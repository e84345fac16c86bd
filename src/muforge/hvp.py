"""Hadronic vacuum polarisation in a_mu from users' tables of R, from narrow resonances and from fits.

>>> import muforge
>>> from muforge import hvp
>>> fit = hvp.BABAR_2012
>>> 1e10 * muforge.evaluate("hvp.two_pion_contribution", sqrt_s_min=0.6, sqrt_s_max=0.9, **fit)
380.85...
>>> 1e10 * hvp.narrow_resonance("J_psi").value
6.50...
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from os import PathLike
from types import MappingProxyType
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.inputs.curves import Curve
from muforge.inputs.numbers import number_of, shortened
from muforge.inputs.published_tables import read_curve
from muforge.inputs.r_tables import RTable, read_r_table
from muforge.symbolic.nature import pion_resonances

__all__ = [
    "BABAR_2012",
    "Contribution",
    "RTable",
    "Resonance",
    "integrate",
    "narrow_resonance",
    "narrow_resonances",
    "read_r_table",
]

BABAR_2012: Mapping[str, list[float]] = MappingProxyType(
    {name: [float(number) for number in numbers] for name, numbers in pion_resonances.BABAR_2012.items()}
)
"""Parameters of `hvp.pion_form_factor_squared` from the fit of BABAR, arXiv:1205.2228; vacuum polarisation is in it."""


@dataclass(frozen=True)
class Contribution:
    """A contribution to a_mu.

    Parameters
    ----------
    value, error : float
    notes : tuple of str
        What has to be known of it.
    weights : ndarray, optional
        By which each value of R enters, in the order of ascending energies.
    """

    value: float
    error: float
    notes: tuple[str, ...] = ()
    weights: np.ndarray | None = None


@dataclass(frozen=True)
class Resonance:
    """A narrow resonance: mass and width to e+e- with their errors, in GeV; PDG 2026."""

    key: str
    pdg_id: str
    mass: float
    mass_error: float
    width_ee: float
    width_ee_error: float


@cache
def narrow_resonances() -> Mapping[str, Resonance]:
    """Narrow vector resonances by name, from omega to Upsilon(3S)."""
    text = files("muforge.symbolic.nature").joinpath("narrow_resonances.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found = {}
    for row in rows:
        widths = (float(row["width_ee_keV"]) * 1e-6, float(row["width_ee_error_keV"]) * 1e-6)
        masses = (float(row["mass"]), float(row["mass_error"]))
        found[row["key"]] = Resonance(row["key"], row["pdg_id"], *masses, *widths)
    return MappingProxyType(found)


def narrow_resonance(name: str) -> Contribution:
    """The contribution of a resonance of `narrow_resonances`, with the error of its width.

    Measured widths include vacuum polarisation: that of the J/psi is 4 per cent above the bare one.

    Where a table of three pions or kaons covers omega or phi, they are in the table and not added once more.

    Raises
    ------
    ValueError
        For unknown resonances.
    """
    known = narrow_resonances()
    if not isinstance(name, str) or name not in known:
        raise DomainError(f"resonance {shortened(name)}'{nearest(name, known)}; known are {', '.join(known)}")
    it = known[name]
    value = evaluate("hvp.narrow_resonance_contribution", m_resonance=it.mass, width_ee=it.width_ee)
    return Contribution(value, value * it.width_ee_error / it.width_ee)


def integrate(
    table: RTable,
    *,
    sqrt_s_min: float | None = None,
    sqrt_s_max: float | None = None,
    undressing: Callable[[Any], Any] | str | PathLike[str] | None = None,
    constants: Mapping[str, float] | None = None,
) -> Contribution:
    """The contribution to a_mu of a table of R: ``(alpha^2/(3 pi^2)) int ds K(s) R(s)/s`` by trapezoids.

    R times ``2 K/sqrt(s)`` is linear in the energy between the points.  Values at the same energy are replaced by their
    mean with the smallest error, with their correlations.  The error is that of R, propagated with all correlations.

    Parameters
    ----------
    table : RTable
        From `read_r_table` or `RTable.of`.
    sqrt_s_min, sqrt_s_max : float, optional
        Range of energies in GeV inside that of the table, which is the default; R is linear between points.
    undressing : callable or path, optional
        ``|alpha(0)/alpha(s)|^2`` against the energy, a function or a table: makes a dressed R bare, which needs it.
    constants : mapping, optional
        As in `muforge.evaluate`.

    Returns
    -------
    Contribution

    Raises
    ------
    TypeError
        For a dressed table without `undressing`, and a bare one with it.
    ValueError
        For a range outside the table.

    Examples
    --------
    >>> table = RTable.of([0.6, 0.7, 0.8], [1.2, 4.5, 6.0], [0.1, 0.1, 0.2], dressed=False, final_state_radiation=True)
    >>> found = integrate(table)
    >>> f"{found.value:.4g} +- {found.error:.2g}"
    '2.514e-08 +- 4.8e-10'
    """
    low = table.sqrt_s[0] if sqrt_s_min is None else number_of("sqrt_s_min", sqrt_s_min, "GeV")
    high = table.sqrt_s[-1] if sqrt_s_max is None else number_of("sqrt_s_max", sqrt_s_max, "GeV")
    if not table.sqrt_s[0] <= low < high <= table.sqrt_s[-1]:
        raise DomainError(
            f"{table.name} reaches from {table.sqrt_s[0]:g} to {table.sqrt_s[-1]:g} GeV; the range is from {low:g} to "
            f"{high:g} GeV"
        )
    energy, group = np.unique(table.sqrt_s, return_inverse=True)
    of_energies = _trapezoids(energy, low, high, _undressed(table, undressing), constants)
    weights = of_energies[group] * _in_means(table, group)
    notes = () if table.final_state_radiation else ("radiation from the hadrons is not included, about a per cent",)
    value, variance = float(weights @ table.r_ratio), float(weights @ table.covariance @ weights)
    return Contribution(value, float(np.sqrt(max(variance, 0.0))), notes, weights)


def _undressed(table: RTable, undressing: Any) -> Callable[[Any], Any]:
    if not table.dressed:
        if undressing is not None:
            raise ArgumentError(f"{table.name} is bare: undressing is for a table with dressed=True")
        return np.ones_like
    if undressing is None:
        raise ArgumentError(
            f"{table.name} is dressed; give undressing, |alpha(0)/alpha(s)|^2 against the energy in GeV, a function or "
            "a table: without it the result is about a per cent too large"
        )
    if isinstance(undressing, str | PathLike):
        return Curve(str(undressing), *read_curve(undressing))
    if not callable(undressing):
        raise ArgumentError(f"undressing = {shortened(undressing)}; a function of the energy or a table is expected")
    return undressing


def _in_means(table: RTable, group: np.ndarray) -> np.ndarray:
    """The weight of each value in the mean of those at the same energy; `group` counts the energies."""
    weights = np.ones(len(group))
    for number in np.flatnonzero(np.bincount(group) > 1):
        members = np.flatnonzero(group == number)
        weights[members] = _best_weights(table.covariance[np.ix_(members, members)])
    return weights


def _best_weights(covariance: np.ndarray) -> np.ndarray:
    """Weights of a mean with the smallest error; equal ones where errors do not tell."""
    count = len(covariance)
    equal = np.full(count, 1 / count)
    if np.linalg.matrix_rank(covariance, hermitian=True) < count:
        return equal
    solved = np.linalg.solve(covariance, np.ones(count))
    return np.asarray(solved / solved.sum())


def _trapezoids(
    energy: np.ndarray,
    low: float,
    high: float,
    undressed: Callable[[Any], Any],
    constants: Mapping[str, float] | None,
) -> np.ndarray:
    """The weight of R at each energy."""
    inner = energy[(energy > low) & (energy < high)]
    points = np.concatenate([[low], inner, [high]])
    spread = np.zeros(len(points))
    spread[1:] += np.diff(points) / 2
    spread[:-1] += np.diff(points) / 2
    alpha = constant_values(constants)["alpha"]
    kernel = evaluate("hvp.kernel", s=points**2, constants=constants)
    factor = np.broadcast_to(np.asarray(undressed(points), dtype=float), points.shape)
    at_points = alpha**2 / (3 * np.pi**2) * 2 * kernel / points * factor * spread
    below = np.clip(np.searchsorted(energy, points, side="right") - 1, 0, len(energy) - 2)
    fraction = (points - energy[below]) / (energy[below + 1] - energy[below])
    weights = np.zeros(len(energy))
    np.add.at(weights, below, (1 - fraction) * at_points)
    np.add.at(weights, below + 1, fraction * at_points)
    return weights
