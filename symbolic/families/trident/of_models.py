"""Neutrino trident production with a mediator between neutrino and muon.

For momenta below its mass the exchange of X is ``-J_nu J_mu/m_X^2``, with ``J_nu = (g_nu/2) nubar gamma_a (1 - gamma5)
nu`` and ``J_mu = mubar gamma_a (v_mu + a_mu gamma5) mu``.  In full it shifts

    C_V -> C_V + v^2 g_nu v_mu/(m_X^2 - k^2) ,     C_A -> C_A - v^2 g_nu a_mu/(m_X^2 - k^2) ;

the term ``k_a k_b/m_X^2`` of the propagator vanishes between massless neutrinos.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Integer

from muforge.symbolic.families.trident import nucleus_quantities as trident
from muforge.symbolic.families.trident.quantities import (
    RatioError,
    RatioMeasured,
    Sigmas,
    above_standard,
    excess_over_standard,
    resolved,
)
from muforge.symbolic.families.trident.real_photons import of_rates, of_ratios
from muforge.symbolic.language.annotations import Argument, argument
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied, overall_parameter
from muforge.symbolic.mediators.mediators import Vector
from muforge.symbolic.nature.units import centimetre, one

EXPERIMENT = (
    argument("method", trident.Method),
    argument("target", trident.Target),
    argument("form_factor", trident.FormFactor, default="helm"),
    argument("E_nu", trident.NeutrinoEnergy),
)
MEASUREMENT = (
    argument("ratio_measured", RatioMeasured),
    argument("ratio_error", RatioError),
    argument("n_sigma", Sigmas),
)
SCOPE = (
    "Coherent production by muon neutrinos as in `trident.nuclear_cross_section`; X is exchanged between neutrino and "
    "muon, its width neglected."
)

INTERFERENCE = (
    "their exchanges between neutrino and muon interfere, so that rates neither add nor belong to one of them; declare "
    "a model with one of them to have the rate with this one alone"
)
"""Why these quantities cannot be computed for one of several mediators at a time."""


def quantities(model: Model) -> list[Quantity]:
    """Cross section, its ratio to the standard model's, and a bound; nothing if X is not exchanged."""
    products = _products(model)
    if not products:
        return []
    found = [_cross_section(model, products), _ratio(model, products)]
    parameter = overall_parameter(model, *products.values())
    return [*found, _bound(model, products, parameter)] if parameter else found


def _products(model: Model) -> dict[str, Expr]:
    """Coupling of the neutrino times that by which C_V or C_A is shifted, by current; those that are not 0."""
    X = model.mediator
    if not isinstance(X, Vector):
        return {}
    neutrino, muon = X.coupling("nu_mu").left, X.coupling("muon")
    products = {"vector": neutrino * muon.vector, "axial": -neutrino * muon.axial}
    return {current: product for current, product in products.items() if product != 0}


def _terms(
    model: Model, products: Mapping[str, Expr], parameters: Mapping[str, Expr], common: Mapping[str, Any]
) -> tuple[Expr, Expr, Expr]:
    """The cross section of the standard model, and the terms that X adds to it, linear and quadratic."""
    at = {current: for_composition(model, product, parameters) for current, product in products.items()}
    return trident.exchange_terms(at, m_X=parameters[model.mass], **common)


def _split(inputs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs that describe the experiment, and the others."""
    names = {argument.name for argument in EXPERIMENT}
    return {n: v for n, v in inputs.items() if n in names}, {n: v for n, v in inputs.items() if n not in names}


def _cross_section(model: Model, products: Mapping[str, Expr]) -> Quantity:
    def build(**inputs: Any) -> Formula:
        common, parameters = _split(inputs)
        terms = _terms(model, products, parameters, common)
        made = of_rates(common["method"], common["E_nu"])
        return Formula(sum(terms, Integer(0)), valid=resolved(parameters[model.mass]), approximations=made)

    return implied(
        model,
        "trident_cross_section",
        f"Cross section of nu_mu nucleus -> nu_mu mu- mu+ nucleus with exchange of X.\n\n{SCOPE}",
        build,
        unit=centimetre**2,
        source="trident.nucleus_cross_section_of_current with exchange of X",
        arguments=(*EXPERIMENT, *_parameters(model, products)),
        points=("E_nu",),
        accuracy=trident.FIELD_ACCURACY,
    )


def _ratio(model: Model, products: Mapping[str, Expr]) -> Quantity:
    def build(**inputs: Any) -> Formula:
        common, parameters = _split(inputs)
        standard, linear, quadratic = _terms(model, products, parameters, common)
        made = of_ratios(common["method"])
        return Formula(1 + (linear + quadratic) / standard, **_domain(model, common, parameters), approximations=made)

    return implied(
        model,
        "trident_ratio",
        f"Cross section of nu_mu nucleus -> nu_mu mu- mu+ nucleus over that of the standard model.\n\n{SCOPE}",
        build,
        unit=one,
        source="trident_cross_section",
        arguments=(*EXPERIMENT, *_parameters(model, products)),
        accuracy=trident.FIELD_ACCURACY,
    )


def _bound(model: Model, products: Mapping[str, Expr], parameter: str) -> Quantity:
    def build(ratio_measured: Expr, ratio_error: Expr, n_sigma: Expr, **inputs: Any) -> Formula:
        common, parameters = _split(inputs)
        standard, linear, quadratic = _terms(model, products, {**parameters, parameter: Integer(1)}, common)
        excess = excess_over_standard(ratio_measured, ratio_error, n_sigma)
        domain, above = _domain(model, common, parameters), above_standard(excess)
        return Formula(
            trident.coupling_at_excess(linear / standard, quadratic / standard, excess),
            valid=domain["valid"] + above["valid"],
            words=domain["words"] | above["words"],
            approximations=of_ratios(common["method"]),
        )

    others = (a for a in _parameters(model, products) if a.name != parameter)
    return implied(
        model,
        f"{parameter}_trident_bound",
        f"Value of {parameter} at which trident_ratio is n_sigma errors above the measured one.\n\n"
        "Larger values are excluded.  There is no bound if the measurement plus errors does not exceed the standard "
        "model.",
        build,
        unit=one,
        source="inverse of trident_ratio",
        arguments=(*EXPERIMENT, *others, *MEASUREMENT),
        accuracy=trident.FIELD_ACCURACY,
    )


def _parameters(model: Model, products: Mapping[str, Expr]) -> tuple[Argument, ...]:
    return model.arguments_in(model.mediator.mass, *products.values())


def _domain(model: Model, common: Mapping[str, Any], parameters: Mapping[str, Expr]) -> dict[str, Any]:
    return trident.produced(common["method"], common["target"], common["E_nu"], parameters[model.mass])
