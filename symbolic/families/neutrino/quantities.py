"""Neutrino-electron scattering, nu e -> nu e, with the exchange of a light vector.

Electrons are free and at rest, neutrinos massless; tree level.  Only what the recoil of the electron shows is computed,
without the response of a detector.

Source: G. 't Hooft, Phys. Lett. B 37 (1971) 195; W. J. Marciano, Z. Parsa, J. Phys. G 29 (2003) 2629; light vectors:
R. Harnik, J. Kopp, P. A. N. Machado, arXiv:1202.6073; L_mu - L_tau: A. Kamada, H.-B. Yu, arXiv:1504.00711.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from sympy import Expr, Integer, Piecewise, log, pi, sqrt

from muforge.symbolic.families.mixing.quantities import pair_of_loops
from muforge.symbolic.families.neutrino import printed
from muforge.symbolic.families.neutrino.recoil import (
    CHIRALITIES,
    FLAVORS,
    POWER,
    at_spacelike,
    bilinear,
    over_recoils,
    quadratic,
    shapes,
    shift,
    standard_couplings,
)
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Lengths, MasslessOrMassiveBoson, Real, Stacked
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, quantity
from muforge.symbolic.nature.constants import (
    G_F,
    alpha,
    beryllium_line_energy,
    beryllium_line_fraction,
    beryllium_weak_line_energy,
    hbarc2_GeV2_cm2,
    m_e,
    m_mu,
    m_tau,
)
from muforge.symbolic.nature.units import GeV, centimetre, one, second

Energy = Annotated[
    Expr, Real(GeV, "energy of the neutrino, the electron being at rest", above=0, plausible=1e6, range=(1e-4, 1e2))
]
Recoil = Annotated[Expr, Real(GeV, "kinetic energy of the electron", at_least=0, range=(1e-6, 10.0))]
LeastRecoil = Annotated[
    Expr, Real(GeV, "smallest kinetic energy of the electron that counts", at_least=0, range=(1e-6, 10.0))
]
Product = Annotated[
    Expr, Real(one, "coupling of the neutrino times vector coupling of the electron", range=(1e-14, 1e-4))
]
Fractions = Annotated[
    tuple[Expr, ...],
    Real(one, "weights of electron, muon and tau neutrinos, of any sum", at_least=0, range=(0.05, 1.0)),
    Lengths((3,)),
]
RateRatio = Annotated[Expr, Real(one, "rate over that of the standard model", above=0, range=(1.01, 2.0))]
Survival = Annotated[
    Expr, Real(one, "probability that an electron neutrino stays one", at_least=0, at_most=1, range=(0.3, 0.6))
]
AtmosphericAngle = Annotated[Expr, Real(one, "sin^2(theta_23)", at_least=0, at_most=1, range=(0.4, 0.6))]
Flux = Annotated[
    Expr,
    Real(centimetre**-2 * second**-1, "neutrinos of both lines per area and time", at_least=0, range=(1e9, 1e10)),
]
Electrons = Annotated[Expr, Real(one, "electrons of the target", at_least=0, range=(1e29, 1e33))]
LiveTime = Annotated[Expr, Real(second, "time of measurement", at_least=0, range=(1e3, 1e8))]
Flavor = Literal["electron", "muon", "tau"]
EachFlavor = Annotated[Literal["electron", "muon", "tau"], Stacked()]
Chirality = Literal["left", "right", "mixed"]
Exchanged = Literal["not_at_all", "once", "twice"]
ElectronCoupling = Literal["constant", "mu_tau_loops"]
SolarGroup = Literal["b_minus_l", "lmu_ltau"]
Mixing = Literal["zero", "process"]
Line = Literal["862_keV", "384_keV"]
Octant = Literal["as_given", "lower", "upper"]

CHARGES_OF_NEUTRINOS = {"b_minus_l": (1, 1, 1), "lmu_ltau": (0, 1, -1)}
"""Sign of the product of couplings for each flavour, over ``g^2`` for B - L and ``-e Pi g`` for L_mu - L_tau."""
DERIVED = "derived from Feynman rules"
TREE = Approximation(
    "tree level on free electrons at rest",
    neglects="radiative corrections, some per cent, binding of electrons in atoms and the response of detectors",
)
PREFACTOR = 2 * G_F**2 * m_e / pi * hbarc2_GeV2_cm2


@quantity(unit=centimetre**2 / GeV, source=DERIVED, points=("T_e",), printed=printed.SPECTRUM)
def electron_recoil_spectrum(
    flavor: Flavor, E_nu: Energy, T_e: Recoil, coupling_product: Product, m_X: MasslessOrMassiveBoson
) -> Formula:
    """dsigma/dT of nu e -> nu e, with the exchange of a vector.

    ``(2 G_F^2 m_e/pi) [g_L^2 + g_R^2 (1 - T/E)^2 - g_L g_R m_e T/E^2]``, ``g_R = sin^2(theta_W)`` and
    ``g_L = g_R + 1/2`` for electron neutrinos, ``g_R - 1/2`` for others.  The vector shifts both by
    ``coupling_product/[2 sqrt(2) G_F (m_X^2 + 2 m_e T)]``; a product of 0 is the standard model.  0 above the largest
    recoil, ``2 E^2/(m_e + 2 E)``.
    """
    g_L, g_R = standard_couplings(flavor)
    change = coupling_product * shift(m_X, T_e)
    spectrum = PREFACTOR * quadratic(shapes(E_nu, T_e), g_L + change, g_R + change)
    reached = T_e * (m_e + 2 * E_nu) <= 2 * E_nu**2
    return Formula(Piecewise((spectrum, reached), (0, True)), **_finite(m_X, T_e), approximations=(TREE,))


def _finite(m_X: Expr, T: Expr) -> dict[str, Any]:
    """The propagator has no pole: a massless boson needs a recoil."""
    finite = m_X**2 + 2 * m_e * T > 0
    return {"valid": (finite,), "words": {finite: "a mass of X or a recoil above 0"}}


@quantity(
    unit=GeV,
    source=DERIVED,
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
    results=("chirality", "exchanged"),
    printed=printed.INTEGRALS,
)
def recoil_integral(
    chirality: Chirality,
    exchanged: Exchanged,
    electron_coupling: ElectronCoupling,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    m_X: MasslessOrMassiveBoson,
) -> Formula:
    """Integral over the recoil T from T_e_min up, with X exchanged not at all, once or twice.

    Of what stands beside ``g_L^2`` (left), ``g_R^2`` (right) and ``-g_L g_R`` (mixed) in
    `neutrino.electron_recoil_spectrum`: 1, ``(1 - T/E)^2`` and ``m_e T/E^2``.  Each exchange multiplies it by the shift
    of both couplings, ``1/[2 sqrt(2) G_F (m_X^2 + 2 m_e T)]``, for couplings to the neutrino and the electron of 1
    (constant) or for those of a muon neutrino in L_mu - L_tau with g = 1 (mu_tau_loops), which is ``-e Pi(-2 m_e T)``
    times it, Pi that of `mixing.loop_induced_mixing`.  All nine come from one integration.
    """

    def integrand(T: Expr) -> Expr:
        change = shift(m_X, T)
        if electron_coupling == "mu_tau_loops":
            change *= unit_of_loops(-2 * m_e * T)
        return shapes(E_nu, T)[chirality] * change ** POWER[exchanged]

    return Formula(over_recoils(integrand, E_nu, T_e_min), **_finite(m_X, T_e_min))


def unit_of_loops(q_squared: Expr) -> Expr:
    """``-e Pi(q^2)`` for g = 1, of muon and tau loops at space-like transfers."""
    integral = at_spacelike(lambda q2: pair_of_loops(q2, m_tau, m_mu), q_squared)
    return -loops_over_integral() * integral


def loops_over_integral() -> Expr:
    """``e`` times what multiplies the difference of two loops in a mixing."""
    return 8 * (4 * pi * alpha) / (4 * pi) ** 2 / 6


def integrals(exchanged: str, electron_coupling: str = "constant", **arguments: Expr) -> dict[str, Expr]:
    """The results of `neutrino.recoil_integral` by chirality."""
    common = {"exchanged": exchanged, "electron_coupling": electron_coupling} | arguments
    return {chirality: computed(recoil_integral, chirality=chirality, **common) for chirality in CHIRALITIES}


@quantity(
    unit=centimetre**2,
    source="neutrino.electron_recoil_spectrum",
    points=("E_nu",),
    accuracy=INTEGRAL_ACCURACY,
    printed=printed.CROSS_SECTION,
)
def cross_section(
    flavor: Flavor,
    E_nu: Energy,
    T_e_min: LeastRecoil = 0.0,
    coupling_product: Product = 0.0,
    m_X: MasslessOrMassiveBoson = 1.0,
) -> Formula:
    """Cross section of nu e -> nu e with recoils above T_e_min, with the exchange of a vector.

    The integral of `neutrino.electron_recoil_spectrum`; 0 if no recoil is above T_e_min.
    """
    at = {"E_nu": E_nu, "T_e_min": T_e_min, "m_X": m_X}
    standard, once, twice = standard_and_changes(flavor, {name: integrals(name, **at) for name in POWER}, Integer(1))
    total = PREFACTOR * (standard + coupling_product * once + coupling_product**2 * twice)
    return Formula(total, **_finite(m_X, T_e_min), approximations=(TREE,))


def standard_and_changes(flavor: str, terms: dict[str, dict[str, Expr]], change: Expr) -> tuple[Expr, Expr, Expr]:
    """The integral of the standard model, and what is linear and quadratic in a change of both couplings."""
    couplings = standard_couplings(flavor)
    return (
        quadratic(terms["not_at_all"], *couplings),
        bilinear(terms["once"], couplings, (change, change)),
        quadratic(terms["twice"], change, change),
    )


# ----- limits ----------------------------------------------------------------------------------------------------


def coupling_at_ratio(linear: Expr, squared: Expr, excess: Expr) -> Expr:
    """The largest coupling g at which ``linear g^2 + squared g^4`` is the excess: beyond it, it stays above."""
    root = sqrt(linear**2 + 4 * squared * excess)
    return sqrt(Piecewise((2 * excess / (linear + root), linear > 0), ((root - linear) / (2 * squared), True)))


def seen(E_nu: Expr, T_e_min: Expr, weights: Expr) -> dict[str, Any]:
    """Conditions that some neutrino is seen, for a `Formula`."""
    recoils = T_e_min * (m_e + 2 * E_nu) < 2 * E_nu**2
    present = weights > 0
    words = {
        recoils: "T_e_min below the largest recoil, 2 E_nu^2/(m_e + 2 E_nu): else nothing is ever seen",
        present: "flavor_fractions with a neutrino that X couples to: else nothing is ever seen",
    }
    return {"valid": (recoils, present), "words": words}


def _limit(
    group: str, electron_coupling: str, rate_ratio: Expr, flavor_fractions: tuple[Expr, ...], **at: Expr
) -> Formula:
    """The limit of a group whose electrons have a vector coupling."""
    signs = dict(zip(FLAVORS, CHARGES_OF_NEUTRINOS[group], strict=True))
    weights = dict(zip(FLAVORS, flavor_fractions, strict=True))
    terms = {name: integrals(name, electron_coupling if power else "constant", **at) for name, power in POWER.items()}
    standard, once, twice = Integer(0), Integer(0), Integer(0)
    others = weights["muon"] * signs["muon"] + weights["tau"] * signs["tau"]
    for flavor, total, net in (
        ("electron", weights["electron"], weights["electron"] * signs["electron"]),
        ("muon", weights["muon"] + weights["tau"], others),
    ):
        own = standard_and_changes(flavor, terms, Integer(1))
        standard, once = standard + total * own[0], once + net * own[1]
        twice = own[2]
    coupled = sum(weights[flavor] * signs[flavor] ** 2 for flavor in FLAVORS)
    unit = zero_mixing() if group == "lmu_ltau" and electron_coupling == "constant" else Integer(1)
    linear, squared = unit * once / standard, unit**2 * coupled * twice / standard
    conditions = seen(at["E_nu"], at["T_e_min"], coupled)
    finite = _finite(at["m_X"], at["T_e_min"])
    return Formula(
        coupling_at_ratio(linear, squared, rate_ratio - 1),
        valid=conditions["valid"] + finite["valid"],
        words=conditions["words"] | finite["words"],
        approximations=(TREE,),
    )


def zero_mixing() -> Expr:
    """``-e Pi(0)`` for g = 1."""
    return -loops_over_integral() * 2 * log(m_tau / m_mu)


@quantity(unit=one, source="arXiv:1202.6073, arXiv:1504.00711; derived", points=("m_X",), accuracy=1e-11)
def solar_coupling_limit(
    group: SolarGroup,
    m_X: MasslessOrMassiveBoson,
    rate_ratio: RateRatio,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    flavor_fractions: Fractions,
) -> Formula:
    """Gauge coupling at which the rate of nu e -> nu e rises through rate_ratio times that of the standard model.

    The rate is integrated over recoils above T_e_min and summed over flavours.  It is ``1 + b g^2 + c g^4`` and may
    fall first: beyond the coupling given it stays above.  Electrons of L_mu - L_tau couple through the mixing that
    loops induce, here at ``q^2 = 0``; see `neutrino.mixing_coupling_limit`.
    """
    return _limit(group, "constant", rate_ratio, flavor_fractions, E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)


@quantity(
    unit=one, source="neutrino.solar_coupling_limit with mixing.loop_induced_mixing", points=("m_X",), accuracy=1e-11
)
def mixing_coupling_limit(
    group: Literal["lmu_ltau"],
    mixing: Mixing,
    m_X: MasslessOrMassiveBoson,
    rate_ratio: RateRatio,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    flavor_fractions: Fractions,
) -> Formula:
    """Gauge coupling above which the rate of nu e -> nu e stays above rate_ratio times that of the standard model.

    Electrons couple through the mixing of L_mu - L_tau with the photon that loops of muon and tau induce, at the
    momentum of the process, ``q^2 = -2 m_e T`` (process), or at 0 (zero).  For 7Be the two agree to 1e-6; at tens of
    GeV the mixing is some per cent smaller than at 0.
    """
    coupling = "mu_tau_loops" if mixing == "process" else "constant"
    return _limit(group, coupling, rate_ratio, flavor_fractions, E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)


# ----- solar neutrinos -------------------------------------------------------------------------------------------


@quantity(unit=one, source="oscillations of three flavours with averaged phases")
def flavor_fractions(
    flavor: EachFlavor,
    survival_probability: Survival,
    sin2_theta_23: AtmosphericAngle = 0.5,
    octant: Octant = "as_given",
) -> Formula:
    """Fractions of electron, muon and tau neutrinos among neutrinos that were born as electron neutrinos.

    What a solar neutrino turns into is ``cos(theta_23) nu_mu - sin(theta_23) nu_tau``; theta_13 is neglected there.
    With the octant ``lower`` or ``upper``, sin^2(theta_23) is made at most or at least 1/2, with the same
    ``sin^2(2 theta_23)``.
    """
    other = 1 - sin2_theta_23
    tau = {"as_given": sin2_theta_23, "lower": smaller(sin2_theta_23, other), "upper": larger(sin2_theta_23, other)}
    shares = {"electron": survival_probability, "tau": (1 - survival_probability) * tau[octant]}
    shares["muon"] = (1 - survival_probability) * (1 - tau[octant])
    return Formula(shares[flavor])


LINES = {
    "862_keV": (beryllium_line_energy, beryllium_line_fraction),
    "384_keV": (beryllium_weak_line_energy, 1 - beryllium_line_fraction),
}
"""Energy of each line of 7Be, and its fraction of the flux."""


@quantity(unit=one, source="neutrino.cross_section", points=("T_e_min",), accuracy=INTEGRAL_ACCURACY)
def beryllium_counts(
    line: Line,
    T_e_min: LeastRecoil,
    flavor_fractions: Fractions,
    flux: Flux = 4.99e9,
    n_electrons: Electrons = 3.307e31,
    live_time_s: LiveTime = 86400.0,
) -> Formula:
    """Recoils of electrons above T_e_min that solar neutrinos of a line of 7Be make, in the standard model.

    The flux is that of both lines (Borexino, arXiv:1707.09279); electrons are those of 100 t of pseudocumene and the
    time is a day, unless others are given.  Above 270 keV the line of 862 keV counts alone: recoils of the other one
    end at 231 keV.
    """
    energy, fraction = LINES[line]
    total = sum(
        weight * computed(cross_section, flavor=flavor, E_nu=energy, T_e_min=T_e_min, coupling_product=0, m_X=m_e)
        for flavor, weight in zip(FLAVORS, flavor_fractions, strict=True)
    )
    return Formula(flux * fraction * n_electrons * live_time_s * total, approximations=(TREE,))
