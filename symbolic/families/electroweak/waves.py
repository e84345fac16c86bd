r"""Partial waves of two-particle scattering at a fixed energy, normalised such that unitarity demands abs(Re a) <= 1/2.

An exchange in the t channel has the wave ``int dc P_J(c)/(m^2 - t)``.  Rodrigues' formula turns it into an integral of
positive terms,

    int_{-1}^1 dc P_J(c)/(m^2 - t) = int_{-1}^1 dc/(m^2 - t) [(1 - c^2) k/(2 (m^2 - t))]^J ,   t = t_0 - k (1 - c) ,

with ``k = 2 p_1 p_2`` and ``-t_0 = (m_1^2 - m_2^2)^2/(p_1 + p_2)^2``, the smallest momentum transfer.
"""

from __future__ import annotations

from sympy import Abs, Expr, Integer, Piecewise, Rational, acos, cos, exp, log, pi, sqrt
from sympy.codegen.cfunctions import log1p
from sympy.core.expr import UnevaluatedExpr

from muforge.symbolic.language.functions import smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names

OF_WAVES = Trapezoid(Rational(1, 8), 96, 96)
"""High waves have sharp integrands, whose errors are only seen with one more level."""


def momentum(s: Expr, m: Expr) -> Expr:
    """The modulus of the momentum of each of two particles of one mass, which is imaginary below their threshold."""
    half = sqrt(s) / 2
    return UnevaluatedExpr(sqrt(Abs((half - m) * (half + m))))


def unequal_momentum(s: Expr, m_1: Expr, m_2: Expr) -> Expr:
    """The momentum of two particles of different masses above their threshold."""
    root = sqrt(s)
    product = (root - m_1 - m_2) * (root + m_1 + m_2) * ((m_1 - m_2) ** 2 - s)
    return sqrt(-product) / (2 * root)


def smallest_denominator(m: Expr, m_1: Expr, m_2: Expr, p_1: Expr, p_2: Expr) -> Expr:
    """``m^2 - t_0`` of an exchange between pairs of masses m_1 and m_2."""
    return m**2 + ((m_1 - m_2) * (m_1 + m_2) / (p_1 + p_2)) ** 2


def exchange(J: Expr, gap: Expr, k: Expr) -> Expr:
    """``int dc P_J(c)/(m^2 - t)`` with ``m^2 - t = gap + k (1 - c)``."""

    def integrand(c: Point) -> Expr:
        denominator = gap + k * c.from_high
        return exp(J * log(c.from_low * c.from_high * k / (2 * denominator))) / denominator

    return over_interval(integrand, "c", Integer(-1), Integer(1), width=Integer(2), rule=OF_WAVES)


def isotropic_exchange(gap: Expr, k: Expr) -> Expr:
    """The same for J = 0, where it is a logarithm."""
    return log1p(2 * k / gap) / k


def to_identical_higgs(s: Expr, p: Expr, p_h: Expr, kappa: Expr, wave: Expr) -> Expr:
    """``phi phi* -> h h``, both channels and ``1/sqrt 2`` for identical particles; `wave` is that of one channel."""
    return kappa**2 / (32 * sqrt(2) * pi) * 2 * sqrt(p * p_h) / sqrt(s) * wave


def through_higgs(s: Expr, p_A: Expr, p_B: Expr, kappa: Expr, wave: Expr) -> Expr:
    """``phi_A phi_A* -> phi_B phi_B*`` by the exchange of h."""
    return kappa**2 / (64 * pi) * 2 * sqrt(p_A * p_B) / sqrt(s) * wave


def largest_eigenvalue(a: Expr, b: Expr, c: Expr) -> Expr:
    """Of the symmetric matrix with zeros in the diagonal and three elements that are not negative.

    The root ``2 sqrt(S/3) cos(phi/3)`` of ``x^3 - S x - 2 a b c`` with ``S = a^2 + b^2 + c^2``.
    """
    names = Names()
    a, b, c = names("wave_AA_hh", a), names("wave_BB_hh", b), names("wave_AA_BB", c)
    third = names("third", (a**2 + b**2 + c**2) / 3)
    cosine = smaller(Integer(1), a * b * c / (third * sqrt(third)))
    return names.around(Piecewise((2 * sqrt(third) * cos(acos(cosine) / 3), third > 0), (0, True)))
