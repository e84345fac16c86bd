"""Where each operation is computed: hoisting read off from scopes.

A *place* is a chain of nested loop variables; () is outside all loops.  Inside a place, operations that
need the result of a loop come after it: they belong to a later *phase*.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from muforge.codegen.ir import LEAVES, InternalError, Program

Place = tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """Places and phases of all operations of a program.

    `segments[place, phase]` are the operations computed there, in order; `loops[place, phase]` the
    integrals and sums whose loops run after that segment, grouped by loop variable.
    """

    place: tuple[Place, ...]
    phase: tuple[int, ...]
    segments: dict[tuple[Place, int], tuple[int, ...]]
    loops: dict[tuple[Place, int], dict[str, tuple[int, ...]]]

    def phases(self, place: Place) -> int:
        """Number of phases of a place."""
        own = [phase for where, phase in [*self.segments, *self.loops] if where == place]
        return max(own, default=0) + 1


def schedule(program: Program) -> Schedule:
    """Place every operation in the outermost loop, and the earliest phase, where its arguments are known."""
    scopes = program.scopes()
    chains = _chains(program, scopes)
    place: list[Place] = []
    phase: list[int] = []
    needs: list[dict[Place, int]] = []
    segments: dict[tuple[Place, int], list[int]] = defaultdict(list)
    loops: dict[tuple[Place, int], dict[str, list[int]]] = defaultdict(dict)
    for number, operation in enumerate(program.operations):
        here = max((chains[v] for v in scopes[number]), key=len, default=())
        need: dict[Place, int] = {}
        for argument in operation.args:
            for where, latest in needs[argument].items():
                need[where] = max(need.get(where, 0), latest)
        now = need.get(here, 0)
        if operation.op in ("integral", "sum"):
            variable = operation.data.variable if operation.op == "integral" else operation.data
            loops[here, now].setdefault(variable, []).append(number)
            now += 1
        elif operation.op not in LEAVES:
            segments[here, now].append(number)
        place.append(here)
        phase.append(now)
        needs.append(need | {here: now})
    return Schedule(
        tuple(place),
        tuple(phase),
        {key: tuple(numbers) for key, numbers in segments.items()},
        {key: {v: tuple(n) for v, n in group.items()} for key, group in loops.items()},
    )


def _chains(program: Program, scopes: list[frozenset[str]]) -> dict[str, Place]:
    """For each loop variable the chain of loops down to it."""
    outer: dict[str, frozenset[str]] = {}
    for number, operation in enumerate(program.operations):
        if operation.op in ("integral", "sum"):
            variable = operation.data.variable if operation.op == "integral" else operation.data
            outer[variable] = outer.get(variable, frozenset()) | scopes[number]
    while any(new := {v: outer[v].union(*(outer[u] for u in outer[v])) - outer[v] for v in outer}.values()):
        outer = {v: outer[v] | more for v, more in zip(outer, new, strict=True)}
    chains: dict[str, Place] = {}
    for variable in sorted(outer, key=lambda v: len(outer[v])):
        enclosing = sorted(outer[variable], key=lambda v: len(outer[v]))
        if any(v not in chains for v in enclosing):
            raise InternalError(f"{program.name}: loops over {sorted(outer)} are not nested")
        chains[variable] = (*enclosing, variable)
    return chains
