"""A kernel with at most one integral as numpy or JAX does it: the same operations and nodes over whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from peer_nodes import column, steps

from muforge.codegen.backends.c.expressions import literal
from muforge.codegen.ir import Program

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "lt": "<", "le": "<=", "and": "&", "or": "|"}
CALLS = {"sqrt": "np.sqrt", "log": "np.log", "log1p": "np.log1p", "exp": "np.exp", "abs": "np.abs"}
ABSENT = {"log1p_positive": "np.log1p({0})", "log1pmx": "({0} - np.log1p({0}))"}
"""Functions that numpy lacks, as one writes them there."""


def array_function(
    program: Program, nodes: np.ndarray | None = None, level: int = -1, xp: ModuleType = np, result: int | None = None
) -> Callable[..., Any]:
    """Straight-line code for `program` with these nodes of one of its nested rules, by default all of the finest.

    Arguments are those of the kernel, points as arrays; `xp` is numpy or jax.numpy, and `result` the number of the
    operation to return, by default the last.

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
            names[f"column_{number}"] = column(program, number)[slice(None) if nodes is None else nodes, None]
            text = f"column_{number}"
        elif operation.op == "integral":
            text = f"{float(steps(program)[level])!r} * {parts[0]}.sum(axis=0)"
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
        if number == result:
            break
        lines += [f"    del v{a}" for a in sorted(set(operation.args)) if last_use[a] == number]
    body = "\n".join([*lines, f"    return v{program.outputs[0] if result is None else result}"])
    exec(f"def function({', '.join(program.inputs)}):\n{body}\n", names)
    return names["function"]
