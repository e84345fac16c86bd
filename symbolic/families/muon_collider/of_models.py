"""Mediators at colliders of muons: a photon and X, and the scattering of muons by X."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.families.muon_collider import quantities as collider
from muforge.symbolic.language.annotations import Argument, argument
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition, for_kernel
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Vector
from muforge.symbolic.nature.units import one, picobarn

INTERFERENCE = {"forward_backward_significance": "their exchanges between muons interfere"}


def quantities(model: Model) -> list[Quantity]:
    """What a collider of muons sees of X, if it couples to muons."""
    couplings = {boson: value for boson, value in model.mediator.by_boson("muon").items() if value != 0}
    if not couplings:
        return []
    return [
        _monophoton(model, couplings),
        _monophoton_significance(model, couplings),
        *([_scattering(model, couplings)] if list(couplings) in (["scalar"], ["vector"]) else []),
    ]


def _kind(model: Model) -> str:
    return "vector" if isinstance(model.mediator, Vector) else "scalar"


def _squared(model: Model, couplings: dict[str, Expr], parameters: dict[str, Expr]) -> Expr:
    """The sum of the squares: massless muons do not tell the parity of X."""
    return sum((for_composition(model, value, parameters) ** 2 for value in couplings.values()), Integer(0))


def _of_collider(*names: str) -> list[Argument]:
    kinds: dict[str, Any] = {
        "sqrt_s": collider.Energy,
        "theta_cut_deg": collider.Cut,
        "luminosity_abinv": collider.Luminosity,
        "energy_resolution": collider.Resolution,
    }
    return [argument(name, kinds[name]) for name in names]


def _monophoton(model: Model, couplings: dict[str, Expr]) -> Quantity:
    def build(sqrt_s: Expr, theta_cut_deg: Expr, **parameters: Expr) -> Formula:
        unit = computed(
            collider.monophoton_cross_section,
            boson=_kind(model),
            sqrt_s=sqrt_s,
            m_X=parameters[model.mass],
            theta_cut_deg=theta_cut_deg,
            g=Integer(1),
        )
        return Formula(_squared(model, couplings, parameters) * unit, valid=(theta_cut_deg < 90,))

    return implied(
        model,
        "monophoton_cross_section",
        "Cross section of mu- mu+ -> photon X with the photon outside of the cut around both beams.\n\n"
        "Massless muons: couplings of either parity have the same rate.",
        build,
        unit=picobarn,
        source="muon_collider.monophoton_cross_section",
        arguments=(
            *_of_collider("sqrt_s", "theta_cut_deg"),
            *model.arguments_in(model.mediator.mass, *couplings.values()),
        ),
        accuracy=1e-13,
    )


def _monophoton_significance(model: Model, couplings: dict[str, Expr]) -> Quantity:
    def build(**inputs: Expr) -> Formula:
        own = {a.name for a in model.arguments}
        parameters = {name: value for name, value in inputs.items() if name in own}
        machine = {name: value for name, value in inputs.items() if name not in own}
        unit = computed(
            collider.monophoton_significance, boson=_kind(model), m_X=inputs[model.mass], g=Integer(1), **machine
        )
        return Formula(_squared(model, couplings, parameters) * unit, valid=(inputs["theta_cut_deg"] < 90,))

    return implied(
        model,
        "monophoton_significance",
        "Standard deviations of a photon and X, all of it invisible, above neutrinos, statistics only.\n\n"
        "Massless muons: couplings of either parity have the same rate.",
        build,
        unit=one,
        source="muon_collider.monophoton_significance",
        arguments=(
            *_of_collider("sqrt_s", "theta_cut_deg", "luminosity_abinv", "energy_resolution"),
            *model.arguments_in(model.mediator.mass, *couplings.values()),
        ),
        accuracy=1e-10,
    )


def _scattering(model: Model, couplings: dict[str, Expr]) -> Quantity:
    """The ratio of forward to backward muons, for an X of one parity."""
    ((boson, coupling),) = couplings.items()

    def build(sqrt_s: Expr, theta_cut_deg: Expr, luminosity_abinv: Expr, **parameters: Expr) -> Formula:
        short, names = for_kernel(model, {coupling: coupling})
        squared = short[coupling].subs(model.at(parameters)) ** 2
        muons = collider.WithX(boson, parameters[model.mass], sqrt_s, theta_cut_deg, squared)
        return Formula(names.around(muons.significance(luminosity_abinv)), valid=(theta_cut_deg < 90,))

    return implied(
        model,
        "forward_backward_significance",
        "Standard deviations by which X changes the ratio of forward to backward muons in mu- mu+ -> mu- mu+.\n\n"
        "Statistics only.  X has its width to massless muons alone, which matters if its mass is close to the energy.",
        build,
        unit=one,
        source="muon_collider.forward_backward_significance",
        arguments=(
            *_of_collider("sqrt_s", "theta_cut_deg", "luminosity_abinv"),
            *model.arguments_in(model.mediator.mass, coupling),
        ),
        accuracy=1e-11,
    )
