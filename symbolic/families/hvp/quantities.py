"""Hadronic vacuum polarisation: the kernel of the dispersion integral for a_mu.

``a = (alpha^2/(3 pi^2)) int ds K(s) R(s)/s``.  K is half the vector loop of `gminus2.neutral_boson` at
``m_X^2 = s``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Piecewise, Rational, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.gminus2.quantities import neutral_boson
from muforge.symbolic.families.hvp import printed, r_ratio
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import atanh_series
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import m_mu
from muforge.symbolic.nature.units import GeV, one

Squared = Annotated[Expr, Real(GeV**2, "squared invariant mass", above=0, range=(1e-14, 1e10))]
KERNEL_RANGE = Rational(1, 10**18)


def _in_range(s: Expr) -> tuple[Expr, ...]:
    return s >= KERNEL_RANGE * m_mu**2, s <= m_mu**2 / KERNEL_RANGE


@quantity(
    unit=one,
    source="S. J. Brodsky, E. de Rafael, Phys. Rev. 168 (1968) 1620",
    points=("s",),
    printed=printed.KERNEL,
)
def kernel(s: Squared) -> Formula:
    """``K(s) = int_0^1 dz z^2 (1-z)/(z^2 + (1-z) s/m_mu^2)`` for any s > 0."""
    return Formula(4 * pi**2 * neutral_boson("vector", sqrt(s), 1), valid=_in_range(s))


@quantity(unit=one, source="F. Jegerlehner, A. Nyffeler, Phys. Rept. 477 (2009) 1", points=("s",))
def kernel_hat(s: Squared) -> Formula:
    """``3 s K(s)/m_mu^2``, which rises slowly from 0.63 at the two-pion threshold to 1."""
    return Formula(3 * s / m_mu**2 * kernel(s), valid=_in_range(s))


Ratio = Annotated[Expr, Real(one, "m_l/m_mu", above=0, range=(1e-3, 1e3))]
Resonance = Annotated[Expr, Real(GeV, "mass of the resonance", above=0)]
LeptonicWidth = Annotated[Expr, Real(GeV, "width into e+e-", at_least=0)]
UNIT_INTERVAL = Trapezoid(Rational(1, 4), 48, 48)
SERIES_TERMS = 24
"""With ``w < 1/4`` powers of w beyond this one are lost in rounding."""


def _vacuum_polarization(y: Expr) -> Expr:
    """``int_0^1 dz z (1-z) ln(1 + z (1-z) y)`` for y > 0.

    With ``w = y/(4+y)`` it is ``w/6 [1 - (1 - 3 w) Q]``, where ``atanh(sqrt w)/sqrt w = 1 + w/3 + w^2 Q``.
    """
    w = Shared(y / (4 + y))
    root = Shared(sqrt(w))
    atanh = log((1 + root) ** 2 * (1 + y / 4)) / 2
    Q = Piecewise(
        (atanh_series(w, 5, SERIES_TERMS), w < Rational(1, 4)),
        ((atanh / root - 1 - w / 3) / w**2, True),
    )
    return w / 6 * (1 - (1 - 3 * w) * Q)


@quantity(
    unit=one,
    source="S. Laporta, E. Remiddi, Phys. Lett. B301 (1993) 440; derived in Feynman-parameter form",
    points=("mass_ratio",),
    printed=printed.LEPTONIC_VACUUM_POLARIZATION_COEFFICIENT,
    accuracy=INTEGRAL_ACCURACY,
)
def leptonic_vacuum_polarization_coefficient(mass_ratio: Ratio) -> Formula:
    """Coefficient of (alpha/pi)^2 in a_mu from a lepton loop in the photon propagator.

    ``2 int_0^1 dx (1-x) int_0^1 dz z (1-z) ln(1 + z (1-z) x^2/((1-x) rho^2))`` with ``rho = m_l/m_mu``, the inner
    integral in closed form; 119/36 - pi^2/3 for the muon itself.
    """

    def integrand(x: Point) -> Expr:
        return 2 * x.from_high * _vacuum_polarization((x.value / mass_ratio) ** 2 / x.from_high)

    limits = (mass_ratio >= Rational(1, 10**6), mass_ratio <= 10**6)
    return Formula(over_interval(integrand, "x", 0, 1, rule=UNIT_INTERVAL), valid=limits)


@quantity(unit=one, source="narrow-width limit of the dispersion integral", points=("m_resonance",))
def narrow_resonance_contribution(m_resonance: Resonance, width_ee: LeptonicWidth) -> Formula:
    """Contribution to a_mu of a narrow resonance, ``(3/pi) K(m^2) Gamma_ee/m``."""
    expression = 3 / pi * kernel(m_resonance**2) * width_ee / m_resonance
    return Formula(expression, valid=_in_range(m_resonance**2))


Mass = Annotated[Expr, Real(GeV, "mass at which R is asked for", above=0, range=(1e-2, 1e3))]


@quantity(
    unit=one,
    source="J. H. Kuehn, A. Santamaria, Z. Phys. C 48 (1990) 445; P. Ilten et al., arXiv:1801.04847",
    points=("m_X",),
)
def hadronic_r_ratio(m_X: Mass, current: Literal["electric", "baryon"] = "electric") -> Expr:
    """Rate to hadrons over that to a massless charged lepton of unit coupling, of a vector of mass m_X.

    For the ``electric`` current, R = sigma(e+e- -> hadrons)/sigma(e+e- -> mu+mu-).  Below 1.1 GeV: two pions through
    the rho, whose width depends on the energy, and omega and phi as Breit-Wigner resonances.

    For the ``baryon`` current, from three pion masses to 1.4 GeV: omega and phi, with couplings from vector-meson
    dominance and ideal mixing, and no rho; the decay to a pion and a photon is left out.

    Above, quarks with the first-order QCD correction.  This is good to some ten per cent away from resonances (some
    tens of per cent for baryon number from 1 to 2 GeV); charmonium and bottomonium are left out.
    """
    return r_ratio.ratio(r_ratio.CURRENTS[current], m_X)
