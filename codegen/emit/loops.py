"""C for kernels with loops: fused quadrature, and sums over series.

Quadrature works on a block of points at once, one SIMD lane each: the loop over nodes is outside, the
loop over lanes inside.  Every lane performs the same operations in the same order whatever the
instruction set and whoever its neighbours are, so results are reproducible bit for bit.
"""

from __future__ import annotations

from muforge.codegen.emit.expressions import cost, indent, literal, operation_counts, statements
from muforge.codegen.emit.tables import Tables, nodes
from muforge.codegen.emit.versions import versions
from muforge.codegen.ir import LEAVES, InternalError, Program
from muforge.codegen.schedule import Place, Schedule, loop_of, schedule

LANES = ("const double *const *inputs", "double tolerance", "double *out", "double *error")
"""Parameters of the C function of a quadrature; ``mf_lanes`` of kernel.h."""


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
                table = self.tables.name(operation.data, loop_of(self.program, place[-1]))
                lines.append(f"const double c{number} = {table}[k_{place[-1]}];")
        return lines

    def loop(self, place: Place, variable: str, integrals: tuple[int, ...], bounds: str) -> list[str]:
        """One loop over nodes (or terms) that adds to the sums of `integrals`."""
        inner = (*place, variable)
        quadrature = self.program.operations[integrals[0]].op == "integral"
        counter = f"k_{variable}" if quadrature else variable
        body = self.columns(inner) if quadrature else []
        body += self.declarations(inner)
        for phase in range(self.plan.phases(inner)):
            segment = self._segment_and_sums(inner, phase, integrals)
            body += segment
            for nested, members in self.plan.loops.get((inner, phase), {}).items():
                body += self.whole_loop(inner, nested, members)
        return [f"for (int {counter} = {bounds}; ++{counter}) {{", *indent(body), "}"]

    def _segment_and_sums(self, place: Place, phase: int, integrals: tuple[int, ...]) -> list[str]:
        numbers = [n for n in self.plan.segments.get((place, phase), ())]
        lines = statements(self.program, numbers, self._name, frozenset(self.stored & set(numbers)))
        for integral in integrals:
            integrand = self.program.operations[integral].args[0]
            last = self.plan.phase[integrand] if self.plan.place[integrand] == place else 0
            if phase == last:
                lines.append(self._accumulate(integral, self._name(integrand)))
        return self._over_lanes(lines)

    def whole_loop(self, place: Place, variable: str, integrals: tuple[int, ...]) -> list[str]:
        """A loop over all nodes (or terms), from zeroed sums to finished values."""
        first = self.program.operations[integrals[0]]
        if first.op == "integral":
            bounds = f"0; k_{variable} < {len(nodes(first.data)[0])}"
            step = literal(first.data.step)
        else:
            bounds, step = f"0; {variable} < n", "1"
        finish = [f"{self._name(i)} = {self._times(step, self.total(i))};" for i in integrals]
        return [
            *self.sums(integrals),
            *self.loop(place, variable, integrals, bounds),
            *self._over_lanes(finish),
        ]

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

    def _accumulate(self, integral: int, term: str) -> str:
        if self.compensated:
            return f"MF_ACCUMULATE({self._sum(integral)}, {self._rest(integral)}, {term});"
        return f"{self._sum(integral)} += {term};"

    def _sum(self, integral: int) -> str:
        return f"s{integral}" + ("[l]" if self.lanes else "")

    def _rest(self, integral: int) -> str:
        return f"r{integral}" + ("[l]" if self.lanes else "")


def quadrature(program: Program, tables: Tables, compensated: bool) -> str:
    """The C functions of a kernel with integrals.

    ``NAME_lanes`` evaluates a block of MF_LANES points with nested trapezoidal rules until the results
    agree within the tolerance, and estimates the error of each.  Kernels that promise (nearly) all digits sum
    with compensation.
    """
    writer = LoopWriter(program, tables, lanes=True, compensated=compensated)
    outer = [(key, group) for key, group in writer.plan.loops.items() if key[0] == ()]
    if any(phase != 0 for (_, phase), _ in outer):
        raise InternalError(f"{program.name}: an integral whose integrand contains the result of another one")
    groups = [(v, members) for _, group in outer for v, members in group.items()]
    loops = {o.data for o in program.operations if o.op == "integral"}
    if len({loop.variable for loop in loops}) < len(loops):
        raise InternalError(f"{program.name}: integrals over one variable with different rules")
    rules = {(loop_of(program, v).levels, loop_of(program, v).coarsest) for v, _ in groups}
    if len(rules) != 1:
        raise InternalError(f"{program.name}: integrals with different steps in one kernel")
    ((count, coarsest),) = rules
    name, inputs = program.name, program.inputs
    if len(program.outputs) != 1:
        raise InternalError(f"{program.name}: integrals of complex functions are not supported")
    output = program.outputs[0]

    body: list[str] = [f"const double *in_{p} = inputs[{i}];" for i, p in enumerate(inputs)]
    body += writer.declarations(())
    body += [line for _, members in groups for line in writer.sums(members)]
    for variable, _ in groups:
        ends = nodes(loop_of(program, variable))[1]
        body.append(f"static const int ends_{variable}[] = {{0, {', '.join(map(str, ends))}}};")
    body += writer.segment((), 0)
    body += [
        "double change[MF_LANES];",
        f"double step = {literal(coarsest)};",
        f"for (int level = 0; level < {count}; ++level, step *= 0.5) {{",
    ]
    inner: list[str] = []
    for variable, members in groups:
        bounds = f"ends_{variable}[level]; k_{variable} < ends_{variable}[level + 1]"
        inner += writer.loop((), variable, members, bounds)
        finish = [f"v{i}[l] = step * {writer.total(i)};" for i in members]
        inner += ["for (int l = 0; l < MF_LANES; ++l) {", *indent(finish), "}"]
    inner += writer.segment((), 1)
    inner.append(f"if (mf_converged(level, {count}, v{output}, tolerance, out, error, change))")
    inner.append("    break;")
    body += [*indent(inner), "}"]

    declared = ", ".join(f"double {p}" for p in inputs)
    block = [f"const double {p}_lanes[MF_LANES] = MF_BROADCAST({p});" for p in inputs]
    pointers = ", ".join(f"{p}_lanes" for p in inputs)
    return "\n".join(
        [
            *versions(f"{name}_lanes", LANES, body),
            f"double muforge_{name}({declared}) {{",
            *indent(block),
            f"    const double *const inputs[] = {{{pointers}}};",
            "    double out[MF_LANES], error[MF_LANES];",
            f"    {name}_lanes(inputs, MF_TOLERANCE, out, error);",
            "    return out[0];",
            "}",
            "",
        ]
    )


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
    sizes = [len(nodes(o.data)[0]) for o in program.operations if o.op == "integral"]
    if sizes:
        parts.append(f"at most {max(sizes)} nodes")
    return ", ".join(parts)
