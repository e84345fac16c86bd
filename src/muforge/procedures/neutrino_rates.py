"""Gauge couplings at which neutrino-electron scattering is seen more often than in the standard model.

With a vector whose couplings are all proportional to g the rate over the standard model's is ``1 + b g^2 + c g^4``, c
not negative.  Where b is negative the rate falls first.  The limit is the largest root: beyond it the rate stays above.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from muforge.errors import DomainError
from muforge.procedures.roots import ROUNDING

PRODUCTS = {"b_minus_l": (1.0, 1.0, 1.0), "lmu_ltau": (0.0, 1.0, -1.0)}
"""Couplings of the three neutrinos times that of the electron, in units of ``g^2``, or of what mixing makes of it."""


def coupling_at_ratio(
    group: str,
    m_X: Any,
    rate_ratio: Any,
    E_nu: Any,
    T_e_min: Any,
    flavor_fractions_1: Any,
    flavor_fractions_2: Any,
    flavor_fractions_3: Any,
    sin2_theta_W: Any,
    alpha: Any,
    m_mu: Any,
    m_tau: Any,
    mixing: str = "zero",
    **parts: Any,
) -> tuple[Any, Any]:
    """The coupling beyond which the rate stays above `rate_ratio`, and its error."""
    weights = (flavor_fractions_1, flavor_fractions_2, flavor_fractions_3)
    electron, muon, tau = PRODUCTS[group]
    neutral = weights[1] + weights[2]
    coupled = electron**2 * weights[0] + muon**2 * weights[1] + tau**2 * weights[2]
    if np.any(coupled == 0):
        raise DomainError(
            f"flavor_fractions have no neutrino that the boson of {group} couples to: nothing is ever seen"
        )
    unit = 1.0
    if group == "lmu_ltau" and mixing == "zero":
        unit = -2 * alpha / (3 * np.pi) * np.log(m_tau / m_mu)
    standard, linear, squared, errors = 0.0, 0.0, 0.0, [0.0, 0.0, 0.0]
    for charged, weight, net in (
        (0.5, weights[0], weights[0] * electron),
        (-0.5, neutral, weights[1] * muon + weights[2] * tau),
    ):
        g_L, g_R = sin2_theta_W + charged, sin2_theta_W
        own, its = _combined(parts, "standard", (g_L**2, g_R**2, -g_L * g_R))
        standard, errors[0] = standard + weight * own, errors[0] + weight * its
        own, its = _combined(parts, "once", (2 * g_L, 2 * g_R, -(g_L + g_R)))
        linear, errors[1] = linear + net * unit * own, errors[1] + np.abs(net * unit) * its
    own, its = _combined(parts, "twice", (1.0, 1.0, -1.0))
    squared, errors[2] = coupled * unit**2 * own, coupled * unit**2 * its
    square, slope = _largest_root(linear, squared, (rate_ratio - 1) * standard)
    off = (np.abs(rate_ratio - 1) * errors[0] + square * errors[1] + square**2 * errors[2]) / slope
    coupling = np.sqrt(square)
    return coupling, np.where(square > 0, off / (2 * coupling), 0.0) + ROUNDING * coupling


def _combined(parts: Any, power: str, factors: tuple[Any, Any, Any]) -> tuple[Any, Any]:
    """A sum of the integrals of one power of the exchange, and its error."""
    total, error = 0.0, 0.0
    for chirality, factor in zip(("left", "right", "mixed"), factors, strict=True):
        value, off = parts[f"{power}_{chirality}"]()
        total, error = total + factor * value, error + np.abs(factor) * off
    return total, error


def _largest_root(linear: Any, squared: Any, excess: Any) -> tuple[Any, Any]:
    """The largest y with ``linear y + squared y^2 = excess``, and the slope there.

    Raises
    ------
    DomainError
        Where the rate is above at all couplings.
    """
    discriminant = linear**2 + 4 * squared * excess
    if np.any((excess < 0) & ((linear >= 0) | (discriminant < 0))):
        raise DomainError(
            "the rate is above rate_ratio times that of the standard model at every coupling; "
            "expected a rate_ratio of at least 1, or one that interference comes below"
        )
    slope = np.sqrt(discriminant)
    return np.where(linear > 0, 2 * excess / (linear + slope), (slope - linear) / (2 * squared)), slope
