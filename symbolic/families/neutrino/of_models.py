"""nu e -> nu e with a mediator between neutrino and electron.

Electrons couple at tree level, and through the mixing with the photon that loops of charged leptons induce: at the
momentum of the process their vector coupling changes by ``-e Pi(-2 m_e T)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from sympy import Expr, Integer, log, pi, sqrt

from muforge.symbolic.families.mixing.of_models import induced_mixing, mixing_is_finite
from muforge.symbolic.families.neutrino import quantities as neutrino
from muforge.symbolic.families.neutrino.recoil import (
    FLAVORS,
    POWER,
    TRANSFER,
    over_recoils,
    quadratic,
    shapes,
    shift,
    standard_couplings,
    standard_integrals,
)
from muforge.symbolic.language.annotations import Argument, argument
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import INTEGRAL_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import coupling_functions, for_composition, for_kernel
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Chiral, Vector
from muforge.symbolic.nature.constants import alpha, m_e
from muforge.symbolic.nature.leptons import CHARGED
from muforge.symbolic.nature.units import GeV, centimetre, one

NEUTRINOS = {"electron": "nu_e", "muon": "nu_mu", "tau": "nu_tau"}
TREE, ZERO, PROCESS = "tree", "zero", "process"
SOURCE = "neutrino.electron_recoil_spectrum with the couplings of the model"
FRACTIONS = argument("flavor_fractions", neutrino.Fractions)
E_NU, T_MIN = argument("E_nu", neutrino.Energy), argument("T_e_min", neutrino.LeastRecoil)
FLAVOR = argument("flavor", neutrino.Flavor)
DETECTOR = (
    argument("flux", neutrino.Flux, default=4.99e9),
    argument("n_electrons", neutrino.Electrons, default=3.307e31),
    argument("live_time_s", neutrino.LiveTime, default=86400.0),
)

INTERFERENCE = (
    "their exchanges between neutrino and electron interfere, so that rates neither add nor belong to one of them; "
    "declare a model with one of them to have the rate with this one alone"
)
"""Why these quantities cannot be computed for one of several mediators at a time."""


def quantities(model: Model) -> list[Quantity]:
    """Spectrum, cross section, its ratio to the standard model's; nothing if X is not exchanged."""
    exchange = Exchange.of(model)
    if exchange is None:
        return []
    kernels = [exchange.integral] if PROCESS in exchange.mixings else []
    return [*kernels, _spectrum(exchange), _cross_section(exchange), _ratio(exchange), _counts(exchange)]


@dataclass(frozen=True)
class Exchange:
    """The exchange of a model's vector between neutrinos and electrons.

    Parameters
    ----------
    model : Model
    neutrinos : mapping
        Couplings to left-handed neutrinos by flavour.
    electron : Chiral
        Couplings at tree level.
    looping : Vector
        The vector with the couplings of which loops are made.
    mixings : tuple of str
        What can be added to tree level; the first is the default.
    """

    model: Model
    neutrinos: Mapping[str, Expr]
    electron: Chiral
    looping: Vector
    mixings: tuple[str, ...]

    @classmethod
    def of(cls, model: Model) -> Exchange | None:
        """The exchange; None if X does not couple to neutrinos, or in no way to electrons."""
        X = model.mediator
        if not isinstance(X, Vector):
            return None
        neutrinos = {flavor: X.coupling(name).left for flavor, name in NEUTRINOS.items()}
        electron, looping = X.coupling("electron"), _looping(X)
        loops = any(value != 0 for lepton in CHARGED for value in looping.by_boson(lepton.name).values())
        tree: tuple[str, ...] = (TREE,) if electron.left != 0 or electron.right != 0 else ()
        mixings = tree
        if loops and not coupling_functions(model):
            with_loops = (PROCESS, ZERO) if tree or mixing_is_finite(looping) else (PROCESS,)
            mixings = with_loops + tree if mixing_is_finite(looping) or not tree else tree + with_loops
        seen = mixings and any(value != 0 for value in neutrinos.values())
        return cls(model, neutrinos, electron, looping, mixings) if seen else None

    def arguments(self, *first: Argument) -> tuple[Argument, ...]:
        """The mixing, arguments of the process, and parameters of the model."""
        loops = self.looping.parts.values() if PROCESS in self.mixings else ()
        used = (*self.neutrinos.values(), self.electron.left, self.electron.right, *loops)
        mixing = argument("mixing", Literal[self.mixings], default=self.mixings[0])
        return (mixing, *first, *self.model.arguments_in(self.model.mediator.mass, *used))

    def electron_at(self, mixing: str, T: Expr) -> tuple[Expr, Expr]:
        """Couplings to left-handed and right-handed electrons that a recoil shows."""
        if mixing == TREE:
            change: Expr = Integer(0)
        elif mixing == ZERO:
            change = -_e() * self._at_zero()
        else:
            change = self._loops(2 * m_e * T)
        return self.electron.left + change, self.electron.right + change

    @cached_property
    def _of_transfer(self) -> Expr:
        """What loops add at a space-like transfer."""
        return -_e() * induced_mixing(self.looping, -TRANSFER)

    def _loops(self, transfer: Expr) -> Expr:
        return self._of_transfer.xreplace({TRANSFER: transfer})

    @cached_property
    def integral(self) -> Quantity:
        """The kernel of what a neutrino of unit coupling adds, with loops."""
        return _integral(self)

    def _at_zero(self) -> Expr:
        """Mixing at ``q^2 = 0``; 0 where it diverges and is given with this value taken off."""
        if not mixing_is_finite(self.looping):
            return Integer(0)
        heaviest = CHARGED[-1].mass
        values = {lepton: self.looping.coupling(lepton.name).vector for lepton in CHARGED}
        logarithms = sum(value * 2 * log(heaviest / lepton.mass) for lepton, value in values.items() if value != 0)
        return 8 * _e() / (4 * pi) ** 2 / 6 * logarithms


def _e() -> Expr:
    return sqrt(4 * pi * alpha)


def _looping(X: Vector) -> Vector:
    """The vector without its coupling to the electric charge, where loops of what is left are finite.

    What is proportional to the electric charge is a mixing at tree level: loops of it are of higher order.
    """
    whole = {lepton.name: X.coupling(lepton.name).vector for lepton in CHARGED}
    rest = {lepton.name: (whole[lepton.name] - X.electric * lepton.charge).expand() for lepton in CHARGED}
    without = Vector(X.mass, name=X.name, **rest)
    return without if mixing_is_finite(without) else Vector(X.mass, name=X.name, **whole)


def _finite(exchange: Exchange, T: Expr, parameters: Mapping[str, Expr]) -> dict[str, Any]:
    return neutrino.finite(parameters[exchange.model.mass], T)


def _integral(exchange: Exchange) -> Quantity:
    model = exchange.model

    def build(exchanged: str, chirality: str, E_nu: Expr, T_e_min: Expr, **parameters: Expr) -> Formula:
        m_X = parameters[model.mass]

        def integrand(T: Expr) -> Expr:
            left, right = (value.xreplace(model.at(parameters)) for value in exchange.electron_at(PROCESS, T))
            of = shapes(E_nu, T)
            parts = {
                ("once", "left"): 2 * left * of["left"] - right * of["mixed"],
                ("once", "right"): 2 * right * of["right"] - left * of["mixed"],
                ("twice", "left"): left**2 * of["left"] - left * right * of["mixed"] / 2,
                ("twice", "right"): right**2 * of["right"] - left * right * of["mixed"] / 2,
            }
            return parts[exchanged, chirality] * shift(m_X, T) ** POWER[exchanged]

        return Formula(over_recoils(integrand, E_nu, T_e_min), **_finite(exchange, T_e_min, parameters))

    used = (*exchange.looping.parts.values(), exchange.electron.left, exchange.electron.right)
    quantity = implied(
        model,
        "neutrino_exchange_integral",
        "Integral over the recoil from T_e_min up, with X exchanged once or twice by a neutrino of unit coupling.\n\n"
        "The coupling of the electron is that at the momentum of the process, with loops.  Once, it is what stands "
        "beside g_L (left) and g_R (right) of the standard model; twice, the two parts are added.",
        build,
        unit=GeV,
        source=SOURCE,
        arguments=(
            argument("exchanged", neutrino.Exchanged),
            argument("chirality", Literal["left", "right"]),
            E_NU,
            T_MIN,
            *model.arguments_in(model.mediator.mass, *used),
        ),
        accuracy=INTEGRAL_ACCURACY,
    )
    return replace(quantity, results=("chirality",))


def _spectrum(exchange: Exchange) -> Quantity:
    model = exchange.model

    def build(flavor: str, mixing: str, E_nu: Expr, T_e: Expr, **parameters: Expr) -> Formula:
        values, names = for_kernel(
            model,
            {
                Integer(i): value
                for i, value in enumerate((*exchange.electron_at(mixing, T_e), exchange.neutrinos[flavor]))
            },
        )
        left, right, coupling = values.values()
        exchanged = coupling * shift(parameters[model.mass], T_e)
        g_L, g_R = standard_couplings(flavor)
        bracket = quadratic(shapes(E_nu, T_e), g_L + exchanged * left, g_R + exchanged * right)
        spectrum = names.around(neutrino.PREFACTOR * bracket).xreplace(model.at(parameters))
        return Formula(
            neutrino.within_reach(E_nu, T_e, spectrum),
            **_finite(exchange, T_e, parameters),
            approximations=(neutrino.TREE,),
        )

    return implied(
        model,
        "electron_recoil_spectrum",
        f"dsigma/dT of nu e -> nu e with exchange of X.\n\n{_about(exchange)}",
        build,
        unit=centimetre**2 / GeV,
        source=SOURCE,
        arguments=exchange.arguments(FLAVOR, E_NU, argument("T_e", neutrino.Recoil)),
        points=("T_e",),
        accuracy=1e-13,  # a cancellation of the couplings
    )


def _terms(
    exchange: Exchange, mixing: str, E_nu: Expr, T_e_min: Expr, parameters: Mapping[str, Expr]
) -> tuple[dict[str, Expr], Expr]:
    """What stands beside g_L and g_R with X exchanged once, and what is quadratic, by a neutrino of unit coupling."""
    model, m_X = exchange.model, parameters[exchange.model.mass]
    if mixing == PROCESS:
        kernel = exchange.integral
        own = {a.name: parameters[a.name] for a in kernel.arguments if a.name in parameters}
        at = {"E_nu": E_nu, "T_e_min": T_e_min} | own

        def of(exchanged: str, chirality: str) -> Expr:
            return computed(kernel, exchanged=exchanged, chirality=chirality, **at)

        once = {chirality: of("once", chirality) for chirality in ("left", "right")}
        return once, of("twice", "left") + of("twice", "right")
    left, right = (for_composition(model, value, parameters) for value in exchange.electron_at(mixing, Integer(0)))
    found = neutrino.integrals(E_nu=E_nu, T_e_min=T_e_min, m_X=m_X)
    of_once = found["once"]
    once = {
        "left": 2 * left * of_once["left"] - right * of_once["mixed"],
        "right": 2 * right * of_once["right"] - left * of_once["mixed"],
    }
    return once, quadratic(found["twice"], left, right)


def _standard_and_whole(
    exchange: Exchange,
    mixing: str,
    weights: Mapping[str, Expr],
    E_nu: Expr,
    T_e_min: Expr,
    parameters: Mapping[str, Expr],
) -> tuple[Expr, Expr]:
    """The integral of the spectrum of the standard model and what X adds, summed over flavours with weights."""
    once, twice = _terms(exchange, mixing, E_nu, T_e_min, parameters)
    known, standard, added = standard_integrals(E_nu, T_e_min), Integer(0), Integer(0)
    for flavor, weight in weights.items():
        g_L, g_R = standard_couplings(flavor)
        coupling = for_composition(exchange.model, exchange.neutrinos[flavor], parameters)
        standard += weight * quadratic(known, g_L, g_R)
        added += weight * (coupling * (g_L * once["left"] + g_R * once["right"]) + coupling**2 * twice)
    return standard, added


def _cross_section(exchange: Exchange) -> Quantity:
    def build(flavor: str, mixing: str, E_nu: Expr, T_e_min: Expr, **parameters: Expr) -> Formula:
        standard, added = _standard_and_whole(exchange, mixing, {flavor: Integer(1)}, E_nu, T_e_min, parameters)
        return Formula(
            neutrino.PREFACTOR * (standard + added),
            **_finite(exchange, T_e_min, parameters),
            approximations=(neutrino.TREE,),
        )

    return implied(
        exchange.model,
        "neutrino_electron_cross_section",
        f"Cross section of nu e -> nu e with recoils above T_e_min and exchange of X.\n\n{_about(exchange)}",
        build,
        unit=centimetre**2,
        source=SOURCE,
        arguments=exchange.arguments(FLAVOR, E_NU, T_MIN),
        points=("E_nu",),
        accuracy=INTEGRAL_ACCURACY,
    )


def _ratio(exchange: Exchange) -> Quantity:
    def build(
        mixing: str, E_nu: Expr, T_e_min: Expr, flavor_fractions: tuple[Expr, ...], **parameters: Expr
    ) -> Formula:
        weights = dict(zip(FLAVORS, flavor_fractions, strict=True))
        standard, added = _standard_and_whole(exchange, mixing, weights, E_nu, T_e_min, parameters)
        seen, finite = neutrino.seen(E_nu, T_e_min, weights), _finite(exchange, T_e_min, parameters)
        return Formula(
            1 + added / standard,
            valid=seen["valid"] + finite["valid"],
            words=seen["words"] | finite["words"],
            approximations=(neutrino.TREE,),
        )

    return implied(
        exchange.model,
        "neutrino_electron_ratio",
        "Rate of nu e -> nu e with recoils above T_e_min, summed over flavours, over that of the standard model.\n\n"
        f"{_about(exchange)}",
        build,
        unit=one,
        source="neutrino_electron_cross_section",
        arguments=exchange.arguments(E_NU, T_MIN, FRACTIONS),
        accuracy=INTEGRAL_ACCURACY,
    )


def _counts(exchange: Exchange) -> Quantity:
    def build(
        line: str,
        mixing: str,
        T_e_min: Expr,
        flavor_fractions: tuple[Expr, ...],
        flux: Expr,
        n_electrons: Expr,
        live_time_s: Expr,
        **parameters: Expr,
    ) -> Formula:
        energy, fraction = neutrino.LINES[line]
        weights = dict(zip(FLAVORS, flavor_fractions, strict=True))
        standard, added = _standard_and_whole(exchange, mixing, weights, energy, T_e_min, parameters)
        number = neutrino.PREFACTOR * flux * fraction * n_electrons * live_time_s
        return Formula(
            number * (standard + added), **_finite(exchange, T_e_min, parameters), approximations=(neutrino.TREE,)
        )

    return implied(
        exchange.model,
        "beryllium_counts",
        "Recoils of electrons above T_e_min that solar neutrinos of a line of 7Be make, with exchange of X.\n\n"
        f"Flux, target and time are those of `neutrino.beryllium_counts`.  {_about(exchange)}",
        build,
        unit=one,
        source="neutrino.beryllium_counts with the couplings of the model",
        arguments=exchange.arguments(argument("line", neutrino.Line), T_MIN, FRACTIONS, *DETECTOR),
        accuracy=INTEGRAL_ACCURACY,
    )


ABOUT = {
    TREE: "at tree level alone (tree)",
    ZERO: "through loops of charged leptons at q^2 = 0 (zero)",
    PROCESS: "through loops of charged leptons at the momentum of the process (process)",
}


def _about(exchange: Exchange) -> str:
    """How electrons couple."""
    if exchange.mixings == (TREE,):
        return "Electrons have the couplings of the model."
    choices = [ABOUT[mixing] for mixing in exchange.mixings]
    scheme = "" if mixing_is_finite(exchange.looping) else "  Loops diverge; their value at q^2 = 0 is taken off."
    beside = ", beside tree level," if TREE in exchange.mixings else ""
    return f"Electrons couple{beside} {' or '.join(choices)}.{scheme}  Loops of quarks are not included."
