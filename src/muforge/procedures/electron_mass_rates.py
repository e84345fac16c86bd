"""The mass of the electron in the exchange of energy between electrons and neutrinos.

All momenta are in units of the temperature.  Phase space of 2 -> 2 is written with the sum of momenta (annihilation) or
their difference (scattering), q with energy q_0; what is left are energies of both pairs, whose sums or differences
``e = E_1 -+ E_2`` are integrated one pair at a time:

    J_k = int de e^k/[cosh(e/2) + cosh(q_0/2)]  (and K_k of the electrons, with other limits),

because products of Fermi-Dirac functions and Pauli factors are ``1/4`` of the product of these weights.  Squared matrix
elements, averaged over the azimuth about q, are polynomials in both e.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Factors = dict[tuple[str, str], Any]
SUMS, MOMENTA, INNER = 40, 52, 32
"""Nodes of Gauss-Legendre rules: of the rapidity or fraction, of a momentum, and of the energies of a pair."""
REACH = 90.0
"""Exponents beyond the smallest one that are followed."""
FURTHEST = 8.0
"""Rapidity beyond which massless scattering is below 1e-17."""
GRID = np.linspace(np.log(1e-3), np.log(160.0), 61)
"""ln(m_e/T) at which factors are tabulated for the evolution."""
ERROR = 1e-9


def rate_factor(process: str, coupling: str, mass_over_temperature: Any) -> tuple[Any, Any]:
    """One factor, element by element."""
    x = np.ravel(mass_over_temperature)
    place = ("diagonal", "mixed").index(coupling)
    found = np.array([_ratio(process, value)[place] for value in x.tolist()]).reshape(np.shape(mass_over_temperature))
    return found, ERROR * np.abs(found)


def factors(x: np.ndarray) -> Factors:
    """All four factors at m_e/T, from a table that is made once."""
    splines = _tabulated()
    places = np.log(np.clip(x, np.exp(GRID[0]), np.exp(GRID[-1])))
    return {key: spline(places) for key, spline in splines.items()}


@cache
def _tabulated() -> Factors:
    from scipy.interpolate import CubicSpline

    found: Factors = {}
    for process in ("annihilation", "scattering"):
        values = np.array([_ratio(process, x) for x in np.exp(GRID).tolist()])
        for place, coupling in enumerate(("diagonal", "mixed")):
            found[process, coupling] = CubicSpline(GRID, values[:, place])
    return found


def _ratio(process: str, x: float) -> tuple[float, float]:
    """Factors of diagonal and mixed couplings."""
    made = _annihilation if process == "annihilation" else _scattering
    diagonal, mixed = made(x)
    massless = _massless(process)
    return diagonal / massless, mixed / massless


@cache
def _massless(process: str) -> float:
    return (_annihilation if process == "annihilation" else _scattering)(0.0)[0]


def _annihilation(m: float) -> tuple[float, float]:
    """``A[(p1.p4)^2]`` and ``A[m^2 p1.p2]`` of nu nubar -> e+ e-, up to one constant factor.

    With ``q_0 = 2 m + k``, and ``beta`` the velocity of the electrons in their rest frame.
    """
    root, weight = _rule(MOMENTA, 0.0, np.sqrt(REACH))
    q_0 = 2 * m + root**2  # powers of the velocity are smooth in the root
    outer = weight * 2 * root * q_0**2
    largest = root * np.sqrt(root**2 + 4 * m)
    part, part_weight = _rule(SUMS, 0.0, np.pi / 2)
    q = largest[:, None] * np.sin(part)  # the velocity goes as the cosine
    outer = outer[:, None] * part_weight * largest[:, None] * np.cos(part)
    s = 4 * m**2 + (largest[:, None] * np.cos(part)) ** 2
    beta = largest[:, None] * np.cos(part) / np.sqrt(s)
    J, K = (_between(end, q_0[:, None]) for end in (q, q * beta))
    product = J[2] * K[2] + (q**2 * J[0] - J[2]) * ((q * beta) ** 2 * K[0] - K[2]) / 2
    diagonal = s**2 / 16 * (product / q**4 + J[0] * K[0])
    mixed = m**2 * s / 2 * J[0] * K[0]
    return float(np.sum(outer * diagonal)), float(np.sum(outer * mixed))


def _scattering(m: float) -> tuple[float, float]:
    """``B[(p1.p2)^2 + (p1.p4)^2]`` and ``B[-2 m^2 p1.p3]`` of nu e -> nu e, up to one constant factor.

    With ``q_0 = q tanh u`` for half of the range, the other half being the same.
    """
    furthest = FURTHEST if m == 0 else min(FURTHEST, float(np.arccosh(1 + REACH / m)))
    u, weight = _rule(SUMS, 0.0, furthest)
    q, q_weight = _rule(MOMENTA, 0.0, REACH)
    q, sech = q[:, None], 1 / np.cosh(u)
    q_0 = q * np.tanh(u)
    outer = q_weight[:, None] * weight * q * sech**2 * q_0**2
    negative = (q * sech) ** 2  # -t
    end = np.sqrt(q**2 + (2 * m / sech) ** 2)  # q beta
    J, K = _beyond(q + 0 * u, q_0), _beyond(end, q_0)
    product = J[2] * K[2] + (J[2] - q**2 * J[0]) * (K[2] - end**2 * K[0]) / 2
    diagonal = negative**2 / 8 * (product / q**4 + J[0] * K[0])
    mixed = -(m**2) * negative * J[0] * K[0]
    return float(np.sum(outer * diagonal)), float(np.sum(outer * mixed))


def _between(end: np.ndarray, q_0: np.ndarray) -> dict[int, np.ndarray]:
    """Moments from -end to end, where end is below q_0."""
    nodes, weights = _rule(INNER, 0.0, 1.0)
    e = end[..., None] * nodes
    small = np.exp(-q_0 / 2)[..., None]
    weighted = 2 * end[..., None] * weights * 2 * small / (1 + small**2 + 2 * small * np.cosh(e / 2))
    return {k: np.sum(weighted * e**k, axis=-1) for k in (0, 2)}


def _beyond(start: np.ndarray, q_0: np.ndarray) -> dict[int, np.ndarray]:
    """Moments from start on, which is above q_0."""
    nodes, weights = _rule(INNER, 0.0, 1.0)
    above = 2 * REACH * nodes**3
    spread = 6 * REACH * nodes**2 * weights
    e = start[..., None] + above
    small = np.exp(-start / 2)[..., None] * np.exp(-above / 2)
    weighted = spread * 2 * small / (1 + small**2 + 2 * small * np.cosh(q_0 / 2)[..., None])
    return {k: np.sum(weighted * e**k, axis=-1) for k in (0, 2)}


def _rule(count: int, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = _legendre(count)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2


@cache
def _legendre(count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(count)
