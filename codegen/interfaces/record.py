"""The facts of a kernel that later stages need, small enough for the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from muforge.codegen.ir import Program
from muforge.codegen.plan.node_tables import tables_of
from muforge.codegen.plan.tolerances import default_tolerance


@dataclass(frozen=True)
class KernelRecord:
    """The call signature of a kernel.

    Parameters
    ----------
    name : str
    inputs : tuple of str
    points : int
    outputs : int
        Numbers in its results.
    complex : bool
        Whether there are two, the parts of one complex result.
    series : tuple of str
    tolerance : float or None
        Relative tolerance of its quadrature when none is asked for; None without an integral.
    tables, nodes : tuple of str
        Tabulated functions, and node tables.
    unit : str
    """

    name: str
    inputs: tuple[str, ...]
    points: int
    outputs: int
    complex: bool
    series: tuple[str, ...]
    tolerance: float | None
    tables: tuple[str, ...]
    nodes: tuple[str, ...]
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
        return cls(
            program.name,
            program.inputs,
            program.points,
            len(program.outputs),
            program.complex,
            program.series,
            tolerance,
            tables,
            tables_of(program),
            unit,
        )

    def for_manifest(self) -> dict[str, Any]:
        """What a manifest keeps of the record."""
        kept = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "name"}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}

    @classmethod
    def from_manifest(cls, name: str, entry: Mapping[str, Any]) -> KernelRecord:
        """The record that a manifest keeps."""
        return cls(
            name,
            tuple(entry["inputs"]),
            entry["points"],
            entry["outputs"],
            entry["complex"],
            tuple(entry["series"]),
            entry["tolerance"],
            tuple(entry["tables"]),
            tuple(entry["nodes"]),
            entry["unit"],
        )
