"""The optimised program of a kernel as text: one operation a line."""

from __future__ import annotations

from typing import Any

from muforge.codegen.ir import Operation, Program

ORDINARY = frozenset({"input", "const", "node"})
"""Operations without a line of their own: their names are their data."""


def program_lines(program: Program) -> list[str]:
    """The operations of a program in their order, each with the loop variables that it is computed for."""
    names = [_name(number, operation) for number, operation in enumerate(program.operations)]
    found = [f"{program.name}({', '.join(program.inputs)})"]
    for number, (operation, scope) in enumerate(zip(program.operations, program.scopes(), strict=True)):
        if operation.op in ORDINARY:
            continue
        arguments = [names[a] for a in operation.args]
        arguments += [] if operation.data is None else [_data(operation)]
        loops = f"    for each {', '.join(sorted(scope))}" if scope else ""
        found.append(f"{names[number]} = {operation.op}({', '.join(arguments)}){loops}")
    results = ", ".join(names[output] for output in program.outputs)
    return [*found, f"result {results}"]


def _name(number: int, operation: Operation) -> str:
    return str(operation.data) if operation.op in ORDINARY else f"v{number}"


def _data(operation: Operation) -> str:
    """The data of an operation beside its arguments, in short."""
    data: Any = operation.data
    if operation.op == "integral":
        return f"over {data.variable}, {data.levels} levels down to a step of {data.step}"
    if operation.op == "tabulated":
        return f"table {data.name}"
    if operation.op == "column":
        return str(data.expression)
    return str(data)
