"""The facts of a kernel that later stages need, small enough for the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muforge.codegen.backends.c.quadrature import default_tolerance
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
    tolerance : float or None
        Relative tolerance of its quadrature when none is asked for; None without an integral.
    tables : tuple of str
    unit : str
    """

    name: str
    inputs: tuple[str, ...]
    points: int
    outputs: int
    series: tuple[str, ...]
    tolerance: float | None
    tables: tuple[str, ...]
    unit: str

    @property
    def integral(self) -> bool:
        """Whether the kernel contains a quadrature."""
        return self.tolerance is not None

    @classmethod
    def of(cls, program: Program, unit: str, accuracy: float) -> KernelRecord:
        """The record of a compiled program that promises a relative accuracy."""
        tolerance = default_tolerance(program, accuracy)
        tables = tuple(node.name for node in program.tables())
        outputs = len(program.outputs)
        return cls(program.name, program.inputs, program.points, outputs, program.series, tolerance, tables, unit)

    @classmethod
    def from_manifest(cls, name: str, entry: Mapping[str, Any]) -> KernelRecord:
        """The record that a manifest keeps."""
        return cls(
            name,
            tuple(entry["inputs"]),
            entry["points"],
            entry["outputs"],
            tuple(entry["series"]),
            entry["tolerance"],
            tuple(entry["tables"]),
            entry["unit"],
        )
