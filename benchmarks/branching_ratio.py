"""1e4 branching ratios of K -> mu nu V to 1e-10: the kernel, the same algebra and nodes elsewhere, and as printed.

Peers with our algebra are told at which of the nested rules the kernel stopped for each mass, which costs the kernel
a test of convergence and them nothing.  "coarsest rule" is told more: which rule would have been enough.
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
from expressions import BACKENDS
from integrand_peers import by_atanh, by_integrand
from machine import one_core
from run import run
from scalar_loop import c_function, numba_function
from straight_line import array_function, node_counts
from sympy.codegen.cfunctions import log1p
from variants import constants, program_of, variant_of

import muforge
from muforge import _fast
from muforge.codegen.ir import Program

MASSES = 10_000
COUPLING = 1e-3
TOLERANCE = 1e-10
BLOCK = 16
JAX_BLOCK = 100
INTEGRAND_BLOCK = 100
INTEGRAND_EVERY = 10
LOG1P = {"numexpr": log1p, "heyoka": by_atanh, "symengine": by_atanh}
"""Libraries that evaluate integrands, each with what it has for log(1 + x)."""
GAUSS_POINTS = 36
EVERY = 50
"""Gauss-Legendre rules in two dimensions are timed on every so many of the masses."""


def rules_used(value: np.ndarray, by_rule: list[np.ndarray]) -> np.ndarray:
    """For each mass the nested rule at which the kernel stopped: the one whose result it returned."""
    return np.argmin([np.abs(result - value) for result in by_rule], axis=0)


def rules_enough(value: np.ndarray, by_rule: list[np.ndarray]) -> np.ndarray:
    """For each mass the coarsest rule whose result is accurate enough."""
    return np.argmax([np.abs(result - value) <= TOLERANCE / 2 * value for result in by_rule], axis=0)


def numpy_in_parts(program: Program, used: np.ndarray, arguments: tuple[Any, ...], block: int) -> Callable:
    """numpy, `block` masses at a time, each with the rule it needs."""
    functions = {level: array_function(program, level) for level in np.unique(used)}
    masses, *others = arguments
    pieces = []
    for level, function in functions.items():
        indices = np.flatnonzero(used == level)
        pieces += [(function, indices[start : start + block]) for start in range(0, len(indices), block)]

    def call() -> np.ndarray:
        out = np.empty(len(masses))
        for function, where in pieces:
            out[where] = function(masses[where], *others)
        return out

    return call


def jax_in_parts(program: Program, used: np.ndarray, arguments: tuple[Any, ...]) -> Callable:
    """JAX: one compiled function of all masses, which are sorted by rule outside of it."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    masses, *others = arguments
    order = np.argsort(used, kind="stable")
    pieces = [(level, int(np.sum(used == level))) for level in np.unique(used)]
    functions = [array_function(program, int(level), library.numpy) for level, _ in pieces]
    starts = np.cumsum([0, *(count for _, count in pieces)])

    def all_masses(sorted_masses: Any) -> Any:
        parts = zip(functions, starts[:-1], starts[1:], strict=True)
        return library.numpy.concatenate([f(sorted_masses[start:stop], *others) for f, start, stop in parts])

    function, inside = library.jit(all_masses), library.numpy.asarray(masses[order])

    def call() -> np.ndarray:
        out = np.empty(len(masses))
        out[order] = function(inside)
        return out

    return call


def jax_in_blocks(program: Program, level: int, arguments: tuple[Any, ...]) -> Callable:
    """JAX tuned by hand: a few masses at a time, so that temporaries stay in the fastest cache."""
    library = require("jax")
    library.config.update("jax_enable_x64", True)
    masses, *others = arguments
    function = array_function(program, level, library.numpy)
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


def _by_integrand(program: Program, name: str, arguments: tuple[Any, ...]) -> Contestant:
    """A library that evaluates the integrand, at the finest rule, for a part of the masses."""
    masses, *others = arguments
    some = (np.ascontiguousarray(masses[::INTEGRAND_EVERY]), *others)

    def prepare() -> Callable:
        return by_integrand(program, BACKENDS[name], some, block=INTEGRAND_BLOCK, log1p=LOG1P[name])

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
    counts = node_counts(program)
    everywhere = [np.full(MASSES, level) for level in range(len(counts))]
    by_rule = [numpy_in_parts(program, level, arguments, BLOCK)() for level in everywhere]
    used, enough = rules_used(value, by_rule), rules_enough(value, by_rule)
    for level, count in enumerate(counts):
        print(f"{count} nodes: used for {np.sum(used == level)} masses, enough for {np.sum(enough == level)}")
    inputs = {"boson": "vector", "m_X": masses, "g": COUPLING, "tolerance": TOLERANCE}
    half = (masses[::2], *others)
    some = np.ascontiguousarray(masses[::EVERY])
    tuned = f"JAX, {JAX_BLOCK} masses at a time"
    contestants = [
        Contestant("kernel", lambda: lambda: kernel(*arguments, TOLERANCE)[0]),
        Contestant("evaluate", lambda: lambda: muforge.evaluate("kaon.branching_ratio", **inputs)),
        Contestant("numpy", lambda: numpy_in_parts(program, used[::2], half, MASSES), OURS, 2),
        Contestant(f"numpy, {BLOCK} masses at a time", lambda: numpy_in_parts(program, used, arguments, BLOCK), OURS),
        Contestant("numba", lambda: partial(numba_function(program), *arguments, used), OURS),
        Contestant("JAX", lambda: jax_in_parts(program, used, arguments), OURS),
        Contestant(tuned, lambda: jax_in_blocks(program, int(used.max()), arguments), OURS),
        Contestant("C, gcc -O2", lambda: partial(c_function(program), *arguments, used), OURS),
        Contestant("numba, coarsest rule", lambda: partial(numba_function(program), *arguments, enough), OURS),
        Contestant(f"{tuned}, coarsest rule", lambda: jax_in_blocks(program, int(enough.max()), arguments), OURS),
        *(_by_integrand(program, name, arguments) for name in LOG1P),
        Contestant("numpy", lambda: lambda: branching_ratios(some, *others, points=GAUSS_POINTS), PRINTED, EVERY),
        Contestant("JAX", lambda: jax_as_printed(some, others), PRINTED, EVERY),
    ]
    goals = [
        Goal(f"numpy, {OURS}", "kernel", 30, at_most=False),
        Goal(f"JAX, {OURS}", "kernel", 4, at_most=False),
        Goal(f"{tuned}, {OURS}", "kernel", 4, at_most=False),
        Goal(f"numba, {OURS}", "kernel", 4, at_most=False),
    ]
    return Case(f"{MASSES:_} branching ratios BR(K -> mu nu V)", value, TOLERANCE, "kernel", contestants, goals)


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [case]))
