"""A scalar that mixes with the Higgs boson."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model
from muforge.symbolic.nature.constants import m_e, m_mu, m_tau, v


@model(references=("A. Djouadi, Phys. Rept. 457 (2008) 1",))
def higgs_mixed_scalar(m_X: BosonMass, sin_theta: Coupling) -> Scalar:
    """A scalar that mixes with the Higgs boson and so has its couplings times sin theta.

    Leptons, pions at lowest order of chiral perturbation theory, and photons through loops of leptons, W, c, b and t.
    Kaons and quarks are neglected, so that sums of widths are refused above 0.6 GeV.
    """
    y = {name: sin_theta * mass / v for name, mass in (("electron", m_e), ("muon", m_mu), ("tau", m_tau))}
    return Scalar(m_X, pions=sin_theta, **y)
