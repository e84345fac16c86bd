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

from sympy import Expr, Integral, Symbol, oo
from sympy.core.sympify import sympify

from muforge.symbolic.language.functions import logistic
from muforge.symbolic.language.nodes.line_integral import LineIntegral, Trapezoid, as_written


@dataclass(frozen=True)
class Point:
    """A point of an integration interval: its value and its distances from both ends."""

    value: Expr
    from_low: Expr
    from_high: Expr


def _line_integral(integrand: Expr, t: Symbol, rule: Trapezoid, original: Integral) -> LineIntegral:
    return LineIntegral(integrand, t, rule.step, rule.reach_low, rule.reach_high, original)


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


def over_line(
    integrand: Callable[[Symbol], Expr], name: str, *, rule: Trapezoid, original: Integral | None = None
) -> LineIntegral:
    """``int_{-oo}^{oo} ds f(s)``.

    `original` is the integral in the variables of the literature, if a change of variables by hand led
    here; verification compares the two.
    """
    s = Symbol(f"t_{name}", real=True)
    mapped = integrand(s)
    return _line_integral(mapped, s, rule, original or as_written(mapped, s, -oo, oo))
