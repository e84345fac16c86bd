"""Masses and couplings of the models as arguments.

*ssf* has a fermion in R and scalars in R_A and R_B, *ffs* a scalar in R and fermions in R_A and R_B.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sympy import Expr

from muforge.symbolic.language.arguments import NeededFor, Real
from muforge.symbolic.nature.units import GeV, one

Model = Literal["ssf", "ffs"]
SSF, FFS = NeededFor("model", ("ssf",)), NeededFor("model", ("ffs",))
YUKAWA_CAP = math.sqrt(8 * math.pi)
"""Larger Yukawa couplings violate unitarity in the partial wave J = 0."""
MASSES = (1e2, 1e5)
"""Where proofs draw masses from."""


def _yukawa(of: str) -> Real:
    return Real(one, f"Yukawa coupling of {of}", plausible=YUKAWA_CAP, range=(0.1, 5.0))


def _mass(of: str) -> Real:
    return Real(GeV, f"mass of {of}", above=0, range=MASSES)


FirstYukawa = Annotated[Expr, _yukawa("the muon's doublet to R and R_A")]
SecondYukawa = Annotated[Expr, _yukawa("the muon's singlet to R and R_B")]
Trilinear = Annotated[Expr, Real(GeV, "coupling kappa of both scalars to the Higgs boson", range=(1.0, 1e4)), SSF]
HiggsYukawa = Annotated[Expr, _yukawa("both fermions to the Higgs boson"), FFS]
OtherHiggsYukawa = Annotated[Expr, _yukawa("both fermions to the Higgs boson, with the other chiralities of both"), FFS]
FermionMass = Annotated[Expr, _mass("the fermion in R"), SSF]
ScalarMass = Annotated[Expr, _mass("the scalar in R"), FFS]
FirstMass = Annotated[Expr, _mass("the particle in R_A, before mixing")]
SecondMass = Annotated[Expr, _mass("the particle in R_B, before mixing")]
RenormalisationScale = Real(GeV, "scale of the MS-bar scheme", above=0, range=MASSES)
MSbarScale = Annotated[Expr, RenormalisationScale]
HeavyMass = Annotated[Expr, _mass("a heavy particle, before mixing")]
Yukawa = Annotated[Expr, _yukawa("two heavy particles and the muon or the Higgs boson")]
TrilinearCoupling = Annotated[Expr, Real(GeV, "coupling kappa of two scalars to the Higgs boson", range=(1.0, 1e4))]
Copies = Annotated[Expr, Real(one, "number of identical copies of the new particles", above=0, range=(1.0, 10.0))]
Shift = Annotated[
    Expr, Real(one, "shift of the anomalous magnetic moment, Delta a_mu > 0", above=0, range=(1e-11, 1e-8))
]
