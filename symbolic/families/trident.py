"""Neutrino trident production of a muon pair, nu gamma -> nu mu- mu+.

``L = -(G_F/sqrt(2)) [nubar gamma_a (1 - gamma5) nu] [mubar gamma^a (C_V - C_A gamma5) mu]``.  In the standard
model ``C_V = 1/2 + 2 sin^2(theta_W)`` and ``C_A = 1/2``; V-A alone has ``C_V = C_A = 1``.  The vector of L_mu - L_tau
adds ``v^2 g^2/(m_X^2 - k^2)`` to C_V, with k the momentum that the neutrino loses.  The muon mass is kept.
"""

from __future__ import annotations

from typing import Annotated

from sympy import Expr, Rational

from muforge.symbolic.arguments import FourMomentum, Real
from muforge.symbolic.declare import quantity
from muforge.symbolic.feynman.processes import trident
from muforge.symbolic.formula import Formula
from muforge.symbolic.fourvectors import at_momenta
from muforge.symbolic.printed import trident as printed
from muforge.symbolic.units import GeV, one

Axial = Annotated[Expr, Real(one, "axial coupling of the muon", range=(0.1, 2.0))]
VectorCoupling = Annotated[Expr, Real(one, "vector coupling of the muon", range=(0.1, 2.0))]


@quantity(unit=GeV**2, source="derived from Feynman rules", printed=printed.PHOTON_SQUARED_MATRIX_ELEMENT)
def photon_squared_matrix_element(
    C_V: VectorCoupling,
    C_A: Axial,
    p_neutrino: FourMomentum,
    p_photon: FourMomentum,
    k_neutrino: FourMomentum,
    k_muon: FourMomentum,
    k_antimuon: FourMomentum,
) -> Formula:
    """Squared matrix element of nu gamma -> nu mu- mu+ over ``e^2 G_F^2/2``, averaged over photon polarisations.

    Real photon, exact muon mass; neutrinos are left-handed, so there is no average over their spin.
    """
    momenta = {"nu": p_neutrino, "photon": p_photon, "nu_out": k_neutrino, "mu": k_muon, "mubar": k_antimuon}
    return at_momenta(trident.trident(), Rational(1, 2), **momenta)
