"""Decays of muon and tau that violate flavour, by a mediator whose couplings do."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Integer, Piecewise

from muforge.symbolic.families.clfv import quantities as clfv
from muforge.symbolic.families.clfv.flavour_loop import coefficient
from muforge.symbolic.families.decay import of_models as decays
from muforge.symbolic.language.annotations import option
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.flavours import pair_of
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import hbar_GeV_s, m_e, m_mu, tau_mu_s
from muforge.symbolic.nature.units import one

TRANSITIONS = {"mu_to_e": ("muon", "electron"), "tau_to_mu": ("tau", "muon"), "tau_to_e": ("tau", "electron")}
"""Parent and daughter."""
INTERFERENCE = {
    "radiative_branching_ratio": "their loops interfere",
    "muon_to_three_electrons_branching_ratio": "their exchanges interfere",
}
LIGHT_CHANNELS = ("electron", "neutrinos", "photons", "dark_matter")
"""Decays of an X that is lighter than the muon."""
Couplings = tuple[Expr, Expr]
"""Of even and of odd parity: scalar and pseudoscalar, or vector and axial."""


def quantities(model: Model) -> list[Quantity]:
    """Branching ratios of l_i -> l_j photon, l_i -> l_j X and mu -> e e ebar, as far as the couplings lead to them."""
    found = (_radiative(model), _with_boson(model), _three_electrons(model))
    return [quantity for quantity in found if quantity]


def _couplings(X: Vector | Scalar, first: str, second: str) -> Couplings:
    pair = pair_of((first, second))
    even, odd = X.by_boson(pair.name if pair else first).values()
    return even, odd


def _terms(X: Vector | Scalar, parent: str, daughter: str) -> Iterator[tuple[str, str, Expr]]:
    """Products of couplings with each lepton in the loop, and which mass a gamma5 gives the other sign."""
    for k in clfv.MASSES:
        (even_j, odd_j), (even_i, odd_i) = _couplings(X, daughter, k), _couplings(X, k, parent)
        sign = -1 if isinstance(X, Vector) else 1
        products = (
            ("", even_j * even_i),
            ("loop", odd_j * odd_i),
            ("parent", even_j * odd_i),
            ("daughter", sign * odd_j * even_i),
        )
        yield from ((k, flipped, product) for flipped, product in products if product != 0)


def _radiative(model: Model) -> Quantity | None:
    X = model.mediator
    terms = {f"{name}_gamma": (pair, [*_terms(X, *pair)]) for name, pair in TRANSITIONS.items()}
    terms = {name: (pair, own) for name, (pair, own) in terms.items() if own}
    if not terms:
        return None
    boson = "vector" if isinstance(X, Vector) else "scalar"

    def build(process: str, **parameters: Expr) -> Expr:
        (parent, daughter), own = terms[process]
        mass = parameters[model.mass]
        squared = Integer(0)
        for part in ("real", "imaginary"):
            coefficients = {"even": Integer(0), "odd": Integer(0)}
            for k, flipped, product in own:
                masses = {"m_i": clfv.MASSES[parent], "m_j": clfv.MASSES[daughter], "m_k": clfv.MASSES[k]}
                flip = {"loop": "m_k", "parent": "m_i", "daughter": "m_j"}.get(flipped)
                signed = {name: -m if name == flip else m for name, m in masses.items()}
                integrals = clfv.loop_integrals(parent, daughter, k, mass, part)
                loop = coefficient(boson, **signed, m_X=mass, J=integrals)
                parity = "odd" if flipped in ("parent", "daughter") else "even"
                coefficients[parity] += for_composition(model, product, parameters) * loop
            squared += sum(total**2 for total in coefficients.values())
        return clfv.radiative_fraction(parent, daughter, squared)

    products = [product for _, own in terms.values() for _, _, product in own]
    return implied(
        model,
        "radiative_branching_ratio",
        "Branching ratio of l_i -> l_j photon through a loop of X and a lepton, all masses exact.",
        build,
        unit=one,
        source="clfv.radiative_loop_integral",
        arguments=(option("process", *terms), *model.arguments_in(X.mass, *products)),
        accuracy=1e-11,
    )


def _with_boson(model: Model) -> Quantity | None:
    X = model.mediator
    open_to = {name: X.by_boson(_name_of(*pair)) for name, pair in TRANSITIONS.items()}
    open_to = {name: {b: v for b, v in by.items() if v != 0} for name, by in open_to.items()}
    open_to = {name: by for name, by in open_to.items() if by}
    if not open_to:
        return None

    def build(process: str, **parameters: Expr) -> Expr:
        width = Integer(0)
        for boson, value in open_to[process].items():
            width += for_composition(model, value, parameters) ** 2 * _two_body(process, boson, parameters[model.mass])
        return width * clfv.LIFETIMES[TRANSITIONS[process][0]] / hbar_GeV_s

    return implied(
        model,
        "lepton_to_lepton_boson_branching_ratio",
        "Branching ratio of l_i -> l_j X; 0 where it is closed.",
        build,
        unit=one,
        source="clfv.lepton_to_lepton_boson_width",
        arguments=(
            option("process", *open_to),
            *model.arguments_in(X.mass, *(value for by in open_to.values() for value in by.values())),
        ),
    )


def _name_of(first: str, second: str) -> str:
    pair = pair_of((first, second))
    assert pair is not None
    return pair.name


def _two_body(process: str, boson: str, mass: Expr) -> Expr:
    """Width of l_i -> l_j X for a unit coupling."""
    parent, daughter = TRANSITIONS[process]
    masses = {"m_i": clfv.MASSES[parent], "m_j": clfv.MASSES[daughter]}
    return computed(clfv.lepton_to_lepton_boson_width, boson=boson, m_X=mass, g=Integer(1), **masses)


def _three_electrons(model: Model) -> Quantity | None:
    """Mu -> e e ebar, by couplings of even parity alone."""
    X = model.mediator
    (violating, odd), (electron, odd_too) = _couplings(X, "muon", "electron"), _couplings(X, "electron", "electron")
    partial = next((q for q in decays.quantities(model) if q.name.endswith("partial_width")), None)
    if violating == 0 or electron == 0 or odd != 0 or odd_too != 0 or partial is None:
        return None
    boson = "vector" if isinstance(X, Vector) else "scalar"
    channels = [c for c in next(a for a in partial.arguments if a.name == "channel").choices if c in LIGHT_CHANNELS]

    def build(**parameters: Expr) -> Expr:
        mass = parameters[model.mass]
        to_muon, to_electrons = (for_composition(model, value, parameters) for value in (violating, electron))
        unit = {"g_emu": Integer(1), "g_ee": Integer(1)}
        virtual = computed(clfv.muon_to_three_electrons_width, boson=boson, m_X=mass, **unit)
        own = {a.name: parameters[a.name] for a in model.arguments}
        widths = {c: computed(partial, channel=c, **own) for c in channels}
        real = _two_body("mu_to_e", boson, mass) * widths["electron"] / sum(widths.values())
        return Piecewise(
            (to_muon**2 * real * tau_mu_s / hbar_GeV_s, mass < m_mu - m_e),
            ((to_muon * to_electrons) ** 2 * virtual * tau_mu_s / hbar_GeV_s, True),
        )

    return implied(
        model,
        "muon_to_three_electrons_branching_ratio",
        "Branching ratio of mu -> e e ebar by X at tree level.\n\n"
        "Below m_mu - m_e that of mu -> e X times that of X -> e ebar, without decays to dark matter that the model "
        "does not declare; above, the exchange of X.",
        build,
        unit=one,
        source="clfv.muon_to_three_electrons_width",
        arguments=model.arguments,
        accuracy=INTEGRAL_ACCURACY,
    )
