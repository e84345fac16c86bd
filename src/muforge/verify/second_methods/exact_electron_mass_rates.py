"""Rates of electrons and neutrinos from all angles and energies of the collision, in its centre of mass."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

ENERGIES, ANGLES, OUTGOING, AZIMUTH = 40, 20, 16, 8
REACH = 60.0


def rate_factor(process: str, coupling: str, mass_over_temperature: float, **constants: float) -> float:
    """One factor."""
    place = ("diagonal", "mixed").index(coupling)
    return _integrals(process, mass_over_temperature)[place] / _integrals(process, 0.0)[0]


@cache
def _integrals(process: str, m: float) -> tuple[float, float]:
    """Of the diagonal and of the mixed squared matrix element, up to one constant factor."""
    root, root_weight = _rule(ENERGIES, math.sqrt(REACH))
    cosine, cosine_weight = np.polynomial.legendre.leggauss(OUTGOING)
    phi = (np.arange(AZIMUTH) + 0.5) * math.pi / AZIMUTH
    diagonal = mixed = 0.0
    for u, w in zip(root, root_weight, strict=True):
        k = u**2
        if process == "annihilation":
            # total energy and invariant mass: E_1 from (q_0 - q)/2 to (q_0 + q)/2
            q_0 = 2 * m + k
            largest = math.sqrt(q_0**2 - 4 * m**2)
            part, part_weight = _rule(ANGLES, math.pi / 2)
            q = largest * np.sin(part)[:, None]
            nodes, weights = np.polynomial.legendre.leggauss(ENERGIES // 2)
            E_1 = (q_0 + q * nodes) / 2
            E_2 = q_0 - E_1
            measure = w * 2 * u * part_weight[:, None] * largest * np.cos(part)[:, None] * q**2 * weights / 2
            squared = 4 * m**2 + (largest * np.cos(part)[:, None]) ** 2 + 0 * E_1
            total, out_mass = q_0 + 0 * E_1, m
        else:
            E_1 = np.full((ENERGIES, ANGLES), k)
            other, other_weight = _rule(ENERGIES, math.sqrt(REACH))
            p_2 = (other**2)[:, None] + 0 * E_1
            E_2 = np.sqrt(p_2**2 + m**2)
            nodes, weights = np.polynomial.legendre.leggauss(ANGLES)
            measure = w * 2 * u * k * (2 * other * other_weight)[:, None] * p_2**2 / E_2 * weights
            squared = m**2 + 2 * k * (E_2 - p_2 * nodes)
            total, out_mass = E_1 + E_2, 0.0
        s, P_0, E, F = (array[..., None, None] for array in (squared, total, E_1, E_2))
        P, rest = np.sqrt(np.maximum(P_0**2 - s, 1e-300)), np.sqrt(s)
        heavy = m if process == "scattering" else 0.0
        E_in = (s - heavy**2) / (2 * rest)
        E_out = E_in if process == "scattering" else rest / 2
        p_out = E_in if process == "scattering" else np.sqrt(np.maximum(s / 4 - m**2, 0.0))
        along = np.clip((E * rest / E_in - P_0) / P, -1.0, 1.0)
        c = cosine[:, None]
        between = along * c + np.sqrt((1 - along**2) * (1 - c**2)) * np.cos(phi)
        E_3 = (P_0 * E_out + P * p_out * c) / rest
        E_4 = P_0 - E_3
        blocked = _full(E) * _full(F) * (1 - _full(E_3)) * (1 - _full(E_4))
        angles = measure[..., None, None] * cosine_weight[:, None] / AZIMUTH * np.ones(AZIMUTH) * p_out / rest * blocked
        p_13 = E_in * (E_out - p_out * between)
        if process == "annihilation":
            p_14 = E_in * (E_out + p_out * between)
            angles = angles * P_0**2
            diagonal += float(np.sum(angles * p_14**2))
            mixed += float(np.sum(angles * out_mass**2 * s / 2))
        else:
            p_12 = (s - m**2) / 2
            angles = angles * (E - E_3) ** 2
            diagonal += float(np.sum(angles * (p_12**2 + (p_12 - p_13) ** 2)))
            mixed += float(np.sum(angles * -2 * m**2 * p_13))
    return diagonal, mixed


def _full(E: Any) -> Any:
    return 1 / (1 + np.exp(E))


def _rule(count: int, high: float) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return high * (nodes + 1) / 2, weights * high / 2
