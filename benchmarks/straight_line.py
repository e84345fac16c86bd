"""A kernel with at most one integral as numpy or JAX does it: the same operations and nodes over whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from muforge.codegen.emit.expressions import literal
from muforge.codegen.emit.tables import column_values, nodes
from muforge.codegen.ir import Loop, Program

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "and": "&", "or": "|"}
CALLS = {"sqrt": "np.sqrt", "log": "np.log", "log1p": "np.log1p", "exp": "np.exp", "abs": "np.abs"}
ABSENT = {"log1p_positive": "np.log1p({0})", "log1pmx": "({0} - np.log1p({0}))"}
"""Functions that numpy lacks, as one writes them there."""


def array_function(program: Program, level: int = -1, xp: ModuleType = np) -> Callable[..., Any]:
    """Straight-line code for `program` with the nodes of one of its nested rules, by default the finest.

    Arguments are those of the kernel, points as arrays; `xp` is numpy or jax.numpy.

    Values that do not depend on the node have shape (points,) and are computed once, tabulated functions
    of the node have shape (nodes, 1), all else is (nodes, points).  Arrays are freed after their last use,
    so that numpy can take the same memory, still in a cache, for the next one.
    """
    names: dict[str, Any] = {"np": xp}
    last_use = {a: number for number, operation in enumerate(program.operations) for a in operation.args}
    lines = []
    for number, operation in enumerate(program.operations):
        parts = [f"v{a}" for a in operation.args]
        if operation.op == "input":
            text = operation.data
        elif operation.op == "const":
            text = literal(operation.data).replace("NAN", "np.nan")
        elif operation.op == "column":
            names[f"column_{number}"] = column(program, number, level)[:, None]
            text = f"column_{number}"
        elif operation.op == "integral":
            text = f"{step(program, level)!r} * {parts[0]}.sum(axis=0)"
        elif operation.op == "neg":
            text = f"-{parts[0]}"
        elif operation.op == "select":
            text = f"np.where({', '.join(parts)})"
        elif operation.op in INFIX:
            text = f"{parts[0]} {INFIX[operation.op]} {parts[1]}"
        elif operation.op in ABSENT:
            text = ABSENT[operation.op].format(*parts)
        else:
            text = f"{CALLS[operation.op]}({', '.join(parts)})"
        lines.append(f"    v{number} = {text}")
        lines += [f"    del v{a}" for a in sorted(set(operation.args)) if last_use[a] == number]
    body = "\n".join([*lines, f"    return v{program.outputs[0]}"])
    exec(f"def function({', '.join(program.inputs)}):\n{body}\n", names)
    return names["function"]


def node_counts(program: Program) -> list[int]:
    """Numbers of nodes of the nested rules, coarsest first."""
    return nodes(_loop(program))[1]


def step(program: Program, level: int) -> float:
    """Distance of the nodes of a rule."""
    loop = _loop(program)
    return float(loop.coarsest) / 2 ** (level % loop.levels)


def column(program: Program, number: int, level: int) -> np.ndarray:
    """A tabulated function of the node, at the nodes of a rule."""
    loop = _loop(program)
    values = column_values(program.operations[number].data, loop)
    return np.array(values[: nodes(loop)[1][level]])


def _loop(program: Program) -> Loop:
    return next(o.data for o in program.operations if o.op == "integral")
