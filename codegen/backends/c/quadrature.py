"""C for kernels with integrals.

``NAME_lanes`` evaluates a block of MF_LANES points with finer and finer trapezoidal rules until the results agree
within the tolerance, and estimates the error of each.  A rule of one dimension reuses the nodes of the coarser one;
if the kernel is proportional to its integral, it has no new ones where that showed the integrand to be negligible.
In nested integrals all variables are refined together, so that the errors of inner ones are seen too; each level is
computed anew, because in d dimensions the one before it has cost (3/2)^d times less.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from muforge.codegen.backends.c.expressions import indent, literal
from muforge.codegen.backends.c.levels import inside_c
from muforge.codegen.backends.c.loops import LoopWriter, has_integral, most_nodes
from muforge.codegen.backends.c.versions import versions
from muforge.codegen.backends.c.windows import LoopInWindow, has_window
from muforge.codegen.ir import InternalError, Program
from muforge.codegen.plan.node_tables import Tables, nodes
from muforge.codegen.plan.schedule import is_nested

LANES = ("const double *const *inputs", "double tolerance", "double *out", "double *error")
"""Parameters of the C function of a quadrature; ``mf_lanes`` of kernel.h."""
FINEST_TOLERANCE = 1e-14
"""The smallest relative tolerance, and that of one-dimensional integrals when none is asked for."""
COMPENSATED_BELOW = 1e-13
"""Plain sums of some hundred positive terms are accurate to about 1e-14; kernels that promise more compensate."""
INTEGRAND_NOISE = 1.8e-15
"""Relative rounding errors of integrands, and of what is done with integrals afterwards."""


def default_tolerance(program: Program, accuracy: float) -> float | None:
    """Relative tolerance when none is asked for, of a kernel that promises an accuracy; None without an integral."""
    if not has_integral(program):
        return None
    return tolerance_at_depth(2 if is_nested(program) else 1, accuracy)


def tolerance_at_depth(depth: int, accuracy: float) -> float | None:
    """The same for integrals nested so many deep: what is promised, and all digits where they cost little."""
    if depth == 0:
        return None
    return max(accuracy, FINEST_TOLERANCE) if depth > 1 else FINEST_TOLERANCE


def quadrature(program: Program, tables: Tables, accuracy: float) -> str:
    """The C functions of a kernel with integrals that promises a relative accuracy."""
    compensated = accuracy < COMPENSATED_BELOW
    kind = LoopInWindow if has_window(program) else LoopWriter
    writer = kind(program, tables, lanes=True, compensated=compensated)
    if len(program.outputs) != 1:
        raise InternalError(f"{program.name}: integrals of complex functions are not supported")
    refined = _together(writer) if is_nested(program) else _one_by_one(writer)
    name, inputs = program.name, program.inputs
    body: list[str] = [f"const double *in_{p} = inputs[{i}];" for i, p in enumerate(inputs)]
    body += [*writer.declarations(()), *refined]
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
    body += [*inside_c(writer.program), *writer.segment((), 0), *writer.before_levels()]
    body += [
        "double change[MF_LANES], moved[MF_LANES] = {0.0}, tails[MF_LANES] = {0.0};",
        f"double step = {literal(coarsest)};",
        f"for (int level = 0; level < {count}; ++level, step *= 0.5) {{",
    ]
    inner: list[str] = []
    for variable, members in groups:
        inner += writer.loop((), variable, members, writer.nodes_of_level(variable))
        finish = [f"v{i}[l] = step * {writer.total(i)};" for i in members]
        inner += ["for (int l = 0; l < MF_LANES; ++l) {", *indent(finish), "}"]
    integrals = [i for _, members in groups for i in members]
    if len(integrals) > 1:
        body[-1:-1] = [f"double w{i}[MF_LANES] = {{0.0}};" for i in integrals]
        inner += [f"const double *const now[] = {{{', '.join(f'v{i}' for i in integrals)}}};"]
        inner += [f"double *const past[] = {{{', '.join(f'w{i}' for i in integrals)}}};"]
        inner += [f"mf_largest_change({len(integrals)}, now, past, moved);"]
    inner += [*writer.after_sums(), *writer.segment((), 1)]
    bounds = f"{writer.program.name}_levels, inside, moved, tails, "
    inner += [*_leave(writer, "mf_converged", count, bounds), *writer.before_next_level()]
    return [*body, *indent(inner), "}"]


def _together(writer: LoopWriter) -> list[str]:
    """Levels of nested integrals, each computed anew with a smaller step in every variable."""
    count = max(rule.levels for rule in writer.rules.values())
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
    return [*body, *indent(inner + _leave(writer, "mf_agree", count)), "}"]


def _leave(writer: LoopWriter, agreement: str, levels: int, more: str = "") -> list[str]:
    """Leaving the loop over levels when all lanes have converged."""
    output = writer.program.outputs[0]
    arguments = f"level, {levels}, v{output}, tolerance, {_noise(writer)!r}, {more}out, error, change"
    return [f"if ({agreement}({arguments}))", "    break;"]


def _noise(writer: LoopWriter) -> float:
    """How far rounding may falsify a result, relative to it: of the integrand, and of sums that are not compensated.

    The roundings of n additions of positive terms add up to about the root of n; three times that is allowed for.
    """
    if writer.compensated:
        return INTEGRAND_NOISE
    return float(f"{INTEGRAND_NOISE + 3 * sqrt(sum(most_nodes(writer.program))) * 2.0**-53:.2g}")


def _ends(writer: LoopWriter, variables: Iterable[str]) -> list[str]:
    """Where the nodes of each level end, by variable."""
    lines = []
    for variable in variables:
        ends = nodes(writer.rules[variable])[1]
        lines.append(f"static const int ends_{variable}[] = {{0, {', '.join(map(str, ends))}}};")
    return lines
