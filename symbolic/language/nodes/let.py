"""Named values inside formulas, which keep long ones short.

Where a value is used often, and values made of it are used often again, the formula as a tree grows exponentially; with
names it does not.  A name stands for one value in the whole formula.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from sympy import Basic, Expr, Rational, Symbol

from muforge.symbolic.language.calculus import Differentiation, slope
from muforge.symbolic.language.dimensions import Units, unit
from muforge.symbolic.language.names import names_in, symbols, symbols_in
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.scaling import power, power_of
from muforge.symbolic.nature.units import Unit, one


class Let(Node):
    """The body, in which the name stands for the value."""

    body: Expr
    name: Symbol
    value: Expr

    def _sympystr(self, printer: Any) -> str:
        return f"({printer._print(self.body)} with {self.name} = {printer._print(self.value)})"


@symbols.register(Let)
def _symbols(e: Let) -> frozenset[Symbol]:
    return (symbols_in(e.body) - {e.name}) | symbols_in(e.value)


@unit.register(Let)
def _unit(e: Let, units: Units) -> Unit | None:
    units.declare(e.name.name, units.of(e.value) or one)
    return units.of(e.body)


@power.register(Let)
def _power(e: Let, name: str) -> Rational | None:
    return None if name in names_in(e.value) else power_of(e.body, name)


@slope.register(Let)
def _slope(e: Let, by: Differentiation) -> Expr:
    """The derivative of the value gets a name, too: nested names are passed once, not twice each."""
    own = by(e.value)
    if own == 0:
        return Let(by(e.body), e.name, e.value)
    named = Symbol(f"{e.name.name}_by_{by.name}", real=True)
    return Let(Let(by.knowing(e.name.name, named)(e.body), named, own), e.name, e.value)


class Names:
    """Collects named values, to be put around the expressions that use them.

    ::

        names = Names()
        V2 = names("V2", omega**2 - m_mu**2 + U)
        return names.around(sqrt(V2) + 1 / V2)
    """

    def __init__(self) -> None:
        self._values: list[tuple[Symbol, Expr]] = []

    def __call__(self, name: str, value: Expr) -> Symbol:
        """The name of a value."""
        symbol = Symbol(name, real=True)
        self._values.append((symbol, value))
        return symbol

    def around(self, body: Expr) -> Expr:
        """The body with all names that it may contain."""
        for symbol, value in reversed(self._values):
            body = Let(body, symbol, value)
        return body


def with_own_names(e: Expr, taken: dict[Symbol, Expr]) -> Expr:
    """An expression whose names have no other value in `taken`, to which they are added; others get a number."""
    while True:
        here = _names_of(e)
        other = {name: value for name, value in here.items() if taken.get(name, value) != value}
        if not other:
            taken |= here
            return e
        e = e.xreplace({name: _free(name, {*taken, *here}) for name in other})


def _names_of(e: Basic) -> dict[Symbol, Expr]:
    """Names and what they stand for; shared parts are entered once."""
    found: dict[Symbol, Expr] = {}
    seen: set[Basic] = set()
    waiting = [e]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting += part.args
            if isinstance(part, Let):
                found[part.name] = part.value
    return found


def _free(name: Symbol, taken: set[Symbol]) -> Symbol:
    """The first of ``name_2``, ``name_3``, ... that stands for nothing."""
    return next(s for n in count(2) if (s := Symbol(f"{name.name}_{n}", real=True)) not in taken)
