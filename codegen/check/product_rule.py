"""Integrals of several dimensions as physics writes them, in extended or double precision.

An independent check of kernels with nested integrals, for which 50-digit arithmetic would take hours: the integrals
before any change of variables, with product rules in another variable.  Each interval is mapped by ``tanh-sinh``
(H. Takahasi, M. Mori, Publ. RIMS 9 (1974) 721), which resolves ends of any kind; the rules are refined until two agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
from scipy.special import kve, spence
from sympy import Basic, Dummy, Expr, Integral, Symbol, lambdify, oo

from muforge.codegen.check.reference import plain
from muforge.codegen.ir import InternalError
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import written_out

RULES = (11, 16, 24, 36, 54, 80, 120, 180)
"""Nodes to one side of the middle."""
ROUGH = RULES[2]
"""What is enough to tell how well-conditioned a formula is."""
REACH = {np.longdouble: 4.0, np.float64: 3.6}
"""Where the maps end: at fractions ``exp(-pi sinh(reach))`` of the interval."""
EXTENDED = 2
"""Integrals of more dimensions than this are computed in double precision."""
MARGIN = 0.1
"""How closely two rules agree, in units of the accuracy wanted or of what the rounding of inputs changes."""

IN_NUMPY: Mapping[str, Callable[..., Any]] = {
    "log1p_positive": np.log1p,
    "log1pmx": lambda x: np.where(np.abs(x) < 1e-2, _log1pmx_series(x), x - np.log1p(x)),
    "sqrt1pm1": lambda x: x / (1 + np.sqrt(1 + x)),
    "fma": lambda a, b, c: a * b + c,
    "larger": np.maximum,
    "smaller": np.minimum,
    "dilogarithm": lambda x: spence(np.asarray(1 - x, dtype=complex)).real,
    "k1e": lambda x: kve(1, np.asarray(x, dtype=float)),
    "k2e": lambda x: kve(2, np.asarray(x, dtype=float)),
    "bessel_ratio": lambda x: kve(1, np.asarray(x, dtype=float)) / kve(2, np.asarray(x, dtype=float)),
}
"""What sympy does not know how to write for NumPy, by name."""


def _log1pmx_series(x: Any) -> Any:
    total = 0 * x
    for n in range(12, 1, -1):
        total = (-1) ** n / n + x * total
    return x**2 * total


class NotConverged(InternalError):
    """The finest rules do not agree."""


def dimensions(expression: Basic) -> int:
    """How deep integrals are nested in an expression."""
    return _depth(expression, {})


def _depth(expression: Basic, known: dict[Basic, int]) -> int:
    """The same, with subexpressions looked at once."""
    if expression not in known:
        if isinstance(expression, LineIntegral):
            known[expression] = 1 + _depth(expression.integrand, known)
        else:
            inner = max((_depth(argument, known) for argument in expression.args), default=0)
            known[expression] = inner + isinstance(expression, Integral)
    return known[expression]


class ProductRule:
    """A formula with nested integrals as a function of exact inputs.

    Parameters
    ----------
    expression : Expr
    names : sequence of str
        The inputs, in order.
    accuracy : float
        Relative accuracy that is to be checked; the values are more accurate.

    Attributes
    ----------
    agreement : float
        The largest relative difference between the last two rules so far, where the formula is well-conditioned.
    """

    def __init__(self, expression: Expr, names: Sequence[str], accuracy: float) -> None:
        self.names = tuple(names)
        self.agreement = 0.0
        expression = written_out(expression)
        self._wanted = MARGIN * accuracy
        self._type: Any = np.longdouble if dimensions(expression) <= EXTENDED else np.float64
        self._value = _Value(expression, self.names)

    @property
    def digits(self) -> int:
        """How many digits the values have."""
        return int(-math.log10(max(self.agreement, float(np.finfo(self._type).eps))))

    def __call__(self, inputs: Mapping[str, Any]) -> Any:
        """The value at `inputs` as an mpmath number.

        Raises
        ------
        NotConverged
        """
        values = [_number(inputs[name], self._type) for name in self.names]
        before = self._at(values, RULES[0])
        for count in RULES[1:]:
            value = self._at(values, count)
            change = abs(value - before)
            if np.isnan(value) or change <= self._wanted * abs(value):
                self.agreement = max(self.agreement, float(change / abs(value)) if change > 0 else 0.0)
                return _exactly(value)
            before = value
        if change <= MARGIN * self._change_by_rounding(values):
            return _exactly(value)
        raise NotConverged(
            f"the finest product rules differ by {float(change / abs(value)):.1e} at {inputs}, expected at most "
            f"{self._wanted:.0e}"
        )

    def inverse(self, inputs: Mapping[str, Any]) -> Any:
        """One over the value, which is 0 where the value is infinite."""
        value = self(inputs)
        return 1 / value if value else mpmath.inf

    def _at(self, values: Sequence[Any], count: int) -> Any:
        with np.errstate(all="ignore"):
            return self._type(self._value(values, _Nodes(count, self._type)))

    def _change_by_rounding(self, values: list[Any]) -> Any:
        """How much the value changes when the inputs are rounded to double precision."""
        here = self._at(values, ROUGH)
        total = self._type(0)
        for i, value in enumerate(values):
            total += abs(self._at([*values[:i], value * (1 + self._type(2.0**-53)), *values[i + 1 :]], ROUGH) - here)
        return total


def _number(value: Any, kind: Any) -> Any:
    """A number of the working precision, without a loss for those of 50 digits."""
    high = float(value)
    return kind(high) + kind(float(value - high))


def _exactly(value: Any) -> Any:
    high = float(value)
    return mpmath.mpf(high) + mpmath.mpf(float(value - high)) if math.isfinite(high) else mpmath.mpf(high)


class _Nodes:
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


class _Value:
    """An expression as a function of arrays; integrals in it are computed first."""

    def __init__(self, expression: Expr, names: tuple[str, ...]) -> None:
        loops = {loop: Dummy(f"loop{i}") for i, loop in enumerate(_outermost(expression))}
        self._loops = [_first(loop, names) for loop in loops]
        bare = plain(expression.xreplace(loops))
        by_name = {s.name: s for s in bare.free_symbols if isinstance(s, Symbol) and s not in loops.values()}
        symbols = [by_name.get(name, Dummy(name)) for name in names]
        self._function = lambdify([*symbols, *loops.values()], bare, [dict(IN_NUMPY), "numpy"], cse=True)

    def __call__(self, values: Sequence[Any], nodes: _Nodes) -> Any:
        return np.real(self._function(*values, *(loop(values, nodes) for loop in self._loops)))


class _OverInterval:
    """An integral as a function of arrays.

    The distance d from the nearer end replaces the variable, ``x = low + d`` or ``x = high - d``: then differences of
    x and the end cancel in the expression, not in the numbers.
    """

    def __init__(self, integral: Integral, names: tuple[str, ...]) -> None:
        ((x, low, high),) = integral.limits
        distance = Symbol(f"distance_{x.name}", positive=True)
        self._width = _Value(high - low, names)
        self._sides = [
            _Value(integral.function.xreplace({x: end}), (*names, distance.name))
            for end in (low + distance, high - distance)
        ]

    def __call__(self, values: Sequence[Any], nodes: _Nodes) -> Any:
        wider = [np.asarray(value)[..., None] for value in values]
        width = self._width(wider, nodes)
        inputs = [*wider, width * nodes.fraction]
        return sum(np.sum(side(inputs, nodes) * nodes.weight * width, axis=-1) for side in self._sides)


class _OverLine:
    """An integral over all real numbers as a function of arrays."""

    def __init__(self, integral: Integral, names: tuple[str, ...]) -> None:
        self._integrand = _Value(integral.function, (*names, integral.limits[0][0].name))

    def __call__(self, values: Sequence[Any], nodes: _Nodes) -> Any:
        wider = [np.asarray(value)[..., None] for value in values]
        return np.sum(self._integrand([*wider, nodes.line], nodes) * nodes.line_weight, axis=-1)


class _Named:
    """An expression with named values in it."""

    def __init__(self, let: Let, names: tuple[str, ...]) -> None:
        self._named = []
        body: Expr = let
        while isinstance(body, Let):
            self._named.append(_Value(body.value, names))
            names, body = (*names, body.name.name), body.body
        self._body = _Value(body, names)

    def __call__(self, values: Sequence[Any], nodes: _Nodes) -> Any:
        for named in self._named:
            values = [*values, named(values, nodes)]
        return self._body(values, nodes)


def _first(loop: LineIntegral | Integral | Let, names: tuple[str, ...]) -> _OverInterval | _OverLine | _Named:
    return _Named(loop, names) if isinstance(loop, Let) else _integral(loop, names)


def _integral(loop: LineIntegral | Integral, names: tuple[str, ...]) -> _OverInterval | _OverLine:
    original = loop.original if isinstance(loop, LineIntegral) else loop
    ((_, low, high),) = original.limits
    return (_OverLine if (low, high) == (-oo, oo) else _OverInterval)(original, names)


def _outermost(expression: Basic) -> list[Any]:
    """The integrals, and expressions with names in them, that are in no other."""
    if isinstance(expression, LineIntegral | Integral | Let):
        return [expression]
    found: dict[Any, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(_outermost(argument))
    return list(found)
