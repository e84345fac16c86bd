"""Declaring a model: a function from its parameters to a mediator with couplings."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any

from sympy import Expr, Integer, Symbol

from muforge.symbolic.language.annotations import Argument, argument, default_of, number
from muforge.symbolic.language.arguments import Real, user_of
from muforge.symbolic.language.dimensions import DimensionError, unit_of
from muforge.symbolic.language.places import Place
from muforge.symbolic.language.scaling import power_of
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.mediators.dark_pairs import DarkMatter
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import GeV, Unit, one

Angle = Annotated[Expr, Real(one, "phase in radians", at_least=-1e7, at_most=1e7, range=(0.1, 3.0))]
Mixing = Annotated[Expr, Real(one, "kinetic mixing with the photon", plausible=1.0, range=(1e-6, 1e-1))]

PhotonCoupling = Annotated[Expr, Real(GeV**-1, "coupling of X to two photons", range=(1e-6, 1e-1))]

RESERVED = frozenset(
    "A baryonic_r_ratio boson bottom_r_ratio channel charm_r_ratio chirality cos_theta_max dark_matter "
    "delta_a_mu E_beam E_nu energy energy_resolution exchanged experiment f_eff flavor flavor_fractions flux "
    "form_factor g_star hadronic_r_ratio hadronic_width interference_r_ratio isoscalar_r_ratio "
    "isovector_r_ratio lepton line live_time_s luminosity_abinv m2_miss_min method mixing n_electrons n_sigma "
    "p_ann_limit part process products q_squared ratio_error ratio_measured sqrt_s strange_r_ratio T_e T_e_min "
    "target theory theta_cut_deg x x_min Z".split()
)
"""Arguments of the quantities that models imply."""
OF_DARK_MATTER = frozenset({"m_chi", "g_chi", "relative_splitting"})
"""Arguments of the quantities of models that do not say themselves what dark matter is."""
TAKEN: Mapping[str, Collection[str]] = {
    "a constant": TABLE,
    "an argument of the quantities that models imply": RESERVED,
}
"""Names that parameters may not have, by what has them."""


@dataclass(frozen=True)
class Model:
    """Mediators, mostly one, and their couplings as functions of a few parameters.

    Parameters
    ----------
    name : str
        Name of the model, and of the family of its quantities.
    doc : str
        What the model is.
    references : tuple of str
    numbers : mapping of str to Real
        What kind of number each parameter is.
    build : callable
        From the parameters by name to the mediator, or a list of them.
    declared_in : Place
        Where it is declared.
    place : int, optional
        Which of several mediators this is about; see `parts`.
    defaults : mapping of str to float
        Values of parameters that are not given.
    """

    name: str
    doc: str
    references: tuple[str, ...]
    numbers: Mapping[str, Real] = field(hash=False)
    build: Callable[..., Any]
    declared_in: Place
    place: int | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All parameters of the mediator, as arguments of the quantities that the model implies."""
        everything = tuple(
            replace(
                number(name, replace(real, unit=GeV**-1) if name in self._of_photons else real),
                default=self.defaults.get(name),
            )
            for name, real in self.numbers.items()
        )
        if self.place is None:
            return everything
        used = self._used_by(self.mediator)
        return tuple(argument for argument in everything if argument.name in used)

    @cached_property
    def mediators(self) -> tuple[Vector | Scalar, ...]:
        """All mediators, in terms of symbols."""
        made = self.build(**{name: real.symbol(name) for name, real in self.numbers.items()})
        several = tuple(made) if isinstance(made, list | tuple) else (made,)
        if not several or not all(isinstance(one_of_them, Vector | Scalar) for one_of_them in several):
            raise DeclarationError(
                f"model {self.name} returns {made!r}; a Vector or a Scalar is expected, or a list of them"
            )
        for mediator in several:
            self._check(mediator)
            self._check_photons(mediator, self._found_in_photons(several))
        if len(several) > 1:
            self._check_names([mediator.name for mediator in several])
        return several

    @property
    def mediator(self) -> Vector | Scalar:
        """The mediator, or the one that this is about."""
        return self.mediators[self.place or 0]

    @property
    def parts(self) -> tuple[Model, ...]:
        """The model once for each mediator; itself if there is only one."""
        if len(self.mediators) == 1:
            return (self,)
        return tuple(replace(self, place=place) for place in range(len(self.mediators)))

    @property
    def prefix(self) -> str:
        """What names of quantities begin with: the name of the mediator, if there are several."""
        return "" if self.place is None else f"{self.mediator.name}_"

    @property
    def mass(self) -> str:
        """Name of the parameter that is the mediator's mass."""
        return self.mediator.mass.name

    def arguments_in(self, *expressions: Expr) -> tuple[Argument, ...]:
        """The parameters that occur in some expressions, as arguments."""
        used = _names(*expressions)
        return tuple(argument for argument in self.arguments if argument.name in used)

    def at(self, parameters: Mapping[str, Expr]) -> dict[Expr, Expr]:
        """What to substitute in the mediator's couplings to have them at other values of parameters."""
        return {real.symbol(name): parameters[name] for name, real in self.numbers.items() if name in parameters}

    def _used_by(self, mediator: Vector | Scalar) -> frozenset[str]:
        """Names of the parameters that mass and couplings of a mediator depend on."""
        dark = mediator.dark_matter
        others = (dark.mass, dark.relative_splitting) if isinstance(dark, DarkMatter) else ()
        return _names(mediator.mass, *mediator.parts.values(), *others)

    @cached_property
    def _of_photons(self) -> frozenset[str]:
        """Parameters that are declared without a unit and have that of a coupling to photons, 1/GeV."""
        return self._found_in_photons(self.mediators)

    def _found_in_photons(self, mediators: tuple[Vector | Scalar, ...]) -> frozenset[str]:
        """Parameters without a unit that no other coupling has, and that a coupling to photons is proportional to."""
        elsewhere = _names(*(v for m in mediators for what, v in m.parts.items() if what != "photon"))
        found: set[str] = set()
        for mediator in mediators:
            coupling = mediator.parts.get("photon", Integer(0))
            own = _names(coupling) - elsewhere
            if unit_of(coupling, self.units) == one:
                plain = (name for name in own if name in self.numbers and self.numbers[name].unit == one)
                found |= {name for name in plain if power_of(coupling, name) == 1}
        return frozenset(found)

    @property
    def units(self) -> dict[str, Unit]:
        """Units of parameters, as they are declared, and constants."""
        return {name: real.unit for name, real in self.numbers.items()} | {
            name: constant.unit for name, constant in TABLE.items()
        }

    def _check_names(self, names: list[str]) -> None:
        for name in names:
            if not name.isidentifier() or names.count(name) > 1:
                raise DeclarationError(
                    f"model {self.name}: its mediators are called {', '.join(map(repr, names))}; each needs a mass "
                    "or a name= of its own, with which its quantities begin"
                )

    def _check(self, mediator: Vector | Scalar) -> None:
        mass = mediator.mass
        if not isinstance(mass, Symbol) or mass.name not in self.numbers or self.numbers[mass.name].unit != GeV:
            raise DeclarationError(f"model {self.name}: the mass is {mass}; one of the parameters, in GeV, is expected")
        if not any(value != 0 for value in mediator.parts.values()):
            raise DeclarationError(f"model {self.name} has no coupling to anything")
        dark = mediator.dark_matter
        taken = () if isinstance(dark, DarkMatter) else sorted(OF_DARK_MATTER & set(self.numbers))
        if taken:
            raise DeclarationError(
                f"model {self.name}: a parameter is called '{taken[0]}', as is an argument of the quantities that "
                "models imply; choose another name, or give the mediator dark_matter=DarkMatter(...)"
            )
        for what, coupling in mediator.parts.items():
            unknown = sorted(_names(coupling) - set(self.units))
            if unknown:
                raise DeclarationError(
                    f"model {self.name}: the coupling to {what} has {', '.join(unknown)}, which are neither parameters "
                    "of the model nor constants"
                )
            self._check_unit(f"the coupling to {what}", coupling, mediator.units.get(what, one))
        if isinstance(dark, DarkMatter):
            self._check_unit("the mass of dark matter", dark.mass, GeV)
            self._check_unit("the splitting of dark matter", dark.relative_splitting, one)

    def _check_photons(self, mediator: Vector | Scalar, made: frozenset[str]) -> None:
        coupling = mediator.parts.get("photon", Integer(0))
        with_unit = unit_of(coupling, self.units) == GeV**-1 or len(made & _names(coupling)) == 1
        if coupling != 0 and not with_unit:
            raise DeclarationError(
                f"model {self.name}: the coupling to photons is {coupling}, without a unit; it is in 1/GeV: "
                "let it be proportional to a parameter that is a PhotonCoupling"
            )

    def _check_unit(self, what: str, value: Expr, expected: Unit) -> None:
        try:
            unit = unit_of(value, self.units)
        except DimensionError as error:
            raise DeclarationError(f"model {self.name}: {what}: {error}") from None
        if unit in (None, expected) or (expected == GeV**-1 and unit == one):
            return
        if expected == one:
            raise DeclarationError(f"model {self.name}: {what} has unit {unit}; couplings have none")
        raise DeclarationError(f"model {self.name}: {what} has unit {unit}; expected is {expected}")


def _names(*expressions: Expr) -> frozenset[str]:
    """Names of the symbols in some expressions."""
    return frozenset(s.name for e in expressions for s in e.free_symbols if isinstance(s, Symbol))


def model(*bare: object, references: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], Model]:
    """Declare a function that returns a `Vector` or a `Scalar`, or a list of them, as a model.

    Parameters
    ----------
    references : tuple of str
        Where the model is described.
    """
    if bare:
        raise DeclarationError("a model is declared with parentheses: @model() or @model(references=(...,))")
    if isinstance(references, str):
        raise DeclarationError('references are a tuple of texts; a single one is written ("...",)')

    def declare(function: Callable[..., Any]) -> Model:
        arguments = _arguments(function)
        return Model(
            name=function.__name__,
            doc=inspect.getdoc(function) or f"The model {function.__name__}, without a description.",
            references=references,
            numbers={argument.name: argument.real for argument in arguments if argument.real},
            build=function,
            declared_in=Place.of(function),
            defaults={argument.name: argument.default for argument in arguments if argument.default is not None},
        )

    return declare


def _arguments(function: Callable[..., Any]) -> tuple[Argument, ...]:
    """The parameters of a model's function, all of them numbers, as arguments."""
    hints = typing.get_type_hints(function, include_extras=True)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name)
        if not any(isinstance(m, Real) for m in getattr(hint, "__metadata__", ())):
            raise DeclarationError(
                f"model {function.__name__}: parameter '{name}' has the annotation {hint!r}; use BosonMass, Coupling, "
                "Mixing, Angle or another alias for a number"
            )
        owner = user_of(name) or next((what for what, names in TAKEN.items() if name in names), None)
        if owner:
            raise DeclarationError(
                f"model {function.__name__}: a parameter is called '{name}', as is {owner}; choose another name"
            )
        try:
            found.append(argument(name, hint, default_of(parameter)))
        except DeclarationError as error:
            raise DeclarationError(f"model {function.__name__}: {error}") from None
    return tuple(found)
