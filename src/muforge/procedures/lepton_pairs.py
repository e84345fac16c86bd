"""Rates of K -> mu nu l l, from a kernel of the squared matrix element and Gauss rules in phase space.

Rates are relative to K -> mu nu at tree level, so that the weak coupling drops out.  A chain of two-body decays
parametrises four particles: the kaon decays to the neutrino and ``Q``, ``Q`` to an antimuon and the lepton pair, and
the pair to two leptons.  Momenta are given in the rest frame of ``Q``, with the pair along the z axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

Square = Callable[..., tuple[Any, Any]]
"""A kernel of a squared matrix element: ``value, error = square(p_kaon_E=..., ...)``."""

NODES, COARSE = 10, 8
"""Points in each variable of phase space at fixed mass of the pair; the fewer ones estimate the error."""
MASSES, COARSE_MASSES = 16, 13
"""The same for the mass of the pair."""
PAIR_NODES, COARSE_PAIR_NODES = 60, 46
COMPONENTS = ("E", "x", "y", "z")


@cache
def unit_rule(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of the Gauss-Legendre rule from 0 to 1; read-only."""
    x, w = np.polynomial.legendre.leggauss(count)
    points, weights = (1 + x) / 2, w / 2
    for values in (points, weights):
        values.flags.writeable = False
    return points, weights


def ends_resolved(count: int) -> tuple[np.ndarray, np.ndarray]:
    """A rule from 0 to 1 for integrands that begin and end like a root: ``sin^2(pi u/2)`` of Gauss points u."""
    u, w = unit_rule(count)
    return np.sin(np.pi * u / 2) ** 2, w * np.pi / 2 * np.sin(np.pi * u)


def two_body_norm(m_K: Any, m_mu: Any) -> Any:
    """``Gamma(K -> mu nu)/G^2``."""
    return m_mu**2 * m_K * (1 - (m_mu / m_K) ** 2) ** 2 / (16 * np.pi)


def _root_of_triangle(a: Any, b: Any, c: Any) -> Any:
    """``lambda^{1/2}(a^2, b^2, c^2)`` for a mass a above b + c."""
    return np.sqrt(np.maximum((a - b - c) * (a + b + c) * (a - b + c) * (a + b - c), 0.0))


def three_muon_points(pair: float, m_K: float, m_mu: float, nodes: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Momenta at a given mass of the pair of second antimuon and muon, and the weights of the phase space.

    Parameters
    ----------
    pair : float
        Mass of the pair, between ``2 m_mu`` and ``m_K - m_mu``.
    m_K, m_mu : float
    nodes : int
        Gauss points in each of the four variables.

    Returns
    -------
    dict, ndarray
        Components of the momenta, by the names that the kernel has for them, and weights: the sum of weights times
        squared matrix element is ``int dPhi_4`` at fixed squared mass of the pair.
    """
    u, w = unit_rule(nodes)
    angles = np.pi * (np.arange(nodes) + 0.5) / nodes  # an even, periodic integrand: equal steps converge fastest
    root, opening, turning, angle = (a.ravel() for a in np.meshgrid(u, u, u, angles, indexing="ij"))
    weight = np.prod(np.meshgrid(w, w, w, np.full(nodes, 1 / nodes), indexing="ij"), axis=0).ravel()
    smallest = pair + m_mu
    span = (m_K - smallest) * (m_K + smallest)
    s = smallest**2 + span * root**2  # squared mass of Q; its square root begins the phase space of Q's decay
    Q = np.sqrt(s)
    momentum = _root_of_triangle(Q, pair, m_mu) / (2 * Q)
    beta = np.sqrt(1 - (2 * m_mu / pair) ** 2)
    weight = weight * span * 2 * root / (2 * np.pi)
    weight *= (m_K**2 - s) / (8 * np.pi * m_K**2) * momentum / (4 * np.pi * Q) * beta / (8 * np.pi) / (2 * np.pi)

    cosine, turned = 2 * opening - 1, 2 * turning - 1
    energy = (m_K**2 - s) / (2 * Q)
    neutrino = (energy, energy * np.sqrt(1 - cosine**2), np.zeros_like(energy), energy * cosine)
    alone = (np.hypot(momentum, m_mu), np.zeros_like(energy), np.zeros_like(energy), -momentum)
    gamma, gamma_beta = np.hypot(momentum, pair) / pair, momentum / pair
    along, across = pair * beta / 2 * turned, pair * beta / 2 * np.sqrt(1 - turned**2)
    x, y = across * np.cos(angle), across * np.sin(angle)
    paired = (gamma * pair / 2 + gamma_beta * along, x, y, gamma * along + gamma_beta * pair / 2)
    muon = (gamma * pair / 2 - gamma_beta * along, -x, -y, gamma_beta * pair / 2 - gamma * along)
    kaon = (neutrino[0] + Q, *neutrino[1:])
    named = {"p_kaon": kaon, "k_antimuon_1": alone, "k_antimuon_2": paired, "k_muon": muon, "k_neutrino": neutrino}
    components = {f"{name}_{c}": value for name, p in named.items() for c, value in zip(COMPONENTS, p, strict=True)}
    return components, weight


@dataclass(frozen=True)
class KaonConstants:
    """Numbers that rates of K -> mu nu l l depend on."""

    alpha: float
    m_K: float
    m_mu: float

    @classmethod
    def of(cls, place: int, *constants: Any) -> KaonConstants:
        """Those of one element of arrays alpha, m_K and m_mu."""
        return cls(*(float(constant.flat[place]) for constant in constants))


def spectrum_at(
    square: Square, masses: np.ndarray, constants: KaonConstants, nodes: int, structure: Mapping[str, float]
) -> np.ndarray:
    """``(1/Gamma(K -> mu nu)) dN/dm^2`` with both pairs entered, at masses of the pair inside the kinematic range."""
    m_K, m_mu = constants.m_K, constants.m_mu
    norm = (4 * np.pi * constants.alpha) ** 2 / (2 * m_K) / two_body_norm(m_K, m_mu)
    found = np.empty(len(masses))
    for place, mass in enumerate(masses):
        momenta, weights = three_muon_points(float(mass), m_K, m_mu, nodes)
        found[place] = norm * np.dot(square(**momenta, **structure)[0], weights)
    return found


def three_muon_spectrum(m2_mumu: Any, square: Square, alpha: Any, m_K: Any, m_mu: Any) -> tuple[Any, Any]:
    """The spectrum at squared masses of the pair, 0 outside the kinematic range."""

    def at(place: int) -> tuple[float, float]:
        mass, constants = np.sqrt(m2_mumu.flat[place]), KaonConstants.of(place, alpha, m_K, m_mu)
        if not 2 * constants.m_mu < mass < constants.m_K - constants.m_mu:
            return 0.0, 0.0
        fine, coarse = (float(spectrum_at(square, mass[None], constants, n, {})[0]) for n in (NODES, COARSE))
        return fine, abs(fine - coarse)

    pairs = np.array([at(place) for place in range(m2_mumu.size)]).reshape((*m2_mumu.shape, 2))
    return pairs[..., 0], pairs[..., 1]


def three_muon_branching_ratio(
    square: Square, alpha: Any, m_K: Any, m_mu: Any, BR_K_mu_nu: Any, **structure: Any
) -> tuple[Any, Any]:
    """``BR(K -> mu nu)`` times half the integral of the spectrum; 0 for a kaon lighter than three muons."""

    def total(place: int, nodes: int, points: int) -> float:
        constants = KaonConstants.of(place, alpha, m_K, m_mu)
        if constants.m_K <= 3 * constants.m_mu:
            return 0.0
        terms = {name: float(value.flat[place]) for name, value in structure.items()}
        fraction, weights = ends_resolved(points)
        low, high = (2 * constants.m_mu) ** 2, (constants.m_K - constants.m_mu) ** 2
        masses = np.sqrt(low + (high - low) * fraction)
        spectrum = spectrum_at(square, masses, constants, nodes, terms)
        return float((high - low) * np.dot(weights, spectrum) / 2)

    rules = ((NODES, MASSES), (COARSE, COARSE_MASSES))
    fine, coarse = (np.array([total(k, *rule) for k in range(alpha.size)]).reshape(alpha.shape) for rule in rules)
    return BR_K_mu_nu * fine, BR_K_mu_nu * np.abs(fine - coarse)


def electron_pair_branching_ratio(
    lepton: str,
    m_ll_min: Any,
    square: Square,
    alpha: Any,
    m_K: Any,
    m_mu: Any,
    m_e: Any,
    BR_K_mu_nu: Any,
    **structure: Any,
) -> tuple[Any, Any]:
    """``BR(K -> mu nu)`` times the rate of virtual photons that become electron pairs."""

    def total(place: int, nodes: int) -> float:
        constants = KaonConstants.of(place, alpha, m_K, m_mu)
        terms = {name: float(value.flat[place]) for name, value in structure.items()}
        lightest = 2 * float(m_e.flat[place])
        return _electron_pairs(square, float(m_ll_min.flat[place]), lightest, constants, nodes, terms)

    shape, size = m_ll_min.shape, m_ll_min.size
    fine, coarse = (
        np.array([total(k, n) for k in range(size)]).reshape(shape) for n in (PAIR_NODES, COARSE_PAIR_NODES)
    )
    return BR_K_mu_nu * fine, BR_K_mu_nu * np.abs(fine - coarse)


def _electron_pairs(
    square: Square,
    smallest: float,
    lightest: float,
    constants: KaonConstants,
    nodes: int,
    structure: Mapping[str, float],
) -> float:
    """Gamma(K -> mu nu e e)/Gamma(K -> mu nu) above a mass of the pair.

    A pair of squared mass X is a massive photon with the weight ``alpha/(3 pi X) (1 + 2 m_e^2/X) beta``.  Its mass and
    ``D = (k + l)^2 - m_mu^2`` run on logarithmic scales; the lightest pair has the mass ``2 m_e``.
    """
    alpha = constants.alpha
    low, high = max(smallest, lightest), constants.m_K - constants.m_mu
    if low >= high:
        return 0.0
    fraction, weights = ends_resolved(nodes)
    span = 2 * np.log(high / low)
    pair = low * np.exp(span * fraction / 2)
    ratio = (lightest / pair) ** 2  # 4 m_e^2/X
    pair_weight = span * weights * alpha / (3 * np.pi) * (1 + ratio / 2) * np.sqrt(1 - ratio)
    return 4 * np.pi * alpha * float(np.dot(pair_weight, photon_rates(square, pair, constants, nodes, structure)))


def photon_rates(
    square: Square, mass: np.ndarray, constants: KaonConstants, nodes: int, structure: Mapping[str, float]
) -> np.ndarray:
    """``Gamma(K -> mu nu photon*)/(e^2 Gamma(K -> mu nu))`` at masses of the photon."""
    m_K, m_mu = constants.m_K, constants.m_mu
    fraction, weights = ends_resolved(nodes)
    u, w = unit_rule(nodes)
    X: np.ndarray = mass[:, None] ** 2
    above = ((m_K - m_mu) ** 2 - X) * fraction
    s = X + above
    root = np.sqrt(np.maximum(((m_K - m_mu) ** 2 - s) * ((m_K + m_mu) ** 2 - s), 0.0))
    centre, half = X + (s + X) * (m_K**2 - s - m_mu**2) / (2 * s), above * root / (2 * s)
    released = m_K**2 - s - m_mu**2
    lowest = (X**2 * s + X * (s + X + released) * released + (m_mu * above) ** 2) / (s * (centre + half))
    logarithm = np.log((centre + half) / lowest)
    D = lowest[..., None] * np.exp(logarithm[..., None] * u)
    value = square(m_ll=mass[:, None, None], s_nuX=s[..., None], s_muX=D + m_mu**2, **structure)[0]
    inner = logarithm * np.sum(w * D * value, axis=-1)
    integral = np.sum(weights * ((m_K - m_mu) ** 2 - X) * inner, axis=-1)
    gap = (m_K - m_mu) * (m_K + m_mu)
    return integral / (16 * np.pi**2 * m_mu**2 * gap**2)
