"""C for kernels that sum over series of equal length n."""

from __future__ import annotations

from muforge.codegen.backends.c.expressions import indent
from muforge.codegen.backends.c.identifiers import identifier
from muforge.codegen.backends.c.printer import Printer
from muforge.codegen.ir import InternalError, Program
from muforge.codegen.plan.kernel_plan import Plan
from muforge.codegen.plan.node_tables import Tables


def series(plan: Plan) -> str:
    """The C functions of such a kernel."""
    program, name = plan.program, identifier(plan.program.name)
    if len(program.outputs) != 1:
        raise InternalError(f"{name}: a kernel that sums over series has one real result")
    printer = Printer(plan, Tables(), lanes=False)
    body = [
        f"const double {_declared(program, p)} = inputs[{i}]{'' if p in program.series else '[0]'};"
        for i, p in enumerate(program.inputs)
        if _is_used(program, p)
    ]
    body += [*printer.body(), f"*out = {printer.name(program.outputs[0])};"]
    lists = {identifier(p): p in program.series for p in program.inputs}
    arguments = ", ".join(f"const double *{p}" if is_list else f"double {p}" for p, is_list in lists.items())
    pointers = ", ".join(p if is_list else f"&{p}" for p, is_list in lists.items())
    return "\n".join(
        [
            f"static void {name}_series(ptrdiff_t n, const double *const *inputs, double *out) {{",
            *indent(body),
            "}",
            f"double muforge_{name}(ptrdiff_t n, {arguments}) {{",
            f"    const double *const inputs[] = {{{pointers}}};",
            "    double out;",
            f"    {name}_series(n, inputs, &out);",
            "    return out;",
            "}",
            "",
        ]
    )


def _declared(program: Program, name: str) -> str:
    """An input as the kernel declares it."""
    return f"*{identifier(name)}" if name in program.series else f"in_{identifier(name)}"


def _is_used(program: Program, name: str) -> bool:
    return any(o.data == name or (o.op == "element" and o.data[0] == name) for o in program.operations)
