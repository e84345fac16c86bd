"""l N -> l N X with a mediator X, l the lepton of a beam."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.families.beam_dump import quantities as beam_dump
from muforge.symbolic.families.decay.quantities import LEPTON_MASSES
from muforge.symbolic.families.fixed_target import quantities as fixed_target
from muforge.symbolic.language.annotations import argument, option
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.nature.units import centimetre

BEAMS = ("electron", "muon")


def quantities(model: Model) -> list[Quantity]:
    """The spectrum of X from leptons to which it has a vector's or a scalar's coupling alone."""
    found: dict[str, tuple[str, Expr]] = {}
    for lepton in BEAMS:
        parts = {boson: value for boson, value in model.mediator.by_boson(lepton).items() if value != 0}
        if list(parts) in (["vector"], ["scalar"]):
            ((boson, coupling),) = parts.items()
            found[lepton] = (boson, coupling)
    return [_emission_spectrum(model, found)] if found else []


def _emission_spectrum(model: Model, of_leptons: dict[str, tuple[str, Expr]]) -> Quantity:
    bosons = dict.fromkeys(boson for boson, _ in of_leptons.values())

    def build(lepton: str, boson: str, Z: Expr, A: Expr, E_beam: Expr, x: Expr, **parameters: Expr) -> Formula:
        _, coupling = of_leptons[lepton]
        common: dict[str, Any] = {"boson": boson, "Z": Z, "A": A, "E_beam": E_beam, "x": x}
        unit = computed(
            beam_dump.emission_spectrum,
            m_l=LEPTON_MASSES[lepton],
            m_X=parameters[model.mass],
            g=Integer(1),
            **common,
        )
        squared = for_composition(model, coupling, parameters) ** 2
        return Formula(
            squared * unit, valid=(E_beam > LEPTON_MASSES[lepton],), approximations=(beam_dump.UNIFORM_FLUX,)
        )

    return implied(
        model,
        "emission_spectrum",
        "dsigma/dx of l N -> l N X by equivalent photons, X emitted by the lepton of the beam, x = E_X/E_beam.\n\n"
        "Coherent and elastic as in `beam_dump.emission_spectrum`; emission from the nucleus is not included.",
        build,
        unit=centimetre**2,
        source="beam_dump.emission_spectrum",
        arguments=(
            option("lepton", *of_leptons),
            option("boson", *bosons),
            argument("Z", fixed_target.TargetCharge),
            argument("A", fixed_target.TargetWeight),
            argument("E_beam", beam_dump.LeptonEnergy),
            argument("x", fixed_target.Fraction),
            *model.arguments_in(model.mediator.mass, *(coupling for _, coupling in of_leptons.values())),
        ),
        accuracy=1e-12,
    )
