"""Production of a mediator at electron-positron colliders, with a pair of leptons or with a photon."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Integer, pi

from muforge.symbolic.families.collider import quantities as collider
from muforge.symbolic.families.mixing.of_models import induced_mixing, mixing_is_finite
from muforge.symbolic.language.annotations import argument, option
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import alpha
from muforge.symbolic.nature.leptons import LEPTONS
from muforge.symbolic.nature.units import picobarn

HEAVY = ("muon", "tau")


def quantities(model: Model) -> list[Quantity]:
    """Cross sections of e- e+ -> l- l+ X and of e+ e- -> photon X, as far as the couplings lead to them."""
    found = (_with_leptons(model), _with_photon(model, model.mediator))
    return [quantity for quantity in found if quantity]


def _with_leptons(model: Model) -> Quantity | None:
    parts = {lepton: _couplings(model.mediator, lepton) for lepton in HEAVY}
    parts = {lepton: couplings for lepton, couplings in parts.items() if couplings}
    if not parts:
        return None

    def build(lepton: str, sqrt_s: Expr, **parameters: Expr) -> Formula:
        m_X = parameters[model.mass]
        common = {"m_l": LEPTONS[lepton].mass, "sqrt_s": sqrt_s, "m_X": m_X, "g": Integer(1)}
        total = sum(
            for_composition(model, value, parameters) ** 2
            * computed(collider.lepton_pair_boson_cross_section, boson=boson, **common)
            for boson, value in parts[lepton].items()
        )
        return Formula(total, valid=collider.resolved(sqrt_s, m_X))

    couplings = (value for by_boson in parts.values() for value in by_boson.values())
    return implied(
        model,
        "lepton_pair_cross_section",
        "Cross section of e- e+ -> l- l+ X with X emitted by the final leptons.\n\n"
        "Tree level, massless beams, the s-channel photon alone: emission from the beams and exchange of a Z are not "
        "included.  Scalar and pseudoscalar couplings, as well as vector and axial ones, do not interfere.",
        build,
        unit=picobarn,
        source="collider.lepton_pair_boson_cross_section",
        arguments=(
            option("lepton", *parts),
            argument("sqrt_s", collider.BeamEnergy),
            *model.arguments_in(model.mediator.mass, *couplings),
        ),
        accuracy=INTEGRAL_ACCURACY,
    )


def _couplings(X: Vector | Scalar, lepton: str) -> dict[str, Expr]:
    """The couplings to a charged lepton that are not 0, by boson."""
    return {boson: value for boson, value in X.by_boson(lepton).items() if value != 0}


def _with_photon(model: Model, X: Vector | Scalar) -> Quantity | None:
    electron = _couplings(X, "electron")
    if isinstance(X, Scalar):
        return _scalar_with_photon(model, X, electron) if electron or X.photon != 0 else None
    if electron:
        return _vector_with_photon(model, electron)
    mixing = not X.currents and mixing_is_finite(X) and induced_mixing(X, X.mass**2)
    return _mixed_vector_with_photon(model, mixing) if mixing else None


def _scalar_with_photon(model: Model, X: Scalar, electron: dict[str, Expr]) -> Quantity:
    photons = [value for value in X.to_photons.values() if value != 0]

    def build(sqrt_s: Expr, cos_theta_max: Expr, **parameters: Expr) -> Formula:
        common = {"sqrt_s": sqrt_s, "m_X": parameters[model.mass], "cos_theta_max": cos_theta_max}
        couplings = (for_composition(model, value, parameters) for value in photons)
        total = sum((collider.photon_through_photons(g=g, **common) for g in couplings), Integer(0))
        if electron:
            unit = computed(collider.photon_scalar_cross_section, g=Integer(1), **common)
            total += _squared(model, electron, parameters) * unit
        return Formula(total, valid=(cos_theta_max < 1,))

    of_electrons = (
        "X couples to electrons, whose mass is neglected: scalar and pseudoscalar couplings then have the same rate."
    )
    of_photons = (
        "X couples to two photons, one of which the electrons annihilate to; what loops of leptons add to that "
        "coupling is not included."
    )
    about = [text for text, there in ((of_electrons, electron), (of_photons, photons)) if there]
    return _declared_with_photon(
        model,
        "\n\n".join(about),
        build,
        "collider.photon_scalar_cross_section" if electron else "derived from Feynman rules",
        *electron.values(),
        *photons,
    )


def _vector_with_photon(model: Model, electron: dict[str, Expr]) -> Quantity:
    def build(sqrt_s: Expr, cos_theta_max: Expr, **parameters: Expr) -> Formula:
        common = {"sqrt_s": sqrt_s, "m_X": parameters[model.mass], "cos_theta_max": cos_theta_max}
        unit = computed(collider.photon_dark_photon_cross_section, epsilon=Integer(1), **common)
        squared = _squared(model, electron, parameters) / (4 * pi * alpha)
        return Formula(squared * unit, valid=(cos_theta_max < 1,))

    return _declared_with_photon(
        model,
        "That of a dark photon with the coupling of X to electrons at tree level, v_e^2 + a_e^2 for epsilon^2 e^2; "
        "electrons are massless, and what loops add is neglected.",
        build,
        "collider.photon_dark_photon_cross_section",
        *electron.values(),
    )


def _mixed_vector_with_photon(model: Model, mixing: Expr) -> Quantity:
    def build(sqrt_s: Expr, cos_theta_max: Expr, **parameters: Expr) -> Formula:
        at_mass = mixing.subs(model.at(parameters))
        return collider.photon_mixed_vector(sqrt_s, parameters[model.mass], cos_theta_max, at_mass)

    return _declared_with_photon(
        model,
        "That of a dark photon with epsilon the modulus of induced_mixing at q^2 = m_X^2: X couples to electrons "
        "through loops of charged leptons alone.",
        build,
        "collider.photon_dark_photon_cross_section with induced_mixing",
        mixing,
    )


def _squared(model: Model, electron: dict[str, Expr], parameters: dict[str, Expr]) -> Expr:
    return sum((for_composition(model, value, parameters) ** 2 for value in electron.values()), Integer(0))


def _declared_with_photon(
    model: Model, about: str, build: Callable[..., Formula], source: str, *couplings: Expr
) -> Quantity:
    return implied(
        model,
        "photon_cross_section",
        "Cross section of e+ e- -> photon X with abs(cos theta) < cos_theta_max in the centre of mass.\n\n" + about,
        build,
        unit=picobarn,
        source=source,
        arguments=(
            argument("sqrt_s", collider.BeamEnergy),
            argument("cos_theta_max", collider.LargestCosine),
            *model.arguments_in(model.mediator.mass, *couplings),
        ),
    )
