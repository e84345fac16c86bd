"""C for kernels with integrals.

``NAME_lanes`` evaluates a block of MF_LANES points with finer and finer trapezoidal rules until the results agree
within the tolerance, and estimates the error of each.  A rule of one dimension reuses the nodes of the coarser one;
if the kernel is proportional to its integral, it has no new ones where that showed the integrand to be negligible.
In nested integrals all variables are refined together, so that the errors of inner ones are seen too; each level is
computed anew, because in d dimensions the one before it has cost (3/2)^d times less.

Several results come from the same nodes.  The levels end when all have converged; a result that has met its tolerance
before keeps the value that it had then, so that it has the bits of a kernel of its own.
"""

from __future__ import annotations

from muforge.codegen.backends.c.expressions import indent
from muforge.codegen.backends.c.identifiers import identifier
from muforge.codegen.backends.c.printer import Printer, declaration
from muforge.codegen.ir import InternalError, Program
from muforge.codegen.plan.kernel_plan import Plan
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.plan.tolerances import default_tolerance, is_compensated, noise


def quadrature(plan: Plan, tables: Tables, accuracy: float) -> str:
    """The C functions of a kernel with integrals that promises a relative accuracy."""
    program = plan.program
    if program.complex:
        raise InternalError(f"{program.name}: integrals of complex functions are not supported")
    compensated, rounding = is_compensated(accuracy), noise(program, accuracy)
    printer = Printer(plan, tables, lanes=True, compensated=compensated, noise=rounding)
    inputs = [f"*in_{identifier(p)} = inputs[{i}]" for i, p in enumerate(program.inputs)]
    name = identifier(program.name)
    return "\n".join(
        [
            f"MF_BLOCK({name}) {{",
            *indent([*declaration("const double", inputs), *printer.body()]),
            "}",
            f"MF_QUADRATURE({name})",
            _scalar(program, default_tolerance(program, accuracy)),
            "",
        ]
    )


def _scalar(program: Program, tolerance: float | None) -> str:
    """The function of numbers."""
    name, inputs = identifier(program.name), [identifier(p) for p in program.inputs]
    declared, values = ", ".join(f"double {p}" for p in inputs), ", ".join(inputs)
    if program.results == 1:
        return f"double muforge_{name}({declared}) MF_ONE_BLOCK({name}, {tolerance!r}, {values})"
    return (
        f"void muforge_{name}({declared}, double *result) "
        f"MF_ONE_BLOCK_OF({program.results}, {name}, {tolerance!r}, {values})"
    )
