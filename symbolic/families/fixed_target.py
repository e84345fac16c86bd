"""Emission of a light boson by a muon in the field of a nucleus, mu N -> mu N X."""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Symbol, sqrt

from muforge.symbolic.arguments import FourMomentum, Real
from muforge.symbolic.declare import quantity
from muforge.symbolic.feynman.processes import fixed_target
from muforge.symbolic.formula import Formula, MatrixElement
from muforge.symbolic.units import GeV

EmittedBoson = Literal["scalar", "vector"]
LatePole = Annotated[Expr, Real(GeV**2, "(p_muon + q)^2 - m_mu^2", range=(1e-2, 1e2))]
EarlyPole = Annotated[Expr, Real(GeV**2, "(p_muon - k_boson)^2 - m_mu^2", range=(1e-2, 1e2))]


@quantity(
    unit=GeV**2,
    source="derived from Feynman rules",
    points=("s_tilde", "u_tilde"),
    accuracy=1e-12,  # terms of different signs
)
def squared_trace(
    boson: EmittedBoson,
    p_muon: FourMomentum,
    k_muon: FourMomentum,
    k_boson: FourMomentum,
    p_nucleus_sum: FourMomentum,
    q_transfer: FourMomentum,
    s_tilde: LatePole,
    u_tilde: EarlyPole,
) -> Formula:
    """Squared matrix element of mu N -> mu N X, summed over spins, for a nucleus of spin 0.

    Couplings, form factor and photon propagator are stripped; `p_nucleus_sum` is the sum of the momenta of the
    nucleus before and after.  Terms of the order of the nucleus' mass times the beam energy cancel between
    emission before and after the scattering; they are combined analytically, so that `s_tilde` and `u_tilde`
    may be given to more digits than the momenta determine them.  A vector has the polarisation sum -g.
    """
    reaction = fixed_target.emission_without_cancellation(boson)
    P, q = p_nucleus_sum, q_transfer
    P_p, P_p_out = P.dot(p_muon), P.dot(k_muon)
    values = {
        "s_tilde": s_tilde,
        "u_tilde": u_tilde,
        "q2": q.dot(q),
        "Pp": P_p,
        "Pp_out": P_p_out,
        "a": 2 * (P_p / s_tilde + P_p_out / u_tilde),
    }
    squared = reaction.squared.xreplace({Symbol(name, real=True): value for name, value in values.items()})
    nucleus = {fixed_target.m_N: sqrt(P.dot(P) + q.dot(q)) / 2, fixed_target.m_X: sqrt(k_boson.dot(k_boson))}
    return Formula(squared.subs(nucleus), matrix_element=MatrixElement(fixed_target.emission(boson)))
