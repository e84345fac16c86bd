"""Delta a_mu of a neutral vector for 1e5 masses: the kernel's table, the integral, and the printed closed form.

The closed form loses digits as m_X grows; its error is shown, it is timed all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import loop_peers
import numpy as np
from common import Goal
from contest import OURS, PRINTED, Case, Contestant
from expression_peers import heyoka
from loop_peers import M_MU
from machine import one_core
from running import run
from variants import variant_of

import muforge
from muforge import _fast

MASSES = 100_000
COUPLING = 1e-3
ACCURACY = 1e-11
TABLE = "our table"
EVERY = {"numpy": 100, "JAX": 20, "numba": 20, "C": 20, "scipy": 5000}
"""Slow contestants are timed on every so many of the masses."""


def case(title: str, low: float, high: float) -> Case:
    """The contest for masses between two multiples of the muon's."""
    masses = np.geomspace(low * M_MU, high * M_MU, MASSES)
    inputs = {"boson": "vector", "m_X": masses, "g": COUPLING}
    kernel = _fast.gminus2_neutral_boson_vector

    def timed(name: str, prepare: Callable, algebra: str, every: int = 1) -> Contestant:
        some = np.ascontiguousarray(masses[::every])
        return Contestant(name, lambda: partial(prepare(), some, COUPLING), algebra, every)

    def by_jax(prepare: Callable, algebra: str, every: int = 1) -> Contestant:
        some = np.ascontiguousarray(masses[::every])
        return Contestant("JAX", lambda: loop_peers.compiled_by_jax(prepare(), some, COUPLING), algebra, every)

    some = masses[:: EVERY["scipy"]]
    numbers = {"g": COUPLING, "m_mu": M_MU}
    closed = [record.form for record in variant_of("gminus2.neutral_boson").printed[1:2]]
    contestants = [
        Contestant("kernel", lambda: lambda: kernel(masses, COUPLING, M_MU)),
        Contestant("evaluate", lambda: lambda: muforge.evaluate("gminus2.neutral_boson", **inputs)),
        timed("numpy", loop_peers.numpy_table, TABLE),
        timed("numba", loop_peers.numba_tabulated, TABLE),
        by_jax(loop_peers.jax_table, TABLE),
        timed("numpy", loop_peers.numpy_integral, OURS, EVERY["numpy"]),
        timed("numba", loop_peers.numba_integral, OURS, EVERY["numba"]),
        by_jax(loop_peers.jax_integral, OURS, EVERY["JAX"]),
        timed("C, gcc -O2", loop_peers.c_integral, OURS, EVERY["C"]),
        timed("numpy, closed form", loop_peers.numpy_printed, PRINTED),
        timed("numba, closed form", loop_peers.numba_printed, PRINTED),
        by_jax(loop_peers.jax_printed, PRINTED),
        Contestant("scipy quad", lambda: loop_peers.scipy_quad(some, COUPLING), PRINTED, EVERY["scipy"]),
    ]
    if low > 2:
        call = Contestant("heyoka, closed form", lambda: heyoka(closed[0], ("m_X",), numbers, (masses,)), PRINTED)
        contestants.append(call)
    goals = [Goal(f"numba, {TABLE}", "kernel", 1, at_most=False)]
    reference = kernel(masses, COUPLING, M_MU)
    return Case(f"Delta a_mu of a vector, {MASSES:_} masses {title}", reference, ACCURACY, "kernel", contestants, goals)


CASES = (
    partial(case, "of 2.1 to 4 m_mu", 2.1, 4.0),
    partial(case, "of 1e-3 to 1e4 m_mu", 1e-3, 1e4),
)

if __name__ == "__main__":
    one_core()
    sys.exit(run(__doc__, CASES))
