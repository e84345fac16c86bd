"""IR -> sympy expression: the way back, which proves that a pass changed nothing."""

from __future__ import annotations

from collections import Counter

from sympy import (
    Abs,
    And,
    Expr,
    I,
    Indexed,
    IndexedBase,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    sqrt,
)
from sympy.core.sympify import sympify

from muforge.codegen.ir import CONDITIONS, InternalError, Operation, Program
from muforge.codegen.operations import ELEMENTARY
from muforge.symbolic.language.functions import larger, logistic, smaller
from muforge.symbolic.language.integrals import LineIntegral
from muforge.symbolic.language.nodes.let import Let

LONG = 24
"""Name a value that is used twice and takes at least this many operations."""

FUNCTIONS = {
    **{operation: function for function, operation in ELEMENTARY.items()},
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "min": smaller,
    "max": larger,
    "sqrt": sqrt,
    "logistic": logistic,
    "abs": Abs,
    "fma": lambda a, b, c: a * b + c,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "and": And,
    "or": Or,
    "not": Not,
}


def expand(program: Program) -> Expr:
    """The formula that a program computes, as one expression in symbols named like its inputs."""
    real, *imaginary = (expression_of(program, output) for output in program.outputs)
    return real + I * imaginary[0] if imaginary else real


def expression_of(program: Program, number: int) -> Expr:
    """The expression of one value of a program."""
    known: dict[int, Expr] = {}
    needed, stack = set(), [number]
    while stack:
        value = stack.pop()
        if value not in needed:
            needed.add(value)
            stack += program.operations[value].args
    naming = _Naming(program, needed)
    for value in sorted(needed):
        operation = program.operations[value]
        args = [known[a] for a in operation.args]
        if operation.op == "integral":
            args = [naming.around(args[0], value)]
        known[value] = naming.short(value, _expression(operation, args))
    return naming.around(known[number], None)


class _Naming:
    """Names for long values that are used several times; only with integrals, whose integrands would explode."""

    def __init__(self, program: Program, needed: set[int]) -> None:
        self.program = program
        self.scopes = program.scopes()
        uses = Counter(a for value in needed for a in program.operations[value].args)
        long = any(program.operations[value].op == "integral" for value in needed)
        self.often = {value for value, count in uses.items() if count > 1} if long else set()
        self.named: list[tuple[int, Symbol, Expr]] = []
        self._length: dict[int, int] = {}

    def short(self, value: int, expression: Expr) -> Expr:
        """The expression, or its name if that is worth one."""
        operation = self.program.operations[value]
        self._length[value] = 1 + sum(self._length[a] for a in operation.args)
        if value not in self.often or self._length[value] < LONG or operation.op in CONDITIONS:
            return expression
        name = Symbol(f"v_{value}", real=True)
        self.named.append((value, name, expression))
        self._length[value] = 1
        return name

    def around(self, body: Expr, integral: int | None) -> Expr:
        """The integrand of an integral, or the result, with the names that belong to it."""
        inside: frozenset[str] = frozenset()
        scope: frozenset[str] = frozenset()
        if integral is not None:
            inside = frozenset({self.program.operations[integral].data.variable})
            scope = self.scopes[integral]
        for value, name, expression in reversed(self.named):
            if inside <= self.scopes[value] <= scope | inside:
                body = Let(body, name, expression)
        return body


def _expression(operation: Operation, args: list[Expr]) -> Expr:
    op, data = operation.op, operation.data
    if op in FUNCTIONS:
        return FUNCTIONS[op](*args)
    if op == "const":
        return data
    if op in ("input", "node"):
        return Symbol(data, real=True)
    if op == "column":
        return data.expression
    if op == "element":
        return Indexed(IndexedBase(data[0], real=True), Symbol(data[1], integer=True))
    if op == "pow":
        return args[0] ** Rational(data)
    if op == "select":
        return Piecewise((args[1], args[0]), (args[2], True), evaluate=False)
    if op == "tabulated":
        return data.func(*data.args[:-1], args[0])
    if op == "sum":
        return Sum(args[0], (Symbol(data, integer=True), 0, Symbol("n", integer=True) - 1))
    if op == "integral":
        t = Symbol(data.variable, real=True)
        limits = sympify(data.reach_low), sympify(data.reach_high)
        return LineIntegral(args[0], t, data.step, *limits, args[0])
    raise InternalError(f"operation '{op}' has no expression")
