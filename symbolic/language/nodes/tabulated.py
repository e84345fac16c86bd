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

from muforge.symbolic.language.calculus import Differentiation, derivative, slope
from muforge.symbolic.language.dimensions import Units, unit
from muforge.symbolic.language.names import symbols, symbols_in
from muforge.symbolic.language.nesting import depth, dimensions
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.written import longhand, printed_form
from muforge.symbolic.language.written import written_out as written_out  # callers look for it beside the tables
from muforge.symbolic.nature.units import Unit, one

Function = Callable[[Any], Expr]


class Tabulated(Node):
    """``f(argument)`` with `function`, f in `variable` alone, given from `low` (above 0) to `high`."""

    label: Symbol
    function: Expr
    variable: Symbol
    low: Rational
    high: Rational
    argument: Expr

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.label.name

    def _sympystr(self, printer: Any) -> str:
        return printer._print(longhand(self))

    def _latex(self, printer: Any) -> str:
        return printer._print(longhand(self))


@longhand.register(Tabulated)
@printed_form.register(Tabulated)
def _formula(e: Tabulated) -> Expr:
    """The function at the argument."""
    return e.function.xreplace({e.variable: e.argument})


@symbols.register(Tabulated)
def _symbols(e: Tabulated) -> frozenset[Symbol]:
    return symbols_in(e.argument)


@depth.register(Tabulated)
def _depth(e: Tabulated) -> int:
    return dimensions(e.argument)


@unit.register(Tabulated)
def _unit(e: Tabulated, units: Units) -> Unit | None:
    units.check_pure(e.argument, e)
    return Units({e.variable.name: one}).of(e.function)


@slope.register(Tabulated)
def _slope(e: Tabulated, by: Differentiation) -> Expr:
    return derivative(e.function, e.variable.name).xreplace({e.variable: e.argument}) * by(e.argument)


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
    """``(place - x)**order`` in the octaves beside `place`, its sign elsewhere: the rest does not change sign."""
    beside = (x >= place / 2) & (x < 2 * place)
    sides = [(Integer(-1), x > place)] if order % 2 else []
    return Piecewise(((place - x) ** order, beside), *sides, (Integer(1), True))
