"""The R ratio of hadrons, ``sigma(e+e- -> hadrons)/sigma(e+e- -> mu+mu-)``, and its like for baryon number.

Resonances at low mass, quarks above.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Piecewise, Rational, log, pi, sqrt

from muforge.symbolic.nature.constants import TABLE, alpha, alpha_s_m_Z, m_pi, m_Z

m_rho, Gamma_rho = (TABLE[f"{name}_rho_770"].symbol for name in ("m", "Gamma"))
OMEGA, PHI = (
    tuple(TABLE[f"{name}_{resonance}"].symbol for name in ("m", "Gamma", "Gamma_ee"))
    for resonance in ("omega_782", "phi_1020")
)
"""Mass, width and width to e+e-."""
open_charm, open_bottom = (TABLE[name].symbol for name in ("open_charm", "open_bottom"))
FLAVOURS = 4
"""Light quarks in the running of the strong coupling."""


@dataclass(frozen=True)
class Current:
    """What a mediator couples to.

    Parameters
    ----------
    pions : int
        Number of pions in the lightest final state.
    rho, omega, phi : int
        Squared couplings of the resonances relative to those of the electric charge.
    continuum : Expr
        Mass from where on quarks are used instead of resonances.
    quarks : tuple of Rational
        Three times the sum of squared charges of three, four and five quarks.
    """

    pions: int
    rho: int
    omega: int
    phi: int
    continuum: Expr
    quarks: tuple[Rational, Rational, Rational]


CURRENTS = {
    "electric": Current(2, 1, 1, 1, TABLE["electric_continuum"].symbol, (Integer(2), Rational(10, 3), Rational(11, 3))),
    # omega: (1/3 + 1/3)/(2/3 - 1/3) = 2, phi: (1/3)/(-1/3), rho: 1/3 - 1/3
    "baryon": Current(3, 0, 4, 1, TABLE["baryonic_continuum"].symbol, (Integer(1), Rational(4, 3), Rational(5, 3))),
}
"""Electric charge, and baryon number with charge 1/3 of each quark."""


def ratio(current: Current, m: Expr) -> Expr:
    """R at the mass m."""
    resonances = current.omega * _peak(m, *OMEGA) + current.phi * _peak(m, *PHI)
    if current.rho:
        resonances += current.rho * _two_pions(m)
    closed = m <= current.pions * m_pi
    return Piecewise((0, closed), (resonances, m < current.continuum), (_quarks(m, current.quarks), True))


def _peak(m: Expr, mass: Expr, width: Expr, to_electrons: Expr) -> Expr:
    """A Breit-Wigner resonance."""
    distance = (m - mass) * (m + mass)
    return 9 * to_electrons * width * m**2 / (alpha**2 * (distance**2 + mass**2 * width**2))


def _two_pions(m: Expr) -> Expr:
    """Two pions through the rho, whose width runs as the cube of the velocity times the squared mass."""
    velocity_squared = (m - 2 * m_pi) * (m + 2 * m_pi) / m**2
    at_peak = (m_rho - 2 * m_pi) * (m_rho + 2 * m_pi) / m_rho**2
    running = Gamma_rho**2 * (velocity_squared / at_peak) ** 3 * m**4 / m_rho**2
    distance = (m - m_rho) * (m + m_rho)
    return velocity_squared * sqrt(velocity_squared) / 4 * m_rho**4 / (distance**2 + running)


def _quarks(m: Expr, charges: tuple[Rational, Rational, Rational]) -> Expr:
    """Squared charges with the first-order correction of QCD."""
    b_0 = (33 - 2 * Integer(FLAVOURS)) / (12 * pi)
    alpha_s = alpha_s_m_Z / (1 + b_0 * alpha_s_m_Z * 2 * log(m / m_Z))
    three, four, five = charges
    return Piecewise((five, m >= open_bottom), (four, m >= open_charm), (three, True)) * (1 + alpha_s / pi)
