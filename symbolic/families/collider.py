"""Production of a light boson with a lepton pair at an electron-positron collider.

Massless beams, s-channel photon alone, boson emitted from the final leptons alone, tree level.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Matrix, Rational, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from muforge.symbolic.arguments import BosonMass, FourMomentum, Real, Selected
from muforge.symbolic.constants import m_mu, m_tau
from muforge.symbolic.declare import quantity
from muforge.symbolic.feynman.processes import collider
from muforge.symbolic.formula import Formula, MatrixElement
from muforge.symbolic.fourvectors import at_momenta
from muforge.symbolic.units import GeV, one

RadiatedBoson = Literal["scalar", "pseudoscalar", "vector"]
HeavyLepton = Annotated[Expr, Selected("lepton", (("muon", m_mu), ("tau", m_tau)), "lepton in the final state")]
Energy2 = Annotated[Expr, Real(GeV**2, "squared mass of the virtual photon", above=0, range=(1.0, 1e3))]
MuonPole = Annotated[Expr, Real(GeV**2, "(k_lepton + k_boson)^2 - m_l^2", above=0, range=(1e-2, 1e2))]
AntimuonPole = Annotated[Expr, Real(GeV**2, "(k_antilepton + k_boson)^2 - m_l^2", above=0, range=(1e-2, 1e2))]


def _inside(s: Expr, m_l: Expr, m_X: Expr, D1: Expr, D2: Expr) -> Boolean:
    """Whether three momenta with these invariants exist: their Gram determinant is positive."""
    X, m2 = m_X**2, m_l**2
    one_X, two_X = (D1 - X) / 2, (D2 - X) / 2
    one_two = (s - 2 * m2 - D1 - D2 + X) / 2
    gram = Matrix([[m2, one_two, one_X], [one_two, m2, two_X], [one_X, two_X, X]]).det()
    return (one_two >= m2) & (gram >= -Rational(1, 10**12) * s**3)


@quantity(unit=one, source="derived from Feynman rules", points=("D1", "D2"))
def contracted_current_tensor(
    boson: RadiatedBoson, m_l: HeavyLepton, m_X: BosonMass, s: Energy2, D1: MuonPole, D2: AntimuonPole
) -> Formula:
    """Minus the trace of the current tensor, ``-g_ab sum J^a J^b*``, of photon* -> l- l+ X; e and g stripped."""
    reaction = collider.current_tensor(boson)
    poles = {Symbol(name, real=True): value for name, value in (("D1", D1), ("D2", D2))}
    squared = reaction.squared.xreplace(poles).subs(collider.sqrt_s, sqrt(s))
    inside = _inside(s, m_l, m_X, D1, D2)
    words = {inside: "a point inside the Dalitz region"}
    return Formula(squared, physical=(inside,), words=words, matrix_element=MatrixElement(reaction))


@quantity(unit=GeV**-2, source="derived from Feynman rules")
def lepton_pair_boson_squared_matrix_element(
    boson: RadiatedBoson,
    m_l: HeavyLepton,
    m_X: BosonMass,
    p_electron: FourMomentum,
    p_positron: FourMomentum,
    k_lepton: FourMomentum,
    k_antilepton: FourMomentum,
    k_boson: FourMomentum,
) -> Formula:
    """Squared matrix element of e- e+ -> l- l+ X averaged over 4 spin states, for e = g = 1."""
    momenta = {"e": p_electron, "ebar": p_positron, "l": k_lepton, "lbar": k_antilepton, "X": k_boson}
    return at_momenta(collider.lepton_pair_boson(boson), Rational(1, 4), **momenta)
