"""C files of kernels: pieces of the extension, and libraries that are loaded at run time."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence

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
from muforge.symbolic.language.quantity import Variant

Kernels = Sequence[tuple[Variant, Program]]


Levels = Callable[[Variant, Program], str]
"""Gives C that says how a kernel converges."""


def library_c(kernels: Kernels, levels: Levels = unbounded_levels_c) -> str:
    """One C file that makes a library by itself, to be loaded at run time."""
    tables = Tables("library")
    return "\n".join(
        [
            "/* Kernels of muforge, to be loaded at run time. */",
            '#include "kernel.h"',
            *_inside(kernels, tables, levels),
            f"MF_EXPORT extern const mf_kernel {KERNELS}[];",
            f"MF_EXPORT extern const int {COUNT};",
            *_array(KERNELS, COUNT, kernels, {}),
        ]
    )


def family_c(name: str, kernels: Kernels, formulas: Mapping[str, str], before: str = "") -> str:
    """A C file of the extension, with some or all kernels of a family: tables, kernels, and their descriptions.

    Parameters
    ----------
    name : str
        Of the file.
    kernels : sequence of (Variant, Program)
    formulas : mapping of str to str
        Fingerprint of each kernel's formula.
    before : str
        The files of the family as they were; what takes long to find is taken over if it is still right.
    """
    tables = Tables(name)
    return "\n".join(
        [
            f"/* {name}: {NOTICE} */",
            '#include "kernel.h"',
            *_inside(kernels, tables, known_levels(before)),
            *_array(f"mf_{name}_kernels", f"mf_{name}_kernel_count", kernels, formulas),
        ]
    )


def known_levels(before: str) -> Levels:
    """How kernels converge, taken over from C files as far as it is still right."""
    kept = kept_convergence(before)
    return lambda variant, program: levels_c(variant, program, kept)


def _inside(kernels: Kernels, tables: Tables, levels: Levels) -> list[str]:
    """Tables and functions of kernels; `levels` says how they converge."""
    used = sorted({node.name for _, program in kernels for node in program.tables()})
    bodies = [
        f"{_heading(variant, program)}\n{levels(variant, program)}{c_code(program, tables, variant.quantity.accuracy)}"
        for variant, program in kernels
    ]
    included = [f'#include "{file_name(name)}"' for name in used]
    return [*included, "", *filter(None, [tables.text()]), *bodies]


def _array(name: str, count: str, kernels: Kernels, formulas: Mapping[str, str]) -> list[str]:
    """The descriptions of kernels and their number."""
    return [
        *(f"MF_LOW({program.name}, {len(program.inputs)})" for _, program in kernels if _has_low(program)),
        f"const mf_kernel {name}[] = {{",
        *(f"    {_descriptor(variant, program, formulas.get(program.name))}," for variant, program in kernels),
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


def _has_low(program: Program) -> bool:
    """Whether a kernel is one number from a fixed number of numbers, as scipy's functions are."""
    return len(program.outputs) == 1 and not program.series


def _descriptor(variant: Variant, program: Program, formula: str | None) -> str:
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
    functions += f", MF_SCALAR_AND_LOW({name})" if _has_low(program) else f", MF_SCALAR({name})"
    functions += f', .formula = "{formula}"' if formula else ""
    escaped = doc.replace('"', '\\"')
    return (
        f'{{.name = "{name}", .doc = "{escaped}", .inputs = {len(program.inputs)}, .points = {program.points}, '
        f".outputs = {len(program.outputs)}, .series_mask = {mask}u, {functions}}}"
    )
