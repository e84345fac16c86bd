"""What a mediator does in loops: anomalous magnetic moments and kinetic mixing."""

from __future__ import annotations

from typing import Annotated, Literal

from sympy import Expr, Integer, Symbol, pi, sqrt

from muforge.symbolic.arguments import Real
from muforge.symbolic.composition import computed
from muforge.symbolic.constants import alpha
from muforge.symbolic.declare import Quantity
from muforge.symbolic.families import gminus2, mixing
from muforge.symbolic.formula import Formula
from muforge.symbolic.homogeneity import power_of
from muforge.symbolic.modelling.declaration import Model
from muforge.symbolic.modelling.matter import CHARGED, Lepton
from muforge.symbolic.modelling.mediators import Vector
from muforge.symbolic.modelling.quantities import implied
from muforge.symbolic.units import one


def quantities(model: Model) -> list[Quantity]:
    """Anomalous moments of the leptons X couples to, the coupling that gives a shift, and induced mixing."""
    shifts = {lepton.name: _shift(model, lepton) for lepton in CHARGED}
    coupled = {name: shift for name, shift in shifts.items() if shift != 0}
    found = []
    if coupled:
        moment = _moment(model, coupled)
        found.append(moment)
        parameter = _overall(model, coupled.get("muon", Integer(0)))
        if parameter:
            found.append(_inverse(model, moment, parameter))
        if isinstance(model.mediator, Vector):
            found.append(_mixing(model, model.mediator))
    return found


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
        arguments={"lepton": Literal[tuple(shifts)], **model.parameters},
    )


def _overall(model: Model, shift: Expr) -> str | None:
    """The parameter whose square the shift of a_mu is proportional to, if there is one."""
    others = [name for name in model.numbers if name != model.mass]
    found = [name for name in others if shift != 0 and power_of(shift, name) == 2]
    return found[0] if len(found) == 1 and len(others) == 1 else None


def _inverse(model: Model, moment: Quantity, parameter: str) -> Quantity:
    """The coupling that explains a shift of a_mu."""
    target = Annotated[Expr, Real(one, "shift of a_mu, above 0", above=0, range=(1e-12, 1e-6))]
    arguments = {name: hint for name, hint in model.parameters.items() if name != parameter}

    def build(delta_a_mu: Symbol, **parameters: Expr) -> Formula:
        unit = computed(moment, lepton="muon", **parameters, **{parameter: Integer(1)})
        return Formula(sqrt(delta_a_mu / unit), valid=gminus2.mass_reach(CHARGED[1].mass, parameters[model.mass]))

    return implied(
        model,
        f"{parameter}_for_delta_a_mu",
        f"Value of {parameter} with which X shifts the muon's (g-2)/2 by delta_a_mu.",
        build,
        unit=one,
        source="inverse of delta_a",
        arguments=arguments | {"delta_a_mu": target},
    )


def _mixing(model: Model, X: Vector) -> Quantity:
    """Kinetic mixing with the photon from loops of charged leptons."""
    currents = {lepton: X.coupling(lepton.name).vector for lepton in CHARGED}
    coupled = {lepton: value for lepton, value in currents.items() if value != 0}
    finite = sum(coupled.values()).expand() == 0
    heaviest = ([*coupled] or [*CHARGED])[-1]
    factor = 8 * sqrt(4 * pi * alpha) / (4 * pi) ** 2 / 6

    def build(q_squared: Expr, **parameters: Expr) -> Expr:
        loops = Integer(0)
        for lepton, value in coupled.items():
            if finite and lepton is not heaviest:
                loops += value * mixing.pair_of_loops(q_squared, heaviest.mass, lepton.mass)
            elif not finite:
                loops += lepton.charge * value * mixing.vacuum_polarization(q_squared, lepton.mass)
        return factor * loops.subs(model.at(parameters))

    scheme = (
        "It is finite, and 0 without the loops."
        if finite
        else "It diverges and is given with its value at q^2 = 0 taken off."
    )
    return implied(
        model,
        "induced_mixing",
        "Kinetic mixing of X with the photon from loops of charged leptons, complex above their thresholds.\n\n"
        f"{scheme}  Loops of quarks are not included.",
        build,
        unit=one,
        source="mixing.loop_induced_mixing, for these charges",
        arguments={"q_squared": mixing.Transfer, **model.parameters_in(*coupled.values())},
        points=("q_squared",),
    )
