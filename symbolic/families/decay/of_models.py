"""Decays of a mediator: widths, branching fractions, lifetime and decay lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Expr, Integer, Piecewise, pi, sqrt

from muforge.symbolic.families.decay import photons, scalar_hadrons
from muforge.symbolic.families.decay import quantities as decay
from muforge.symbolic.families.hvp import quantities as hvp
from muforge.symbolic.language.annotations import Argument, number, option
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import NeededFor, Real
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.quantity import FUNCTION_ACCURACY, Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.dark_pairs import SPINS, DarkMatter
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.flavours import CHARGED_PAIRS, NEUTRINO_PAIRS
from muforge.symbolic.mediators.implied import implied
from muforge.symbolic.mediators.mediators import Chiral, Scalar, Vector
from muforge.symbolic.mediators.quark_currents import r_ratios
from muforge.symbolic.nature.constants import hbar_GeV_s, hbarc_GeV_m, one_GeV
from muforge.symbolic.nature.leptons import CHARGED, NEUTRINOS
from muforge.symbolic.nature.units import GeV, metre, one, second

DARK = "dark_matter"
HADRONS = "hadrons"
R_RATIO = Real(one, "R ratio of the hadrons at the mass of X", at_least=0, range=(1e-2, 10.0))
HADRONIC_WIDTH = Real(
    GeV, "width to hadrons of X with sin theta = 1 between 0.6 and 2 GeV", at_least=0, range=(1e-9, 1e-3)
)
HADRONIC_DEFAULT = "pions below 0.6 GeV, quarks and gluons from 2 GeV on, and refused between"
EXCLUSIVE = ("pions", "gluons", *(f"{quark}_quarks" for quark in scalar_hadrons.QUARK_MASSES))
"""Channels of a Higgs-mixed scalar that `HADRONS` is made of, each in its own region of masses."""
R_RATIOS = {
    "baryonic_r_ratio": Real(one, "R ratio of baryon number at the mass of X", at_least=0, range=(1e-2, 10.0)),
    "interference_r_ratio": Real(one, "interference of electric charge and baryon number in R", range=(1e-2, 10.0)),
} | {
    f"{part}_r_ratio": Real(one, f"part of the R of e+e- that is {of}", at_least=0, range=(1e-2, 10.0))
    for part, of in {
        "isovector": "of isospin 1, e.g. the rho",
        "isoscalar": "of isospin 0 without strange quarks, e.g. the omega",
        "strange": "of strange quarks, e.g. the phi",
        "charm": "of charm quarks",
        "bottom": "of bottom quarks",
    }.items()
}
"""R ratios of vectors that couple to more than one current of hadrons; see `quark_currents`."""


def quantities(model: Model) -> list[Quantity]:
    """Widths, branching ratios, lifetimes and decay lengths."""
    maker = Decays(model)
    partial = [maker.partial] if maker.partial else []
    return [*partial, maker.total_width(), maker.branching_ratio(), *maker.lengths()]


def widths(mediator: Vector | Scalar) -> dict[str, Any]:
    """Partial widths by channel, apart from that to hadrons, which needs an R ratio or a table."""
    return _vector_widths(mediator) if isinstance(mediator, Vector) else _scalar_widths(mediator)


def _leptonic_widths(X: Vector | Scalar) -> dict[str, Expr]:
    found = {
        lepton.name: sum(
            value**2 * decay.boson_to_leptons(boson, lepton.mass, X.mass, 1)
            for boson, value in X.by_boson(lepton.name).items()
        )
        for lepton in CHARGED
    }
    for pair in CHARGED_PAIRS:
        found[pair.name] = sum(
            value**2 * decay.boson_to_two_flavours(boson, pair.first.mass, pair.second.mass, X.mass, 1)
            for boson, value in X.by_boson(pair.name).items()
        )
    return found


def _vector_widths(X: Vector) -> dict[str, Expr]:
    found = _leptonic_widths(X)
    neutrinos = sum((_squared(X.coupling(neutrino.name)) for neutrino in NEUTRINOS), Integer(0))
    neutrinos += 2 * sum((_squared(X.coupling(pair.name)) for pair in NEUTRINO_PAIRS), Integer(0))
    found["neutrinos"] = neutrinos * decay.vector_to_neutrinos(X.mass, 1)
    if isinstance(X.dark_matter, DarkMatter):
        found[DARK] = _to_dark_matter(X, X.dark_matter)
    return found


def _squared(coupling: Chiral) -> Expr:
    """The sum of the squares, of massless particles."""
    return coupling.left**2 + coupling.right**2


def _scalar_widths(X: Scalar) -> dict[str, Expr]:
    found = _leptonic_widths(X)
    loops: dict[str, list[tuple[Expr, Expr]]] = {}
    for lepton in CHARGED:
        for boson, value in X.by_boson(lepton.name).items():
            if value != 0:
                loops.setdefault(boson, []).append((value, lepton.mass))
    direct = {boson: value for boson, value in X.to_photons.items() if value != 0}
    found["photons"] = Integer(0)
    if X.pions != 0:
        own = direct.pop("scalar", Integer(0))
        found["photons"] = photons.width_with_mixing(X.mass, loops.pop("scalar", []), X.pions, own)
        found["pions"] = decay.higgs_mixed_scalar_to_pions(X.mass, X.pions)
        found["gluons"] = decay.higgs_mixed_scalar_to_gluons(X.mass, X.pions, True)
        for quark in scalar_hadrons.QUARK_MASSES:
            found[f"{quark}_quarks"] = decay.higgs_mixed_scalar_to_quarks(quark, X.mass, X.pions, True)
    found["photons"] += sum(
        photons.width_from_leptons(boson, X.mass, loops.get(boson, []), direct.get(boson, Integer(0)))
        for boson in dict.fromkeys([*loops, *direct])
    )
    if isinstance(X.dark_matter, DarkMatter):
        found[DARK] = _to_dark_matter(X, X.dark_matter)
    return found


def _to_dark_matter(X: Vector | Scalar, dark: DarkMatter) -> Expr:
    """Width to dark matter that the model declares itself."""
    if isinstance(X, Vector):
        splitting = {"relative_splitting": dark.relative_splitting} if dark.spin == "pseudo_dirac" else {}
        return dark.coupling**2 * decay.vector_to_dark_matter(dark.spin, X.mass, dark.mass, 1, **splitting)
    return sum(
        value**2 * decay.spin_zero_to_dark_matter(boson, dark.spin, X.mass, dark.mass, 1)
        for boson, value in X.dark_coupling.items()
        if value != 0
    )


def approximations(mediator: Vector | Scalar, channel: str) -> tuple[Approximation, ...]:
    """What the width to one channel approximates."""
    if not isinstance(mediator, Scalar) or mediator.pions == 0:
        return ()
    m_X = mediator.mass
    if channel == "photons":
        return (photons.free_quarks(m_X),)
    if channel == "pions":
        return (decay.chiral(m_X),)
    return (scalar_hadrons.free_partons(m_X), scalar_hadrons.low_orders(m_X)) if channel in EXCLUSIVE else ()


class ChosenDarkMatter:
    """Dark matter that those who compute a width choose, because a model does not say what it is.

    Parameters
    ----------
    X : Vector or Scalar
    """

    def __init__(self, X: Vector | Scalar) -> None:
        self._X = X
        self._formula = decay.vector_to_dark_matter if isinstance(X, Vector) else decay.spin_zero_to_dark_matter
        declared = isinstance(X.dark_matter, DarkMatter)
        self._coupled = not declared and X.dark_matter != 0
        self.possible = not declared

    @property
    def arguments(self) -> list[Argument]:
        """What dark matter is; without a coupling in the model there may be none, and its coupling is asked for."""
        if not self.possible:
            return []
        spins: tuple[str, ...] = SPINS if isinstance(self._X, Vector) else SPINS[:3]
        if isinstance(self._X, Scalar) and self._X.dark_coupling["pseudoscalar"] != 0:
            spins = spins[1:]  # a complex scalar has no such coupling
        found = [option(DARK, *spins) if self._coupled else option(DARK, "none", *spins, default="none")]
        reals = {a.name: a.real for a in self._formula.arguments}
        own = ("m_chi",) if self._coupled else ("m_chi", "g_chi")
        for name, choices in (*((name, spins) for name in own), ("relative_splitting", ("pseudo_dirac",))):
            if name in reals:
                real = reals[name]
                assert real is not None
                found.append(number(name, real, NeededFor(DARK, choices)))
        return found

    def width(self, model: Model, inputs: dict[str, Any]) -> Expr:
        """The width, as its kernel computes it."""
        given: dict[str, Any] = {name: inputs[name] for name in ("m_chi", "relative_splitting") if name in inputs}
        common: dict[str, Any] = {"spin": inputs[DARK], "m_X": inputs[model.mass], **given}
        if not self._coupled:
            parity = {} if isinstance(self._X, Vector) else {"boson": "scalar"}
            return computed(self._formula, g_chi=inputs["g_chi"], **parity, **common)
        if isinstance(self._X, Vector):
            coupling = for_composition(model, self._X.dark_matter, inputs)
            return coupling**2 * computed(self._formula, g_chi=Integer(1), **common)
        return sum(
            for_composition(model, value, inputs) ** 2
            * computed(self._formula, boson=boson, g_chi=Integer(1), **common)
            for boson, value in self._X.dark_coupling.items()
            if value != 0
        )


class Decays:
    """The quantities about decays of one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.mediator = model.mediator
        self.formulas = {channel: width for channel, width in widths(self.mediator).items() if width != 0}
        self.r_ratios = r_ratios(self.mediator.currents) if isinstance(self.mediator, Vector) else {}
        self.mixed = isinstance(self.mediator, Scalar) and self.mediator.pions != 0
        self.channels = (*self.formulas, HADRONS) if self.r_ratios or self.mixed else tuple(self.formulas)
        self.summed = tuple(c for c in self.channels if not (self.mixed and c in EXCLUSIVE))
        self.chosen = ChosenDarkMatter(self.mediator)
        self.partial = self.partial_width() if self.channels else None

    def partial_width(self) -> Quantity:
        """Width of one channel."""
        arguments = [option("channel", *self.channels), *self.model.arguments]
        arguments += self._of_hadrons(NeededFor("channel", (HADRONS,)))

        def build(channel: str, **inputs: Expr) -> Expr | Formula:
            values, mass = self.model.at(inputs), inputs[self.model.mass]
            if channel == HADRONS:
                return self._mixed_to_hadrons(inputs) if self.mixed else self._to_hadrons(inputs)
            made = self._approximations(channel, mass)
            of_partons = self.mixed and channel in EXCLUSIVE and channel != "pions"
            above = mass >= one_GeV  # where alpha_s is small enough for partons to have a meaning
            words = {above: "a mass of at least 1 GeV"} if of_partons else {}
            return Formula(self.formulas[channel].subs(values), valid=tuple(words), words=words, approximations=made)

        about = "Partial width of X into one channel."
        source = "derived from Feynman rules"
        return self._declared("partial_width", about, build, unit=GeV, source=source, arguments=arguments)

    def _approximations(self, channel: str, mass: Expr) -> tuple[Approximation, ...]:
        """What the width to one channel approximates, with the mass as an argument."""
        return tuple(a.at({self.mediator.mass: mass}) for a in approximations(self.mediator, channel))

    def _declared(self, name: str, about: str, build: Any, **more: Any) -> Quantity:
        accuracy = decay.RUNNING_ACCURACY if self.mixed else FUNCTION_ACCURACY
        return implied(self.model, name, about, build, accuracy=accuracy, **more)

    # ----- hadrons ------------------------------------------------------------------------------------------------

    def _of_hadrons(self, needed_for: NeededFor | None = None) -> list[Argument]:
        """What the width to hadrons takes beside the parameters: R ratios, or a table of dispersive widths."""
        if not self.mixed:
            return self._r_numbers(needed_for)
        mass = self.model.mass
        return [
            number("hadronic_width", HADRONIC_WIDTH, needed_for, formula_default=HADRONIC_DEFAULT, function_of=mass)
        ]

    def _mixed_to_hadrons(self, inputs: Mapping[str, Any]) -> Formula:
        """The width of a Higgs-mixed scalar to hadrons, by regions of its mass."""
        assert isinstance(self.mediator, Scalar)
        mass, dispersive = inputs[self.model.mass], inputs.get("hadronic_width")
        at = self.model.at(inputs)
        sin_theta, pions = self.mediator.pions.subs(at), self.formulas["pions"].subs(at)
        width = scalar_hadrons.to_hadrons(mass, sin_theta, pions, dispersive)
        known = scalar_hadrons.hadrons_known(mass, dispersive)
        return Formula(width, approximations=(known, scalar_hadrons.low_orders(mass)))

    def _of_sums(self, mass: Expr) -> tuple[Approximation, ...]:
        """What sums over all channels approximate beside what their parts do, which may be small."""
        return (scalar_hadrons.low_orders(mass),) if self.mixed else ()

    def _r_numbers(self, needed_for: NeededFor | None = None) -> list[Argument]:
        """The R ratios; those of the electric charge and of baryon number are known as functions of the mass."""
        mass = self.model.mass
        return [
            number(
                name,
                R_RATIOS.get(name, R_RATIO),
                needed_for,
                formula_default=f"hvp.hadronic_r_ratio of the {r.current} current at {mass}" if r.current else "",
                function_of=mass,
            )
            for name, r in self.r_ratios.items()
        ]

    def _to_hadrons(self, inputs: Mapping[str, Any]) -> Expr:
        """The width to hadrons from R ratios, those of muforge where none is given."""
        mass, given = inputs[self.model.mass], all(name in inputs for name in self.r_ratios)
        total = Integer(0)
        for name, r in self.r_ratios.items():
            known = inputs.get(name)
            R = computed(hvp.hadronic_r_ratio, m_X=mass, current=r.current) if known is None else known
            factor = r.factor.subs(self.model.at(inputs)) if given else for_composition(self.model, r.factor, inputs)
            total += factor * mass * R / (12 * pi)
        return total

    # ----- sums and ratios of partial widths ----------------------------------------------------------------------

    def _of_total_width(self) -> list[Argument]:
        """Arguments of what depends on all channels: parameters, R ratios and dark matter that is chosen."""
        return [*self.model.arguments, *self._of_hadrons(), *self.chosen.arguments]

    def width(self, channel: str, inputs: dict[str, Any]) -> Expr:
        """A partial width, as its kernel computes it."""
        if channel == DARK and DARK not in self.channels:
            return self.chosen.width(self.model, inputs)
        parameters = {argument.name: inputs[argument.name] for argument in self.model.arguments}
        if channel == HADRONS and self.mixed:
            parameters |= {"hadronic_width": inputs["hadronic_width"]} if "hadronic_width" in inputs else {}
        elif channel == HADRONS:
            if not all(name in inputs for name in self.r_ratios):
                return self._to_hadrons(inputs)
            parameters |= {name: inputs[name] for name in self.r_ratios}
        assert self.partial is not None
        return computed(self.partial, channel=channel, **parameters)

    def total(self, inputs: dict[str, Any]) -> Expr:
        dark = [] if inputs.get(DARK, "none") == "none" else [DARK]
        return sum(self.width(channel, inputs) for channel in (*self.summed, *dark))

    def total_width(self) -> Quantity:
        """Sum of all channels."""
        return self._declared(
            "total_width",
            f"Total width of X{', with decays to dark matter if there is any' if self.chosen.possible else ''}.",
            lambda **inputs: Formula(self.total(inputs), approximations=self._of_sums(inputs[self.model.mass])),
            unit=GeV,
            source="sum of the partial widths",
            arguments=self._of_total_width(),
        )

    def branching_ratio(self) -> Quantity:
        """Fraction of one channel."""
        channels = (*self.channels, DARK) if self.chosen.possible else self.channels

        def build(channel: str, **inputs: Any) -> Expr | Formula:
            if channel == DARK and inputs.get(DARK) == "none":
                return Integer(0)
            total = self.total(inputs)
            fraction = Piecewise((self.width(channel, inputs) / total, total > 0), (0, True))
            mass = inputs[self.model.mass]
            own = tuple(a for a in self._approximations(channel, mass) if not a.carries and not a.mild)
            return Formula(fraction, approximations=own + self._of_sums(mass))

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
            length = boost * hbarc_GeV_m / self.total(inputs)
            return Formula(length, valid=(energy >= m,), approximations=self._of_sums(m))

        def proper(times: Expr) -> Callable[..., Formula]:
            return lambda **inputs: Formula(times / self.total(inputs), approximations=self._of_sums(inputs[mass]))

        source = "from the total width"
        return [
            self._declared(
                "lifetime",
                "Mean lifetime of X at rest.",
                proper(hbar_GeV_s),
                unit=second,
                arguments=arguments,
                source=source,
            ),
            self._declared(
                "proper_decay_length",
                "Proper decay length c tau of X.",
                proper(hbarc_GeV_m),
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
