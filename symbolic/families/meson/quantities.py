"""Rare decays of mesons to a scalar that mixes with the Higgs boson, and its decays far behind a dump of protons."""

from __future__ import annotations

from typing import Annotated

from sympy import Expr, IndexedBase, Sum, Symbol, exp
from sympy.codegen.cfunctions import expm1
from sympy.logic.boolalg import Boolean

from muforge.symbolic.families.decay.quantities import MixingAngle
from muforge.symbolic.families.meson.penguins import B_TO_K, K_TO_PI, Penguin
from muforge.symbolic.language.arguments import Real, Rows, Series
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import hbar_GeV_s, hbarc_GeV_m
from muforge.symbolic.nature.units import GeV, base_unit, metre, one

ScalarMass = Annotated[Expr, Real(GeV, "mass of the scalar", above=0, range=(1e-3, 6.0))]
Protons = Annotated[Expr, Real(one, "protons on target", above=0, range=(1e16, 1e21))]
TotalCrossSection = Annotated[
    Expr, Real(base_unit("mb"), "cross section of a proton that interacts", above=0, range=(1.0, 100.0))
]
MesonCrossSection = Annotated[
    Expr, Real(base_unit("mb"), "cross section in which the meson is made", at_least=0, range=(1e-7, 100.0))
]
SelectedFraction = Annotated[
    Expr, Real(one, "fraction of the mesons that counts, e.g. decays before it is absorbed", at_least=0, at_most=1)
]
Momenta = Annotated[IndexedBase, Real(GeV, "momenta of X in the laboratory", above=0, range=(1.0, 400.0)), Series()]
Weights = Annotated[
    IndexedBase, Real(one, "weight of each momentum, of any sum", at_least=0, range=(1e-3, 10.0)), Series()
]
Spectrum = Annotated[object, Rows(("momenta", "weights"), "spectrum of X")]
MassOfX = Annotated[Expr, Real(GeV, "mass of X", above=0, range=(1e-3, 6.0))]
Width = Annotated[Expr, Real(GeV, "total width of X", at_least=0, range=(1e-24, 2e-17))]
Begin = Annotated[Expr, Real(metre, "distance from the source to the volume", at_least=0, range=(1.0, 500.0))]
Behind = Annotated[Expr, Real(metre, "distance from the source to the volume", above=0, range=(1.0, 500.0))]
End = Annotated[Expr, Real(metre, "distance from the source to the end of the volume", above=0, range=(1.0, 1e3))]
Produced = Annotated[Expr, Real(one, "bosons X that are made", at_least=0, range=(1.0, 1e20))]
Events = Annotated[Expr, Real(one, "decays of X in the volume", above=0, range=(1.0, 100.0))]
ProducedPerSquare = Annotated[
    Expr, Real(one, "bosons X that are made, over the square of the coupling", above=0, range=(1e10, 1e20))
]
WidthPerSquare = Annotated[
    Expr, Real(GeV, "total width of X over the square of the coupling", above=0, range=(1e-12, 1e-3))
]
VOLUME_ACCURACY = 1e-12
"""Relative accuracy of sums over spectra, whose exponentials may be small."""
ROOT_ACCURACY = 1e-10


def _branching_ratio(decay: Penguin, m_X: Expr, sin_theta: Expr) -> Expr:
    return decay.width(m_X, sin_theta) * decay.lifetime / hbar_GeV_s


@quantity(unit=one, source="B. Batell, M. Pospelov, A. Ritz, Phys. Rev. D 83 (2011) 054005", points=("m_X",))
def b_to_kaon_scalar_branching_ratio(m_X: ScalarMass, sin_theta: MixingAngle) -> Expr:
    """Branching fraction of B+ -> K+ S, S a scalar that mixes with the Higgs boson.

    ``Gamma = abs(C)^2 f_0^2 [(m_B^2 - m_K^2)/(m_b - m_s)]^2 lambda^{1/2}/(64 pi m_B^3)`` with
    ``C = 3 m_t^2 m_b V_ts_V_tb sin_theta/(16 pi^2 v^3)`` and ``f_0 = 0.33/(1 - m_X^2/38 GeV^2)``.  0 where the decay
    is closed.
    """
    return _branching_ratio(B_TO_K, m_X, sin_theta)


@quantity(unit=one, source="B. Batell, M. Pospelov, A. Ritz, Phys. Rev. D 83 (2011) 054005", points=("m_X",))
def kaon_to_pion_scalar_branching_ratio(m_X: ScalarMass, sin_theta: MixingAngle) -> Expr:
    """Branching fraction of K+ -> pi+ S, S a scalar that mixes with the Higgs boson.

    As `meson.b_to_kaon_scalar_branching_ratio` with m_s in place of m_b, ``f_0 = 1`` and V_ts_V_td.  The modulus of
    the loop of the top alone: charm and the amplitude of light quarks are neglected.  0 where the decay is closed.
    """
    return _branching_ratio(K_TO_PI, m_X, sin_theta)


@quantity(unit=one, source="definition; arXiv:1504.04855")
def produced_meson_count(
    protons_on_target: Protons,
    sigma_total_mb: TotalCrossSection,
    sigma_meson_mb: MesonCrossSection,
    selected_fraction: SelectedFraction,
) -> Expr:
    """Mesons that count: protons times the ratio of cross sections times a fraction.

    A meson of which several are made in a collision counts with its multiplicity: its cross section may be larger than
    the total one.
    """
    return protons_on_target * sigma_meson_mb / sigma_total_mb * selected_fraction


def _ordered(begin: Expr, end: Expr) -> dict[Boolean, str]:
    return {begin < end: "distance_min_m below distance_max_m, a volume that begins before it ends"}


def _fraction(momenta: IndexedBase, weights: IndexedBase, m_X: Expr, width: Expr, begin: Expr, end: Expr) -> Expr:
    """The weighted mean of ``exp(-L_1/l) - exp(-L_2/l)``."""
    i, n = Symbol("i", integer=True), Symbol("n", integer=True)
    per_metre = m_X * width / (momenta[i] * hbarc_GeV_m)
    decays = -exp(-begin * per_metre) * expm1(-(end - begin) * per_metre)
    return Sum(weights[i] * decays, (i, 0, n - 1)) / Sum(weights[i], (i, 0, n - 1))


@quantity(unit=one, source="decay law", points=("m_X", "width"), accuracy=VOLUME_ACCURACY)
def decaying_fraction(
    momenta: Momenta,
    weights: Weights,
    m_X: MassOfX,
    width: Width,
    distance_min_m: Begin,
    distance_max_m: End,
    spectrum: Spectrum | None = None,
) -> Formula:
    """Fraction of the bosons that decay between two distances from where they are made.

    ``sum w [exp(-L_1/l) - exp(-L_2/l)]/sum w`` with the mean flight ``l = p hbar c/(m_X width)``.  ``spectrum`` is a
    list of rows, momentum in GeV and weight, or a file with these columns.
    """
    words = _ordered(distance_min_m, distance_max_m)
    fraction = _fraction(momenta, weights, m_X, width, distance_min_m, distance_max_m)
    return Formula(fraction, valid=tuple(words), words=words)


@quantity(unit=one, source="decay law", points=("m_X", "width"), accuracy=VOLUME_ACCURACY)
def decays_in_volume(
    n_produced: Produced,
    momenta: Momenta,
    weights: Weights,
    m_X: MassOfX,
    width: Width,
    distance_min_m: Begin,
    distance_max_m: End,
    spectrum: Spectrum | None = None,
) -> Formula:
    """Bosons that decay between two distances from where they are made.

    Their number times `meson.decaying_fraction`.
    """
    words = _ordered(distance_min_m, distance_max_m)
    fraction = _fraction(momenta, weights, m_X, width, distance_min_m, distance_max_m)
    return Formula(n_produced * fraction, valid=tuple(words), words=words)


@quantity(unit=one, source="inverse of meson.decays_in_volume", accuracy=ROOT_ACCURACY)
def coupling_for_events(
    n_events: Events,
    n_produced_per_g2: ProducedPerSquare,
    width_per_g2: WidthPerSquare,
    momenta: Momenta,
    weights: Weights,
    m_X: MassOfX,
    distance_min_m: Behind,
    distance_max_m: End,
    spectrum: Spectrum | None = None,
) -> Procedure:
    """Couplings between which at least n_events bosons decay in the volume, the smallest and the largest one.

    Solutions of ``n_produced_per_g2 g^2 fraction(width_per_g2 g^2) = n_events``, the outermost ones if there are more
    than two; the fraction is `meson.decaying_fraction`.  Below the first result bosons live too long, above the
    second they decay before the volume.  There is no result where the largest number of decays is below n_events.
    """
    return Procedure(
        "decay_volumes.coupling_for_events",
        "exact_decay_volumes.coupling_for_events",
        constants=(hbarc_GeV_m,),
        words=_ordered(distance_min_m, distance_max_m),
        elements=("g_low", "g_high"),
    )
