"""The arguments of quantities about dark matter."""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, IndexedBase

from muforge.symbolic.language.arguments import PERTURBATIVE, GivenWith, NeededFor, Real, Series
from muforge.symbolic.nature.units import GeV, centimetre, one, second

Spin = Literal["complex_scalar", "majorana", "dirac", "pseudo_dirac"]
OneMassSpin = Literal["complex_scalar", "majorana", "dirac"]
PairSpin = Literal["dirac", "complex_scalar"]
DarkMass = Annotated[
    Expr, Real(GeV, "mass of the dark-matter particle, the lighter one of two", above=0, range=(1e-3, 10.0))
]
VectorMass = Annotated[Expr, Real(GeV, "mass of the vector mediator", above=0, range=(1e-3, 30.0))]
MediatorMass = Annotated[Expr, Real(GeV, "mass of the scalar mediator X", above=0, range=(1e-3, 30.0))]
MassRatio = Annotated[Expr, Real(one, "mass of the mediator over m_chi", above=0, range=(2.1, 10.0))]
Energy = Annotated[Expr, Real(GeV, "energy in the centre of mass", above=0, range=(1e-3, 100.0))]
DarkCoupling = Annotated[
    Expr, Real(one, "coupling of the mediator to dark matter", plausible=PERTURBATIVE, range=(1e-2, 2.0))
]
LeptonCoupling = Annotated[
    Expr, Real(one, "coupling of the mediator to leptons", plausible=PERTURBATIVE, range=(1e-5, 1e-2))
]
Inverse = Annotated[Expr, Real(one, "m_chi over the temperature", above=0, range=(0.5, 1e3))]
Splitting = Annotated[
    Expr,
    Real(one, "(m_2 - m_1)/m_1 of a pseudo-Dirac pair", at_least=0, range=(1e-3, 0.3)),
    NeededFor("spin", ("pseudo_dirac",)),
]
Efficiency = Annotated[
    Expr, Real(one, "fraction of the energy that heats the gas at recombination", at_least=0, at_most=1, range=(0.1, 1))
]
AnnihilationLimit = Annotated[
    Expr,
    Real(centimetre**3 / second / GeV, "limit on f_eff <sigma v>/m_chi", above=0, range=(1e-28, 1e-27)),
]
Degrees = Annotated[
    Expr, Real(one, "constant effective degrees of freedom, of energy and entropy", above=0, range=(3.0, 110.0))
]
AnyDarkMass = Annotated[Expr, Real(GeV, "mass of the dark-matter particle", above=0, range=(1e-2, 1e4))]
States = Annotated[Expr, Real(one, "spin states of all particles", above=0, range=(1.0, 4.0))]
AverageAtOne = Annotated[Expr, Real(GeV**-2, "<sigma v> at x = 1", at_least=0, range=(1e-10, 1e-6))]
Power = Annotated[Expr, Real(one, "power of 1/x of <sigma v>: 0 of an s wave, 1 of a p wave", range=(0.01, 2.0))]
Start = Annotated[Expr, Real(one, "m_chi over the temperature at the start", above=0, range=(1.0, 10.0))]
End = Annotated[Expr, Real(one, "m_chi over the temperature at the end", above=0, range=(50.0, 1e5))]
Temperature = Annotated[Expr, Real(GeV, "temperature", above=0, at_most=1e16, range=(1e-6, 1e4))]
Which = Literal["energy", "entropy", "effective"]
Epsilon = Annotated[Expr, Real(one, "kinetic mixing with the photon", plausible=1.0, range=(1e-6, 1e-1))]
RAtEnergy = Annotated[Expr, Real(one, "R ratio of hadrons at sqrt_s", at_least=0, range=(1e-2, 10.0))]
RAtPole = Annotated[Expr, Real(one, "R ratio of hadrons at m_V", at_least=0, range=(1e-2, 10.0))]

_TABLE = ("table_temperatures", "table_energy_degrees", "table_entropy_degrees")
TableTemperatures = Annotated[
    IndexedBase,
    Real(GeV, "temperatures of a table of degrees of freedom, rising", above=0, range=(1e-7, 1e2)),
    Series(),
    GivenWith(_TABLE),
]
TableEnergy = Annotated[
    IndexedBase, Real(one, "g_rho of the table", above=0, range=(3.0, 110.0)), Series(), GivenWith(_TABLE)
]
TableEntropy = Annotated[
    IndexedBase, Real(one, "g_s of the table", above=0, range=(3.0, 110.0)), Series(), GivenWith(_TABLE)
]
Asymmetry = Annotated[
    Expr, Real(one, "particles less antiparticles, over the entropy", at_least=0, range=(1e-13, 1e-9))
]


ScalarOfChi = Annotated[
    Expr, Real(one, "scalar coupling of X to dark matter", plausible=PERTURBATIVE, range=(1e-2, 2.0))
]
PseudoscalarOfChi = Annotated[
    Expr, Real(one, "pseudoscalar coupling of X to dark matter", plausible=PERTURBATIVE, range=(1e-2, 2.0))
]
ScalarOfElectron = Annotated[Expr, Real(one, "scalar coupling of X to the electron", range=(1e-6, 1e-3))]
PseudoscalarOfElectron = Annotated[Expr, Real(one, "pseudoscalar coupling of X to the electron", range=(1e-6, 1e-3))]
ScalarOfMuon = Annotated[Expr, Real(one, "scalar coupling of X to the muon", range=(1e-5, 1e-2))]
PseudoscalarOfMuon = Annotated[Expr, Real(one, "pseudoscalar coupling of X to the muon", range=(1e-5, 1e-2))]
ScalarOfTau = Annotated[Expr, Real(one, "scalar coupling of X to the tau", range=(1e-5, 1e-1))]
PseudoscalarOfTau = Annotated[Expr, Real(one, "pseudoscalar coupling of X to the tau", range=(1e-5, 1e-1))]
