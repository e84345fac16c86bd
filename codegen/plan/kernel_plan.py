"""The plan of a kernel: what is computed where, as a tree of blocks that backends print.

::

    plan = plan_of(program)
    plan.body           # ParameterPart and PointPart; or Segments, loops over Terms; or Segments, then Levels

A quadrature is ``Levels``: finer and finer rules, each with loops over ``Nodes`` that may contain others, until every
result has ``Converged``.  Nothing here says how many points are computed at once, or in which language.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from muforge.codegen.ir import LEAVES, InternalError, Loop, Program
from muforge.codegen.plan.quadrature_rules import has_integral, is_nested, rules
from muforge.codegen.plan.schedule import Place, Schedule, schedule
from muforge.codegen.plan.window import integral_with_window


@dataclass(frozen=True)
class Segment:
    """Operations without a loop, in order; afterwards the integrands of some integrals are added to their sums."""

    numbers: tuple[int, ...]
    integrals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Zero:
    """The sums of some integrals start at 0."""

    integrals: tuple[int, ...]


@dataclass(frozen=True)
class Nodes:
    """A loop over the nodes that a level of refinement adds.

    Parameters
    ----------
    variable : str
        The integration variable.
    integrals : tuple of int
        What the loop adds to.
    columns : tuple of int
        Operations that are looked up in a table of the variable.
    kept : tuple of int
        Values of one node that several blocks of the body use.
    body : tuple of Block
    """

    variable: str
    integrals: tuple[int, ...]
    columns: tuple[int, ...]
    kept: tuple[int, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Terms:
    """A loop over the terms of series, with the name of its index; the rest as for `Nodes`."""

    variable: str
    integrals: tuple[int, ...]
    kept: tuple[int, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Finish:
    """Integrals from their sums: times the step of the level, or as they are for series."""

    integrals: tuple[int, ...]
    variable: str


@dataclass(frozen=True)
class Converged:
    """The levels end if every result has converged.

    Parameters
    ----------
    integrals : tuple of int
        All integrals outside of others.  By accident one of them, or a result of several, may change little from one
        level to the next; so all of them are looked at for every result.
    """

    integrals: tuple[int, ...]


@dataclass(frozen=True)
class Levels:
    """Finer and finer rules, `count` of them at most.

    Parameters
    ----------
    count : int
    body : tuple of Block
    """

    count: int
    body: tuple[Block, ...]


@dataclass(frozen=True)
class ParameterPart:
    """What depends on parameters alone, computed once for many points.

    Parameters
    ----------
    numbers : tuple of int
        Operations in order.
    kept : tuple of int
        Those of them that points need.
    inputs : tuple of str
        Parameters that points need as they are.
    """

    numbers: tuple[int, ...]
    kept: tuple[int, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class PointPart:
    """What is computed for each point: operations in order."""

    numbers: tuple[int, ...]


Block = Segment | Zero | Nodes | Terms | Finish | Converged | Levels | ParameterPart | PointPart


@dataclass(frozen=True)
class Plan:
    """How a program is computed.

    Parameters
    ----------
    program : Program
    body : tuple of Block
    kept : tuple of int
        Values outside all loops that several blocks use.
    stored : frozenset of int
        All values that other blocks use than those that compute them.
    rules : dict of str to Loop
        The rule of each integration variable.
    nested : bool
        Whether there are integrals within integrals: then each level is computed anew, with a smaller step in every
        variable; else it adds nodes to those of the level before.
    window : int or None
        The integral that fine rules have nodes for only where the coarsest one showed that it matters.
    """

    program: Program
    body: tuple[Block, ...]
    kept: tuple[int, ...] = ()
    stored: frozenset[int] = frozenset()
    rules: dict[str, Loop] = field(default_factory=dict)
    nested: bool = False
    window: int | None = None


def plan_of(program: Program) -> Plan:
    """The plan of a program."""
    if not has_integral(program) and not program.series:
        return Plan(program, _pointwise(program))
    planner = _Planner(program)
    if not has_integral(program):
        return planner.plan(planner.whole(()))
    if is_nested(program):
        return planner.plan(planner.levels_computed_anew(), nested=True)
    return planner.plan(planner.levels_that_add_nodes(), window=integral_with_window(program))


def _pointwise(program: Program) -> tuple[Block, ...]:
    points, parameters = program.inputs[: program.points], program.inputs[program.points :]
    on_points = program.uses(frozenset(points))
    computed = [n for n, o in enumerate(program.operations) if o.op not in LEAVES]
    moving = tuple(n for n in computed if on_points[n])
    fixed = tuple(n for n in computed if not on_points[n])
    needed = {a for n in moving for a in program.operations[n].args} | set(program.outputs)
    used = [program.operations[n] for n in sorted(needed)]
    raw = tuple(o.data for o in used if o.op == "input" and o.data in parameters)
    return ParameterPart(fixed, tuple(n for n in fixed if n in needed), raw), PointPart(moving)


class _Planner:
    """Makes the blocks of one program with loops."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.schedule: Schedule = schedule(program)
        self.rules = rules(program)
        self.stored = self._stored()

    def plan(self, body: list[Block], nested: bool = False, window: int | None = None) -> Plan:
        """The plan with these blocks."""
        return Plan(self.program, tuple(body), self._kept(()), self.stored, self.rules, nested, window)

    def _stored(self) -> frozenset[int]:
        """Values that are used outside the segment that computes them."""
        operations, where = self.program.operations, self._where
        stored = {o for o in self.program.outputs if operations[o].op not in LEAVES}
        for number, operation in enumerate(operations):
            for argument in operation.args:
                if operations[argument].op in LEAVES or self._is_loop(argument):
                    continue
                if where(argument) != where(number) or self._is_loop(number):
                    stored.add(argument)
        return frozenset(stored)

    def _where(self, number: int) -> tuple[Place, int]:
        return self.schedule.place[number], self.schedule.phase[number]

    def _is_loop(self, number: int) -> bool:
        return self.program.operations[number].op in ("integral", "sum")

    def _kept(self, place: Place) -> tuple[int, ...]:
        """Values of a place that several blocks use, and its integrals."""
        here = [n for n in range(len(self.program.operations)) if self.schedule.place[n] == place]
        own = [n for n in here if n in self.stored and not self._is_loop(n)]
        return (*own, *(n for n in here if self._is_loop(n)))

    def segment(self, place: Place, phase: int, integrals: tuple[int, ...] = ()) -> list[Block]:
        """The straight-line part of a place and phase, with the integrals whose integrands are known then."""
        numbers = self.schedule.segments.get((place, phase), ())
        added = tuple(i for i in integrals if self._phase_of_integrand(i, place) == phase)
        return [Segment(numbers, added)] if numbers or added else []

    def _phase_of_integrand(self, integral: int, place: Place) -> int:
        (integrand,) = self.program.operations[integral].args
        return self.schedule.phase[integrand] if self.schedule.place[integrand] == place else 0

    def loop(self, place: Place, variable: str, integrals: tuple[int, ...]) -> Block:
        """One loop over nodes or terms."""
        inner = (*place, variable)
        last = max(self._phase_of_integrand(i, inner) for i in integrals)
        body = self.whole(inner, integrals, max(self.schedule.phases(inner), last + 1))
        if variable not in self.rules:
            return Terms(variable, integrals, self._kept(inner), tuple(body))
        operations = enumerate(self.program.operations)
        columns = tuple(n for n, o in operations if o.op == "column" and o.data.variable == variable)
        return Nodes(variable, integrals, columns, self._kept(inner), tuple(body))

    def whole(self, place: Place, integrals: tuple[int, ...] = (), phases: int | None = None) -> list[Block]:
        """All blocks of a place, phase by phase: a segment, then the loops that start after it."""
        body: list[Block] = []
        for phase in range(self.schedule.phases(place) if phases is None else phases):
            body += self.segment(place, phase, integrals)
            for variable, members in self.schedule.loops.get((place, phase), {}).items():
                body += [Zero(members), self.loop(place, variable, members), Finish(members, variable)]
        return body

    def levels_computed_anew(self) -> list[Block]:
        """Nested integrals: all loops again on every level, those outside of all loops after what needs no loop."""
        body = self.whole(())
        first = self.segment((), 0)
        count = max(rule.levels for rule in self.rules.values())
        return [*first, Levels(count, (*body[len(first) :], self._converged()))]

    def levels_that_add_nodes(self) -> list[Block]:
        """One-dimensional integrals: sums go on from level to level."""
        groups = self.schedule.loops[(), 0]
        if len({(self.rules[v].levels, self.rules[v].coarsest) for v in groups}) != 1:
            raise InternalError(f"{self.program.name}: integrals with different steps in one kernel")
        zeros: list[Block] = [Zero(members) for members in groups.values()]
        body: list[Block] = []
        for variable, members in groups.items():
            body += [self.loop((), variable, members), Finish(members, variable)]
        body += [*self.segment((), 1), self._converged()]
        count = max(rule.levels for rule in self.rules.values())
        return [*zeros, *self.segment((), 0), Levels(count, tuple(body))]

    def _converged(self) -> Converged:
        operations = range(len(self.program.operations))
        return Converged(tuple(n for n in operations if self._is_loop(n) and not self.schedule.place[n]))
