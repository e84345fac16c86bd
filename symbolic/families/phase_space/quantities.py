"""Volumes of n-body phase space, ``int prod_i d^3p_i/((2 pi)^3 2 E_i) (2 pi)^4 delta^4(P - sum p_i)``."""

from __future__ import annotations

from typing import Annotated

from sympy import Expr, Rational, pi, sqrt

from muforge.symbolic.language.arguments import Lengths, Real
from muforge.symbolic.language.formula import Formula, open_above
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.units import GeV, base_unit

Masses = Annotated[
    tuple[Expr, ...], Real(GeV, "masses of the particles", at_least=0, range=(1e-3, 10.0)), Lengths((2, 3, 4))
]
Squared = Annotated[Expr, Real(GeV**2, "squared invariant mass of the system", above=0, range=(1e-6, 1e4))]
RULE = Trapezoid(Rational(1, 4), 28, 28)


def two_body(W: Expr, excess: Expr, m_1: Expr, m_2: Expr) -> Expr:
    """Two-body volume at mass W, with ``excess = W - m_1 - m_2``: lambda^{1/2}(W^2, m_1^2, m_2^2)/(8 pi W^2)."""
    kallen = excess * (W + m_1 + m_2) * (W - m_1 + m_2) * (W + m_1 - m_2)
    return sqrt(kallen) / (8 * pi * W**2)


def _three_body(W: Expr, m_1: Expr, m_2: Expr, m_3: Expr) -> Expr:
    def over_pair_mass(M: Point) -> Expr:
        pair = two_body(M.value, M.from_low, m_1, m_2)
        return M.value / pi * pair * two_body(W, M.from_high, M.value, m_3)

    return over_interval(over_pair_mass, "M_12", m_1 + m_2, W - m_3, width=W - m_1 - m_2 - m_3, rule=RULE)


def _four_body(W: Expr, m_1: Expr, m_2: Expr, m_3: Expr, m_4: Expr) -> Expr:
    def over_first_pair(M: Point) -> Expr:
        def over_second_pair(N: Point) -> Expr:
            pair = two_body(N.value, N.from_low, m_3, m_4)
            return N.value / pi * pair * two_body(W, N.from_high, M.value, N.value)

        inner = over_interval(over_second_pair, "M_34", m_3 + m_4, W - M.value, width=M.from_high, rule=RULE)
        return M.value / pi * two_body(M.value, M.from_low, m_1, m_2) * inner

    span = W - m_1 - m_2 - m_3 - m_4
    return over_interval(over_first_pair, "M_12", m_1 + m_2, W - m_3 - m_4, width=span, rule=RULE)


@quantity(
    unit=base_unit("GeV^(2n-4)"),
    source="textbook recursion over pair masses",
    points=("s",),
    accuracy=INTEGRAL_ACCURACY,
)
def volume(s: Squared, masses: Masses) -> Formula:
    """Volume of two-, three- or four-body phase space; masses may be 0.

    0 at and below threshold.
    """
    W = sqrt(s)
    build = {2: lambda *m: two_body(W, W - m[0] - m[1], *m), 3: lambda *m: _three_body(W, *m)}
    build[4] = lambda *m: _four_body(W, *m)
    n = len(masses)
    return Formula(open_above(sum(masses), W, build[n](*masses)), unit=GeV ** (2 * n - 4))
