"""Dimensional analysis of sympy expressions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Integral,
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

from muforge.symbolic.language.formula import Root
from muforge.symbolic.language.functions import larger, modulus_squared, power_series, real_product, smaller
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.computed import Computed
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.quantity import Variant
from muforge.symbolic.nature.units import Unit, one


class DimensionError(TypeError):
    """Quantities of different dimension are added, compared or returned; the message names both."""


def check_variant(variant: Variant) -> None:
    """Check that a variant's expression and conditions are consistent and have the declared unit.

    Raises
    ------
    DimensionError
    """
    formula = variant.formula
    checker = _Checker(variant.units)
    wanted = variant.unit
    got: Unit | None
    if isinstance(formula, Root):
        checker.unit(formula.residual)
        checker.same((formula.unknown, formula.low, formula.high), formula.residual)
        got = variant.units[formula.unknown.name]
    else:
        got = checker.unit(formula.expression)
        for condition in formula.physical:
            checker.condition(condition)
    for condition in formula.valid:
        checker.condition(condition)
    if got is not None and got != wanted:
        raise DimensionError(f"{variant.name}: the formula has unit {got}, declared is {wanted}")


def unit_of(expression: Expr, units: Mapping[str, Unit]) -> Unit | None:
    """The unit of an expression, from those of its symbols; None for 0, which has any.

    Raises
    ------
    DimensionError
        If quantities of different units are added, or a symbol's unit is not given.
    """
    return _Checker(units).unit(expression)


class _Checker:
    """Unit of each subexpression; None for zero (and infinities), which fit any unit."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = dict(units)
        self._known: dict[Expr, Unit | None] = {}

    def unit(self, e: Expr) -> Unit | None:
        if e not in self._known:
            self._known[e] = self._find(e)
        return self._known[e]

    def _find(self, e: Expr) -> Unit | None:
        if e is zoo:
            return None
        if isinstance(e, Number | NumberSymbol | ImaginaryUnit):
            return one if e.is_finite and not e.is_zero else None
        if isinstance(e, Symbol):
            if e.name not in self.units:
                raise DimensionError(f"the unit of symbol '{e}' is not declared")
            return self.units[e.name]
        if isinstance(e, Indexed):
            return self.units[str(e.base)]
        if isinstance(e, Add | Max | Min | larger | smaller):
            return self.same(e.args, e)
        if isinstance(e, Mul):
            total: Unit | None = one
            for factor in e.args:
                unit = self.unit(factor)
                total = None if unit is None or total is None else total * unit
            return total
        if isinstance(e, Pow):
            return self._power(e)
        if isinstance(e, Piecewise):
            for _, condition in e.args:
                self.condition(condition)
            return self.same([value for value, _ in e.args], e)
        if isinstance(e, UnevaluatedExpr | Abs):
            return self.unit(e.args[0])
        if isinstance(e, modulus_squared):
            unit = self.unit(e.args[0])
            return None if unit is None else unit**2
        if isinstance(e, real_product):
            return self.unit(Mul(*e.args, evaluate=False))
        if isinstance(e, power_series):
            self._dimensionless(e.args[0], e)
            return one
        if isinstance(e, fma):
            return self.same([Mul(e.args[0], e.args[1]), e.args[2]], e)
        if isinstance(e, angle):
            self.same(e.args, e)
            return one
        if isinstance(e, LineIntegral):
            return self._line_integral(e)
        if isinstance(e, Computed):
            return self._computed(e)
        if isinstance(e, Let):
            unit = self.unit(e.value)
            self.units[e.name.name] = unit or one
            return self.unit(e.body)
        if isinstance(e, Tabulated):
            self._dimensionless(e.argument, e)
            return _Checker({e.variable.name: one}).unit(e.function)
        if isinstance(e, Sum):
            return self._sum(e)
        for argument in e.args:
            self._dimensionless(argument, e)
        return one

    def same(self, parts: tuple[Expr, ...] | list[Expr], whole: Expr) -> Unit | None:
        """The common unit of parts that are added or compared."""
        found: Unit | None = None
        first: Expr | None = None
        for part in parts:
            unit = self.unit(part)
            if unit is None:
                continue
            if found is not None and unit != found:
                raise DimensionError(f"'{first}' [{found}] and '{part}' [{unit}] stand side by side in '{whole}'")
            found, first = unit, part
        return found

    def _dimensionless(self, part: Expr, whole: Expr) -> None:
        unit = self.unit(part)
        if unit not in (None, one):
            raise DimensionError(f"'{part}' [{unit}] in '{whole}' should be a pure number")

    def _power(self, e: Pow) -> Unit | None:
        base, exponent = e.args
        unit = self.unit(base)
        if not exponent.is_Rational:
            self._dimensionless(base, e)
            self._dimensionless(exponent, e)
            return one
        if unit is None:
            return None
        return unit ** Fraction(int(exponent.p), int(exponent.q))

    def _computed(self, e: Computed) -> Unit:
        """The unit that the quantity declares, which is checked for itself; inputs have those of its arguments."""
        for name, value in zip(e.variant.inputs, e.inputs, strict=True):
            wanted, got = e.variant.argument_units[name], self.unit(value)
            if got not in (None, wanted):
                raise DimensionError(f"'{value}' [{got}] is given to {e.variant.name} as {name} [{wanted}]")
        return e.variant.unit

    def _line_integral(self, e: LineIntegral) -> Unit | None:
        """The mapped integral, checked against the original one with its own variable of integration."""
        self.units[e.variable.name] = one
        mapped = self.unit(e.integrand)
        original = e.original
        if isinstance(original, Integral):
            ((x, low, high),) = original.limits
            limits = self.same([low, high], original) or one
            self.units[x.name] = limits
            integrand = self.unit(original.function)
            if integrand is not None and mapped is not None and integrand * limits != mapped:
                raise DimensionError(f"'{original}' has unit {integrand * limits}, its mapped form {mapped}")
        return mapped

    def _sum(self, e: Sum) -> Unit | None:
        for index, _, end in e.limits:
            self.units[index.name] = one
            for symbol in end.free_symbols:
                self.units[symbol.name] = one
        return self.unit(e.function)

    def condition(self, condition: Boolean) -> None:
        """Both sides of every comparison have the same unit."""
        if isinstance(condition, Relational):
            self.same([condition.lhs, condition.rhs], condition)
        elif not isinstance(condition, BooleanAtom):
            for part in condition.args:
                self.condition(part)
