"""Rates of K -> mu nu l l from amplitudes as numbers, with explicit spinors and a Levi-Civita tensor.

The chain of decays is K -> antimuon R, R -> neutrino pair, pair -> leptons; procedures use another one.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np

from muforge.verify.spinors import GAMMA, METRIC, PROJECTOR

NODES, MASSES = 11, 12
LINE_NODES = 40
LEFT = PROJECTOR["L"]
LOWERED = np.einsum("mn,nij->mij", METRIC, GAMMA)


def _levi_civita() -> np.ndarray:
    """``eps^{0123} = 1`` with upper indices."""
    tensor = np.zeros((4, 4, 4, 4))
    for order in permutations(range(4)):
        tensor[order] = np.linalg.det(np.eye(4)[list(order)])
    return tensor


EPSILON = np.einsum("abcd,ce,df->abef", _levi_civita(), METRIC, METRIC)
"""With the last two indices lowered."""


def slashed(p: np.ndarray) -> np.ndarray:
    """``gamma . p`` at many points."""
    return np.einsum("...m,mij->...ij", p, LOWERED)


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Scalar products."""
    return np.einsum("...m,mn,...n->...", a, METRIC, b)


def spinors(p: np.ndarray, mass: float, antiparticle: bool) -> np.ndarray:
    """Both spin states of u or v, boosted from rest: axes are points, spin, component."""
    sign = -1 if antiparticle else 1
    rest = np.concatenate([np.eye(2), sign * np.eye(2)], axis=1)
    boost = sign * slashed(p) + mass * np.eye(4)
    return np.einsum("nij,sj->nsi", boost, rest) / np.sqrt(2 * (p[:, 0] + mass))[:, None, None]


def barred(states: np.ndarray) -> np.ndarray:
    return states.conj() @ GAMMA[0]


def emission(
    P: np.ndarray,
    k: np.ndarray,
    q: np.ndarray,
    photon: np.ndarray,
    m_K: float,
    m_mu: float,
    structure: dict[str, float],
) -> np.ndarray:
    """``ubar(q) {...}^r v(k)``: axes are points, r, spin of the neutrino, spin of the antimuon."""
    W, pole = P - photon, 1 / (dot(P - photon, P - photon) - m_K**2)
    neutrino, antimuon = barred(spinors(q, 0.0, False)), spinors(k, m_mu, True).swapaxes(1, 2)
    inner = m_mu * np.eye(4) - slashed(k + photon)
    late = neutrino @ slashed(P) @ LEFT @ inner / (dot(k + photon, k + photon) - m_mu**2)[:, None, None]
    vertices = (GAMMA @ antimuon[:, None]).swapaxes(0, 1)  # r, points, component, spin
    lefts = neutrino @ PROJECTOR["R"]  # ubar gamma P_L = ubar P_R gamma
    found = -(late @ vertices) - lefts @ vertices
    found = found + ((2 * P - photon) * pole[:, None]).T[:, :, None, None] * (lefts @ slashed(W) @ antimuon)
    if structure:
        F_K, F_V, F_A, c = (structure[name] for name in ("f_K", "F_V", "F_A", "radius_slope"))
        F_K = F_K / np.sqrt(2)
        lW, ll = dot(photon, W)[:, None, None], dot(photon, photon)[:, None, None]

        def outer(a: np.ndarray, b: np.ndarray) -> np.ndarray:
            return a[:, :, None] * b[:, None, :]

        H = 1j * F_V * np.einsum("rabd,nbd->nra", EPSILON, outer(photon, P))
        H = H - F_A * (lW * METRIC - outer(W, photon)) + 2 * F_K * c * (ll * METRIC - outer(photon, photon))
        H = H + 2 * F_K * c * pole[:, None, None] * (lW * outer(photon, W) - ll * outer(W, W))
        lowered = np.einsum("nra,ab,bnst->rnst", H, METRIC, lefts @ vertices, optimize=True)
        found = found - lowered / F_K
    return found.swapaxes(0, 1)


def three_muon_square(
    momenta: tuple[np.ndarray, ...], m_K: float, m_mu: float, structure: dict[str, float]
) -> np.ndarray:
    """Sum over spins at many points."""
    P, k1, k2, k3, q = momenta
    muon = spinors(k3, m_mu, False)

    def diagram(alone: np.ndarray, paired: np.ndarray, order: str) -> np.ndarray:
        pair = barred(muon)[:, None] @ LOWERED @ spinors(paired, m_mu, True).swapaxes(1, 2)[:, None]
        photon = paired + k3
        emitted = emission(P, alone, q, photon, m_K, m_mu, structure)
        return np.einsum(f"nrcb,nrda->n{order}", pair, emitted) / dot(photon, photon)[:, None, None, None, None]

    amplitude = diagram(k1, k2, "abcd") - diagram(k2, k1, "bacd")
    return np.sum(np.abs(amplitude) ** 2, axis=(1, 2, 3, 4))


def _rule(count: int) -> tuple[np.ndarray, np.ndarray]:
    x, w = np.polynomial.legendre.leggauss(count)
    return (1 + x) / 2, w / 2


def _boosted(p: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Momenta in the rest frame of others, in the frame where those are given."""
    mass = np.sqrt(dot(frame, frame))
    along = np.sum(p[:, 1:] * frame[:, 1:], axis=1)
    energy = (frame[:, 0] * p[:, 0] + along) / mass
    space = p[:, 1:] + frame[:, 1:] * ((p[:, 0] + along / (frame[:, 0] + mass)) / mass)[:, None]
    return np.concatenate([energy[:, None], space], axis=1)


def _along(energy: np.ndarray, size: np.ndarray, cosine: np.ndarray, angle: np.ndarray) -> np.ndarray:
    sine = np.sqrt(1 - cosine**2)
    return np.stack([energy, size * sine * np.cos(angle), size * sine * np.sin(angle), size * cosine], axis=1)


def _momentum(a: Any, b: Any, c: Any) -> Any:
    """Momentum of the products of masses b and c in the decay of a mass a."""
    return np.sqrt((a - b - c) * (a + b + c) * (a - b + c) * (a + b - c)) / (2 * a)


def pair_spectrum(pair: float, alpha: float, m_K: float, m_mu: float, structure: dict[str, float]) -> float:
    """dN/dm^2 over Gamma(K -> mu nu), both pairs entered."""
    u, w = _rule(NODES)
    even = np.pi * (np.arange(NODES) + 0.5) / NODES  # the square is even in the angle, and periodic
    first, cosine, turned, angle = (a.ravel() for a in np.meshgrid(u, 2 * u - 1, 2 * u - 1, even))
    weight = np.prod(np.meshgrid(w, w, w, np.full(NODES, 1 / NODES)), axis=0).ravel()
    high = (m_K - m_mu) ** 2
    s = high - (high - pair**2) * first**2
    R, zero = np.sqrt(s), np.zeros_like(s)
    weight = weight * (high - pair**2) * 2 * first / (2 * np.pi)
    away, energy = _momentum(m_K, R, m_mu), (s - pair**2) / (2 * R)
    k1 = np.stack([np.hypot(away, m_mu), zero, zero, -away], axis=1)
    frame = np.stack([np.hypot(away, R), zero, zero, away], axis=1)
    q = _along(energy, energy, cosine, zero)
    photon = _along(np.hypot(energy, pair), -energy, cosine, zero)
    photon[:, 1] = -energy * np.sqrt(1 - cosine**2)
    each = _momentum(pair, m_mu, m_mu)
    k2 = _boosted(_along(zero + pair / 2, zero + each, turned, angle), photon)
    q, k2, photon = _boosted(q, frame), _boosted(k2, frame), _boosted(photon, frame)
    P = np.stack([zero + m_K, zero, zero, zero], axis=1)
    weight *= away / (4 * np.pi * m_K) * energy / (4 * np.pi * R) * each / (4 * np.pi * pair) / (2 * np.pi)
    square = three_muon_square((P, k1, k2, photon - k2, q), m_K, m_mu, structure)
    width = m_mu**2 * m_K * (1 - (m_mu / m_K) ** 2) ** 2 / (16 * np.pi)
    return float(np.sum(weight * square) * (4 * np.pi * alpha) ** 2 / (2 * m_K) / width)


def three_muon_spectrum(m2_mumu: float, alpha: float, m_K: float, m_mu: float) -> float:
    """The spectrum of inner bremsstrahlung."""
    return pair_spectrum(np.sqrt(m2_mumu), alpha, m_K, m_mu, {})


def three_muon_branching_ratio(alpha: float, m_K: float, m_mu: float, BR_K_mu_nu: float, **structure: float) -> float:
    """Half the integral of the spectrum over the velocity of the muons in the pair, which resolves both ends."""
    u, w = _rule(MASSES)
    largest = np.sqrt(1 - (2 * m_mu / (m_K - m_mu)) ** 2)
    total = 0.0
    for fraction, weight in zip(u, w, strict=True):
        beta = largest * (1 - (1 - fraction) ** 2)
        pair = 2 * m_mu / np.sqrt(1 - beta**2)
        slope = 2 * largest * (1 - fraction) * 8 * m_mu**2 * beta / (1 - beta**2) ** 2
        total += weight * slope * pair_spectrum(pair, alpha, m_K, m_mu, structure)
    return BR_K_mu_nu * total / 2


def electron_pair_branching_ratio(
    lepton: str,
    m_ll_min: float,
    alpha: float,
    m_K: float,
    m_mu: float,
    m_e: float,
    BR_K_mu_nu: float,
    **structure: float,
) -> float:
    """Massive photons, summed over polarisations by the metric, on a grid of their mass."""
    u, w = _rule(LINE_NODES)
    low, high = np.log(max(m_ll_min, 2 * m_e)), np.log(m_K - m_mu)
    total = 0.0
    for fraction, weight in zip(u, w, strict=True):
        pair = np.exp(low + (high - low) * np.sin(np.pi * fraction / 2) ** 2)
        slope = 2 * (high - low) * np.pi / 2 * np.sin(np.pi * fraction)
        ratio = (m_e / pair) ** 2
        weight = weight * slope * alpha / (3 * np.pi) * (1 + 2 * ratio) * np.sqrt(max(1 - 4 * ratio, 0.0))
        total += weight * _photon_rate(pair, m_K, m_mu, structure)
    return BR_K_mu_nu * 4 * np.pi * alpha * total


def _photon_rate(mass: float, m_K: float, m_mu: float, structure: dict[str, float]) -> float:
    """Gamma(K -> mu nu photon*)/(e^2 Gamma(K -> mu nu)) from the plane of the energies of photon and muon."""
    u, w = _rule(LINE_NODES)
    fastest = (m_K**2 + mass**2 - m_mu**2) / (2 * m_K)
    rapidity = np.arccosh(fastest / mass)
    grids = np.meshgrid(u, u)
    part, share = grids[0].ravel(), grids[1].ravel()
    weight = np.prod(np.meshgrid(w, w), axis=0).ravel()
    eta = rapidity * (1 - (1 - part) ** 2)
    energy, size = mass * np.cosh(eta), mass * np.sinh(eta)
    weight = weight * size * rapidity * 2 * (1 - part)
    rest = m_K**2 + mass**2 - 2 * m_K * energy
    boost, half = (m_K - energy) * (rest + m_mu**2) / (2 * rest), size * (rest - m_mu**2) / (2 * rest)
    muon = boost + half * (2 * share - 1)
    weight = weight * 2 * half / (32 * np.pi**3)
    fast = np.sqrt(muon**2 - m_mu**2)
    neutrino = m_K - energy - muon
    cosine = (neutrino**2 - size**2 - fast**2) / (2 * size * fast)
    zero = np.zeros_like(energy)
    photon = np.stack([energy, zero, zero, size], axis=1)
    k = _along(muon, fast, np.clip(cosine, -1, 1), zero)
    P = np.stack([zero + m_K, zero, zero, zero], axis=1)
    q = P - k - photon
    q[:, 0] = np.linalg.norm(q[:, 1:], axis=1)
    emitted = emission(P, k, q, photon, m_K, m_mu, structure)
    square = -np.einsum("nrst,rp,npst->n", emitted, METRIC, emitted.conj()).real
    width = m_mu**2 * m_K * (1 - (m_mu / m_K) ** 2) ** 2 / (16 * np.pi)
    return float(np.sum(weight * square) / (2 * m_K) / width)
