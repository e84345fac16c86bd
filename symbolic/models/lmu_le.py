"""Gauge boson of L_mu - L_e."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Vector, gauge_boson, model
from muforge.symbolic.nature.groups import CHARGES


@model(references=("X.-G. He, G. C. Joshi, H. Lew, R. R. Volkas, Phys. Rev. D 43 (1991) R22",))
def lmu_le(m_X: BosonMass, g: Coupling) -> Vector:
    """Gauge boson of L_mu - L_e.

    Couples to charged leptons and left-handed neutrinos.  No kinetic mixing at tree level.
    """
    return gauge_boson(m_X, g, CHARGES["lmu_le"])
