r"""Integrals over the momentum of ideal gases in equilibrium, and the pressure of an interacting plasma.

Everything is in units of the temperature: ``x = m/T``, ``q = p/T``, ``eps = sqrt(q^2 + x^2)``, with the occupation
``n = 1/(exp(eps) -+ 1)`` of bosons and fermions without chemical potential.  Integrals are for one degree of freedom.

The variable of integration is the kinetic energy ``k = eps - x`` with ``k = exp(t - exp(-t))``: exponential tails on
both sides, whatever the power of k at 0 is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, Integer, Rational, Symbol, exp, oo, pi, sqrt
from sympy.codegen.cfunctions import expm1

from muforge.symbolic.language.integrals import Trapezoid, over_line
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.nodes.line_integral import as_written

BOSON, FERMION = "boson", "fermion"
RULE = Trapezoid(Rational(1, 16), 5, 5)


@dataclass(frozen=True)
class Level:
    """A momentum, its energy and its occupation; ``free`` is ``1 + n`` of bosons, ``1 - n`` of fermions."""

    q: Expr
    eps: Expr
    n: Expr
    free: Expr


def over_levels(integrand: Callable[[Level], Expr], statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``int_0^oo dq f(q)``; gases of different masses in one formula need different names."""
    q = Symbol("q", positive=True)
    original = as_written(integrand(_level(q, sqrt(q**2 + x**2), statistics)), q, Integer(0), oo)

    def mapped(t: Expr) -> Expr:
        names = Names()
        below = names(f"{gas}_below", exp(-t))
        k = names(gas, exp(t - below))
        momentum = names(f"{gas}_q", sqrt(k * (k + 2 * x)))
        energy = names(f"{gas}_eps", k + x)
        level = _level(momentum, energy, statistics)
        occupied = names(f"{gas}_n", level.n)
        free = names(f"{gas}_free", 1 + occupied if statistics == BOSON else 1 - occupied)
        jacobian = energy / momentum * k * (1 + below)
        return names.around(integrand(Level(momentum, energy, occupied, free)) * jacobian)

    return over_line(mapped, gas, rule=RULE, original=original)


def _level(q: Expr, eps: Expr, statistics: str) -> Level:
    filled = exp(-eps)  # exp(eps) would overflow for heavy particles
    n = -filled / expm1(-eps) if statistics == BOSON else filled / (1 + filled)
    return Level(q, eps, n, 1 + n if statistics == BOSON else 1 - n)


def energy_density(statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``rho/T^4``."""
    return over_levels(lambda p: p.q**2 * p.eps * p.n, statistics, x, gas) / (2 * pi**2)


def pressure(statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``P/T^4``."""
    return over_levels(lambda p: p.q**4 / p.eps * p.n, statistics, x, gas) / (6 * pi**2)


def enthalpy(statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``(rho + P)/T^4``, which is also the density of entropy over T^3."""
    return over_levels(lambda p: p.q**2 * (p.eps + p.q**2 / (3 * p.eps)) * p.n, statistics, x, gas) / (2 * pi**2)


def number_density(statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``n/T^3``."""
    return over_levels(lambda p: p.q**2 * p.n, statistics, x, gas) / (2 * pi**2)


def heat_capacity(statistics: str, x: Expr, gas: str = "k") -> Expr:
    """``(d rho/dT)/T^3``."""
    return over_levels(lambda p: p.q**2 * p.eps**2 * p.n * p.free, statistics, x, gas) / (2 * pi**2)


@dataclass(frozen=True)
class Plasma:
    """The pressure of electromagnetic interactions, ``P = T^4 f(x)`` with ``x = m_e/T``, and ``D = x d/dx`` of f.

    Parameters
    ----------
    f, D, D2 : Expr
        f, ``D f`` and ``D D f``.
    """

    f: Expr
    D: Expr
    D2: Expr

    @property
    def energy_density(self) -> Expr:
        """``(-P + T dP/dT)/T^4``."""
        return 3 * self.f - self.D

    @property
    def enthalpy(self) -> Expr:
        """``(dP/dT)/T^3``."""
        return 4 * self.f - self.D

    @property
    def heat_capacity(self) -> Expr:
        """``(d^2 P/dT^2)/T^2``."""
        return 12 * self.f - 7 * self.D + self.D2


def plasma_of_electrons(x: Expr, alpha: Expr) -> Plasma:
    r"""Pressure of electrons and photons to the orders e^2 and e^3, without the logarithm of order e^2.

    J. Kapusta and C. Gale, Finite-Temperature Field Theory, ch. 5; with ``e^2 = 4 pi alpha``,

        P_2/T^4 = -(e^2/2 pi^4) I^2 - (e^2/6 pi^2) I ,         I = int dq q^2 n/eps ,
        P_3/T^4 = (2 e^2 d/pi^2)^{3/2}/(12 pi) ,               d = int dq (q^2 + eps^2) n/eps .

    Derivatives by x follow from ``int dq q^2 dg/d(x^2) = -1/2 int dq g`` for functions of eps.
    """
    names = Names()
    i = names("moment_i", over_levels(lambda p: p.q**2 / p.eps * p.n, FERMION, x))
    j = names("moment_j", over_levels(lambda p: x**2 / p.eps * p.n, FERMION, x))
    w = names("moment_w", over_levels(lambda p: x**4 * p.n * (1 + p.eps * p.free) / p.eps**3, FERMION, x))

    def third(p: Level) -> Expr:
        bend = p.free * (p.free - p.n)  # n'' = n (1 - n) (1 - 2 n)
        return x**6 * p.n * (3 + 3 * p.eps * p.free + p.eps**2 * bend) / p.eps**5

    v = names("moment_v", over_levels(third, FERMION, x))
    square = 4 * pi * alpha
    # D i = -j, D j = 2 j - w, D w = 4 w - v, D d = -w with d = 2 i + j
    second = Plasma(
        -square * (i**2 / (2 * pi**4) + i / (6 * pi**2)),
        square * (i / pi**4 + 1 / (6 * pi**2)) * j,
        square * ((i / pi**4 + 1 / (6 * pi**2)) * (2 * j - w) - j**2 / pi**4),
    )
    d = names("moment_d", 2 * i + j)
    root = names("moment_root", sqrt(d))
    scale = (2 * square / pi**2) ** Rational(3, 2) / (12 * pi)
    third_order = Plasma(
        scale * d * root,
        -scale * Rational(3, 2) * root * w,
        scale * Rational(3, 2) * (w**2 / (2 * root) - root * (4 * w - v)),
    )
    parts = zip((second.f, second.D, second.D2), (third_order.f, third_order.D, third_order.D2), strict=True)
    return Plasma(*(names.around(a + b) for a, b in parts))
