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
        parameter = overall_parameter(model, coupled.get("muon", Integer(0)))
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


def overall_parameter(model: Model, *effects: Expr) -> str | None:
    """The parameter whose square some effects of X are proportional to, if it is the only one beside the mass."""
    others = [name for name in model.numbers if name != model.mass]
    if len(others) != 1 or not all(effect != 0 and power_of(effect, others[0]) == 2 for effect in effects):
        return None
    return others[0]


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


def induced_mixing(X: Vector, q_squared: Expr) -> Expr:
    """Kinetic mixing with the photon from loops of charged leptons, for X's own symbols; see `mixing_is_finite`."""
    currents = _currents(X)
    heaviest = ([*currents] or [*CHARGED])[-1]
    loops = Integer(0)
    for lepton, value in currents.items():
        if not mixing_is_finite(X):
            loops += lepton.charge * value * mixing.vacuum_polarization(q_squared, lepton.mass)
        elif lepton is not heaviest:
            loops += value * mixing.pair_of_loops(q_squared, heaviest.mass, lepton.mass)
    return 8 * sqrt(4 * pi * alpha) / (4 * pi) ** 2 / 6 * loops


def mixing_is_finite(X: Vector) -> bool:
    """Whether the divergences of the loops of charged leptons cancel."""
    return sum(_currents(X).values(), Integer(0)).expand() == 0


def _currents(X: Vector) -> dict[Lepton, Expr]:
    """Couplings to the vector currents of charged leptons, those that are not 0."""
    currents = {lepton: X.coupling(lepton.name).vector for lepton in CHARGED}
    return {lepton: value for lepton, value in currents.items() if value != 0}


def _mixing(model: Model, X: Vector) -> Quantity:
    """Kinetic mixing with the photon as a quantity."""

    def build(q_squared: Expr, **parameters: Expr) -> Expr:
        return induced_mixing(X, q_squared).subs(model.at(parameters))

    scheme = (
        "It is finite, and 0 without the loops."
        if mixing_is_finite(X)
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
        arguments={"q_squared": mixing.Transfer, **model.parameters_in(*_currents(X).values())},
        points=("q_squared",),
    )
