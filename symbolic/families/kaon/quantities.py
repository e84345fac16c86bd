r"""K+ -> mu+ nu and K+ -> mu+ nu X with a light boson X.

Point-like kaon, tree level, massless neutrino, exact muon mass, spins summed.  The weak vertex is
``G P_a nubar gamma^a P_L mu`` with ``G = sqrt(2) G_F f_K V_us`` (P the momentum of the kaon).  Momenta: P kaon, k muon,
q neutrino, l boson; ``s_nuX = (l+q)^2`` is the missing mass squared, ``s_muX = (l+k)^2``, and

    D = s_muX - m_mu^2 = 2 k.l + m_X^2 ,      E = D + s_nuX - m_X^2 = 2 P.l - m_X^2

are the denominators of the muon and of the kaon propagator.

Source: G. Krnjaic, G. Marques-Tavares, D. Redigolo, K. Tobioka, arXiv:1902.07715, eqs. (8)-(10) and app. A.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from sympy import Expr, Max, Min, Poly, Rational, expand, factor, pi, sqrt
from sympy.codegen.cfunctions import fma, log1p
from sympy.core.expr import UnevaluatedExpr
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.decay import rates
from muforge.symbolic.families.kaon import amplitudes as derivation
from muforge.symbolic.families.kaon import printed
from muforge.symbolic.families.kaon.dalitz import GAP, D, E, in_neutrino_form, over_s_muX, pole_form, s12
from muforge.symbolic.feynman import Reaction
from muforge.symbolic.language.arguments import (
    BosonMass,
    Coupling,
    InvariantMassSquared,
    MasslessOrMassiveBoson,
    Real,
)
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.integrals import LineIntegral, Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import G_F, BR_K_mu_nu, Gamma_K, V_us, alpha, f_K, m_K, m_mu
from muforge.symbolic.nature.units import GeV, one

KaonBoson = Literal["scalar", "pseudoscalar", "vector", "axial", "lmu_ltau", "dark_photon"]
Order = Literal["zero", "one", "two"]
ORDERS: Mapping[str, int] = {"zero": 0, "one": 1, "two": 2}
MissingMass = Annotated[Expr, Real(GeV**2, "missing mass squared, (P - k)^2", above=0, range=(1e-12, 0.2))]
LowerLimit = Annotated[Expr, Real(GeV**2, "lower limit of the missing mass squared", above=0, range=(1e-6, 0.2))]
UpperLimit = Annotated[Expr, Real(GeV**2, "upper limit of the missing mass squared", above=0, range=(1e-6, 0.2))]
PhotonEnergy = Annotated[Expr, Real(GeV, "minimal photon energy in the kaon frame", above=0, range=(1e-6, 0.3))]
SOURCE = "arXiv:1902.07715 app. A"
RULE = Trapezoid(Rational(1, 4), 54, 30)
BETWEEN_CUTS = Trapezoid(Rational(1, 4), 90, 42)
"""Where the integrand does not vanish at the ends."""
LIGHTEST = Rational(1, 10**7)
"""The nodes resolve boson masses down to this fraction of the muon mass."""
SOFTEST = Rational(1, 10**20)
"""The nodes resolve photon energies down to this fraction of the kaon mass."""


@quantity(
    unit=GeV,
    source=SOURCE + " eq. (A.1)",
    printed=printed.TWO_BODY_WIDTH,
)
def two_body_width() -> Formula:
    """Width of K -> mu nu at tree level, ``m_K lambda_mu^2 (1 - m_mu^2/m_K^2)^2/(32 pi)``; 0 for m_mu above m_K."""
    reaction = derivation.two_body()
    G = sqrt(2) * G_F * f_K * V_us
    width = rates.two_body_width(G**2 * reaction.squared, m_K, GAP / (2 * m_K))
    return Formula(open_above(m_mu, m_K, width), matrix_element=MatrixElement(reaction))


@quantity(unit=one, source="kaon.two_body_width over the total width of the table of constants")
def two_body_branching_ratio() -> Expr:
    """Tree-level branching ratio of K -> mu nu."""
    return two_body_width() / Gamma_K


@quantity(
    unit=one,
    source=SOURCE + " eq. (A.2)",
    printed=printed.LAMBDA_MU,
)
def lambda_mu() -> Expr:
    """Effective Yukawa coupling ``2 G_F f_K m_mu V_us``."""
    return 2 * G_F * f_K * m_mu * V_us


def _matrix_element(boson: str) -> MatrixElement:
    return MatrixElement(derivation.three_body(boson))


@cache
def _squared(boson: str) -> Expr:
    """Sum over spins of abs(M)^2/(g^2 G^2) in D, E and s12, derived from the Feynman rules."""
    return _in_poles(derivation.three_body(boson).squared)


def _in_poles(derived: Expr) -> Expr:
    """A derived square in D, E and s12."""
    names = {symbol.name: symbol for symbol in derived.free_symbols}
    in_D = derived.subs({names["s_muX"]: D + m_mu**2, names["s_nuX"]: s12}, simultaneous=True)
    return in_D.xreplace({D + s12 - derivation.m_X**2: E})


def _squared_at(boson: str, m_X: Expr) -> Expr:
    return _squared(boson).subs(derivation.m_X, m_X)


def inside_dalitz_region(m_X: Expr, s_nuX: Expr, s_muX: Expr) -> Boolean:
    """Kinematic limits of s_nuX, and of s_muX at given s_nuX, with a rounding margin."""
    X, m2, M2 = m_X**2, m_mu**2, m_K**2
    available = M2 - s_nuX - m2
    centre = X + m2 + (s_nuX + X) * available / (2 * s_nuX)
    half_width_squared = ((s_nuX - X) / (2 * s_nuX)) ** 2 * (available**2 - 4 * m2 * s_nuX)
    margin = Rational(1, 10**12) * M2
    between = (s_nuX > 0) & (s_nuX >= X - margin) & (s_nuX <= (m_K - m_mu) ** 2 + margin)
    return between & ((s_muX - centre) ** 2 <= half_width_squared + margin * M2)


@quantity(
    unit=GeV**2,
    source="derived from Feynman rules; " + SOURCE + " eqs. (A.3)-(A.8)",
    points=("s_nuX", "s_muX"),
    printed=printed.SQUARED_MATRIX_ELEMENT,
    accuracy=INTEGRAL_ACCURACY,
)
def squared_matrix_element(
    boson: KaonBoson, m_X: MasslessOrMassiveBoson, s_nuX: InvariantMassSquared, s_muX: InvariantMassSquared
) -> Formula:
    """Squared matrix element of K -> mu nu X, summed over spins, divided by g^2 G^2.

    `lmu_ltau` couples to muon and neutrino, `dark_photon` to muon and kaon with the contact term that
    makes it gauge invariant; the other bosons couple to the muon alone, with the longitudinal
    polarisation (1/m_X^2) of massive vectors kept.  Kernels continue the formula beyond the Dalitz
    region; `muforge.evaluate` refuses points outside it.
    """
    muon = s_muX - m_mu**2
    above = s_nuX - m_X**2
    if boson == "dark_photon":  # its poles cancel for a soft boson
        expression = in_neutrino_form(_squared_at(boson, m_X), m_X, s_nuX, above, muon)
    else:
        part = {powers: c.subs(s12, s_nuX) for powers, c in pole_form(_squared_at(boson, m_X)).items()}
        expression = part.get((0, 0), 0) + muon * part.get((1, 0), 0)
        expression += (part[-1, 0] + part[-2, 0] / muon) / muon
    inside = inside_dalitz_region(m_X, s_nuX, s_muX)
    words = {inside: "a point inside the Dalitz region"}
    return Formula(expression, physical=(inside,), words=words, matrix_element=_matrix_element(boson))


def _energy_release(m_X: Expr) -> Expr:
    """m_K - m_mu - m_X, summed in the order that is exact close to threshold."""
    return UnevaluatedExpr(m_K - m_X) - m_mu


def _resolved(m_X: Expr) -> tuple[Expr, ...]:
    return (m_X >= LIGHTEST * m_mu,)


def _three_body(boson: str, m_X: Expr) -> dict[str, Any]:
    """Validity and origin of a formula that holds only where the decay is open."""
    is_open = _energy_release(m_X) > 0
    words = {is_open: "m_X < m_K - m_mu, an open decay"}
    return {"valid": (is_open, *_resolved(m_X)), "words": words, "matrix_element": _matrix_element(boson)}


def _normalised(integral: Expr) -> Expr:
    """``int ds_nuX ds_muX sum abs(M)^2/(g^2 G^2)`` as a ratio to the width of K -> mu nu."""
    return integral / (16 * pi**2 * factor(derivation.two_body().squared) * GAP)


@cache
def _moment(boson: str, m_X: Expr, power: int = 0, low: Expr | None = None) -> LineIntegral:
    """`_moment_of` the squared matrix element of one of the bosons."""
    return _moment_of(_squared_at(boson, m_X), m_X, power, low)


def _moment_of(squared: Expr, m_X: Expr, power: int = 0, low: Expr | None = None) -> LineIntegral:
    """``int ds_nuX (s_nuX - m_X^2)^power int ds_muX sum abs(M)^2`` above the missing mass `low` (default m_X)."""
    W = m_X if low is None else Max(low, m_X)
    skipped = 0 if low is None else Max(0, (low - m_X) * (low + m_X))

    def integrand(s: Point) -> Expr:
        above = s.from_low + skipped
        return above**power * over_s_muX(squared, m_X, s.value, above, s.from_high)

    start, end = W**2, (m_K - m_mu) ** 2
    width = _energy_release(W) * (m_K - m_mu + W)
    return over_interval(integrand, "s_nuX", start, end, width=width, rule=RULE)


@quantity(
    unit=one,
    source=SOURCE,
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
)
def rate_ratio(boson: KaonBoson, m_X: BosonMass) -> Formula:
    """Gamma(K -> mu nu X)/(g^2 Gamma(K -> mu nu)), independent of the weak coupling; 0 above m_K - m_mu."""
    ratio = open_above(0, _energy_release(m_X), _normalised(_moment(boson, m_X)))
    return Formula(ratio, valid=_resolved(m_X), matrix_element=_matrix_element(boson))


def rate_ratio_of(
    reaction: Reaction, m_X: Expr, couplings: Mapping[Expr, Expr], m2_miss_min: Expr | None = None
) -> Formula:
    """Gamma(K -> mu nu X)/Gamma(K -> mu nu) for any amplitude of that decay, with its couplings.

    All of it, or the part with a missing mass squared above `m2_miss_min`.
    """
    squared = _in_poles(reaction.squared).subs({derivation.m_X: m_X, **couplings}, simultaneous=True)
    low = None if m2_miss_min is None else sqrt(m2_miss_min)
    ratio = open_above(0, _energy_release(m_X), _normalised(_moment_of(squared, m_X, low=low)))
    if low is not None:
        ratio = open_above(0, _energy_release(low), ratio)
    return Formula(ratio, valid=_resolved(m_X), matrix_element=MatrixElement(reaction))


@quantity(unit=GeV, source=SOURCE, points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def three_body_width(boson: KaonBoson, m_X: BosonMass, g: Coupling) -> Formula:
    """Width of K -> mu nu X, ``g^2 rate_ratio Gamma(K -> mu nu)`` with the tree-level two-body width."""
    width = g**2 * rate_ratio(boson, m_X) * two_body_width()
    return Formula(width, valid=_resolved(m_X), matrix_element=_matrix_element(boson))


@quantity(unit=one, source=SOURCE, points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def branching_ratio(boson: KaonBoson, m_X: BosonMass, g: Coupling) -> Formula:
    """Branching ratio of K -> mu nu X, ``g^2 rate_ratio BR(K -> mu nu)`` with the measured ratio."""
    ratio = g**2 * rate_ratio(boson, m_X) * BR_K_mu_nu
    return Formula(ratio, valid=_resolved(m_X), matrix_element=_matrix_element(boson))


@quantity(unit=GeV**-2, source=SOURCE, points=("m2_miss",), accuracy=INTEGRAL_ACCURACY)
def differential_rate_ratio(boson: KaonBoson, m_X: BosonMass, m2_miss: MissingMass) -> Formula:
    """dGamma/dm_miss^2 of K -> mu nu X over g^2 Gamma(K -> mu nu); 0 outside m_X^2 ... (m_K - m_mu)^2."""
    W = sqrt(m2_miss)
    above, below = fma(-m_X, m_X, m2_miss), _energy_release(W) * (m_K - m_mu + W)
    inside = open_above(
        0, _energy_release(W), _normalised(over_s_muX(_squared_at(boson, m_X), m_X, m2_miss, above, below))
    )
    return Formula(open_above(0, above, inside), matrix_element=_matrix_element(boson))


@quantity(
    unit=one,
    source="moments of kaon.differential_rate_ratio",
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
    results=("order",),
)
def missing_mass_moment(boson: KaonBoson, order: Order, m_X: BosonMass) -> Formula:
    """Moment of ``(m_miss^2 - m_X^2)/m_K^2`` in K -> mu nu X, not normalised: order zero is kaon.rate_ratio.

    All three come from one integration.
    """
    power = ORDERS[order]
    moment = _normalised(_moment(boson, m_X, power)) / m_K ** (2 * power)
    return Formula(moment, **_three_body(boson, m_X))


def _mean_above_threshold(boson: str, m_X: Expr, order: str) -> Expr:
    """Mean of a power of ``(m_miss^2 - m_X^2)/m_K^2``."""
    first, all_of_it = (computed(missing_mass_moment, boson=boson, order=o, m_X=m_X) for o in (order, "zero"))
    return first / all_of_it


@quantity(unit=GeV**2, source="moment of kaon.differential_rate_ratio", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def missing_mass_squared_mean(boson: KaonBoson, m_X: BosonMass) -> Formula:
    """Mean of the missing mass squared in K -> mu nu X."""
    mean = m_X**2 + m_K**2 * _mean_above_threshold(boson, m_X, "one")
    return Formula(mean, **_three_body(boson, m_X))


@quantity(
    unit=GeV**4,
    source="moment of kaon.differential_rate_ratio",
    points=("m_X",),
    accuracy=10 * INTEGRAL_ACCURACY,
)
def missing_mass_squared_variance(boson: KaonBoson, m_X: BosonMass) -> Formula:
    """Variance of the missing mass squared in K -> mu nu X.

    A difference of moments: one digit less accurate than the mean.
    """
    mean = _mean_above_threshold(boson, m_X, "one")
    variance = m_K**4 * (_mean_above_threshold(boson, m_X, "two") - mean**2)
    return Formula(variance, **_three_body(boson, m_X))


@quantity(unit=one, source="integral of kaon.differential_rate_ratio", points=("m_X",), accuracy=INTEGRAL_ACCURACY)
def fraction_above_missing_mass_squared(boson: KaonBoson, m_X: BosonMass, m2_miss_min: LowerLimit) -> Formula:
    """Fraction of K -> mu nu X decays with a missing mass squared above m2_miss_min."""
    low = sqrt(m2_miss_min)
    part = _moment(boson, m_X, low=low) / _moment(boson, m_X)
    fraction = open_above(0, _energy_release(low), part)
    return Formula(fraction, **_three_body(boson, m_X))


@quantity(
    unit=one,
    source="kaon.squared_matrix_element of the dark photon at m_X = 0 with g = e; derived",
    accuracy=INTEGRAL_ACCURACY,
)
def inner_bremsstrahlung_fraction(m2_miss_min: LowerLimit, m2_miss_max: UpperLimit) -> Formula:
    """Gamma(K -> mu nu gamma)/Gamma(K -> mu nu) with (P - k)^2 between the limits, tree level.

    Inner bremsstrahlung alone; structure-dependent emission is neglected.  Limits above the end point
    (m_K - m_mu)^2 count as the end point; at 0 the rate diverges (soft photons).  0 for m_mu above m_K.
    """
    end = (m_K - m_mu) ** 2
    low, high = Min(m2_miss_min, end), Min(m2_miss_max, end)
    beyond = end - high

    def integrand(s: Point) -> Expr:
        return over_s_muX(_squared_at("dark_photon", Rational(0)), Rational(0), s.value, s.value, s.from_high + beyond)

    rate = over_interval(integrand, "s_nuX", low, high, rule=BETWEEN_CUTS)
    valid = (m2_miss_min >= SOFTEST * m_K**2, m2_miss_max >= m2_miss_min)
    return Formula(open_above(m_mu, m_K, 4 * pi * alpha * _normalised(rate)), valid=valid)


@quantity(
    unit=one,
    source="kaon.squared_matrix_element of the dark photon at m_X = 0 with g = e; derived",
    accuracy=INTEGRAL_ACCURACY,
)
def inner_bremsstrahlung_fraction_above_energy(E_gamma_min: PhotonEnergy) -> Formula:
    """Gamma(K -> mu nu gamma)/Gamma(K -> mu nu) with a photon above E_gamma_min in the kaon frame.

    Inner bremsstrahlung alone, tree level; 0 above the maximal energy (m_K^2 - m_mu^2)/(2 m_K).
    """
    largest = (m_K - m_mu) * (m_K + m_mu)

    def integrand(energy: Point) -> Expr:
        """Over D at fixed E = 2 m_K E_gamma; D runs from E m_mu^2/s_munu to E, s_munu = m_K^2 - E."""
        e = energy.value
        s_munu = m_mu**2 + energy.from_high
        a, d = e * m_mu**2 / s_munu, e * energy.from_high / s_munu
        integrals = {-2: d / (a * e), -1: log1p(d / a), 0: d, 1: d * (a + e) / 2}
        squared = _squared_at("dark_photon", Rational(0)).subs(s12, E - D)
        polynomial = Poly(expand(squared * (D * E) ** 2), D)
        return sum(factor(c).subs(E, e) / e**2 * integrals[i - 2] for (i,), c in polynomial.terms())

    rate = over_interval(integrand, "E", 2 * m_K * E_gamma_min, largest, rule=BETWEEN_CUTS)
    fraction = open_above(2 * m_K * E_gamma_min, largest, 4 * pi * alpha * _normalised(rate))
    return Formula(fraction, valid=(E_gamma_min >= SOFTEST * m_K,))
