"""The imports of users' files: models of a light mediator or of heavy particles, and quantities of your own.

    from muforge.modelling import Angle, BosonMass, Coupling, Scalar, model

    @model(references=("our paper",))
    def two_phases(m_S: BosonMass, y_e: Coupling, y_mu: Coupling, phi: Angle) -> Scalar:
        '''A scalar with a real coupling to electrons and a complex one to muons.'''
        return Scalar(m_S, electron=y_e, muon=y_mu * exp(I * phi))

Annotations give the kind of each parameter, as in every formula of muforge.  Needs sympy.
"""

from muforge.symbolic.families.electroweak.fields import Copies, HeavyMass, TrilinearCoupling, Yukawa
from muforge.symbolic.families.electroweak.heavy_models import FermionAndScalars, ScalarAndFermions, heavy_model
from muforge.symbolic.families.mixing.of_models import induced_mixing
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import BosonMass, Charge, Coupling, FermionMass, Real, ScalarMass
from muforge.symbolic.language.formula import Formula, open_above
from muforge.symbolic.language.integrals import Point, Trapezoid, over_interval
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.nodes.gauss_integral import gauss_integral
from muforge.symbolic.language.nodes.let import Names
from muforge.symbolic.language.quantity import quantity
from muforge.symbolic.mediators import (
    Angle,
    Chiral,
    DarkMatter,
    Mixing,
    Model,
    PhotonCoupling,
    Scalar,
    Vector,
    gauge_boson,
    model,
    with_mixing,
)
from muforge.symbolic.nature import constants
from muforge.symbolic.nature.units import GeV, centimetre, metre, one, picobarn, second

__all__ = [
    "Angle",
    "Approximation",
    "BosonMass",
    "Charge",
    "Chiral",
    "Copies",
    "Coupling",
    "DarkMatter",
    "FermionAndScalars",
    "FermionMass",
    "Formula",
    "GeV",
    "HeavyMass",
    "Mixing",
    "Model",
    "Names",
    "PhotonCoupling",
    "Point",
    "Real",
    "Scalar",
    "ScalarAndFermions",
    "ScalarMass",
    "Trapezoid",
    "TrilinearCoupling",
    "Vector",
    "Yukawa",
    "centimetre",
    "computed",
    "constants",
    "gauge_boson",
    "gauss_integral",
    "heavy_model",
    "induced_mixing",
    "metre",
    "model",
    "one",
    "open_above",
    "over_interval",
    "picobarn",
    "quantity",
    "second",
    "with_mixing",
]
