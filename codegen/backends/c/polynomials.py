"""C for the coefficients of elementary functions: polynomials and constants, with where they hold and how well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import mpmath

from muforge.codegen import elementary
from muforge.codegen.elementary.fit import DIGITS, Fit, Polynomial, fitted
from muforge.codegen.fingerprint import digest
from muforge.codegen.notice import notice

FILE = "coefficients.h"
LONGEST = 112
"""Longest line of code."""


def fingerprint() -> str:
    """A hash of all that the coefficients depend on."""
    files = [Path(__file__), *sorted(Path(elementary.__file__).parent.glob("*.py"))]
    return digest("\n".join(path.read_text() for path in files))


def is_current(text: str) -> bool:
    """Whether a header was made from the fits as they are."""
    return f"fingerprint {fingerprint()}" in text


@cache
def header() -> str:
    """The text of the header; computing the coefficients takes seconds."""
    with mpmath.workdps(DIGITS):
        constants = [f"#define {name} ({float(value())!r})" for name, value in elementary.CONSTANTS.items()]
    lines = [
        f"/* {notice('codegen/elementary/')}",
        " *",
        " * Polynomials P for the headers of the runtime, by Remez's exchange in high precision.  Errors are those",
        " * that P leaves in the result, relative to it and apart from the rounding of its evaluation;",
        f" * fingerprint {fingerprint()}.",
        " */",
        "#ifndef MUFORGE_COEFFICIENTS_H",
        "#define MUFORGE_COEFFICIENTS_H",
        "",
        '#include "bits.h"',
        "",
        *constants,
        "",
        *(line for fit in elementary.FITS for line in _function(fit, fitted(fit))),
        "#endif",
        "",
    ]
    return "\n".join(lines)


def _function(fit: Fit, polynomial: Polynomial) -> list[str]:
    """The C function of a polynomial: even and odd powers side by side, which shortens the chain of operations."""
    coefficients = polynomial.coefficients
    degree = len(coefficients) - 1
    return [
        f"/* {fit.formula}",
        f" * for {fit.low:.6g} <= z <= {fit.high:.6g}; degree {degree}, error {polynomial.error:.1e}. */",
        f"MF_INLINE double {fit.name}(double z) {{",
        "    const double z2 = z * z;",
        *_chain("even", coefficients[::2]),
        *_chain("odd", coefficients[1::2]),
        "    return even + z * odd;",
        "}",
        "",
    ]


def _chain(name: str, coefficients: Sequence[float]) -> list[str]:
    """Horner's scheme in z2, on as many lines as it needs."""
    pieces = [f"{c!r} + z2 * (" for c in coefficients[:-2]]
    pieces.append(f"{coefficients[-2]!r} + z2 * {coefficients[-1]!r}" + ")" * len(pieces) + ";")
    lines = [f"    const double {name} ="]
    for piece in pieces:
        if len(lines) > 1 and len(lines[-1]) + len(piece) <= LONGEST:
            lines[-1] += piece
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append("        " + piece)
    return lines
