"""Integrals with a declared change of variables.

A one-dimensional integral is written as physics has it and mapped to the whole real line, where the
trapezoidal rule converges exponentially for integrands that are analytic in a strip (see e.g. Trefethen
and Weideman, SIAM Review 56 (2014) 385).  Two maps are enough for everything here:

- `over_interval`: ``x = low + (high - low) L(t)`` with the logistic function ``L(t) = 1/(1 + exp(-t))``.
  Algebraic and logarithmic end points become exponential tails, and structure at any scale near an end
  (a mass hierarchy of ten decades, say) is resolved evenly in its logarithm.
- `over_line`: for integrals that are on the whole line already.

Distances from both ends are handed to the integrand as separate, cancellation-free expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integral, Rational, Symbol, Tuple, oo
from sympy.core.sympify import sympify

from muforge.symbolic.language.functions import logistic


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


class LineIntegral(Expr):
    """``int_{-oo}^{oo} dt f(t)`` together with the rule that evaluates it and the integral it came from.

    ``args = (integrand, t, step, reach_low, reach_high, original)``; `original` is an unevaluated
    `sympy.Integral`, kept for display and as an independent check of the change of variables.
    """

    is_commutative = True

    @property
    def integrand(self) -> Expr:
        return self.args[0]

    @property
    def variable(self) -> Symbol:
        return self.args[1]

    @property
    def rule(self) -> Trapezoid:
        return Trapezoid(self.args[2], int(self.args[3]), int(self.args[4]))

    @property
    def original(self) -> Integral:
        return self.args[5]

    @property
    def free_symbols(self) -> set[Symbol]:
        return self.integrand.free_symbols - {self.variable}

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.original)

    def _latex(self, printer: Any) -> str:
        return printer._print(self.original)


@dataclass(frozen=True)
class Point:
    """A point of an integration interval: its value and its distances from both ends."""

    value: Expr
    from_low: Expr
    from_high: Expr


def _line_integral(integrand: Expr, t: Symbol, rule: Trapezoid, original: Integral) -> LineIntegral:
    return LineIntegral(integrand, t, rule.step, sympify(rule.reach_low), sympify(rule.reach_high), original)


def over_interval(
    integrand: Callable[[Point], Expr],
    name: str,
    low: Expr,
    high: Expr,
    *,
    width: Expr | None = None,
    rule: Trapezoid,
) -> LineIntegral:
    """``int_low^high dx f(x)`` with x on a logistic map.

    Parameters
    ----------
    integrand : callable
        Takes a `Point` (value, distance from `low`, distance from `high`) and returns the integrand.
    name : str
        Name of the integration variable; nested integrals need different names.
    low, high : Expr
    width : Expr, optional
        ``high - low`` in a form without cancellation, where there is a better one than the difference.
    rule : Trapezoid
    """
    t = Symbol(f"t_{name}", real=True)
    x = Symbol(name, real=True)
    low, high = sympify(low), sympify(high)
    span = high - low if width is None else width
    up, down = span * logistic(t), span * logistic(-t)
    mapped = integrand(Point(low + up, up, down)) * span * logistic(t) * logistic(-t)
    original = as_written(integrand(Point(x, x - low, high - x)), x, low, high)
    return _line_integral(mapped, t, rule, original)


def as_written(integrand: Expr, x: Symbol, low: Expr, high: Expr) -> Integral:
    """An unevaluated integral, made without sympy's search for pieces, which takes seconds if the integrand is long."""
    integral = Expr.__new__(Integral)
    integral._args = (integrand, Tuple(x, low, high))
    integral.is_commutative = True
    return integral


def over_line(
    integrand: Callable[[Symbol], Expr], name: str, *, rule: Trapezoid, original: Integral | None = None
) -> LineIntegral:
    """``int_{-oo}^{oo} ds f(s)``.

    `original` is the integral in the variables of the literature, if a change of variables by hand led
    here; verification compares the two.
    """
    s = Symbol(f"t_{name}", real=True)
    mapped = integrand(s)
    return _line_integral(mapped, s, rule, original or Integral(mapped, (s, -oo, oo)))
