"""Pairs of heavy particles, and the Higgs boson with a photon, at a collider of muons and antimuons.

Source: R. Capdevilla, D. Curtin, Y. Kahn, G. Krnjaic, arXiv:2101.10334; D. Buttazzo, P. Paradisi, arXiv:2012.02769.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Integer, Piecewise, Rational, Symbol, exp, factor, im, log, pi, re, sqrt
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import UnevaluatedExpr as Shared

from muforge.symbolic.families.collider.quantities import PICOBARN_GEV2
from muforge.symbolic.families.muon_collider import amplitudes as derivation
from muforge.symbolic.families.muon_collider.exchange import (
    E2,
    GZ2,
    LEFT,
    RIGHT,
)
from muforge.symbolic.families.muon_collider.quantities import Energy, LightBoson, Shift
from muforge.symbolic.language.arguments import BosonMass, Coupling, Real
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import larger
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import (
    Gamma_Z,
    alpha,
    alpha_s_m_Z,
    m_mu,
    m_t,
    m_Z,
    v,
)
from muforge.symbolic.nature.units import GeV, one, picobarn

HeavyMass = Annotated[Expr, Real(GeV, "mass of the heavy particle", above=0, range=(10.0, 1e5))]
Isospin = Annotated[Expr, Real(one, "third component of its weak isospin", range=(0.1, 1.0))]
Scale = Annotated[Expr, Real(GeV, "scale of the coefficient", above=0, range=(1.0, 1e6))]
Charge = Annotated[Expr, Real(one, "electric charge of the heavy particle in units of e", range=(0.1, 2.0))]
PAIRS = Trapezoid(Rational(1, 4), 48, 48)


@quantity(unit=picobarn, source="derived from Feynman rules", points=("m",), accuracy=1e-13)
def pair_production_cross_section(
    spin: Literal["dirac", "complex_scalar"], sqrt_s: Energy, m: HeavyMass, charge: Charge, weak_isospin: Isospin
) -> Formula:
    """Cross section of mu- mu+ -> F Fbar by photon and Z, with a vector-like fermion or a complex scalar.

    One state of the multiplet, without colour; 0 below threshold.  Exchange of what couples F to muons is left out.
    """
    s, t = Symbol("s", real=True), Symbol("t", real=True)
    beta = sqrt((sqrt_s - 2 * m) * (sqrt_s + 2 * m)) / sqrt_s
    to_Z = GZ2 * (weak_isospin - charge * RIGHT)
    distance, depth = (sqrt_s - m_Z) * (sqrt_s + m_Z), m_Z * Gamma_Z
    modulus = Shared(distance**2 + depth**2)
    values: dict[Expr, Expr] = {}
    for chirality, g in (("L", LEFT), ("R", RIGHT)):
        whole = derivation.incoming(chirality)
        values[re(whole)] = -E2 * charge / sqrt_s**2 + g * to_Z * distance / modulus
        values[im(whole)] = -g * to_Z * depth / modulus
    squared = derivation.heavy_pair(spin).squared
    centre, half = derivation.m_F**2 - s / 2, s * sqrt(1 - 4 * derivation.m_F**2 / s) / 2
    mean = factor((squared + squared.diff(t, 2) * half**2 / 6).subs(t, centre))
    cross_section = beta / (64 * pi * sqrt_s**2) * mean.subs(s, sqrt_s**2)
    cross_section = cross_section.subs({derivation.m_F: m}).xreplace(values) * PICOBARN_GEV2
    return Formula(open_above(2 * m, sqrt_s, cross_section), matrix_element=MatrixElement(derivation.heavy_pair(spin)))


def _singlets(boson: str, sqrt_s: Expr, m_X: Expr) -> Expr:
    """Integral of the averaged ``|M|^2/g^4`` over ``-t``, from its smallest value to the middle.

    With ``A = s/2 - m_X^2``, ``B = s beta/2`` and ``L = ln((A + B)/(A - B))`` it is ``4 [L (A^2 + m_X^2 s)/A - 2 B]``
    for vectors and ``L (3 A^2 - B^2)/(2 A) - 3 B`` for scalars, whose terms cancel close to threshold: for
    ``B < A/sqrt 2`` it is an integral over ``-t = tau``, where ``t u - m_X^4`` is the product of the distances of tau
    from both ends.
    """
    s, X = sqrt_s**2, m_X**2
    beta = Shared(sqrt((sqrt_s - 2 * m_X) * (sqrt_s + 2 * m_X)) / sqrt_s)
    half = Shared(s * beta / 2)
    centre = Shared(s / 2 - X)
    low = larger(X**2 / (centre + half), centre * (1 - 1 / sqrt(2)))

    def integrand(tau: Point) -> Expr:
        sigma = centre + tau.from_high
        product = tau.value * sigma
        beyond = tau.from_low * (half + tau.from_high)
        return beyond * (2 * tau.from_high / product) ** 2 / 2

    logarithm = log1p(2 * half * (centre + half) / X**2)
    if boson == "vector":
        return 4 * (logarithm * (centre**2 + X * s) / centre - 2 * half)
    closed = logarithm * (3 * centre**2 - half**2) / (2 * centre) - 3 * half
    integral = over_interval(integrand, "tau", low, centre, width=half, rule=PAIRS)
    return Piecewise((closed, 2 * half**2 > centre**2), (integral, True))


@quantity(unit=picobarn, source="derived from Feynman rules", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def singlet_pair_cross_section(boson: LightBoson, sqrt_s: Energy, m_X: BosonMass, g: Coupling) -> Formula:
    """Cross section of mu- mu+ -> X X by exchange of a muon, over all angles, with 1/2 for identical bosons.

    0 below threshold.
    """
    total = _singlets(boson, sqrt_s, m_X)  # twice of it, and half of that for identical bosons
    cross_section = g**4 * total / (8 * pi * sqrt_s**4) * PICOBARN_GEV2 / 2
    return Formula(
        open_above(2 * m_X, sqrt_s, cross_section), matrix_element=MatrixElement(derivation.singlet_pair(boson))
    )


# ----- the dipole ----------------------------------------------------------------------------------------------


@quantity(unit=one, source="arXiv:2012.02769; running of the top's Yukawa coupling with one loop", accuracy=1e-13)
def dipole_running_factor(scale: Scale) -> Formula:
    """Coefficient of the muon's electromagnetic dipole at a scale over that at m_mu.

    ``exp[(4 alpha/pi) ln(scale/m_mu) + int 3 y_t^2/(16 pi^2) dln mu]``: loops of photons, and from m_t on the wave
    function of the Higgs boson from top quarks.  y_t and alpha_s run with one loop, ``y_t(m_t) = sqrt(2) m_t/v``; alpha
    does not run.
    """
    g2 = 4 * pi * alpha_s_m_Z / (1 + alpha_s_m_Z * Rational(23, 6) / pi * log(m_t / m_Z))
    y2 = 2 * (m_t / v) ** 2
    t = log(scale / m_t)
    falling = expm1(-log1p(7 * g2 * t / (8 * pi**2)) / 7)  # (g_3/g_3(m_t))^(2/7) - 1
    top = log1p(Rational(9, 2) * y2 / g2 * falling) / 3
    photons = 4 * alpha / pi * log(scale / m_mu)
    return Formula(exp(photons - Piecewise((top, scale > m_t), (0, True))))


@quantity(unit=picobarn, source="arXiv:2012.02769 eq. (8)", points=("sqrt_s",), accuracy=1e-13)
def higgs_photon_cross_section(
    sqrt_s: Energy, delta_a_mu: Shift, running: Literal["none", "one_loop"] = "none"
) -> Formula:
    """Cross section of mu- mu+ -> h photon by the dipole that shifts a_mu by delta_a_mu, ``s c^2/(24 pi v^2)``.

    ``c = e delta_a_mu/(4 m_mu)``; masses of the final state are neglected.  With ``one_loop`` it is multiplied by the
    square of `muon_collider.dipole_running_factor` at sqrt_s.
    """
    s, t = Symbol("s", real=True), Symbol("t", real=True)
    squared = derivation.higgs_photon().squared / 4
    mean = factor((squared + squared.diff(t, 2) * (s / 2) ** 2 / 6).subs(t, -s / 2))
    c2 = E2 * (delta_a_mu / (4 * m_mu)) ** 2 / v**2
    cross_section = c2 * mean.subs(s, sqrt_s**2) / (16 * pi * sqrt_s**2) * PICOBARN_GEV2
    factor_of_scale = dipole_running_factor(sqrt_s) ** 2 if running == "one_loop" else Integer(1)
    return Formula(cross_section * factor_of_scale, matrix_element=MatrixElement(derivation.higgs_photon()))
