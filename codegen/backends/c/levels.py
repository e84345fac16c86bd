"""C for how fast kernels converge, which takes a while to find and is kept in the C file of the family."""

from __future__ import annotations

import math
import re

from muforge.codegen.backends.c.expressions import indent
from muforge.codegen.backends.c.loops import has_integral
from muforge.codegen.ir import Program
from muforge.codegen.plan.convergence import Convergence, Level, convergence, fingerprint
from muforge.codegen.plan.schedule import is_nested, rules
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.variant import Variant

KEPT = re.compile(
    r"/\* How it converges; fingerprint (\w+)\. \*/\n"
    r"static const mf_level \w+\[\] = \{(.*)\};\nstatic const double \w+\[\]\[2\] = \{(.*)\};"
)
PAIR = re.compile(r"\{(\S+), (\S+)\}")


def kept_convergence(text: str) -> dict[str, Convergence]:
    """What is known of the kernels of a generated C file, by fingerprint."""
    found = {}
    for mark, levels, box in KEPT.findall(text):
        pairs = [[(float(a), float(b)) for a, b in PAIR.findall(body)] for body in (levels, box)]
        found[mark] = Convergence(tuple(Level(*pair) for pair in pairs[0]), tuple(pairs[1]))
    return found


def levels_c(variant: Variant, program: Program, kept: dict[str, Convergence]) -> str:
    """How a kernel with one-dimensional integrals converges as C, as found before if that is still right."""
    if not _has_levels(program):
        return ""
    if variant.expression.has(Let):  # `convergence` does not know named values
        return unbounded_levels_c(variant, program)
    mark = fingerprint(variant)
    known = kept[mark] if mark in kept else convergence(variant, rules(program))
    return f"/* How it converges; fingerprint {mark}. */\n{_arrays(program, known)}"


def unbounded_levels_c(variant: Variant, program: Program) -> str:
    """The same for a kernel that is compiled on request: nothing is known, so errors are judged by changes alone."""
    if not _has_levels(program):
        return ""
    count = max(rule.levels for rule in rules(program).values()) - 1
    nowhere = ((math.inf, -math.inf),) * len(program.inputs)
    return _arrays(program, Convergence((Level(0.0, 1.0),) * count, nowhere))


def _has_levels(program: Program) -> bool:
    return has_integral(program) and not is_nested(program)


def _arrays(program: Program, known: Convergence) -> str:
    levels = ", ".join(f"{{{level.change!r}, {level.error!r}}}" for level in known.levels)
    box = ", ".join(f"{{{_literal(low)}, {_literal(high)}}}" for low, high in known.box)
    return (
        f"static const mf_level {program.name}_levels[] = {{{levels}}};\n"
        f"static const double {program.name}_box[][2] = {{{box}}};\n"
    )


def _literal(number: float) -> str:
    return repr(number) if math.isfinite(number) else f"{'-' if number < 0 else ''}INFINITY"


def inside_c(program: Program) -> list[str]:
    """Which lanes are where the bounds hold."""
    box = f"{program.name}_box"
    terms = [f"(in_{p}[l] >= {box}[{i}][0]) & (in_{p}[l] <= {box}[{i}][1])" for i, p in enumerate(program.inputs)]
    return [
        "double inside[MF_LANES];",
        "MF_SIMD",
        "for (int l = 0; l < MF_LANES; ++l)",
        *indent([f"inside[l] = ({' & '.join(terms)}) ? 1.0 : 0.0;"]),
    ]
