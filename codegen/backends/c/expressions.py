"""Operations as C expressions, folded into readable statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Expr, nan, oo

from muforge.codegen.backends.c.identifiers import local_name
from muforge.codegen.ir import CONDITIONS, InternalError, Operation, Program
from muforge.codegen.operations import DIVISION, FLOP, FUNCTION

BITWISE = ("and", "or")
LONGEST = 72
"""Longest subexpression that is folded into the statement that uses it."""


def literal(value: Expr) -> str:
    """An exact number as the nearest double, in the shortest form that reads back the same."""
    if value is nan:
        return "NAN"
    if value in (oo, -oo):
        return "INFINITY" if value is oo else "-INFINITY"
    text = repr(float(value.evalf(40)))
    return text.removesuffix("e+00")


def statements(
    program: Program,
    numbers: Sequence[int],
    name: Callable[[int], str],
    keep: frozenset[int],
) -> list[str]:
    """C statements that compute the operations `numbers` in order.

    Parameters
    ----------
    name : callable
        The C name of a value that is not computed in these statements, or that is in `keep`.
    keep : frozenset of int
        Values needed afterwards; they are assigned, the others become local variables or are folded.
    """
    uses: dict[int, int] = {}
    chosen = {a for n in numbers if program.operations[n].op == "select" for a in program.operations[n].args}
    for number in numbers:
        for argument in program.operations[number].args:
            uses[argument] = uses.get(argument, 0) + 1
    text: dict[int, str] = {}
    lines: list[str] = []
    for number in numbers:
        operation = program.operations[number]
        parts = [text[a] if a in text else _outside(program, a, name, operation.op) for a in operation.args]
        expression = _expression(operation, parts)
        condition = operation.op in CONDITIONS
        if number in keep:
            lines.append(f"{name(number)} = {_bare(expression)};")
            text[number] = name(number)
        # operands of a selection are computed beforehand, so that compilers can vectorise it
        elif uses.get(number) == 1 and len(expression) <= LONGEST and (condition or number not in chosen):
            text[number] = expression
        else:
            kind = "int" if condition else "double"
            local = local_name(program, number)
            lines.append(f"const {kind} {local} = {_bare(expression)};")
            text[number] = local
    return lines


def _outside(program: Program, number: int, name: Callable[[int], str], used_by: str) -> str:
    """A value that is computed elsewhere; conditions among them are kept as doubles, which operators on bits refuse."""
    operation = program.operations[number]
    if operation.op in CONDITIONS and used_by in BITWISE:
        return f"({name(number)} != 0)"
    return literal(operation.data) if operation.op == "const" else name(number)


def _expression(operation: Operation, parts: list[str]) -> str:
    form = operation.kind.c.format(operation.data)
    if form.isidentifier():
        return f"{form}({', '.join(_bare(p) for p in parts)})"
    if form == "?:":
        return f"({parts[0]} ? {parts[1]} : {parts[2]})"
    if not form:
        raise InternalError(f"operation '{operation.op}' has no C form; it should have been replaced by a pass")
    last = f"({parts[-1]})" if form != "!" and parts[-1].startswith("-") else parts[-1]
    return f"({form}{last})" if len(parts) == 1 else f"({parts[0]} {form} {last})"


def _bare(expression: str) -> str:
    """Without the outermost pair of parentheses, if it encloses everything."""
    if not expression.startswith("("):
        return expression
    depth = 0
    for position, character in enumerate(expression):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return expression[1:-1] if position == len(expression) - 1 else expression
    return expression


def operation_counts(program: Program, numbers: Sequence[int]) -> tuple[int, int, int]:
    """Numbers of additions and multiplications, of divisions and square roots, and of other functions."""
    costs = [program.operations[number].kind.cost for number in numbers]
    return costs.count(FLOP), costs.count(DIVISION), costs.count(FUNCTION)


def cost(counts: tuple[int, int, int]) -> str:
    """Operation counts as ``18 flops + 1 division``."""
    cheap, heavy, special = counts
    parts = [f"{cheap} flops"]
    if heavy:
        parts.append(f"{heavy} div/sqrt")
    if special:
        parts.append(f"{special} functions")
    return " + ".join(parts)


def indent(lines: list[str], depth: int = 1) -> list[str]:
    """Lines moved to the right."""
    return ["    " * depth + line for line in lines]
