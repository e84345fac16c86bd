"""A kernel with one integral as numpy does it: the same operations and nodes, over (nodes, points) arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from muforge.codegen.emit.expressions import literal
from muforge.codegen.emit.tables import column_values, nodes
from muforge.codegen.ir import Loop, Program

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "and": "&", "or": "|"}
CALLS = {"sqrt": "np.sqrt", "log": "np.log", "log1p": "np.log1p", "exp": "np.exp", "abs": "np.abs"}
FUNCTIONS = {"log1p_positive": np.log1p, "log1pmx": lambda x: x - np.log1p(x)}
"""Functions that numpy lacks, as one writes them there."""


def numpy_function(program: Program, level: int = -1) -> Callable[..., np.ndarray]:
    """Straight-line numpy code for `program` with the nodes of one of its nested rules, by default the finest.

    Arguments are those of the kernel, points as arrays.

    Values that do not depend on the node have shape (points,) and are computed once, tabulated functions
    of the node have shape (nodes, 1), all else is (nodes, points).  Arrays are freed after their last use,
    so that numpy can take the same memory, still in a cache, for the next one.
    """
    names: dict[str, object] = {"np": np, **FUNCTIONS}
    last_use = {a: number for number, operation in enumerate(program.operations) for a in operation.args}
    lines = []
    for number, operation in enumerate(program.operations):
        parts = [f"v{a}" for a in operation.args]
        if operation.op == "input":
            text = operation.data
        elif operation.op == "const":
            text = literal(operation.data).replace("NAN", "np.nan")
        elif operation.op == "column":
            names[f"column_{number}"] = _column(program, number, level)
            text = f"column_{number}"
        elif operation.op == "integral":
            step = float(operation.data.coarsest) / 2 ** (level % operation.data.levels)
            text = f"{step!r} * {parts[0]}.sum(axis=0)"
        elif operation.op == "neg":
            text = f"-{parts[0]}"
        elif operation.op == "select":
            text = f"np.where({', '.join(parts)})"
        elif operation.op in INFIX:
            text = f"{parts[0]} {INFIX[operation.op]} {parts[1]}"
        else:
            text = f"{CALLS.get(operation.op, operation.op)}({', '.join(parts)})"
        lines.append(f"    v{number} = {text}")
        lines += [f"    del v{a}" for a in sorted(set(operation.args)) if last_use[a] == number]
    body = "\n".join([*lines, f"    return v{program.outputs[0]}"])
    exec(f"def function({', '.join(program.inputs)}):\n{body}\n", names)
    return names["function"]  # type: ignore[return-value]


def node_counts(program: Program) -> list[int]:
    """Numbers of nodes of the nested rules, coarsest first."""
    return nodes(_loop(program))[1]


def _loop(program: Program) -> Loop:
    return next(o.data for o in program.operations if o.op == "integral")


def _column(program: Program, number: int, level: int) -> np.ndarray:
    loop = _loop(program)
    values = column_values(program.operations[number].data, loop)
    return np.array(values[: nodes(loop)[1][level]])[:, None]
