"""A spin-1 boson with free couplings to leptons."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Chiral, Coupling, Vector, model


@model(references=("textbook",))
def free_vector(
    m_X: BosonMass,
    v_e: Coupling,
    a_e: Coupling,
    v_mu: Coupling,
    a_mu: Coupling,
    v_tau: Coupling,
    a_tau: Coupling,
    g_nu: Coupling,
) -> Vector:
    """A spin-1 boson with a free vector (v) and axial (a) coupling to each charged lepton.

    Left-handed neutrinos of all three flavours have the coupling g_nu.
    """
    return Vector(
        m_X,
        electron=Chiral(v_e - a_e, v_e + a_e),
        muon=Chiral(v_mu - a_mu, v_mu + a_mu),
        tau=Chiral(v_tau - a_tau, v_tau + a_tau),
        nu_e=g_nu,
        nu_mu=g_nu,
        nu_tau=g_nu,
    )
