"""What later stages need to know of a kernel, small enough to be kept in the manifest."""

from __future__ import annotations

from dataclasses import dataclass

from muforge.codegen.ir import Program


@dataclass(frozen=True)
class KernelRecord:
    """The call signature of a kernel.

    Parameters
    ----------
    name : str
    inputs : tuple of str
    points : int
    outputs : int
    series : tuple of str
    integral : bool
    tables : tuple of str
    unit : str
    """

    name: str
    inputs: tuple[str, ...]
    points: int
    outputs: int
    series: tuple[str, ...]
    integral: bool
    tables: tuple[str, ...]
    unit: str

    @classmethod
    def of(cls, program: Program, unit: str) -> KernelRecord:
        """The record of a compiled program."""
        integral = any(o.op == "integral" for o in program.operations)
        tables = tuple(node.name for node in program.tables())
        outputs = len(program.outputs)
        return cls(program.name, program.inputs, program.points, outputs, program.series, integral, tables, unit)
