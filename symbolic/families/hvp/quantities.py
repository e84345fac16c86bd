"""Hadronic vacuum polarisation: the kernel of the dispersion integral for a_mu.

``a = (alpha^2/(3 pi^2)) int ds K(s) R(s)/s``.  K is half the vector loop of `gminus2.neutral_boson` at
``m_X^2 = s``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from sympy import Expr, Piecewise, Rational, Symbol, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.gminus2.quantities import neutral_boson
from muforge.symbolic.families.hvp import energy_ranges, printed, r_ratio
from muforge.symbolic.families.hvp.pion_form_factor import form_factor_squared
from muforge.symbolic.families.hvp.strong_coupling import ELECTRIC, Running, lowest_scale, quark_ratio
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Components, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import atanh_series
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import alpha, m_mu, m_pi, one_GeV
from muforge.symbolic.nature.units import GeV, one

Squared = Annotated[Expr, Real(GeV**2, "squared invariant mass", above=0, range=(1e-14, 1e10))]
KERNEL_RANGE = Rational(1, 10**18)
MASSES_OF_RHOS = "masses of rhos above two pion masses"
ABOVE_POLE = "an energy at which alpha_s is below 1 with two loops, above about 0.55 GeV"
R_ACCURACY = 1e-13
"""Relative accuracy of the form factor, of alpha_s and of R, which are made of many terms."""


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


Energy = Annotated[Expr, Real(GeV, "energy in the centre of mass", above=0, range=(0.28, 3.0))]
RhoShape = Annotated[
    tuple[Expr, Expr],
    Real(one, "rho: mass and width in GeV", above=0, range=(0.1, 1.0)),
    Components(("m", "Gamma"), (GeV, GeV)),
]


def _admixture(about: str) -> Real:
    """A resonance in the form factor."""
    return Real(one, f"{about}: mass and width in GeV, coefficient, phase in radians", range=(0.05, 3.0))


SHAPE = Components(("m", "Gamma", "c", "phase"), (GeV, GeV, one, one))
OmegaShape = Annotated[tuple[Expr, Expr, Expr, Expr], _admixture("omega"), SHAPE]
FirstExcited = Annotated[tuple[Expr, Expr, Expr, Expr], _admixture("first excited rho"), SHAPE]
SecondExcited = Annotated[tuple[Expr, Expr, Expr, Expr], _admixture("second one"), SHAPE]
ThirdExcited = Annotated[tuple[Expr, Expr, Expr, Expr], _admixture("third one"), SHAPE]


def above_pions(sqrt_s: Expr, rhos: Iterable[Expr]) -> dict[str, Any]:
    """Where the form factor is defined: above the threshold, with rhos that decay to two pions."""
    masses = {mass > 2 * m_pi: MASSES_OF_RHOS for mass in rhos}
    return {"valid": (sqrt_s > 2 * m_pi,), "physical": tuple(masses), "words": masses}


@quantity(
    unit=one,
    source="G. J. Gounaris, J. J. Sakurai, Phys. Rev. Lett. 21 (1968) 244; BABAR, arXiv:1205.2228",
    points=("sqrt_s",),
    accuracy=R_ACCURACY,
)
def pion_form_factor_squared(
    sqrt_s: Energy,
    rho: RhoShape,
    omega: OmegaShape,
    rho_prime: FirstExcited,
    rho_double_prime: SecondExcited,
    rho_triple_prime: ThirdExcited,
) -> Formula:
    """``|F|^2`` of the charged pion, by Gounaris and Sakurai, with the omega and three excited rhos.

    ``F = [GS_rho (1 + C W)/(1 + C) + sum_i c_i e^{i phi_i} GS_i]/(1 + sum_i c_i e^{i phi_i})``, where C is the
    coefficient of the omega with its phase and W its Breit-Wigner amplitude.  `muforge.hvp.BABAR_2012` has the
    parameters of a fit; its form factor includes vacuum polarisation.
    """
    excited = (rho_prime, rho_double_prime, rho_triple_prime)
    names, squared = form_factor_squared(sqrt_s, rho, omega, excited)
    return Formula(names.around(squared), **above_pions(sqrt_s, (rho[0], *(shape[0] for shape in excited))))


Mass = Annotated[Expr, Real(GeV, "mass at which R is asked for", above=0, range=(1e-2, 1e3))]
Scale = Annotated[Expr, Real(GeV, "energy scale", above=0, range=(0.6, 1e3))]


@quantity(
    unit=one,
    source="G. J. Gounaris, J. J. Sakurai, Phys. Rev. Lett. 21 (1968) 244; BABAR, arXiv:1205.2228; "
    "P. Ilten et al., arXiv:1801.04847",
    points=("m_X",),
    accuracy=R_ACCURACY,
)
def hadronic_r_ratio(m_X: Mass, current: Literal["electric", "baryon"] = "electric") -> Formula:
    """Rate to hadrons over that to a massless charged lepton of unit coupling, of a vector of mass m_X.

    For the ``electric`` current, R = sigma(e+e- -> hadrons)/sigma(e+e- -> mu+mu-): two pions by Gounaris and Sakurai
    (fit of BABAR), omega and phi with the thresholds of their final states, and quarks, which come smoothly from 0.9
    to 1.7 GeV and at the thresholds of charm and bottom.  Within 8 per cent of data from 0.3 to 1.45 GeV, but 14 per
    cent low at 1.00 GeV and up to 17 per cent low from 1.5 to 1.7 GeV; within 1 per cent from 2 to 3.5 GeV.

    For the ``baryon`` current, omega and phi with couplings from U(3) vector-meson dominance, 4 and 1 times those
    to the electric charge, no rho, and quarks of charge 1/3.  Within 30 per cent of data from 0.7 to 1.7 GeV, but 76
    per cent high at 1.00 GeV, where omega and phi interfere; below 0.65 GeV up to a factor of 4 of a small number.

    Narrow charmonia and bottomonia are left out.  0 below the thresholds; no jump anywhere.
    """
    made = Approximation("R of resonances and quarks", r_ratio.NEGLECTED[current])
    return Formula(r_ratio.ratio(r_ratio.CURRENTS[current], m_X), approximations=(made,))


@quantity(
    unit=one,
    source="two-loop beta function, W. E. Caswell, Phys. Rev. Lett. 33 (1974) 244",
    points=("scale",),
    accuracy=R_ACCURACY,
)
def strong_coupling(scale: Scale) -> Formula:
    """alpha_s with two loops from its value at m_Z: 5 flavours above 4.8 GeV, 4 above 1.5 GeV, 3 below.

    The equation of running is solved without expansion; alpha_s is continuous.  Where it would exceed 1 it is refused.
    """
    running = Running(scale)
    allowed = scale >= lowest_scale()
    words = {allowed: ABOVE_POLE}
    return Formula(running.names.around(running.alpha_s), valid=(allowed,), words=words)


@quantity(
    unit=one,
    source="P. A. Baikov et al., Phys. Rev. Lett. 101 (2008) 012002, up to alpha_s^3; massless quarks",
    points=("sqrt_s",),
    accuracy=R_ACCURACY,
)
def perturbative_r_ratio(sqrt_s: Scale, n_quark_flavors: energy_ranges.Flavours) -> Formula:
    """R of some number of massless quarks: ``3 sum Q^2 (1 + a + r_2 a^2 + r_3 a^3)`` with ``a = alpha_s(sqrt_s)/pi``.

    alpha_s is that of `hvp.strong_coupling`, whose number of flavours follows from the energy.
    """
    running = Running(sqrt_s)
    ratio = Piecewise(
        *((quark_ratio(running.alpha_s, n, ELECTRIC[n]), n_quark_flavors < Rational(2 * n + 1, 2)) for n in (3, 4, 5)),
        (quark_ratio(running.alpha_s, 6, ELECTRIC[6]), True),
    )
    allowed = sqrt_s >= lowest_scale()
    return Formula(running.names.around(ratio), valid=(allowed,), words={allowed: ABOVE_POLE})


@quantity(unit=one, source="dispersion integral over R of two pions", accuracy=1e-10)
def two_pion_contribution(
    sqrt_s_min: energy_ranges.PionLow,
    sqrt_s_max: energy_ranges.PionHigh,
    rho: RhoShape,
    omega: OmegaShape,
    rho_prime: FirstExcited,
    rho_double_prime: SecondExcited,
    rho_triple_prime: ThirdExcited,
) -> Procedure:
    """Contribution to a_mu of two pions with `hvp.pion_form_factor_squared`; nothing comes from below the threshold.

    ``R = (1/4)(1 - 4 m_pi^2/s)^{3/2} |F|^2``.  Whether F includes vacuum polarisation and radiation from the pions is
    that of the fit: with `muforge.hvp.BABAR_2012` the integral from 0.6 to 0.9 GeV, 380.9e-10, includes vacuum
    polarisation and is about 1 per cent above that of the bare cross section.
    """
    shapes = {
        "rho": rho,
        "omega": omega,
        "rho_prime": rho_prime,
        "rho_double_prime": rho_double_prime,
        "rho_triple_prime": rho_triple_prime,
    }
    elements = {symbol.name: symbol for shape in shapes.values() for symbol in shape}
    rhos = {shape[0] > 2 * m_pi: MASSES_OF_RHOS for name, shape in shapes.items() if name != "omega"}
    return Procedure(
        "dispersion.two_pion_contribution",
        "dispersion_integrals.two_pion_contribution",
        parts={
            "form_factor": computed(pion_form_factor_squared, sqrt_s=Symbol("sqrt_s", positive=True), **elements),
            "kernel": computed(kernel, s=Symbol("s", positive=True)),
        },
        constants=(alpha, m_pi),
        words=energy_ranges.ordered(sqrt_s_min, sqrt_s_max) | rhos,
    )


@quantity(unit=one, source="dispersion integral", accuracy=1e-11)
def constant_r_contribution(
    r_ratio: energy_ranges.ConstantR, sqrt_s_min: energy_ranges.AnyLow, sqrt_s_max: energy_ranges.AnyHigh
) -> Procedure:
    """Contribution to a_mu of an R that is the same at all energies of a range."""
    return Procedure(
        "dispersion.constant_r_contribution",
        "dispersion_integrals.constant_r_contribution",
        parts={"kernel": computed(kernel, s=Symbol("s", positive=True))},
        constants=(alpha,),
        words=energy_ranges.ordered(sqrt_s_min, sqrt_s_max),
    )


@quantity(unit=one, source="dispersion integral over hvp.perturbative_r_ratio", accuracy=1e-10)
def perturbative_contribution(
    sqrt_s_min: energy_ranges.QuarkLow, sqrt_s_max: energy_ranges.QuarkHigh, n_quark_flavors: energy_ranges.Flavours
) -> Procedure:
    """Contribution to a_mu of massless quarks with corrections up to alpha_s^3, away from resonances and thresholds."""
    quarks = {"sqrt_s": Symbol("sqrt_s", positive=True), "n_quark_flavors": n_quark_flavors}
    low_enough = sqrt_s_min >= lowest_scale()
    words = energy_ranges.ordered(sqrt_s_min, sqrt_s_max)
    return Procedure(
        "dispersion.perturbative_contribution",
        "dispersion_integrals.perturbative_contribution",
        parts={
            "quarks": computed(perturbative_r_ratio, **quarks),
            "kernel": computed(kernel, s=Symbol("s", positive=True)),
        },
        constants=(alpha, one_GeV),
        words=words | {low_enough: ABOVE_POLE},
    )
