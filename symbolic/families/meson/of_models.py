"""Rare decays of mesons to a mediator whose couplings to quarks and W are those of the Higgs boson."""

from __future__ import annotations

from sympy import Expr

from muforge.symbolic.families.meson import quantities as meson
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar
from muforge.symbolic.nature.units import one

DECAYS = {
    "b_to_kaon_branching_ratio": (meson.b_to_kaon_scalar_branching_ratio, "B+ -> K+ X"),
    "kaon_to_pion_branching_ratio": (meson.kaon_to_pion_scalar_branching_ratio, "K+ -> pi+ X"),
}
"""Quantities of a model, the quantity with a mixing angle that each is made of, and its decay."""


def quantities(model: Model) -> list[Quantity]:
    """Branching fractions; nothing for a mediator that does not mix with the Higgs boson."""
    X = model.mediator
    if not isinstance(X, Scalar) or X.pions == 0:
        return []
    return [_branching_ratio(model, X.pions, name) for name in DECAYS]


def _branching_ratio(model: Model, mixing: Expr, name: str) -> Quantity:
    of_mixing, decay = DECAYS[name]

    def build(**parameters: Expr) -> Expr:
        at = model.at(parameters)
        return of_mixing(parameters[model.mass], mixing.subs(at))

    return implied(
        model,
        name,
        f"Branching fraction of {decay} by the loop of the top, through the mixing of X with the Higgs boson.",
        build,
        unit=one,
        source=f"{of_mixing.name}; {of_mixing.source}",
        arguments=model.arguments_in(model.mediator.mass, mixing),
    )
