"""Integer powers become multiplications by repeated squaring."""

from __future__ import annotations

from muforge.codegen.ir import Builder, Operation, Program
from muforge.codegen.passes.rewrite import rewrite


def powers(program: Program) -> Program:
    """Replace every ``pow`` by multiplications."""

    def rule(builder: Builder, operation: Operation, args: tuple[int, ...], number: int) -> int | None:
        return _power(builder, args[0], operation.data) if operation.op == "pow" else None

    return rewrite(program, rule)


def _power(builder: Builder, base: int, exponent: int) -> int:
    if exponent == 1:
        return base
    half = _power(builder, base, exponent // 2)
    square = builder.add("mul", half, half)
    return builder.add("mul", square, base) if exponent % 2 else square
