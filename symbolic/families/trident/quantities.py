"""Neutrino trident production of a muon pair by a real photon, nu gamma -> nu mu- mu+, and by a heavy boson.

``L = -(G_F/sqrt(2)) [nubar gamma_a (1 - gamma5) nu] [mubar gamma^a (C_V - C_A gamma5) mu]``.  In the standard
model ``C_V = 1/2 + 2 sin^2(theta_W)`` and ``C_A = 1/2``; V-A alone has ``C_V = C_A = 1``.  The vector of L_mu - L_tau
adds ``v^2 g^2/(m_X^2 - k^2)`` to C_V, with k the momentum that the neutrino loses.  The muon mass is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from sympy import Expr, Integer, Rational, pi, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.trident import amplitudes as trident
from muforge.symbolic.families.trident import printed
from muforge.symbolic.families.trident.field import (
    CONTACT,
    THRESHOLD,
    Currents,
    Propagator,
    real_photon,
)
from muforge.symbolic.language.arguments import Coupling, FourMomentum, Real
from muforge.symbolic.language.formula import Formula, MatrixElement, open_above
from muforge.symbolic.language.fourvectors import at_momenta
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import G_F, alpha, m_mu, sin2_theta_W, v
from muforge.symbolic.nature.units import GeV, one

Axial = Annotated[Expr, Real(one, "axial coupling of the muon", range=(0.1, 2.0))]
VectorCoupling = Annotated[Expr, Real(one, "vector coupling of the muon", range=(0.1, 2.0))]
SquaredEnergy = Annotated[
    Expr, Real(GeV**2, "squared energy of neutrino and photon in their rest frame", above=0, range=(0.05, 300.0))
]
ExchangedBoson = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(2e-2, 10.0))]
MassOverCoupling = Annotated[Expr, Real(GeV, "mass of X over its coupling", above=0, range=(10.0, 1e4))]
RatioMeasured = Annotated[
    Expr, Real(one, "measured cross section over that of the standard model", at_least=0, range=(0.8, 2.0))
]
RatioError = Annotated[Expr, Real(one, "standard error of that ratio", at_least=0, range=(0.1, 1.0))]
Sigmas = Annotated[Expr, Real(one, "how many standard errors above the measured ratio", at_least=0, range=(1.5, 3.0))]
ExchangedWithPhoton = Literal["once", "twice"]

C_V_STANDARD, C_A_STANDARD = Rational(1, 2) + 2 * sin2_theta_W, Rational(1, 2)
POWER: Mapping[str, int] = {"not_at_all": 0, "once": 1, "twice": 2}
"""How often the boson is exchanged -> power of its propagator."""
PHOTON_ACCURACY = 1e-8
SCALES = Integer(1000)
"""The rules of quadrature resolve propagators of bosons that are lighter than the muon by up to this factor."""
DERIVED = "derived from Feynman rules"


@quantity(unit=GeV**2, source=DERIVED, printed=printed.PHOTON_SQUARED_MATRIX_ELEMENT)
def photon_squared_matrix_element(
    C_V: VectorCoupling,
    C_A: Axial,
    p_neutrino: FourMomentum,
    p_photon: FourMomentum,
    k_neutrino: FourMomentum,
    k_muon: FourMomentum,
    k_antimuon: FourMomentum,
) -> Formula:
    """Squared matrix element of nu gamma -> nu mu- mu+ over ``e^2 G_F^2/2``, averaged over photon polarisations.

    Real photon, exact muon mass.  Neutrinos are left-handed: their spin is not averaged over.
    """
    momenta = {"nu": p_neutrino, "photon": p_photon, "nu_out": k_neutrino, "mu": k_muon, "mubar": k_antimuon}
    return at_momenta(trident.trident(), Rational(1, 2), **momenta)


# ----- a real photon ---------------------------------------------------------------------------------------------


def resolved(m_X: Expr) -> tuple[Boolean, ...]:
    """Where the nodes of the integrals resolve the propagator of a boson."""
    return (m_X >= m_mu / SCALES,)


def _photon_cross_section(s: Expr, couplings: Currents, propagator: Propagator = CONTACT) -> Expr:
    """In units of G_F^2."""
    return open_above(THRESHOLD, s, alpha / (256 * pi**2 * s**2) * real_photon(s, couplings, propagator))


@quantity(unit=GeV**-2, source=DERIVED, points=("s",), accuracy=PHOTON_ACCURACY, printed=printed.PHOTON_CROSS_SECTION)
def neutrino_photon_cross_section(s: SquaredEnergy, C_V: VectorCoupling, C_A: Axial) -> Formula:
    """Cross section of nu gamma -> nu mu- mu+ with a real, unpolarised photon.

    ``1/(2 s) (G_F^2 e^2/2)`` times the integral of `trident.photon_squared_matrix_element` over three-body phase space;
    0 at and below ``s = 4 m_mu^2``.  The two currents do not interfere.  Far above threshold it approaches
    ``(C_V^2 + C_A^2) G_F^2 alpha s/(9 pi^2) (ln(s/m_mu^2) - 8/3)``.
    """
    total = _photon_cross_section(s, {"vector": C_V**2, "axial": C_A**2})
    return Formula(G_F**2 * total, matrix_element=MatrixElement(trident.virtual(trident.virtual_photon)))


@quantity(
    unit=GeV**2,
    source=DERIVED,
    points=("s",),
    accuracy=PHOTON_ACCURACY,
    results=("exchanged",),
)
def neutrino_photon_exchange(exchanged: ExchangedWithPhoton, s: SquaredEnergy, m_X: ExchangedBoson) -> Formula:
    """Cross section of nu gamma -> nu mu- mu+ over G_F^2 with ``C_V = 1`` and ``C_A = 0``, and with exchange of X.

    ``m_X^2/(m_X^2 - k^2)``, once or twice, is in place of the contact interaction's 1.
    """
    total = _photon_cross_section(s, {"vector": Integer(1)}, Propagator(m_X, POWER[exchanged]))
    return Formula(total, valid=resolved(m_X))


@quantity(unit=GeV**-2, source=DERIVED, points=("s",), accuracy=PHOTON_ACCURACY)
def neutrino_photon_interference(s: SquaredEnergy, m_X: ExchangedBoson, C_V: VectorCoupling, g: Coupling) -> Formula:
    """Term linear in g^2 of the cross section of nu gamma -> nu mu- mu+ with the boson of L_mu - L_tau.

    ``C_V^2`` becomes ``2 C_V v^2 g^2/(m_X^2 - k^2)``, with ``v^2 = 1/(sqrt(2) G_F)``; constructive for positive C_V.
    Tree level, exchange of X between neutrino and muon alone, its width neglected.
    """
    once = computed(neutrino_photon_exchange, exchanged="once", s=s, m_X=m_X)
    return Formula(sqrt(2) * G_F * C_V * g**2 * once / m_X**2, valid=resolved(m_X))


@quantity(unit=GeV**-2, source=DERIVED, points=("s",), accuracy=PHOTON_ACCURACY)
def neutrino_photon_boson_squared(s: SquaredEnergy, m_X: ExchangedBoson, g: Coupling) -> Formula:
    """Term in g^4 of the cross section of nu gamma -> nu mu- mu+: the boson of L_mu - L_tau alone.

    ``C_V^2`` becomes ``(v^2 g^2/(m_X^2 - k^2))^2``, in which G_F cancels.
    """
    twice = computed(neutrino_photon_exchange, exchanged="twice", s=s, m_X=m_X)
    return Formula(g**4 / 2 * twice / m_X**4, valid=resolved(m_X))


# ----- a heavy boson ---------------------------------------------------------------------------------------------


@quantity(unit=one, source=printed.PAPER, printed=printed.HEAVY_BOSON)
def heavy_boson_cross_section_ratio(mass_over_coupling: MassOverCoupling) -> Expr:
    """Trident cross section over the standard model's, with an L_mu - L_tau boson far heavier than all momenta.

    Then ``C_V`` changes by the constant ``v^2 g^2/m_X^2``.  The contributions of C_V^2 and C_A^2 are taken to be equal,
    which they are far above threshold.
    """
    C_V = C_V_STANDARD + v**2 / mass_over_coupling**2
    return (C_V**2 + C_A_STANDARD**2) / (C_V_STANDARD**2 + C_A_STANDARD**2)


@quantity(unit=GeV, source="inverse of trident.heavy_boson_cross_section_ratio")
def heavy_boson_mass_over_coupling_bound(
    ratio_measured: RatioMeasured, ratio_error: RatioError, n_sigma: Sigmas
) -> Formula:
    """Mass over coupling at which a heavy boson's trident ratio is `n_sigma` errors above the measured one.

    Smaller values are excluded.  There is no bound if measurement plus errors does not exceed the standard model.
    """
    excess = excess_over_standard(ratio_measured, ratio_error, n_sigma)
    standard = C_V_STANDARD**2 + C_A_STANDARD**2
    C_V = sqrt(C_V_STANDARD**2 + excess * standard)
    return Formula(v * sqrt((C_V + C_V_STANDARD) / (excess * standard)), **above_standard(excess))


def excess_over_standard(ratio_measured: Expr, ratio_error: Expr, n_sigma: Expr) -> Expr:
    """The upper limit of the ratio, minus 1."""
    return ratio_measured + n_sigma * ratio_error - 1


def above_standard(excess: Expr) -> dict[str, Any]:
    """The condition that there is a bound, for a `Formula`."""
    words = "ratio_measured + n_sigma ratio_error above 1: else no coupling is compatible with the measurement"
    return {"valid": (excess > 0,), "words": {excess > 0: words}}
