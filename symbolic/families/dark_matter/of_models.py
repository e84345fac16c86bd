"""Dark matter that annihilates through, or to, the mediator of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sympy import Expr, Float, Integer, Rational, Symbol, sqrt

from muforge.symbolic.families.dark_matter import amplitudes
from muforge.symbolic.families.dark_matter import dark_arguments as inputs
from muforge.symbolic.families.dark_matter import quantities as dark_matter
from muforge.symbolic.families.dark_matter import relic_quantities as relics
from muforge.symbolic.families.decay import quantities as decay
from muforge.symbolic.families.decay.of_models import DARK, Decays
from muforge.symbolic.language.annotations import Argument, argument, number, option
from muforge.symbolic.language.approximation import Approximation
from muforge.symbolic.language.arguments import NeededFor
from muforge.symbolic.language.formula import Formula
from muforge.symbolic.language.names import symbols_in
from muforge.symbolic.language.nodes.computed import computed
from muforge.symbolic.language.procedure import Procedure
from muforge.symbolic.language.quantity import Quantity
from muforge.symbolic.mediators.coupling_functions import for_composition
from muforge.symbolic.mediators.dark_pairs import SPINS, DarkMatter
from muforge.symbolic.mediators.declaration import Model
from muforge.symbolic.mediators.implied import implied, overall_parameter
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import TABLE, c_cm_s, hbarc2_GeV2_cm2
from muforge.symbolic.nature.leptons import CHARGED
from muforge.symbolic.nature.units import GeV, one

CROSS_SECTION = "annihilation_cross_section"
AT_REST = "annihilation_at_rest"
MASS = "dark_matter_mass"
P_ANN_LIMIT = 3.2e-28
"""Of Planck, in cm^3/s/GeV: arXiv:1807.06209 sec. 7.6."""
TYPICAL_ENERGY = Rational(5, 4)
"""``sqrt(s)/(2 m_chi)`` at freeze-out, and a little more."""
AT_REST_ACCURACY = 1e-8
PRODUCTS = ("all", "without_neutrinos")
INTERFERENCE = "annihilation through several mediators interferes"


def quantities(model: Model) -> list[Quantity]:
    """Cross sections, the relic density and annihilation today, if X decays to anything that is known at any mass."""
    maker = _DarkMatter(model)
    if not maker.spins or not maker.visible:
        return []
    found = [maker.cross_section(), maker.at_rest(), maker.cmb_ratio(), maker.relic_density()]
    return [*maker.mass(), *found, *maker.target(), *maker.secluded()]


class _DarkMatter:
    """The quantities about dark matter of one model."""

    def __init__(self, model: Model) -> None:
        self.model, self.X = model, model.mediator
        self.decays = Decays(model)
        known = all(r.current for r in self.decays.r_ratios.values())
        self.visible = tuple(c for c in self.decays.channels if c != DARK) if known else ()
        dark = self.X.dark_matter
        self.declared = dark if isinstance(dark, DarkMatter) else None
        self.coupled = self.declared is None and dark != 0

    @property
    def spins(self) -> tuple[str, ...]:
        """Kinds of dark matter for which the width of X to leptons is all that matters of them."""
        X = self.X
        allowed: tuple[str, ...] = SPINS if isinstance(X, Vector) else SPINS[:3]
        if isinstance(X, Vector) and not _conserved(X):
            allowed = ("complex_scalar", "dirac")
        if isinstance(X, Scalar) and X.dark_coupling["pseudoscalar"] != 0:
            allowed = allowed[1:]
        if self.declared:
            plain = isinstance(self.declared.relative_splitting, Symbol | Rational | Float | int | float)
            return (self.declared.spin,) if self.declared.spin in allowed and plain else ()
        return allowed

    @property
    def arguments(self) -> list[Argument]:
        """Parameters of the model, and what dark matter is where the model does not say it."""
        if self.declared:
            return [*self.model.arguments]
        pseudo = ("pseudo_dirac",) if "pseudo_dirac" in self.spins else ()
        found = [option(DARK, *self.spins), argument("m_chi", inputs.DarkMass)]
        found += [] if self.coupled else [argument("g_chi", inputs.DarkCoupling)]
        splitting = argument("relative_splitting", inputs.Splitting)
        assert splitting.real is not None
        found += [number("relative_splitting", splitting.real, NeededFor(DARK, pseudo))] if pseudo else []
        return [*self.model.arguments, *found]

    def spin(self, given: Mapping[str, Any]) -> str:
        """The kind of dark matter."""
        return self.declared.spin if self.declared else given[DARK]

    def masses(self, given: Mapping[str, Any]) -> tuple[Expr, Expr]:
        """Of the lighter and of the heavier particle."""
        if self.declared:
            values = self.model.at(given)
            light = self.declared.mass.subs(values)
            return light, light * (1 + self.declared.relative_splitting.subs(values))
        light = given["m_chi"]
        return light, light * (1 + given.get("relative_splitting", Integer(0)))

    def couplings(self, given: Mapping[str, Any]) -> dict[str, Expr]:
        """To dark matter, by kind of boson."""
        if not self.declared and not self.coupled:
            return {"vector" if isinstance(self.X, Vector) else "scalar": given["g_chi"]}
        dark = self.declared.coupling if self.declared else self.X.dark_matter
        parts = {"vector": dark} if isinstance(self.X, Vector) else self.X.dark_coupling
        return {boson: for_composition(self.model, g, given) for boson, g in parts.items() if g != 0}

    def J(self, excess: Expr, given: Mapping[str, Any]) -> Expr:
        """Square of the vertex of dark matter."""
        spin, (light, heavy) = self.spin(given), self.masses(given)
        couplings = self.couplings(given)
        if isinstance(self.X, Vector):
            return couplings["vector"] ** 2 * amplitudes.of_vector_current(spin, excess, light, heavy)
        if spin == "complex_scalar":
            return (couplings["scalar"] * light) ** 2
        return sum(g**2 * amplitudes.of_fermion_density(boson, excess, light) for boson, g in couplings.items())

    def total_width(self, given: dict[str, Any]) -> Expr:
        """Of X, with decays to this dark matter."""
        return self.decays.total(given)

    def widths_at(self, E: Expr, given: dict[str, Any], channels: tuple[str, ...]) -> Expr:
        """Of X of mass E to some channels."""
        own = given | {self.model.mass: E}
        return sum(self.decays.width(channel, own) for channel in channels)

    def propagator(self, E: Expr, given: dict[str, Any]) -> Expr:
        """``(s - m_X^2)^2 + m_X^2 Gamma^2``."""
        M = given[self.model.mass]
        return (E - M) ** 2 * (E + M) ** 2 + (M * self.total_width(given)) ** 2

    # ----- quantities -------------------------------------------------------------------------------------------------

    def _declared(self, name: str, about: str, build: Any, **more: Any) -> Quantity:
        return implied(self.model, name, about, build, **more)

    def mass(self) -> list[Quantity]:
        """The mass of dark matter that a model declares."""
        if not self.declared:
            return []
        declared = self.declared

        def build(**given: Any) -> Expr:
            return declared.mass.subs(self.model.at(given))

        return [
            self._declared(
                MASS,
                "Mass of the dark matter that X couples to, of the lighter particle of two.",
                build,
                unit=GeV,
                source="the model",
                arguments=self.model.arguments_in(declared.mass),
            )
        ]

    def _cross_section(self, sqrt_s: Expr, given: dict[str, Any], products: str) -> tuple[Expr, Expr]:
        """The cross section, and the threshold."""
        channels = tuple(c for c in self.visible if products == "all" or c != "neutrinos")
        light, heavy = self.masses(given)
        threshold = light + heavy
        excess, gap = sqrt_s - threshold, heavy - light
        kaellen = excess * (sqrt_s + threshold) * (sqrt_s - gap) * (sqrt_s + gap)
        width = self.widths_at(sqrt_s, given, channels)
        return self.J(excess, given) * sqrt_s * width / (sqrt(kaellen) * self.propagator(sqrt_s, given)), threshold

    def cross_section(self) -> Quantity:
        """Through X."""

        def build(sqrt_s: Expr, products: str, **given: Any) -> Formula:
            value, threshold = self._cross_section(sqrt_s, given, products)
            above = sqrt_s > threshold
            words = {above: "sqrt_s above the threshold, twice the mass of dark matter or the sum of two"}
            return Formula(value, valid=(above,), words=words)

        return self._declared(
            CROSS_SECTION,
            f"Cross section of dark matter annihilating through X to {', '.join(self.visible)}, all together.\n\n"
            "The width in the propagator is fixed, with decays to dark matter; `products` without neutrinos are all "
            "others.",
            build,
            unit=GeV**-2,
            source="dark_matter.annihilation_cross_section",
            arguments=[
                argument("sqrt_s", inputs.Energy),
                option("products", *PRODUCTS, default="all"),
                *self.arguments,
            ],
            points=("sqrt_s",),
        )

    def _has_s_wave(self, given: Mapping[str, Any]) -> bool:
        """Whether dark matter at rest may annihilate."""
        if isinstance(self.X, Vector):
            return self.spin(given) in ("dirac", "pseudo_dirac")
        return self.spin(given) == "complex_scalar" or "pseudoscalar" in self.couplings(given)

    def at_rest(self) -> Quantity:
        """Annihilation today."""

        def build(**given: Any) -> Procedure:
            return self._procedure("at_rest", given, ())

        return self._declared(
            AT_REST,
            "Cross section times relative velocity of dark matter at rest, through X to all but neutrinos.\n\n"
            "That of the s wave: 0 in a p wave, and for a pseudo-Dirac pair, of which only the lighter one is left.",
            build,
            unit=GeV**-2,
            source="dark_matter.annihilation_cross_section",
            arguments=self.arguments,
            accuracy=AT_REST_ACCURACY,
        )

    def cmb_ratio(self) -> Quantity:
        """Annihilation at recombination."""

        def build(**given: Any) -> Procedure:
            return self._procedure("cmb_annihilation_ratio", given, (hbarc2_GeV2_cm2, c_cm_s))

        return self._declared(
            "cmb_annihilation_ratio",
            "Energy that annihilation at rest leaves in the gas at recombination, over its limit; excluded above 1.\n\n"
            "All dark matter is of this kind, whatever its relic density is.",
            build,
            unit=one,
            source="Planck, arXiv:1807.06209 sec. 7.6",
            arguments=[
                argument("f_eff", inputs.Efficiency),
                argument("p_ann_limit", inputs.AnnihilationLimit, default=P_ANN_LIMIT),
                *self.arguments,
            ],
            accuracy=AT_REST_ACCURACY,
        )

    def relic_density(self) -> Quantity:
        """Thermal dark matter."""

        def build(**given: Any) -> Procedure:
            return self._procedure("relic_density", given, relics.RELIC_CONSTANTS)

        return self._declared(
            "relic_density",
            "Omega h^2 of thermal dark matter that annihilates through X, particles and antiparticles together.\n\n"
            "As `dark_matter.relic_density`; annihilation to two X is not added.",
            build,
            unit=one,
            source=relics.GONDOLO_GELMINI,
            arguments=[*self.arguments, argument("g_star", inputs.Degrees | None)],
            accuracy=relics.RELIC_ACCURACY,
        )

    def target(self) -> list[Quantity]:
        """The coupling for the observed density, if the model has one."""
        widths = [value for channel, value in self.decays.formulas.items() if channel != DARK]
        parameter = overall_parameter(self.model, *widths) if not self.declared else self._of_visible(widths)
        if parameter is None:
            return []

        def build(**given: Any) -> Procedure:
            known = given | {parameter: Symbol(parameter, positive=True)}
            return self._procedure("coupling", known, relics.TARGET_CONSTANTS, parameter)

        return [
            self._declared(
                f"{parameter}_relic_density",
                f"The smallest {parameter} that leaves the observed density of thermal dark matter.",
                build,
                unit=one,
                source=relics.GONDOLO_GELMINI,
                arguments=[a for a in self.arguments if a.name != parameter],
                accuracy=relics.RELIC_ACCURACY,
            )
        ]

    def _of_visible(self, widths: list[Expr]) -> str | None:
        """The only parameter of the visible couplings beside the mass."""
        names = {s.name for value in widths for s in symbols_in(value)} & set(self.model.numbers) - {self.model.mass}
        return names.pop() if len(names) == 1 else None

    def _procedure(
        self, name: str, given: dict[str, Any], constants: tuple[Symbol, ...], unknown: str = ""
    ) -> Procedure:
        """A procedure that evaluates the cross section."""
        value, _ = self._cross_section(Symbol("sqrt_s", positive=True), given, "all")
        used = {s for s in symbols_in(value) if s.name in TABLE}
        early = name in ("relic_density", "coupling")
        prefix = f"{self.model.name}.{self.model.prefix}"
        texts = {
            "cross_section": f"{prefix}{CROSS_SECTION}",
            "total_width": f"{prefix}total_width",
            "mediator": self.model.mass,
            "wave": "s" if self._has_s_wave(given) else "p",
        }
        if self.declared:
            texts |= {"declared": self.declared.spin, "dark_mass": f"{prefix}{MASS}"}
            if self.declared.spin == "pseudo_dirac":
                texts["splitting"] = str(self.declared.relative_splitting)
        if unknown:
            texts["unknown"] = unknown
        return Procedure(
            f"mediator_freeze_out.{name}",
            f"mediator_averages.{name}",
            parts=relics.bath_kernels() if early else {},
            constants=tuple(sorted({*used, *constants}, key=str)),
            approximations=self._approximations(self.masses(given)[0]) if early else (),
            texts=texts,
        )

    def _approximations(self, m_chi: Expr) -> tuple[Approximation, ...]:
        made = (relics.one_bath(m_chi),)
        if isinstance(self.X, Scalar) and self.X.pions != 0:
            chiral = decay.chiral(2 * m_chi * TYPICAL_ENERGY)
            return (*made, replace(chiral, words="", carries=True))
        return made

    def secluded(self) -> list[Quantity]:
        """Annihilation to two vectors with a conserved coupling to dark matter."""
        spins = tuple(spin for spin in self.spins if spin in ("dirac", "complex_scalar"))
        plain = not self.declared or isinstance(self.declared.mass, Symbol)
        if not isinstance(self.X, Vector) or not spins or not plain:
            return []

        def build(sqrt_s: Expr, **given: Any) -> Formula:
            light, _ = self.masses(given)
            mass = given[self.model.mass]
            common: dict[str, Any] = {"m_chi": light, "m_V": mass, "sqrt_s": sqrt_s, "g_chi": Integer(1)}
            unit = computed(dark_matter.secluded_cross_section, spin=self.spin(given), **common)
            above = sqrt_s > 2 * light
            return Formula(
                self.couplings(given)["vector"] ** 4 * unit, valid=(above,), words={above: "sqrt_s above 2 m_chi"}
            )

        used = self.model.arguments_in(self.X.mass, *self._of_dark())
        chosen = [] if self.declared else [a for a in self.arguments if a.name in ("m_chi", "g_chi")]
        return [
            self._declared(
                "secluded_cross_section",
                "Cross section of dark matter annihilating to two X.",
                build,
                unit=GeV**-2,
                source="dark_matter.secluded_cross_section",
                arguments=[
                    argument("sqrt_s", inputs.Energy),
                    *used,
                    *([] if self.declared else [option(DARK, *spins)]),
                    *chosen,
                ],
                points=("sqrt_s",),
                accuracy=1e-11,
            )
        ]

    def _of_dark(self) -> tuple[Expr, ...]:
        dark = self.X.dark_matter
        return (dark.mass, dark.coupling) if isinstance(dark, DarkMatter) else (dark,)


def _conserved(X: Vector) -> bool:
    """Whether the current of charged leptons is conserved: no axial coupling, and no change of flavour."""
    return all(X.by_boson(lepton.name)["axial"] == 0 for lepton in CHARGED) and not any(
        name not in {lepton.name for lepton in CHARGED} and not name.startswith("nu_") for name in X.couplings
    )
