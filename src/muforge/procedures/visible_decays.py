"""The search for K -> mu nu X, X -> mu mu, over the background of K -> mu mu mu nu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial import Chebyshev

from muforge.procedures.lepton_pairs import KaonConstants, Square, ends_resolved, spectrum_at

TABLE_NODES, TABLE_POINTS = 9, 15
"""Gauss points in each variable of phase space, and masses of the pair, of the table of the spectrum."""
WINDOW_NODES = 16
HALF_WINDOW = 2.0
"""Standard deviations of the mass on either side."""
INSIDE_WINDOW = 0.9544997361036416
"""``erf(sqrt 2)``: the fraction of the right pairs of the signal."""
NO_EVENTS = -np.log(0.05)
"""Poisson limit at 95 per cent without events or background."""
END_POWER = 3.5
"""The spectrum vanishes with this power of the distance from the upper end: phase space, and a soft neutrino."""
TABLE_ERROR = 1e-7
"""Relative error of the table, ten times that found close to the lower end."""


@dataclass(frozen=True)
class PairSpectrum:
    """The mass spectrum of mu+ mu- pairs in K -> mu mu mu nu, both pairs of a decay entered.

    Parameters
    ----------
    low, high : float
        Squared masses in GeV^2 between which pairs are.
    smooth : Chebyshev
        The spectrum without its behaviour at both ends, of the mass of the pair.
    """

    low: float
    high: float
    smooth: Chebyshev

    @classmethod
    def tabulated(cls, square: Square, constants: KaonConstants, structure: Mapping[str, float]) -> PairSpectrum:
        """The spectrum from a kernel of the squared matrix element."""
        m_K, m_mu = constants.m_K, constants.m_mu
        low, high = (2 * m_mu) ** 2, (m_K - m_mu) ** 2
        angles = np.pi * (np.arange(TABLE_POINTS) + 0.5) / TABLE_POINTS
        domain = (2 * m_mu, m_K - m_mu)
        masses = np.mean(domain) + (domain[1] - domain[0]) / 2 * np.cos(angles)
        values = spectrum_at(square, masses, constants, TABLE_NODES, structure)
        empty = cls(low, high, Chebyshev([1.0], domain))
        smooth = Chebyshev.fit(masses, values / empty._ends(masses), TABLE_POINTS - 1, domain)
        return cls(low, high, smooth)

    def _ends(self, mass: Any) -> Any:
        """The behaviour at both ends."""
        X = mass**2
        return np.sqrt(np.maximum(1 - self.low / X, 0.0)) * np.maximum(1 - X / self.high, 0.0) ** END_POWER

    def between(self, lowest: Any, highest: Any) -> Any:
        """Pairs with a mass in windows, per K -> mu nu decay; windows are cut at the ends of the spectrum."""
        lowest, highest = np.maximum(lowest, np.sqrt(self.low)), np.minimum(highest, np.sqrt(self.high))
        width = np.maximum(highest - lowest, 0.0)
        fraction, weights = ends_resolved(WINDOW_NODES)
        mass = lowest[..., None] + width[..., None] * fraction
        return width * np.sum(weights * 2 * mass * self._ends(mass) * self.smooth(mass), axis=-1)


def pairs_in_windows(
    square: Square,
    m_X: np.ndarray,
    resolution: np.ndarray,
    constants: KaonConstants,
    structure: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Pairs within two standard deviations of masses, per K -> mu nu decay; one table for each set of structure terms.

    Parameters
    ----------
    square : callable
    m_X, resolution : ndarray
        Of one dimension.
    constants : KaonConstants
    structure : mapping of str to ndarray
        Structure terms, one for each mass.
    """
    rows = np.stack([*structure.values(), np.zeros(len(m_X))], axis=1)
    sets, which = np.unique(rows, axis=0, return_inverse=True)
    found = np.empty(len(m_X))
    for number, values in enumerate(sets):
        here = which.ravel() == number
        terms = dict(zip(structure, map(float, values), strict=False))
        spectrum = PairSpectrum.tabulated(square, constants, terms)
        reach = HALF_WINDOW * resolution[here]
        found[here] = spectrum.between(m_X[here] - reach, m_X[here] + reach)
    return found


def required_signal(background: Any) -> Any:
    """``max(2 sqrt(B), -ln 0.05)``."""
    return np.maximum(2 * np.sqrt(background), NO_EVENTS)


def visible_background(
    m_X: Any,
    n_kaons: Any,
    acceptance: Any,
    mass_resolution: Any,
    square: Square,
    alpha: Any,
    m_K: Any,
    m_mu: Any,
    BR_K_mu_nu: Any,
    **structure: Any,
) -> tuple[Any, Any]:
    """Pairs of the background in the window around m_X."""
    constants = KaonConstants.of(0, alpha, m_K, m_mu)
    flat = {name: value.ravel() for name, value in structure.items()}
    pairs = pairs_in_windows(square, m_X.ravel(), mass_resolution.ravel(), constants, flat)
    events = n_kaons * acceptance * BR_K_mu_nu * pairs.reshape(m_X.shape)
    return events, TABLE_ERROR * events


def visible_coupling(
    boson: str,
    m_X: Any,
    n_kaons: Any,
    acceptance: Any,
    mass_resolution: Any,
    square: Square,
    rate: Callable[..., tuple[Any, Any]],
    BR_K_mu_nu: Any,
    to_muons: Callable[..., tuple[Any, Any]] | None = None,
    **known: Any,
) -> tuple[Any, Any]:
    """The coupling at which the signal in the window is as large as is required."""
    background, _ = visible_background(
        m_X, n_kaons, acceptance, mass_resolution, square, BR_K_mu_nu=BR_K_mu_nu, **known
    )
    decays = to_muons(m_X=m_X)[0] if to_muons else 1.0
    signal = n_kaons * acceptance * BR_K_mu_nu * rate(m_X=m_X)[0] * decays * INSIDE_WINDOW
    coupling = np.sqrt(required_signal(background) / signal)
    return coupling, TABLE_ERROR * coupling
