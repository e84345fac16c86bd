"""The R ratio of hadrons, for mediators that couple to the electric charge: a parametrisation or a table."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np

from muforge.catalogue import constant_values
from muforge.errors import DomainError
from muforge.tables import read_columns

RHO = (0.77526, 0.1491)
"""Mass and width of the rho in GeV (PDG 2024)."""
NARROW = ((0.78266, 8.68e-3, 0.60e-6), (1.019461, 4.249e-3, 1.265e-6))
"""Mass, width and width to e+e- of omega and phi in GeV (PDG 2024)."""
CONTINUUM = 1.1
"""Mass in GeV from which on quarks are used instead of resonances."""
QUARKS = ((0.0, 2.0), (3.73, 10 / 3), (10.56, 11 / 3))
"""Open-flavour thresholds in GeV, and 3 times the sum of squared charges above them."""


def hadronic_r_ratio(mass: Any, table: str | PathLike[str] | None = None) -> Any:
    """R = sigma(e+e- -> hadrons)/sigma(e+e- -> massless mu+mu-) at a mass.

    Parameters
    ----------
    mass : float or array
        In GeV.
    table : path, optional
        Two columns, mass in GeV and R, in increasing order of mass; interpolated linearly, 0 below its first mass.  By
        default a parametrisation is used: two pions through the rho, omega and phi as Breit-Wigner resonances below
        1.1 GeV; above, quarks with the first-order QCD correction.  It is good to some ten per cent away from
        resonances; charmonium and bottomonium are left out.

    Returns
    -------
    float or ndarray

    Raises
    ------
    OSError, ValueError
        If the table cannot be read, or ends below one of the masses.
    """
    m = np.asarray(mass, dtype=float)
    if table is not None:
        x, y = read_columns(table)
        if np.any(m > x[-1]):
            raise DomainError(f"{table} ends at {x[-1]:g} GeV; R is asked for at {np.max(m):g} GeV")
        result = np.interp(m, x, y, left=0.0)
    else:
        result = np.where(m < CONTINUUM, _resonances(m), _quarks(m))
    return result if result.ndim else float(result)


def _resonances(m: np.ndarray) -> np.ndarray:
    constants = constant_values()
    s, threshold = m**2, 4 * constants["m_pi"] ** 2
    above = s > threshold
    beta = np.sqrt(np.where(above, 1 - threshold / np.where(above, s, 1.0), 0.0))
    mass, width = RHO
    on_shell = np.sqrt(1 - threshold / mass**2)
    running = width * (beta / on_shell) ** 3 * mass / np.where(above, m, 1.0)
    form_factor = mass**4 / ((mass**2 - s) ** 2 + mass**2 * running**2)
    total = beta**3 / 4 * form_factor
    for mass, width, electrons in NARROW:
        peak = 9 * electrons * width * s / (constants["alpha"] ** 2 * ((s - mass**2) ** 2 + mass**2 * width**2))
        total = total + np.where(above, peak, 0.0)
    return np.where(above, total, 0.0)


def _quarks(m: np.ndarray) -> np.ndarray:
    charges = np.select([m >= low for low, _ in reversed(QUARKS)], [value for _, value in reversed(QUARKS)])
    constants = constant_values()
    b_0 = 25 / (12 * np.pi)
    logarithm = np.log((np.maximum(m, CONTINUUM) / constants["m_Z"]) ** 2)
    alpha_s = constants["alpha_s_m_Z"] / (1 + b_0 * constants["alpha_s_m_Z"] * logarithm)
    return charges * (1 + alpha_s / np.pi)
