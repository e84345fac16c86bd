"""Events of beam dumps with Gauss rules on panels, from the printed cross sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from muforge.catalogue.lookup import constant_values

NODES = 16
SMALLEST_LOSS = 1e-14
"""Logarithm of the energy lost below which electrons have the energy of the beam."""


def _panels(edges: Sequence[float] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of Gauss-Legendre rules between neighbouring edges."""
    x, w = np.polynomial.legendre.leggauss(NODES)
    low, high = np.asarray(edges)[:-1, None], np.asarray(edges)[1:, None]
    return ((low + high) / 2 + (high - low) / 2 * x).ravel(), ((high - low) / 2 * w).ravel()


def _even(low: float, high: float, width: float) -> np.ndarray:
    return np.linspace(low, high, 2 + int((high - low) / width))


def _flux(Z: float, A: float, t_min: Any, t_max: Any, constants: dict[str, float]) -> Any:
    """``Z^2 int (t - t_min) d^2/((t+b)^2 (t+d)^2) dt`` by partial fractions."""
    b = (constants["m_e"] * Z ** (1 / 3) / 111) ** 2
    d = constants["nuclear_scale"] * A ** (-2 / 3)
    gap = d - b

    def primitive(t: Any) -> Any:
        near = np.log(t + b) + (t_min + b) / (t + b)
        far = np.log(t + d) + (t_min + d) / (t + d)
        mixed = ((d + t_min) * np.log(t + d) - (b + t_min) * np.log(t + b)) / gap
        return (d / gap) ** 2 * (near + far - 2 * mixed)

    return Z**2 * np.maximum(primitive(np.maximum(t_max, t_min)) - primitive(t_min), 0.0)


def _spectrum(
    method: str,
    boson: str,
    E: float,
    x: np.ndarray,
    rest: np.ndarray,
    m: float,
    m_l: float,
    target: Any,
    constants: Any,
) -> np.ndarray:
    """dsigma/dx in cm^2 for coupling 1 as in arXiv:0906.0580, app. A."""
    Z, A = target
    beta = np.sqrt(np.maximum(1 - (m / (x * E)) ** 2, 0.0))
    U = m**2 * rest / x + m_l**2 * x
    if method == "improved_weizsaecker_williams":
        chi = _flux(Z, A, (m**2 / (2 * E)) ** 2, m**2 + m_l**2, constants)
        if boson == "vector":
            integral = chi * (2 * (1 + rest**2) / (rest * U) - 2 / 3 * (m**2 + 2 * m_l**2) * x / U**2)
        else:
            integral = chi * (x**2 / (rest * U) - (m**2 - 4 * m_l**2) * x / (3 * U**2))
    else:
        largest = constants["largest_transfer"]
        end = np.minimum(1e8 * U, 2 * E * rest * np.sqrt(largest))
        span = np.log(np.maximum(end / U, 1.0))
        u, w = _panels(np.linspace(0.0, 1.0, 9))
        value = U[:, None] * np.exp(span[:, None] * u)
        x_, r = x[:, None], rest[:, None]
        B = -value * x_ + m**2 * r + m_l**2 * x_**2
        if boson == "vector":
            A_22 = 2 * (1 + r**2) / r + 4 * (m**2 + 2 * m_l**2) * B / value**2
        else:
            A_22 = x_**2 / r + 2 * (m**2 - 4 * m_l**2) * B / value**2
        chi = _flux(Z, A, (value / (2 * E * r)) ** 2, largest, constants)
        integral = np.sum(w * chi * A_22 / value, axis=-1) * span
    return np.asarray(
        constants["alpha"] ** 2 / (4 * np.pi) * rest * beta * integral * constants["hbarc2_GeV2_cm2"], dtype=float
    )


def _seen(
    E: float, least: float, m: float, m_l: float, spectrum: Callable[..., np.ndarray], probability: Callable[[Any], Any]
) -> float:
    """``int dx dsigma/dx P`` at one energy of the lepton, X with at least a given energy."""
    low, end = least / E, 1.02 * m_l / E
    if low >= 1 - end:
        return 0.0
    middle = (low + 1 - end) / 2
    q, wq = _panels(_even(0.0, float(np.sqrt(np.log(middle / low))), 0.4))
    lower = low * np.exp(q**2)
    v, wv = _panels(_even(float(np.log(end)), float(np.log(1 - middle)), 0.7))
    upper = -np.expm1(v)
    x, rest = np.concatenate([lower, upper]), np.concatenate([1 - lower, np.exp(v)])
    weights = np.concatenate([wq * 2 * q * lower, wv * np.exp(v)])
    momentum = np.sqrt(np.maximum((x * E - m) * (x * E + m), 1e-30))
    return float(np.sum(weights * spectrum(E, x, rest) * probability(momentum)))


def _probability(m: float, width: float, shield: float, volume: float, hbarc: float) -> Callable[[Any], Any]:
    def probability(momentum: Any) -> Any:
        flight = momentum / m * hbarc / width
        return np.exp(-shield / flight) * -np.expm1(-volume / flight)

    return probability if width > 0 else np.zeros_like


def _lepton_width(boson: str, m: float, m_e: float, g: float) -> float:
    if m <= 2 * m_e:
        return 0.0
    r = (m_e / m) ** 2
    beta = np.sqrt(1 - 4 * r)
    return float(g**2 * m / 8 / np.pi * beta**3 if boson == "scalar" else g**2 * m / 12 / np.pi * (1 + 2 * r) * beta)


def _photon_width(m: float, g: float, constants: dict[str, float]) -> float:
    """Of a scalar, through the loop of muons."""
    tau = (m / (2 * constants["m_mu"])) ** 2
    if tau < 1:
        f: complex = np.arcsin(np.sqrt(tau)) ** 2
    else:
        beta = np.sqrt(1 - 1 / tau)
        f = -((np.log((1 + beta) / (1 - beta)) - 1j * np.pi) ** 2) / 4
    loop = 2 * (tau + (tau - 1) * f) / tau**2 if tau > 1e-3 else 4 / 3 + 14 / 45 * tau + 8 / 63 * tau**2
    coupling = g / constants["m_mu"]
    return float(constants["alpha"] ** 2 * m**3 / (256 * np.pi**3) * coupling**2 * abs(loop) ** 2)


def _all_constants(given: dict[str, float]) -> dict[str, float]:
    table = dict(constant_values())
    return table | {name: value for name, value in given.items() if name in table}


def electron_dump_events(
    boson: str,
    energy_loss: str,
    m_X: float,
    g: float,
    E_beam: float,
    Z: float,
    A: float,
    electrons_on_target: float,
    radiation_length_g_cm2: float,
    target_radiation_lengths: float,
    shield_length_m: float,
    decay_volume_length_m: float,
    E_min: float,
    **given: float,
) -> float:
    """Over depths first, then over energies."""
    from scipy.special import gammainc, gammaln

    constants = _all_constants(given)
    m_e, T = constants["m_e"], target_radiation_lengths
    least = max(m_X, E_min)
    if E_beam <= least + 1.02 * m_e:
        return 0.0
    farthest = float(np.log(E_beam / (least + 1.02 * m_e)))
    width = _lepton_width(boson, m_X, m_e, g)
    decay = _probability(m_X, width, shield_length_m, decay_volume_length_m, constants["hbarc_GeV_m"])

    def cross_section(E: float, x: np.ndarray, rest: np.ndarray) -> np.ndarray:
        return _spectrum("improved_weizsaecker_williams", boson, E, x, rest, m_X, m_e, (Z, A), constants)

    def seen(y: float) -> float:
        return _seen(E_beam * np.exp(-y), least, m_X, m_e, cross_section, decay)

    close = farthest * (1 - np.geomspace(0.3, 1e-6, 10))
    if energy_loss == "exponential":
        top = min(T, farthest)
        start = np.geomspace(1e-4, 0.1, 8) * top
        inner = [edge for edge in (*np.linspace(0.0, top, 12), *start, *close) if edge < top]
        y, weight = _panels(np.array(sorted([*inner, top])))
    else:
        steps = np.concatenate([[0.0], np.geomspace(min(1e-3, T / 10), T, 30)])
        t, wt = _panels(steps)
        log_y = sorted([*np.linspace(np.log(SMALLEST_LOSS * farthest), np.log(0.7 * farthest), 24), *np.log(close[1:])])
        logs, weight = _panels(np.array([*log_y, np.log(farthest)]))
        y, s = np.exp(logs), 4 / 3 * t
        density = np.exp(s * logs[:, None] - y[:, None] - gammaln(s)) @ wt
        y = np.concatenate([[0.0], y])
        unchanged = float(np.sum(wt * gammainc(s, SMALLEST_LOSS * farthest)))
        weight = np.concatenate([[unchanged], weight * density])
    total = float(sum(w * seen(at) for w, at in zip(weight, y, strict=True)))
    nuclei = electrons_on_target * radiation_length_g_cm2 * constants["avogadro"] / A
    return float(g**2 * nuclei * total)


def muon_dump_events(
    method: str,
    boson: str,
    decay: str,
    m_X: float,
    g: float,
    E_beam: float,
    E_min: float,
    Z: float,
    A: float,
    density_g_cm3: float,
    energy_loss_GeV_cm: float,
    muons_on_target: float,
    shield_length_m: float,
    decay_volume_length_m: float,
    electron_coupling: float = 0.0,
    **given: float,
) -> float:
    """Over energies of the boson first, then over those of the muon."""
    constants = _all_constants(given)
    m_mu = constants["m_mu"]
    if decay == "electrons":
        width = _lepton_width(boson, m_X, constants["m_e"], electron_coupling)
    else:
        width = _photon_width(m_X, g, constants) if boson == "scalar" else 0.0
    decays = _probability(m_X, width, shield_length_m, decay_volume_length_m, constants["hbarc_GeV_m"])
    low = max(E_min, m_X + 1.02 * m_mu)
    if width == 0 or E_beam <= low:
        return 0.0

    def cross_section(E: float, x: np.ndarray, rest: np.ndarray) -> np.ndarray:
        return _spectrum(method, boson, E, x, rest, m_X, m_mu, (Z, A), constants)

    longest = float(np.sqrt(np.log(E_beam / low)))
    close = longest * (1 - np.geomspace(1.0, 1e-4, 10))
    q, weight = _panels(np.unique([*close, *_even(0.0, longest, 0.5)]))
    energies = low * np.exp(q**2)
    weight = weight * 2 * q * energies
    total = sum(w * _seen(E, m_X, m_X, m_mu, cross_section, decays) for w, E in zip(weight, energies, strict=True))
    nuclei = muons_on_target * density_g_cm3 * constants["avogadro"] / A
    return float(g**2 * nuclei / energy_loss_GeV_cm * total)
