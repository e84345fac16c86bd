"""Expressions as functions of mpmath numbers.

Integrals, sums and expressions with names in them are functions of their own, evaluated before the rest; their rules
are registered with `evaluation`, for sympy's classes in `muforge.codegen.check.reference` and for nodes in
`muforge.codegen.nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any

import mpmath
from sympy import Basic, Dummy, Expr, Symbol, conjugate, lambdify, nan, re, zoo
from sympy.core.expr import UnevaluatedExpr

from muforge.codegen.operations import IN_MPMATH
from muforge.symbolic.language.functions import modulus_squared, power_series, real_product

Evaluated = Callable[..., Any]
"""A function of mpmath numbers, in the working precision."""


@singledispatch
def evaluation(e: Expr, names: tuple[str, ...], refinement: int) -> Evaluated:
    """The rule of one kind of expression that is a function of its own: of the inputs `names`, in order."""
    raise NotImplementedError(type(e).__name__)


def kinds() -> tuple[type, ...]:
    """The classes of expressions that have a rule."""
    return tuple(kind for kind in evaluation.registry if kind is not object)


def compiled(expression: Expr, names: tuple[str, ...], refinement: int) -> Evaluated:
    """An expression as a function of the inputs `names`; sums of one-dimensional integrals are refined."""
    stand_ins = {part: Dummy(f"part{i}") for i, part in enumerate(outermost(expression, kinds()))}
    inner = [evaluation(part, names, refinement) for part in stand_ins]
    function = function_of(expression.xreplace(stand_ins), names, *stand_ins.values())

    def evaluate(*values: Any) -> Any:
        try:
            return function(*values, *(part(*values) for part in inner))
        except ZeroDivisionError:  # in a part that is computed before it is known whether it is needed, say
            return mpmath.nan

    return evaluate


def outermost(expression: Basic, wanted: tuple[type, ...]) -> list[Any]:
    """The parts of an expression of some classes that are in no other."""
    if isinstance(expression, wanted):
        return [expression]
    found: dict[Any, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(outermost(argument, wanted))
    return list(found)


def function_of(expression: Basic, names: Sequence[str], *more: Symbol) -> Evaluated:
    """An expression or a condition without integrals and sums as a function of numbers.

    Parameters
    ----------
    expression : Basic
    names : sequence of str
        Its arguments: the symbols with these names, whatever their assumptions, used or not.
    *more : Symbol
        Further arguments.
    """
    by_name = {s.name: s for s in expression.free_symbols if isinstance(s, Symbol) and s not in more}
    symbols = [by_name.get(name, Dummy(name)) for name in names]
    return lambdify([*symbols, *more], plain(expression), [dict(IN_MPMATH), "mpmath"], cse=True)


def plain(expression: Basic) -> Basic:
    """In functions that mpmath knows, or the table of operations.  Shared subexpressions are rewritten once."""
    return _plain(expression, {zoo: nan})


def _plain(e: Basic, known: dict[Basic, Basic]) -> Basic:
    if e not in known:
        parts = [_plain(part, known) for part in e.args]
        new = e.func(*parts) if any(a is not b for a, b in zip(parts, e.args, strict=True)) else e
        known[e] = plain_form(new)
    return known[e]


@singledispatch
def plain_form(e: Basic) -> Basic:
    """The rule of one kind of expression for `plain`."""
    return e


@plain_form.register(power_series)
def _power_series(e: power_series) -> Basic:
    return e.rewrite("sum")


@plain_form.register(modulus_squared)
def _modulus_squared(e: modulus_squared) -> Basic:
    return e.args[0] * conjugate(e.args[0])


@plain_form.register(real_product)
def _real_product(e: real_product) -> Basic:
    """The real part, unevaluated: sympy would look for parts that are real, for minutes."""
    return re(conjugate(e.args[0], evaluate=False) * e.args[1], evaluate=False)


@plain_form.register(UnevaluatedExpr)
def _grouped(e: UnevaluatedExpr) -> Basic:
    return e.args[0]
