"""Widths, branching ratios and decay lengths of light bosons, at tree level unless a loop is named.

``r = m_l^2/m_X^2`` and ``beta = sqrt(1 - 4 r)``; close to threshold beta is computed from the product
``(m_X - 2 m_l)(m_X + 2 m_l)``, which does not cancel.  Closed channels have width exactly 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from sympy import Abs, Expr, I, Integer, Piecewise, Rational, atan2, cancel, log, pi, sqrt
from sympy.core.expr import UnevaluatedExpr
from sympy.core.sympify import sympify

from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.decay import printed, rates
from muforge.symbolic.language.arguments import (
    Boson,
    BosonMass,
    Coupling,
    FunctionOf,
    Group,
    LeptonMass,
    NeededFor,
    Real,
)
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.functions import modulus_squared, power_series
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import alpha, hbarc_GeV_m, m_e, m_mu, m_pi, m_tau, v
from muforge.symbolic.nature.groups import CHARGES
from muforge.symbolic.nature.units import GeV, metre, one

LEPTON_MASSES = {"electron": m_e, "muon": m_mu, "tau": m_tau}
SpinZero = Literal["scalar", "pseudoscalar"]
Lepton = Literal["electron", "muon", "tau"]
Loops = Literal["muon", "charged_leptons"]
Yukawa = Annotated[Expr, Real(one, "Yukawa coupling of X to the muon", range=(1e-6, 3.0))]
MixingAngle = Annotated[Expr, Real(one, "sine of the mixing angle with the Higgs boson", range=(1e-6, 1.0))]
HadronicR = Annotated[
    Expr,
    Real(one, "R ratio e+e- -> hadrons over mu+mu- at m_X", at_least=0, range=(1e-2, 10.0)),
    FunctionOf("m_X"),
]


def _beta(m_X: Expr, m_l: Expr) -> Expr:
    """Velocity of the leptons in the rest frame of X."""
    return sqrt((m_X - 2 * m_l) * (m_X + 2 * m_l)) / m_X


@quantity(
    unit=GeV,
    source="derived from Feynman rules; arXiv:1902.07715 sec. II eq. (2)",
    points=("m_X",),
    printed=printed.BOSON_TO_LEPTONS,
)
def boson_to_leptons(boson: Boson, m_l: LeptonMass, m_X: BosonMass, g: Coupling) -> Formula:
    """Partial width of a boson into a pair of charged leptons."""
    reaction = two_body.to_leptons(boson)
    squared = reaction.squared.subs({two_body.m_X: m_X, two_body.m_l: m_l}, simultaneous=True)
    polarisations = 1 if boson in ("scalar", "pseudoscalar") else 3
    width = rates.two_body_width(g**2 * squared / polarisations, m_X, m_X / 2 * _beta(m_X, m_l))
    return Formula(open_above(2 * m_l, m_X, width), matrix_element=MatrixElement(reaction))


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def vector_to_neutrinos(m_X: BosonMass, g: Coupling) -> Formula:
    """Partial width of a vector into one flavour of left-handed neutrinos."""
    reaction = two_body.to_neutrinos()
    squared = reaction.squared.subs(two_body.m_X, m_X)
    return Formula(rates.two_body_width(g**2 * squared / 3, m_X, m_X / 2), matrix_element=MatrixElement(reaction))


Spin = Literal["complex_scalar", "majorana", "dirac", "pseudo_dirac"]
DarkMass = Annotated[Expr, Real(GeV, "mass of the dark-matter particle, the lighter one of two", above=0)]
DarkCoupling = Annotated[Expr, Real(one, "coupling of X to dark matter", range=(1e-6, 3.0))]
Splitting = Annotated[
    Expr,
    Real(one, "(m_2 - m_1)/m_1 of a pseudo-Dirac pair", at_least=0, range=(1e-3, 1.0)),
    NeededFor("spin", ("pseudo_dirac",)),
]


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def vector_to_dark_matter(
    spin: Spin, m_X: BosonMass, m_chi: DarkMass, g_chi: DarkCoupling, relative_splitting: Splitting | None = None
) -> Formula:
    """Partial width of a vector into a pair of dark-matter particles.

    A complex scalar of unit charge; a Majorana fermion with ``(g_chi/2) chibar gamma^a gamma5 chi X_a``; a Dirac
    fermion; or two Majorana fermions of masses m_chi and ``(1 + relative_splitting) m_chi`` with an off-diagonal
    coupling, which make a Dirac fermion when the splitting is 0.
    """
    reaction = two_body.to_dark_matter(spin)
    if relative_splitting is None:
        heavy, momentum = m_chi, m_X / 2 * _beta(m_X, m_chi)
    else:
        heavy = (1 + relative_splitting) * m_chi
        above = (m_X - m_chi - heavy) * (m_X + m_chi + heavy)
        below = (m_X - relative_splitting * m_chi) * (m_X + relative_splitting * m_chi)
        momentum = sqrt(above * below) / (2 * m_X)
    masses = {two_body.m_X: m_X, two_body.m_chi: m_chi, two_body.m_heavy: heavy}
    identical = 2 if spin == "majorana" else 1
    squared = reaction.squared.subs(masses, simultaneous=True) / 3 / identical
    width = rates.two_body_width(g_chi**2 * squared, m_X, momentum)
    return Formula(open_above(m_chi + heavy, m_X, width), matrix_element=MatrixElement(reaction))


@quantity(unit=one, source="definition of the gauged U(1)")
def u1_charge(group: Group, fermion: Literal["electron", "muon", "tau", "quark"]) -> Expr:
    """U(1) charge of a fermion; neutrinos carry the charge of their lepton."""
    return sympify(CHARGES[group].get(fermion, 0))


def _u1_partial_width(group: str, lepton: str, m_X: Expr, g: Expr) -> Expr:
    charge, m_l = CHARGES[group].get(lepton, 0), LEPTON_MASSES[lepton]
    return charge**2 * boson_to_leptons("vector", m_l, m_X, g)


@quantity(unit=GeV, source="arXiv:1902.07715 sec. II eqs. (5)-(7)", points=("m_X",))
def u1_leptonic_width(group: Group, m_X: BosonMass, g: Coupling) -> Expr:
    """Width of a U(1) gauge boson into charged leptons and three left-handed neutrinos."""
    charged = sum(_u1_partial_width(group, lepton, m_X, g) for lepton in LEPTON_MASSES)
    neutrinos = sum(CHARGES[group].get(lepton, 0) ** 2 for lepton in LEPTON_MASSES)
    return charged + neutrinos * vector_to_neutrinos(m_X, g)


@quantity(unit=one, source="arXiv:1902.07715 sec. II eqs. (5)-(7)", points=("m_X",))
def u1_leptonic_branching_ratio(group: Group, lepton: Lepton, m_X: BosonMass) -> Expr:
    """Branching ratio of a U(1) gauge boson into one charged lepton pair, leptonic channels only."""
    return _u1_partial_width(group, lepton, m_X, 1) / u1_leptonic_width(group, m_X, 1)


@quantity(unit=metre, source="arXiv:1902.07715 sec. II", points=("m_X",))
def u1_proper_decay_length(group: Group, m_X: BosonMass, g: Coupling) -> Formula:
    """Proper decay length c tau of a U(1) gauge boson, leptonic channels only."""
    return Formula(hbarc_GeV_m / u1_leptonic_width(group, m_X, g), valid=(g**2 > 0,))


@quantity(unit=GeV, source="textbook", points=("m_X",))
def dark_photon_to_hadrons(m_X: BosonMass, epsilon: Coupling, hadronic_r_ratio: HadronicR) -> Expr:
    """Width of a dark photon into hadrons, from the measured R ratio at its mass."""
    return epsilon**2 * alpha * m_X * hadronic_r_ratio / 3


@quantity(unit=one, source="textbook", points=("m_X",))
def dark_photon_muon_branching_ratio(m_X: BosonMass, hadronic_r_ratio: HadronicR) -> Expr:
    """Branching ratio of a dark photon into muons; alpha and epsilon cancel.

    The denominator has e, mu, tau and hadrons, the latter as R times the width into massless muons.
    """
    widths = {lepton: boson_to_leptons("vector", m_l, m_X, 1) for lepton, m_l in LEPTON_MASSES.items()}
    hadrons = hadronic_r_ratio * m_X / (12 * pi)
    return widths["muon"] / (sum(widths.values()) + hadrons)


SERIES_TERMS = 28


def _series_coefficients(boson: str) -> list[Rational]:
    """Coefficients of A_S or A_P in powers of ``z = (1 - sqrt(1-tau))/(1 + sqrt(1-tau))``; tau < 3/4 is z < 1/3.

    As ``tau = 4 z/(1+z)^2`` and ``f = (2 arctan(sqrt(z)))^2``, they are ``A_P = 2 (1+z)^2 S`` and
    ``A_S = (1+z)^2 [1 - (1-z)^2 S]/(2 z)`` with ``S = [arctan(sqrt(z))/sqrt(z)]^2``.
    """
    terms = SERIES_TERMS + 1
    root = [Rational((-1) ** k, 2 * k + 1) for k in range(terms)]
    S = [sum(root[k] * root[n - k] for k in range(n + 1)) for n in range(terms)]

    def times(a: int, series: list[Rational]) -> list[Rational]:
        """``(1 + a z)^2`` times a series."""
        before = [Rational(0), Rational(0), *series]
        return [c + 2 * a * before[n + 1] + a**2 * before[n] for n, c in enumerate(series)]

    if boson == "pseudoscalar":
        return [2 * c for c in times(1, S)[:SERIES_TERMS]]
    return [c / 2 for c in times(1, [-c for c in times(-1, S)[1:]])]


def _near(boson: str, tau: Expr) -> Expr:
    """A_S or A_P for tau < 3/4."""
    return power_series(tau / (1 + sqrt(1 - tau)) ** 2, *_series_coefficients(boson))


def _numerator(boson: str, tau: Expr, b_squared: Expr) -> Expr:
    """``tau/2`` times A_S or A_P, from the closed form of f.

    ``b_squared = 1 - 1/tau`` in a form without cancellation at threshold; farther above, 1/tau has fewer roundings.
    """
    b = sqrt(Abs(b_squared))
    below = atan2(1, b) ** 2  # arcsin(sqrt(tau))
    above = -((log(tau * (1 + b) ** 2) - I * pi) ** 2) / 4
    if boson == "pseudoscalar":
        return Piecewise((below, b_squared <= 0), (above, True))
    factor = Piecewise((b_squared, tau < 2), (1 - 1 / tau, True))
    return Piecewise((1 + b_squared * below, b_squared <= 0), (1 + factor * above, True))


Tau = Annotated[Expr, Real(one, "m_X^2/(4 m^2), m the mass in the loop", at_least=0, range=(1e-12, 1e12))]


@quantity(
    unit=one,
    source="A. Djouadi, Phys. Rept. 457 (2008) 1 and 459 (2008) 1",
    points=("tau",),
    printed=printed.DIPHOTON_LOOP_FUNCTION,
)
def diphoton_loop_function(boson: SpinZero, tau: Tau) -> Expr:
    """Fermion loop in the decay of a spin-0 boson to two photons; complex above threshold, tau > 1.

    ``A_S = 2 [tau + (tau - 1) f]/tau^2``, ``A_P = 2 f/tau`` with ``f = arcsin(sqrt(tau))^2`` below threshold
    and ``-(ln((1+b)/(1-b)) - i pi)^2/4``, ``b = sqrt(1 - 1/tau)``, above; 4/3 and 2 for tau -> 0.
    """
    return _loop(boson, tau, (tau - 1) / tau)


def _loop(boson: str, tau: Expr, b_squared: Expr) -> Expr:
    return Piecewise((_near(boson, tau), tau < Rational(3, 4)), (2 * _numerator(boson, tau, b_squared) / tau, True))


def width_from_loops(boson: str, m_X: Expr, couplings: Sequence[tuple[Expr, Expr]]) -> Expr:
    """Width into two photons from loops of leptons with some couplings and masses, the heaviest last.

    It is ``alpha^2 m_X^3/(256 pi^3) abs(sum y_l A_l/m_l)^2``.  Where all tau are large it is computed as
    ``alpha^2/(4 pi^3 m_X) abs(sum y_l m_l tau_l A_l/2)^2``, which has fewer powers.
    """
    *lighter, (y, m) = couplings
    tau, b_squared = _at_mass(m_X, m)
    weights = [cancel(y_l * m / (m_l * y)) for y_l, m_l in lighter]
    as_masses = all(weight.is_number for weight in weights)  # then y is a factor; else it may be 0 by itself
    common = y if as_masses else Integer(1)
    heaviest = y / common
    small, large = heaviest * _near(boson, tau), heaviest * _numerator(boson, tau, b_squared)
    for (y_l, m_l), ratio in zip(lighter, weights, strict=True):
        weight = ratio if as_masses else y_l * m / m_l
        at = boson, *_at_mass(m_X, m_l)
        small += weight * _loop(*at)
        large += weight * (m_l / m) ** 2 * _numerator(*at)
    scale = (alpha * common) ** 2 / (256 * pi**3)
    small_width = scale / m**2 * m_X**3 * modulus_squared(small)
    return Piecewise((small_width, tau < Rational(3, 4)), (64 * scale * m**2 * modulus_squared(large) / m_X, True))


def _at_mass(m_X: Expr, m_l: Expr) -> tuple[Expr, Expr]:
    """The ratio tau of a lepton of mass m_l, and ``1 - 1/tau`` without cancellation at threshold."""
    b_squared = (m_X - 2 * m_l) * (m_X + 2 * m_l) / m_X**2
    return (m_X / (2 * m_l)) ** 2, UnevaluatedExpr(b_squared)


@quantity(unit=GeV, source="A. Djouadi, Phys. Rept. 457 (2008) 1 and 459 (2008) 1; leptons only", points=("m_X",))
def diphoton_width(boson: SpinZero, m_X: BosonMass, y_mu: Yukawa, loops: Loops) -> Expr:
    """Width of a spin-0 boson into two photons through lepton loops.

    ``loops="charged_leptons"`` adds electron and tau with couplings proportional to mass,
    ``y_l = y_mu m_l/m_mu``; ``"muon"`` has the muon alone.  Other charged particles are neglected.
    """
    leptons = [m_mu] if loops == "muon" else [m_e, m_mu, m_tau]
    return width_from_loops(boson, m_X, [(y_mu * m_l / m_mu, m_l) for m_l in leptons])


Energy = Annotated[Expr, Real(GeV, "energy of X", above=0)]
AlphaX = Annotated[Expr, Real(one, "y_mu^2/(4 pi)", above=0, range=(1e-9, 1.0))]


@quantity(unit=metre, source="from decay.diphoton_width", points=("m_X", "energy"))
def diphoton_decay_length(boson: SpinZero, m_X: BosonMass, energy: Energy, alpha_X: AlphaX) -> Formula:
    """Decay length in the laboratory of a spin-0 boson that decays to two photons through the muon loop."""
    gamma_beta = sqrt((energy - m_X) * (energy + m_X)) / m_X
    width = diphoton_width(boson, m_X, sqrt(4 * pi * alpha_X), "muon")
    return Formula(gamma_beta * hbarc_GeV_m / width, valid=(energy >= m_X,))


@quantity(unit=GeV, source="textbook", points=("m_X",))
def mass_proportional_scalar_to_leptons(
    m_l: LeptonMass, m_X: BosonMass, xi: Annotated[Expr, Real(one, "coupling in units of m_l/v", range=(1e-6, 3.0))]
) -> Expr:
    """Width into leptons of a scalar with coupling xi m_l/v (a Higgs-mixed one has xi = sin theta)."""
    return boson_to_leptons("scalar", m_l, m_X, xi * m_l / v)


@quantity(unit=GeV, source="lowest-order chiral perturbation theory", points=("m_X",))
def higgs_mixed_scalar_to_pions(m_X: BosonMass, sin_theta: MixingAngle) -> Expr:
    """Width of a Higgs-mixed scalar into two pions, both charge states with the charged-pion mass.

    Lowest order; unreliable above about 0.5 GeV, where final-state interactions dominate.
    """
    amplitude = sin_theta / v * (Rational(2, 9) * m_X**2 + Rational(11, 9) * m_pi**2)
    charge_states = 1 + Rational(1, 2)  # pi0 pi0 are identical
    width = charge_states * rates.two_body_width(amplitude**2, m_X, m_X / 2 * _beta(m_X, m_pi))
    return open_above(2 * m_pi, m_X, width)
