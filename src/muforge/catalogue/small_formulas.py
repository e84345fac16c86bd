"""Small formulas that are data: conditions on inputs, combinations of kernels, brackets of equations.

A tree is a number, a boolean, the name of a symbol, or a tuple of a function's name and its arguments::

    m_X > 2*m_e          ("greater", "m_X", ("*", 2, "m_e"))

A tree becomes a Python function once, by putting functions together; nothing is compiled or executed from text.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from muforge.codegen.interfaces.tree_functions import CONSTANTS, FUNCTIONS, SELECT

Tree: TypeAlias = bool | int | float | str | tuple["Tree", ...]
Step: TypeAlias = Callable[[Sequence[Any]], Any]
"""From the values of the symbols to that of a part of the formula."""


def _select(*pairs: Any) -> Any:
    return np.select(list(pairs[::2]), list(pairs[1::2]), default=np.nan)


OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "negative": operator.neg,
}
KNOWN: dict[str, Callable[..., Any]] = OPERATORS | {name: getattr(np, name) for name in FUNCTIONS} | {SELECT: _select}


def symbols_of(tree: Tree) -> tuple[str, ...]:
    """Names of the symbols of a formula, in alphabetical order."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.add(part)
        elif isinstance(part, tuple):
            waiting += part[1:]
    return tuple(sorted(found))


def function_of(tree: Tree, names: Sequence[str]) -> Callable[..., Any]:
    """The formula as a function of the values of its symbols, in the order of `names`.

    Raises
    ------
    KeyError
        If it contains another symbol, or a function that is not known.
    """
    step = _step(tree, {name: place for place, name in enumerate(names)})
    return lambda *values: step(values)


@dataclass(frozen=True, slots=True)
class _Constant:
    """The step of a number."""

    value: Any

    def __call__(self, values: Sequence[Any]) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class _Symbol:
    """The step of a symbol."""

    place: int

    def __call__(self, values: Sequence[Any]) -> Any:
        return values[self.place]


def _step(tree: Tree, places: dict[str, int]) -> Step:
    if isinstance(tree, str):
        return _Symbol(places[tree])
    if not isinstance(tree, tuple):
        return _Constant(tree)
    name = tree[0]
    assert isinstance(name, str)
    if name in CONSTANTS:
        return _Constant(getattr(np, name))
    function = KNOWN[name]
    parts = [_step(part, places) for part in tree[1:]]
    if name in OPERATORS and len(parts) > 2:
        return reduce(lambda left, right: _applied(function, left, right), parts)
    return _applied(function, *parts)


def _applied(function: Callable[..., Any], *parts: Step) -> Step:
    """A function of values of parts; of numbers alone, what it gives."""
    if all(isinstance(part, _Constant) for part in parts):
        return _Constant(function(*(part(()) for part in parts)))
    if len(parts) == 1:
        (only,) = parts
        return lambda values: function(only(values))
    if len(parts) == 2:
        return _of_two(function, *parts)
    return lambda values: function(*(part(values) for part in parts))


def _of_two(function: Callable[..., Any], left: Step, right: Step) -> Step:
    """A function of two values; numbers and symbols among them are not looked up by calls of their own."""
    if isinstance(left, _Constant):
        number = left.value
        return lambda values: function(number, right(values))
    if isinstance(right, _Constant):
        number = right.value
        return lambda values: function(left(values), number)
    if isinstance(left, _Symbol) and isinstance(right, _Symbol):
        first, second = left.place, right.place
        return lambda values: function(values[first], values[second])
    if isinstance(left, _Symbol):
        first = left.place
        return lambda values: function(values[first], right(values))
    if isinstance(right, _Symbol):
        second = right.place
        return lambda values: function(left(values), values[second])
    return lambda values: function(left(values), right(values))
