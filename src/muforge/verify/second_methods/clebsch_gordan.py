"""Charge states from Clebsch-Gordan coefficients, scaled such that the largest of each vertex is 1."""

from __future__ import annotations

from itertools import product
from typing import Any

import mpmath


def charge_state_weights(**representations: float) -> list[list[Any]]:
    """Rows of the charge of R, that of R_A, and the weight."""
    dimensions = tuple(round(representations[f"{name}_dimension"]) for name in ("R", "R_A", "R_B"))
    Y = representations["R_hypercharge"]
    return [[Y + t, -1 - Y - t, c_1 * c_2 * c_12] for t, _, c_1, c_2, c_12 in states(*dimensions)]


def states(R: int, R_A: int, R_B: int) -> list[tuple[float, float, float, float, float]]:
    """Third components of R and R_A, and the moduli of c_1, c_2 and c_12, the largest component of R first.

    L is in R x R_A, a singlet in R x R_B, and R_A in R_B x H.
    """
    j, j_A, j_B = ((dimension - 1) / 2 for dimension in (R, R_A, R_B))
    found = []
    for t, t_A, t_B in product(*(_projections(spin) for spin in (j, j_A, j_B))):
        c_1 = _scaled(j, t, j_A, t_A, 0.5, -0.5)
        c_2 = _scaled(j, t, j_B, t_B, 0.0, 0.0)
        c_12 = _scaled(j_B, t_B, 0.5, -0.5, j_A, t_A)
        if c_1 and c_2 and c_12:
            found.append((t, t_A, c_1, c_2, c_12))
    return sorted(found, reverse=True)


def unmixed(R_A: int, R_B: int) -> tuple[list[float], list[float]]:
    """Third components of R_A, and of R_B, that couple to no component of the other."""
    j_A, j_B = (R_A - 1) / 2, (R_B - 1) / 2
    pairs = [
        pair for pair in product(_projections(j_A), _projections(j_B)) if _scaled(j_B, pair[1], 0.5, -0.5, j_A, pair[0])
    ]
    return (
        [t for t in _projections(j_A) if t not in {first for first, _ in pairs}],
        [t for t in _projections(j_B) if t not in {second for _, second in pairs}],
    )


def _projections(j: float) -> list[float]:
    return [j - k for k in range(round(2 * j) + 1)]


def _scaled(j_1: float, m_1: float, j_2: float, m_2: float, j: float, m: float) -> float:
    """The modulus of a coefficient over the largest one to the same component of the product."""
    largest = max(
        abs(_coefficient(j_1, a, j_2, b, j, c))
        for a, b, c in product(_projections(j_1), _projections(j_2), _projections(j))
    )
    return float(abs(_coefficient(j_1, m_1, j_2, m_2, j, m)) / largest)


def _coefficient(j_1: float, m_1: float, j_2: float, m_2: float, j: float, m: float) -> Any:
    """``<j_1 m_1 j_2 m_2 | j m>`` by Racah's formula."""
    if m_1 + m_2 != m or not abs(j_1 - j_2) <= j <= j_1 + j_2:
        return mpmath.mpf(0)
    f = mpmath.factorial
    norm = (2 * j + 1) * f(j + j_1 - j_2) * f(j - j_1 + j_2) * f(j_1 + j_2 - j) / f(j_1 + j_2 + j + 1)
    norm *= f(j + m) * f(j - m) * f(j_1 - m_1) * f(j_1 + m_1) * f(j_2 - m_2) * f(j_2 + m_2)
    total = mpmath.mpf(0)
    for k in range(round(2 * (j_1 + j_2)) + 1):
        below = (k, j_1 + j_2 - j - k, j_1 - m_1 - k, j_2 + m_2 - k, j - j_2 + m_1 + k, j - j_1 - m_2 + k)
        if min(below) >= 0:
            total += (-1) ** k / mpmath.fprod(map(f, below))
    return mpmath.sqrt(norm) * total
