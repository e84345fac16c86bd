"""C for tabulated functions: one header each, with the coefficients and the function that uses them."""

from __future__ import annotations

import mpmath

from muforge.codegen.check.reference import Reference
from muforge.codegen.fingerprint import Fingerprinter, digest
from muforge.codegen.notice import NOTICE
from muforge.codegen.plan.tabulate import DIGITS, ENOUGH, OCTAVE_POINTS, SEGMENT_BITS, Table, tabulate
from muforge.symbolic.language.nodes.tabulated import Tabulated

MANTISSA_BITS = 52
BIAS = 1023
FUNCTION = """\
MF_INLINE double mf_{name}(double x) {{
    const uint64_t bits = mf_bits(x);
    const uint64_t place = (bits >> {shift}) - {first}u;
    const uint64_t row = {columns} * (place < {last}u ? place : {last}u);
    const double m = mf_from_bits((bits & {mantissa}u) | 0x3ff0000000000000u);
    const double u = m - mf_from_bits((bits & {segment}u) | {centre}u);
    return {polynomial} + (place <= {last}u ? 0.0 : NAN);
}}
"""
"""What uses a table.  Every element of a row is loaded whatever the argument, or loops would not be vectorised."""


def file_name(name: str) -> str:
    """The file of a table."""
    return f"table_{name}.h"


def fingerprint(node: Tabulated) -> str:
    """A hash of all that the coefficients depend on."""
    settings = f"{DIGITS} {OCTAVE_POINTS} {SEGMENT_BITS} {mpmath.nstr(ENOUGH, 5)}"
    return digest(settings + FUNCTION + Fingerprinter().expression(node))


def header(node: Tabulated) -> str:
    """The text of the header of one function; computing the coefficients takes seconds."""
    function = Reference(node.function, [node.variable.name], refinement=1)
    table = tabulate(function.at, float(node.low), float(node.high))
    return _text(node, table)


def is_current(text: str, node: Tabulated) -> bool:
    """Whether a header was made for this function."""
    return f"fingerprint {fingerprint(node)}" in text


def _text(node: Tabulated, table: Table) -> str:
    name, rows = node.name, table.coefficients
    shift = MANTISSA_BITS - SEGMENT_BITS
    columns = table.degree + 1
    powers = [f"mf_table_{name}[row + {k}]" for k in range(columns)]
    polynomial = powers.pop()
    while powers:
        polynomial = f"{powers.pop()} + u * ({polynomial})"
    function = FUNCTION.format(
        name=name,
        shift=shift,
        first=(table.first + BIAS) << SEGMENT_BITS,
        last=len(rows) - 1,
        columns=columns,
        mantissa=hex((1 << MANTISSA_BITS) - 1),
        segment=hex((2**SEGMENT_BITS - 1) << shift),
        centre=hex(0x3FF0000000000000 | 1 << (shift - 1)),
        polynomial=polynomial,
    )
    guard = f"MUFORGE_TABLE_{name.upper()}_H"
    lines = [
        f"/* {NOTICE}",
        " *",
        f" * {name}(x) for {float(node.low):g} <= x <= {float(node.high):g}: polynomials of degree {table.degree} on",
        f" * {2**SEGMENT_BITS} segments an octave, with relative error {table.error:.1e} apart from rounding;",
        f" * fingerprint {fingerprint(node)}.",
        " */",
        f"#ifndef {guard}",
        f"#define {guard}",
        "",
        f"static const double mf_table_{name}[{len(rows)} * {columns}] = {{",
        *("    " + ", ".join(map(repr, row)) + "," for row in rows),
        "};",
        "",
        function,
        "#endif",
        "",
    ]
    return "\n".join(lines)
