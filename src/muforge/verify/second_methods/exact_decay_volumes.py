"""Couplings for a number of decays, with many digits: a fine grid of couplings, and halving between its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath
from mpmath import mpf

from muforge.symbolic.nature.constants import TABLE
from muforge.verify.second_methods.exact_displaced_search import crossing

DIGITS = 40
POINTS = 40
"""Couplings in each factor of ten."""


def coupling_for_events(
    n_events: float,
    n_produced_per_g2: float,
    width_per_g2: float,
    momenta: Sequence[float],
    weights: Sequence[float],
    m_X: float,
    distance_min_m: float,
    distance_max_m: float,
    **constants: float,
) -> list[Any]:
    """By the first and the last point of a grid at which there are enough decays."""
    with mpmath.workdps(DIGITS):
        hbarc = mpf(constants.get("hbarc_GeV_m", float(TABLE["hbarc_GeV_m"].value)))
        total = mpmath.fsum(weights)

        def excess(g: Any) -> Any:
            inverse = [mpf(m_X) * width_per_g2 * g**2 / (mpf(p) * hbarc) for p in momenta]
            decaying = (mpmath.exp(-distance_min_m * k) - mpmath.exp(-distance_max_m * k) for k in inverse)
            sums = mpmath.fsum(w * f for w, f in zip(weights, decaying, strict=True))
            return n_produced_per_g2 * g**2 * sums / total - n_events

        grid = [mpf(10) ** (mpf(k) / POINTS) for k in range(-14 * POINTS, 6 * POINTS)]
        enough = [k for k, g in enumerate(grid) if excess(g) >= 0]
        first, last = enough[0], enough[-1]
        return [crossing(excess, grid[first - 1], grid[first]), crossing(excess, grid[last + 1], grid[last])]
