"""C functions in a version for each instruction set; see ``codegen/runtime/instruction_sets.h``."""

from __future__ import annotations

from collections.abc import Sequence

from muforge.codegen.backends.c.expressions import indent


def versions(name: str, parameters: Sequence[str], body: Sequence[str]) -> list[str]:
    """A function without result that calls the version for the instruction set in use.

    Parameters
    ----------
    name : str
    parameters : sequence of str
        Their declarations, each ending with the parameter's name.
    body : sequence of str
        Statements.
    """
    declared = ", ".join(parameters)
    names = ", ".join(parameter.rpartition(" ")[2].lstrip("*") for parameter in parameters)
    return [
        f"MF_INLINE void {name}_body({declared}) {{",
        *indent(list(body)),
        "}",
        f"MF_VERSIONS({name}, ({declared}), ({names}))",
        "",
    ]
