"""Formulas against the equations that the literature prints, misprints included."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import mpmath
from sympy import Add, Expr, Float, Integer, Mul, Pow, Rational, Symbol, expand, true

from muforge.codegen.check.product_rule import ProductRule
from muforge.codegen.check.reference import DIGITS, Reference, function_of
from muforge.symbolic.language.literature import Erratum, Printed
from muforge.symbolic.language.nesting import dimensions
from muforge.symbolic.language.variant import Variant
from muforge.symbolic.nature.constants import TABLE
from muforge.verify.typical import typical_sample

POINTS = 3
TOLERANCE = 1e-12
"""Relative difference allowed where exact arithmetic is impossible; series in formulas are cut below it."""
SPREAD = 0.1
"""Points lie around a typical one, by up to this fraction of each input."""
TRIES = 100
NESTED_ACCURACY = 1e-8
"""Relative accuracy of nested integrals, for comparisons in a limit."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """A printed equation compared with a formula; `problem` is empty if that came out as recorded."""

    where: str
    exact: bool
    problem: str = ""


def compare_printed(variant: Variant) -> list[Comparison]:
    """Compare every printed equation about a variant with its formula.

    A `Printed` must equal the formula, of an `Erratum` the right form must equal it and the printed one must
    differ.  Rational functions are compared in exact arithmetic at random rational points, others in 50-digit
    arithmetic.  Statements in words are left out.
    """
    return [_compare(variant, record) for record in variant.printed if not _in_words(record)]


def _in_words(record: Printed | Erratum) -> bool:
    return isinstance(record, Erratum) and record.equations is None


def _compare(variant: Variant, record: Printed | Erratum) -> Comparison:
    misprint: Expr | None = None
    if isinstance(record, Erratum):
        assert record.equations is not None
        misprint, right = record.equations
    else:
        right = record.form
    corrections = record.limit.corrections if record.limit else 0.0
    exact = not corrections and _is_rational(variant.expression) and _is_rational(right)
    points = _rational_points(variant, record) if exact else _typical_points(variant, record)
    evaluate = _exactly if exact else _numerically
    for point in points:
        formula = evaluate(variant.expression, point)
        tolerance = 0.0 if exact else max(TOLERANCE, corrections)
        value = evaluate(right, point)
        if not _difference(value, formula) <= tolerance:  # which holds for nan, too
            what = "the right form" if misprint is not None else "it"
            return Comparison(record.where, exact, f"{what} is {_at(value, formula, point)}")
        if misprint is not None:
            value = evaluate(misprint, point)
            if not _difference(value, formula) > 10 * tolerance:
                return Comparison(record.where, exact, f"it is no misprint: it is {_at(value, formula, point)}")
    return Comparison(record.where, exact)


def _at(value: Any, formula: Any, point: Values) -> str:
    inputs = ", ".join(f"{name} = {_short(x)}" for name, x in point.items())
    return f"{_short(value)}, the formula {_short(formula)} at {inputs}"


def _short(value: Any) -> str:
    number = complex(value)
    return f"{number.real:.10g}" if number.imag == 0 else f"{number:.10g}"


def _rational_points(variant: Variant, record: Printed | Erratum) -> list[Values]:
    """Random rational points, not only physical ones: identities of rational functions hold anywhere."""
    generator = random.Random(f"{variant.kernel} {record.where}")
    names = _names(variant, record)
    draws = [{n: Rational(generator.randint(1, 999), generator.randint(1, 99)) for n in names} for _ in range(POINTS)]
    return [_in_limit(record, point) for point in draws]


def _typical_points(variant: Variant, record: Printed | Erratum) -> list[Values]:
    """Random points around the typical one, in the domain of the formula and of the printed equation."""
    generator = random.Random(f"{variant.kernel} {record.where}")
    base = _typical(variant, record)
    holds = record.holds if isinstance(record, Printed) else true
    formula = variant.formula
    conditions = [holds, *formula.valid, *formula.physical]
    inside = [function_of(condition, tuple(base)) for condition in conditions]
    found: list[Values] = []
    for _ in range(TRIES):
        moved = {n: Rational(x * generator.uniform(1 - SPREAD, 1 + SPREAD)) for n, x in base.items()}
        point = _in_limit(record, moved)
        if point not in found and all(condition(*(float(x) for x in point.values())) for condition in inside):
            found.append(point)
        if len(found) == POINTS:
            break
    if found:  # fewer if the limit leaves nothing to vary
        return found
    raise ValueError(
        f"{variant.kernel}: '{record.where}' has no point of the formula's domain near {base}; "
        "give it another typical point or another limit"
    )


def _typical(variant: Variant, record: Printed | Erratum) -> dict[str, float]:
    names = _names(variant, record)
    constants = {name: float(TABLE[name].value) for name in names if name in TABLE}
    point = constants | dict(record.at)
    if all(name in point for name in names):
        return {name: point[name] for name in names}
    sample = typical_sample(variant, record.holds if isinstance(record, Printed) else true)
    return constants | sample | dict(record.at)


def _names(variant: Variant, record: Printed | Erratum) -> list[str]:
    """Inputs of the formula, and constants that only the printed equation contains."""
    forms = [record.form] if isinstance(record, Printed) else record.equations or ()
    used = {s.name for form in forms for s in form.free_symbols if isinstance(s, Symbol)}
    return [*variant.kernel_inputs, *(name for name in TABLE if name in used - {*variant.kernel_inputs})]


def _in_limit(record: Printed | Erratum, point: Values) -> Values:
    if record.limit is None:
        return point
    return point | {name: Rational(_exactly(value, point)) for name, value in record.limit.values.items()}


def _exactly(e: Expr, point: Values) -> Expr:
    return expand(e.xreplace({s: point[s.name] for s in e.free_symbols if isinstance(s, Symbol)}))


def _numerically(e: Expr, point: Values) -> Any:
    """In 50-digit arithmetic, nested integrals by product rules."""
    names = tuple(point)
    reference = ProductRule(e, names, NESTED_ACCURACY) if dimensions(e) > 1 else Reference(e, names)
    with mpmath.workdps(DIGITS):
        return reference({n: mpmath.mpf(x.p) / x.q for n, x in point.items()})


def _difference(a: Any, b: Any) -> float:
    """Relative difference; 0 means that they are the same number."""
    if isinstance(a, Expr):
        difference = expand(a - b)
        return 0.0 if difference == 0 else float(abs(difference / max(abs(a), abs(b))))
    with mpmath.workdps(DIGITS):
        return float(abs(a - b) / max(abs(a), abs(b))) if a != b else 0.0


def _is_rational(e: Expr) -> bool:
    """Whether it is a rational function with exact numbers, pi and roots of numbers among them, as coefficients."""
    if isinstance(e, Symbol):
        return True
    if e.is_number:
        return not e.has(Float)
    if isinstance(e, Add | Mul):
        return all(_is_rational(a) for a in e.args)
    return isinstance(e, Pow) and isinstance(e.exp, Integer) and _is_rational(e.base)
