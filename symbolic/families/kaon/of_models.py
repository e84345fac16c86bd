"""K -> mu nu X with a mediator X."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import Expr

from muforge.symbolic.families.kaon import amplitudes
from muforge.symbolic.families.kaon import quantities as kaon
from muforge.symbolic.language.annotations import Argument, argument
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition, for_kernel
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import BR_K_mu_nu
from muforge.symbolic.nature.units import one

ABOUT = "Branching ratio of K -> mu nu X"
ABOVE = "Branching ratio of K -> mu nu X with a missing mass squared above m2_miss_min"
CUT = argument("m2_miss_min", kaon.LowerLimit)


def quantities(model: Model) -> list[Quantity]:
    """The branching ratio, all of it and above a missing mass, if X couples to muon, neutrino or kaon."""
    X = model.mediator
    return _with_vector(model, X) if isinstance(X, Vector) else _with_scalar(model, X)


def _with_vector(model: Model, X: Vector) -> list[Quantity]:
    muon = X.coupling("muon")
    couplings = {
        amplitudes.v_mu: muon.vector,
        amplitudes.a_mu: muon.axial,
        amplitudes.g_nu: X.coupling("nu_mu").left,
        amplitudes.g_K: X.electric,
    }
    if not any(couplings.values()):
        return []

    def build(m2_miss_min: Expr | None = None, **parameters: Expr) -> Formula:
        short, names = for_kernel(model, couplings)
        values = {symbol: value.subs(model.at(parameters)) for symbol, value in short.items()}
        rate = kaon.rate_ratio_of(amplitudes.free_vector(), parameters[model.mass], values, m2_miss_min)
        return Formula(names.around(BR_K_mu_nu * rate.expression), valid=rate.valid, matrix_element=rate.matrix_element)

    return _both(
        model,
        build,
        about="with emission from muon, neutrino and the kaon's charge",
        source="derived from Feynman rules; arXiv:1902.07715 app. A",
        arguments=model.arguments_in(X.mass, *couplings.values()),
    )


def _with_scalar(model: Model, X: Scalar) -> list[Quantity]:
    parts = {boson: value for boson, value in X.by_boson("muon").items() if value != 0}
    if not parts:
        return []

    def build(m2_miss_min: Expr | None = None, **parameters: Expr) -> Expr:
        mass = parameters[model.mass]

        def ratio(boson: str) -> Expr:
            whole = computed(kaon.rate_ratio, boson=boson, m_X=mass)
            if m2_miss_min is None:
                return whole
            above = computed(kaon.fraction_above_missing_mass_squared, boson=boson, m_X=mass, m2_miss_min=m2_miss_min)
            return whole * above

        squares = {boson: for_composition(model, value, parameters) ** 2 for boson, value in parts.items()}
        return BR_K_mu_nu * sum(square * ratio(boson) for boson, square in squares.items())

    return _both(
        model,
        build,
        about="scalar and pseudoscalar couplings do not interfere",
        source="kaon.rate_ratio",
        arguments=model.arguments_in(X.mass, *parts.values()),
    )


def _both(
    model: Model, build: Callable[..., Any], *, about: str, source: str, arguments: Iterable[Argument]
) -> list[Quantity]:
    """The quantity without and with a cut on the missing mass."""
    own = tuple(arguments)
    shared: dict[str, Any] = {"unit": one, "source": source, "accuracy": INTEGRAL_ACCURACY}
    sign = "," if about.startswith("with") else ";"
    return [
        implied(model, "kaon_branching_ratio", f"{ABOUT}{sign} {about}.", build, arguments=own, **shared),
        implied(
            model,
            "kaon_branching_ratio_above_missing_mass_squared",
            f"{ABOVE}{sign} {about}.",
            build,
            arguments=(*own, CUT),
            points=("m2_miss_min",),
            **shared,
        ),
    ]
