"""C for kernels with integrals.

``NAME_lanes`` evaluates a block of MF_LANES points with finer and finer trapezoidal rules until the results agree
within the tolerance, and estimates the error of each.  A rule of one dimension reuses the nodes of the coarser one.
In nested integrals all variables are refined together, so that the errors of inner ones are seen too; each level is
computed anew, because in d dimensions the one before it has cost (3/2)^d times less.
"""

from __future__ import annotations

from collections.abc import Iterable

from muforge.codegen.emit.expressions import indent, literal
from muforge.codegen.emit.loops import LoopWriter, has_integral, most_nodes
from muforge.codegen.emit.tables import Tables, nodes
from muforge.codegen.ir import InternalError, Program
from muforge.codegen.schedule import is_nested

FINEST_TOLERANCE = 1e-14
"""Relative tolerance of one-dimensional integrals when none is asked for."""
COMPENSATED_BELOW = 1e-13
"""Plain sums of some hundred positive terms are accurate to about 1e-14; kernels that promise more compensate."""


def default_tolerance(program: Program, accuracy: float) -> float | None:
    """Relative tolerance when none is asked for: what is promised, and all digits where they cost little."""
    if not has_integral(program):
        return None
    return max(accuracy, FINEST_TOLERANCE) if is_nested(program) else FINEST_TOLERANCE


def quadrature(program: Program, tables: Tables, accuracy: float) -> str:
    """The C functions of a kernel with integrals that promises a relative accuracy."""
    compensated = accuracy < COMPENSATED_BELOW
    writer = LoopWriter(program, tables, lanes=True, compensated=compensated)
    if len(program.outputs) != 1:
        raise InternalError(f"{program.name}: integrals of complex functions are not supported")
    refined = _together(writer, compensated) if is_nested(program) else _one_by_one(writer)
    name, inputs = program.name, program.inputs
    body: list[str] = [f"const double *in_{p} = inputs[{i}];" for i, p in enumerate(inputs)]
    body += [*writer.declarations(()), *refined]
    declared = ", ".join(f"double {p}" for p in inputs)
    block = [f"const double {p}_lanes[MF_LANES] = MF_BROADCAST({p});" for p in inputs]
    pointers = ", ".join(f"{p}_lanes" for p in inputs)
    return "\n".join(
        [
            "MF_CLONES",
            f"static void {name}_lanes(const double *const *inputs, double tolerance, double *out,",
            "        double *error) {",
            *indent(body),
            "}",
            "",
            f"double muforge_{name}({declared}) {{",
            *indent(block),
            f"    const double *const inputs[] = {{{pointers}}};",
            "    double out[MF_LANES], error[MF_LANES];",
            f"    {name}_lanes(inputs, {default_tolerance(program, accuracy)!r}, out, error);",
            "    return out[0];",
            "}",
            "",
        ]
    )


def _one_by_one(writer: LoopWriter) -> list[str]:
    """Levels of one-dimensional integrals, which add nodes to those of the level before."""
    groups = list(writer.plan.loops[(), 0].items())
    steps = {(writer.rules[v].levels, writer.rules[v].coarsest) for v, _ in groups}
    if len(steps) != 1:
        raise InternalError(f"{writer.program.name}: integrals with different steps in one kernel")
    ((count, coarsest),) = steps
    body = [line for _, members in groups for line in writer.sums(members)]
    body += _ends(writer, (v for v, _ in groups))
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
    inner.append(f"if (mf_converged(level, {count}, v{writer.program.outputs[0]}, tolerance, out, error, change))")
    inner.append("    break;")
    return [*body, *indent(inner), "}"]


def _together(writer: LoopWriter, compensated: bool) -> list[str]:
    """Levels of nested integrals, each computed anew with a smaller step in every variable."""
    program = writer.program
    count = max(rule.levels for rule in writer.rules.values())
    noise = "0.0" if compensated else f"{sum(most_nodes(program))} * MF_HALF_ULP"
    body = [*_ends(writer, writer.rules), *writer.segment((), 0)]
    for variable, rule in writer.rules.items():
        steps = ", ".join(literal(rule.coarsest / rule.ratio**level) for level in range(count))
        body.append(f"static const double steps_{variable}[] = {{{steps}}};")
    body += ["double change[MF_LANES];", f"for (int level = 0; level < {count}; ++level) {{"]
    inner: list[str] = []
    for phase in range(writer.plan.phases(())):
        inner += writer.segment((), phase) if phase else []
        for variable, members in writer.plan.loops.get(((), phase), {}).items():
            inner += writer.whole_loop((), variable, members)
    inner.append(f"if (mf_agree(level, {count}, v{program.outputs[0]}, tolerance, {noise}, out, error, change))")
    inner.append("    break;")
    return [*body, *indent(inner), "}"]


def _ends(writer: LoopWriter, variables: Iterable[str]) -> list[str]:
    """Where the nodes of each level end, by variable."""
    lines = []
    for variable in variables:
        ends = nodes(writer.rules[variable])[1]
        lines.append(f"static const int ends_{variable}[] = {{0, {', '.join(map(str, ends))}}};")
    return lines
