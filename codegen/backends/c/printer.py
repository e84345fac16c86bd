"""C for the blocks of a plan that contain or use loops.

Quadrature works on a block of points at once, one SIMD lane each: the loop over nodes is outside, the loop over lanes
inside.  Every lane performs the same operations in the same order whatever the instruction set and whoever its
neighbours are, so results are reproducible bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from muforge.codegen.backends.c.expressions import indent, literal, statements
from muforge.codegen.backends.c.identifiers import identifier, local_name, loop_index
from muforge.codegen.backends.c.windows import Window
from muforge.codegen.ir import InternalError
from muforge.codegen.plan.kernel_plan import Block, Converged, Finish, Levels, Nodes, Plan, Segment, Terms, Zero
from muforge.codegen.plan.node_tables import Tables, nodes

LONGEST = 112
"""Longest line of declarations."""


class Printer:
    """Prints the blocks of one plan.

    Parameters
    ----------
    plan : Plan
    tables : Tables
        Receives the node tables.
    lanes : bool
        True for quadrature over a block of points, False for a single evaluation with sums.
    compensated : bool
        Whether sums are kept free of rounding errors, which costs seven additions instead of one.
    noise : float
        How far rounding may falsify a result, relative to it.
    """

    def __init__(
        self, plan: Plan, tables: Tables, *, lanes: bool, compensated: bool = True, noise: float = 0.0
    ) -> None:
        self.plan = plan
        self.program = plan.program
        self.tables = tables
        self.compensated = compensated
        self.noise = noise
        self._index = "[l]" if lanes else ""
        self._size = "[MF_LANES]" if lanes else ""
        self._zero = "{0.0}" if lanes else "0.0"
        self._window = None if plan.window is None else Window(plan)

    def body(self) -> list[str]:
        """All blocks, after the storage that they share."""
        return [*self._declared(self.plan.kept), *self._blocks(self.plan.body)]

    def _blocks(self, blocks: Iterable[Block]) -> list[str]:
        return [line for block in blocks for line in self._block(block)]

    def _block(self, block: Block) -> list[str]:
        match block:
            case Segment():
                return self._segment(block)
            case Zero():
                return self._sums(block)
            case Nodes():
                return self._nodes(block)
            case Terms():
                return self._terms(block)
            case Finish():
                return self._finish(block)
            case Levels():
                return self._levels(block)
            case Converged():
                return self._converged(block)
        raise InternalError(f"{self.program.name}: {type(block).__name__} has no place among loops")

    # ----- values ------------------------------------------------------------------------------------------------

    def name(self, number: int) -> str:
        """The C name of a value."""
        operation = self.program.operations[number]
        if operation.op == "const":
            return literal(operation.data)
        if operation.op == "input":
            return f"in_{identifier(operation.data)}{self._index}"
        if operation.op == "column":
            return f"c{number}"
        if operation.op == "element":
            return f"{identifier(operation.data[0])}[{loop_index(operation.data[1])}]"
        return local_name(self.program, number) + self._index

    def _declared(self, values: Sequence[int]) -> list[str]:
        """Storage of values."""
        return declaration("double", [local_name(self.program, n) + self._size for n in values])

    def _over_lanes(self, lines: list[str]) -> list[str]:
        if not lines or not self._index:
            return lines
        return ["MF_SIMD", "for (int l = 0; l < MF_LANES; ++l) {", *indent(lines), "}"]

    # ----- straight lines and sums -------------------------------------------------------------------------------

    def _segment(self, block: Segment) -> list[str]:
        lines = statements(self.program, block.numbers, self.name, self.plan.stored & set(block.numbers))
        for integral in block.integrals:
            (integrand,) = self.program.operations[integral].args
            lines += self._added(integral, self.name(integrand))
        return self._over_lanes(lines)

    def _sums(self, block: Zero) -> list[str]:
        rests = [f", r{i}{self._size} = {self._zero}" if self.compensated else "" for i in block.integrals]
        pairs = zip(block.integrals, rests, strict=True)
        return [f"double s{i}{self._size} = {self._zero}{rest};" for i, rest in pairs]

    def total(self, integral: int) -> str:
        """The sum that belongs to an integral."""
        total, rest = (f"{letter}{integral}{self._index}" for letter in "sr")
        return f"({total} + {rest})" if self.compensated else total

    def _added(self, integral: int, term: str) -> list[str]:
        before: list[str] = []
        if self._window:
            before, term = self._window.term(term)
        total, rest = (f"{letter}{integral}{self._index}" for letter in "sr")
        if self.compensated:
            return [*before, f"MF_ACCUMULATE({total}, {rest}, {term});"]
        return [*before, f"{total} += {term};"]

    def _finish(self, block: Finish) -> list[str]:
        step = f"steps_{block.variable}[level] * " if block.variable in self.plan.rules else ""
        return self._over_lanes([f"{self.name(i)} = {step}{self.total(i)};" for i in block.integrals])

    # ----- loops -------------------------------------------------------------------------------------------------

    def _nodes(self, block: Nodes) -> list[str]:
        k, ends = f"k_{block.variable}", f"ends_{block.variable}"
        rule = self.plan.rules[block.variable]
        bounds = f"{ends}[level]; {k} < {ends}[level + 1]"
        lines = []
        for number in block.columns:
            table = self.tables.name(self.program.operations[number].data, rule)
            lines.append(f"const double c{number} = {table}[{k}];")
        if self._window:
            bounds = self._window.bounds(block.variable)
            lines += self._window.node(block.variable)
        lines += [*self._declared(block.kept), *self._blocks(block.body)]
        return [f"for (int {k} = {bounds}; ++{k}) {{", *indent(lines), "}"]

    def _terms(self, block: Terms) -> list[str]:
        lines = [*self._declared(block.kept), *self._blocks(block.body)]
        i = loop_index(block.variable)
        return [f"for (int {i} = 0; {i} < n; ++{i}) {{", *indent(lines), "}"]

    # ----- levels of refinement ----------------------------------------------------------------------------------

    def _levels(self, block: Levels) -> list[str]:
        results = self.program.results
        lines = []
        for variable, rule in self.plan.rules.items():
            ends = ", ".join(map(str, nodes(rule)[1]))
            steps = ", ".join(literal(rule.coarsest / rule.ratio**level) for level in range(block.count))
            lines.append(f"static const int ends_{variable}[] = {{0, {ends}}};")
            lines.append(f"static const double steps_{variable}[] = {{{steps}}};")
        lines.append("double change[MF_LANES];" if results == 1 else f"double change[{results}][MF_LANES];")
        if not self.plan.nested:
            (converged,) = (b for b in block.body if isinstance(b, Converged))
            lines += self._inside()
            lines += self._past(converged)
        body = self._blocks(block.body)
        if self._window:
            lines += self._window.before_levels()
            body += self._window.before_next_level()
        return [*lines, f"for (int level = 0; level < {block.count}; ++level) {{", *indent(body), "}"]

    def _inside(self) -> list[str]:
        """Which lanes are where the bounds on the errors of levels hold."""
        box = f"{identifier(self.program.name)}_box"
        inputs = enumerate(map(identifier, self.program.inputs))
        terms = [f"(in_{p}[l] >= {box}[{i}][0]) & (in_{p}[l] <= {box}[{i}][1])" for i, p in inputs]
        return [
            "double inside[MF_LANES], tails[MF_LANES] = {0.0};",
            "MF_SIMD",
            "for (int l = 0; l < MF_LANES; ++l)",
            *indent([f"inside[l] = ({' & '.join(terms)}) ? 1.0 : 0.0;"]),
        ]

    def _past(self, block: Converged) -> list[str]:
        """Storage of how much the integrals moved, and of their values on the level before if there are several."""
        several = block.integrals if len(block.integrals) > 1 else ()
        return ["double moved[MF_LANES] = {0.0};", *(f"double w{i}[MF_LANES] = {{0.0}};" for i in several)]

    def _moved(self, block: Converged) -> list[str]:
        """How much the integrals moved, if there are several."""
        own = block.integrals
        if len(own) == 1:
            return []
        return [
            f"const double *const now[] = {{{', '.join(local_name(self.program, i) for i in own)}}};",
            f"const double *const past[] = {{{', '.join(f'w{i}' for i in own)}}};",
            f"mf_largest_change({len(own)}, now, past, moved);",
            *self._over_lanes([f"w{i}[l] = {self.name(i)};" for i in own]),
        ]

    def _converged(self, block: Converged) -> list[str]:
        """Leaving the loop over levels when all lanes of all results have converged."""
        count = max(rule.levels for rule in self.plan.rules.values())
        several = self.program.results > 1
        calls = []
        for place, output in enumerate(self.program.outputs):
            at, shift = f"[{place}]" if several else "", f" + {place} * MF_LANES" if place else ""
            known = "" if self.plan.nested else f"{identifier(self.program.name)}_levels{at}, inside, moved, tails, "
            given = f"level, {count}, {self.name(output).removesuffix('[l]')}, tolerance, {self.noise!r}"
            agreement = "mf_agree" if self.plan.nested else "mf_converged"
            calls.append(f"{agreement}({given}, {known}out{shift}, error{shift}, change{at})")
        lines = [] if self.plan.nested else self._moved(block)
        if self._window:
            lines += self._window.after_sums()
        if not several:
            return [*lines, f"if ({calls[0]})", "    break;"]
        return [*lines, "int done = 1;", *(f"done &= {call};" for call in calls), "if (done)", "    break;"]


def declaration(kind: str, names: Sequence[str]) -> list[str]:
    """A declaration of variables, on as many lines as it needs."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) + 2 <= LONGEST:
            lines[-1] += f", {name}"
        else:
            lines.append(("    " if lines else f"{kind} ") + name)
    return [f"{line}," for line in lines[:-1]] + [f"{line};" for line in lines[-1:]]
