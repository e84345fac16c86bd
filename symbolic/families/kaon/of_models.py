"""K -> mu nu X with a mediator X."""

from __future__ import annotations

from sympy import Expr

from muforge.symbolic.families.kaon import amplitudes
from muforge.symbolic.families.kaon import quantities as kaon
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition, for_kernel
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import BR_K_mu_nu
from muforge.symbolic.nature.units import one


def quantities(model: Model) -> list[Quantity]:
    """The branching ratio, if X couples to muon, neutrino or kaon."""
    X = model.mediator
    found = _with_vector(model, X) if isinstance(X, Vector) else _with_scalar(model, X)
    return [found] if found else []


def _with_vector(model: Model, X: Vector) -> Quantity | None:
    muon = X.coupling("muon")
    couplings = {
        amplitudes.v_mu: muon.vector,
        amplitudes.a_mu: muon.axial,
        amplitudes.g_nu: X.coupling("nu_mu").left,
        amplitudes.g_K: X.electric,
    }
    if not any(couplings.values()):
        return None

    def build(**parameters: Expr) -> Formula:
        short, names = for_kernel(model, couplings)
        values = {symbol: value.subs(model.at(parameters)) for symbol, value in short.items()}
        rate = kaon.rate_ratio_of(amplitudes.free_vector(), parameters[model.mass], values)
        return Formula(names.around(BR_K_mu_nu * rate.expression), valid=rate.valid, matrix_element=rate.matrix_element)

    return implied(
        model,
        "kaon_branching_ratio",
        "Branching ratio of K -> mu nu X, with emission from muon, neutrino and the kaon's charge.",
        build,
        unit=one,
        source="derived from Feynman rules; arXiv:1902.07715 app. A",
        arguments=model.arguments_in(X.mass, *couplings.values()),
        accuracy=INTEGRAL_ACCURACY,
    )


def _with_scalar(model: Model, X: Scalar) -> Quantity | None:
    parts = {boson: value for boson, value in X.by_boson("muon").items() if value != 0}
    if not parts:
        return None

    def build(**parameters: Expr) -> Expr:
        return BR_K_mu_nu * sum(
            for_composition(model, value, parameters) ** 2
            * computed(kaon.rate_ratio, boson=boson, m_X=parameters[model.mass])
            for boson, value in parts.items()
        )

    return implied(
        model,
        "kaon_branching_ratio",
        "Branching ratio of K -> mu nu X; scalar and pseudoscalar couplings do not interfere.",
        build,
        unit=one,
        source="kaon.rate_ratio",
        arguments=model.arguments_in(X.mass, *parts.values()),
        accuracy=INTEGRAL_ACCURACY,
    )
