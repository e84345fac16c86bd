"""The pieces of nu e -> nu e: couplings of the electron, the shift by a vector, integrals over the recoil.

``L = -2 sqrt(2) G_F [nubar gamma_a P_L nu] [ebar gamma^a (g_L P_L + g_R P_R) e]`` on an electron at rest gives

    dsigma/dT = (2 G_F^2 m_e/pi) [g_L^2 + g_R^2 (1 - T/E)^2 - g_L g_R m_e T/E^2] ,   T < 2 E^2/(m_e + 2 E) .

A vector between neutrino (coupling ``g_nu`` to left-handed ones) and electron (``l``, ``r``) exchanges the momentum
``q^2 = -2 m_e T``: it shifts g_L by ``g_nu l/[2 sqrt(2) G_F (m_X^2 - q^2)]`` and g_R likewise with r.  The term
``q_a q_b/m_X^2`` of its propagator vanishes between massless neutrinos.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Integer, Piecewise, Rational, Symbol, sqrt

from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import G_F, m_e, sin2_theta_W

FLAVORS = ("electron", "muon", "tau")
CHIRALITIES = ("left", "right", "mixed")
POWER = {"once": 1, "twice": 2}
"""How often the boson is exchanged -> power of the shift."""
TRANSFER = Symbol("transfer", positive=True)
"""``-q^2``, in formulas of which what holds for time-like transfers drops out."""
RULE = Trapezoid(Rational(1, 4), 80, 40)
"""Recoils down to 1e-30 of the largest one: a propagator of a boson of a few eV is resolved."""


def largest_recoil(E_nu: Expr) -> Expr:
    """Kinetic energy of an electron that is hit head on."""
    return 2 * E_nu**2 / (m_e + 2 * E_nu)


def standard_couplings(flavor: str) -> tuple[Expr, Expr]:
    """g_L and g_R; the charged current adds 1 to g_L of electron neutrinos."""
    charged = Rational(1 if flavor == "electron" else -1, 2)
    return sin2_theta_W + charged, sin2_theta_W


def shapes(E_nu: Expr, T: Expr) -> dict[str, Expr]:
    """What multiplies g_L^2, g_R^2 and -g_L g_R in the spectrum, by chirality."""
    return {"left": Integer(1), "right": (1 - T / E_nu) ** 2, "mixed": m_e * T / E_nu**2}


def shift(m_X: Expr, T: Expr) -> Expr:
    """By how much a unit product of couplings changes g_L or g_R."""
    return 1 / (2 * sqrt(2) * G_F * (m_X**2 + 2 * m_e * T))


def quadratic(terms: dict[str, Expr], left: Expr, right: Expr) -> Expr:
    """The spectrum, or its integral, for couplings of an electron."""
    return left**2 * terms["left"] + right**2 * terms["right"] - left * right * terms["mixed"]


def bilinear(terms: dict[str, Expr], couplings: tuple[Expr, Expr], change: tuple[Expr, Expr]) -> Expr:
    """What is linear in a change of both couplings."""
    (g_L, g_R), (left, right) = couplings, change
    both = g_L * right + g_R * left
    return 2 * g_L * left * terms["left"] + 2 * g_R * right * terms["right"] - both * terms["mixed"]


def _interval(E_nu: Expr, T_e_min: Expr) -> Expr:
    """Length of the interval from `T_e_min` to the largest recoil."""
    return (2 * E_nu * (E_nu - T_e_min) - m_e * T_e_min) / (m_e + 2 * E_nu)


def standard_integrals(E_nu: Expr, T_e_min: Expr) -> dict[str, Expr]:
    """The integrals of `shapes` over T from `T_e_min` to the largest recoil; 0 where there is none."""
    span, end = _interval(E_nu, T_e_min), largest_recoil(E_nu)
    first, last = 1 - T_e_min / E_nu, m_e / (m_e + 2 * E_nu)
    means = {
        "left": Integer(1),
        "right": (first**2 + first * last + last**2) / 3,
        "mixed": m_e * (T_e_min + end) / (2 * E_nu**2),
    }
    return {chirality: Piecewise((span * mean, span > 0), (0, True)) for chirality, mean in means.items()}


def over_recoils(integrand: Callable[[Expr], Expr], E_nu: Expr, T_e_min: Expr) -> Expr:
    """The integral over T from `T_e_min` to the largest recoil; 0 where there is none."""
    names = Names()
    span = names("span", _interval(E_nu, T_e_min))

    def at(T: Point) -> Expr:
        recoil = Names()
        return recoil.around(integrand(recoil("recoil", T.value)))

    integral = over_interval(at, "T", T_e_min, T_e_min + span, width=span, rule=RULE)
    return names.around(Piecewise((integral, span > 0), (0, True)))
