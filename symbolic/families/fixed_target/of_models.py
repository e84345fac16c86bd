"""mu N -> mu N X with a mediator X, by a beam on a target."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.families.fixed_target import quantities as fixed_target
from muforge.symbolic.families.fixed_target.photon_methods import approximations
from muforge.symbolic.language.annotations import argument
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.nature.constants import m_mu
from muforge.symbolic.nature.units import centimetre


def quantities(model: Model) -> list[Quantity]:
    """The cross section, if the coupling to muons is a vector's or a scalar's, without axial or pseudoscalar part."""
    parts = {boson: value for boson, value in model.mediator.by_boson("muon").items() if value != 0}
    if list(parts) not in (["vector"], ["scalar"]):
        return []
    ((boson, coupling),) = parts.items()
    return [_cross_section(model, boson, coupling)]


def _cross_section(model: Model, boson: str, coupling: Expr) -> Quantity:

    def build(method: str, Z: Expr, A: Expr, E_beam: Expr, x_min: Expr, **parameters: Expr) -> Formula:
        common: dict[str, Any] = {"method": method, "boson": boson, "Z": Z, "A": A, "E_beam": E_beam, "x_min": x_min}
        mass = parameters[model.mass]
        unit = computed(fixed_target.cross_section, m_X=mass, g=Integer(1), **common)
        made = approximations(method, E_beam, mass)
        squared = for_composition(model, coupling, parameters) ** 2
        return Formula(squared * unit, valid=(E_beam > m_mu,), approximations=made)

    return implied(
        model,
        "fixed_target_cross_section",
        "Cross section of mu N -> mu N X with x = E_X/E_beam above x_min, X emitted by the muon.\n\n"
        "Coherent and elastic as in `fixed_target.cross_section`; emission from the nucleus is not included.",
        build,
        unit=centimetre**2,
        source="fixed_target.cross_section",
        arguments=(
            argument("method", fixed_target.Method),
            argument("Z", fixed_target.TargetCharge),
            argument("A", fixed_target.TargetWeight),
            argument("E_beam", fixed_target.BeamEnergy),
            argument("x_min", fixed_target.LeastFraction, default=0.0),
            *model.arguments_in(model.mediator.mass, coupling),
        ),
        accuracy=fixed_target.TOTAL_ACCURACY,
    )
