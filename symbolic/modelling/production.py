"""Production of a mediator with muons: in decays of kaons, and by a beam on a target."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.composition import computed
from muforge.symbolic.constants import BR_K_mu_nu, m_mu
from muforge.symbolic.declare import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.families import fixed_target, kaon
from muforge.symbolic.feynman.processes import kaon as amplitudes
from muforge.symbolic.formula import Formula
from muforge.symbolic.modelling.declaration import Model
from muforge.symbolic.modelling.mediators import Scalar, Vector
from muforge.symbolic.modelling.quantities import implied
from muforge.symbolic.units import centimetre, one


def quantities(model: Model) -> list[Quantity]:
    """Rates of production processes in which the mediator takes part."""
    X = model.mediator
    kaons = _from_kaons_with_vector(model, X) if isinstance(X, Vector) else _from_kaons_with_scalar(model, X)
    return [quantity for quantity in (kaons, _on_target(model, X)) if quantity]


def _from_kaons_with_vector(model: Model, X: Vector) -> Quantity | None:
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
        values = {symbol: value.subs(model.at(parameters)) for symbol, value in couplings.items()}
        rate = kaon.rate_ratio_of(amplitudes.free_vector(), parameters[model.mass], values)
        return Formula(BR_K_mu_nu * rate.expression, valid=rate.valid, matrix_element=rate.matrix_element)

    return implied(
        model,
        "kaon_branching_ratio",
        "Branching ratio of K -> mu nu X, with emission from muon, neutrino and the kaon's charge.",
        build,
        unit=one,
        source="derived from Feynman rules; arXiv:1902.07715 app. A",
        arguments=model.parameters_in(X.mass, *couplings.values()),
        accuracy=INTEGRAL_ACCURACY,
    )


def _from_kaons_with_scalar(model: Model, X: Scalar) -> Quantity | None:
    parts = {boson: value for boson, value in X.by_boson("muon").items() if value != 0}
    if not parts:
        return None

    def build(**parameters: Expr) -> Expr:
        return BR_K_mu_nu * sum(
            value.subs(model.at(parameters)) ** 2 * computed(kaon.rate_ratio, boson=boson, m_X=parameters[model.mass])
            for boson, value in parts.items()
        )

    return implied(
        model,
        "kaon_branching_ratio",
        "Branching ratio of K -> mu nu X; scalar and pseudoscalar couplings do not interfere.",
        build,
        unit=one,
        source="kaon.rate_ratio",
        arguments=model.parameters_in(X.mass, *parts.values()),
        accuracy=INTEGRAL_ACCURACY,
    )


def _on_target(model: Model, X: Vector | Scalar) -> Quantity | None:
    """For couplings to the muon that are a vector's or a scalar's, without axial or pseudoscalar part."""
    parts = {boson: value for boson, value in X.by_boson("muon").items() if value != 0}
    if list(parts) not in (["vector"], ["scalar"]):
        return None
    ((boson, coupling),) = parts.items()

    def build(method: str, Z: Expr, A: Expr, E_beam: Expr, x_min: Expr, **parameters: Expr) -> Formula:
        common: dict[str, Any] = {"method": method, "boson": boson, "Z": Z, "A": A, "E_beam": E_beam, "x_min": x_min}
        unit = computed(fixed_target.cross_section, m_X=parameters[model.mass], g=Integer(1), **common)
        return Formula(coupling.subs(model.at(parameters)) ** 2 * unit, valid=(E_beam > m_mu,))

    return implied(
        model,
        "fixed_target_cross_section",
        "Cross section of mu N -> mu N X with x = E_X/E_beam above x_min, X emitted by the muon.\n\n"
        "Coherent and elastic as in `fixed_target.cross_section`; emission from the nucleus is not included.",
        build,
        unit=centimetre**2,
        source="fixed_target.cross_section",
        arguments={
            "method": fixed_target.Method,
            "Z": fixed_target.TargetCharge,
            "A": fixed_target.TargetWeight,
            "E_beam": fixed_target.BeamEnergy,
            "x_min": fixed_target.LeastFraction,
            **model.parameters_in(X.mass, coupling),
        },
        defaults={"x_min": 0},
        accuracy=fixed_target.TOTAL_ACCURACY,
    )
