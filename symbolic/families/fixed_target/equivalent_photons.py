r"""Spectra of bosons that a lepton emits when it scatters off the equivalent photons around a nucleus.

With ``x = E_X/E`` and the angle in ``U = E^2 theta^2 x + m_X^2 (1-x)/x + m_l^2 x``, from ``U_min`` at angle 0,

    dsigma/dx dU = (alpha chi/pi) beta (1-x) (e^2 g^2/16 pi) A_22/U^2 .

Source: J. D. Bjorken et al., arXiv:0906.0580, app. A; Y.-S. Liu, D. McKeen, G. A. Miller, arXiv:1609.06781.
"""

from __future__ import annotations

from sympy import Expr, Rational, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.fixed_target.emission import Emission
from muforge.symbolic.families.fixed_target.photon_flux import Elastic, elastic_flux
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.nature.constants import largest_transfer, m_mu

FLUX_RULE = Trapezoid(Rational(1, 4), 44, 24)
WIDEST = 10**8
"""Weizsaecker-Williams photons are followed up to this multiple of the smallest U.

The integrand falls like ``1/U^2`` at least, so that what is beyond is below 1e-8 of the integral.
"""


def transfers(E: Expr, m_X: Expr, m_l: Expr) -> tuple[Expr, Expr]:
    """``t_min = (m_X^2/2E)^2`` and the length of the interval up to ``t_max = m_X^2 + m_l^2``."""
    t_min = (m_X**2 / (2 * E)) ** 2
    return t_min, Shared(m_l**2 + m_X**2 * (1 - m_X / (2 * E)) * (1 + m_X / (2 * E)))


def coherent_flux(E: Expr, Z: Expr, A: Expr, m_X: Expr, m_l: Expr) -> Expr:
    """The elastic flux chi, one for all angles and x."""
    return Z**2 * elastic_flux(Elastic.of(Z, A), *transfers(E, m_X, m_l))


def forward(x: Expr, rest: Expr, m_X: Expr, m_l: Expr) -> Expr:
    """``U_min``, with `rest` for ``1 - x``."""
    return m_X**2 * rest / x + m_l**2 * x


def bracket(boson: str, x: Expr, rest: Expr, m_X: Expr, m_l: Expr) -> Expr:
    """``int dU A_22/U^2`` from U_min up, for a flux that does not depend on U."""
    U_min = forward(x, rest, m_X, m_l)
    if boson == "vector":
        return 2 * (1 + rest**2) / (rest * U_min) - Rational(2, 3) * (m_X**2 + 2 * m_l**2) * x / U_min**2
    return x**2 / (rest * U_min) - (m_X - 2 * m_l) * (m_X + 2 * m_l) * x / (3 * U_min**2)


def over_flux(boson: str, e: Emission, form_factor: Elastic) -> Expr:
    """``int dU chi(U) A_22/U^2`` with ``t_min = (U/2 omega)^2`` up to the largest transfer, per Z^2, for muons."""
    names = Names()
    x, rest, U_min = e.x, e.rest, names("U_min", forward(e.x, e.rest, e.m_X, m_mu))
    hardest = names("hardest", 2 * e.omega * sqrt(largest_transfer) - U_min)
    length = names("U_length", larger(Rational(0), smaller((WIDEST - 1) * U_min, hardest)))
    beyond = names("beyond", hardest - length)

    def over_angle(U: Point) -> Expr:
        at_U = Names()
        value = at_U("U_value", U.value)
        q_min = at_U("q_min", value / (2 * e.omega))
        below = (U.from_high + beyond) / (2 * e.omega) * (sqrt(largest_transfer) + q_min)
        falling = 4 * x * U.from_low / value**2
        if boson == "vector":
            A_22 = 2 * (1 + rest**2) / rest - (m_X2 + 2 * m_mu**2) * falling
        else:
            A_22 = x**2 / rest - (e.m_X - 2 * m_mu) * (e.m_X + 2 * m_mu) * falling / 2
        return at_U.around(elastic_flux(form_factor, q_min**2, below) * A_22 / value**2)

    m_X2 = e.m_X**2
    return names.around(over_interval(over_angle, "U", U_min, U_min + length, width=length, rule=FLUX_RULE))
