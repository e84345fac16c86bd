r"""Annihilation to two mediators, ``chi chibar -> X X``, integrated over the angle.

With ``rho = m_X^2/s`` and the velocities ``beta`` and ``beta_X``,

    -tau, -upsilon = (s/2) [d + beta beta_X (1 -+ cos theta)],  d = 1 - 2 rho - beta beta_X ,

and ``(1 - 2 rho)^2 - beta^2 beta_X^2 = 4 rho^2 + 4 (m_chi^2/s) beta_X^2``, so that nothing cancels.
"""

from __future__ import annotations

from sympy import Expr, Rational, Symbol, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.dark_matter import amplitudes
from muforge.symbolic.feynman import Reaction
from muforge.symbolic.language.formula import open_above as open_above
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names

ANGLE_RULE = Trapezoid(Rational(1, 4), 48, 48)


def cross_section(reaction: Reaction, spin: str, E: Expr, m_chi: Expr, m_X: Expr, velocity: Expr) -> Expr:
    """Sigma times the velocity of dark matter in the centre of mass, with 1/2 for identical mediators.

    Parameters
    ----------
    reaction : Reaction
    spin : str
    E : Expr
        ``sqrt(s)``.
    m_chi, m_X : Expr
    velocity : Expr
        That of dark matter, without cancellation at threshold.
    """
    names = Names()
    beta = names("beta", velocity)
    beta_X = names("beta_X", sqrt(Shared((E - 2 * m_X) * (E + 2 * m_X))) / E)
    rho, mu = (m_X / E) ** 2, (m_chi / E) ** 2
    least = names("least", 4 * (rho**2 + mu * beta_X**2) / (1 - 2 * rho + beta * beta_X))

    def over_angle(c: Point) -> Expr:
        at_c = Names()
        tau = at_c("tau_value", -(E**2) / 2 * (least + beta * beta_X * c.from_high))
        upsilon = at_c("upsilon_value", -(E**2) / 2 * (least + beta * beta_X * c.from_low))
        values = {
            Symbol("tau", real=True): tau,
            Symbol("upsilon", real=True): upsilon,
            amplitudes.m_chi: m_chi,
            amplitudes.m_X: m_X,
        }
        return at_c.around(reaction.squared.subs(values, simultaneous=True))

    total = over_interval(over_angle, "c", -1, 1, width=Rational(2), rule=ANGLE_RULE)
    states = amplitudes.SPIN_STATES[spin]
    return names.around(beta_X * total / (64 * pi * E**2 * states))
