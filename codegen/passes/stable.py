"""Forms that do not cancel: ``log(1 + x)`` becomes ``log1p(x)``."""

from __future__ import annotations

from muforge.codegen.ir import Builder, Operation, Program
from muforge.codegen.passes.rewrite import rewrite


def stable(program: Program) -> Program:
    """Replace logarithms of one plus something."""

    def rule(builder: Builder, operation: Operation, args: tuple[int, ...], number: int) -> int | None:
        if operation.op != "log":
            return None
        inner = builder.operations[args[0]]
        if inner.op != "add":
            return None
        for one, rest in (inner.args, inner.args[::-1]):
            if builder.operations[one].op == "const" and builder.operations[one].data == 1:
                return builder.add("log1p", rest)
        return None

    return rewrite(program, rule)
