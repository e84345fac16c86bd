"""Light mediators and their couplings; `muforge.modelling` is the door for files of models."""

from muforge.symbolic.language.arguments import BosonMass, Coupling
from muforge.symbolic.mediators.dark_pairs import DarkMatter
from muforge.symbolic.mediators.declaration import Angle, Mixing, Model, PhotonCoupling, model
from muforge.symbolic.mediators.mediators import Chiral, Scalar, Vector, gauge_boson, with_mixing

__all__ = [
    "Angle",
    "BosonMass",
    "Chiral",
    "Coupling",
    "DarkMatter",
    "Mixing",
    "Model",
    "PhotonCoupling",
    "Scalar",
    "Vector",
    "gauge_boson",
    "model",
    "with_mixing",
]
