"""Integrals by a fixed Gauss rule, which kernels compute as a sum without a loop.

For integrands that polynomials of degree ``2 n - 1`` describe on the whole interval: then n points are enough, and the
author of the formula says how many.  There is no estimate of the error; proofs compare with the integral itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sympy import Add, Expr, Integer, Rational, Symbol
from sympy.core.sympify import sympify
from sympy.integrals.quadrature import gauss_legendre

from muforge.symbolic.language.calculus import Differentiation, slope
from muforge.symbolic.language.dimensions import Units, unit
from muforge.symbolic.language.names import names_in, symbols, symbols_in
from muforge.symbolic.language.nesting import depth, dimensions
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.line_integral import as_written
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.scaling import power, power_of
from muforge.symbolic.language.written import longhand, printed_form
from muforge.symbolic.nature.units import Unit, one

DIGITS = 45
"""Points and weights are fractions of so many digits: exact for proofs in 50-digit arithmetic, rounded once in C."""
MOST = 16
"""More points are better spent on `integrals.over_interval`, which knows its error."""


class GaussIntegral(Node):
    """``int_low^high dx f(x)`` by the Gauss-Legendre rule of `count` points."""

    integrand: Expr
    variable: Symbol
    low: Expr
    high: Expr
    count: Integer

    @property
    def width(self) -> Expr:
        """Length of the interval."""
        return self.high - self.low

    def at(self, fraction: Expr) -> Expr:
        """The integrand at a fraction of the way from `low` to `high`."""
        return self.integrand.xreplace({self.variable: self.low + self.width * fraction})

    def _eval_is_extended_real(self) -> bool | None:
        return self.integrand.is_extended_real

    def _sympystr(self, printer: Any) -> str:
        return printer._print(printed_form(self))

    def _latex(self, printer: Any) -> str:
        return printer._print(printed_form(self))


def gauss_integral(integrand: Callable[[Symbol], Expr], name: str, low: Expr, high: Expr, count: int) -> GaussIntegral:
    """``int_low^high dx f(x)`` by a Gauss-Legendre rule.

    Parameters
    ----------
    integrand : callable
        Takes the variable and returns the integrand.
    name : str
        Name of the variable; not that of an argument.
    low, high : Expr
    count : int
        Number of points, from 1 to 16.

    Raises
    ------
    ValueError
        For any other number of points.
    """
    if not 1 <= count <= MOST:
        raise ValueError(
            f"a Gauss rule of {count} points was asked for, expected 1 to {MOST}; use over_interval instead"
        )
    x = Symbol(name, real=True)
    return GaussIntegral(sympify(integrand(x)), x, low, high, count)


@cache
def fractions(count: int) -> tuple[tuple[Rational, Rational], ...]:
    """Points, as fractions of the interval, and weights, which add up to 1."""
    points, weights = gauss_legendre(count, DIGITS)
    exact = [tuple(Rational(str(number)) / 2 for number in pair) for pair in zip(points, weights, strict=True)]
    return tuple((Rational(1, 2) + x, w) for x, w in exact)


@longhand.register(GaussIntegral)
def _sum(e: GaussIntegral) -> Expr:
    """The weighted sum; what has a name in the integrand has another one for each point."""
    terms = []
    for number, (fraction, weight) in enumerate(fractions(int(e.count)), start=1):
        term = weight * e.at(fraction)
        bound = {let.name for let in term.atoms(Let)}
        terms.append(term.xreplace({name: Symbol(f"{name}_{number}", real=True) for name in bound}))
    return e.width * Add(*terms)


@printed_form.register(GaussIntegral)
def _integral(e: GaussIntegral) -> Expr:
    return as_written(e.integrand, e.variable, e.low, e.high)


@symbols.register(GaussIntegral)
def _symbols(e: GaussIntegral) -> frozenset[Symbol]:
    return (symbols_in(e.integrand) - {e.variable}) | symbols_in(e.low) | symbols_in(e.high)


@depth.register(GaussIntegral)
def _depth(e: GaussIntegral) -> int:
    """That of the integrand: a sum that is written out is no loop."""
    return dimensions(e.integrand)


@unit.register(GaussIntegral)
def _unit(e: GaussIntegral, units: Units) -> Unit | None:
    limits = units.common([e.low, e.high], e) or one
    units.declare(e.variable.name, limits)
    own = units.of(e.integrand)
    return None if own is None else own * limits


@power.register(GaussIntegral)
def _power(e: GaussIntegral, name: str) -> Rational | None:
    return None if name in names_in(e.low) | names_in(e.high) else power_of(e.integrand, name)


@slope.register(GaussIntegral)
def _slope(e: GaussIntegral, by: Differentiation) -> Expr:
    """The rule of the derivative; limits that move are part of an integrand from 0 to 1."""
    if by.slopes.keys().isdisjoint(names_in(e.low) | names_in(e.high)):
        return GaussIntegral(by(e.integrand), *e.args[1:])
    fraction = Symbol(f"fraction_{e.variable}", real=True)
    return GaussIntegral(by(e.width * e.at(fraction)), fraction, 0, 1, e.count)
