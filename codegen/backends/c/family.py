"""One C file for each family of quantities."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from muforge.codegen.backends.c.levels import kept_convergence, levels_c, unbounded_levels_c
from muforge.codegen.backends.c.lookup_tables import file_name
from muforge.codegen.backends.c.loops import has_integral
from muforge.codegen.backends.c.quadrature import default_tolerance
from muforge.codegen.interfaces.exported import COUNT, KERNELS
from muforge.codegen.ir import Program
from muforge.codegen.notice import NOTICE
from muforge.codegen.pipeline import c_code, cost_in_words
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.plan.schedule import is_nested
from muforge.symbolic.language.variant import Variant

Kernels = Sequence[tuple[Variant, Program]]


def library_c(kernels: Kernels) -> str:
    """One C file that makes a library by itself, to be loaded at run time."""
    tables = Tables("library")
    return "\n".join(
        [
            "/* Kernels of muforge, to be loaded at run time. */",
            '#include "kernel.h"',
            *_inside(kernels, tables, unbounded_levels_c),
            f"MF_EXPORT extern const mf_kernel {KERNELS}[];",
            f"MF_EXPORT extern const int {COUNT};",
            *_array(KERNELS, COUNT, kernels),
        ]
    )


def family_c(family: str, kernels: Kernels, before: str = "") -> str:
    """The C file of a family: tables, kernels, and the descriptions of all kernels.

    Parameters
    ----------
    family : str
    kernels : sequence of (Variant, Program)
    before : str
        The file as it was; what takes long to find is taken over if it is still right.
    """
    tables = Tables(family)
    kept = kept_convergence(before)
    return "\n".join(
        [
            f"/* {family}: {NOTICE} */",
            '#include "kernels.h"',
            *_inside(kernels, tables, lambda variant, program: levels_c(variant, program, kept)),
            *_array(f"mf_{family}_kernels", f"mf_{family}_kernel_count", kernels),
        ]
    )


def _inside(kernels: Kernels, tables: Tables, levels: Callable[[Variant, Program], str]) -> list[str]:
    """Tables and functions of kernels; `levels` says how they converge."""
    used = sorted({node.name for _, program in kernels for node in program.tables()})
    bodies = [
        f"{_heading(variant, program)}\n{levels(variant, program)}{c_code(program, tables, variant.quantity.accuracy)}"
        for variant, program in kernels
    ]
    included = [f'#include "{file_name(name)}"' for name in used]
    return [*included, "", *filter(None, [tables.text()]), *bodies]


def _array(name: str, count: str, kernels: Kernels) -> list[str]:
    """The descriptions of kernels and their number."""
    return [
        f"const mf_kernel {name}[] = {{",
        *(f"    {_descriptor(variant, program)}," for variant, program in kernels),
        "};",
        f"const int {count} = {len(kernels)};",
        "",
    ]


def _heading(variant: Variant, program: Program) -> str:
    quantity = variant.quantity
    options = ", ".join(f"{name}={value}" for name, value in variant.options)
    title = f"{quantity.name}[{options}]" if options else quantity.name
    lines = [
        f"{title}  [{variant.unit}]",
        *textwrap.wrap(quantity.doc.splitlines()[0], 100),
        *textwrap.wrap(f"Source: {quantity.source}", 100),
        *textwrap.wrap(f"Operations: {cost_in_words(program)}.", 100),
    ]
    return "\n/* " + "\n * ".join(lines) + "\n */"


def _descriptor(variant: Variant, program: Program) -> str:
    summary = variant.quantity.doc.splitlines()[0]
    doc = f"{summary}\\n\\nUnit of the result: {variant.unit}. Source: {variant.quantity.source}."
    mask = sum(1 << i for i, p in enumerate(program.inputs) if p in program.series)
    name = program.name
    if has_integral(program):
        tolerance = default_tolerance(program, variant.quantity.accuracy)
        functions = f".lanes = {name}_lanes, .tolerance = {tolerance!r}, .nested = {int(is_nested(program))}"
    elif program.series:
        functions = f".series = {name}_series"
    else:
        functions = f".many = {name}_many, .each = {name}_each"
    escaped = doc.replace('"', '\\"')
    return (
        f'{{.name = "{name}", .doc = "{escaped}", .inputs = {len(program.inputs)}, .points = {program.points}, '
        f".outputs = {len(program.outputs)}, .series_mask = {mask}u, {functions}}}"
    )
