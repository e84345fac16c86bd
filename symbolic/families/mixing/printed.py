"""Kinetic mixing as printed."""

from sympy import Integer, Integral, Symbol, log, pi, sqrt

from muforge.symbolic.language.literature import Erratum, Limit, Printed
from muforge.symbolic.nature.constants import alpha, m_mu, m_tau

g, q_squared, x = (Symbol(name, real=True) for name in ("g", "q_squared", "x"))
_weight = x * (1 - x)

LOOP_INDUCED_MIXING = (
    Printed(
        "one-loop integral over the Feynman parameter, textbook",
        8
        * sqrt(4 * pi * alpha)
        * g
        / (4 * pi) ** 2
        * Integral(_weight * log((m_tau**2 - _weight * q_squared) / (m_mu**2 - _weight * q_squared)), (x, 0, 1)),
        holds=q_squared < 4 * m_mu**2,
    ),
    Printed(
        "q^2 = 0, textbook",
        sqrt(4 * pi * alpha) * g * log(m_tau**2 / m_mu**2) / (12 * pi**2),
        limit=Limit({"q_squared": m_mu**2 / 10**6}, corrections=1e-5),
    ),
)

COUPLING_OVER_EPSILON = (
    Erratum(
        "paper on L_mu - L_tau at Belle II, eqs. (5)-(7): g/epsilon at q^2 = 0 with e^2 = 4 pi/137",
        printed=Integer(67),
        right=12 * pi**2 / (sqrt(4 * pi * alpha) * log(m_tau**2 / m_mu**2)),
        shown="evaluation; 67 follows with alpha(m_Z) = 1/127.95 in the place of alpha(0)",
    ),
)
