"""Widths, branching ratios and decay lengths of light bosons, at tree level unless a loop is named.

``r = m_l^2/m_X^2`` and ``beta = sqrt(1 - 4 r)``; close to threshold beta is computed from the product
``(m_X - 2 m_l)(m_X + 2 m_l)``, which does not cancel.  Closed channels have width exactly 0.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from sympy import Expr, Integer, Rational, Symbol, pi, sqrt
from sympy.core.sympify import sympify

from muforge.symbolic.families.decay import amplitudes as two_body
from muforge.symbolic.families.decay import photons, printed, rates, scalar_hadrons
from muforge.symbolic.families.hvp.strong_coupling import Running, lowest_scale
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import (
    PERTURBATIVE,
    Boson,
    BosonMass,
    Coupling,
    FunctionOf,
    Group,
    LeptonMass,
    NeededFor,
    Real,
    Selected,
)
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import alpha, chiral_region, hbarc_GeV_m, m_e, m_mu, m_pi, m_tau, v
from muforge.symbolic.nature.groups import CHARGES
from muforge.symbolic.nature.units import GeV, metre, one

LEPTON_MASSES = {"electron": m_e, "muon": m_mu, "tau": m_tau}
SpinZero = Literal["scalar", "pseudoscalar"]
Lepton = Literal["electron", "muon", "tau"]
Loops = Literal["muon", "charged_leptons"]
Yukawa = Annotated[Expr, Real(one, "Yukawa coupling of X to the muon", plausible=PERTURBATIVE, range=(1e-6, 3.0))]
MixingAngle = Annotated[
    Expr, Real(one, "sine of the mixing angle with the Higgs boson", plausible=1.0, range=(1e-6, 1.0))
]
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


def _of_pair(*masses: Symbol) -> Selected:
    """The mass of one lepton of a pair of different ones; the pair picks both."""
    pairs = ("electron_muon", "electron_tau", "muon_tau")
    return Selected("pair", tuple(zip(pairs, masses, strict=True)), "leptons in the final state")


Lighter = Annotated[Expr, _of_pair(m_e, m_e, m_mu)]
Heavier = Annotated[Expr, _of_pair(m_mu, m_tau, m_tau)]


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def boson_to_two_flavours(boson: Boson, m_1: Lighter, m_2: Heavier, m_X: BosonMass, g: Coupling) -> Formula:
    """Width of a boson into two different charged leptons, l1- l2+ and l1+ l2- together.

    The coupling violates lepton flavour, ``g l1bar Gamma l2 X + h.c.`` with Gamma = 1 (scalar), gamma5 (pseudoscalar),
    gamma^a (vector) and gamma^a gamma5 (axial).
    """
    reaction = two_body.to_two_flavours(boson)
    masses = {two_body.m_X: m_X, two_body.m_1: m_1, two_body.m_2: m_2}
    squared = reaction.squared.subs(masses, simultaneous=True)
    polarisations = 1 if boson in ("scalar", "pseudoscalar") else 3
    sides = (m_X - m_1 - m_2) * (m_X + m_1 + m_2), (m_X - m_2 + m_1) * (m_X + m_2 - m_1)
    momentum = sqrt(sides[0] * sides[1]) / (2 * m_X)
    width = rates.two_body_width(2 * g**2 * squared / polarisations, m_X, momentum)
    return Formula(open_above(m_1 + m_2, m_X, width), matrix_element=MatrixElement(reaction))


Spin = Literal["complex_scalar", "majorana", "dirac", "pseudo_dirac"]
DarkMass = Annotated[Expr, Real(GeV, "mass of the dark-matter particle, the lighter one of two", above=0)]
DarkCoupling = Annotated[Expr, Real(one, "coupling of X to dark matter", plausible=PERTURBATIVE, range=(1e-6, 3.0))]
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


@quantity(unit=GeV, source="derived from Feynman rules", points=("m_X",))
def spin_zero_to_dark_matter(
    boson: SpinZero,
    spin: Literal["complex_scalar", "majorana", "dirac"],
    m_X: BosonMass,
    m_chi: DarkMass,
    g_chi: DarkCoupling,
) -> Formula:
    """Partial width of a scalar or pseudoscalar into a pair of dark-matter particles.

    A Dirac fermion with ``g_chi chibar chi X``, or ``g_chi chibar i gamma5 chi X`` for a pseudoscalar; a Majorana
    fermion with half of that; a complex scalar with ``g_chi m_chi chi* chi X``, to which a pseudoscalar does not
    couple.
    """
    momentum = m_X / 2 * _beta(m_X, m_chi)
    if spin == "complex_scalar":
        squared = (g_chi * m_chi) ** 2 if boson == "scalar" else Integer(0)
        return Formula(open_above(2 * m_chi, m_X, rates.two_body_width(squared, m_X, momentum)))
    reaction = two_body.spin_zero_to_dark_matter(boson)
    identical = 2 if spin == "majorana" else 1
    squared = reaction.squared.subs({two_body.m_X: m_X, two_body.m_chi: m_chi}, simultaneous=True) / identical
    width = rates.two_body_width(g_chi**2 * squared, m_X, momentum)
    return Formula(open_above(2 * m_chi, m_X, width), matrix_element=MatrixElement(reaction))


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
    return photons.loop(boson, tau, (tau - 1) / tau)


@quantity(unit=GeV, source="A. Djouadi, Phys. Rept. 457 (2008) 1 and 459 (2008) 1; leptons only", points=("m_X",))
def diphoton_width(boson: SpinZero, m_X: BosonMass, y_mu: Yukawa, loops: Loops) -> Formula:
    """Width of a spin-0 boson into two photons through lepton loops.

    ``loops="charged_leptons"`` adds electron and tau with couplings proportional to mass,
    ``y_l = y_mu m_l/m_mu``; ``"muon"`` has the muon alone.
    """
    leptons = [m_mu] if loops == "muon" else [m_e, m_mu, m_tau]
    width = photons.width_from_leptons(boson, m_X, [(y_mu * m_l / m_mu, m_l) for m_l in leptons])
    return Formula(width, approximations=(photons.LEPTONS_ALONE,))


Energy = Annotated[Expr, Real(GeV, "energy of X", above=0)]
AlphaX = Annotated[Expr, Real(one, "y_mu^2/(4 pi)", above=0, plausible=1.0, range=(1e-9, 1.0))]


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


def chiral(m_X: Expr) -> Approximation:
    """Lowest-order chiral perturbation theory for two pions."""
    return Approximation(
        "lowest-order chiral perturbation theory",
        neglects="final-state interactions of pions, which raise the width up to a hundredfold near 1 GeV, and kaons",
        holds=m_X < chiral_region,
        beyond="dispersive results are needed (arXiv:1809.01876)",
    )


@quantity(unit=GeV, source="lowest-order chiral perturbation theory", points=("m_X",))
def higgs_mixed_scalar_to_pions(m_X: BosonMass, sin_theta: MixingAngle) -> Formula:
    """Width of a Higgs-mixed scalar into two pions, both charge states with the charged-pion mass."""
    amplitude = sin_theta / v * (Rational(2, 9) * m_X**2 + Rational(11, 9) * m_pi**2)
    charge_states = 1 + Rational(1, 2)  # pi0 pi0 are identical
    width = charge_states * rates.two_body_width(amplitude**2, m_X, m_X / 2 * _beta(m_X, m_pi))
    return Formula(open_above(2 * m_pi, m_X, width), approximations=(chiral(m_X),))


@quantity(
    unit=GeV,
    source="A. Djouadi, Phys. Rept. 457 (2008) 1, leptons, quarks and W; quarks are free",
    points=("m_X",),
)
def higgs_mixed_scalar_to_photons(m_X: BosonMass, sin_theta: MixingAngle) -> Formula:
    """Width of a Higgs-mixed scalar into two photons, from loops of e, mu, tau, c, b, t and W.

    The amplitudes of leptons (2.9 at 0.15 GeV), quarks (4.0) and W (-7.0) nearly cancel below 0.4 GeV.  Loops of pions
    and kaons and the quarks u, d, s are neglected, and gluons: c and b have the masses m_c(m_c) and m_b(m_b) of the
    table of constants, t its pole mass.  Below 2 m_mu, where a loop of pions is as large as the sum, the width is an
    order of magnitude and not a prediction.
    """
    leptons = [(sin_theta * m_l / v, m_l) for m_l in LEPTON_MASSES.values()]
    width = photons.width_with_mixing(m_X, leptons, sin_theta)
    return Formula(width, approximations=(photons.free_quarks(m_X),))


Quark = Literal["strange", "charm", "bottom"]
Scale = Annotated[Expr, Real(GeV, "scale at which the mass is asked for", above=0, range=(0.6, 1e3))]
HadronicMass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(0.6, 1e3))]
ALPHA_S_IS_KNOWN = "energies at which alpha_s is below 1 with two loops, above about 0.55 GeV"
RUNNING_ACCURACY = 1e-13
"""Relative accuracy of what is made of alpha_s."""


def where_alpha_s_is_known(*scales: Expr) -> dict[str, Any]:
    """Where alpha_s is defined at some scales."""
    conditions = [scale >= lowest_scale() for scale in scales]
    return {"valid": tuple(conditions), "words": dict.fromkeys(conditions, ALPHA_S_IS_KNOWN)}


@quantity(
    unit=GeV,
    source="renormalisation group at leading order, textbook",
    points=("scale",),
    accuracy=RUNNING_ACCURACY,
)
def running_quark_mass(quark: Quark, scale: Scale) -> Formula:
    """MS-bar mass of a quark at a scale, from m_s(2 GeV), m_c(m_c) or m_b(m_b).

    ``m prod [alpha_s(b)/alpha_s(a)]^{12/(33 - 2 f)}`` over segments between 1.5 and 4.8 GeV with their number f of
    flavours; alpha_s is `hvp.strong_coupling`.
    """
    running = Running(scale)
    mass = scalar_hadrons.running_mass(quark, scale, running)
    return Formula(running.names.around(mass), **where_alpha_s_is_known(scale, scalar_hadrons.OWN_SCALES[quark]))


@quantity(
    unit=GeV,
    source="A. Djouadi, Phys. Rept. 457 (2008) 1, sec. 2.3",
    points=("m_X",),
    accuracy=RUNNING_ACCURACY,
)
def higgs_mixed_scalar_to_gluons(m_X: HadronicMass, sin_theta: MixingAngle, radiative_correction: bool) -> Formula:
    """Width of a Higgs-mixed scalar into two gluons through loops of c, b and t.

    ``sin_theta^2 alpha_s^2 m_X^3/(72 pi^3 v^2) |(3/4) sum A_S(m_X^2/(4 m_q^2))|^2`` with alpha_s at m_X and masses that
    do not run.  ``radiative_correction`` multiplies by ``1 + (95/4 - 7 f/6) alpha_s/pi``, 2.4 to 2.7 from 2 to 4 GeV,
    where the width is good to a factor of two at best.
    """
    running = Running(m_X)
    width = scalar_hadrons.to_gluons(m_X, sin_theta, running, corrected=radiative_correction)
    made = scalar_hadrons.free_partons(m_X), scalar_hadrons.low_orders(m_X)
    return Formula(running.names.around(width), **where_alpha_s_is_known(m_X), approximations=made)


@quantity(
    unit=GeV,
    source="A. Djouadi, Phys. Rept. 457 (2008) 1, sec. 2.1",
    points=("m_X",),
    accuracy=RUNNING_ACCURACY,
)
def higgs_mixed_scalar_to_quarks(
    quark: Quark, m_X: HadronicMass, sin_theta: MixingAngle, radiative_correction: bool
) -> Formula:
    """Width of a Higgs-mixed scalar into a pair of quarks.

    ``3 sin_theta^2 m(m_X)^2 m_X/(8 pi v^2) (1 - 4 m^2/m_X^2)^{3/2}``: `decay.running_quark_mass` in the coupling, m_s,
    m_c or m_b of the table of constants in the phase space.  ``radiative_correction`` multiplies by
    ``1 + (17/3) alpha_s/pi``.  0 at and below twice the mass.  Below 4 GeV good to a factor of two at best.
    """
    running = Running(m_X)
    width = scalar_hadrons.to_quarks(quark, m_X, sin_theta, running, corrected=radiative_correction)
    made = scalar_hadrons.free_partons(m_X), scalar_hadrons.low_orders(m_X)
    domain = where_alpha_s_is_known(m_X, scalar_hadrons.OWN_SCALES[quark])
    return Formula(running.names.around(width), **domain, approximations=made)
