"""Tables of R against the energy with errors: users' own, PDG's and HEPData's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.inputs.covariances import checked_covariance
from muforge.inputs.numbers import check_flag, float_array, number_of
from muforge.inputs.published_tables import PDG_COLUMNS, hepdata_errors, read_table

COLUMNS = "energy in GeV, R, and then nothing, one error, or a statistical and a systematic error"


@dataclass(frozen=True, eq=False)
class RTable:
    """Measured values of R.

    Parameters
    ----------
    sqrt_s : ndarray
        Energies in GeV, ascending; several values at one energy are allowed.
    r_ratio : ndarray
    covariance : ndarray
        Of the values of R.
    dressed : bool
        Whether R includes vacuum polarisation of the photon: cross sections as measured do, bare ones do not.
    final_state_radiation : bool
        Whether photons radiated by the hadrons are included, as they have to be in the end.
    name : str
        A file, for instance.
    """

    sqrt_s: np.ndarray
    r_ratio: np.ndarray
    covariance: np.ndarray
    dressed: bool
    final_state_radiation: bool
    name: str = "table"

    @classmethod
    def of(
        cls,
        sqrt_s: Any,
        r_ratio: Any,
        covariance: Any = None,
        *,
        dressed: bool,
        final_state_radiation: bool,
        name: str = "table",
    ) -> RTable:
        """From arrays, in any order of energies.

        Parameters
        ----------
        sqrt_s, r_ratio : sequence of float
        covariance : array, optional
            Covariance matrix of R, or standard errors; without it R has no errors.
        dressed, final_state_radiation : bool
        name : str

        Raises
        ------
        TypeError, ValueError
            For arrays of different lengths, energies that are not positive, less than two of them, values that are
            not finite, negative errors and covariances that are not symmetric or not positive.
        """
        check_flag("dressed", dressed)
        check_flag("final_state_radiation", final_state_radiation)
        energy = float_array(f"{name}: sqrt_s", sqrt_s, "GeV", "a list of numbers is expected")
        ratio = float_array(f"{name}: R", r_ratio, "1", "a list of numbers is expected")
        if energy.ndim != 1 or energy.shape != ratio.shape or len(energy) < 2:
            raise DomainError(
                f"{name}: energies of shape {energy.shape} and R of shape {ratio.shape}; two lists of equal length, of "
                "at least two energies, are expected"
            )
        wrong = ~(np.isfinite(energy) & (energy > 0) & np.isfinite(ratio))
        if wrong.any():
            place = int(np.argmax(wrong))
            raise DomainError(
                f"{name}: sqrt_s = {energy[place]:g} GeV, R = {ratio[place]:g} at place {place + 1}; an energy above 0 "
                "and a finite R are expected"
            )
        errors = np.zeros(len(energy)) if covariance is None else covariance
        matrix = checked_covariance(f"R in {name}", errors, len(energy), semidefinite=True)
        order = np.argsort(energy, kind="stable")
        return cls(energy[order], ratio[order], matrix[np.ix_(order, order)], dressed, final_state_radiation, name)


def read_r_table(
    path: str | PathLike[str],
    *,
    dressed: bool,
    final_state_radiation: bool,
    covariance: Any = None,
    systematic_correlation: float = 1.0,
) -> RTable:
    """Read a table of R.

    Parameters
    ----------
    path : path
        Columns: energy in GeV (or the unit in its title) and R; then one error, or a statistical and a systematic one;
        the PDG's layout with eight columns, whose systematic errors are per cent; or a table of HEPData with errors.
    dressed, final_state_radiation : bool
        As in `RTable`: the file does not say it, and results differ by per cents.
    covariance : array, optional
        Covariance matrix of R in the order of the file; replaces the errors of the file.
    systematic_correlation : float
        Correlation of the systematic errors of different energies, from 0 to 1.

    Returns
    -------
    RTable

    Raises
    ------
    OSError, ValueError
        If the file cannot be read, for other columns, and as `RTable.of`.
    """
    systematic_correlation = number_of("systematic_correlation", systematic_correlation, at_least=0, at_most=1)
    table = read_table(path)
    columns = [table.column(i) for i in range(table.rows.shape[1])]
    if len(columns) >= PDG_COLUMNS:
        energy, _, _, ratio, *pairs = columns[:PDG_COLUMNS]
        statistical, per_cent = (_symmetric(path, table.lines, pair) for pair in (pairs[:2], pairs[2:]))
        systematic = per_cent / 100 * np.abs(ratio)
    elif len(columns) in (2, 3, 4):
        energy, ratio, *errors = columns
        if Path(path).suffix.lower() in (".yaml", ".yml") and not errors:
            errors = hepdata_errors(path)
        errors += [np.zeros(len(energy))] * (2 - len(errors))
        statistical, systematic = (_symmetric(path, table.lines, [error]) for error in errors)
    else:
        raise DomainError(f"{path} has {len(columns)} columns; expected are {COLUMNS}")
    if covariance is None:
        together = systematic_correlation * np.outer(systematic, systematic)
        own = statistical**2 + (1 - systematic_correlation) * systematic**2
        covariance = together + np.diag(own)
    return RTable.of(
        energy * table.mass_factor,
        ratio,
        covariance,
        dressed=dressed,
        final_state_radiation=final_state_radiation,
        name=str(path),
    )


def _symmetric(path: str | PathLike[str], lines: Sequence[int], sides: Sequence[np.ndarray]) -> np.ndarray:
    """One error from those upwards and downwards, whose size counts; a single error is not negative."""
    for row, line in enumerate(lines):
        values = [side[row] for side in sides]
        if not np.isfinite(values).all() or (len(sides) == 1 and values[0] < 0):
            got = ", ".join(f"{value:g}" for value in values)
            raise DomainError(f"{path}, line {line}: the error {got}; a finite number of at least 0 is expected")
    return np.asarray(np.mean(np.abs(sides), axis=0))
