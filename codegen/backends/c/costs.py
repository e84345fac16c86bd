"""How many operations a kernel takes, in words."""

from __future__ import annotations

from muforge.codegen.backends.c.expressions import cost, operation_counts
from muforge.codegen.ir import LEAVES, Program
from muforge.codegen.plan.quadrature_rules import has_integral, most_nodes
from muforge.codegen.plan.schedule import Place, schedule


def cost_in_words(program: Program) -> str:
    """How many operations a program takes, for people."""
    return _with_loops(program) if has_integral(program) or program.series else _pointwise(program)


def _pointwise(program: Program) -> str:
    on_points = program.uses(frozenset(program.inputs[: program.points]))
    computed = range(len(program.operations))
    at = operation_counts(program, [n for n in computed if on_points[n]])
    fixed = operation_counts(program, [n for n in computed if not on_points[n]])
    return f"{cost(at)} per point, {cost(fixed)} per parameter set"


def _with_loops(program: Program) -> str:
    plan = schedule(program)
    by_place: dict[Place, list[int]] = {}
    for number, operation in enumerate(program.operations):
        if operation.op not in LEAVES and operation.op not in ("integral", "sum"):
            by_place.setdefault(plan.place[number], []).append(number)
    parts = []
    for place in sorted(by_place, key=len):
        where = "outside the loops" if not place else f"per node of {', '.join(place)}"
        parts.append(f"{cost(operation_counts(program, by_place[place]))} {where}")
    if plan.loops and has_integral(program):
        parts.append(f"at most {' x '.join(map(str, most_nodes(program)))} nodes")
    return ", ".join(parts)
