"""What the rules of translation share: values, order of evaluation, conditions, arithmetic on complex pairs.

The rules themselves are registered with `translation`, for sympy's classes in `muforge.codegen.translate` and for nodes
in `muforge.codegen.nodes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce, singledispatch

from sympy import Expr, Rational, im, nan, re, zoo
from sympy.core.expr import UnevaluatedExpr
from sympy.core.relational import GreaterThan, LessThan, StrictGreaterThan, StrictLessThan
from sympy.core.sorting import default_sort_key
from sympy.logic.boolalg import ITE, And, Boolean, BooleanFalse, BooleanTrue, Not, Or

from muforge.codegen.ir import Builder
from muforge.codegen.operations import BY_FUNCTION
from muforge.symbolic.language.names import names_in
from muforge.symbolic.language.nodes.node import Node
from muforge.symbolic.language.user_errors import MuforgeError
from muforge.symbolic.language.written import longhand

Value = int | tuple[int, int]
"""Number of an operation, or two for real and imaginary part."""


class TranslationError(MuforgeError, ValueError):
    """A formula contains something that cannot be compiled; the message names it."""


@singledispatch
def translation(e: Expr, into: Translator) -> Value:
    """The rule of one kind of expression; functions are operations as they are, nodes what they are short for."""
    if type(e) in BY_FUNCTION:
        return into.builder.add(BY_FUNCTION[type(e)].name, *(into.real(a) for a in e.args))
    written = longhand(e)
    if written is not e:
        return into.value(written)
    raise TranslationError(
        f"{into.name}: '{e}' contains {type(e).__name__}, which has no kernel form; "
        f"known functions: {sorted(t.__name__ for t in BY_FUNCTION)}"
    )


class Translator:
    """Collects the operations of a formula; subexpressions are translated once.

    Parameters
    ----------
    name : str
        Name of the kernel.
    inputs : sequence of str
        Arguments of the kernel.
    points : int
        How many of them, the first ones, vary inside a batch.
    """

    def __init__(self, name: str, inputs: Sequence[str], points: int) -> None:
        self.name = name
        self.inputs = frozenset(inputs)
        self.points = frozenset(inputs[:points])
        self.builder = Builder()
        self.loops: set[str] = set()
        self._named: dict[str, Value] = {}
        self._names_of: dict[str, frozenset[str]] = {}
        self._done: dict[Expr, Value] = {}

    # ----- values ------------------------------------------------------------------------------------

    def result(self, expression: Expr, valid: Sequence[Boolean]) -> Value:
        """The value of a formula; NaN where one of the conditions `valid` is false."""
        value = self.value(expression)
        if not valid:
            return value
        condition = reduce(lambda a, b: self.builder.add("and", a, b), [self.condition(c) for c in valid])
        missing = self.builder.const(nan)
        if isinstance(value, tuple):
            return tuple(self.builder.add("select", condition, part, missing) for part in value)  # type: ignore[return-value]
        return self.builder.add("select", condition, value, missing)

    def value(self, e: Expr) -> Value:
        """The value of an expression."""
        if e not in self._done:
            plain_number = is_number(e) and not isinstance(e, UnevaluatedExpr)
            self._done[e] = self.number(e) if plain_number else translation(e, self)
        return self._done[e]

    def real(self, e: Expr) -> int:
        """The value of an expression that must not be complex."""
        value = self.value(e)
        if isinstance(value, tuple):
            raise TranslationError(f"{self.name}: '{e}' is complex where only a real value has a meaning")
        return value

    def number(self, e: Expr) -> Value:
        """The value of an expression without symbols."""
        if e is zoo:  # a division by zero in a piece that its condition excludes
            return self.builder.const(nan)
        imaginary = im(e)
        if imaginary == 0:
            return self.builder.const(e)
        return self.builder.const(re(e)), self.builder.const(imaginary)

    def symbol(self, name: str) -> Value:
        """The value of a symbol."""
        if name in self._named:
            return self._named[name]
        if name in self.loops:
            return self.builder.add("node", data=name)
        if name not in self.inputs:
            raise TranslationError(f"{self.name}: symbol '{name}' is neither an argument nor an integration variable")
        return self.builder.add("input", data=name)

    def call(self, name: str, expression: Expr) -> None:
        """Give a name to the value of an expression."""
        value = self.value(expression)
        if self._named.setdefault(name, value) != value or name in self.inputs or name in self.loops:
            raise TranslationError(f"{self.name}: '{name}' is the name of two different values; rename one")
        self._names_of[name] = self._names(expression)
        if not isinstance(value, tuple):
            self.builder.call(value, name)

    def condition(self, c: Boolean) -> int:
        """A condition as a value; comparisons with NaN are false."""
        add = self.builder.add
        if isinstance(c, And | Or):
            op = "and" if isinstance(c, And) else "or"
            parts = [self.condition(a) for a in sorted(c.args, key=default_sort_key)]
            return reduce(lambda a, b: add(op, a, b), parts)
        if isinstance(c, Not):
            return add("not", self.condition(c.args[0]))
        if isinstance(c, ITE):  # sympy makes them of comparisons of pieces
            test, then, otherwise = map(self.condition, c.args)
            return add("or", add("and", test, then), add("and", add("not", test), otherwise))
        if isinstance(c, StrictLessThan | StrictGreaterThan | LessThan | GreaterThan):
            a, b = self.real(c.lts), self.real(c.gts)
            return add("lt" if isinstance(c, StrictLessThan | StrictGreaterThan) else "le", a, b)
        if isinstance(c, BooleanTrue | BooleanFalse):
            return add("le" if isinstance(c, BooleanTrue) else "lt", *[self.builder.const(Rational(0))] * 2)
        raise TranslationError(f"{self.name}: condition '{c}' is not a comparison")

    # ----- order of evaluation -----------------------------------------------------------------------

    def ordered(self, parts: Sequence[Expr]) -> list[Expr]:
        """Terms or factors with what depends on the same inputs and loops side by side."""
        return sorted(parts, key=lambda p: (self.level(p), default_sort_key(p)))

    def level(self, e: Expr) -> tuple[int, bool, bool]:
        """Sort key of a factor: number of loops, whether inputs enter too, whether points do."""
        names = self._names(e)
        loops = len(names & self.loops)
        return loops, bool(loops and names - self.loops), bool(names & self.points)

    def _names(self, e: Expr) -> frozenset[str]:
        """Names of inputs and integration variables in an expression, looked up behind those of named values."""
        return frozenset().union(*(self._names_of.get(name, frozenset({name})) for name in names_in(e)))

    # ----- arithmetic on pairs ------------------------------------------------------------------------

    def apply(self, op: str, value: Value) -> Value:
        """An operation on a value, part by part."""
        if isinstance(value, tuple):
            return self.builder.add(op, value[0]), self.builder.add(op, value[1])
        return self.builder.add(op, value)

    def combine(self, op: str, a: Value, b: Value) -> Value:
        """The sum, difference or product of two values."""
        add = self.builder.add
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

    def select(self, condition: int, then: Value, otherwise: Value) -> Value:
        """One of two values."""
        if isinstance(then, tuple) or isinstance(otherwise, tuple):
            a, b = self._pair(then), self._pair(otherwise)
            return tuple(self.builder.add("select", condition, x, y) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]
        return self.builder.add("select", condition, then, otherwise)

    def _pair(self, value: Value) -> tuple[int, int]:
        return value if isinstance(value, tuple) else (value, self.builder.const(Rational(0)))


def is_number(e: Expr) -> bool:
    """Whether an expression is a number as it stands, without symbols and nodes."""
    return not names_in(e) and not e.has(Node)
