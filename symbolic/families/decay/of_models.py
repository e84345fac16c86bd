"""Decays of a mediator: widths, branching fractions, lifetime and decay lengths."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, Piecewise, pi, sqrt

from muforge.symbolic.families.decay import photons
from muforge.symbolic.families.decay import quantities as decay
from muforge.symbolic.language.annotations import Argument, number, option
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import NeededFor, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import hbar_GeV_s, hbarc_GeV_m
from muforge.symbolic.nature.leptons import CHARGED, NEUTRINOS
from muforge.symbolic.nature.units import GeV, metre, one, second

DARK = "dark_matter"
HADRONS = "hadrons"
SPINS = ("complex_scalar", "majorana", "dirac", "pseudo_dirac")
R_RATIO = Real(one, "R ratio of the hadrons at the mass of X", at_least=0, range=(1e-2, 10.0))


def quantities(model: Model) -> list[Quantity]:
    """Widths, branching ratios, lifetimes and decay lengths."""
    maker = _Decays(model)
    return [maker.partial, maker.total_width(), maker.branching_ratio(), *maker.lengths()]


def widths(mediator: Vector | Scalar) -> dict[str, Any]:
    """Partial widths by channel, apart from that to hadrons, which needs the R ratio."""
    return _vector_widths(mediator) if isinstance(mediator, Vector) else _scalar_widths(mediator)


def _charged_widths(X: Vector | Scalar) -> dict[str, Expr]:
    return {
        lepton.name: sum(
            value**2 * decay.boson_to_leptons(boson, lepton.mass, X.mass, 1)
            for boson, value in X.by_boson(lepton.name).items()
        )
        for lepton in CHARGED
    }


def _vector_widths(X: Vector) -> dict[str, Expr]:
    found = _charged_widths(X)
    neutrinos = sum(X.coupling(neutrino.name).left ** 2 for neutrino in NEUTRINOS)
    found["neutrinos"] = neutrinos * decay.vector_to_neutrinos(X.mass, 1)
    return found


def _scalar_widths(X: Scalar) -> dict[str, Expr]:
    found = _charged_widths(X)
    loops: dict[str, list[tuple[Expr, Expr]]] = {}
    for lepton in CHARGED:
        for boson, value in X.by_boson(lepton.name).items():
            if value != 0:
                loops.setdefault(boson, []).append((value, lepton.mass))
    if X.pions != 0:
        found["photons"] = photons.width_with_mixing(X.mass, loops.pop("scalar", []), X.pions)
        found["pions"] = decay.higgs_mixed_scalar_to_pions(X.mass, X.pions)
    found["photons"] = found.get("photons", Integer(0)) + sum(
        photons.width_from_leptons(boson, X.mass, couplings) for boson, couplings in loops.items()
    )
    return found


def approximations(mediator: Vector | Scalar, channel: str) -> tuple[Approximation, ...]:
    """What the width to one channel approximates."""
    if not isinstance(mediator, Scalar) or mediator.pions == 0:
        return ()
    made = {"photons": (photons.free_quarks(mediator.mass),), "pions": (decay.chiral(mediator.mass),)}
    return made.get(channel, ())


class _Decays:
    """The quantities about decays of one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.mediator = model.mediator
        self.formulas = {channel: width for channel, width in widths(self.mediator).items() if width != 0}
        self.hadronic = isinstance(self.mediator, Vector) and self.mediator.hadrons != 0
        self.channels = (*self.formulas, HADRONS) if self.hadronic else tuple(self.formulas)
        self.dark = isinstance(self.mediator, Vector)
        self.partial = self.partial_width()

    def partial_width(self) -> Quantity:
        """Width of one channel."""
        arguments = [option("channel", *self.channels), *self.model.arguments]
        if self.hadronic:
            arguments.append(number("hadronic_r_ratio", R_RATIO, NeededFor("channel", (HADRONS,))))

        def build(channel: str, hadronic_r_ratio: Expr | None = None, **parameters: Expr) -> Expr | Formula:
            values = self.model.at(parameters)
            if channel == HADRONS:
                assert isinstance(self.mediator, Vector)
                coupling, mass = self.mediator.hadrons.subs(values), parameters[self.model.mass]
                return coupling**2 * mass * hadronic_r_ratio / (12 * pi)
            made = self._approximations(channel, parameters[self.model.mass])
            return Formula(self.formulas[channel].subs(values), approximations=made)

        about = "Partial width of X into one channel."
        source = "derived from Feynman rules"
        return self._declared("partial_width", about, build, unit=GeV, source=source, arguments=arguments)

    def _approximations(self, channel: str, mass: Expr) -> tuple[Approximation, ...]:
        """What the width to one channel approximates, with the mass as an argument."""
        return tuple(a.at({self.mediator.mass: mass}) for a in approximations(self.mediator, channel))

    def _declared(self, name: str, about: str, build: Any, **more: Any) -> Quantity:
        return implied(self.model, name, about, build, **more)

    # ----- sums and ratios of partial widths ----------------------------------------------------------------------

    def _of_total_width(self) -> list[Argument]:
        """Arguments of what depends on all channels: parameters, the R ratio and, for vectors, dark matter."""
        arguments = [*self.model.arguments]
        if self.hadronic:
            arguments.append(number("hadronic_r_ratio", R_RATIO))
        if not self.dark:
            return arguments
        arguments.append(option(DARK, "none", *SPINS, default="none"))
        reals = {a.name: a.real for a in decay.vector_to_dark_matter.arguments}
        for name, choices in (("m_chi", SPINS), ("g_chi", SPINS), ("relative_splitting", ("pseudo_dirac",))):
            real = reals[name]
            assert real is not None
            arguments.append(number(name, real, NeededFor(DARK, choices)))
        return arguments

    def _width(self, channel: str, inputs: dict[str, Any]) -> Expr:
        """A partial width, as its kernel computes it."""
        parameters = {name: inputs[name] for name in self.model.numbers}
        if channel == DARK:
            dark = {name: inputs[name] for name in ("m_chi", "g_chi", "relative_splitting") if name in inputs}
            mass = inputs[self.model.mass]
            return computed(decay.vector_to_dark_matter, spin=inputs[DARK], m_X=mass, **dark)
        if channel == HADRONS:
            parameters["hadronic_r_ratio"] = inputs["hadronic_r_ratio"]
        return computed(self.partial, channel=channel, **parameters)

    def _total(self, inputs: dict[str, Any]) -> Expr:
        dark = [] if inputs.get(DARK, "none") == "none" else [DARK]
        return sum(self._width(channel, inputs) for channel in (*self.channels, *dark))

    def total_width(self) -> Quantity:
        """Sum of all channels."""
        return self._declared(
            "total_width",
            "Total width of X, with decays to dark matter if there is any." if self.dark else "Total width of X.",
            lambda **inputs: self._total(inputs),
            unit=GeV,
            source="sum of the partial widths",
            arguments=self._of_total_width(),
        )

    def branching_ratio(self) -> Quantity:
        """Fraction of one channel."""
        channels = (*self.channels, DARK) if self.dark else self.channels

        def build(channel: str, **inputs: Any) -> Expr | Formula:
            if channel == DARK and inputs[DARK] == "none":
                return Integer(0)
            total = self._total(inputs)
            fraction = Piecewise((self._width(channel, inputs) / total, total > 0), (0, True))
            made = self._approximations(channel, inputs[self.model.mass])
            return Formula(fraction, approximations=tuple(a for a in made if not a.carries))

        return self._declared(
            "branching_ratio",
            "Fraction of the decays of X that go to one channel; 0 for every channel if X is stable.",
            build,
            unit=one,
            source="ratio of widths",
            arguments=[option("channel", *channels), *self._of_total_width()],
        )

    def lengths(self) -> list[Quantity]:
        """Lifetime and decay lengths."""
        arguments = self._of_total_width()
        mass = self.model.mass
        energy = number("energy", Real(GeV, "energy of X", above=0))

        def stretched(energy: Expr, **inputs: Any) -> Formula:
            m = inputs[mass]
            boost = sqrt((energy - m) * (energy + m)) / m
            return Formula(boost * hbarc_GeV_m / self._total(inputs), valid=(energy >= m,))

        source = "from the total width"
        return [
            self._declared(
                "lifetime",
                "Mean lifetime of X at rest.",
                lambda **inputs: hbar_GeV_s / self._total(inputs),
                unit=second,
                arguments=arguments,
                source=source,
            ),
            self._declared(
                "proper_decay_length",
                "Proper decay length c tau of X.",
                lambda **inputs: hbarc_GeV_m / self._total(inputs),
                unit=metre,
                arguments=arguments,
                source=source,
            ),
            self._declared(
                "decay_length",
                "Mean decay length in the laboratory of X with some energy.",
                stretched,
                unit=metre,
                arguments=[*arguments, energy],
                points=("energy",),
                source=source,
            ),
        ]
