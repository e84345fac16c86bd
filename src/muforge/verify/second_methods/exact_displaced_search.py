"""Edges of displaced searches with many digits, by halving of the couplings themselves."""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mpf

from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.groups import CHARGES

DIGITS = 40
HALVINGS = 120


def edges(
    group: str,
    m_X: float,
    epsilon_edges_1: float,
    epsilon_edges_2: float,
    shield_length_m: float,
    decay_volume_length_m: float,
    boost: float,
    **constants: float,
) -> list[Any]:
    """By search for couplings of equal counts, on both sides of the largest count."""
    with mpmath.workdps(DIGITS):
        m_e, alpha, hbarc = (mpf(constants.get(x, float(TABLE[x].value))) for x in ("m_e", "alpha", "hbarc_GeV_m"))
        m, e = mpf(m_X), mpmath.sqrt(4 * mpmath.pi * alpha)
        r = (m_e / m) ** 2
        electrons = m / (12 * mpmath.pi) * (1 + 2 * r) * mpmath.sqrt(1 - 4 * r)
        neutrinos = sum(CHARGES[group].get(lepton, 0) ** 2 for lepton in ("electron", "muon", "tau"))
        invisible = mpf(int(neutrinos)) * m / (24 * mpmath.pi)

        def count(g: Any, others: Any) -> Any:
            total = g**2 * (electrons + others)
            length = mpf(boost) * hbarc / total
            end = mpf(shield_length_m) + mpf(decay_volume_length_m)
            acceptance = mpmath.exp(-mpf(shield_length_m) / length) - mpmath.exp(-end / length)
            return g**2 * electrons / (electrons + others) * acceptance

        peak = _largest(lambda g: count(g, invisible))
        wanted = [count(e * mpf(epsilon), mpf(0)) for epsilon in (epsilon_edges_1, epsilon_edges_2)]
        low = crossing(lambda g: count(g, invisible) - wanted[0], peak * mpf(10) ** -12, peak)
        high = crossing(lambda g: count(g, invisible) - wanted[1], peak * mpf(10) ** 6, peak)
        return [low, high]


def _largest(function: Any) -> Any:
    """Where a function with one maximum is largest, by thirds of a logarithmic scale."""
    low, high = mpf(10) ** -20, mpf(10) ** 3
    for _ in range(2 * HALVINGS):
        ratio = mpmath.cbrt(high / low)
        left, right = low * ratio, low * ratio**2
        if function(left) < function(right) or function(right) == function(left) == 0:
            low = left
        else:
            high = right
    return mpmath.sqrt(low * high)


def crossing(excess: Any, below: Any, above: Any) -> Any:
    """Where a function that is negative at `below` and positive at `above` is 0."""
    for _ in range(HALVINGS):
        middle = mpmath.sqrt(below * above)
        if excess(middle) > 0:
            above = middle
        else:
            below = middle
    return mpmath.sqrt(below * above)
