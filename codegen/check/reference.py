"""Formulas in 50-digit arithmetic: what compiled kernels are compared with.

Evaluates the declared sympy expression itself with mpmath, not the code that was generated from it.
Integrals in mapped variables are trapezoidal sums with half the kernel's step (for nested ones the same step)
and with tails reaching further, which leaves quadrature errors far below those of double precision; integrals as
physics writes them go to mpmath's quadrature, with 25 digits.  Kernels with nested integrals are compared with
`muforge.codegen.check.product_rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
from sympy import Basic, Dummy, Expr, Indexed, Integral, Sum, Symbol, conjugate, lambdify, nan, re, zoo
from sympy.core.expr import UnevaluatedExpr

from muforge.codegen.operations import IN_MPMATH
from muforge.symbolic.language.functions import logistic, modulus_squared, power_series, real_product
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import written_out

DIGITS = 50
EXTRA_REACH = 16
SCOUT = 2
NEGLIGIBLE = mpmath.mpf(10) ** -24
"""Terms this small, relative to the largest one, are left out of tails; nodes at a distance `SCOUT` tell where."""
QUADRATURE_DIGITS = 25
PIECES = (0, 1e-12, 1e-9, 1e-6, 1e-4, 1e-2, 0.1, 0.5, 0.9, 0.99, 1)
"""Integrals as physics writes them are split at these fractions, because they may peak at their lower end."""


class Reference:
    """A formula as a function of exact inputs.

    Parameters
    ----------
    expression : Expr
    names : sequence of str
        The inputs, in order.
    refinement : int
        How many times finer the sums of one-dimensional integrals are than those of the kernel; with 1 they end
        where the kernel's do.
    """

    def __init__(self, expression: Expr, names: Sequence[str], refinement: int = 2) -> None:
        self.names = tuple(names)
        self._expression, self._refinement = expression, refinement
        self._value = _compile(written_out(expression), self.names, refinement)

    def __call__(self, inputs: Mapping[str, Any]) -> Any:
        """The value at `inputs` (floats are taken as exact) as an mpmath number."""
        with mpmath.workdps(DIGITS):
            return self._value(*(_exact(inputs[name]) for name in self.names))

    def inverse(self, inputs: Mapping[str, Any]) -> Any:
        """One over the value, which is 0 where the value is infinite."""
        return Reference(1 / self._expression, self.names, self._refinement)(inputs)

    def at(self, *values: Any) -> Any:
        """The value at mpmath numbers, in the working precision."""
        return self._value(*values)


def _exact(value: Any) -> Any:
    return [mpmath.mpf(v) for v in value] if isinstance(value, list | tuple) else mpmath.mpf(value)


def _compile(expression: Expr, names: tuple[str, ...], refinement: int) -> Callable[..., Any]:
    """A function of the inputs; integrals are functions of their own that are evaluated first."""
    stand_ins = {loop: Dummy(f"loop{i}") for i, loop in enumerate(_outermost_loops(expression))}
    inner = [LOOPS[type(loop)](loop, names, refinement) for loop in stand_ins]
    function = function_of(expression.xreplace(stand_ins), names, *stand_ins.values())

    def evaluate(*values: Any) -> Any:
        try:
            return function(*values, *(loop(*values) for loop in inner))
        except ZeroDivisionError:  # in a part that is computed before it is known whether it is needed, say
            return mpmath.nan

    return evaluate


def _outermost_loops(expression: Basic) -> list[Any]:
    """The integrals, sums and expressions with names in them that are in no other."""
    if type(expression) in LOOPS:
        return [expression]
    found: dict[Any, None] = {}
    for argument in expression.args:
        found |= dict.fromkeys(_outermost_loops(argument))
    return list(found)


def function_of(expression: Basic, names: Sequence[str], *more: Symbol) -> Callable[..., Any]:
    """An expression or a condition without integrals and sums as a function of numbers.

    Parameters
    ----------
    expression : Basic
    names : sequence of str
        Its arguments: the symbols with these names, whatever their assumptions, used or not.
    *more : Symbol
        Further arguments.
    """
    by_name = {s.name: s for s in expression.free_symbols if isinstance(s, Symbol) and s not in more}
    symbols = [by_name.get(name, Dummy(name)) for name in names]
    return lambdify([*symbols, *more], plain(expression), [dict(IN_MPMATH), "mpmath"], cse=True)


def plain(expression: Basic) -> Basic:
    """In functions that mpmath knows.  Subexpressions that occur many times are rewritten once."""
    return _plain(expression, {zoo: nan})


def _plain(e: Basic, known: dict[Basic, Basic]) -> Basic:
    if e not in known:
        parts = [_plain(part, known) for part in e.args]
        new = e.func(*parts) if any(a is not b for a, b in zip(parts, e.args, strict=True)) else e
        if isinstance(new, power_series):
            new = new.rewrite("sum")
        elif isinstance(new, modulus_squared):
            new = new.args[0] * conjugate(new.args[0])
        elif isinstance(new, real_product):
            product = conjugate(new.args[0], evaluate=False) * new.args[1]
            new = re(product, evaluate=False)  # sympy would look for parts that are real, for minutes
        elif isinstance(new, logistic):
            new = new.rewrite("exp")
        elif isinstance(new, UnevaluatedExpr):
            new = new.args[0]
        known[e] = new
    return known[e]


def _integral(loop: LineIntegral, names: tuple[str, ...], refinement: int) -> Callable[..., Any]:
    integrand = _compile(loop.integrand, (*names, loop.variable.name), refinement)
    one_dimensional = not loop.integrand.has(LineIntegral) and not any(n.startswith("t_") for n in names)
    finer = refinement if one_dimensional else 1
    extra = EXTRA_REACH if finer > 1 else 0
    step = loop.rule.step / finer
    low, high = loop.rule.reach_low + extra, loop.rule.reach_high + extra
    last = int((low + high) / step)
    stride = max(1, int(SCOUT / step))

    def evaluate(*values: Any) -> Any:
        h = mpmath.mpf(step.p) / step.q

        def term(k: int) -> Any:
            return mpmath.re(integrand(*values, k * h - low))

        scouts = {k: term(k) for k in range(0, last + 1, stride)}
        least = NEGLIGIBLE * max(abs(value) for value in scouts.values())
        seen = [k for k, value in scouts.items() if not abs(value) <= least]
        nodes = range(max(0, seen[0] - stride), min(last, seen[-1] + stride) + 1) if seen else range(last + 1)
        return h * mpmath.fsum(scouts[k] if k in scouts else term(k) for k in nodes)

    return evaluate


def _quadrature(loop: Integral, names: tuple[str, ...], refinement: int) -> Callable[..., Any]:
    ((x, low, high),) = loop.limits
    integrand = _compile(loop.function, (*names, x.name), refinement)
    ends = [_compile(end, names, refinement) for end in (low, high)]

    def evaluate(*values: Any) -> Any:
        with mpmath.workdps(QUADRATURE_DIGITS):
            start, end = (function(*values) for function in ends)
            pieces = [start + fraction * (end - start) for fraction in PIECES]
            return mpmath.quad(lambda t: integrand(*values, t), pieces)

    return evaluate


def _total(loop: Sum, names: tuple[str, ...], refinement: int) -> Callable[..., Any]:
    elements = sorted(loop.function.atoms(Indexed), key=str)
    stand_ins = {element: Dummy(str(element.base)) for element in elements}
    term = lambdify(list(stand_ins.values()), loop.function.xreplace(stand_ins), "mpmath")
    series = [names.index(str(element.base)) for element in elements]

    def evaluate(*values: Any) -> Any:
        return mpmath.fsum(term(*row) for row in zip(*(values[i] for i in series), strict=True))

    return evaluate


def _named(let: Let, names: tuple[str, ...], refinement: int) -> Callable[..., Any]:
    steps = []
    body: Expr = let
    while isinstance(body, Let):
        steps.append(_compile(body.value, names, refinement))
        names, body = (*names, body.name.name), body.body
    result = _compile(body, names, refinement)

    def evaluate(*values: Any) -> Any:
        for step in steps:
            values = (*values, step(*values))
        return result(*values)

    return evaluate


LOOPS: dict[type, Callable[[Any, tuple[str, ...], int], Callable[..., Any]]] = {
    LineIntegral: _integral,
    Integral: _quadrature,
    Sum: _total,
    Let: _named,
}
"""Integrals, sums and expressions with names in them are functions of their own, made by these."""
