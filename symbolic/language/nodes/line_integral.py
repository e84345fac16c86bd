"""Integrals over the whole real line, which kernels compute by trapezoidal rules.

Formulas make them with `integrals.over_interval` and `integrals.over_line`, which map other integrals to the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, Integral, Rational, Symbol, Tuple, oo

from muforge.symbolic.language.calculus import Differentiation, slope
from muforge.symbolic.language.dimensions import DimensionError, Units, unit
from muforge.symbolic.language.names import symbols, symbols_in
from muforge.symbolic.language.nesting import depth, dimensions
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.scaling import power, power_of
from muforge.symbolic.language.written import printed_form
from muforge.symbolic.nature.units import Unit, one


@dataclass(frozen=True)
class Trapezoid:
    """Nodes ``t_k = k step`` with ``-reach_low <= t_k <= reach_high`` and weights ``step``.

    Parameters
    ----------
    step : Rational
        Finest spacing.  The error falls like ``exp(-2 pi d / step)``, d the half width of the strip in
        which the integrand is analytic.
    reach_low, reach_high : int
        Where the tails are cut; multiples of the coarsest step, so that all rules share the nodes.
    """

    step: Rational
    reach_low: int
    reach_high: int

    @property
    def nodes(self) -> int:
        """Number of nodes of the finest rule."""
        return int((self.reach_low + self.reach_high) / self.step) + 1


class LineIntegral(Node):
    """``int_{-oo}^{oo} dt f(t)`` together with the rule that evaluates it and the integral it came from.

    `original` is an unevaluated `sympy.Integral`, kept for display and as an independent check of the change of
    variables.
    """

    integrand: Expr
    variable: Symbol
    step: Rational
    reach_low: Integer
    reach_high: Integer
    original: Integral

    @property
    def rule(self) -> Trapezoid:
        return Trapezoid(self.step, int(self.reach_low), int(self.reach_high))

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.original)

    def _latex(self, printer: Any) -> str:
        return printer._print(self.original)


def as_written(integrand: Expr, x: Symbol, low: Expr, high: Expr) -> Integral:
    """An unevaluated integral, made without sympy's search for pieces, which takes seconds if the integrand is long."""
    integral = Expr.__new__(Integral)
    integral._args = (integrand, Tuple(x, low, high))
    integral.is_commutative = True
    return integral


@symbols.register(LineIntegral)
def _symbols(e: LineIntegral) -> frozenset[Symbol]:
    return symbols_in(e.integrand) - {e.variable}


@depth.register(LineIntegral)
def _depth(e: LineIntegral) -> int:
    return 1 + dimensions(e.integrand)


@unit.register(LineIntegral)
def _unit(e: LineIntegral, units: Units) -> Unit | None:
    """The unit of the mapped integral, checked against the original one with its own variable of integration."""
    units.declare(e.variable.name, one)
    mapped = units.of(e.integrand)
    original = e.original
    if isinstance(original, Integral):
        ((x, low, high),) = original.limits
        limits = units.common([low, high], original) or one
        units.declare(x.name, limits)
        integrand = units.of(original.function)
        if integrand is not None and mapped is not None and integrand * limits != mapped:
            raise DimensionError(f"'{original}' has unit {integrand * limits}, its mapped form {mapped}")
    return mapped


@power.register(LineIntegral)
def _power(e: LineIntegral, name: str) -> Rational | None:
    return power_of(e.integrand, name)


@slope.register(LineIntegral)
def _slope(e: LineIntegral, by: Differentiation) -> Expr:
    """The integral of the derivative: limits that move are part of the integrand."""
    own = by(e.integrand)
    return LineIntegral(own, e.variable, *e.args[2:5], as_written(own, e.variable, -oo, oo))


@printed_form.register(LineIntegral)
def _printed_form(e: LineIntegral) -> Expr:
    return e.original
