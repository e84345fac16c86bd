"""A kernel without integral as one C function of its own."""

from __future__ import annotations

from scalar_loop import statements

from muforge.codegen.ir import Program


def c_arithmetic(program: Program) -> str:
    """C source of ``arithmetic(values)``, which can be inlined."""
    before, _, _ = statements(program, "C")
    arguments = [f"    const double {name} = values[{i}];" for i, name in enumerate(program.inputs)]
    lines = [f"    const double {line};" for line in before]
    result = f"    return v{program.outputs[0]};"
    return "\n".join(
        [
            "#include <math.h>",
            "static inline double arithmetic(const double *values) {",
            *arguments,
            *lines,
            result,
            "}",
            "",
        ]
    )
