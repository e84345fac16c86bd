"""1e4 branching ratios of K -> mu nu V to 1e-10: the kernel, the same algebra and nodes elsewhere, and as printed.

Peers with our algebra are told which nodes the kernel takes for each mass, and that these are enough, which the kernel
has to find out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from by_hand import branching_ratios
from common import Goal
from contest import OURS, PRINTED, Case, Contestant, require
from expression_peers import BACKENDS
from integrand_peers import by_atanh, by_integrand
from machine import one_core
from peer_nodes import Nodes, in_window, level_count, tail, whole
from running import run
from scalar_loop import c_function, numba_function
from straight_line import array_function
from sympy.codegen.cfunctions import log1p
from variants import constants, program_of, variant_of

import muforge
from muforge import _fast
from muforge.codegen.ir import Program

MASSES = 10_000
COUPLING = 1e-3
TOLERANCE = 1e-10
NUMPY_BLOCK = 128
JAX_BLOCK = 200
INTEGRAND_BLOCK = 100
INTEGRAND_EVERY = 10
LOG1P = {"numexpr": log1p, "heyoka": by_atanh, "symengine": by_atanh}
"""Libraries that evaluate integrands, each with what it has for log(1 + x)."""
GAUSS_POINTS = 36
EVERY = 50
"""Gauss-Legendre rules in two dimensions are timed on every so many of the masses."""

Arguments = tuple[Any, ...]
"""Of the kernel: masses, then numbers."""


def rules_used(value: np.ndarray, by_rule: list[np.ndarray]) -> np.ndarray:
    """For each mass the nested rule at which the kernel stopped, or a coarser one that differs less than the tails."""
    agreeing = np.array([np.abs(result - value) <= 4 * tail() * TOLERANCE * value for result in by_rule])
    assert agreeing.any(axis=0).all()
    return np.argmax(agreeing, axis=0)


def numpy_in_parts(program: Program, used: np.ndarray, nodes: Nodes, arguments: Arguments, block: int) -> Callable:
    """numpy, `block` masses at a time, each with the rule it needs."""
    masses, *others = arguments
    calls = []
    for level in np.unique(used):
        indices = np.flatnonzero(used == level)
        for start in range(0, len(indices), block):
            where = indices[start : start + block]
            calls.append((array_function(program, nodes[where].together(), level), where))

    def call() -> np.ndarray:
        out = np.empty(len(masses))
        for function, where in calls:
            out[where] = function(masses[where], *others)
        return out

    return call


def jax_in_parts(program: Program, used: np.ndarray, nodes: Nodes, arguments: Arguments) -> Callable:
    """JAX: one compiled function of all masses, which are sorted by rule outside of it."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    masses, *others = arguments
    order = np.argsort(used, kind="stable")
    parts = [(int(level), np.flatnonzero(used == level)) for level in np.unique(used)]
    functions = [array_function(program, nodes[where].together(), level, library.numpy) for level, where in parts]
    starts = np.cumsum([0, *(len(where) for _, where in parts)])

    def all_masses(sorted_masses: Any) -> Any:
        pieces = zip(functions, starts[:-1], starts[1:], strict=True)
        return library.numpy.concatenate([f(sorted_masses[start:stop], *others) for f, start, stop in pieces])

    function, inside = library.jit(all_masses), library.numpy.asarray(masses[order])

    def call() -> np.ndarray:
        out = np.empty(len(masses))
        out[order] = function(inside)
        return out

    return call


def jax_in_blocks(program: Program, level: int, nodes: Nodes, arguments: Arguments) -> Callable:
    """JAX tuned by hand: a few masses at a time, so that temporaries stay in the fastest cache."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    masses, *others = arguments
    function = array_function(program, nodes.together(), level, library.numpy)
    blocks = library.numpy.asarray(masses).reshape(-1, JAX_BLOCK)
    run_blocks = library.jit(lambda rows: library.lax.map(lambda row: function(row, *others), rows).ravel())
    return lambda: run_blocks(blocks).block_until_ready()


def jax_as_printed(masses: np.ndarray, others: tuple[float, ...]) -> Callable:
    """Gauss-Legendre rules in JAX."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    function = library.jit(lambda m: branching_ratios(m, *others, points=GAUSS_POINTS, xp=library.numpy))
    inside = library.numpy.asarray(masses)
    return lambda: function(inside).block_until_ready()


def _by_integrand(program: Program, name: str, level: int, nodes: Nodes, arguments: Arguments) -> Contestant:
    """A library that evaluates the integrand, for a part of the masses."""
    masses, *others = arguments
    some = (np.ascontiguousarray(masses[::INTEGRAND_EVERY]), *others)
    united = nodes.together()

    def prepare() -> Callable:
        return by_integrand(
            program, BACKENDS[name], some, block=INTEGRAND_BLOCK, level=level, nodes=united, log1p=LOG1P[name]
        )

    return Contestant(f"{name} and numpy", prepare, OURS, INTEGRAND_EVERY)


def case() -> Case:
    """The contest."""
    m_mu, m_K, BR = constants("m_mu", "m_K", "BR_K_mu_nu")
    others = (COUPLING, m_mu, m_K, BR)
    masses = np.geomspace(1e-3, 0.999 * (m_K - m_mu), MASSES)
    program = program_of(variant_of("kaon.branching_ratio"))
    assert program.inputs == ("m_X", "g", "m_mu", "m_K", "BR_K_mu_nu")
    arguments = (masses, *others)
    kernel = _fast.kaon_branching_ratio_vector_with_error
    value, error = kernel(*arguments, TOLERANCE)
    assert np.all(error <= TOLERANCE * value)
    constant = [np.full(MASSES, level) for level in range(level_count(program))]
    by_rule = [numpy_in_parts(program, level, whole(program, level), arguments, NUMPY_BLOCK)() for level in constant]
    used = rules_used(value, by_rule)
    (integral,) = [operation for operation in program.operations if operation.op == "integral"]
    coarsest = whole(program, constant[0][:1]).together()
    terms = array_function(program, coarsest, 0, result=integral.args[0])(*arguments)
    taken = in_window(program, used, terms, TOLERANCE)
    finest = int(used.max())
    common = in_window(program, constant[finest], terms, TOLERANCE)
    print(f"{np.mean(taken.each()):.0f} nodes a mass on average, {len(common.together())} by which all can be computed")
    inputs = {"boson": "vector", "m_X": masses, "g": COUPLING, "tolerance": TOLERANCE}
    some = np.ascontiguousarray(masses[::EVERY])
    blocks, tuned = (f"{name}, {size} masses at a time" for name, size in (("numpy", NUMPY_BLOCK), ("JAX", JAX_BLOCK)))
    contestants = [
        Contestant("kernel", lambda: lambda: kernel(*arguments, TOLERANCE)[0]),
        Contestant("evaluate", lambda: lambda: muforge.evaluate("kaon.branching_ratio", **inputs)),
        Contestant("numpy", lambda: numpy_in_parts(program, used, taken, arguments, MASSES), OURS),
        Contestant(blocks, lambda: numpy_in_parts(program, used, taken, arguments, NUMPY_BLOCK), OURS),
        Contestant("numba", lambda: partial(numba_function(program), *arguments, taken), OURS),
        Contestant("JAX", lambda: jax_in_parts(program, used, taken, arguments), OURS),
        Contestant(tuned, lambda: jax_in_blocks(program, finest, common, arguments), OURS),
        Contestant("C, gcc -O2", lambda: partial(c_function(program), *arguments, taken), OURS),
        *(_by_integrand(program, name, finest, common, arguments) for name in LOG1P),
        Contestant("numpy", lambda: lambda: branching_ratios(some, *others, points=GAUSS_POINTS), PRINTED, EVERY),
        Contestant("JAX", lambda: jax_as_printed(some, others), PRINTED, EVERY),
    ]
    goals = [
        Goal(f"numpy, {OURS}", "kernel", 30, at_most=False),
        Goal(f"{blocks}, {OURS}", "kernel", 30, at_most=False),
        Goal(f"JAX, {OURS}", "kernel", 4, at_most=False),
        Goal(f"{tuned}, {OURS}", "kernel", 4, at_most=False),
        Goal(f"numba, {OURS}", "kernel", 4, at_most=False),
    ]
    return Case(f"{MASSES:_} branching ratios BR(K -> mu nu V)", value, TOLERANCE, "kernel", contestants, goals)


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [case]))
