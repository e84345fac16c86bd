"""Couplings that NA62 reaches in K -> mu nu X: X invisible, or X -> mu mu.

The prescriptions are fixed here.  An invisible X is looked for in bins of the missing mass squared of 0.004 GeV^2, from
0.052 to 0.148 GeV^2.  The signal in bin i is ``n_kaons acceptance BR(K -> mu nu X) eps_i``, with eps_i the fraction of
all decays that the bin holds.  The background is inner bremsstrahlung with an undetected photon,
``B_i = n_kaons acceptance BR(K -> mu nu) photon_veto_inefficiency f_i``, and the data equal the background.

Source: G. Krnjaic, G. Marques-Tavares, D. Redigolo, K. Tobioka, arXiv:1902.07715, eqs. (11) and (C.1).
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.decay.quantities import u1_leptonic_branching_ratio
from muforge.symbolic.families.kaon import lepton_pair_quantities as kaon_pairs
from muforge.symbolic.families.kaon import quantities as kaon
from muforge.symbolic.families.na62 import printed
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import BR_K_mu_nu, alpha, m_K, m_mu
from muforge.symbolic.nature.units import GeV, one

InvisibleMass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(1e-3, 0.38))]
VisibleMass = Annotated[Expr, Real(GeV, "mass of the new boson X", above=0, range=(0.215, 0.38))]
Kaons = Annotated[Expr, Real(one, "kaon decays in the detector", above=0, range=(1e8, 1e13))]
Acceptance = Annotated[Expr, Real(one, "fraction of decays that is accepted", above=0, at_most=1, range=(0.01, 1.0))]
Inefficiency = Annotated[
    Expr, Real(one, "fraction of photons that the veto misses", above=0, at_most=1, range=(1e-4, 1.0))
]
Uncertainty = Annotated[Expr, Real(one, "relative error kappa of the background", at_least=0, range=(1e-3, 0.1))]
Resolution = Annotated[Expr, Real(GeV, "standard deviation of the mass of the pair", above=0, range=(1e-3, 5e-3))]
Line = Literal["two_sigma", "two_sigma_halved_background", "signal_equals_background"]
VisibleBoson = Literal["vector", "lmu_ltau", "scalar"]
ROOT_ACCURACY = 1e-9
VISIBLE_ACCURACY = 1e-6
"""Relative accuracy that is promised for visible decays, whose background is an integral in four dimensions."""


def _open(m_X: Expr) -> dict[Boolean, str]:
    return {m_X < m_K - m_mu: "m_X < m_K - m_mu, an open decay"}


def _invisible_parts(boson: str, m_X: Expr) -> dict[str, Expr]:
    """Kernels of the signal and of the background."""
    low, high = (Symbol(name, positive=True) for name in ("m2_miss_min", "m2_miss_max"))
    return {
        "rate": computed(kaon.rate_ratio, boson=boson, m_X=m_X),
        "fraction_above": computed(kaon.fraction_above_missing_mass_squared, boson=boson, m_X=m_X, m2_miss_min=low),
        "bremsstrahlung": computed(kaon.inner_bremsstrahlung_fraction, m2_miss_min=low, m2_miss_max=high),
    }


@quantity(unit=one, source=printed.PAPER + " sec. 3", points=("m_X",), accuracy=ROOT_ACCURACY)
def likelihood_coupling(
    boson: kaon.KaonBoson,
    m_X: InvisibleMass,
    n_kaons: Kaons,
    acceptance: Acceptance,
    photon_veto_inefficiency: Inefficiency,
) -> Procedure:
    """Coupling that the shape of the missing mass excludes at 2 sigma, X invisible.

    ``2 sum_i [S_i - B_i ln(1 + S_i/B_i)] = 4`` over the bins, with a background that is known exactly.
    """
    return Procedure(
        "missing_mass.likelihood_coupling",
        "missing_mass_integrals.likelihood_coupling",
        parts=_invisible_parts(boson, m_X),
        constants=(m_K, m_mu, BR_K_mu_nu),
        words=_open(m_X),
    )


@quantity(
    unit=one,
    source=printed.PAPER + " eqs. (11), (C.1)",
    points=("m_X",),
    printed=printed.COUNTING,
    accuracy=ROOT_ACCURACY,
)
def cut_and_count_coupling(
    boson: kaon.KaonBoson,
    m_X: InvisibleMass,
    n_kaons: Kaons,
    acceptance: Acceptance,
    photon_veto_inefficiency: Inefficiency,
    background_uncertainty: Uncertainty,
    line: Line = "two_sigma",
) -> Procedure:
    """Coupling that counting above the best cut on the missing mass reaches, X invisible.

    The smallest over all cuts at the lower edge of a bin.  The lines are:

    - ``two_sigma``: ``S = 2 sqrt(B + kappa^2 B^2)`` above the cut;
    - ``two_sigma_halved_background``: the same with half the background above 0.023 GeV^2, which is above all cuts;
    - ``signal_equals_background``: ``S = B``, whatever the number of kaons and kappa are.
    """
    return Procedure(
        "missing_mass.cut_and_count_coupling",
        "missing_mass_integrals.cut_and_count_coupling",
        parts=_invisible_parts(boson, m_X),
        constants=(m_K, m_mu, BR_K_mu_nu),
        words=_open(m_X),
    )


def _visible(m_X: Expr) -> dict[Boolean, str]:
    return _open(m_X) | {m_X > 2 * m_mu: "m_X > 2 m_mu, where X decays to two muons"}


@quantity(unit=one, source="kaon.three_muon_spectrum", points=("m_X",), accuracy=VISIBLE_ACCURACY)
def visible_background(
    m_X: VisibleMass,
    n_kaons: Kaons,
    acceptance: Acceptance,
    mass_resolution: Resolution,
    F_V: kaon_pairs.VectorFormFactor | None = None,
    F_A: kaon_pairs.AxialFormFactor | None = None,
    radius_slope: kaon_pairs.RadiusSlope | None = None,
) -> Procedure:
    """Pairs of K+ -> mu+ mu+ mu- nu with a mass within two standard deviations of m_X.

    Both pairs of a decay count; the window is cut at ``2 m_mu`` and ``m_K - m_mu``, the background is not smeared.
    Inner bremsstrahlung alone, without structure terms, is several times too small.
    """
    structure = kaon_pairs.structure_given(F_V, F_A, radius_slope)
    return Procedure(
        "visible_decays.visible_background",
        "missing_mass_integrals.visible_background",
        parts={"square": kaon_pairs.square_with(structure, kaon_pairs.three_muon_squared_matrix_element)},
        constants=(alpha, m_K, m_mu, BR_K_mu_nu),
        words=_visible(m_X),
    )


@quantity(unit=one, source="na62.visible_background", points=("m_X",), accuracy=VISIBLE_ACCURACY)
def visible_coupling(
    boson: VisibleBoson,
    m_X: VisibleMass,
    n_kaons: Kaons,
    acceptance: Acceptance,
    mass_resolution: Resolution,
    F_V: kaon_pairs.VectorFormFactor | None = None,
    F_A: kaon_pairs.AxialFormFactor | None = None,
    radius_slope: kaon_pairs.RadiusSlope | None = None,
) -> Procedure:
    """Coupling with ``S = max(2 sqrt(B), -ln 0.05)`` in the search for X -> mu+ mu-, B of `na62.visible_background`.

    The second is the Poisson limit at 95 per cent without events.  X decays at once; within the window are 95.45 per
    cent of the right pairs.  Vector and scalar decay to muons alone, `lmu_ltau` to neutrinos too.  Neglected are the
    wrong pair of the signal and interference.
    """
    structure = kaon_pairs.structure_given(F_V, F_A, radius_slope)
    parts = {
        "square": kaon_pairs.square_with(structure, kaon_pairs.three_muon_squared_matrix_element),
        "rate": computed(kaon.rate_ratio, boson=boson, m_X=m_X),
    }
    if boson == "lmu_ltau":
        parts["to_muons"] = computed(u1_leptonic_branching_ratio, group=boson, lepton="muon", m_X=m_X)
    return Procedure(
        "visible_decays.visible_coupling",
        "missing_mass_integrals.visible_coupling",
        parts=parts,
        constants=(alpha, m_K, m_mu, BR_K_mu_nu),
        words=_visible(m_X),
    )
