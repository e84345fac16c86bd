"""First derivatives of expressions, as expressions that kernels can compute.

The rules are those of calculus; what they are applied to keeps its form, so that what does not cancel in a formula
does not cancel in the factors of its derivative either (terms of a sum may).  Conditions are kept: at a threshold the
derivative is that of the side to which the formula belongs there, and a step has none.

Nodes register their rules with `slope`, as sympy's classes do here.  A function of ours has its derivatives in `fdiff`;
`partial` has those of sympy's functions whose ``fdiff`` cancels or has no kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

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
    sinh,
    sqrt,
)
from sympy.codegen.cfunctions import expm1, fma
from sympy.core.expr import UnevaluatedExpr
from sympy.core.function import Function
from sympy.core.relational import GreaterThan, LessThan

from muforge.symbolic.language.functions import larger, modulus_squared, power_series, real_product, smaller
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.user_errors import MuforgeError

ZERO = Integer(0)


class NoDerivativeError(MuforgeError, TypeError):
    """An expression contains a function whose derivative is not known; the message names it."""


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
    return Differentiation(name)(expression)


class Differentiation:
    """Derivatives of subexpressions by the symbol of one name, each found once.

    Parameters
    ----------
    name : str
    slopes : mapping of str to Expr, optional
        Names that depend on it, and what stands for their derivatives.
    """

    def __init__(self, name: str, slopes: Mapping[str, Expr] | None = None) -> None:
        self.name = name
        self.slopes: dict[str, Expr] = {name: Integer(1)} | dict(slopes or {})
        self._known: dict[Expr, Expr] = {}

    def knowing(self, name: str, derivative: Expr) -> Differentiation:
        """The same where one more name depends on it."""
        return Differentiation(self.name, self.slopes | {name: derivative})

    def __call__(self, e: Expr) -> Expr:
        if self.slopes.keys().isdisjoint(names_in(e)):
            return ZERO
        if e not in self._known:
            self._known[e] = slope(e, self)
        return self._known[e]

    def product(self, factors: tuple[Expr, ...]) -> Expr:
        """The derivative of a product."""
        terms = []
        for place, factor in enumerate(factors):
            own = self(factor)
            if own != 0:
                terms.append(Mul(*factors[:place], own, *factors[place + 1 :]))
        return Add(*terms)


@singledispatch
def slope(e: Expr, by: Differentiation) -> Expr:
    """The rule of one kind of expression for `derivative`, where the name occurs in it."""
    raise NoDerivativeError(f"'{e}' contains {type(e).__name__}, which has no derivative here")


@slope.register(Symbol)
def _symbol(e: Symbol, by: Differentiation) -> Expr:
    return by.slopes[e.name]


@slope.register(Add)
def _sum(e: Add, by: Differentiation) -> Expr:
    return Add(*map(by, e.args))


@slope.register(Mul)
def _product(e: Mul, by: Differentiation) -> Expr:
    return by.product(e.args)


@slope.register(Pow)
def _power(e: Pow, by: Differentiation) -> Expr:
    base, exponent = e.args
    if by(exponent) != 0:
        raise NoDerivativeError(f"'{e}' contains a power that is not constant; write it with exp and log")
    return exponent * base ** (exponent - 1) * by(base)


@slope.register(UnevaluatedExpr)
def _grouped(e: UnevaluatedExpr, by: Differentiation) -> Expr:
    own = by(e.args[0])
    return own if own.is_number else UnevaluatedExpr(own)


@slope.register(Piecewise)
def _pieces(e: Piecewise, by: Differentiation) -> Expr:
    """Piece by piece; the conditions stay as they are, which sympy would try to compare with each other."""
    pieces = [(by(value), condition) for value, condition in e.args]
    if len({own for own, _ in pieces}) == 1 and pieces[-1][1] == True:  # noqa: E712 - sympy's true
        return pieces[0][0]
    return Piecewise(*pieces, evaluate=False)


@slope.register(Max)
@slope.register(Min)
@slope.register(larger)
@slope.register(smaller)
def _extreme(e: Expr, by: Differentiation) -> Expr:
    """The derivative of the argument that is chosen."""
    first, *others = e.args
    rest = e.func(*others) if len(others) > 1 else others[0]
    relation = GreaterThan if isinstance(e, Max | larger) else LessThan
    chosen = relation(first, rest, evaluate=False)
    return Piecewise((by(first), chosen), (by(rest), True), evaluate=False)


@slope.register(Sum)
def _series(e: Sum, by: Differentiation) -> Expr:
    return Sum(by(e.function), *e.limits)


@slope.register(modulus_squared)
def _modulus_squared(e: modulus_squared, by: Differentiation) -> Expr:
    return 2 * real_product(e.args[0], by(e.args[0]))


@slope.register(real_product)
def _real_product(e: real_product, by: Differentiation) -> Expr:
    a, b = e.args
    return Add(*(real_product(*pair) for pair in ((by(a), b), (a, by(b))) if 0 not in pair))


@slope.register(fma)
def _fma(e: fma, by: Differentiation) -> Expr:
    return by.product(e.args[:2]) + by(e.args[2])


@slope.register(power_series)
def _power_series(e: power_series, by: Differentiation) -> Expr:
    x, *coefficients = e.args
    slopes = [n * c for n, c in enumerate(coefficients) if n]
    return power_series(x, *slopes) * by(x) if slopes else ZERO


@slope.register(Function)
def _function(e: Function, by: Differentiation) -> Expr:
    return Add(*(by(x) * partial(e, place) for place, x in enumerate(e.args)))


@singledispatch
def partial(e: Function, place: int) -> Expr:
    """The derivative of a function by one of its arguments."""
    own = e.fdiff(place + 1)
    if own.has(Derivative, Subs):
        raise NoDerivativeError(f"'{e}' contains {type(e).__name__}, whose derivative is not known")
    return own


@partial.register(expm1)
def _expm1(e: expm1, place: int) -> Expr:
    return 1 + e


@partial.register(sinh)
def _sinh(e: sinh, place: int) -> Expr:
    return sqrt(1 + e**2)


@partial.register(asin)
def _asin(e: asin, place: int) -> Expr:
    x = e.args[0]
    return 1 / sqrt((1 - x) * (1 + x))


@partial.register(acos)
def _acos(e: acos, place: int) -> Expr:
    x = e.args[0]
    return -1 / sqrt((1 - x) * (1 + x))


@partial.register(Abs)
def _abs(e: Abs, place: int) -> Expr:
    x = e.args[0]
    return Piecewise((Integer(1), x > 0), (Integer(-1), x < 0), (ZERO, True))
