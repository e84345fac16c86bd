"""Gauge boson of L_e - L_tau."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Vector, gauge_boson, model
from muforge.symbolic.nature.groups import CHARGES


@model(references=("X.-G. He, G. C. Joshi, H. Lew, R. R. Volkas, Phys. Rev. D 43 (1991) R22",))
def le_ltau(m_X: BosonMass, g: Coupling) -> Vector:
    """Gauge boson of L_e - L_tau.

    Couples to charged leptons and left-handed neutrinos.  No kinetic mixing at tree level.
    """
    return gauge_boson(m_X, g, CHARGES["le_ltau"])
