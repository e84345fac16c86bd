"""Kinetic mixing of a gauged L_mu - L_tau boson with the photon, induced by muon and tau loops.

``Pi(q^2) = (8 e g/(4 pi)^2) int_0^1 dx x (1-x) ln[(m_tau^2 - x(1-x) q^2)/(m_mu^2 - x(1-x) q^2)]``, with
``q^2 -> q^2 + i0``.  With ``j(y) = 6 int dx x(1-x) ln(1 - x(1-x) y)`` it is
``(8 e g/(4 pi)^2) [ln(m_tau^2/m_mu^2) + j(q^2/m_tau^2) - j(q^2/m_mu^2)]/6``, and
``j(y) = -8/3 + beta^2 + beta (3 - beta^2) L/2``, ``beta^2 = 1 - 4/y``, ``L = ln((beta+1)/(beta-1))``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, I, Piecewise, Rational, factorial, log, pi, sqrt
from sympy import atan2 as angle
from sympy.codegen.cfunctions import fma, log1p
from sympy.core.sympify import sympify

from muforge.symbolic.arguments import BosonMass, Coupling, Real
from muforge.symbolic.constants import alpha, m_mu, m_tau
from muforge.symbolic.declare import quantity
from muforge.symbolic.families.decay import CHARGES, u1_leptonic_branching_ratio
from muforge.symbolic.formula import Formula
from muforge.symbolic.functions import power_series
from muforge.symbolic.printed import mixing as printed
from muforge.symbolic.units import GeV, one

Transfer = Annotated[Expr, Real(GeV**2, "squared momentum transfer, either sign", range=(1e-10, 1e8))]
SERIES_TERMS = 26
ElectronGroup = Literal["b_minus_l", "lmu_le", "le_ltau"]


def vacuum_polarization(q_squared: Expr, m: Expr) -> Expr:
    """j(q^2/m^2), complex above threshold."""
    y = q_squared / m**2
    n_th = [-6 * factorial(n + 1) ** 2 / (n * factorial(2 * n + 3)) for n in range(1, SERIES_TERMS + 1)]
    series = y * power_series(y, *n_th)
    beta_squared = fma(-2 * m, 2 * m, q_squared) / q_squared
    beta = sqrt(beta_squared)
    slow = sqrt(-beta_squared)
    spacelike = beta * (3 - beta_squared) / 2 * log1p(-y * (1 + beta) / 2)  # ln((beta+1)/(beta-1))
    bound = slow * (3 - beta_squared) * angle(1, slow)
    timelike = beta * (3 - beta_squared) / 2 * (log1p(2 * beta * (1 + beta) * y / 4) - I * pi)
    closed = Piecewise((spacelike, y < 0), (bound, beta_squared <= 0), (timelike, True))
    return Piecewise((series, (y > -1) & (y < 1)), (-Rational(8, 3) + beta_squared + closed, True))


def _large_transfer(q_squared: Expr, heavy: Expr, light: Expr) -> Expr:
    """6 times the integral where the logarithms of q^2 cancel: abs(q^2) well above the heavier mass."""

    def parts(m: Expr) -> tuple[Expr, Expr, Expr]:
        rho = 4 * m**2 / q_squared
        beta = sqrt(fma(-2 * m, 2 * m, q_squared) / q_squared)
        w = (rho / (1 + beta)) ** 2 * (2 + beta) / 2  # 1 - beta (3 - beta^2)/2
        modulus = Piecewise((rho, rho > 0), (-rho, True))
        # ln((1+beta)/abs(1-beta)), and its imaginary part above threshold
        return rho, beta, w * (2 * log(1 + beta) - log(modulus) - Piecewise((I * pi, rho > 0), (0, True)))

    rho_light, beta_light, rest_light = parts(light)
    rho_heavy, beta_heavy, rest_heavy = parts(heavy)
    difference = rho_heavy - rho_light
    logarithm = log1p(-difference / ((beta_heavy + beta_light) * (1 + beta_light)))
    return -difference + 2 * logarithm - rest_heavy + rest_light


def pair_of_loops(q_squared: Expr, heavy: Expr, light: Expr) -> Expr:
    """``6 int_0^1 dx x (1-x) ln[(heavy^2 - x(1-x) q^2)/(light^2 - x(1-x) q^2)]``, a finite difference of loops."""
    near = 2 * log(heavy / light) + vacuum_polarization(q_squared, heavy) - vacuum_polarization(q_squared, light)
    far = (q_squared > 4 * heavy**2) | (q_squared < -(heavy**2))
    return Piecewise((_large_transfer(q_squared, heavy, light), far), (near, True))


@quantity(
    unit=one,
    source="one-loop QED vacuum polarisation with charges +1 (muon) and -1 (tau)",
    points=("q_squared",),
    printed=printed.LOOP_INDUCED_MIXING,
)
def loop_induced_mixing(q_squared: Transfer, g: Coupling) -> Expr:
    """Kinetic mixing Pi(q^2) between photon and L_mu - L_tau boson; Im > 0 between 4 m_mu^2 and 4 m_tau^2.

    No tree-level mixing.  At q^2 = 0 it is ``e g ln(m_tau^2/m_mu^2)/(12 pi^2)``.
    """
    integral = pair_of_loops(q_squared, m_tau, m_mu) / 6
    return 8 * sqrt(4 * pi * alpha) * g / (4 * pi) ** 2 * integral


@quantity(
    unit=one,
    source="mixing.loop_induced_mixing at q^2 = 0",
    printed=printed.COUPLING_OVER_EPSILON,
)
def coupling_over_epsilon() -> Expr:
    """g/epsilon at q^2 = 0."""
    return 12 * pi**2 / (sqrt(4 * pi * alpha) * 2 * log(m_tau / m_mu))


@quantity(unit=one, source="equal prompt rates of e+e- production and decay to e+e-", points=("m_X",))
def dark_photon_recast_factor(group: ElectronGroup, m_X: BosonMass) -> Formula:
    """g_X/(epsilon e) at which a U(1) boson below 2 m_mu gives the prompt e+e- rate of a dark photon.

    Only for groups under which the electron is charged.
    """
    charge = sympify(CHARGES[group]["electron"])
    branching = u1_leptonic_branching_ratio(group, "electron", m_X)
    return Formula(sqrt(1 / branching) / abs(charge), valid=(m_X < 2 * m_mu, branching > 0))
