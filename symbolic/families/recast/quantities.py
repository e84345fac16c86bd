"""Searches for displaced decays: the region that one excludes for dark photons, for gauge bosons of other groups.

A search behind a shield counts ``production x branching fraction x acceptance``.  The count rises with the coupling
while the bosons live too long, and falls when they decay inside the shield: it excludes what lies between two edges.
"""

from __future__ import annotations

from typing import Annotated

from sympy import Expr, Integer

from muforge.symbolic.families.decay.quantities import boson_to_leptons, u1_leptonic_branching_ratio
from muforge.symbolic.families.mixing.quantities import ElectronGroup
from muforge.symbolic.language.arguments import Lengths, Real
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.nature.constants import alpha, hbarc_GeV_m, m_e, m_mu
from muforge.symbolic.nature.units import GeV, metre, one

Mass = Annotated[Expr, Real(GeV, "mass of X, between 2 m_e and 2 m_mu", above=0, range=(2e-3, 0.2))]
Edges = Annotated[
    tuple[Expr, ...], Real(one, "kinetic mixings at both edges, rising", above=0, range=(1e-8, 1e-3)), Lengths((2,))
]
Shield = Annotated[Expr, Real(metre, "distance that bosons fly before decays count", above=0, range=(0.1, 500.0))]
Volume = Annotated[Expr, Real(metre, "length in which decays count", above=0, range=(0.1, 500.0))]
Boost = Annotated[Expr, Real(one, "momentum over mass of X", above=0, range=(10.0, 1e4))]


@quantity(unit=one, source="equal counts of a displaced search; derived", accuracy=1e-11)
def displaced_edges(
    group: ElectronGroup,
    m_X: Mass,
    epsilon_edges: Edges,
    shield_length_m: Shield,
    decay_volume_length_m: Volume,
    boost: Boost,
) -> Procedure:
    """Gauge couplings at both edges of a displaced search, from the kinetic mixings of a dark photon at its edges.

    The count of e+ e- is ``(g/e)^2 BR [exp(-L/l) - exp(-(L + D)/l)]`` with the shield L, the decay volume D and the
    mean flight ``l = boost c tau``.  Mass and boost are those of the dark photon, which decays to e+ e- alone; the
    boson of `group` decays to neutrinos too.  The long-lived edge is sought where its count rises with the coupling,
    the short-lived one where it falls: the two counts at the edges may differ.

    The first result is the lower edge.  There is none where the largest count of the boson is below that of the
    dark photon at an edge.
    """
    low, high = epsilon_edges
    ordered = low < high
    decays = m_X > 2 * m_e
    lightest = m_X < 2 * m_mu
    return Procedure(
        "displaced_search.edges",
        "exact_displaced_search.edges",
        parts={
            "width_to_electrons": computed(boson_to_leptons, boson="vector", m_l=m_e, m_X=m_X, g=Integer(1)),
            "branching_ratio": computed(u1_leptonic_branching_ratio, group=group, lepton="electron", m_X=m_X),
        },
        constants=(alpha, hbarc_GeV_m),
        words={
            ordered: "two edges, the lower one first",
            decays: "m_X above 2 m_e, an open decay to electrons",
            lightest: "m_X below 2 m_mu, decays of the dark photon to electrons alone",
        },
        elements=("g_low", "g_high"),
    )
