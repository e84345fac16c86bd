"""A scalar that couples to charged leptons in proportion to their masses, xi m_l/v."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model
from muforge.symbolic.nature.constants import m_e, m_mu, m_tau, v


@model(references=("B. Batell, N. Lange, D. McKeen, M. Pospelov, A. Ritz, Phys. Rev. D 95 (2017) 075003",))
def leptophilic_scalar(m_X: BosonMass, xi: Coupling) -> Scalar:
    """A scalar that couples to charged leptons in proportion to their masses, xi m_l/v."""
    return Scalar(m_X, electron=xi * m_e / v, muon=xi * m_mu / v, tau=xi * m_tau / v)
