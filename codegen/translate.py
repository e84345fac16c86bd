"""Sympy expression -> IR.

Complex values become pairs of real ones here; everything after this stage is real.  Factors and terms
are grouped by what they depend on (parameters, then points, then integration variables), so that what
can be computed once stands together.  Apart from that the order of the formula is kept; a formula that
needs a certain order of summation says so with `sympy.UnevaluatedExpr`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    im,
    nan,
    re,
    zoo,
)
from sympy.codegen.cfunctions import fma
from sympy.core.expr import UnevaluatedExpr
from sympy.core.relational import GreaterThan, LessThan, StrictGreaterThan, StrictLessThan
from sympy.core.sorting import default_sort_key
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Not, Or

from muforge.codegen.ir import Builder, InternalError, Loop, Program
from muforge.codegen.operations import ELEMENTARY
from muforge.symbolic.language.functions import larger, logistic, modulus_squared, power_series, real_product, smaller
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.nodes.tabulated import Tabulated

Value = int | tuple[int, int]
OPERATIONS: Mapping[type, str] = {
    **ELEMENTARY,
    logistic: "logistic",
    Abs: "abs",
    fma: "fma",
    larger: "max",
    smaller: "min",
}
"""Functions of real arguments that are operations as they are."""


class TranslationError(ValueError):
    """A formula contains something that cannot be compiled; the message names it."""


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
    translator = _Translator(name, inputs, points)
    values = [translator.result(expression, valid) for expression, valid in results]
    several = len(values) > 1
    if several and any(isinstance(value, tuple) for value in values):
        raise TranslationError(f"{name}: one of several results is complex; give it a quantity of its own")
    outputs = [output for value in values for output in (value if isinstance(value, tuple) else (value,))]
    empty = Program(name, tuple(inputs), points, tuple(series), (), (), complex=not several and len(outputs) == 2)
    return empty.with_operations(translator.builder, tuple(outputs))


class _Translator:
    def __init__(self, name: str, inputs: Sequence[str], points: int) -> None:
        self.name = name
        self.inputs = frozenset(inputs)
        self.points = frozenset(inputs[:points])
        self.builder = Builder()
        self.loops: set[str] = set()
        self.named: dict[str, Value] = {}
        self.names_of: dict[str, frozenset[str]] = {}
        self._done: dict[Expr, Value] = {}

    def result(self, expression: Expr, valid: Sequence[Boolean]) -> Value:
        """The value of a formula, NaN where a condition is false."""
        value = self.value(expression)
        if not valid:
            return value
        condition = reduce(lambda a, b: self.builder.add("and", a, b), [self.condition(c) for c in valid])
        missing = self.builder.const(nan)
        if isinstance(value, tuple):
            return tuple(self.builder.add("select", condition, part, missing) for part in value)  # type: ignore[return-value]
        return self.builder.add("select", condition, value, missing)

    def value(self, e: Expr) -> Value:
        if e not in self._done:
            self._done[e] = self._translate(e)
        return self._done[e]

    def real(self, e: Expr) -> int:
        value = self.value(e)
        if isinstance(value, tuple):
            raise TranslationError(f"{self.name}: '{e}' is complex where only a real value has a meaning")
        return value

    def _translate(self, e: Expr) -> Value:
        add = self.builder.add
        if isinstance(e, UnevaluatedExpr):
            return self.value(e.args[0])
        if _is_number(e):
            return self._number(e)
        if isinstance(e, Symbol):
            return self._symbol(e)
        if isinstance(e, Add):
            return self._sum(e)
        if isinstance(e, Mul):
            return self._product(e)
        if isinstance(e, Pow):
            return self._power(e)
        if isinstance(e, Piecewise):
            return self._piecewise(e)
        if isinstance(e, Max | Min):
            op = "max" if isinstance(e, Max) else "min"
            parts = [self.real(a) for a in self._ordered(e.args)]
            return reduce(lambda a, b: add(op, a, b), parts)
        if isinstance(e, modulus_squared):
            value = self.value(e.args[0])
            squares = [add("mul", p, p) for p in (value if isinstance(value, tuple) else (value,))]
            return reduce(lambda a, b: add("add", a, b), squares)
        if isinstance(e, real_product):
            return self._real_product(*map(self.value, e.args))
        if isinstance(e, power_series):
            return self._series(e)
        if isinstance(e, Tabulated):
            return add("tabulated", self.real(e.argument), data=e.func(*e.args[:-1], e.variable))
        if isinstance(e, LineIntegral):
            return self._integral(e)
        if isinstance(e, Let):
            return self._named(e)
        if isinstance(e, Sum):
            return self._series_sum(e)
        if isinstance(e, Indexed):
            index = str(e.indices[0])
            return add("element", data=(str(e.base), index))
        if type(e) in OPERATIONS:
            return add(OPERATIONS[type(e)], *(self.real(a) for a in e.args))
        raise TranslationError(
            f"{self.name}: '{e}' contains {type(e).__name__}, which has no kernel form; "
            f"known functions: {sorted(t.__name__ for t in OPERATIONS)}"
        )

    def _number(self, e: Expr) -> Value:
        if e is zoo:  # a division by zero in a piece that its condition excludes
            return self.builder.const(nan)
        imaginary = im(e)
        if imaginary == 0:
            return self.builder.const(e)
        return self.builder.const(re(e)), self.builder.const(imaginary)

    def _named(self, e: Let) -> Value:
        """The body, after the value has a name."""
        value, name = self.value(e.value), e.name.name
        if self.named.setdefault(name, value) != value or name in self.inputs or name in self.loops:
            raise TranslationError(f"{self.name}: '{name}' is the name of two different values; rename one")
        self.names_of[name] = self._names(e.value)
        if not isinstance(value, tuple):
            self.builder.call(value, name)
        return self.value(e.body)

    def _names(self, e: Expr) -> frozenset[str]:
        """Names of inputs and integration variables in an expression, looked up behind those of named values."""
        return frozenset().union(*(self.names_of.get(name, frozenset({name})) for name in names_in(e)))

    def _symbol(self, e: Symbol) -> Value:
        if e.name in self.named:
            return self.named[e.name]
        if e.name in self.loops:
            return self.builder.add("node", data=e.name)
        if e.name not in self.inputs:
            raise TranslationError(f"{self.name}: symbol '{e}' is neither an argument nor an integration variable")
        return self.builder.add("input", data=e.name)

    # ----- order of evaluation -----------------------------------------------------------------------

    def _level(self, e: Expr) -> tuple[int, bool, bool]:
        """Sort key of a factor: number of loops, whether inputs enter too, whether points do."""
        names = self._names(e)
        loops = len(names & self.loops)
        return loops, bool(loops and names - self.loops), bool(names & self.points)

    def _ordered(self, parts: Sequence[Expr]) -> list[Expr]:
        return sorted(parts, key=lambda p: (self._level(p), default_sort_key(p)))

    def _sum(self, e: Add) -> Value:
        total: Value | None = None
        for term in self._ordered(e.args):
            negative = term.could_extract_minus_sign()
            value = self.value(-term if negative else term)
            if total is None:
                total = self._apply("neg", value) if negative else value
            else:
                total = self._combine("sub" if negative else "add", total, value)
        if total is None:
            raise InternalError("empty sum")
        return total

    def _product(self, e: Mul) -> Value:
        """Factors level by level; at each level the numerator over the product of the denominators."""
        factors = [f for f in e.args if not _is_number(f)]
        number = Mul(*(f for f in e.args if _is_number(f)))
        complex_factors = [f for f in factors if isinstance(self.value(_base(f)), tuple)]
        levels: dict[tuple[int, bool, bool], tuple[list[Expr], list[Expr]]] = {}
        for factor in self._ordered([f for f in factors if f not in complex_factors]):
            above, below = levels.setdefault(self._level(factor), ([], []))
            if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
                below.append(1 / factor)
            else:
                above.append(factor)
        real_number = im(number) == 0
        negate = real_number and number == -1
        total: int | None = None
        if real_number and number not in (1, -1):
            total = self.builder.const(number)
        for above, below in levels.values():
            for factor in above:
                value = self.real(factor)
                total = value if total is None else self.builder.add("mul", total, value)
            if below:
                bottom = reduce(lambda a, b: self.builder.add("mul", a, b), [self.real(b) for b in below])
                top = self.builder.const(Rational(1)) if total is None else total
                total = self.builder.add("div", top, bottom)
        result: Value = self.builder.const(Rational(1)) if total is None else total
        if negate:
            result = self._apply("neg", result)
        if not real_number:
            result = self._combine("mul", self._number(number), result)
        for factor in complex_factors:
            result = self._combine("mul", result, self.value(factor))
        return result

    # ----- powers, pieces, series, loops -------------------------------------------------------------

    def _power(self, e: Pow) -> Value:
        base, exponent = e.args
        if isinstance(self.value(base), tuple):
            return self._complex_power(e)
        if exponent.is_Integer:
            if exponent < 0:
                return self.builder.add("div", self.builder.const(Rational(1)), self.real(base**-exponent))
            return self.builder.add("pow", self.real(base), data=int(exponent))
        if exponent.is_Rational and exponent.q == 2:
            root = self.builder.add("sqrt", self.real(base))
            if exponent == Rational(1, 2):
                return root
            power = self.builder.add("pow", root, data=abs(int(exponent.p)))
            if exponent > 0:
                return power
            return self.builder.add("div", self.builder.const(Rational(1)), power)
        raise TranslationError(f"{self.name}: the power '{e}' is neither integer nor half-integer")

    def _complex_power(self, e: Pow) -> Value:
        base, exponent = e.args
        if not exponent.is_Integer or exponent < 1:
            raise TranslationError(f"{self.name}: only positive integer powers of complex values, got '{e}'")
        value = self.value(base)
        return reduce(lambda a, b: self._combine("mul", a, b), [value] * int(exponent))

    def _piecewise(self, e: Piecewise) -> Value:
        *pieces, (last, last_condition) = e.args
        result: Value = self.value(last)
        if last_condition != True:  # noqa: E712 - sympy's true
            missing = self.builder.const(nan)
            result = self._select(self.condition(last_condition), result, missing)
        for value, condition in reversed(pieces):
            result = self._select(self.condition(condition), self.value(value), result)
        return result

    def _select(self, condition: int, then: Value, otherwise: Value) -> Value:
        if isinstance(then, tuple) or isinstance(otherwise, tuple):
            a, b = self._pair(then), self._pair(otherwise)
            return tuple(self.builder.add("select", condition, x, y) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]
        return self.builder.add("select", condition, then, otherwise)

    def condition(self, c: Boolean) -> int:
        """A condition as a value; comparisons with NaN are false."""
        add = self.builder.add
        if isinstance(c, And | Or):
            op = "and" if isinstance(c, And) else "or"
            parts = [self.condition(a) for a in sorted(c.args, key=default_sort_key)]
            return reduce(lambda a, b: add(op, a, b), parts)
        if isinstance(c, Not):
            return add("not", self.condition(c.args[0]))
        if isinstance(c, StrictLessThan | StrictGreaterThan | LessThan | GreaterThan):
            a, b = self.real(c.lts), self.real(c.gts)
            return add("lt" if isinstance(c, StrictLessThan | StrictGreaterThan) else "le", a, b)
        if isinstance(c, BooleanTrue | BooleanFalse):
            return add("le" if isinstance(c, BooleanTrue) else "lt", *[self.builder.const(Rational(0))] * 2)
        raise TranslationError(f"{self.name}: condition '{c}' is not a comparison")

    def _series(self, e: power_series) -> int:
        x, *coefficients = e.args
        argument = self.real(x)
        total = self.builder.const(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            total = self.builder.add("mul", argument, total)
            total = self.builder.add("add", self.builder.const(coefficient), total)
        return total

    def _integral(self, e: LineIntegral) -> int:
        variable, rule = e.variable.name, e.rule
        if variable in self.inputs:
            raise TranslationError(f"{self.name}: '{variable}' is both an argument and an integration variable")
        self.loops.add(variable)
        loop = Loop(variable, rule.step, rule.reach_low, rule.reach_high)
        return self.builder.add("integral", self.real(e.integrand), data=loop)

    def _series_sum(self, e: Sum) -> int:
        (index, _, _), *more = e.limits
        if more:
            raise TranslationError(f"{self.name}: '{e}' sums over more than one index; nest two sums instead")
        self.loops.add(str(index))
        return self.builder.add("sum", self.real(e.function), data=str(index))

    def _real_product(self, a: Value, b: Value) -> int:
        """The product without the imaginary parts, if one of the two is real; else that of both added."""
        if not (isinstance(a, tuple) and isinstance(b, tuple)):
            a, b = (v[0] if isinstance(v, tuple) else v for v in (a, b))
            return self.builder.add("mul", a, b)
        return self.builder.add("add", *(self.builder.add("mul", x, y) for x, y in zip(a, b, strict=True)))

    # ----- arithmetic on pairs ------------------------------------------------------------------------

    def _pair(self, value: Value) -> tuple[int, int]:
        return value if isinstance(value, tuple) else (value, self.builder.const(Rational(0)))

    def _apply(self, op: str, value: Value) -> Value:
        if isinstance(value, tuple):
            return self.builder.add(op, value[0]), self.builder.add(op, value[1])
        return self.builder.add(op, value)

    def _combine(self, op: str, a: Value, b: Value) -> Value:
        add: Callable[..., int] = self.builder.add
        if not isinstance(a, tuple) and not isinstance(b, tuple):
            return add(op, a, b)
        if op == "mul":
            if not isinstance(a, tuple):
                return add("mul", a, b[0]), add("mul", a, b[1])  # type: ignore[index]
            if not isinstance(b, tuple):
                return add("mul", a[0], b), add("mul", a[1], b)
            real = add("sub", add("mul", a[0], b[0]), add("mul", a[1], b[1]))
            return real, add("add", add("mul", a[0], b[1]), add("mul", a[1], b[0]))
        x, y = self._pair(a), self._pair(b)
        return add(op, x[0], y[0]), add(op, x[1], y[1])


def _is_number(e: Expr) -> bool:
    return not names_in(e) and not e.has(LineIntegral)


def _base(factor: Expr) -> Expr:
    """The base of an integer power, else the factor itself."""
    return factor.base if isinstance(factor, Pow) and factor.exp.is_Integer else factor
