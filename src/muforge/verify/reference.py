"""Formulas in 50-digit arithmetic: what compiled kernels are compared with.

Evaluates the declared sympy expression itself with mpmath, not the code that was generated from it.
Integrals are trapezoidal sums with half the kernel's step (for nested ones the same step) and with
tails reaching further, which leaves quadrature errors far below those of double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
from sympy import Dummy, Expr, Indexed, Sum, Symbol, conjugate, lambdify, nan, zoo
from sympy.core.expr import UnevaluatedExpr

from muforge.symbolic.functions import logistic, modulus_squared, power_series
from muforge.symbolic.integrals import LineIntegral

DIGITS = 50
EXTRA_REACH = 16

MODULES: list[Any] = [
    {
        "fma": lambda a, b, c: a * b + c,
        "log1p": lambda x: mpmath.log(1 + x),
        "log1p_positive": lambda x: mpmath.log(1 + x),
        "log1pmx": lambda x: x - mpmath.log(1 + x),
    },
    "mpmath",
]


class Reference:
    """A formula as a function of exact inputs.

    Parameters
    ----------
    expression : Expr
    names : sequence of str
        The inputs, in order.
    """

    def __init__(self, expression: Expr, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._value = _compile(expression, self.names)

    def __call__(self, inputs: Mapping[str, Any]) -> Any:
        """The value at `inputs` (floats are taken as exact) as an mpmath number."""
        with mpmath.workdps(DIGITS):
            return self._value(*(_exact(inputs[name]) for name in self.names))


def _exact(value: Any) -> Any:
    return [mpmath.mpf(v) for v in value] if isinstance(value, list | tuple) else mpmath.mpf(value)


def _compile(expression: Expr, names: tuple[str, ...]) -> Callable[..., Any]:
    """A function of the inputs; integrals are functions of their own that are evaluated first."""
    loops = _outermost(expression, LineIntegral)
    stand_ins = {loop: Dummy(f"integral{i}") for i, loop in enumerate(loops)}
    sums = {loop: Dummy(f"sum{i}") for i, loop in enumerate(_outermost(expression, Sum))}
    integrals = [_integral(loop, names) for loop in loops]
    totals = [_total(loop, names) for loop in sums]
    flat = plain(expression.xreplace(stand_ins | sums))
    symbols = [_symbol(flat, name) for name in names] + list(stand_ins.values()) + list(sums.values())
    function = lambdify(symbols, flat, MODULES, cse=True)

    def evaluate(*values: Any) -> Any:
        inner = [integral(*values) for integral in integrals] + [total(*values) for total in totals]
        return function(*values, *inner)

    return evaluate


def _outermost(expression: Expr, kind: type) -> list[Any]:
    if isinstance(expression, kind):
        return [expression]
    found: dict[Any, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(_outermost(argument, kind))
    return list(found)


def _symbol(expression: Expr, name: str) -> Symbol:
    return next((s for s in expression.free_symbols if getattr(s, "name", None) == name), Dummy(name))


def plain(expression: Expr) -> Expr:
    """In functions that mpmath knows."""
    plain = expression.replace(power_series, lambda *a: power_series(*a).rewrite("sum"))
    plain = plain.replace(modulus_squared, lambda z: z * conjugate(z))
    plain = plain.replace(logistic, lambda t: logistic(t).rewrite("exp"))
    return plain.replace(UnevaluatedExpr, lambda x: x).subs(zoo, nan)


def _integral(loop: LineIntegral, names: tuple[str, ...]) -> Callable[..., Any]:
    integrand = _compile(loop.integrand, (*names, loop.variable.name))
    one_dimensional = not loop.integrand.has(LineIntegral) and not any(n.startswith("t_") for n in names)
    refinement, extra = (2, EXTRA_REACH) if one_dimensional else (1, 0)
    step = loop.rule.step / refinement
    low, high = loop.rule.reach_low + extra, loop.rule.reach_high + extra
    count = int((low + high) / step) + 1

    def evaluate(*values: Any) -> Any:
        h = mpmath.mpf(step.p) / step.q
        return h * mpmath.fsum(mpmath.re(integrand(*values, k * h - low)) for k in range(count))

    return evaluate


def _total(loop: Sum, names: tuple[str, ...]) -> Callable[..., Any]:
    elements = sorted(loop.function.atoms(Indexed), key=str)
    stand_ins = {element: Dummy(str(element.base)) for element in elements}
    term = lambdify(list(stand_ins.values()), loop.function.xreplace(stand_ins), "mpmath")
    series = [names.index(str(element.base)) for element in elements]

    def evaluate(*values: Any) -> Any:
        return mpmath.fsum(term(*row) for row in zip(*(values[i] for i in series), strict=True))

    return evaluate
