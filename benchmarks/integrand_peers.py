"""An integral by libraries that evaluate expressions but know no sums: the integrand by them, the rest by numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sympy
from expression_peers import Backend
from peer_nodes import column, steps
from sympy import Expr, Symbol, atanh

from muforge.codegen.check.expand import expression_of
from muforge.codegen.ir import Operation, Program
from muforge.symbolic.language.functions import log1p_positive, log1pmx

TOTAL = "total"


def by_atanh(x: Expr) -> Expr:
    """Log(1 + x) without loss of digits for libraries that lack log1p."""
    return 2 * atanh(x / (2 + x))


def by_integrand(
    program: Program,
    backend: Backend,
    arguments: Sequence[Any],
    *,
    block: int,
    level: int,
    nodes: np.ndarray,
    log1p: Callable[[Expr], Expr],
) -> Callable[[], np.ndarray]:
    """All points of a kernel with one integral, a block at a time, at the nodes of one rule.

    Parameters
    ----------
    program : Program
    backend : callable
        From `expressions`; its input is prepared for all blocks before it is timed.
    arguments : sequence
        Of the kernel: points first, then numbers.
    block : int
    level : int
        The nested rule.
    nodes : ndarray
        Which of its nodes.
    log1p : callable
        What the library has for log(1 + x).
    """
    integrand, rest, columns = _taken_apart(program, nodes, log1p)
    points, *others = arguments
    numbers = dict(zip(program.inputs[1:], map(float, others), strict=True))
    names = [program.inputs[0], *columns]
    count = len(nodes)
    outside = sympy.lambdify([Symbol(name, real=True) for name in (*program.inputs, TOTAL)], rest, "numpy", cse=True)
    calls = []
    for start in range(0, len(points), block):
        some = points[start : start + block]
        arrays = [np.tile(some, count), *(np.repeat(values, len(some)) for values in columns.values())]
        calls.append(backend(integrand, names, numbers, arrays))
    width = float(steps(program)[level])

    def call() -> np.ndarray:
        totals = [np.reshape(np.asarray(one()), (count, -1)).sum(axis=0) for one in calls]
        return outside(points, *others, width * np.concatenate(totals))

    return call


def _taken_apart(program: Program, nodes: np.ndarray, log1p: Callable) -> tuple[Expr, Expr, dict[str, np.ndarray]]:
    """The integrand in columns, what is made of the integral, and the columns."""
    columns, operations, integral = {}, list(program.operations), 0
    for number, operation in enumerate(program.operations):
        if operation.op == "column":
            columns[f"column_{number}"] = column(program, number)[nodes]
            operations[number] = Operation("input", data=f"column_{number}")
        elif operation.op == "integral":
            integral = number
            operations[number] = Operation("input", data=TOTAL)
    apart = replace(program, operations=tuple(operations))
    integrand = expression_of(apart, program.operations[integral].args[0])
    integrand = integrand.replace(log1p_positive, log1p).replace(log1pmx, lambda x: x - log1p(x))
    return integrand, expression_of(apart, program.outputs[0]), columns
