"""From the annotation of a function's parameter to the argument that a user gives."""

from __future__ import annotations

import inspect
import types
import typing
from dataclasses import dataclass
from typing import Any

from muforge.symbolic.language.arguments import Components, Lengths, NeededFor, Real, Selected, Series
from muforge.symbolic.language.user_errors import DeclarationError


@dataclass(frozen=True)
class Argument:
    """One argument as a user sees it.  Exactly one of `real`, `choices` is set.

    An `optional` one without `default` makes another variant of the formula when it is given.
    """

    name: str
    about: str
    real: Real | None = None
    choices: tuple[str, ...] | tuple[bool, ...] = ()
    selected: Selected | None = None
    lengths: tuple[int, ...] = ()
    components: tuple[str, ...] = ()
    series: bool = False
    optional: bool = False
    default: float | str | bool | None = None
    needed_for: NeededFor | None = None

    def elements(self, length: int = 0) -> list[str]:
        """Names of the numbers that make up the argument; `length` is that of a list without component names."""
        if self.components:
            return [f"{self.name}_{component}" for component in self.components]
        return [f"{self.name}_{i + 1}" for i in range(length)] or [self.name]


def default_of(parameter: inspect.Parameter) -> float | str | bool | None:
    """What an argument is if it is not given."""
    value = parameter.default
    if value is inspect.Parameter.empty or value is None:
        return None
    return value if isinstance(value, str | bool) else float(value)


def argument_of(quantity: str, name: str, hint: Any) -> Argument:
    """The argument that an annotation describes; errors name the quantity."""
    optional = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(hint) if part is not type(None)]
        optional, hint = True, inner[0]
    if typing.get_origin(hint) is typing.Literal:
        return Argument(name, "", choices=typing.get_args(hint))
    if hint is bool:
        return Argument(name, "", choices=(False, True))
    metadata = getattr(hint, "__metadata__", ())
    real = next((m for m in metadata if isinstance(m, Real)), None)
    selected = next((m for m in metadata if isinstance(m, Selected)), None)
    lengths = next((m.lengths for m in metadata if isinstance(m, Lengths)), ())
    components = next((m.suffixes for m in metadata if isinstance(m, Components)), ())
    series = any(isinstance(m, Series) for m in metadata)
    needed_for = next((m for m in metadata if isinstance(m, NeededFor)), None)
    if selected:
        choices = tuple(option for option, _ in selected.constants)
        return Argument(selected.option, selected.about, choices=choices, selected=selected)
    if real is None:
        raise DeclarationError(
            f"{quantity}: argument '{name}' has the annotation {hint!r}; use a Literal or bool for an option or "
            "one of the aliases of muforge.symbolic.language.arguments for a number"
        )
    return Argument(
        name,
        real.about,
        real=real,
        lengths=lengths,
        components=components,
        series=series,
        optional=optional or needed_for is not None,
        needed_for=needed_for,
    )
