"""C for the loops of kernels, and for sums over series.

Quadrature works on a block of points at once, one SIMD lane each: the loop over nodes is outside, the
loop over lanes inside.  Every lane performs the same operations in the same order whatever the
instruction set and whoever its neighbours are, so results are reproducible bit for bit.
"""

from __future__ import annotations

from math import prod

from muforge.codegen.backends.c.expressions import cost, indent, literal, operation_counts, statements
from muforge.codegen.ir import LEAVES, Program
from muforge.codegen.plan.node_tables import Tables
from muforge.codegen.plan.schedule import Place, Schedule, rules, schedule


def has_integral(program: Program) -> bool:
    """Whether the kernel contains a quadrature."""
    return any(o.op == "integral" for o in program.operations)


class LoopWriter:
    """Writes the body of one kernel with loops.

    Parameters
    ----------
    program : Program
    tables : Tables
        Receives the node tables.
    lanes : bool
        True for quadrature over a block of points, False for a single evaluation with sums.
    compensated : bool
        Whether sums are kept free of rounding errors, which costs seven additions instead of one.
    """

    def __init__(self, program: Program, tables: Tables, lanes: bool, compensated: bool = True) -> None:
        self.compensated = compensated
        self.program = program
        self.tables = tables
        self.lanes = lanes
        self.plan: Schedule = schedule(program)
        self.rules = rules(program)
        self.stored = self._stored()

    # ----- names and storage ---------------------------------------------------------------------------

    def _stored(self) -> set[int]:
        """Values that are used outside the segment that computes them."""
        plan, program = self.plan, self.program
        stored = {o for o in program.outputs if program.operations[o].op not in LEAVES}
        for number, operation in enumerate(program.operations):
            for argument in operation.args:
                if program.operations[argument].op in LEAVES or self._is_loop(argument):
                    continue
                same = (plan.place[argument], plan.phase[argument]) == (plan.place[number], plan.phase[number])
                if not same or self._is_loop(number):
                    stored.add(argument)
        return stored

    def _is_loop(self, number: int) -> bool:
        return self.program.operations[number].op in ("integral", "sum")

    def _name(self, number: int) -> str:
        operation = self.program.operations[number]
        lane = "[l]" if self.lanes else ""
        if operation.op == "const":
            return literal(operation.data)
        if operation.op == "input":
            return f"in_{operation.data}{lane}"
        if operation.op == "column":
            return f"c{number}"
        if operation.op == "element":
            return f"{operation.data[0]}[{operation.data[1]}]"
        return f"v{number}{lane}"

    def declarations(self, place: Place) -> list[str]:
        """Storage of the values of a place that other segments use, and of its integrals."""
        plan, program = self.plan, self.program
        suffix = "[MF_LANES]" if self.lanes else ""
        own = [n for n in sorted(self.stored) if plan.place[n] == place and not self._is_loop(n)]
        own += [n for n in range(len(program.operations)) if self._is_loop(n) and plan.place[n] == place]
        return [f"double {', '.join(f'v{n}{suffix}' for n in own)};"] if own else []

    # ----- segments --------------------------------------------------------------------------------------

    def segment(self, place: Place, phase: int) -> list[str]:
        """The straight-line part of a place and phase."""
        numbers = [n for n in self.plan.segments.get((place, phase), ()) if not self._is_loop(n)]
        lines = statements(self.program, numbers, self._name, frozenset(self.stored))
        return self._over_lanes(lines)

    def _over_lanes(self, lines: list[str]) -> list[str]:
        if not lines or not self.lanes:
            return lines
        return ["MF_SIMD", "for (int l = 0; l < MF_LANES; ++l) {", *indent(lines), "}"]

    def columns(self, place: Place) -> list[str]:
        """Table look-ups at the head of the loop over the innermost variable of `place`."""
        lines = []
        for number, operation in enumerate(self.program.operations):
            if operation.op == "column" and operation.data.variable == place[-1]:
                table = self.tables.name(operation.data, self.rules[place[-1]])
                lines.append(f"const double c{number} = {table}[k_{place[-1]}];")
        return lines

    def loop(self, place: Place, variable: str, integrals: tuple[int, ...], bounds: str) -> list[str]:
        """One loop over nodes (or terms) that adds to the sums of `integrals`."""
        inner = (*place, variable)
        quadrature = self.program.operations[integrals[0]].op == "integral"
        counter = f"k_{variable}" if quadrature else variable
        body = self.columns(inner) if quadrature else []
        body += self.declarations(inner)
        last = max(self._phase_of_integrand(i, inner) for i in integrals)
        for phase in range(max(self.plan.phases(inner), last + 1)):
            segment = self._segment_and_sums(inner, phase, integrals)
            body += segment
            for nested, members in self.plan.loops.get((inner, phase), {}).items():
                body += self.whole_loop(inner, nested, members)
        return [f"for (int {counter} = {bounds}; ++{counter}) {{", *indent(body), "}"]

    def _segment_and_sums(self, place: Place, phase: int, integrals: tuple[int, ...]) -> list[str]:
        numbers = [n for n in self.plan.segments.get((place, phase), ())]
        lines = statements(self.program, numbers, self._name, frozenset(self.stored & set(numbers)))
        for integral in integrals:
            if phase == self._phase_of_integrand(integral, place):
                lines += self._accumulate(integral, self._name(self._integrand(integral)))
        return self._over_lanes(lines)

    def _integrand(self, integral: int) -> int:
        return self.program.operations[integral].args[0]

    def _phase_of_integrand(self, integral: int, place: Place) -> int:
        integrand = self._integrand(integral)
        return self.plan.phase[integrand] if self.plan.place[integrand] == place else 0

    def whole_loop(self, place: Place, variable: str, integrals: tuple[int, ...]) -> list[str]:
        """A loop over all nodes of a level (or terms), from zeroed sums to finished values."""
        if variable in self.rules:
            bounds, step = self.nodes_of_level(variable), f"steps_{variable}[level]"
        else:
            bounds, step = f"0; {variable} < n", "1"
        finish = [f"{self._name(i)} = {self._times(step, self.total(i))};" for i in integrals]
        return [
            *self.sums(integrals),
            *self.loop(place, variable, integrals, bounds),
            *self._over_lanes(finish),
        ]

    def nodes_of_level(self, variable: str) -> str:
        """Bounds of the loop over the nodes that a level adds to those before."""
        return f"ends_{variable}[level]; k_{variable} < ends_{variable}[level + 1]"

    def before_levels(self) -> list[str]:
        """What comes before the loop over levels."""
        return []

    def after_sums(self) -> list[str]:
        """What is done with the integrals of a level before they are used."""
        return []

    def before_next_level(self) -> list[str]:
        """What comes after a level that was not the last."""
        return []

    @staticmethod
    def _times(step: str, total: str) -> str:
        return total if step == "1" else f"{step} * {total}"

    def sums(self, integrals: tuple[int, ...]) -> list[str]:
        """Zeroed sums."""
        suffix, zero = ("[MF_LANES]", "{0.0}") if self.lanes else ("", "0.0")
        rest = [f", r{i}{suffix} = {zero}" if self.compensated else "" for i in integrals]
        return [f"double s{i}{suffix} = {zero}{r};" for i, r in zip(integrals, rest, strict=True)]

    def total(self, integral: int) -> str:
        """The sum that belongs to an integral or sum."""
        return f"({self._sum(integral)} + {self._rest(integral)})" if self.compensated else self._sum(integral)

    def _accumulate(self, integral: int, term: str) -> list[str]:
        if self.compensated:
            return [f"MF_ACCUMULATE({self._sum(integral)}, {self._rest(integral)}, {term});"]
        return [f"{self._sum(integral)} += {term};"]

    def _sum(self, integral: int) -> str:
        return f"s{integral}" + ("[l]" if self.lanes else "")

    def _rest(self, integral: int) -> str:
        return f"r{integral}" + ("[l]" if self.lanes else "")


def series(program: Program) -> str:
    """The C function of a kernel that sums over series of equal length n."""
    writer = LoopWriter(program, Tables("unused"), lanes=False)
    name = program.name
    body: list[str] = [
        f"const double *{p} = inputs[{i}];" if p in program.series else f"const double in_{p} = inputs[{i}][0];"
        for i, p in enumerate(program.inputs)
        if any(o.data == p or (o.op == "element" and o.data[0] == p) for o in program.operations)
    ]
    body += writer.declarations(())
    for phase in range(writer.plan.phases(())):
        body += writer.segment((), phase)
        for variable, members in writer.plan.loops.get(((), phase), {}).items():
            body += writer.whole_loop((), variable, members)
    body.append(f"*out = {writer._name(program.outputs[0])};")
    arguments = ", ".join(f"const double *{p}" if p in program.series else f"double {p}" for p in program.inputs)
    pointers = ", ".join(p if p in program.series else f"&{p}" for p in program.inputs)
    return "\n".join(
        [
            f"static void {name}_series(ptrdiff_t n, const double *const *inputs, double *out) {{",
            *indent(body),
            "}",
            "",
            f"double muforge_{name}(ptrdiff_t n, {arguments}) {{",
            f"    const double *const inputs[] = {{{pointers}}};",
            "    double out;",
            f"    {name}_series(n, inputs, &out);",
            "    return out;",
            "}",
            "",
        ]
    )


def loop_cost(program: Program) -> str:
    """Operation counts in words."""
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


def most_nodes(program: Program) -> tuple[int, ...]:
    """Numbers of nodes of the finest rules of the nest of integrals that has most."""
    sizes = {v: int(rule.reach_low / rule.step + rule.reach_high / rule.step) + 1 for v, rule in rules(program).items()}
    nests = {(*place, v) for (place, _), groups in schedule(program).loops.items() for v in groups}
    return max((tuple(sizes[v] for v in nest) for nest in nests), key=prod)
