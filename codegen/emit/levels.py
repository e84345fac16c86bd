"""C for how fast kernels converge, which takes a while to find and is kept in the C file of the family."""

from __future__ import annotations

import re

from muforge.codegen.convergence import Level, convergence, fingerprint
from muforge.codegen.emit.loops import has_integral
from muforge.codegen.ir import Program
from muforge.codegen.schedule import is_nested, rules
from muforge.symbolic.declare import Variant

KEPT = re.compile(r"/\* Levels of refinement; fingerprint (\w+)\. \*/\nstatic const mf_level \w+\[\] = \{(.*)\};")
PAIR = re.compile(r"\{(\S+), (\S+)\}")


def kept_levels(text: str) -> dict[str, tuple[Level, ...]]:
    """The levels in a generated C file, by fingerprint."""
    return {
        mark: tuple(Level(float(change), float(error)) for change, error in PAIR.findall(body))
        for mark, body in KEPT.findall(text)
    }


def levels_c(variant: Variant, program: Program, kept: dict[str, tuple[Level, ...]]) -> str:
    """The levels of a kernel with one-dimensional integrals as C, those found before if they are still right."""
    if not has_integral(program) or is_nested(program):
        return ""
    mark = fingerprint(variant)
    levels = kept[mark] if mark in kept else convergence(variant, rules(program))
    pairs = ", ".join(f"{{{level.change!r}, {level.error!r}}}" for level in levels)
    return (
        f"/* Levels of refinement; fingerprint {mark}. */\n"
        f"static const mf_level {program.name}_levels[] = {{{pairs}}};\n"
    )
