"""Translation: the program of every stage of the compiler, expanded back, is the formula."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import mpmath
from sympy import Add, And, Expr, Indexed, Integer, Mul, Piecewise, Pow, Rational, Sum, Symbol, nan

from muforge.codegen.check.expand import expand
from muforge.codegen.check.reference import DIGITS, Reference
from muforge.codegen.ir import Program
from muforge.codegen.pipeline import PASSES, untransformed
from muforge.symbolic.language.deep_formulas import in_steps
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.language.written import written_out
from muforge.verify.sampling import Sample, samples

POINTS = 6
TOLERANCE = mpmath.mpf(10) ** -(DIGITS - 12)


def stages(variant: Variant) -> Iterator[tuple[str, Program]]:
    """The program after translation and after each pass."""
    program = untransformed(variant)
    yield "translate", program
    for optimise in PASSES:
        program = optimise(program)
        yield optimise.__name__, program


def differing_stage(variant: Variant) -> str | None:
    """The first stage whose program is not the formula, None if there is none.

    Rational formulas are compared exactly, at random rational points; others in 50-digit arithmetic.
    Integrands and summands are compared instead of integrals and sums, at random points of their own.
    """
    formula = variant.formula
    wanted = variant.expression
    if formula.valid:
        wanted = Piecewise((wanted, And(*formula.valid)), (nan, True))
    compare = _Comparison(_without_loops(wanted), variant)
    proven: Expr | None = None
    for name, program in stages(variant):
        expanded = in_steps(expand(program, variant.result))
        if expanded != proven and not compare.same(_without_loops(expanded)):
            return name
        proven = expanded
    return None


def _without_loops(expression: Expr) -> Expr:
    """Integrals replaced by their integrands at two nodes, which do not cancel in ratios; sums by their summands."""
    expression = written_out(expression)
    while expression.has(LineIntegral) or expression.has(Sum):
        expression = expression.replace(LineIntegral, lambda f, t, *rest: f + f.xreplace({t: 2 * t}) / 3)
        expression = expression.replace(lambda e: isinstance(e, Sum), lambda e: e.function)
    elements = sorted(expression.atoms(Indexed), key=str)
    return expression.xreplace({e: Symbol(f"{e.base}_element", real=True) for e in elements})


class _Comparison:
    """Compares expressions with one that was evaluated at random points beforehand."""

    def __init__(self, wanted: Expr, variant: Variant) -> None:
        self._names = sorted({s.name for s in wanted.free_symbols if isinstance(s, Symbol)})
        generator = random.Random(variant.name)
        self._rational = _is_rational(wanted)
        if self._rational:
            draw = [Rational(generator.randint(1, 999), generator.randint(1, 99)) for _ in range(3 * len(self._names))]
            size = len(self._names)
            self._points = [dict(zip(self._names, draw[k * size : (k + 1) * size], strict=True)) for k in range(3)]
            self._values = self._evaluate(wanted)
        else:
            self._points = [self._completed(s, generator) for s in samples(variant, 24, (1e-2,))]
            values = self._evaluate(wanted)
            order = sorted(range(len(values)), key=lambda k: not _tells(values[k]))[:POINTS]
            self._points = [self._points[k] for k in order]
            self._values = [values[k] for k in order]

    def _completed(self, sample: Sample, generator: random.Random) -> dict[str, Any]:
        """The numbers of a sample, with random values of nodes and elements of series."""
        return {name: sample.get(name, generator.uniform(-2.0, 2.0)) for name in self._names}

    def same(self, other: Expr) -> bool:
        """Whether `other` has the same values."""
        if self._rational and not _is_rational(other):
            return False
        return all(_close(a, b) for a, b in zip(self._values, self._evaluate(other), strict=True))

    def _evaluate(self, e: Expr) -> list[Any]:
        if self._rational:
            return [e.xreplace({s: point[s.name] for s in e.free_symbols}) for point in self._points]
        reference = Reference(e, self._names)
        return [reference(point) for point in self._points]


def _tells(value: Any) -> bool:
    """Whether a value would differ if the formula did: finite and not 0."""
    return bool(mpmath.isfinite(value) and value != 0)


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, Rational):
        return bool(a == b)
    with mpmath.workdps(DIGITS):
        if mpmath.isnan(a) or mpmath.isnan(b):
            return bool(mpmath.isnan(a) and mpmath.isnan(b))
        return bool(abs(a - b) <= TOLERANCE * max(abs(a), abs(b)))


def _is_rational(e: Expr) -> bool:
    if isinstance(e, Symbol) or e.is_Rational:
        return True
    if isinstance(e, Add | Mul):
        return all(_is_rational(a) for a in e.args)
    return isinstance(e, Pow) and isinstance(e.exp, Integer) and _is_rational(e.base)
