"""Neutrino-electron scattering, nu e -> nu e, with the exchange of a light vector.

Electrons are free and at rest, neutrinos massless; tree level.  Only what the recoil of the electron shows is computed,
without the response of a detector.

Source: G. 't Hooft, Phys. Lett. B 37 (1971) 195; W. J. Marciano, Z. Parsa, J. Phys. G 29 (2003) 2629; light vectors:
R. Harnik, J. Kopp, P. A. N. Machado, arXiv:1202.6073; L_mu - L_tau: A. Kamada, H.-B. Yu, arXiv:1504.00711.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from sympy import Expr, Integer, Piecewise, Rational, pi

from muforge.symbolic.families.mixing.quantities import pair_of_loops
from muforge.symbolic.families.neutrino import printed
from muforge.symbolic.families.neutrino.recoil import (
    CHIRALITIES,
    FLAVORS,
    POWER,
    TRANSFER,
    bilinear,
    over_recoils,
    quadratic,
    shapes,
    shift,
    standard_couplings,
    standard_integrals,
)
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import Lengths, MasslessOrMassiveBoson, Real, Stacked
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.functions import larger, smaller
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
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
    one_GeV,
    sin2_theta_W,
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
Exchanged = Literal["once", "twice"]
ElectronCoupling = Literal["constant", "mu_tau_loops"]
SolarGroup = Literal["b_minus_l", "lmu_ltau"]
Mixing = Literal["zero", "process"]
Line = Literal["862_keV", "384_keV"]
Octant = Literal["as_given", "lower", "upper"]

DERIVED = "derived from Feynman rules"
TREE = Approximation(
    "tree level on free electrons at rest",
    neglects="radiative corrections, some per cent, binding of electrons in atoms and the response of detectors",
)
LOOPS = 8 * (4 * pi * alpha) / (4 * pi) ** 2 / 6
"""``e`` times what multiplies the difference of two loops in a mixing."""
BELOW_LARGEST = "T_e_min below the largest recoil, 2 E_nu^2/(m_e + 2 E_nu): else nothing is ever seen"
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
    return Formula(within_reach(E_nu, T_e, spectrum), **finite(m_X, T_e), approximations=(TREE,))


def within_reach(E_nu: Expr, T: Expr, spectrum: Expr) -> Expr:
    """A spectrum up to the largest recoil, 0 above."""
    return Piecewise((spectrum, m_e * T <= 2 * E_nu * (E_nu - T)), (0, True))


def seen(E_nu: Expr, T_e_min: Expr, weights: Mapping[str, Expr]) -> dict[str, Any]:
    """Conditions that some recoil is seen, for a `Formula`."""
    recoils = m_e * T_e_min < 2 * E_nu * (E_nu - T_e_min)
    present = sum(weights.values(), Integer(0)) > Rational(1, 10**300)
    words = {recoils: BELOW_LARGEST, present: "flavor_fractions that are not all 0"}
    return {"valid": (recoils, present), "words": words}


def finite(m_X: Expr, T: Expr) -> dict[str, Any]:
    """The propagator has no pole: a massless boson needs a recoil."""
    no_pole = m_X**2 + 2 * m_e * T > (one_GeV / 10**150) ** 2
    return {"valid": (no_pole,), "words": {no_pole: "a mass of X or a recoil above 0"}}


@quantity(unit=GeV, source=DERIVED, points=("E_nu",), results=("chirality",), printed=printed.STANDARD_INTEGRALS)
def standard_integral(chirality: Chirality, E_nu: Energy, T_e_min: LeastRecoil) -> Expr:
    """Integral over the recoil T from T_e_min up, of a part of the spectrum of the standard model.

    Of what stands beside ``g_L^2`` (left), ``g_R^2`` (right) and ``-g_L g_R`` (mixed) in
    `neutrino.electron_recoil_spectrum`: 1, ``(1 - T/E)^2`` and ``m_e T/E^2``.
    """
    return standard_integrals(E_nu, T_e_min)[chirality]


@quantity(
    unit=GeV,
    source=DERIVED,
    points=("m_X",),
    accuracy=INTEGRAL_ACCURACY,
    results=("chirality",),
    printed=printed.EXCHANGE_INTEGRALS,
)
def exchange_integral(
    chirality: Chirality,
    exchanged: Exchanged,
    electron_coupling: ElectronCoupling,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    m_X: MasslessOrMassiveBoson,
) -> Formula:
    """Integral over the recoil T from T_e_min up, with X exchanged once or twice.

    As `neutrino.standard_integral`, times the shift of both couplings, ``1/[2 sqrt(2) G_F (m_X^2 + 2 m_e T)]``, or its
    square.  X couples to neutrino and electron with 1 (constant), or as L_mu - L_tau with g = 1 to a muon neutrino and
    the electron (mu_tau_loops), with ``-e Pi(-2 m_e T)`` and the Pi of `mixing.loop_induced_mixing`.
    """

    def integrand(T: Expr) -> Expr:
        change = shift(m_X, T)
        if electron_coupling == "mu_tau_loops":
            change *= unit_of_loops(-2 * m_e * T)
        return shapes(E_nu, T)[chirality] * change ** POWER[exchanged]

    return Formula(over_recoils(integrand, E_nu, T_e_min), **finite(m_X, T_e_min))


def unit_of_loops(q_squared: Expr) -> Expr:
    """``-e Pi(q^2)`` for g = 1, of muon and tau loops at space-like transfers."""
    return -LOOPS * pair_of_loops(-TRANSFER, m_tau, m_mu).xreplace({TRANSFER: -q_squared})


def integrals(electron_coupling: str = "constant", **at: Expr) -> dict[str, dict[str, Expr]]:
    """`neutrino.standard_integral` and `neutrino.exchange_integral` by power of the exchange and chirality."""
    of_standard = {name: value for name, value in at.items() if name != "m_X"}
    found = {"standard": {c: computed(standard_integral, chirality=c, **of_standard) for c in CHIRALITIES}}
    for exchanged in POWER:
        given = {"exchanged": exchanged, "electron_coupling": electron_coupling} | at
        found[exchanged] = {c: computed(exchange_integral, chirality=c, **given) for c in CHIRALITIES}
    return found


def integrated(flavor: str, E_nu: Expr, T_e_min: Expr, coupling_product: Expr, m_X: Expr) -> Expr:
    """Cross section of recoils above T_e_min."""
    terms = integrals(E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)
    couplings, change = standard_couplings(flavor), (coupling_product, coupling_product)
    standard = quadratic(terms["standard"], *couplings)
    return PREFACTOR * (standard + bilinear(terms["once"], couplings, change) + quadratic(terms["twice"], *change))


@quantity(
    unit=centimetre**2,
    source="neutrino.electron_recoil_spectrum",
    points=("E_nu",),
    accuracy=INTEGRAL_ACCURACY,
    printed=printed.CROSS_SECTION,
)
def cross_section(
    flavor: Flavor, E_nu: Energy, T_e_min: LeastRecoil, coupling_product: Product, m_X: MasslessOrMassiveBoson
) -> Formula:
    """Cross section of nu e -> nu e with recoils above T_e_min, with the exchange of a vector.

    The integral of `neutrino.electron_recoil_spectrum`; 0 if no recoil is above T_e_min.
    """
    total = integrated(flavor, E_nu, T_e_min, coupling_product, m_X)
    return Formula(total, **finite(m_X, T_e_min), approximations=(TREE,))


# ----- limits ----------------------------------------------------------------------------------------------------


def _limit(group: str, electron_coupling: str, **at: Expr) -> Procedure:
    """The limit of a group whose boson has a vector coupling to electrons."""
    E_nu, T_e_min, m_X = (at[name] for name in ("E_nu", "T_e_min", "m_X"))
    words = {T_e_min * (m_e + 2 * E_nu) < 2 * E_nu**2: BELOW_LARGEST}
    terms = integrals(electron_coupling, E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)
    return Procedure(
        "neutrino_rates.coupling_at_ratio",
        "exact_neutrino_rates.coupling_at_ratio",
        parts={f"{power}_{chirality}": part for power, several in terms.items() for chirality, part in several.items()},
        constants=(sin2_theta_W, alpha, m_mu, m_tau),
        words=words | finite(m_X, T_e_min)["words"],
        approximations=(TREE,),
    )


@quantity(unit=one, source="arXiv:1202.6073, arXiv:1504.00711; derived", points=("m_X",), accuracy=1e-11)
def solar_coupling_limit(
    group: SolarGroup,
    m_X: MasslessOrMassiveBoson,
    rate_ratio: RateRatio,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    flavor_fractions: Fractions,
) -> Procedure:
    """Gauge coupling at which the rate of nu e -> nu e rises through rate_ratio times that of the standard model.

    The rate is integrated over recoils above T_e_min and summed over flavours.  It is ``1 + b g^2 + c g^4`` and may
    fall first: beyond the coupling given it stays above.  Electrons of L_mu - L_tau couple through the mixing that
    loops induce, here at ``q^2 = 0``; see `neutrino.mixing_coupling_limit`.
    """
    return _limit(group, "constant", E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)


@quantity(
    unit=one,
    source="neutrino.solar_coupling_limit with mixing.loop_induced_mixing",
    points=("m_X",),
    accuracy=1e-11,
)
def mixing_coupling_limit(
    group: Literal["lmu_ltau"],
    mixing: Mixing,
    m_X: MasslessOrMassiveBoson,
    rate_ratio: RateRatio,
    E_nu: Energy,
    T_e_min: LeastRecoil,
    flavor_fractions: Fractions,
) -> Procedure:
    """Gauge coupling above which the rate of nu e -> nu e stays above rate_ratio times that of the standard model.

    Electrons couple through the mixing of L_mu - L_tau with the photon that loops of muon and tau induce, at the
    momentum of the process, ``q^2 = -2 m_e T`` (process), or at 0 (zero).  For 7Be the two agree to 1e-6; at tens of
    GeV the mixing is some per cent smaller than at 0.
    """
    coupling = "mu_tau_loops" if mixing == "process" else "constant"
    return _limit(group, coupling, E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)


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
    lost, other = 1 - survival_probability, 1 - sin2_theta_23
    least, most = smaller(sin2_theta_23, other), larger(sin2_theta_23, other)
    tau, muon = {"as_given": (sin2_theta_23, other), "lower": (least, most), "upper": (most, least)}[octant]
    shares = {"electron": survival_probability, "muon": lost * muon, "tau": lost * tau}
    return Formula(shares[flavor])


LINES = {
    "862_keV": (beryllium_line_energy, beryllium_line_fraction),
    "384_keV": (beryllium_weak_line_energy, 1 - beryllium_line_fraction),
}
"""Energy of each line of 7Be, and its fraction of the flux."""


@quantity(unit=one, source="neutrino.electron_recoil_spectrum", points=("T_e_min",))
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
        weight * quadratic(standard_integrals(energy, T_e_min), *standard_couplings(flavor))
        for flavor, weight in zip(FLAVORS, flavor_fractions, strict=True)
    )
    return Formula(PREFACTOR * flux * fraction * n_electrons * live_time_s * total, approximations=(TREE,))
