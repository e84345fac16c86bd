"""C for kernels without loops: a part that depends on parameters alone, and a part for each point."""

from __future__ import annotations

from muforge.codegen.backends.c.expressions import cost, indent, literal, operation_counts, statements
from muforge.codegen.backends.c.versions import versions
from muforge.codegen.ir import LEAVES, Program

MANY = ("ptrdiff_t n", "const double *const *points", "const double *parameters", "double *const *out")
EACH = ("ptrdiff_t n", "const double *const *inputs", "double *const *out")
"""Parameters of the two C functions that take arrays; ``mf_many`` and ``mf_each`` of kernel.h."""


def pointwise(program: Program) -> str:
    """The C functions of a kernel without loops.

    ``NAME_fix`` computes what depends on parameters alone, ``NAME_at`` the result at one point; both are
    inlined into ``NAME_many`` (parameters fixed, points in arrays) and ``NAME_each`` (all in arrays), so
    that a value has the same bits whichever way it is asked for.
    """
    points, parameters = program.inputs[: program.points], program.inputs[program.points :]
    on_points = program.uses(frozenset(points))
    computed = [n for n, o in enumerate(program.operations) if o.op not in LEAVES]
    fixed = [n for n in computed if not on_points[n]]
    moving = [n for n in computed if on_points[n]]
    needed = {a for n in moving for a in program.operations[n].args} | set(program.outputs)
    members = [n for n in fixed if n in needed]
    raw = [
        program.operations[n].data
        for n in sorted(needed)
        if program.operations[n].op == "input" and program.operations[n].data in parameters
    ]
    name = program.name

    def at_prepare(n: int) -> str:
        operation = program.operations[n]
        return operation.data if operation.op == "input" else f"f->v{n}"

    def at_point(n: int) -> str:
        operation = program.operations[n]
        if operation.op == "input":
            return operation.data if operation.data in points else f"f->{operation.data}"
        if operation.op == "const":
            return literal(operation.data)
        return f"*out_{program.outputs.index(n)}" if n in program.outputs and on_points[n] else f"f->v{n}"

    fields = [f"double v{n};" for n in members] + [f"double {p};" for p in raw]
    prepare = statements(program, fixed, at_prepare, frozenset(members))
    prepare += [f"f->{p} = {p};" for p in raw]
    at = statements(program, moving, at_point, frozenset(program.outputs) & frozenset(moving))
    at += [f"*out_{i} = {at_point(o)};" for i, o in enumerate(program.outputs) if o not in moving]
    outs = [f"double *out_{i}" for i in range(len(program.outputs))]

    declared = ", ".join(f"double {p}" for p in program.inputs)
    fix_arguments = ", ".join([f"{name}_fixed *f", *(f"double {p}" for p in parameters)])
    at_arguments = ", ".join([f"const {name}_fixed *f", *(f"double {p}" for p in points), *outs])
    arrays = [f"const double *{p} = points[{i}];" for i, p in enumerate(points)]
    arrays += [f"double *out_{i} = out[{i}];" for i in range(len(outs))]
    call_point = ", ".join(["&f", *(f"{p}[i]" for p in points), *(f"&out_{i}[i]" for i in range(len(outs)))])
    all_arrays = [f"const double *{p} = inputs[{i}];" for i, p in enumerate(program.inputs)]
    all_arrays += [f"double *out_{i} = out[{i}];" for i in range(len(outs))]
    scalars = ", ".join(["&f", *points, *(f"&out_{i}" for i in range(len(outs)))])
    result = "double" if len(outs) == 1 else "void"
    pointer = "" if len(outs) == 1 else (", " if declared else "") + "double result[2]"
    returned = ["return out_0;"] if len(outs) == 1 else ["result[0] = out_0;", "result[1] = out_1;"]

    many = [
        f"{name}_fixed f;",
        *(arrays if points else [*arrays, "(void)points;"]),
        *([] if parameters else ["(void)parameters;"]),
        _call(f"{name}_fix", ["&f", *(f"parameters[{i}]" for i in range(len(parameters)))]),
        "MF_SIMD",
        "for (ptrdiff_t i = 0; i < n; ++i)",
        f"    {name}_at({call_point});",
    ]
    each = [
        *all_arrays,
        "MF_SIMD",
        "for (ptrdiff_t i = 0; i < n; ++i) {",
        f"    {name}_fixed f;",
        f"    {_call(f'{name}_fix', ['&f', *(f'{p}[i]' for p in parameters)])}",
        f"    {name}_at({call_point});",
        "}",
    ]
    return "\n".join(
        [
            "typedef struct {",
            *indent(fields or ["char unused;"]),
            f"}} {name}_fixed;",
            "",
            f"MF_INLINE void {name}_fix({fix_arguments}) {{",
            *indent(prepare or ["(void)f;"]),
            "}",
            "",
            f"MF_INLINE void {name}_at({at_arguments}) {{",
            *indent(([] if members or raw else ["(void)f;"]) + at),
            "}",
            "",
            f"{result} muforge_{name}({declared or ('void' if not pointer else '')}{pointer}) {{",
            *indent([f"{name}_fixed f;", f"double {', '.join(f'out_{i}' for i in range(len(outs)))};"]),
            *indent([f"{name}_fix({', '.join(['&f', *parameters])});", f"{name}_at({scalars});", *returned]),
            "}",
            "",
            *versions(f"{name}_many", MANY, many),
            *versions(f"{name}_each", EACH, each),
        ]
    )


def pointwise_cost(program: Program) -> str:
    """Operation counts in words."""
    on_points = program.uses(frozenset(program.inputs[: program.points]))
    computed = range(len(program.operations))
    at = operation_counts(program, [n for n in computed if on_points[n]])
    fixed = operation_counts(program, [n for n in computed if not on_points[n]])
    return f"{cost(at)} per point, {cost(fixed)} per parameter set"


def _call(function: str, arguments: list[str]) -> str:
    return f"{function}({', '.join(arguments)});"
