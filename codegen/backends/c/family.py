"""C files of kernels: pieces of the extension, and libraries that are loaded at run time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from muforge.codegen.backends.c.costs import cost_in_words
from muforge.codegen.backends.c.identifiers import identifier
from muforge.codegen.backends.c.levels import levels_c
from muforge.codegen.backends.c.lookup_tables import file_name
from muforge.codegen.interfaces.exported import COUNT, KERNELS
from muforge.codegen.ir import Program
from muforge.codegen.notice import NOTICE
from muforge.codegen.pipeline import c_code
from muforge.codegen.plan.convergence import Convergence
from muforge.codegen.plan.node_tables import Tables, tables_of
from muforge.codegen.plan.quadrature_rules import has_integral, is_nested
from muforge.codegen.plan.tolerances import default_tolerance
from muforge.symbolic.language.variant import Variant

Kernels = Sequence[tuple[Variant, Program]]


def library_c(kernels: Kernels, known: Mapping[str, Sequence[Convergence]] = MappingProxyType({})) -> str:
    """One C file that makes a library by itself, to be loaded at run time.

    Parameters
    ----------
    kernels : sequence of (Variant, Program)
    known : mapping of str to sequence of Convergence
        How the results of each kernel converge, where that is known.
    """
    tables = Tables()
    return "\n".join(
        [
            "/* Kernels of muforge, to be loaded at run time. */",
            '#include "kernel.h"',
            *_inside(kernels, tables, known, self_contained=True),
            f"MF_EXPORT extern const mf_kernel {KERNELS}[];",
            f"MF_EXPORT extern const int {COUNT};",
            *_array(KERNELS, COUNT, kernels, {}),
        ]
    )


def family_c(
    name: str,
    kernels: Kernels,
    formulas: Mapping[str, str],
    known: Mapping[str, Sequence[Convergence]],
    tables: Tables,
) -> str:
    """A C file of the extension, with some or all kernels of a family, and their descriptions.

    Parameters
    ----------
    name : str
        Of the file.
    kernels : sequence of (Variant, Program)
    formulas : mapping of str to str
        Fingerprint of each kernel's formula.
    known : mapping of str to sequence of Convergence
        How the results of each kernel converge, where that is known.
    tables : Tables
        Receives the node tables, which are in files of their own.
    """
    return "\n".join(
        [
            f"/* {name}: {NOTICE} */",
            '#include "kernel.h"',
            *_inside(kernels, tables, known),
            *_array(f"mf_{name}_kernels", f"mf_{name}_kernel_count", kernels, formulas),
        ]
    )


def nodes_file(table: str) -> str:
    """The file of a node table."""
    return f"nodes/{table.removeprefix('mf_nodes_')}.h"


def _inside(
    kernels: Kernels,
    tables: Tables,
    known: Mapping[str, Sequence[Convergence]],
    self_contained: bool = False,
) -> list[str]:
    """Tables and functions of kernels; node tables are included from their files, or written out."""
    used = sorted({node.name for _, program in kernels for node in program.tables()})
    bodies = [
        _heading(variant, program)
        + levels_c(program, known.get(program.name, ()))
        + c_code(program, tables, variant.quantity.accuracy)
        for variant, program in kernels
    ]
    included = [f'#include "{file_name(name)}"' for name in used]
    nodes = sorted({name for _, program in kernels for name in tables_of(program)})
    written = [tables.text(nodes)] if self_contained else [f'#include "{nodes_file(name)}"' for name in nodes]
    return [*included, *written, *bodies]


def _array(name: str, count: str, kernels: Kernels, formulas: Mapping[str, str]) -> list[str]:
    """The descriptions of kernels and their number."""
    return [
        *(f"MF_LOW({identifier(program.name)}, {len(program.inputs)})" for _, program in kernels if _has_low(program)),
        f"const mf_kernel {name}[] = {{",
        *(f"    {_descriptor(variant, program, formulas.get(program.name))}," for variant, program in kernels),
        "};",
        f"const int {count} = {len(kernels)};",
        "",
    ]


def _heading(variant: Variant, program: Program) -> str:
    quantity = variant.quantity
    options = ", ".join(f"{name}={value}" for name, value in variant.options if name not in quantity.results)
    title = f"{quantity.name}[{options}]" if options else quantity.name
    lines = [
        f"{title}  [{variant.unit}]",
        *_results(variant),
        *textwrap.wrap(quantity.doc.splitlines()[0], 100),
        *textwrap.wrap(f"Source: {quantity.source}", 100),
        *textwrap.wrap(f"Operations: {cost_in_words(program)}.", 100),
    ]
    return "/* " + "\n * ".join(lines).replace("*/", "* /") + " */\n"


def _results(variant: Variant) -> list[str]:
    """What the results are, of a kernel that has several."""
    if len(variant.together) == 1:
        return []
    names = variant.quantity.results
    chosen = [" ".join(str(value) for name, value in v.options if name in names) for v in variant.together]
    return textwrap.wrap(f"Results: {', '.join(chosen)}.", 100)


def _has_low(program: Program) -> bool:
    """Whether a kernel is one number from a fixed number of numbers, as scipy's functions are."""
    return len(program.outputs) == 1 and not program.series


def _string(text: str) -> str:
    """A text as a C string."""
    escaped = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0"}
    return '"' + "".join(escaped.get(character, character) for character in text) + '"'


def _descriptor(variant: Variant, program: Program, formula: str | None) -> str:
    summary = variant.quantity.doc.splitlines()[0]
    results = "".join(f"{line} " for line in _results(variant))
    doc = f"{summary}\n\n{results}Unit of the result: {variant.unit}. Source: {variant.quantity.source}."
    mask = sum(1 << i for i, p in enumerate(program.inputs) if p in program.series)
    name = identifier(program.name)
    if has_integral(program):
        tolerance = default_tolerance(program, variant.quantity.accuracy)
        functions = f".lanes = {name}_lanes, .tolerance = {tolerance!r}, .nested = {int(is_nested(program))}"
    elif program.series:
        functions = f".series = {name}_series"
    else:
        functions = f".many = {name}_many, .each = {name}_each"
    functions += f", MF_SCALAR_AND_LOW({name})" if _has_low(program) else f", MF_SCALAR({name})"
    functions += f', .formula = "{formula}"' if formula else ""
    return (
        f"{{.name = {_string(program.name)}, .doc = {_string(doc)}, "
        f".inputs = {len(program.inputs)}, .points = {program.points}, "
        f".outputs = {len(program.outputs)}, .is_complex = {int(program.complex)}, "
        f".series_mask = {mask}u, {functions}}}"
    )
