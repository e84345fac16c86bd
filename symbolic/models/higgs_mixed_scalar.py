"""A scalar that mixes with the Higgs boson."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model
from muforge.symbolic.nature.constants import m_e, m_mu, m_tau, v


@model(references=("A. Djouadi, Phys. Rept. 457 (2008) 1",))
def higgs_mixed_scalar(m_X: BosonMass, sin_theta: Coupling) -> Scalar:
    """A scalar that mixes with the Higgs boson and so has its couplings times sin theta.

    Leptons, and photons through loops of leptons, W, c, b and t.  Hadrons are two pions at lowest order of chiral
    perturbation theory below 0.6 GeV, quarks with running masses and gluons from 2 GeV on, where they are good to a
    factor of two at best below 4 GeV; between, sums of widths need `hadronic_width`, a table of dispersive widths.
    """
    y = {name: sin_theta * mass / v for name, mass in (("electron", m_e), ("muon", m_mu), ("tau", m_tau))}
    return Scalar(m_X, pions=sin_theta, **y)
