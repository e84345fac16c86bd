"""Cross sections of tridents by trapezoidal rules over the whole line, from the differential cross section.

Squared masses and momentum transfers between two ends are ``(low + r high)/(1 + r)`` with the logarithm of r from minus
to plus infinity, the cosine of an angle is a hyperbolic tangent; Q is integrated in pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import spherical_jn

from muforge.compute.evaluate import evaluate

STEP, ANGLE_STEP = 1.35, 0.65
BELOW, ABOVE, ANGLE_BEYOND = 9.0, 6.0, 6.0
"""How far the logarithm of r and the rapidity go beyond the scales of the integrand."""
PIECES, POINTS = 14, 6
ENERGIES = 5
"""Gauss points between two energies of a flux's table."""

Constants = Mapping[str, float]
Squared = Callable[[np.ndarray], np.ndarray]
Target = tuple[float, Squared, Squared, tuple[float, ...]]
"""Mass, ``F_1^2 + tau F_2^2`` and ``(F_1 + F_2)^2``, and values of Q2 where they have kinks."""


def coherent_cross_section(
    neutrino: str, pair: str, form_factor: str, Z: float, A: float, E_nu: float, **constants: float
) -> float:
    """On a nucleus of spin 0."""
    return _cross_section(_nucleus(form_factor, Z, A, constants), _leptons(neutrino, pair, constants), E_nu, constants)


def incoherent_cross_section(
    neutrino: str, pair: str, blocking: str, Z: float, A: float, E_nu: float, **constants: float
) -> float:
    """On protons and neutrons."""
    leptons, nucleons = _leptons(neutrino, pair, constants), _nucleons(blocking, Z, A, constants)
    return sum(number * _cross_section(nucleon, leptons, E_nu, constants) for number, nucleon in nucleons)


def flux_averaged_cross_section(
    scattering: str,
    neutrino: str,
    pair: str,
    Z: float,
    A: float,
    energies: Sequence[float],
    fluxes: Sequence[float],
    **constants: float,
) -> float:
    """The average over a flux, by cross sections at Gauss points."""
    targets = [] if scattering == "incoherent" else [(1.0, _nucleus("helm", Z, A, constants))]
    targets += [] if scattering == "coherent" else _nucleons("fermi_gas", Z, A, constants)
    leptons = _leptons(neutrino, pair, constants)

    def cross_section(E: float) -> float:
        return sum(number * _cross_section(target, leptons, E, constants) for number, target in targets)

    rows = sorted(zip(energies, fluxes, strict=True))
    if len(rows) == 1:
        return cross_section(rows[0][0])
    x, w = np.polynomial.legendre.leggauss(ENERGIES)
    total = norm = 0.0
    for (low, first), (high, last) in zip(rows, rows[1:], strict=False):
        norm += (first + last) * (high - low) / 2
        for u, weight in zip((1 + x) / 2, w / 2, strict=True):
            total += weight * (high - low) * (first + (last - first) * u) * cross_section(low + (high - low) * u)
    return total / norm


def _leptons(neutrino: str, pair: str, c: Constants) -> tuple[float, float, float, float]:
    """Masses of l- and l+, C_V and C_A, for particles."""
    e, mu, s2 = c["m_e"], c["m_mu"], c["sin2_theta_W"]
    of_muon = neutrino.endswith("mu")
    if pair == "mu_e":
        return (mu, e, 1.0, 1.0) if of_muon else (e, mu, 1.0, 1.0)
    m = mu if pair == "mu_mu" else e
    both_currents = of_muon == (pair == "mu_mu")
    return (m, m, 2 * s2 + 0.5, 0.5) if both_currents else (m, m, 2 * s2 - 0.5, -0.5)


def _nucleus(form_factor: str, Z: float, A: float, constants: Constants) -> Target:
    fm = constants["femtometre_m"] / constants["hbarc_GeV_m"]

    def squared(Q2: np.ndarray) -> np.ndarray:
        if form_factor == "exponential":
            return np.asarray((Z * np.exp(-(((0.58 + 0.82 * A ** (1 / 3)) * fm) ** 2) * Q2 / 6)) ** 2)
        c = 1.23 * A ** (1 / 3) - 0.6
        x = np.sqrt(Q2 * (c**2 + 7 / 3 * np.pi**2 * 0.52**2 - 5 * 0.9**2)) * fm
        return np.asarray((Z * 3 * spherical_jn(1, x) / x * np.exp(-((0.9 * fm) ** 2) * Q2 / 2)) ** 2)

    edges = tuple((n * np.pi / (6 * A ** (1 / 3))) ** 2 for n in (0.4, 1, 1.6, 2.2, 3, 4, 5.5))
    return A * constants["atomic_mass_unit"], squared, np.zeros_like, edges


def _nucleons(blocking: str, Z: float, A: float, c: Constants) -> list[tuple[float, Target]]:
    """Protons and neutrons, and their numbers."""
    p = c["m_p"]
    kink = 2 * p**2 * (np.sqrt(1 + (2 * c["fermi_momentum"] / p) ** 2) - 1)

    def nucleon(mass: float, charge: float, moment: float) -> Target:
        def factor(Q2: np.ndarray) -> np.ndarray:
            dipole = 1 / (1 + Q2 / c["dipole_scale"]) ** 4
            x = np.sqrt(Q2 + (Q2 / (2 * p)) ** 2) / c["fermi_momentum"]
            return np.asarray(dipole * np.where((x < 2) & (blocking == "fermi_gas"), 0.75 * x - x**3 / 16, 1.0))

        def dirac(Q2: np.ndarray) -> np.ndarray:
            tau = Q2 / (4 * mass**2)
            F1, F2 = (charge + tau * moment) / (1 + tau), (moment - charge) / (1 + tau)
            return np.asarray((F1**2 + tau * F2**2) * factor(Q2))

        return mass, dirac, lambda Q2: moment**2 * factor(Q2), (kink,)

    proton = nucleon(p, 1.0, c["proton_magnetic_moment"])
    return [(Z, proton), (A - Z, nucleon(c["m_n"], 0.0, c["neutron_magnetic_moment"]))]


def _between(low: Any, high: Any, scale: Any) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights between two ends along a new last axis, for functions that change at `scale` above the lower.

    All have the same number of points.
    """
    low, width = np.asarray(low)[..., None], np.asarray(high - low)[..., None]
    begin = float(np.min(np.log(scale / np.maximum(width[..., 0], 1e-300)))) - BELOW
    x = np.arange(min(begin, -BELOW), ABOVE, STEP)
    share = 1 / (1 + np.exp(-x))
    return low + width * share, STEP * width * share * (1 - share)


def _cross_section(target: Target, leptons: tuple[float, float, float, float], E: float, constants: Constants) -> float:
    m1, m2, C_V, C_A = leptons
    M, electric, magnetic, edges = target
    W2_low, S = (m1 + m2) ** 2, M**2 + 2 * M * E
    if np.sqrt(S) <= M + m1 + m2:
        return 0.0
    root = np.sqrt(S)
    E_out, E_in = (S + M**2 - W2_low) / (2 * root), (S + M**2) / (2 * root)
    highest = 2 * (E_in * E_out + M * E / root * np.sqrt(max(E_out**2 - M**2, 0.0)) - M**2)
    lowest = W2_low**2 * M**2 / S / highest
    highest = min(highest, constants["largest_transfer"])
    splits = np.exp(np.linspace(np.log(lowest), np.log(highest), PIECES + 1))
    bounds = np.unique([*splits, *(edge for edge in edges if lowest < edge < highest)])
    x, w = np.polynomial.legendre.leggauss(POINTS)
    total = 0.0
    for first, last in zip(np.sqrt(bounds), np.sqrt(bounds[1:]), strict=False):
        for u, weight in zip((1 + x) / 2, w / 2, strict=True):
            Q = first + (last - first) * u
            inner = _at_virtuality(Q**2, E, M, (m1, m2, C_V, C_A), electric, magnetic, constants)
            total += weight * (last - first) * 2 * Q * inner
    return total


def _at_virtuality(
    Q2: float,
    E: float,
    M: float,
    leptons: tuple[float, float, float, float],
    electric: Squared,
    magnetic: Squared,
    constants: Constants,
) -> float:
    m1, m2, C_V, C_A = leptons
    W2_low, q = (m1 + m2) ** 2, np.sqrt(Q2)
    omega = E * (np.sqrt(Q2 * (Q2 + 4 * M**2)) - Q2) / (2 * M)
    s = 2 * omega - Q2
    if s <= W2_low:
        return 0.0
    W2, weight = _between(W2_low, s, W2_low)
    K2, weight_K2 = _between(np.zeros_like(W2), 2 * omega * (s - W2) / s, W2)
    longest = np.log(4 * (s + Q2) / min(m1, m2) ** 2) / 2 + np.log1p(Q2 / min(m1, m2) ** 2) + ANGLE_BEYOND
    y = np.arange(-longest, longest + ANGLE_STEP, ANGLE_STEP)
    values = evaluate(
        "trident.differential_pair_cross_section",
        E_nu=E,
        mass=M,
        Q2=Q2,
        W2=W2[:, None, None],
        K2=K2[..., None],
        cos_theta=np.tanh(y),
        m_minus=m1,
        m_plus=m2,
        C_V=C_V,
        C_A=C_A,
        electric=float(electric(np.array([q**2]))[0]),
        magnetic=float(magnetic(np.array([q**2]))[0]),
        constants={name: constants[name] for name in ("alpha", "G_F", "hbarc2_GeV2_cm2")},
    )
    return float(np.sum(weight[:, None] * weight_K2 * np.sum(values / np.cosh(y) ** 2, axis=-1)) * ANGLE_STEP)
