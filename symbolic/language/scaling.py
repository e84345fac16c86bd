"""Arguments that enter a formula as a power: coupling constants, mostly.

On a grid such an argument need not be sent through the kernel: the kernel runs once along the other axes, and
the powers multiply the result.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Expr, Mul, Piecewise, Pow, Rational, Symbol
from sympy.core.expr import UnevaluatedExpr

from muforge.symbolic.language.functions import modulus_squared
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.nature.units import one


def power_of(expression: Expr, name: str) -> Rational | None:
    """The p for which ``expression`` is ``symbol**p`` times something without it; None if there is none.

    Parameters
    ----------
    expression : Expr
    name : str
        Name of a symbol.
    """
    if name not in names_in(expression):
        return Rational(0)
    if isinstance(expression, Symbol):
        return Rational(1)
    if isinstance(expression, Mul):
        total = Rational(0)
        for factor in expression.args:
            power = power_of(factor, name)
            if power is None:
                return None
            total += power
        return total
    if isinstance(expression, Add):
        return _common(expression.args, name)
    if isinstance(expression, Pow) and expression.exp.is_Rational:
        base = power_of(expression.base, name)
        return None if base is None else base * expression.exp
    if isinstance(expression, Piecewise):
        conditions = (condition for _, condition in expression.args)
        if any(name in names_in(condition) for condition in conditions):
            return None
        return _common((value for value, _ in expression.args), name)
    if isinstance(expression, LineIntegral):
        return power_of(expression.integrand, name)
    if isinstance(expression, Computed):
        return _of_part(expression, name)
    if isinstance(expression, Let):
        return None if name in names_in(expression.value) else power_of(expression.body, name)
    if isinstance(expression, UnevaluatedExpr):
        return power_of(expression.args[0], name)
    if isinstance(expression, modulus_squared):
        inner = power_of(expression.args[0], name)
        return None if inner is None else 2 * inner
    return None


def _of_part(part: Computed, name: str) -> Rational | None:
    """The power for a part that a kernel computes; only couplings and other pure numbers are looked for."""
    total = Rational(0)
    for argument, value in zip(part.variant.inputs, part.inputs, strict=True):
        inner = power_of(value, name)
        if inner == 0:
            continue
        if inner is None or part.variant.argument_units[argument] != one:
            return None
        outer = power_of(part.variant.expression, argument)
        if outer is None:
            return None
        total += inner * outer
    return total


def _common(parts: Iterable[Expr], name: str) -> Rational | None:
    """The power that all parts share; zero has any."""
    found = {power_of(part, name) for part in parts if part != 0}
    return found.pop() if len(found) == 1 else None
