"""Declaring a model: a function from its parameters to a mediator with couplings."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from sympy import Expr, Symbol

from muforge.symbolic.language.annotations import Argument, argument, default_of
from muforge.symbolic.language.arguments import Real, user_of
from muforge.symbolic.language.dimensions import DimensionError, unit_of
from muforge.symbolic.language.places import Place
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.mediators.mediators import Scalar, Vector
from muforge.symbolic.nature.constants import TABLE
from muforge.symbolic.nature.units import GeV, Unit, one

Angle = Annotated[Expr, Real(one, "phase in radians", range=(0.1, 3.0))]
Mixing = Annotated[Expr, Real(one, "kinetic mixing with the photon", plausible=1.0, range=(1e-6, 1e-1))]

RESERVED = frozenset(
    "A E_beam E_nu Z channel cos_theta_max dark_matter delta_a_mu energy form_factor g_chi hadronic_r_ratio lepton "
    "m_chi method n_sigma q_squared ratio_error ratio_measured relative_splitting sqrt_s target x_min".split()
)
"""Arguments of the quantities that models imply."""
TAKEN: Mapping[str, Collection[str]] = {
    "a constant": TABLE,
    "an argument of the quantities that models imply": RESERVED,
}
"""Names that parameters may not have, by what has them."""


@dataclass(frozen=True)
class Model:
    """A mediator and its couplings as functions of a few parameters.

    Parameters
    ----------
    name : str
        Name of the model, and of the family of its quantities.
    doc : str
        What the model is.
    references : tuple of str
    numbers : mapping of str to Real
        What kind of number each parameter is.
    arguments : tuple of Argument
        The parameters as arguments of the quantities that the model implies, with their defaults.
    build : callable
        From the parameters by name to the mediator.
    declared_in : Place
        Where it is declared.
    """

    name: str
    doc: str
    references: tuple[str, ...]
    numbers: Mapping[str, Real] = field(hash=False)
    arguments: tuple[Argument, ...]
    build: Callable[..., Any]
    declared_in: Place

    @cached_property
    def mediator(self) -> Vector | Scalar:
        """The mediator, in terms of symbols."""
        made = self.build(**{name: real.symbol(name) for name, real in self.numbers.items()})
        if not isinstance(made, Vector | Scalar):
            raise DeclarationError(f"model {self.name} returns {made!r}; a Vector or a Scalar is expected")
        self._check(made)
        return made

    @property
    def mass(self) -> str:
        """Name of the parameter that is the mediator's mass."""
        return self.mediator.mass.name

    def arguments_in(self, *expressions: Expr) -> tuple[Argument, ...]:
        """The parameters that occur in some expressions, as arguments."""
        used = {symbol.name for expression in expressions for symbol in expression.free_symbols}
        return tuple(argument for argument in self.arguments if argument.name in used)

    def at(self, parameters: Mapping[str, Expr]) -> dict[Expr, Expr]:
        """What to substitute in the mediator's couplings to have them at other values of parameters."""
        return {real.symbol(name): parameters[name] for name, real in self.numbers.items() if name in parameters}

    def _check(self, mediator: Vector | Scalar) -> None:
        mass = mediator.mass
        if not isinstance(mass, Symbol) or mass.name not in self.numbers or self.numbers[mass.name].unit != GeV:
            raise DeclarationError(f"model {self.name}: the mass is {mass}; one of the parameters, in GeV, is expected")
        if not any(value != 0 for value in mediator.parts.values()):
            raise DeclarationError(f"model {self.name} has no coupling to anything")
        known = {name: real.unit for name, real in self.numbers.items()}
        known |= {name: constant.unit for name, constant in TABLE.items()}
        for what, coupling in mediator.parts.items():
            unknown = sorted(s.name for s in coupling.free_symbols if isinstance(s, Symbol) and s.name not in known)
            if unknown:
                raise DeclarationError(
                    f"model {self.name}: the coupling to {what} has {', '.join(unknown)}, which are neither parameters "
                    "of the model nor constants"
                )
            self._check_unit(what, coupling, known)

    def _check_unit(self, what: str, coupling: Expr, units: dict[str, Unit]) -> None:
        try:
            unit = unit_of(coupling, units)
        except DimensionError as error:
            raise DeclarationError(f"model {self.name}: the coupling to {what}: {error}") from None
        if unit not in (None, one):
            raise DeclarationError(f"model {self.name}: the coupling to {what} has unit {unit}; couplings have none")


def model(*bare: object, references: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], Model]:
    """Declare a function that returns a `Vector` or a `Scalar` as a model.

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
            arguments=arguments,
            build=function,
            declared_in=Place.of(function),
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
