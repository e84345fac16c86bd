"""Copying a program operation by operation, which all passes share."""

from __future__ import annotations

from collections.abc import Callable

from muforge.codegen.ir import Builder, Operation, Program

Rule = Callable[[Builder, Operation, tuple[int, ...], int], int | None]


def rewrite(program: Program, rule: Rule) -> Program:
    """Copy `program`, replacing operations where `rule` gives a replacement.

    `rule(builder, operation, new_args, number)` returns the number of a value in `builder`, or None to
    keep the operation; `number` is its number in the old program.
    """
    builder = Builder()
    new: list[int] = []
    for number, operation in enumerate(program.operations):
        args = tuple(new[a] for a in operation.args)
        replacement = rule(builder, operation, args, number)
        if replacement is None:
            replacement = builder.add(operation.op, *args, data=operation.data)
        new.append(replacement)
        if number in program.names:
            builder.call(replacement, program.names[number])
    return program.with_operations(builder, tuple(new[o] for o in program.outputs))
