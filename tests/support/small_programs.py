"""Small hand-made formulas and programs, and how to compare a program with its formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy import Expr, Rational, Symbol, simplify, symbols

from muforge.codegen.check.expand import expand
from muforge.codegen.ir import Builder, Program
from muforge.codegen.translate import translate
from muforge.symbolic.language.integrals import LineIntegral, Trapezoid

NAMES = ("a", "b", "c", "d", "e", "x", "y")
a, b, c, d, e, x, y = symbols(" ".join(NAMES), real=True)
RULE = Trapezoid(Rational(1, 2), 4, 4)


def program(expression: Expr, inputs: Sequence[str] | str = NAMES, points: int = 0, **more: Any) -> Program:
    """The program of a formula, called ``small``."""
    return translate("small", expression, tuple(inputs), points, **more)


def built(builder: Builder, *outputs: int, inputs: Sequence[str] = NAMES, points: int = 0) -> Program:
    """A program made by hand."""
    return Program("small", tuple(inputs), points, (), (), ()).with_operations(builder, outputs)


def count(program: Program, *ops: str) -> int:
    """How many operations of these kinds there are."""
    return sum(operation.op in ops for operation in program.operations)


def ops(program: Program) -> list[str]:
    """The kinds of all operations but inputs and constants, in order."""
    return [operation.op for operation in program.operations if operation.op not in ("input", "const")]


def at(expression: Expr, point: Mapping[str, Expr]) -> Expr:
    """The value at a point, given by the names of symbols."""
    return expression.xreplace({s: point[s.name] for s in expression.free_symbols if isinstance(s, Symbol)})


def assert_computes(program: Program, expression: Expr) -> None:
    """Fail unless the program, expanded back, is the expression."""
    assert simplify(expand(program) - expression) == 0


def integrand(expression: Expr) -> Expr:
    """The expression with integrals, nested ones too, replaced by their integrands."""
    while expression.has(LineIntegral):
        expression = expression.replace(LineIntegral, lambda *args: args[0])
    return expression


def place_counts(program: Program, op: str) -> dict[frozenset[str], int]:
    """How many operations of a kind there are in the scope of each set of loop variables."""
    counts: dict[frozenset[str], int] = {}
    for operation, scope in zip(program.operations, program.scopes(), strict=True):
        if operation.op == op:
            counts[scope] = counts.get(scope, 0) + 1
    return counts
