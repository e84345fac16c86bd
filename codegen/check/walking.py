"""Formulas in 50-digit arithmetic without code that has to be made first: for a look at a few points.

A value is found part by part, each once, and of pieces only that which is chosen.  `muforge.codegen.check.reference`
compiles formulas instead, which takes a second for a long one and pays for many points.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce, singledispatch
from typing import Any

import mpmath
from sympy import (
    Abs,
    Add,
    Basic,
    Indexed,
    Integral,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    conjugate,
    im,
    nan,
    re,
    zoo,
)
from sympy.core.numbers import ImaginaryUnit
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Not, Or

from muforge.codegen.check.exactly import plain_form
from muforge.codegen.operations import BY_FUNCTION
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.written import longhand

QUADRATURE_DIGITS = 25


class NotWalkedError(TypeError):
    """An expression contains something that has no value here, such as an integral; the message names it."""


class Walk:
    """The values of an expression and of its parts at one point, in the working precision.

    Parameters
    ----------
    at : mapping of str to number
        The inputs by name, mpmath numbers or lists of them.
    """

    def __init__(self, at: Mapping[str, Any]) -> None:
        self.at = dict(at)
        self._known: dict[Basic, Any] = {}

    def __call__(self, e: Basic) -> Any:
        if e not in self._known:
            self._known[e] = value(e, self)
        return self._known[e]


def value_at(e: Basic, at: Mapping[str, Any]) -> Any:
    """The value of an expression or a condition at a point; not a number where it divides by 0.

    Raises
    ------
    NotWalkedError
        If it contains an integral over the whole line, as kernels have them, or an unknown function.
    """
    try:
        return Walk(at)(e)
    except ZeroDivisionError:
        return mpmath.nan


@singledispatch
def value(e: Basic, walk: Walk) -> Any:
    """The rule of one kind of expression: operations by their table, other nodes by what they are short for."""
    kind = BY_FUNCTION.get(type(e))
    if kind and kind.mpmath:
        return kind.mpmath(*map(walk, e.args))
    for form in (longhand, plain_form):
        written = form(e)
        if written is not e:
            return walk(written)
    raise NotWalkedError(f"it contains {type(e).__name__}")


@value.register(Symbol)
def _symbol(e: Symbol, walk: Walk) -> Any:
    return walk.at[e.name]


@value.register(Number)
def _number(e: Number, walk: Walk) -> Any:
    if isinstance(e, Rational):
        return mpmath.mpf(int(e.p)) / int(e.q)
    return mpmath.nan if e is nan else mpmath.mpf(str(e))


@value.register(NumberSymbol)
def _constant(e: NumberSymbol, walk: Walk) -> Any:
    return mpmath.mpmathify(e.evalf(mpmath.mp.dps + 5))


@value.register(ImaginaryUnit)
def _unit(e: ImaginaryUnit, walk: Walk) -> Any:
    return mpmath.mpc(0, 1)


@value.register(type(zoo))
def _infinite(e: Basic, walk: Walk) -> Any:
    return mpmath.nan


@value.register(Add)
def _sum(e: Add, walk: Walk) -> Any:
    return mpmath.fsum(map(walk, e.args))


@value.register(Mul)
def _product(e: Mul, walk: Walk) -> Any:
    return reduce(lambda a, b: a * b, map(walk, e.args))


@value.register(Pow)
def _power(e: Pow, walk: Walk) -> Any:
    base, exponent = e.args
    if exponent == Rational(1, 2):
        return mpmath.sqrt(walk(base))
    return walk(base) ** (int(exponent) if exponent.is_Integer else walk(exponent))


@value.register(Piecewise)
def _pieces(e: Piecewise, walk: Walk) -> Any:
    return next((walk(piece) for piece, condition in e.args if walk(condition)), mpmath.nan)


@value.register(Max)
@value.register(Min)
def _extreme(e: Basic, walk: Walk) -> Any:
    return (max if isinstance(e, Max) else min)(*map(walk, e.args))


@value.register(Abs)
def _modulus(e: Abs, walk: Walk) -> Any:
    return abs(walk(e.args[0]))


@value.register(re)
@value.register(im)
@value.register(conjugate)
def _part(e: Basic, walk: Walk) -> Any:
    function = {re: mpmath.re, im: mpmath.im, conjugate: mpmath.conj}[type(e)]
    return function(walk(e.args[0]))


@value.register(Let)
def _named(e: Let, walk: Walk) -> Any:
    walk.at[e.name.name] = walk(e.value)
    return walk(e.body)


@value.register(Sum)
def _series(e: Sum, walk: Walk) -> Any:
    """Term by term: the inputs hold the lists, and the number of the term under the name of the index."""
    ((index, _, _),) = e.limits
    length = min(len(walk.at[str(element.base)]) for element in e.function.atoms(Indexed))
    return mpmath.fsum(Walk(walk.at | {str(index): k})(e.function) for k in range(length))


@value.register(Integral)
def _integral(e: Integral, walk: Walk) -> Any:
    """By mpmath's quadrature, for integrands without peaks."""
    ((x, low, high),) = e.limits
    with mpmath.workdps(QUADRATURE_DIGITS):
        return mpmath.quad(lambda t: Walk(walk.at | {x.name: t})(e.function), [walk(low), walk(high)])


@value.register(Indexed)
def _element(e: Indexed, walk: Walk) -> Any:
    return walk.at[str(e.base)][walk.at[str(e.indices[0])]]


@value.register(BooleanTrue)
@value.register(BooleanFalse)
def _certain(e: Basic, walk: Walk) -> bool:
    return bool(e)


@value.register(And)
def _all(e: And, walk: Walk) -> bool:
    return all(map(walk, e.args))


@value.register(Or)
def _any(e: Or, walk: Walk) -> bool:
    return any(map(walk, e.args))


@value.register(Not)
def _not(e: Not, walk: Walk) -> bool:
    return not walk(e.args[0])


@value.register(StrictLessThan)
@value.register(StrictGreaterThan)
def _below(e: StrictLessThan, walk: Walk) -> bool:
    return bool(walk(e.lts) < walk(e.gts))


@value.register(LessThan)
@value.register(GreaterThan)
def _at_most(e: LessThan, walk: Walk) -> bool:
    return bool(walk(e.lts) <= walk(e.gts))


@value.register(Equality)
@value.register(Unequality)
def _equal(e: Equality, walk: Walk) -> bool:
    return bool((walk(e.lhs) == walk(e.rhs)) == isinstance(e, Equality))
