"""Formulas as one types them from a paper: plain numpy, divisions where the paper has them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np


def squared_matrix_element(s_nuX: Any, s_muX: Any, m_X: Any, m_mu: float, m_K: float) -> Any:
    """K -> mu nu V summed over spins, divided by g^2 G^2, in Laurent form in the muon's denominator D."""
    X, D, gap = m_X**2, s_muX - m_mu**2, m_K**2 - m_mu**2
    return (
        -2 * m_mu**2 * gap * (2 * m_mu**2 + X) / D**2
        + 2 * m_mu**2 * (4 * m_mu**2 - 2 * m_K**2 + 2 * X - s_nuX) / D
        + (m_mu**2 * gap + 2 * m_mu**2 * X + m_mu**2 * s_nuX + m_K**2 * X + 2 * X**2 - 2 * X * s_nuX) / X
        + (s_nuX - m_mu**2 - 2 * X) * D / X
    )


def dalitz_limits(s_nuX: Any, m_X: Any, m_mu: float, m_K: float, xp: ModuleType = np) -> tuple[Any, Any]:
    """Centre and half width of the range of s_muX at fixed s_nuX."""
    available = m_K**2 - s_nuX - m_mu**2
    centre = m_X**2 + m_mu**2 + (s_nuX + m_X**2) * available / (2 * s_nuX)
    root = xp.sqrt(xp.maximum(available**2 - 4 * m_mu**2 * s_nuX, 0))
    return centre, (s_nuX - m_X**2) / (2 * s_nuX) * root


def normalisation(g: float, m_mu: float, m_K: float, BR_K_mu_nu: float) -> float:
    """What the integral over the Dalitz region is multiplied with to give the branching ratio."""
    gap = m_K**2 - m_mu**2
    return g**2 * BR_K_mu_nu / (16 * np.pi**2 * m_mu**2 * gap**2)


def branching_ratios(
    m_X: Any, g: float, m_mu: float, m_K: float, BR_K_mu_nu: float, points: int, xp: ModuleType = np
) -> Any:
    """BR(K -> mu nu V) by Gauss-Legendre rules in both invariant masses squared.

    Both variables are logarithmic, and the outer one smooths the square root at the end point.
    """
    x, w = np.polynomial.legendre.leggauss(points)
    x, w = (1 + x) / 2, w / 2
    m = m_X[:, None, None]
    low, high = m**2, (m_K - m_mu) ** 2
    decades = xp.log(high / low)
    s_nuX = low * xp.exp(decades * (x * (2 - x))[:, None])
    outer_weight = (2 * (1 - x) * w)[:, None] * decades * s_nuX
    centre, half = dalitz_limits(s_nuX, m, m_mu, m_K, xp)
    first, last = centre - half - m_mu**2, centre + half - m_mu**2
    span = xp.log(last / first)
    D = first * xp.exp(span * x)
    values = squared_matrix_element(s_nuX, m_mu**2 + D, m, m_mu, m_K) * D * w * span
    return normalisation(g, m_mu, m_K, BR_K_mu_nu) * (values * outer_weight).sum(axis=(1, 2))


def vector_loop_shift(m_X: Any, g: Any, m_mu: float, xp: ModuleType = np) -> Any:
    """Delta a_mu of a vector by the closed form of Brodsky and de Rafael, in complex numbers below 2 m_mu."""
    s = m_X**2 + 0j
    beta = xp.sqrt(1 - 4 * m_mu**2 / s)
    x = (1 - beta) / (1 + beta)
    logarithms = (1 + x**2) * (1 + x) ** 2 / x**2 * (xp.log(1 + x) - x + x**2 / 2)
    kernel = x**2 * (2 - x**2) / 2 + logarithms + (1 + x) / (1 - x) * x**2 * xp.log(x)
    return g**2 / (4 * np.pi**2) * kernel.real


def vector_loop_integrand(z: float, ratio: float) -> float:
    """What is integrated over z from 0 to 1 for g^2/(4 pi^2) Delta a_mu; `ratio` is m_X^2/m_mu^2."""
    return z * (1 - z) ** 2 / ((1 - z) ** 2 + z * ratio)
