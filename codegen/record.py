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
    unit : str
    """

    name: str
    inputs: tuple[str, ...]
    points: int
    outputs: int
    series: tuple[str, ...]
    integral: bool
    unit: str

    @classmethod
    def of(cls, program: Program, unit: str) -> KernelRecord:
        """The record of a compiled program."""
        integral = any(o.op == "integral" for o in program.operations)
        return cls(program.name, program.inputs, program.points, len(program.outputs), program.series, integral, unit)
