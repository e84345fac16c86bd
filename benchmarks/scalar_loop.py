"""A kernel with one integral as an explicit loop over nodes, the same operations, in numba or in naive C."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from contest import require
from native import compiled, pointer
from peer_nodes import Nodes, column, level_count

from muforge.codegen.backends.c.expressions import literal
from muforge.codegen.ir import Program

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<="}
SPELLINGS = {
    "python": {"select": "({1} if {0} else {2})", "and": "({0} and {1})", "or": "({0} or {1})", "abs": "abs({0})"},
    "C": {"select": "({0} ? {1} : {2})", "and": "({0} && {1})", "or": "({0} || {1})", "abs": "fabs({0})"},
}
COMMON = {"neg": "-{0}", "log1p_positive": "log1p({0})", "log1pmx": "({0} - log1p({0}))"}


def numba_function(program: Program) -> Callable[..., Any]:
    """All points of a kernel by numba: arguments are those of the kernel, then the `Nodes` of the points."""
    jit = require("numba").njit(error_model="numpy")
    before, inside, after = statements(program, "python")
    columns = _columns(program)
    first, *others = program.inputs
    lines = [
        f"def function(all_{first}, {', '.join([*others, 'firsts', 'lasts', 'widths', *columns])}):",
        f"    out = np.empty_like(all_{first})",
        "    for i in range(len(out)):",
        f"        {first} = all_{first}[i]",
        *(f"        {line}" for line in before),
        "        total = 0.0",
        f"        for level in range({level_count(program)}):",
        "            for k in range(firsts[i, level], lasts[i, level]):",
        *(f"                {line}" for line in inside),
        "        total = total * widths[i]",
        *(f"        {line}" for line in after),
        f"        out[i] = v{program.outputs[0]}",
        "    return out",
    ]
    space: dict[str, Any] = {"np": np, "nan": math.nan, **{n: getattr(math, n) for n in ("sqrt", "log", "log1p")}}
    exec("\n".join(lines), space)
    function = jit(space["function"])

    def call(points: np.ndarray, *rest: Any) -> np.ndarray:
        *parameters, nodes = rest
        return function(points, *parameters, *_arrays(nodes), *columns.values())

    return call


def c_function(program: Program) -> Callable[..., np.ndarray]:
    """The same by gcc -O2."""
    before, inside, after = (_declared(lines) for lines in statements(program, "C"))
    columns = _columns(program)
    first, *others = program.inputs
    parameters = [f"const double *all_{first}", *(f"double {name}" for name in others)]
    parameters += ["const long *firsts", "const long *lasts", "const double *widths"]
    parameters += [f"const double *{name}" for name in columns]
    count = level_count(program)
    source = "\n".join(
        [
            "#include <math.h>",
            f"void peer(long n, {', '.join(parameters)}, double *out) {{",
            "for (long i = 0; i < n; ++i) {",
            f"const double {first} = all_{first}[i];",
            *before,
            "double total = 0.0;",
            f"for (long level = {count} * i; level < {count} * (i + 1); ++level)",
            "for (long k = firsts[level]; k < lasts[level]; ++k) {",
            *inside,
            "}",
            "total *= widths[i];",
            *after,
            f"out[i] = v{program.outputs[0]};",
            "}}",
        ]
    )
    function = compiled(source).peer

    def call(points: np.ndarray, *rest: Any) -> np.ndarray:
        *numbers, nodes = rest
        out = np.empty_like(points)
        assert points.flags.c_contiguous
        arrays = [pointer(array) for array in (*_arrays(nodes), *columns.values())]
        function(ctypes.c_long(len(out)), pointer(points), *map(ctypes.c_double, numbers), *arrays, pointer(out))
        return out

    return call


def _declared(lines: list[str]) -> list[str]:
    return [f"const double {line};" if not line.startswith("total") else f"{line};" for line in lines]


def _arrays(nodes: Nodes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return nodes.first, nodes.last, nodes.width


def _columns(program: Program) -> Mapping[str, np.ndarray]:
    """Tables at all nodes."""
    numbers = [n for n, operation in enumerate(program.operations) if operation.op == "column"]
    return {f"column_{n}": column(program, n) for n in numbers}


def statements(program: Program, language: str) -> tuple[list[str], list[str], list[str]]:
    """Statements before the loop over nodes, inside it and after it."""
    before: list[str] = []
    inside: list[str] = []
    after: list[str] = []
    late: set[int] = set()
    for number, (operation, scope) in enumerate(zip(program.operations, program.scopes(), strict=True)):
        parts = [f"v{a}" for a in operation.args]
        if operation.op == "integral":
            late.add(number)
            inside.append(f"total = total + {parts[0]}")
            after.append(f"v{number} = total")
            continue
        if late & set(operation.args):
            late.add(number)
        target = inside if scope else after if number in late else before
        target.append(f"v{number} = {_text(operation.op, operation.data, parts, number, language)}")
    return before, inside, after


def _text(op: str, data: Any, parts: list[str], number: int, language: str) -> str:
    if op == "input":
        return data
    if op == "const":
        return literal(data) if language == "C" else literal(data).lower()
    if op == "column":
        return f"column_{number}[k]"
    if op in INFIX:
        return f"{parts[0]} {INFIX[op]} {parts[1]}"
    form = COMMON.get(op) or SPELLINGS[language].get(op) or f"{op}({{0}})"
    return form.format(*parts)
