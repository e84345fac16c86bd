"""First derivatives of formulas, as expressions that kernels can compute.

The rules are those of calculus; what they are applied to keeps its form, so that what does not cancel in a formula
does not cancel in the factors of its derivative either (terms of a sum may).  Conditions are kept: at a threshold the
derivative is that of the side to which the formula belongs there, and a step has none.  An integral is differentiated
after its map to the whole line, where limits that move are part of the integrand.  A function that kernels take
from a table is differentiated as its formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Subs,
    Sum,
    Symbol,
    acos,
    asin,
    oo,
    sinh,
    sqrt,
)
from sympy.codegen.cfunctions import expm1, fma, log1p
from sympy.core.expr import UnevaluatedExpr
from sympy.core.function import Function
from sympy.core.relational import GreaterThan, LessThan

from muforge.symbolic.language.formula import Formula, Root
from muforge.symbolic.language.functions import (
    larger,
    log1p_positive,
    log1pmx,
    logistic,
    modulus_squared,
    power_series,
    real_product,
    smaller,
)
from muforge.symbolic.language.integrals import LineIntegral, as_written
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import Tabulated
from muforge.symbolic.language.quantity import Variant
from muforge.symbolic.nature.units import Unit

ZERO = Integer(0)


class NoDerivativeError(TypeError):
    """An expression contains a function whose derivative is not known; the message names it."""


@dataclass(frozen=True)
class Slope(Variant):
    """The derivative of a variant as a variant: a formula of its own, and a kernel on request.

    Parameters
    ----------
    by : tuple of str
        Inputs of the kernel; the derivative is the sum of those by each.  There are several where an option sets an
        input to a constant that the formula contains as well.

    Notes
    -----
    For a quantity x that solves an equation R(x, a) = 0 it is ``-(dR/da)/(dR/dx)``, and x becomes the last input.
    """

    by: tuple[str, ...] = ()

    @classmethod
    def of(cls, variant: Variant, by: tuple[str, ...]) -> Slope:
        """The derivative of a variant."""
        return cls(variant.quantity, variant.options, variant.present, variant.lengths, by)

    @property
    def variant(self) -> Variant:
        """What is differentiated."""
        return Variant(self.quantity, self.options, self.present, self.lengths)

    @property
    def name(self) -> str:
        """Name of the kernel, e.g. ``decay_boson_to_leptons_vector_by_m_X``."""
        return "_by_".join([self.variant.name, *self.by])

    @property
    def kernel(self) -> str:
        """Name of the kernel, which computes nothing else."""
        return self.name

    @cached_property
    def together(self) -> tuple[Variant, ...]:
        """The derivative alone."""
        return (self,)

    @cached_property
    def formula(self) -> Formula:
        """The formula of the derivative."""
        variant = self.variant
        formula, expression = variant.formula, variant.expression
        slope = Add(*(derivative(expression, name) for name in self.by))
        if isinstance(formula, Root):
            slope = -slope / derivative(expression, formula.unknown.name)
            return Formula(slope, valid=formula.valid)
        return Formula(slope, formula.valid, formula.physical, formula.words)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Those of the variant; for a solution of an equation also the solution itself."""
        formula = self.variant.formula
        return (*self.variant.inputs, *([formula.unknown.name] if isinstance(formula, Root) else []))

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Unit of every symbol of the formula, a solution included."""
        return self.variant.units

    def check_constants(self) -> None:
        """Those of the variant: its derivative may have lost some."""
        self.variant.check_constants()

    @property
    def unit(self) -> Unit:
        """Unit of the derivative."""
        variant = self.variant
        return variant.unit / variant.units[self.by[0]]


def derivative(expression: Expr, name: str) -> Expr:
    """The derivative of an expression with respect to the symbol of this name.

    Parameters
    ----------
    expression : Expr
        What kernels can be made of; whole, without parts that have kernels of their own.
    name : str

    Raises
    ------
    NoDerivativeError
        If a function in it has none that is known.
    """
    return _Differentiation(name)(expression)


class _Differentiation:
    """Derivatives of subexpressions, each found once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._known: dict[Expr, Expr] = {}

    def __call__(self, e: Expr) -> Expr:
        if self.name not in names_in(e):
            return ZERO
        if e not in self._known:
            self._known[e] = self._find(e)
        return self._known[e]

    def _find(self, e: Expr) -> Expr:
        if isinstance(e, Symbol):
            return Integer(1)
        if isinstance(e, Add):
            return Add(*map(self, e.args))
        if isinstance(e, Mul):
            return self._product(e.args)
        if isinstance(e, Pow):
            return self._power(e)
        if isinstance(e, UnevaluatedExpr):
            slope = self(e.args[0])
            return slope if slope.is_number else UnevaluatedExpr(slope)
        if isinstance(e, Piecewise):
            return self._piecewise(e)
        if isinstance(e, Max | Min | larger | smaller):
            return self._extreme(e)
        if isinstance(e, Let):
            through_name = derivative(e.body, e.name.name) * self(e.value)
            return Let(self(e.body) + through_name, e.name, e.value)
        if isinstance(e, LineIntegral):
            integrand, t, *rule, _ = e.args
            slope = self(integrand)
            return LineIntegral(slope, t, *rule, as_written(slope, t, -oo, oo))
        if isinstance(e, Sum):
            return Sum(self(e.function), *e.limits)
        if isinstance(e, Tabulated):
            return derivative(e.function, e.variable.name).xreplace({e.variable: e.argument}) * self(e.argument)
        if isinstance(e, modulus_squared):
            return 2 * real_product(e.args[0], self(e.args[0]))
        if isinstance(e, real_product):
            a, b = e.args
            return Add(*(real_product(*pair) for pair in ((self(a), b), (a, self(b))) if 0 not in pair))
        if isinstance(e, fma):
            return self._product(e.args[:2]) + self(e.args[2])
        if isinstance(e, power_series):
            x, *coefficients = e.args
            slopes = [n * c for n, c in enumerate(coefficients) if n]
            return power_series(x, *slopes) * self(x) if slopes else ZERO
        if isinstance(e, Function):
            return Add(*(self(x) * _partial(e, place) for place, x in enumerate(e.args)))
        raise NoDerivativeError(f"'{e}' contains {type(e).__name__}, which has no derivative here")

    def _product(self, factors: tuple[Expr, ...]) -> Expr:
        terms = []
        for place, factor in enumerate(factors):
            slope = self(factor)
            if slope != 0:
                terms.append(Mul(*factors[:place], slope, *factors[place + 1 :]))
        return Add(*terms)

    def _power(self, e: Pow) -> Expr:
        base, exponent = e.args
        if self(exponent) != 0:
            raise NoDerivativeError(f"'{e}' contains a power that is not constant; write it with exp and log")
        return exponent * base ** (exponent - 1) * self(base)

    def _piecewise(self, e: Piecewise) -> Expr:
        """Piece by piece; the conditions stay as they are, which sympy would try to compare with each other."""
        pieces = [(self(value), condition) for value, condition in e.args]
        if len({slope for slope, _ in pieces}) == 1 and pieces[-1][1] == True:  # noqa: E712 - sympy's true
            return pieces[0][0]
        return Piecewise(*pieces, evaluate=False)

    def _extreme(self, e: Expr) -> Expr:
        """The derivative of the argument that is chosen."""
        first, *others = e.args
        rest = e.func(*others) if len(others) > 1 else others[0]
        relation = GreaterThan if isinstance(e, Max | larger) else LessThan
        chosen = relation(first, rest, evaluate=False)
        return Piecewise((self(first), chosen), (self(rest), True), evaluate=False)


def _partial(e: Expr, place: int) -> Expr:
    """The derivative of a function by one of its arguments."""
    x = e.args[0]
    known: dict[Any, Any] = {
        logistic: lambda: e * logistic(-x),
        log1p: lambda: 1 / (1 + x),
        log1p_positive: lambda: 1 / (1 + x),
        log1pmx: lambda: x / (1 + x),
        expm1: lambda: 1 + e,
        sinh: lambda: sqrt(1 + e**2),
        asin: lambda: 1 / sqrt((1 - x) * (1 + x)),
        acos: lambda: -1 / sqrt((1 - x) * (1 + x)),
        Abs: lambda: Piecewise((Integer(1), x > 0), (Integer(-1), x < 0), (ZERO, True)),
    }
    if type(e) in known:
        return known[type(e)]()
    slope = e.fdiff(place + 1)
    if slope.has(Derivative, Subs):
        raise NoDerivativeError(f"'{e}' contains {type(e).__name__}, whose derivative is not known")
    return slope
