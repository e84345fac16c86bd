"""Expressions with nested integrals as functions of arrays, by product rules.

Integrals and expressions with names in them are functions of their own, evaluated before the rest; their rules are
registered with `over_arrays`, for sympy's integrals here and for nodes in `muforge.codegen.nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any

import numpy as np
from sympy import Dummy, Expr, Integral, Symbol, lambdify, oo

from muforge.codegen.check.exactly import outermost, plain
from muforge.codegen.operations import IN_NUMPY

REACH = {np.longdouble: 4.0, np.float64: 3.6}
"""Where the maps end: at fractions ``exp(-pi sinh(reach))`` of the interval."""


class Nodes:
    """A tanh-sinh rule: distances from both ends, as fractions of the interval up to the middle, and weights."""

    def __init__(self, count: int, kind: Any) -> None:
        step = kind(REACH[kind]) / count
        tau = np.arange(count + 1, dtype=kind) * step
        pi = 4 * np.arctan(kind(1))
        self.fraction = 1 / (1 + np.exp(pi * np.sinh(tau)))
        weight = step * pi * np.cosh(tau)
        self.weight = weight * self.fraction * (1 - self.fraction)
        self.weight[0] /= 2  # the middle belongs to both sides
        self.line = pi * np.concatenate([-np.sinh(tau[:0:-1]), np.sinh(tau)])
        self.line_weight = np.concatenate([weight[:0:-1], weight])


ArrayFunction = Callable[[Sequence[Any], Nodes], Any]
"""From the values of the inputs, and the rule of all integrals, to the result."""


@singledispatch
def over_arrays(e: Expr, names: tuple[str, ...]) -> ArrayFunction:
    """The rule of one kind of expression that is a function of its own: of the inputs `names`, in order."""
    raise NotImplementedError(type(e).__name__)


def kinds() -> tuple[type, ...]:
    """The classes of expressions that have a rule."""
    return tuple(kind for kind in over_arrays.registry if kind is not object)


class Value:
    """An expression as a function of arrays; integrals in it are computed first."""

    def __init__(self, expression: Expr, names: tuple[str, ...]) -> None:
        parts = {part: Dummy(f"part{i}") for i, part in enumerate(outermost(expression, kinds()))}
        self._parts = [over_arrays(part, names) for part in parts]
        bare = plain(expression.xreplace(parts))
        by_name = {s.name: s for s in bare.free_symbols if isinstance(s, Symbol) and s not in parts.values()}
        symbols = [by_name.get(name, Dummy(name)) for name in names]
        self._function = lambdify([*symbols, *parts.values()], bare, [dict(IN_NUMPY), "numpy"], cse=True)

    def __call__(self, values: Sequence[Any], nodes: Nodes) -> Any:
        return np.real(self._function(*values, *(part(values, nodes) for part in self._parts)))


@over_arrays.register(Integral)
def _integral(e: Integral, names: tuple[str, ...]) -> ArrayFunction:
    ((_, low, high),) = e.limits
    return (_OverLine if (low, high) == (-oo, oo) else _OverInterval)(e, names)


class _OverInterval:
    """An integral as a function of arrays.

    The distance d from the nearer end replaces the variable, ``x = low + d`` or ``x = high - d``: then differences of
    x and the end cancel in the expression, not in the numbers.
    """

    def __init__(self, integral: Integral, names: tuple[str, ...]) -> None:
        ((x, low, high),) = integral.limits
        distance = Symbol(f"distance_{x.name}", positive=True)
        self._width = Value(high - low, names)
        self._sides = [
            Value(integral.function.xreplace({x: end}), (*names, distance.name))
            for end in (low + distance, high - distance)
        ]

    def __call__(self, values: Sequence[Any], nodes: Nodes) -> Any:
        wider = [np.asarray(value)[..., None] for value in values]
        width = self._width(wider, nodes)
        inputs = [*wider, width * nodes.fraction]
        return sum(np.sum(side(inputs, nodes) * nodes.weight * width, axis=-1) for side in self._sides)


class _OverLine:
    """An integral over all real numbers as a function of arrays."""

    def __init__(self, integral: Integral, names: tuple[str, ...]) -> None:
        self._integrand = Value(integral.function, (*names, integral.limits[0][0].name))

    def __call__(self, values: Sequence[Any], nodes: Nodes) -> Any:
        wider = [np.asarray(value)[..., None] for value in values]
        return np.sum(self._integrand([*wider, nodes.line], nodes) * nodes.line_weight, axis=-1)
