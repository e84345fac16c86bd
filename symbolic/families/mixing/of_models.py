"""Kinetic mixing of a vector with the photon, from loops of the charged leptons that it couples to."""

from __future__ import annotations

from sympy import Expr, Integer, pi, sqrt

from muforge.symbolic.families.mixing import quantities as mixing
from muforge.symbolic.language.annotations import argument
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Vector
from muforge.symbolic.nature.constants import alpha
from muforge.symbolic.nature.leptons import CHARGED, Lepton
from muforge.symbolic.nature.units import one


def quantities(model: Model) -> list[Quantity]:
    """Induced mixing, of vectors that couple to charged leptons."""
    X = model.mediator
    if isinstance(X, Vector) and any(value != 0 for lepton in CHARGED for value in X.by_boson(lepton.name).values()):
        return [_quantity(model, X)]
    return []


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
    """Couplings to the vector currents of charged leptons that are not 0."""
    currents = {lepton: X.coupling(lepton.name).vector for lepton in CHARGED}
    return {lepton: value for lepton, value in currents.items() if value != 0}


def _quantity(model: Model, X: Vector) -> Quantity:
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
        arguments=(argument("q_squared", mixing.Transfer), *model.arguments_in(*_currents(X).values())),
        points=("q_squared",),
    )
