"""Anomalous magnetic moments of charged leptons from a mediator."""

from __future__ import annotations

from sympy import Expr, Integer, Symbol, pi, sqrt

from muforge.symbolic.families.gminus2 import named_sets
from muforge.symbolic.families.gminus2 import quantities as gminus2
from muforge.symbolic.language.annotations import number, option
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied, overall_parameter
from muforge.symbolic.nature.leptons import CHARGED, Lepton
from muforge.symbolic.nature.units import one


def quantities(model: Model) -> list[Quantity]:
    """Anomalous moments of the leptons that X couples to, and the coupling that gives a shift."""
    shifts = {lepton.name: _shift(model, lepton) for lepton in CHARGED}
    coupled = {name: shift for name, shift in shifts.items() if shift != 0}
    if not coupled:
        return []
    moment = _moment(model, coupled)
    parameter = overall_parameter(model, coupled.get("muon", Integer(0)))
    return [moment, _inverse(model, moment, parameter)] if parameter else [moment]


def _shift(model: Model, lepton: Lepton) -> Expr:
    """One-loop contribution to the anomalous moment of a lepton, with that lepton in the loop."""
    X = model.mediator
    return sum(
        (value**2 / (8 * pi**2) * gminus2.equal_mass_loop(boson, X.mass / lepton.mass))
        for boson, value in X.by_boson(lepton.name).items()
        if value != 0
    ) or Integer(0)


def _moment(model: Model, shifts: dict[str, Expr]) -> Quantity:
    masses = {lepton.name: lepton.mass for lepton in CHARGED}

    def build(lepton: str, **parameters: Expr) -> Formula:
        reach = gminus2.mass_reach(masses[lepton], parameters[model.mass])
        return Formula(shifts[lepton].subs(model.at(parameters)), valid=reach)

    return implied(
        model,
        "delta_a",
        "One-loop contribution of X to the anomalous magnetic moment (g-2)/2 of a charged lepton.",
        build,
        unit=one,
        source="gminus2.neutral_boson",
        arguments=(option("lepton", *shifts), *model.arguments),
    )


def _inverse(model: Model, moment: Quantity, parameter: str) -> Quantity:
    """The coupling that explains a shift of a_mu."""
    shift = number("delta_a_mu", Real(one, "shift of a_mu, above 0", above=0, range=(1e-12, 1e-6)))

    def build(delta_a_mu: Symbol, **parameters: Expr) -> Formula:
        unit = computed(moment, lepton="muon", **parameters, **{parameter: Integer(1)})
        return Formula(sqrt(delta_a_mu / unit), valid=gminus2.mass_reach(CHARGED[1].mass, parameters[model.mass]))

    return implied(
        model,
        f"{parameter}_for_delta_a_mu",
        f"Value of {parameter} with which X shifts the muon's (g-2)/2 by delta_a_mu, a number or the discrepancy of "
        "named sets and n_sigma standard errors more.",
        build,
        unit=one,
        source="inverse of delta_a",
        arguments=(*(a for a in model.arguments if a.name != parameter), shift, *named_sets.of_shift()),
    )
