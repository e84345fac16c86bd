"""Gauge boson of B - L."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Vector, gauge_boson, model
from muforge.symbolic.nature.groups import CHARGES


@model(references=("R. E. Marshak, R. N. Mohapatra, Phys. Lett. B 91 (1980) 222",))
def b_minus_l(m_X: BosonMass, g: Coupling) -> Vector:
    """Gauge boson of B - L.

    Three right-handed neutrinos, which anomalies call for, are taken to be too heavy to be produced; the left-handed
    ones are massless.  The R ratio of its hadronic width is that of the baryon current, normalised to a lepton of
    unit charge, unless another one is given.
    """
    return gauge_boson(m_X, g, CHARGES["b_minus_l"])
