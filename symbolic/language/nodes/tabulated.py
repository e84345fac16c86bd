"""Functions of one argument that kernels take from a table, made and proven by the code generator.

A loop function costs an integral, or a closed form that cancels; as a function of one ratio of masses it can be
tabulated once and for all.  The formula stays what it is: `tabulated` only says that the table may be used,
and on which domain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Expr, Integer, Piecewise, Rational, Symbol
from sympy.core.sympify import sympify

Function = Callable[[Any], Expr]


class Tabulated(Expr):
    """``f(argument)`` with ``f`` given on an interval: ``args = (name, f(x), x, low, high, argument)``."""

    is_commutative = True

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.args[0].name

    @property
    def function(self) -> Expr:
        """The function, in `variable` alone."""
        return self.args[1]

    @property
    def variable(self) -> Symbol:
        return self.args[2]

    @property
    def low(self) -> Rational:
        """Smallest argument, above 0."""
        return self.args[3]

    @property
    def high(self) -> Rational:
        """Largest argument."""
        return self.args[4]

    @property
    def argument(self) -> Expr:
        return self.args[5]

    @property
    def free_symbols(self) -> set[Symbol]:
        return self.argument.free_symbols

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.written_out())

    def _latex(self, printer: Any) -> str:
        return printer._print(self.written_out())

    def written_out(self) -> Expr:
        """The function at the argument."""
        return self.function.xreplace({self.variable: self.argument})


def tabulated(
    name: str,
    function: Function,
    argument: Expr,
    low: Rational,
    high: Rational,
    *,
    zero: tuple[Rational, int] | None = None,
    below: Function | None = None,
    above: Function | None = None,
) -> Expr:
    """A dimensionless function of one positive argument, to be taken from a table.

    Parameters
    ----------
    name : str
        Name of the table, an identifier.
    function : callable
        From the argument to the expression; analytic for positive arguments, and without a zero there but `zero`.
    argument : Expr
    low, high : Rational
        The domain of the table; the kernel returns NaN outside, unless `below` or `above` say what holds there.
    zero : tuple of Rational and int, optional
        Where the function vanishes, a power of 2, and how often.  The zero is factored out in the octaves beside it,
        where the distance from it is exact.
    below, above : callable, optional
        The function below `low` and above `high` to the last digit: its first terms there.
    """
    low, high, argument = sympify(low), sympify(high), sympify(argument)
    x = Symbol(f"x_{name}", positive=True)
    factor = _vanishing(x, *zero) if zero else Integer(1)
    table = factor.xreplace({x: argument}) * Tabulated(Symbol(name), function(x) / factor, x, low, high, argument)
    pieces = [(part(argument), side) for part, side in ((below, argument < low), (above, argument > high)) if part]
    return Piecewise(*pieces, (table, True))


def _vanishing(x: Symbol, place: Rational, order: int) -> Expr:
    """``(place - x)**order`` in the octaves beside `place`, its sign elsewhere: what is left does not change sign."""
    beside = (x >= place / 2) & (x < 2 * place)
    sides = [(Integer(-1), x > place)] if order % 2 else []
    return Piecewise(((place - x) ** order, beside), *sides, (Integer(1), True))


def written_out(expression: Expr) -> Expr:
    """The expression with every tabulated function replaced by its formula."""
    return expression.replace(lambda e: isinstance(e, Tabulated), lambda e: e.written_out())
