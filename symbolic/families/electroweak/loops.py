"""Loop functions without mixing: those of the magnetic moment for a massless muon, and those of self-energies."""

from __future__ import annotations

from sympy import Expr, Integer, Piecewise, Rational, cancel, log

from muforge.symbolic.families.electroweak.mixing_loops import WIDE
from muforge.symbolic.language.functions import atanh_series
from muforge.symbolic.language.integrals import Point, over_interval

SERIES_TERMS = 25
"""With ``w^2 < 1/4`` powers of w^2 beyond this one are lost in rounding."""


def massless_muon(kind: str, x: Expr) -> Expr:
    """``m_S^2`` times the loop with the photon on the fermion or the scalar, chirality flipped or not."""

    def integrand(point: Point) -> Expr:
        t, rest = point.from_low, point.from_high
        power = t * rest if kind.startswith("preserving") else t if kind.endswith("fermion") else rest
        if kind.endswith("fermion"):
            return t * power / (x * t + rest)
        return -t * power / (t + x * rest)

    return over_interval(integrand, "t", Rational(0), Rational(1), rule=WIDE)


def _mean_logarithm(m_A: Expr, m_B: Expr, scale: Expr) -> Expr:
    """``ln(m_A m_B/scale^2)``."""
    return log(m_A / scale) + log(m_B / scale)


def _stretch(m_A: Expr, m_B: Expr) -> Expr:
    """``(a + b)/(a - b) ln(m_A/m_B)`` with ``a = m_A^2`` and ``b = m_B^2``, which is 1 for equal masses."""
    w = (m_A - m_B) / (m_A + m_B)
    fixed = cancel(w)
    if fixed.is_number:  # masses in a fixed ratio
        return Integer(1) if fixed == 0 else (1 + fixed**2) * log((1 + fixed) / (1 - fixed)) / (2 * fixed)
    close = w**2 < Rational(1, 4)
    return (1 + w**2) * Piecewise((atanh_series(w**2, 1, SERIES_TERMS), close), (log(m_A / m_B) / (2 * w), True))


def B0(m_A: Expr, m_B: Expr, scale: Expr) -> Expr:
    """``1 - (a ln(a/mu^2) - b ln(b/mu^2))/(a - b)``: MS-bar, at zero momentum."""
    return 1 - _mean_logarithm(m_A, m_B, scale) - _stretch(m_A, m_B)


def A0_difference(m_A: Expr, m_B: Expr, scale: Expr) -> Expr:
    """``(a A0(a) - b A0(b))/(a - b)`` with ``A0(a) = a (1 - ln(a/mu^2))``."""
    a, b = m_A**2, m_B**2
    return (a + b) * (1 - _mean_logarithm(m_A, m_B, scale)) - (a**2 + b**2) / (a + b) * _stretch(m_A, m_B)
