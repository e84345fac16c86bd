"""Dimensional analysis of sympy expressions.

Nodes register their rules with `unit`, as sympy's classes do here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import singledispatch
from typing import TYPE_CHECKING

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    zoo,
)
from sympy import atan2 as angle
from sympy.codegen.cfunctions import fma
from sympy.core.expr import UnevaluatedExpr
from sympy.core.numbers import ImaginaryUnit
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom

from muforge.symbolic.language.approximation import bounded
from muforge.symbolic.language.functions import larger, modulus_squared, power_series, real_product, smaller
from muforge.symbolic.language.user_errors import MuforgeError
from muforge.symbolic.nature.units import Unit, one

if TYPE_CHECKING:
    from muforge.symbolic.language.variant import Variant


class DimensionError(MuforgeError, TypeError):
    """Quantities of different dimension are added, compared or returned; the message names both."""


def check_variant(variant: Variant) -> None:
    """Check that a variant's expression and conditions are consistent and have the declared unit.

    Raises
    ------
    DimensionError
    """
    formula = variant.formula
    units = Units(variant.units)
    wanted = variant.unit
    for expression in formula.expressions:
        units.of(expression)
    if formula.alike:
        units.common(formula.alike, formula.expressions[0])
    got = None if formula.result is None else units.of(formula.result)
    for condition in (*formula.physical, *formula.valid, *(a.holds for a in bounded(formula.approximations))):
        units.check_condition(condition)
    if got is not None and got != wanted:
        raise DimensionError(f"{variant.name}: the formula has unit {got}, declared is {wanted}")


def unit_of(expression: Expr, units: Mapping[str, Unit]) -> Unit | None:
    """The unit of an expression, from those of its symbols; None for 0, which has any.

    Raises
    ------
    DimensionError
        If quantities of different units are added, or a symbol's unit is not given.
    """
    return Units(units).of(expression)


class Units:
    """Units of subexpressions, each found once; None for zero (and infinities), which fit any unit.

    Parameters
    ----------
    declared : mapping of str to Unit
        Units of symbols by name.
    """

    def __init__(self, declared: Mapping[str, Unit]) -> None:
        self._declared = dict(declared)
        self._known: dict[Expr, Unit | None] = {}

    def of(self, e: Expr) -> Unit | None:
        """The unit of an expression."""
        if e not in self._known:
            self._known[e] = unit(e, self)
        return self._known[e]

    def declare(self, name: str, value: Unit) -> None:
        """Give the unit of a symbol that a node binds."""
        self._declared[name] = value

    def declared(self, name: str) -> Unit:
        """The unit of a symbol."""
        if name not in self._declared:
            raise DimensionError(f"the unit of symbol '{name}' is not declared")
        return self._declared[name]

    def common(self, parts: Iterable[Expr], whole: Expr) -> Unit | None:
        """The common unit of parts that are added or compared."""
        found: Unit | None = None
        first: Expr | None = None
        for part in parts:
            own = self.of(part)
            if own is None:
                continue
            if found is not None and own != found:
                raise DimensionError(f"cannot add or compare '{first}' [{found}] and '{part}' [{own}] in '{whole}'")
            found, first = own, part
        return found

    def check_pure(self, part: Expr, whole: Expr) -> None:
        """Check that a part is a pure number."""
        own = self.of(part)
        if own not in (None, one):
            raise DimensionError(f"'{part}' [{own}] in '{whole}' should be a pure number")

    def check_condition(self, condition: Boolean) -> None:
        """Check that both sides of every comparison have the same unit."""
        if isinstance(condition, Relational):
            self.common([condition.lhs, condition.rhs], condition)
        elif not isinstance(condition, BooleanAtom):
            for part in condition.args:
                self.check_condition(part)


@singledispatch
def unit(e: Expr, units: Units) -> Unit | None:
    """The rule of one kind of expression for `Units`; functions are pure numbers of pure numbers."""
    for argument in e.args:
        units.check_pure(argument, e)
    return one


@unit.register(type(zoo))
def _infinity(e: Expr, units: Units) -> None:
    return None


@unit.register(Number)
@unit.register(NumberSymbol)
@unit.register(ImaginaryUnit)
def _number(e: Expr, units: Units) -> Unit | None:
    return one if e.is_finite and not e.is_zero else None


@unit.register(Symbol)
def _symbol(e: Symbol, units: Units) -> Unit:
    return units.declared(e.name)


@unit.register(Indexed)
def _element(e: Indexed, units: Units) -> Unit:
    return units.declared(str(e.base))


@unit.register(Add)
@unit.register(Max)
@unit.register(Min)
@unit.register(larger)
@unit.register(smaller)
def _common(e: Expr, units: Units) -> Unit | None:
    return units.common(e.args, e)


@unit.register(Mul)
@unit.register(real_product)
def _product(e: Expr, units: Units) -> Unit | None:
    total: Unit | None = one
    for factor in e.args:
        own = units.of(factor)
        total = None if own is None or total is None else total * own
    return total


@unit.register(Pow)
def _power(e: Pow, units: Units) -> Unit | None:
    base, exponent = e.args
    own = units.of(base)
    if not exponent.is_Rational:
        units.check_pure(base, e)
        units.check_pure(exponent, e)
        return one
    return None if own is None else own ** Fraction(int(exponent.p), int(exponent.q))


@unit.register(Piecewise)
def _pieces(e: Piecewise, units: Units) -> Unit | None:
    for _, condition in e.args:
        units.check_condition(condition)
    return units.common([value for value, _ in e.args], e)


@unit.register(UnevaluatedExpr)
@unit.register(Abs)
def _same(e: Expr, units: Units) -> Unit | None:
    return units.of(e.args[0])


@unit.register(modulus_squared)
def _modulus_squared(e: modulus_squared, units: Units) -> Unit | None:
    own = units.of(e.args[0])
    return None if own is None else own**2


@unit.register(power_series)
def _power_series(e: power_series, units: Units) -> Unit:
    units.check_pure(e.args[0], e)
    return one


@unit.register(fma)
def _fma(e: fma, units: Units) -> Unit | None:
    return units.common([Mul(e.args[0], e.args[1]), e.args[2]], e)


@unit.register(angle)
def _angle(e: angle, units: Units) -> Unit:
    units.common(e.args, e)
    return one


@unit.register(Sum)
def _sum(e: Sum, units: Units) -> Unit | None:
    for index, _, end in e.limits:
        units.declare(index.name, one)
        for symbol in end.free_symbols:
            units.declare(symbol.name, one)
    return units.of(e.function)
