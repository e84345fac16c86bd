"""A scalar that couples to muons alone."""

from __future__ import annotations

from muforge.symbolic.mediators import BosonMass, Coupling, Scalar, model


@model(references=("C.-Y. Chen, M. Pospelov, Y.-M. Zhong, Phys. Rev. D 95 (2017) 115005",))
def muon_philic_scalar(m_X: BosonMass, g: Coupling) -> Scalar:
    """A scalar that couples to muons alone.

    Below 2 m_mu it decays to two photons through the muon loop.
    """
    return Scalar(m_X, muon=g)
