"""The arguments of a quantity as data, and how they are read from the annotations of a function."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muforge.symbolic.language.arguments import (
    Components,
    Fills,
    FunctionOf,
    GivenWith,
    Lengths,
    NeededFor,
    OneOf,
    Real,
    Rows,
    Selected,
    Series,
    Stacked,
    user_of,
)
from muforge.symbolic.language.fourvectors import COMPONENTS
from muforge.symbolic.language.user_errors import DeclarationError
from muforge.symbolic.nature.units import Unit


@dataclass(frozen=True)
class Argument:
    """One argument as a user sees it.  Exactly one of `real`, `choices` is set.

    An `optional` one without `default` makes another variant of the formula when it is given.  An option that picks a
    constant (`selected`) is called otherwise than the parameter of the formula that stands for the constant.  An
    argument with a `formula_default` is optional, too: without it the formula has another quantity in its place, which
    this text names.  A number that is a function of another argument (`function_of`) may be given as such.  No formula
    sees an argument that `fills` others; one of `rows` has a column for each of them.  Choices of a `stacked` option
    are elements of one result where none is given.
    """

    name: str
    about: str
    real: Real | None = None
    choices: tuple[str, ...] | tuple[bool, ...] = ()
    selected: Selected | None = None
    lengths: tuple[int, ...] = ()
    components: tuple[str, ...] = ()
    component_units: tuple[Unit, ...] = ()
    series: bool = False
    optional: bool = False
    default: float | str | bool | None = None
    needed_for: NeededFor | None = None
    given_with: GivenWith | None = None
    one_of: OneOf | None = None
    constant: str | None = None
    formula_default: str = ""
    function_of: str = ""
    fills: tuple[str, ...] = ()
    rows: bool = False
    stacked: bool = False

    @property
    def parameter(self) -> str:
        """Parameter of the formula that it sets."""
        return self.constant or self.name

    @property
    def is_list(self) -> bool:
        """Whether it takes a list of numbers."""
        return bool(self.lengths or self.components) or self.series or self.rows

    @property
    def options(self) -> bool:
        """Whether its choices make variants of the formula."""
        return bool(self.choices) and not self.selected and not self.fills

    @property
    def is_momentum(self) -> bool:
        """Whether it is a four-momentum."""
        return self.components == COMPONENTS

    def units(self, length: int = 0) -> dict[str, Unit]:
        """Unit of each of the numbers that make up the argument, by name."""
        names = self.elements(length)
        assert self.real is not None
        return dict(zip(names, self.component_units or (self.real.unit,) * len(names), strict=True))

    def elements(self, length: int = 0) -> list[str]:
        """Names of the numbers that make up the argument; `length` is that of a list without component names."""
        if self.components:
            return [f"{self.name}_{component}" for component in self.components]
        return [f"{self.name}_{i + 1}" for i in range(length)] or [self.name]


def option(name: str, *choices: str, default: str | None = None) -> Argument:
    """An argument that is one of a few texts; a single one is its default."""
    return Argument(name, "", choices=choices, default=choices[0] if len(choices) == 1 else default)


def number(
    name: str,
    real: Real,
    needed_for: NeededFor | None = None,
    *,
    formula_default: str = "",
    function_of: str = "",
) -> Argument:
    """An argument that is a number."""
    return Argument(
        name,
        real.about,
        real=real,
        optional=needed_for is not None or bool(formula_default),
        needed_for=needed_for,
        formula_default=formula_default,
        function_of=function_of,
    )


def data_set(name: str, filling: Fills, default: str | None = None) -> Argument:
    """An argument that names a set of data, which gives other arguments their values."""
    return Argument(
        name, filling.about, choices=filling.choices, optional=True, default=default, fills=filling.arguments
    )


def argument(name: str, kind: Any, default: float | str | bool | None = None) -> Argument:
    """An argument of a kind that annotations name: an alias of `muforge.symbolic.language.arguments`, or a Literal.

    Raises
    ------
    DeclarationError
        If `kind` is something else, or the default is no value of this kind.
    """
    made = _of_kind(name, kind)
    if default is not None:
        _check_default(made, default)
    return replace(made, default=default)


def _check_default(argument: Argument, default: float | str | bool) -> None:
    where = f"argument '{argument.name}' has the default {default!r}"
    if argument.choices and default not in argument.choices:
        raise DeclarationError(f"{where}; one of {', '.join(map(str, argument.choices))} is expected")
    if argument.real and (isinstance(default, str | bool) or argument.is_list):
        raise DeclarationError(f"{where}; {'lists have none' if argument.is_list else 'a number is expected'}")
    if argument.real and isinstance(default, float) and not argument.real.contains(default):
        raise DeclarationError(f"{where}, which is outside the limits of its kind ({argument.about})")


def _of_kind(name: str, kind: Any) -> Argument:
    optional = False
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(kind) if part is not type(None)]
        optional, kind = True, inner[0]
    metadata = getattr(kind, "__metadata__", ())
    filling = next((m for m in metadata if isinstance(m, Fills)), None)
    if filling and filling.choices:
        return data_set(name, filling)
    rows = next((m for m in metadata if isinstance(m, Rows)), None)
    if rows:
        return Argument(name, rows.about, optional=True, fills=rows.columns, rows=True)
    if any(isinstance(m, Stacked) for m in metadata):
        return Argument(name, "", choices=typing.get_args(kind.__origin__), stacked=True)
    if typing.get_origin(kind) is typing.Literal:
        return Argument(name, "", choices=typing.get_args(kind))
    if kind is bool:
        return Argument(name, "", choices=(False, True))
    selected = next((m for m in metadata if isinstance(m, Selected)), None)
    if selected:
        choices = tuple(choice for choice, _ in selected.constants)
        return Argument(selected.option, selected.about, choices=choices, selected=selected, constant=name)
    real = next((m for m in metadata if isinstance(m, Real)), None)
    if real is None:
        raise DeclarationError(
            f"argument '{name}' has the annotation {kind!r}; use a Literal or bool for an option or "
            "one of the aliases of muforge.symbolic.language.arguments for a number"
        )
    made = number(name, real, next((m for m in metadata if isinstance(m, NeededFor)), None))
    listed = next((m for m in metadata if isinstance(m, Components)), Components(()))
    return replace(
        made,
        lengths=next((m.lengths for m in metadata if isinstance(m, Lengths)), ()),
        components=listed.suffixes,
        component_units=listed.units,
        series=any(isinstance(m, Series) for m in metadata),
        given_with=next((m for m in metadata if isinstance(m, GivenWith)), None),
        one_of=next((m for m in metadata if isinstance(m, OneOf)), None),
        optional=made.optional or optional,
        fills=filling.arguments if filling else (),
        function_of=next((m.argument for m in metadata if isinstance(m, FunctionOf)), ""),
    )


def arguments_of(function: Callable[..., Any]) -> dict[str, Argument]:
    """Parameter of a function -> the argument that sets it, from annotations and defaults.

    Raises
    ------
    DeclarationError
        If an annotation describes no argument.
    """
    hints = typing.get_type_hints(function, include_extras=True)
    return {
        name: argument(name, hints.get(name), default_of(parameter))
        for name, parameter in inspect.signature(function).parameters.items()
    }


def default_of(parameter: inspect.Parameter) -> float | str | bool | None:
    """The value of an argument that is not given.

    Raises
    ------
    DeclarationError
        If it is neither a text, a boolean nor a number.
    """
    value: Any = parameter.default
    if value is inspect.Parameter.empty or value is None:
        return None
    if isinstance(value, str | bool):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise DeclarationError(f"argument '{parameter.name}' has the default {value!r}; a number is expected") from None


def by_name(parameters: Mapping[str, Argument]) -> tuple[Argument, ...]:
    """The arguments as a user gives them, in order; an option that sets several parameters is there once.

    Raises
    ------
    DeclarationError
        If a name is taken, or an option has different values for two parameters.
    """
    found: dict[str, Argument] = {}
    for given in parameters.values():
        user = user_of(given.name)
        if user:
            raise DeclarationError(f"an argument is called '{given.name}', as is {user}; choose another name")
        first = found.setdefault(given.name, given)
        if given.choices != first.choices:
            raise DeclarationError(
                f"the option '{given.name}' has the values {list(first.choices)} for one parameter and "
                f"{list(given.choices)} for another; give a constant for each value to both"
            )
    return tuple(found.values())
