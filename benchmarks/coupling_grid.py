"""Delta a_mu of a vector on a grid of 1000 masses and 1000 couplings, against filling as much memory.

Delta a_mu is g^2 times a function of the mass; muforge finds that out, others are given it by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import loop_peers
import numpy as np
from by_hand import vector_loop_shift
from common import Goal
from contest import OURS, PRINTED, Case, Contestant
from loop_peers import M_MU
from machine import one_core
from running import run

import muforge
from muforge import _fast

SIDE = 1000
ACCURACY = 1e-9
TABLE = "our table"
FRESH = "fill of fresh memory"


def separated(prepare: Callable) -> Callable:
    """A peer's function of the mass times the coupling squared."""

    def both() -> Callable:
        function = prepare()
        return lambda m, g: function(m, 1.0)[:, None] * (g * g)[None, :]

    return both


def case() -> Case:
    """The contest."""
    masses, couplings = np.geomspace(1e-3, 1.0, SIDE), np.geomspace(1e-5, 1e-1, SIDE)
    m, g = masses[:, None], couplings[None, :]
    kernel = _fast.gminus2_neutral_boson_vector
    grid = {"m_X": masses, "g": couplings}
    out = np.empty((SIDE, SIDE))

    def by_hand(name: str, prepare: Callable, algebra: str) -> Contestant:
        def call() -> Callable:
            function = separated(prepare)()
            return lambda: function(masses, couplings)

        return Contestant(f"{name}, separated", call, algebra)

    def by_jax(prepare: Callable, algebra: str) -> Contestant:
        def call() -> Callable:
            return loop_peers.compiled_by_jax(separated(prepare)(), masses, couplings)

        return Contestant("JAX, separated", call, algebra)

    contestants = [
        Contestant("evaluate", lambda: lambda: muforge.evaluate("gminus2.neutral_boson", boson="vector", m_X=m, g=g)),
        Contestant("scan", lambda: lambda: muforge.scan("gminus2.neutral_boson", grid, boson="vector").values),
        Contestant("kernel at every point", lambda: lambda: kernel(m, g, M_MU)),
        Contestant(FRESH, lambda: lambda: np.full((SIDE, SIDE), 1.0), compared=False),
        Contestant("fill of used memory", lambda: lambda: out.fill(1.0), compared=False),
        Contestant("outer product alone", lambda: lambda: np.multiply(m, g), compared=False),
        by_hand("numpy", loop_peers.numpy_table, TABLE),
        by_hand("numba", loop_peers.numba_tabulated, TABLE),
        by_jax(loop_peers.jax_table, TABLE),
        by_hand("numpy", loop_peers.numpy_integral, OURS),
        by_hand("numba", loop_peers.numba_integral, OURS),
        by_jax(loop_peers.jax_integral, OURS),
        by_hand("numpy", loop_peers.numpy_printed, PRINTED),
        by_jax(loop_peers.jax_printed, PRINTED),
        Contestant("numpy", lambda: lambda: vector_loop_shift(m, g, M_MU), PRINTED),
    ]
    goals = [
        Goal("evaluate", FRESH, 1.3, at_most=True),
        Goal("scan", FRESH, 1.3, at_most=True),
        Goal(f"JAX, separated, {OURS}", "evaluate", 1, at_most=False),
        Goal(f"JAX, separated, {TABLE}", "evaluate", 1, at_most=False),
    ]
    reference = kernel(m, g, M_MU)
    title = f"Delta a_mu of a vector, {SIDE} masses times {SIDE} couplings"
    return Case(title, reference, ACCURACY, "evaluate", contestants, goals, bytes=reference.nbytes)


if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, [case]))
