"""C for kernels without loops: a part that depends on parameters alone, and a part for each point.

``codegen/runtime/wrappers.h`` says what is made of the two.
"""

from __future__ import annotations

from collections.abc import Iterable

from muforge.codegen.backends.c.expressions import indent, literal, statements
from muforge.codegen.backends.c.identifiers import identifier, local_name
from muforge.codegen.backends.c.printer import declaration
from muforge.codegen.ir import Program
from muforge.codegen.plan.kernel_plan import ParameterPart, Plan, PointPart


def pointwise(plan: Plan) -> str:
    """The C functions of a kernel without loops."""
    fixed, moving = plan.body
    assert isinstance(fixed, ParameterPart) and isinstance(moving, PointPart)
    program, name = plan.program, identifier(plan.program.name)
    return "\n".join(
        [
            *_record(program, fixed),
            f"MF_FIX({name}) {{",
            *indent(_parameter_part(program, fixed)),
            "}",
            f"MF_AT({name}) {{",
            *indent(_point_part(program, fixed, moving)),
            "}",
            f"MF_POINTWISE({name}, {program.points}, {len(program.inputs) - program.points})",
            _scalar(program),
            "",
        ]
    )


def _record(program: Program, fixed: ParameterPart) -> list[str]:
    """The type of what the first part hands to the second."""
    members = [*(local_name(program, n) for n in fixed.kept), *map(identifier, fixed.inputs)]
    lines = declaration("double", members) or ["char unused;"]
    return ["typedef struct {", *indent(lines), f"}} {identifier(program.name)}_fixed;"]


def _parameter_part(program: Program, fixed: ParameterPart) -> list[str]:
    def name(n: int) -> str:
        operation = program.operations[n]
        return f"in_{identifier(operation.data)}" if operation.op == "input" else f"f->{local_name(program, n)}"

    lines = statements(program, fixed.numbers, name, frozenset(fixed.kept))
    lines += [f"f->{p} = in_{p};" for p in map(identifier, fixed.inputs)]
    parameters = program.inputs[program.points :]
    used = _inputs_of(program, fixed.numbers) | set(fixed.inputs)
    return [*_loaded(parameters, used), *(lines or ["(void)f;"])]


def _point_part(program: Program, fixed: ParameterPart, moving: PointPart) -> list[str]:
    points, outputs, own = program.inputs[: program.points], program.outputs, set(moving.numbers)

    def name(n: int) -> str:
        operation = program.operations[n]
        if operation.op == "input":
            return f"{'in_' if operation.data in points else 'f->'}{identifier(operation.data)}"
        if operation.op == "const":
            return literal(operation.data)
        return f"out[{outputs.index(n)}][i]" if n in outputs and n in own else f"f->{local_name(program, n)}"

    lines = statements(program, moving.numbers, name, frozenset(outputs) & own)
    lines += [f"out[{place}][i] = {name(n)};" for place, n in enumerate(outputs) if n not in own]
    unused = [] if fixed.kept or fixed.inputs else ["(void)f;"]
    used = _inputs_of(program, moving.numbers) | {program.operations[n].data for n in outputs if n not in own}
    return [*unused, *_loaded(points, used), *lines]


def _inputs_of(program: Program, numbers: Iterable[int]) -> set[str]:
    """Names of the inputs that operations take directly."""
    arguments = (program.operations[a] for n in numbers for a in program.operations[n].args)
    return {argument.data for argument in arguments if argument.op == "input"}


def _loaded(inputs: tuple[str, ...], used: set[str]) -> list[str]:
    """Elements i of the arrays of those inputs that are used."""
    return declaration("const double", [f"in_{identifier(p)} = in[{k}][i]" for k, p in enumerate(inputs) if p in used])


def _scalar(program: Program) -> str:
    """The function of numbers."""
    name, points, inputs = identifier(program.name), program.points, [identifier(p) for p in program.inputs]
    declared = ", ".join(f"double {p}" for p in inputs)
    addresses = ", ".join(f"&{p}" for p in inputs)
    if len(program.outputs) == 1:
        return f"double muforge_{name}({declared}) MF_ONE_POINT({name}, {points}, {addresses})"
    return (
        f"void muforge_{name}({declared}, double *result) "
        f"MF_ONE_POINT_OF({len(program.outputs)}, {name}, {points}, {addresses})"
    )
