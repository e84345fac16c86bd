"""R ratios of hadrons, for mediators that couple to the electric charge or to baryon number: formulas or a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values
from muforge.errors import ArgumentError, DomainError, nearest
from muforge.inputs.published_tables import read_curve
from muforge.inputs.with_units import in_unit

RHO = (0.77526, 0.1491)
"""Mass and width of the rho in GeV (PDG 2024)."""
OMEGA = (0.78266, 8.68e-3, 0.60e-6)
PHI = (1.019461, 4.249e-3, 1.265e-6)
"""Mass, width and width to e+e- of omega and phi in GeV (PDG 2024)."""


@dataclass(frozen=True)
class Current:
    """What a mediator couples to.

    Parameters
    ----------
    pions : int
        Number of pions in the lightest final state.
    rho, omega, phi : float
        Squared couplings of the resonances relative to those of the electric charge.
    continuum : float
        Mass in GeV from which on quarks are used instead of resonances.
    quarks : tuple of (float, float)
        Open-flavour thresholds in GeV (of two D and two B mesons), and 3 times the sum of squared charges above them.
    """

    pions: int
    rho: float
    omega: float
    phi: float
    continuum: float
    quarks: tuple[tuple[float, float], ...]


CURRENTS: Mapping[str, Current] = {
    "electric": Current(2, 1, 1, 1, 1.1, ((0.0, 2.0), (3.73, 10 / 3), (10.56, 11 / 3))),
    # omega: (1/3 + 1/3)/(2/3 - 1/3) = 2, phi: (1/3)/(-1/3), rho: 1/3 - 1/3
    "baryon": Current(3, 0, 4, 1, 1.4, ((0.0, 1.0), (3.73, 4 / 3), (10.56, 5 / 3))),
}
"""Electric charge, and baryon number with charge 1/3 of each quark."""


def hadronic_r_ratio(mass: Any, table: str | PathLike[str] | None = None, *, current: str = "electric") -> Any:
    """Rate to hadrons over that to a massless charged lepton of unit coupling, at a mass.

    For the electric charge, R = sigma(e+e- -> hadrons)/sigma(e+e- -> mu+mu-).

    Parameters
    ----------
    mass : float or array
        In GeV.
    table : path, optional
        Two columns, mass in GeV and R, in increasing order of mass; interpolated linearly, 0 below its first mass.  By
        default a parametrisation is used, see below.
    current : str
        ``"electric"``, for a dark photon and other mixing with the photon, or ``"baryon"``, for the gauge boson of
        B - L, which couples to quarks with charge 1/3.

    Returns
    -------
    float or ndarray

    Raises
    ------
    OSError, TypeError, ValueError
        If the table cannot be read, or ends below one of the masses; for masses that are not positive numbers; or if
        there is no such current.

    Notes
    -----
    For the electric charge, below 1.1 GeV: two pions through the rho, whose width depends on the energy as in J. H.
    Kuehn and A. Santamaria, Z. Phys. C 48 (1990) 445, and omega and phi as Breit-Wigner resonances.  For baryon
    number, from three pion masses to 1.4 GeV: omega and phi, with couplings from vector-meson dominance and ideal
    mixing as in P. Ilten et al., arXiv:1801.04847, and no rho; the decay to a pion and a photon is left out.  Above,
    quarks with the first-order QCD correction.  This is good to some ten per cent away from resonances (some tens of
    per cent for baryon number from 1 to 2 GeV); charmonium and bottomonium are left out.
    """
    if current not in CURRENTS:
        raise DomainError(f"current = {current!r}{nearest(current, CURRENTS)}; allowed are {', '.join(CURRENTS)}")
    plain = in_unit("mass", mass, "GeV")
    try:
        m = np.asarray(plain, dtype=float)
    except (TypeError, ValueError):
        raise ArgumentError(f"mass = {mass!r}; a number or an array of numbers, in GeV, is expected") from None
    wrong = m[~((m > 0) & np.isfinite(m))]
    if wrong.size:
        raise DomainError(f"mass = {wrong.flat[0]:g} GeV; a positive number is expected")
    if table is not None:
        x, y = read_curve(table)
        if np.any(m > x[-1]):
            raise DomainError(f"{table} ends at {x[-1]:g} GeV; R is asked for at {np.max(m):g} GeV")
        result = np.interp(m, x, y, left=0.0)
    else:
        coupled = CURRENTS[current]
        result = np.where(m < coupled.continuum, _resonances(m, coupled), _quarks(m, coupled))
    return result if result.ndim else float(result)


def _resonances(m: np.ndarray, coupled: Current) -> np.ndarray:
    constants = constant_values()
    s, above = m**2, m > coupled.pions * constants["m_pi"]
    total = coupled.rho * _two_pions(m, constants["m_pi"])
    for factor, (mass, width, electrons) in ((coupled.omega, OMEGA), (coupled.phi, PHI)):
        peak = 9 * electrons * width * s / (constants["alpha"] ** 2 * ((s - mass**2) ** 2 + mass**2 * width**2))
        total = total + factor * peak
    return np.where(above, total, 0.0)


def _two_pions(m: np.ndarray, m_pi: float) -> np.ndarray:
    """R of two pions through the rho."""
    s, threshold = m**2, 4 * m_pi**2
    above = s > threshold
    beta = np.sqrt(np.where(above, 1 - threshold / np.where(above, s, 1.0), 0.0))
    mass, width = RHO
    on_shell = np.sqrt(1 - threshold / mass**2)
    running = width * (beta / on_shell) ** 3 * s / mass**2
    return beta**3 / 4 * mass**4 / ((mass**2 - s) ** 2 + mass**2 * running**2)


def _quarks(m: np.ndarray, coupled: Current) -> np.ndarray:
    charges = np.select([m >= low for low, _ in reversed(coupled.quarks)], [q for _, q in reversed(coupled.quarks)])
    constants = constant_values()
    b_0 = 25 / (12 * np.pi)
    logarithm = np.log((np.maximum(m, coupled.continuum) / constants["m_Z"]) ** 2)
    alpha_s = constants["alpha_s_m_Z"] / (1 + b_0 * constants["alpha_s_m_Z"] * logarithm)
    return charges * (1 + alpha_s / np.pi)
