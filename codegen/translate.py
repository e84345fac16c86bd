"""Sympy expression -> IR.

Complex values become pairs of real ones here; everything after this stage is real.  Factors and terms
are grouped by what they depend on (parameters, then points, then integration variables), so that what
can be computed once stands together.  Apart from that the order of the formula is kept; a formula that
needs a certain order of summation says so with `sympy.UnevaluatedExpr`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import groupby

from sympy import Add, Expr, Indexed, Max, Min, Mul, Piecewise, Pow, Rational, Sum, Symbol, im, nan
from sympy.core.expr import UnevaluatedExpr
from sympy.logic.boolalg import Boolean

import muforge.codegen.nodes  # noqa: F401 - registers the rules of nodes
from muforge.codegen.ir import InternalError, Program
from muforge.codegen.translator import TranslationError, Translator, Value, is_number, translation
from muforge.symbolic.language.functions import modulus_squared, power_series, real_product

LONG_SUM = 128
"""Sums of more terms are not added up one by one."""
SHORT_SUM = 24
"""Their parts of so many terms are: compilers take thrice as long without."""


def translate(
    name: str,
    expression: Expr,
    inputs: Sequence[str],
    points: int = 0,
    series: Sequence[str] = (),
    valid: Sequence[Boolean] = (),
) -> Program:
    """The program of a formula; NaN where one of the conditions `valid` is false."""
    return translate_together(name, [(expression, valid)], inputs, points, series)


def translate_together(
    name: str,
    results: Sequence[tuple[Expr, Sequence[Boolean]]],
    inputs: Sequence[str],
    points: int = 0,
    series: Sequence[str] = (),
) -> Program:
    """The program of several formulas of the same inputs, each with the conditions under which it is valid."""
    translator = Translator(name, inputs, points)
    values = [translator.result(expression, valid) for expression, valid in results]
    several = len(values) > 1
    if several and any(isinstance(value, tuple) for value in values):
        raise TranslationError(f"{name}: one of several results is complex; give it a quantity of its own")
    outputs = [output for value in values for output in (value if isinstance(value, tuple) else (value,))]
    empty = Program(name, tuple(inputs), points, tuple(series), (), (), complex=not several and len(outputs) == 2)
    return empty.with_operations(translator.builder, tuple(outputs))


@translation.register(UnevaluatedExpr)
def _grouped(e: UnevaluatedExpr, into: Translator) -> Value:
    return into.value(e.args[0])


@translation.register(Symbol)
def _symbol(e: Symbol, into: Translator) -> Value:
    return into.symbol(e.name)


@translation.register(Indexed)
def _element(e: Indexed, into: Translator) -> Value:
    return into.builder.add("element", data=(str(e.base), str(e.indices[0])))


@translation.register(Add)
def _sum(e: Add, into: Translator) -> Value:
    if len(e.args) > LONG_SUM:
        return _long_sum(e, into)
    total: Value | None = None
    for term in into.ordered(e.args):
        negative, value = _term(term, into)
        if total is None:
            total = into.apply("neg", value) if negative else value
        else:
            total = into.combine("sub" if negative else "add", total, value)
    if total is None:
        raise InternalError("empty sum")
    return total


def _term(term: Expr, into: Translator) -> tuple[bool, Value]:
    """Whether a term is subtracted, and its value without the sign."""
    negative = term.could_extract_minus_sign()
    return negative, into.value(-term if negative else term)


def _long_sum(e: Add, into: Translator) -> Value:
    """Halves of halves: rounding errors grow with the logarithm of the number of terms."""
    parts = [list(terms) for _, terms in groupby(into.ordered(e.args), into.level)]
    negative, value = reduce(lambda a, b: _added(a, b, into), [_by_halves(terms, into) for terms in parts])
    return into.apply("neg", value) if negative else value


def _by_halves(terms: Sequence[Expr], into: Translator) -> tuple[bool, Value]:
    """The sum of terms of one level, with a sign."""
    if len(terms) <= SHORT_SUM:
        return reduce(lambda total, term: _added(total, _term(term, into), into), terms[1:], _term(terms[0], into))
    middle = len(terms) // 2
    return _added(_by_halves(terms[:middle], into), _by_halves(terms[middle:], into), into)


def _added(a: tuple[bool, Value], b: tuple[bool, Value], into: Translator) -> tuple[bool, Value]:
    """The sum of two values with signs."""
    if a[0] == b[0]:
        return a[0], into.combine("add", a[1], b[1])
    first, second = (b, a) if a[0] else (a, b)
    return False, into.combine("sub", first[1], second[1])


@translation.register(Mul)
def _product(e: Mul, into: Translator) -> Value:
    """Factors level by level; at each level the numerator over the product of the denominators."""
    add = into.builder.add
    factors = [f for f in e.args if not is_number(f)]
    number = Mul(*(f for f in e.args if is_number(f)))
    complex_factors = [f for f in factors if isinstance(into.value(_base(f)), tuple)]
    levels: dict[tuple[int, bool, bool], tuple[list[Expr], list[Expr]]] = {}
    for factor in into.ordered([f for f in factors if f not in complex_factors]):
        above, below = levels.setdefault(into.level(factor), ([], []))
        if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
            below.append(1 / factor)
        else:
            above.append(factor)
    real_number = im(number) == 0
    total: int | None = None
    if real_number and number not in (1, -1):
        total = into.builder.const(number)
    for above, below in levels.values():
        for factor in above:
            value = into.real(factor)
            total = value if total is None else add("mul", total, value)
        if below:
            bottom = reduce(lambda a, b: add("mul", a, b), [into.real(b) for b in below])
            top = into.builder.const(Rational(1)) if total is None else total
            total = add("div", top, bottom)
    result: Value = into.builder.const(Rational(1)) if total is None else total
    if real_number and number == -1:
        result = into.apply("neg", result)
    if not real_number:
        result = into.combine("mul", into.number(number), result)
    for factor in complex_factors:
        result = into.combine("mul", result, into.value(factor))
    return result


def _base(factor: Expr) -> Expr:
    """The base of an integer power, else the factor itself."""
    return factor.base if isinstance(factor, Pow) and factor.exp.is_Integer else factor


@translation.register(Pow)
def _power(e: Pow, into: Translator) -> Value:
    base, exponent = e.args
    add, const = into.builder.add, into.builder.const
    if isinstance(into.value(base), tuple):
        return _complex_power(e, into)
    if exponent.is_Integer:
        if exponent < 0:
            return add("div", const(Rational(1)), into.real(base**-exponent))
        return add("pow", into.real(base), data=int(exponent))
    if exponent.is_Rational and exponent.q == 2:
        root = add("sqrt", into.real(base))
        if exponent == Rational(1, 2):
            return root
        power = add("pow", root, data=abs(int(exponent.p)))
        return power if exponent > 0 else add("div", const(Rational(1)), power)
    raise TranslationError(f"{into.name}: the power '{e}' is neither integer nor half-integer")


def _complex_power(e: Pow, into: Translator) -> Value:
    base, exponent = e.args
    if not exponent.is_Integer or exponent < 1:
        raise TranslationError(f"{into.name}: only positive integer powers of complex values, got '{e}'")
    value = into.value(base)
    return reduce(lambda a, b: into.combine("mul", a, b), [value] * int(exponent))


@translation.register(Piecewise)
def _pieces(e: Piecewise, into: Translator) -> Value:
    *pieces, (last, last_condition) = e.args
    result: Value = into.value(last)
    if last_condition != True:  # noqa: E712 - sympy's true
        missing = into.builder.const(nan)
        result = into.select(into.condition(last_condition), result, missing)
    for value, condition in reversed(pieces):
        result = into.select(into.condition(condition), into.value(value), result)
    return result


@translation.register(Max)
@translation.register(Min)
def _extreme(e: Expr, into: Translator) -> Value:
    op = "max" if isinstance(e, Max) else "min"
    return reduce(lambda a, b: into.builder.add(op, a, b), [into.real(a) for a in into.ordered(e.args)])


@translation.register(Sum)
def _series(e: Sum, into: Translator) -> Value:
    (index, _, _), *more = e.limits
    if more:
        raise TranslationError(f"{into.name}: '{e}' sums over more than one index; nest two sums instead")
    into.loops.add(str(index))
    return into.builder.add("sum", into.real(e.function), data=str(index))


@translation.register(modulus_squared)
def _modulus_squared(e: modulus_squared, into: Translator) -> Value:
    value = into.value(e.args[0])
    squares = [into.builder.add("mul", p, p) for p in (value if isinstance(value, tuple) else (value,))]
    return reduce(lambda a, b: into.builder.add("add", a, b), squares)


@translation.register(real_product)
def _real_product(e: real_product, into: Translator) -> Value:
    """The product without the imaginary parts, if one of the two is real; else that of both added."""
    a, b = map(into.value, e.args)
    if not (isinstance(a, tuple) and isinstance(b, tuple)):
        a, b = (v[0] if isinstance(v, tuple) else v for v in (a, b))
        return into.builder.add("mul", a, b)
    return into.builder.add("add", *(into.builder.add("mul", x, y) for x, y in zip(a, b, strict=True)))


@translation.register(power_series)
def _power_series(e: power_series, into: Translator) -> Value:
    x, *coefficients = e.args
    argument = into.real(x)
    total = into.builder.const(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = into.builder.add("mul", argument, total)
        total = into.builder.add("add", into.builder.const(coefficient), total)
    return total
