"""A spin-0 boson with free couplings to charged leptons."""

from __future__ import annotations

from sympy import I

from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model


@model(references=("textbook",))
def free_scalar(
    m_X: BosonMass, s_e: Coupling, p_e: Coupling, s_mu: Coupling, p_mu: Coupling, s_tau: Coupling, p_tau: Coupling
) -> Scalar:
    """A spin-0 boson with a free scalar (s) and pseudoscalar (p) coupling to each charged lepton."""
    return Scalar(m_X, electron=s_e + I * p_e, muon=s_mu + I * p_mu, tau=s_tau + I * p_tau)
