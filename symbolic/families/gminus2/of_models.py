"""Anomalous magnetic moments of charged leptons from a mediator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Expr, Integer, Symbol, pi, sqrt

from muforge.symbolic.families.gminus2 import named_sets
from muforge.symbolic.families.gminus2 import quantities as gminus2
from muforge.symbolic.language.annotations import number, option
from muforge.symbolic.language.arguments import Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import FUNCTION_ACCURACY, INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.flavours import CHARGED_PAIRS
from muforge.symbolic.mediators.implied import implied, overall_parameter
from muforge.symbolic.mediators.mediators import Vector
from muforge.symbolic.nature.leptons import CHARGED, Lepton
from muforge.symbolic.nature.units import one

SUMMED = {"delta_a": "One-loop contribution to the anomalous magnetic moment (g-2)/2 of a charged lepton"}
"""Quantities that add up over several mediators, and what they are: one-loop amplitudes are linear in each of them."""


def quantities(model: Model) -> list[Quantity]:
    """Anomalous moments of the leptons that X couples to, and the coupling that gives a shift."""
    shifts = {lepton.name: _shift(model, lepton) for lepton in CHARGED}
    coupled = {name: shift for name, shift in shifts.items() if shift != 0}
    if not coupled:
        return []
    moment = _moment(model, coupled)
    alone = not model.prefix  # with several mediators, their sum is what explains a shift
    parameter = overall_parameter(model, coupled.get("muon", Integer(0))) if alone else None
    return [moment, _inverse(model, moment, parameter)] if parameter else [moment]


def _shift(model: Model, lepton: Lepton) -> Expr:
    """One-loop contribution to the anomalous moment of a lepton, with that lepton or another one in the loop."""
    X = model.mediator
    same = sum(
        (value**2 / (8 * pi**2) * gminus2.equal_mass_loop(boson, X.mass / lepton.mass))
        for boson, value in X.by_boson(lepton.name).items()
        if value != 0
    ) or Integer(0)
    others = (
        gminus2.other_lepton_loop(couplings, lepton.mass, partner.mass, X.mass) / (8 * pi**2)
        for partner, couplings in _partners(model, lepton)
    )
    return sum(others, same)


def _partners(model: Model, lepton: Lepton) -> Iterator[tuple[Lepton, dict[str, Expr]]]:
    """Leptons that X turns a lepton into, with the couplings by boson."""
    for pair in CHARGED_PAIRS:
        partner = pair.partner(lepton)
        couplings = {boson: value for boson, value in model.mediator.by_boson(pair.name).items() if value != 0}
        if partner and couplings:
            yield partner, couplings


def _domain(model: Model, lepton: Lepton, m_X: Expr) -> dict[str, Any]:
    """Where the contribution to the moment of a lepton holds, and words."""
    words = dict(
        gminus2.domain_of_other_lepton(lepton.name, lepton.mass, partner.mass, m_X)
        for partner, _ in _partners(model, lepton)
    )
    return {"valid": (*gminus2.mass_reach(lepton.mass, m_X), *words), "words": words}


def _moment(model: Model, shifts: dict[str, Expr]) -> Quantity:
    leptons = {lepton.name: lepton for lepton in CHARGED}
    violates = any(True for lepton in CHARGED for _ in _partners(model, lepton))

    def build(lepton: str, **parameters: Expr) -> Formula:
        domain = _domain(model, leptons[lepton], parameters[model.mass])
        return Formula(shifts[lepton].subs(model.at(parameters)), **domain)

    of_loops = "  Another lepton in the loop is included where a coupling violates flavour." if violates else ""
    photons = "" if isinstance(model.mediator, Vector) or model.mediator.photon == 0 else _NO_PHOTONS
    return implied(
        model,
        "delta_a",
        f"One-loop contribution of X to the anomalous magnetic moment (g-2)/2 of a charged lepton.{of_loops}{photons}",
        build,
        unit=one,
        source="gminus2.neutral_boson",
        arguments=(option("lepton", *shifts), *model.arguments),
        accuracy=INTEGRAL_ACCURACY if violates else FUNCTION_ACCURACY,
    )


_NO_PHOTONS = "  Loops with the coupling to photons are not included: they depend on physics at high energies."


def _inverse(model: Model, moment: Quantity, parameter: str) -> Quantity:
    """The coupling that explains a shift of a_mu."""
    shift = number("delta_a_mu", Real(one, "shift of a_mu, above 0", above=0, range=(1e-12, 1e-6)))

    def build(delta_a_mu: Symbol, **parameters: Expr) -> Formula:
        unit = computed(moment, lepton="muon", **parameters, **{parameter: Integer(1)})
        return Formula(sqrt(delta_a_mu / unit), **_domain(model, CHARGED[1], parameters[model.mass]))

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
