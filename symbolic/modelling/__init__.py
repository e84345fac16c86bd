"""Models of a light mediator, each a short function: from its couplings everything else follows.

    from muforge.symbolic.modelling import Angle, BosonMass, Coupling, Scalar, model

    @model(references=("our paper",))
    def two_phases(m_S: BosonMass, y_e: Coupling, y_mu: Coupling, phi: Angle) -> Scalar:
        '''A scalar with a real coupling to electrons and a complex one to muons.'''
        return Scalar(m_S, electron=y_e, muon=y_mu * exp(I * phi))

The annotations say what the parameters are, as in every formula of muforge.
"""

from muforge.symbolic.arguments import BosonMass, Coupling
from muforge.symbolic.modelling.declaration import Angle, Mixing, Model, model
from muforge.symbolic.modelling.mediators import Chiral, Scalar, Vector, gauge_boson, with_mixing

__all__ = [
    "Angle",
    "BosonMass",
    "Chiral",
    "Coupling",
    "Mixing",
    "Model",
    "Scalar",
    "Vector",
    "gauge_boson",
    "model",
    "with_mixing",
]
