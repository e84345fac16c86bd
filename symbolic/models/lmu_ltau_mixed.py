"""The gauge boson of L_mu - L_tau with kinetic mixing at tree level."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Mixing, Vector, gauge_boson, model, with_mixing
from muforge.symbolic.nature.groups import CHARGES


@model(references=("X.-G. He, G. C. Joshi, H. Lew, R. R. Volkas, Phys. Rev. D 43 (1991) R22",))
def lmu_ltau_mixed(m_X: BosonMass, g: Coupling, epsilon: Mixing) -> Vector:
    """Gauge boson of L_mu - L_tau that mixes with the photon at tree level, with epsilon of either sign.

    A muon, of electric charge -1 and U(1) charge +1, has the coupling g - epsilon e.
    """
    return with_mixing(gauge_boson(m_X, g, CHARGES["lmu_ltau"]), epsilon)
