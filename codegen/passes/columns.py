"""Functions of one integration variable and nothing else become tables.

The tables are evaluated with high precision when C is written, so a kernel neither spends time on them nor
loses digits to them (``1 - logistic(t)`` near 1, ``exp(t)`` for large t).
"""

from __future__ import annotations

from muforge.codegen.check.expand import expression_of
from muforge.codegen.ir import Builder, Column, Operation, Program
from muforge.codegen.passes.rewrite import rewrite


def columns(program: Program) -> Program:
    """Replace the largest values that depend on one integration variable and nothing else."""
    scopes = program.scopes()
    pure: list[bool] = []
    for operation, scope in zip(program.operations, scopes, strict=True):
        own = operation.op in ("node", "const")
        loops = operation.op in ("integral", "sum", "element", "input")
        pure.append(own or (not loops and len(scope) <= 1 and all(pure[a] for a in operation.args)))

    def rule(builder: Builder, operation: Operation, args: tuple[int, ...], number: int) -> int | None:
        if not (pure[number] and scopes[number]):
            return None
        (variable,) = scopes[number]
        return builder.add("column", data=Column(variable, expression_of(program, number)))

    return rewrite(program, rule)
