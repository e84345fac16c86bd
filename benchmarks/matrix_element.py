"""Squared matrix element of K -> mu nu V at 1e5 points: the kernel, one numpy addition, and everything else."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from by_hand import dalitz_limits, squared_matrix_element
from common import Goal
from contest import OURS, PRINTED, Case, Contestant
from expression_peers import BACKENDS, Backend
from machine import one_core
from running import run
from straight_line import array_function
from sympy import Expr
from variants import constants, optimised, printed, program_of, variant_of

import muforge
from muforge import _fast

POINTS = 100_000
M_X = 0.05
ACCURACY = 1e-10
DECLARED = "as declared"
"""The formula as it stands in symbolic/, before any optimisation."""


def dalitz_points(count: int, m_X: float, m_mu: float, m_K: float) -> tuple[np.ndarray, np.ndarray]:
    """Random points inside the Dalitz region of K -> mu nu X."""
    random = np.random.default_rng(20_240_607)
    s_nuX = random.uniform(m_X**2, (m_K - m_mu) ** 2, count)
    centre, half = dalitz_limits(s_nuX, m_X, m_mu, m_K)
    return s_nuX, centre + half * random.uniform(-1, 1, count)


def case() -> Case:
    """The contest."""
    m_mu, m_K = constants("m_mu", "m_K")
    x, y = dalitz_points(POINTS, M_X, m_mu, m_K)
    variant = variant_of("kaon.squared_matrix_element")
    kernel, program = _fast.kaon_squared_matrix_element_vector, program_of(variant)
    out, arguments = np.empty_like(x), (x, y, M_X, m_mu, m_K)
    numbers = {"m_X": M_X, "m_mu": m_mu, "m_K": m_K}
    straight = array_function(program)
    checked = {"boson": "vector", "m_X": M_X, "s_nuX": x, "s_muX": y}
    contestants = [
        Contestant("kernel", lambda: lambda: kernel(*arguments)),
        Contestant("kernel, out=", lambda: lambda: kernel(*arguments, out=out)),
        Contestant("evaluate", lambda: lambda: muforge.evaluate("kaon.squared_matrix_element", **checked)),
        Contestant("np.add", lambda: lambda: np.add(x, y), compared=False),
        Contestant("np.add, out=", lambda: lambda: np.add(x, y, out=out), compared=False),
        Contestant("numpy", lambda: lambda: squared_matrix_element(*arguments), PRINTED),
        Contestant("numpy", lambda: lambda: straight(*arguments), OURS),
    ]
    formulas = {PRINTED: printed(variant), OURS: optimised(variant), DECLARED: variant.expression}
    for algebra, expression in formulas.items():
        for name, backend in BACKENDS.items() if algebra != DECLARED else [("lambdify", BACKENDS["lambdify"])]:

            def prepare(backend: Backend = backend, expression: Expr = expression) -> Callable:
                return backend(expression, ("s_nuX", "s_muX"), numbers, (x, y))

            contestants.append(Contestant(name, prepare, algebra))
    varying = program.uses(frozenset({"s_nuX", "s_muX"}))
    operations = sum(used and o.op != "input" for used, o in zip(varying, program.operations, strict=True))
    goals = [
        Goal("kernel", "np.add", 1.5, at_most=True),
        Goal("kernel, out=", "np.add, out=", 1.5, at_most=True),
        Goal(f"lambdify, {DECLARED}", "kernel", 20, at_most=False),
    ]
    return Case(
        title=f"squared matrix element of K -> mu nu V, {POINTS:_} points",
        reference=kernel(*arguments).copy(),
        accuracy=ACCURACY,
        ours="kernel",
        contestants=contestants,
        goals=goals,
        operations=operations * POINTS,
        bytes=3 * x.nbytes,
    )


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [case]))
