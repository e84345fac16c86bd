"""C for how fast kernels converge, which takes a while to find and is kept in the manifest of generated files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from muforge.codegen.backends.c.identifiers import identifier
from muforge.codegen.ir import Program
from muforge.codegen.plan.convergence import Convergence, Level, convergence, fingerprint
from muforge.codegen.plan.quadrature_rules import has_integral, is_nested, rules
from muforge.symbolic.language.nodes.let import Let
from muforge.symbolic.language.variant import Variant


def found_convergence(variant: Variant, program: Program, kept: Mapping[str, Convergence]) -> dict[str, Convergence]:
    """How each result of a kernel with one-dimensional integrals converges, by fingerprint in the order of results.

    What is kept under the same fingerprint is taken over.  Nothing is known of nested integrals and of formulas with
    named values.
    """
    if not _has_levels(program) or any(result.expression.has(Let) for result in variant.together):
        return {}
    marks = {fingerprint(result): result for result in variant.together}
    return {mark: kept[mark] if mark in kept else convergence(result, rules(program)) for mark, result in marks.items()}


def levels_c(program: Program, known: Sequence[Convergence]) -> str:
    """How the results of a kernel with one-dimensional integrals converge, as C.

    If nothing is known, as of a kernel that is compiled on request, errors are judged by changes alone.
    """
    if not _has_levels(program):
        return ""
    if not known:
        count = max(rule.levels for rule in rules(program).values()) - 1
        nowhere = ((math.inf, -math.inf),) * len(program.inputs)
        known = [Convergence((Level(0.0, 1.0),) * count, nowhere)] * program.results
    rows = [", ".join(f"{{{level.change!r}, {level.error!r}}}" for level in one.levels) for one in known]
    name, size = identifier(program.name), len(known[0].levels)
    levels = f"{name}_levels[]" if len(rows) == 1 else f"{name}_levels[{len(rows)}][{size}]"
    text = rows[0] if len(rows) == 1 else ", ".join(f"{{{row}}}" for row in rows)
    box = ", ".join(f"{{{_literal(low)}, {_literal(high)}}}" for low, high in _common_box(known))
    return f"static const mf_level {levels} = {{{text}}};\nstatic const double {name}_box[][2] = {{{box}}};\n"


def _common_box(known: Sequence[Convergence]) -> list[tuple[float, float]]:
    """Where the bounds of all results hold."""
    sides = zip(*(one.box for one in known), strict=True)
    return [(max(low for low, _ in side), min(high for _, high in side)) for side in sides]


def _has_levels(program: Program) -> bool:
    return has_integral(program) and not is_nested(program)


def _literal(number: float) -> str:
    return repr(number) if math.isfinite(number) else f"{'-' if number < 0 else ''}INFINITY"
