"""Couplings that NA62 reaches, from the squared matrix elements themselves and a search for the root."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import brentq

from muforge.catalogue.lookup import constant_values
from muforge.compute.evaluate import evaluate
from muforge.verify.second_methods.explicit_spinors import pair_spectrum

NODES = 36
WINDOW_NODES = 9
EDGES = [0.004 * i for i in range(13, 38)]


def _rule(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss points and weights of ``sin^2`` of an angle, from 0 to 1."""
    x, w = np.polynomial.legendre.leggauss(count)
    angle = np.pi * (1 + x) / 4
    return np.sin(angle) ** 2, w * np.pi / 4 * np.sin(2 * angle)


def _decays(boson: str, m_X: float, low: Any, high: Any, constants: dict[str, float]) -> np.ndarray:
    """Decays to a boson with coupling 1 and a missing mass squared between limits, per K -> mu nu."""
    m_K, m_mu = constants["m_K"], constants["m_mu"]
    X, end = m_X**2, (m_K - m_mu) ** 2
    first, last = (np.clip(edge, X, end)[..., None] for edge in (low, high))
    fraction, weight = _rule(NODES)
    s = first * (last / first) ** fraction
    weight = weight * s * np.log(last / first)
    energy = (s + X) * (m_K**2 - s - m_mu**2) / (2 * s)
    triangle = np.maximum((m_K**2 - s - m_mu**2) ** 2 - 4 * s * m_mu**2, 0.0)
    biggest = X + energy + (s - X) * np.sqrt(triangle) / (2 * s)
    square_of_mass = m_mu**2 * (s - X) ** 2 / s + X * (energy * 2 + (m_K**2 - s - m_mu**2) ** 2 / s + X)
    smallest = square_of_mass / biggest
    u, w = np.polynomial.legendre.leggauss(NODES)
    span = np.log(biggest / smallest)[..., None]
    D = smallest[..., None] * np.exp(span * (1 + u) / 2)
    inside = {"s_nuX": s[..., None], "s_muX": m_mu**2 + D}
    square = evaluate("kaon.squared_matrix_element", boson=boson, m_X=m_X, constants=constants, **inside)
    integral = np.sum(weight * np.sum(w / 2 * span * D * square, axis=-1), axis=-1)
    return np.asarray(integral / (16 * np.pi**2 * m_mu**2 * (m_K**2 - m_mu**2) ** 2))


def _in_bins(boson: str, m_X: float, constants: dict[str, float]) -> np.ndarray:
    edges = np.minimum(EDGES, (constants["m_K"] - constants["m_mu"]) ** 2)
    found = _decays(boson, m_X, edges[:-1], edges[1:], constants)
    return found[edges[1:] > edges[:-1]]


def _expected(
    boson: str,
    m_X: float,
    n_kaons: float,
    acceptance: float,
    photon_veto_inefficiency: float,
    alpha: float,
    BR_K_mu_nu: float,
    **masses: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Signals at unit coupling, and backgrounds."""
    decays = n_kaons * acceptance * BR_K_mu_nu
    photons = 4 * np.pi * alpha * _in_bins("dark_photon", 0.0, masses)
    return decays * _in_bins(boson, m_X, masses), decays * photon_veto_inefficiency * photons


def _root(excess: Callable[[float], float]) -> float:
    """Where an increasing function of the logarithm of the squared coupling is 0."""
    return float(np.exp(brentq(excess, -70, 40, xtol=1e-13, rtol=1e-14) / 2))


def likelihood_coupling(**inputs: Any) -> float:
    """The coupling at which the likelihood ratio is 4, the bins one by one."""
    signals, backgrounds = _expected(**inputs)

    def excess(logarithm: float) -> float:
        total = 0.0
        for signal, background in zip(np.exp(logarithm) * signals, backgrounds, strict=True):
            ratio = signal / background
            plain = ratio - np.log1p(ratio)
            total += 2 * background * (plain if ratio > 1e-2 else sum((-ratio) ** n / n for n in range(2, 12)))
        return float(np.log(total / 4))

    return _root(excess)


def cut_and_count_coupling(line: str, background_uncertainty: float, **inputs: Any) -> float:
    """The smallest of the couplings of all cuts."""
    signals, backgrounds = _expected(**inputs)
    found = []
    for cut in range(len(signals)):
        background = sum(backgrounds[cut:]) / (2 if line == "two_sigma_halved_background" else 1)
        needed = 2 * np.hypot(np.sqrt(background), background_uncertainty * background)
        signal = sum(signals[cut:])
        if signal > 0:
            found.append(np.sqrt((background if line == "signal_equals_background" else needed) / signal))
    return float(min(found))


def visible_background(
    m_X: float,
    n_kaons: float,
    acceptance: float,
    mass_resolution: float,
    alpha: float,
    m_K: float,
    m_mu: float,
    BR_K_mu_nu: float,
    **structure: float,
) -> float:
    """The spectrum from explicit spinors, integrated over the window."""
    low, high = max(m_X - 2 * mass_resolution, 2 * m_mu), min(m_X + 2 * mass_resolution, m_K - m_mu)
    fraction, weight = _rule(WINDOW_NODES)
    pairs = [
        w * 2 * mass * pair_spectrum(mass, alpha, m_K, m_mu, structure)
        for mass, w in zip(low + (high - low) * fraction, weight, strict=True)
    ]
    return n_kaons * acceptance * BR_K_mu_nu * (high - low) * sum(pairs)


def visible_coupling(
    boson: str, m_X: float, n_kaons: float, acceptance: float, mass_resolution: float, **known: float
) -> float:
    """From the background as `na62.visible_background` has it, and a rate that is integrated here."""
    table = constant_values()
    constants = {name: value for name, value in known.items() if name in table}
    terms: dict[str, Any] = {name: value for name, value in known.items() if name not in table}
    window: dict[str, Any] = {"n_kaons": n_kaons, "acceptance": acceptance, "mass_resolution": mass_resolution}
    background = evaluate("na62.visible_background", m_X=m_X, constants=constants, **window, **terms)
    masses = {name: constants[name] for name in ("m_K", "m_mu")}
    beta = np.sqrt(1 - (2 * masses["m_mu"] / m_X) ** 2)
    muons = (1 + 2 * (masses["m_mu"] / m_X) ** 2) * beta
    fraction = muons / (muons + 1) if boson == "lmu_ltau" else 1.0
    window_share = 0.9544997361036416
    decays = float(_decays(boson, m_X, np.array(0.0), np.array(1.0), masses))
    seen = n_kaons * acceptance * constants["BR_K_mu_nu"] * fraction * window_share * decays
    return float(np.sqrt(max(2 * np.sqrt(background), -np.log(0.05)) / seen))
