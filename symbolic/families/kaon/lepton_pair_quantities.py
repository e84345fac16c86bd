"""K+ -> mu+ nu l+ l-: a virtual photon, radiated by K+ -> mu+ nu, becomes a pair of leptons.

Tree level, exact lepton masses, spins summed, with or without the structure of the kaon: the form factors F_V and F_A
of the weak vertex with a photon, and the slope of the charge form factor.

Source: J. Bijnens, G. Ecker, J. Gasser, Nucl. Phys. B 396 (1993) 81; squared matrix elements are derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from sympy import Expr, Rational

from muforge.symbolic.families.kaon import printed, virtual_photon
from muforge.symbolic.families.kaon.quantities import inside_dalitz_region
from muforge.symbolic.language.arguments import FourMomentum, GivenWith, InvariantMassSquared, Real
from muforge.symbolic.language.formula import Formula, MatrixElement
from muforge.symbolic.language.fourvectors import at_momenta
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity, quantity
from muforge.symbolic.nature.constants import BR_K_mu_nu, alpha, m_e, m_K, m_mu
from muforge.symbolic.nature.units import GeV, one

PairMassSquared = Annotated[Expr, Real(GeV**2, "squared mass of a mu+ mu- pair", above=0, range=(0.046, 0.14))]
PhotonMass = Annotated[Expr, Real(GeV, "mass of the virtual photon, that of the lepton pair", above=0)]
SmallestPairMass = Annotated[Expr, Real(GeV, "smallest mass of the lepton pair", at_least=0, range=(2e-3, 0.3))]
STRUCTURE = GivenWith(("F_V", "F_A", "radius_slope"))
VectorFormFactor = Annotated[Expr, Real(GeV**-1, "vector form factor F_V of the kaon", range=(0.01, 0.3)), STRUCTURE]
AxialFormFactor = Annotated[Expr, Real(GeV**-1, "axial form factor F_A of the kaon", range=(0.01, 0.3)), STRUCTURE]
RadiusSlope = Annotated[
    Expr, Real(GeV**-2, "slope c of the kaon's charge form factor 1 + c l^2", range=(0.3, 3.0)), STRUCTURE
]
BIJNENS = "J. Bijnens, G. Ecker, J. Gasser, Nucl. Phys. B 396 (1993) 81"


@quantity(unit=one, source=f"derived from Feynman rules; {BIJNENS}", accuracy=INTEGRAL_ACCURACY)
def three_muon_squared_matrix_element(
    p_kaon: FourMomentum,
    k_antimuon_1: FourMomentum,
    k_antimuon_2: FourMomentum,
    k_muon: FourMomentum,
    k_neutrino: FourMomentum,
    F_V: VectorFormFactor | None = None,
    F_A: AxialFormFactor | None = None,
    radius_slope: RadiusSlope | None = None,
) -> Formula:
    """Squared matrix element of K+ -> mu+ mu+ mu- nu, summed over spins, divided by ``G^2 e^4``.

    One virtual photon; antisymmetric in the antimuons, without the factor 1/2 for identical particles.  Without
    structure terms it is inner bremsstrahlung of a point-like kaon.  F_V, F_A and the slope of the charge form factor
    are those of a chiral expansion at next-to-leading order, ``H^{ra}`` with ``F_K = f_K/sqrt(2)``; they do not depend
    on momenta.  For a real photon and a massless lepton, ``F_V - F_A`` multiplies the emission along the lepton.
    """
    momenta = {
        "K": p_kaon,
        "mubar_1": k_antimuon_1,
        "mubar_2": k_antimuon_2,
        "mu": k_muon,
        "nu": k_neutrino,
    }
    return at_momenta(virtual_photon.three_muons(structure=F_V is not None), Rational(1), **momenta)


@quantity(
    unit=GeV**2,
    source=f"derived from Feynman rules; {BIJNENS}",
    points=("s_nuX", "s_muX"),
    accuracy=INTEGRAL_ACCURACY,
)
def virtual_photon_squared_matrix_element(
    m_ll: PhotonMass,
    s_nuX: InvariantMassSquared,
    s_muX: InvariantMassSquared,
    F_V: VectorFormFactor | None = None,
    F_A: AxialFormFactor | None = None,
    radius_slope: RadiusSlope | None = None,
) -> Formula:
    """Squared matrix element of K -> mu nu photon* for a photon of mass m_ll, over ``G^2 e^2``.

    Summed over spins and over the polarisations of the photon, whose current is conserved.  Without structure terms it
    is `kaon.squared_matrix_element` of a dark photon; with them see `kaon.three_muon_squared_matrix_element`.
    """
    reaction = virtual_photon.massive_photon(structure=F_V is not None)
    inside = inside_dalitz_region(m_ll, s_nuX, s_muX)
    names = {"m_X": m_ll, "s_nuX": s_nuX, "s_muX": s_muX}
    squared = reaction.squared.subs({s: names[s.name] for s in reaction.squared.free_symbols if s.name in names})
    words = {inside: "a point inside the Dalitz region"}
    return Formula(squared, physical=(inside,), words=words, matrix_element=MatrixElement(reaction))


PAIR_ACCURACY = 1e-6
"""Relative accuracy that is promised for integrals over the phase space of four particles."""
Structure = Mapping[str, Expr]


def structure_given(*values: Expr | None) -> Structure:
    """The structure terms by name; empty if they are not given."""
    return {name: value for name, value in zip(STRUCTURE.names, values, strict=True) if value is not None}


def square_with(structure: Structure, quantity: Quantity) -> Expr:
    """The kernel of a squared matrix element, as a part of a procedure that fills in momenta or invariants."""
    return computed(quantity, **structure)


@quantity(unit=GeV**-2, source="integral of kaon.three_muon_squared_matrix_element", accuracy=PAIR_ACCURACY)
def three_muon_spectrum(m2_mumu: PairMassSquared) -> Procedure:
    """(1/Gamma(K -> mu nu)) dN/dm^2 of K+ -> mu+ mu+ mu- nu, with **both** mu+ mu- pairs of a decay entered.

    Its integral is ``2 Gamma(K -> 3 mu nu)/Gamma(K -> mu nu)``.  Inner bremsstrahlung alone; 0 outside
    ``4 m_mu^2`` ... ``(m_K - m_mu)^2``.
    """
    return Procedure(
        "lepton_pairs.three_muon_spectrum",
        "explicit_spinors.three_muon_spectrum",
        parts={"square": square_with({}, three_muon_squared_matrix_element)},
        constants=(alpha, m_K, m_mu),
    )


@quantity(unit=one, source="integral of kaon.three_muon_squared_matrix_element", accuracy=PAIR_ACCURACY)
def three_muon_branching_ratio(
    F_V: VectorFormFactor | None = None,
    F_A: AxialFormFactor | None = None,
    radius_slope: RadiusSlope | None = None,
) -> Procedure:
    """Branching ratio of K+ -> mu+ mu+ mu- nu, ``BR(K -> mu nu)`` times the ratio of the widths at tree level.

    Without structure terms inner bremsstrahlung alone, which is a third of the rate: the charge radius of the kaon
    dominates.
    """
    structure = structure_given(F_V, F_A, radius_slope)
    return Procedure(
        "lepton_pairs.three_muon_branching_ratio",
        "explicit_spinors.three_muon_branching_ratio",
        known=() if structure else printed.THREE_MUONS,
        parts={"square": square_with(structure, three_muon_squared_matrix_element)},
        constants=(alpha, m_K, m_mu, BR_K_mu_nu),
    )


@quantity(unit=one, source="integral of kaon.virtual_photon_squared_matrix_element", accuracy=PAIR_ACCURACY)
def muon_lepton_pair_branching_ratio(
    lepton: Literal["electron"],
    m_ll_min: SmallestPairMass,
    F_V: VectorFormFactor | None = None,
    F_A: AxialFormFactor | None = None,
    radius_slope: RadiusSlope | None = None,
) -> Procedure:
    """Branching ratio of K+ -> mu+ nu e+ e- with the mass of the lepton pair above m_ll_min.

    ``BR(K -> mu nu)`` times the ratio of the widths at tree level; one virtual photon.  All pairs count for an m_ll_min
    below ``2 m_e``; 0 for one above ``m_K - m_mu``.
    """
    structure = structure_given(F_V, F_A, radius_slope)
    return Procedure(
        "lepton_pairs.electron_pair_branching_ratio",
        "explicit_spinors.electron_pair_branching_ratio",
        known=() if structure else printed.ELECTRON_PAIRS,
        parts={"square": square_with(structure, virtual_photon_squared_matrix_element)},
        constants=(alpha, m_K, m_mu, m_e, BR_K_mu_nu),
    )
