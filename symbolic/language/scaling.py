"""Arguments that enter a formula as a power: coupling constants, mostly.

On a grid such an argument need not be sent through the kernel: the kernel runs once along the other axes, and
the powers multiply the result.  Nodes register their rules with `power`, as sympy's classes do here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from sympy import Add, Expr, Mul, Piecewise, Pow, Rational, Symbol
from sympy.core.expr import UnevaluatedExpr

from muforge.symbolic.language.functions import modulus_squared
from muforge.symbolic.language.names import names_in


def power_of(expression: Expr, name: str) -> Rational | None:
    """The p for which ``expression`` is ``symbol**p`` times something without it; None if there is none.

    Parameters
    ----------
    expression : Expr
    name : str
        Name of a symbol.
    """
    return power(expression, name) if name in names_in(expression) else Rational(0)


def common_power(parts: Iterable[Expr], name: str) -> Rational | None:
    """The power that all parts share; zero has any."""
    found = {power_of(part, name) for part in parts if part != 0}
    return found.pop() if len(found) == 1 else None


@singledispatch
def power(e: Expr, name: str) -> Rational | None:
    """The rule of one kind of expression for `power_of`, where the name occurs in it; no power in most."""
    return None


@power.register(Symbol)
def _symbol(e: Symbol, name: str) -> Rational:
    return Rational(1)


@power.register(Mul)
def _product(e: Mul, name: str) -> Rational | None:
    total = Rational(0)
    for factor in e.args:
        own = power_of(factor, name)
        if own is None:
            return None
        total += own
    return total


@power.register(Add)
def _sum(e: Add, name: str) -> Rational | None:
    return common_power(e.args, name)


@power.register(Pow)
def _power(e: Pow, name: str) -> Rational | None:
    base = power_of(e.base, name)
    return base * e.exp if base is not None and e.exp.is_Rational else None


@power.register(Piecewise)
def _pieces(e: Piecewise, name: str) -> Rational | None:
    if any(name in names_in(condition) for _, condition in e.args):
        return None
    return common_power((value for value, _ in e.args), name)


@power.register(UnevaluatedExpr)
def _same(e: UnevaluatedExpr, name: str) -> Rational | None:
    return power_of(e.args[0], name)


@power.register(modulus_squared)
def _modulus_squared(e: modulus_squared, name: str) -> Rational | None:
    inner = power_of(e.args[0], name)
    return None if inner is None else 2 * inner
