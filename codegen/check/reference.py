"""Formulas in 50-digit arithmetic, the references of compiled kernels.

Evaluates the declared sympy expression itself with mpmath, not the code that was generated from it.
Integrals in mapped variables are trapezoidal sums with half the kernel's step (for nested ones the same step)
and with tails reaching further, which leaves quadrature errors far below those of double precision; integrals as
physics writes them go to mpmath's quadrature, with 25 digits.  Kernels with nested integrals are compared with
`muforge.codegen.check.product_rule`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath
from sympy import Dummy, Expr, Indexed, Integral, Sum, lambdify

import muforge.codegen.nodes  # noqa: F401 - registers the rules of nodes
from muforge.codegen.check.exactly import Evaluated, compiled, evaluation, kinds
from muforge.codegen.check.exactly import function_of as function_of  # for those who compare with references
from muforge.codegen.check.exactly import plain as plain
from muforge.symbolic.language.written import written_out

DIGITS = 50
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
        self._value = compiled(written_out(expression, but=kinds()), self.names, refinement)

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


@evaluation.register(Integral)
def _quadrature(e: Integral, names: tuple[str, ...], refinement: int) -> Evaluated:
    ((x, low, high),) = e.limits
    integrand = compiled(e.function, (*names, x.name), refinement)
    ends = [compiled(end, names, refinement) for end in (low, high)]

    def evaluate(*values: Any) -> Any:
        with mpmath.workdps(QUADRATURE_DIGITS):
            start, end = (function(*values) for function in ends)
            pieces = [start + fraction * (end - start) for fraction in PIECES]
            return mpmath.quad(lambda t: integrand(*values, t), pieces)

    return evaluate


@evaluation.register(Sum)
def _total(e: Sum, names: tuple[str, ...], refinement: int) -> Evaluated:
    elements = sorted(e.function.atoms(Indexed), key=str)
    stand_ins = {element: Dummy(str(element.base)) for element in elements}
    plain = e.function.xreplace(stand_ins)
    others = sorted(plain.free_symbols - set(stand_ins.values()), key=str)
    term = lambdify([*stand_ins.values(), *others], plain, "mpmath")
    series, fixed = ([names.index(str(s)) for s in group] for group in ([x.base for x in elements], others))

    def evaluate(*values: Any) -> Any:
        same = [values[i] for i in fixed]
        return mpmath.fsum(term(*row, *same) for row in zip(*(values[i] for i in series), strict=True))

    return evaluate
